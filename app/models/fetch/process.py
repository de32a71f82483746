"""The role ``--fetch``: one order on stdin, events on stdout, and away.

Thread 1 downloads. Thread 2 reads stdin: a line means "try now" to a download that waits; its end means that nobody
wants the download any more, or that it is to pause, and ends the process at once. That is safe at any moment.

``--look``: says what there is in the repository and leaves.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
from dataclasses import fields
from pathlib import Path

from app import stdio
from app.chat.sentence import sentence
from app.models.fetch import companions
from app.models.fetch.download import Download
from app.models.fetch.events import (
    Fetched,
    FetchEvent,
    FetchFailed,
    FetchFailureKind,
    FetchLineError,
    Found,
    Listed,
    decode_order,
    encode_event,
)
from app.models.fetch.hub import prepare_environment
from app.models.fetch.look import look
from app.models.fetch.order import FetchOrder
from app.models.fetch.retries import Patience

EXIT_FAILED = 1
EXIT_UNREADABLE = 4
MAX_ORDER_BYTES = 1 << 20

log = logging.getLogger("soliloquy.fetch")


def run(arguments: list[str]) -> int:
    """The exit status. 0: fetched, or asked to end; 1: failed, and said so; 4: the order cannot be read."""
    only_looks, patience = _options(arguments)
    reading, writing = stdio.take()
    prepare_environment(os.environ)
    outbox = _Outbox(writing)
    with open(reading, "rb", buffering=0, closefd=False) as lines:
        line = lines.readline(MAX_ORDER_BYTES)
    if not line:
        return 0
    try:
        order = decode_order(line)
    except FetchLineError as error:
        outbox.send(_fault(str(error)))
        return EXIT_UNREADABLE
    if only_looks:
        outbox.send(_looked_at(order, patience))
        return 0
    bell = _Bell()
    threading.Thread(target=_listen, args=(reading, bell), name="reader", daemon=True).start()
    last = _carried_out(order, patience, outbox, bell)
    outbox.send(last)
    os._exit(EXIT_FAILED if isinstance(last, FetchFailed) else 0)  # the reader's thread may be inside a read


def _looked_at(order: FetchOrder, patience: Patience) -> Found | FetchFailed:
    try:
        return look(order, silence_s=patience.silence_s)
    except Exception as error:  # the border of the process
        log.exception("the repository could not be looked at")
        return _fault(type(error).__name__)


def _carried_out(order: FetchOrder, patience: Patience, outbox: _Outbox, bell: _Bell) -> Fetched | FetchFailed:
    def say(event: FetchEvent) -> None:
        outbox.send(event)
        if isinstance(event, Listed):  # the folder is there and there is something to do
            companions.start(companions.commands(sys.platform, pid=os.getpid(), folder=Path(order.folder)))

    try:
        return Download(order, patience=patience, say=say, wait=bell.wait).run()
    except Exception as error:  # the border of the process
        log.exception("the download failed")
        return _fault(type(error).__name__)


class _Outbox:
    """Where events leave. Ends the process if nobody can read any more."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def send(self, event: FetchEvent) -> None:
        data = memoryview(encode_event(event))
        while data:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BrokenPipeError:
                os._exit(0)


class _Bell:
    """Waits that a line on stdin cuts short."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        self._rung.set()

    def wait(self, seconds: float) -> None:
        self._rung.wait(seconds)
        self._rung.clear()  # afterwards: a line may come between the news of a wait and the wait


def _listen(descriptor: int, bell: _Bell) -> None:
    while os.read(descriptor, 1 << 12):
        bell.ring()
    os._exit(0)


def _fault(detail: str) -> FetchFailed:
    said = sentence(
        "The download has stopped because of a fault in Soliloquy; what has arrived is kept, and you can try again."
    )
    return FetchFailed(FetchFailureKind.INTERNAL, said, detail=detail)


def _options(arguments: list[str]) -> tuple[bool, Patience]:
    """Whether it only looks. Every number of ``Patience`` can be set: ``--silence-s 5``, for tests and by hand."""
    parser = argparse.ArgumentParser(prog="soliloquy --fetch", description="Reads one order from stdin and fetches it.")
    parser.add_argument("--look", action="store_true", help="say what is there, and keep nothing")
    for field in fields(Patience):
        kind = type(field.default)
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)
    given = vars(parser.parse_args(arguments))
    return given.pop("look"), Patience(**given)
