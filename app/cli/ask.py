"""``soliloquy ask "question"``: the answer on stdout, the reasoning dimmed on stderr.

Works in a pipe and keeps no history. Exit status: 0 answered, 1 something failed (a sentence on stderr says what),
2 the question or an option was not understood, 3 the model ended without an answer, 4 cut at the token limit,
130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import uuid
from datetime import date

from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, RequestId, Sampling
from app.chat.failure import Failure
from app.chat.prompt import Message, Prompt, Role, clean_text
from app.cli.exit_status import Exit
from app.cli.models import our_folder
from app.models.library import LocalModel, find_model
from app.system_libraries import OFFSCREEN, advice, missing_packages


def ask(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the locale says, a question in Japanese is one in UTF-8
            stream.reconfigure(encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace")
    question = clean_text(_from_stdin() if options.question == "-" else _from_arguments(options.question))
    if not question.strip():
        return _refuse("The question is empty.", Exit.NOT_UNDERSTOOD)
    model = find_model(options.model, our_folder())
    if isinstance(model, Failure):
        return _refuse(model.message, Exit.FAILED)
    missing = missing_packages(OFFSCREEN)
    if missing:
        return _refuse(advice(missing), Exit.FAILED)
    return _run(options, question, model)


def _from_stdin() -> str:
    return sys.stdin.read() if sys.stdin is not None else ""  # None: closed by ``<&-``


def _from_arguments(text: str) -> str:
    """Python decoded it by the locale; the bytes are UTF-8 whatever that says."""
    return os.fsencode(text).decode("utf-8", "replace")


def _run(options: argparse.Namespace, question: str, model: LocalModel) -> int:
    from app.cli.terminal import answer_in_terminal  # Qt, only now that its libraries are known to be there

    request = GenerationRequest(
        RequestId(uuid.uuid4().hex),
        Prompt(Effort(options.effort), (Message(Role.USER, question),), date.today().isoformat()),
        Sampling(temperature=options.temperature, seed=options.seed, max_tokens=options.max_tokens),
        thinking_budget=options.thinking_budget,
    )
    return answer_in_terminal(request, model=model, as_json=options.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="soliloquy ask",
        description="Ask one question. Nothing leaves this machine: answer on stdout, reasoning on stderr.",
        epilog="Exit status: 0 answered, 1 failed, 2 not understood, 3 no answer, 4 cut, 130 stopped.",
        allow_abbrev=False,
    )
    parser.add_argument("question", help='what to ask; "-" reads it from stdin')
    parser.add_argument("--effort", choices=[effort.value for effort in Effort], default=Effort.MEDIUM.value)
    parser.add_argument("--model", default="demo", metavar="demo|ID|FOLDER", help="default: the demo model")
    parser.add_argument("--json", action="store_true", help="print the reply's events instead, one JSON object a line")
    parser.add_argument("--seed", type=int, help="the same seed and question give the same reply")
    parser.add_argument("--max-tokens", type=_positive, metavar="N", help="stop after N generated tokens")
    parser.add_argument(
        "--thinking-budget", type=_positive, metavar="N", help="answer after about N tokens of reasoning"
    )
    parser.add_argument("--temperature", type=_temperature, default=1.0, metavar="T", help="0 to 2; 0 never guesses")
    return parser


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


def _refuse(sentence: str, status: Exit) -> int:
    print(sentence, file=sys.stderr)
    return status
