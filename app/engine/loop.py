"""The engine's entry: takes the process over, then runs its two threads.

The main thread owns the model and every MLX array (``worker.py``). The reader's thread (``reader.py``) owns stdin and
the watchdog and never touches the model, so that Stop and the end of the window are noticed while the model works.
They meet in ``inbox.py``; both may send.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from app import __version__, isolation
from app.engine import stdio
from app.engine.counter import Counter
from app.engine.inbox import Inbox
from app.engine.memory_news import INTERVAL_S
from app.engine.reader import Reader
from app.engine.segment_place import forget
from app.engine.watchdog import DEAD_MAN_S, Watchdog
from app.wire.messages import PROTOCOL, Hello

if TYPE_CHECKING:
    from app.engine.model import LoadModel

LEAST_PIECE_TOKENS, MOST_PIECE_TOKENS = 128, 2048

log = logging.getLogger("soliloquy.engine")


def run(arguments: list[str]) -> int:
    """The exit status: 0 asked to leave, 2 wrong arguments, 4 unreadable wire, 70 the model failed."""
    options = _parser().parse_args(arguments)
    reading, writing = stdio.take()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # driven by hand, Ctrl-C just ends it
    sys.excepthook = _log_uncaught
    isolation.prepare_environment(os.environ)
    closed = isolation.isolate()
    watchdog = Watchdog(options.dead_man)
    watchdog.start()
    inbox, outbox = Inbox(), stdio.Outbox(writing)
    counter = Counter(outbox)
    counter.start()
    outbox.send(Hello(PROTOCOL, __version__, os.getpid()))
    Reader(reading, inbox=inbox, outbox=outbox, counter=counter, watchdog=watchdog).start()
    log.info("started; closed: %s", ", ".join(closed))

    from app.engine.worker import Worker  # the first heavy import, now that stdin and stdout are out of reach

    segments: Path | None = options.segments
    return Worker(
        inbox=inbox,
        outbox=outbox,
        counter=counter,
        load_model=_loader(options),
        forget_kept=lambda conversation: None if segments is None else forget(segments, conversation),
        memory_interval_s=options.memory_interval,
    ).run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="soliloquy-engine", description="Runs the model; speaks one JSON object a line.", allow_abbrev=False
    )
    parser.add_argument("--dead-man", type=float, default=DEAD_MAN_S, metavar="SECONDS", help="longest hang allowed")
    parser.add_argument("--plain", action="store_true", help="mlx-lm's own forward pass, for comparison")
    parser.add_argument("--segments", type=Path, metavar="FOLDER", help="keeps what was read, while it is there")
    parser.add_argument("--piece-tokens", type=_piece, metavar="N", help="of a prompt that are read at once")
    parser.add_argument("--memory-interval", type=float, default=INTERVAL_S, metavar="SECONDS", help="how often told")
    parser.add_argument("--scripted", action="store_true", help="a script in place of a model, for tests")
    parser.add_argument("--scripted-load", default="", metavar="SCRIPT", help="what happens while it loads")
    parser.add_argument("--scripted-prepare", default="", metavar="SCRIPT", help="what happens before it reads ahead")
    return parser


def _piece(text: str) -> int:
    """Within what is of any use, and takes no memory that nobody has planned for."""
    return min(MOST_PIECE_TOKENS, max(LEAST_PIECE_TOKENS, int(text)))


def _log_uncaught(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """Without the error's own words: a panic in a library quotes the text that it was working on."""
    log.critical("uncaught %s\n%s", kind.__name__, "".join(traceback.format_tb(trace)))


def _loader(options: argparse.Namespace) -> LoadModel:
    if options.scripted:
        from app.engine.scripted_model import loader

        return loader(options.scripted_load, options.scripted_prepare)
    from app.engine.mlx_model import load
    from app.engine.prefill import DEFAULT_PIECE_TOKENS

    quicker, segments, piece = not options.plain, options.segments, options.piece_tokens or DEFAULT_PIECE_TOKENS
    return lambda command, report, is_stopped: load(
        command, report, is_stopped, allows_quicker=quicker, segments=segments, piece_tokens=piece
    )
