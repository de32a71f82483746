"""``soliloquy ask "question"``: the answer on stdout, the reasoning dimmed on stderr.

Works in a pipe and keeps no history. The model of this machine answers and nothing leaves it, unless an address is
given with ``--endpoint``; then one line on stderr says what goes where, before it does, and the cloud ledger has a row
of it, without a word of what was asked.

Exit status: 0 answered, 1 something failed (a sentence on stderr says what), 2 the question or an option was not
understood, 3 the model ended without an answer, 4 cut at the token limit, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import signal
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, Recording, RequestId, Sampling
from app.chat.failure import Failure
from app.chat.prompt import Message, Prompt, Role, clean_text
from app.chat.sentence import sentence
from app.cli.exit_status import Exit
from app.cli.help import Parser
from app.cli.ledger_entry import TerminalEntry, as_entered
from app.cli.models import our_folder
from app.cli.service import announcement, backend_for, service_at
from app.cli.told import failure_told, told
from app.models.cloud_models import cloud_table
from app.models.library import DEMO, find_model
from app.paths import data_folder
from app.system_libraries import NETWORK, OFFSCREEN, advice, missing_packages

if TYPE_CHECKING:
    from app.backends.base import Backend


def ask(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale says, a question in Japanese is one in UTF-8
            stream.reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace")
    question = clean_text(_from_stdin() if options.question == "-" else _from_arguments(options.question))
    if not question.strip():
        return _refuse(told(sentence("The question is empty.")), Exit.NOT_UNDERSTOOD)
    return _ask_model(options, question) if options.endpoint is None else _ask_service(options, question)


def _from_stdin() -> str:
    return sys.stdin.read() if sys.stdin is not None else ""  # None: closed by ``<&-``


def _from_arguments(text: str) -> str:
    """Python decoded it by the locale; the bytes are UTF-8 whatever that says."""
    return os.fsencode(text).decode("utf-8", "replace")


def _ask_model(options: argparse.Namespace, question: str) -> int:
    if options.key_from_keyring is not None:
        said = sentence("A key is for a service: --key-from-keyring needs --endpoint.")
        return _refuse(told(said), Exit.NOT_UNDERSTOOD)
    model = find_model(options.model or DEMO, our_folder())
    if isinstance(model, Failure):
        return _refuse(failure_told(model), Exit.FAILED)
    missing = missing_packages(OFFSCREEN)
    if missing:
        return _refuse(advice(missing), Exit.FAILED)
    with _interrupts_wait():
        from app.backends.local import LocalBackend  # Qt, only now that its libraries are known to be there
        from app.cli.terminal import answer_in_terminal

    return answer_in_terminal(
        _request(options, question),
        make_backend=lambda: LocalBackend(folder=model.folder, label=model.label, is_demo=model.is_demo),
        as_json=options.json,
    )


def _ask_service(options: argparse.Namespace, question: str) -> int:
    for option in ("seed", "temperature", "thinking_budget", "record", "record_prompt"):
        if getattr(options, option) is not None:
            name = f"--{option.replace('_', '-')}"
            said = sentence("{option} is for the model on this Mac: --endpoint does not take it.", option=name)
            return _refuse(told(said), Exit.NOT_UNDERSTOOD)
    service = service_at(
        _from_arguments(options.endpoint),
        model=None if options.model is None else clean_text(_from_arguments(options.model)),
        effort=None if options.effort is None else Effort(options.effort),
        key_name=options.key_from_keyring,
    )
    if isinstance(service, Failure):
        return _refuse(failure_told(service), Exit.NOT_UNDERSTOOD)
    missing = missing_packages(OFFSCREEN | NETWORK)
    if missing:
        return _refuse(advice(missing), Exit.FAILED)
    with _interrupts_wait():
        from app.cli.terminal import answer_in_terminal

    # Nobody keeps a log here, and Python would print warnings on stderr: the failure's sentence says it, once.
    logging.getLogger("soliloquy").addHandler(logging.NullHandler())
    request = _request(options, question)
    if not _is_told(announcement(service, request.prompt)):
        return Exit.FAILED
    folder = data_folder()
    entry = TerminalEntry(folder=folder, service=as_entered(service, cloud_table(folder)[0]), request=request)

    def make_backend() -> Backend:
        backend = backend_for(service, before_sending=entry.keep)
        backend.replied.connect(entry.on_replied)
        return backend

    status = answer_in_terminal(request, make_backend=make_backend, as_json=options.json)
    failure = entry.settle()
    if failure is not None:
        _is_told(failure_told(failure))
    return status


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Ctrl-C comes when the block is over: in the middle of the first import of PySide6 6.11 it aborts the process."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_told(line: str) -> bool:
    """Whether the person could read it. Who closed stderr did not want to."""
    if sys.stderr is None:
        return True
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except OSError:
        return False
    return True


def _request(options: argparse.Namespace, question: str) -> GenerationRequest:
    return GenerationRequest(
        RequestId(uuid.uuid4().hex),
        Prompt(Effort(options.effort or Effort.MEDIUM), (Message(Role.USER, question),), date.today().isoformat()),
        Sampling(
            temperature=1.0 if options.temperature is None else options.temperature,
            seed=options.seed,
            max_tokens=options.max_tokens,
        ),
        recording=Recording(options.record or Recording.OFF),
        thinking_budget=options.thinking_budget,
        records_prompt=bool(options.record_prompt),
    )


def _parser() -> Parser:
    parser = Parser(
        prog="soliloquy ask",
        description=sentence(
            "Ask one question: answer on stdout, reasoning on stderr. Nothing leaves this Mac without --endpoint."
        ).text,
        epilog=sentence("Exit status: 0 answered, 1 failed, 2 not understood, 3 no answer, 4 cut, 130 stopped.").text,
    )
    parser.add_argument("question", help=sentence('what to ask; "-" reads it from stdin').text)
    parser.add_argument("--effort", choices=[effort.value for effort in Effort], help=sentence("default: medium").text)
    parser.add_argument("--model", metavar="demo|ID|FOLDER", help=sentence("default: the demo model").text)
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help=sentence(
            "ask a service that speaks chat completions, such as http://127.0.0.1:8080/v1; --model is then its name "
            "there, by default the one that mlx_lm.server has loaded. http:// only to this Mac and private "
            "addresses. Each request is in the cloud ledger; a limit of the month is kept by the window only"
        ).text,
    )
    parser.add_argument(
        "--key-from-keyring",
        type=_name,
        metavar="NAME",
        help=sentence("send the key of that name, kept for “Soliloquy” in the keyring of the system").text,
    )
    parser.add_argument(
        "--json", action="store_true", help=sentence("print the reply's events instead, one JSON object a line").text
    )
    parser.add_argument(
        "--record",
        choices=[level.value for level in Recording],
        help=sentence("how much of each token's distribution --json shows; default: off").text,
    )
    parser.add_argument(
        "--record-prompt",
        action="store_true",
        default=None,
        help=sentence("--json shows first how likely the model held each token of the prompt").text,
    )
    parser.add_argument("--seed", type=int, help=sentence("the same seed and question give the same reply").text)
    parser.add_argument(
        "--max-tokens", type=_positive, metavar="N", help=sentence("stop after N generated tokens").text
    )
    parser.add_argument(
        "--thinking-budget", type=_positive, metavar="N", help=sentence("answer after about N tokens of reasoning").text
    )
    parser.add_argument(
        "--temperature", type=_temperature, metavar="T", help=sentence("0 to 2, default 1; 0 never guesses").text
    )
    return parser


def _name(text: str) -> str:
    name = clean_text(_from_arguments(text)).strip()
    if not name:
        raise argparse.ArgumentTypeError("a name is needed")
    return name


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a number from 1 on")
    return value


def _temperature(text: str) -> float:
    value = float(text)
    if not 0.0 <= value <= 2.0:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 0 to 2")
    return value


def _refuse(words: str, status: Exit) -> int:
    print(words, file=sys.stderr)
    return status
