"""``soliloquy self-test``: does this installation do its main job?

Opens the real window (in memory where there is no display) on a data folder of its own, sends a question to the demo
model in the real engine, and looks at what the window shows. Prints one JSON object; exit status 1 if all is not well.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.chat.conversation import Effort, Reply, ReplyStatus
from app.chat.exchange import Sampling
from app.chat.failure import Failure
from app.chat.sentence import sentence
from app.cli.help import Parser
from app.main import require_offscreen
from app.models.library import DEMO, find_model
from app.system_libraries import advice, missing_packages, needed_for, wanted_platform

if TYPE_CHECKING:
    from app.composition import Soliloquy

QUESTION = "What is 47 + 85?"
ANSWER = "132"
READY_LIMIT_S = 120.0  # a Mac checks a new app's files when they are first run
REPLY_LIMIT_S = 120.0


@dataclass(slots=True)
class Report:
    """What was seen. ``problems`` empty means that all is well."""

    problems: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    def expect(self, holds: bool, problem: str) -> bool:
        if not holds:
            self.problems.append(problem)
        return holds

    def printed(self) -> str:
        return json.dumps({"ok": not self.problems, "problems": self.problems, **self.facts}, ensure_ascii=False)


def self_test(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    require_offscreen()
    missing = missing_packages(needed_for(wanted_platform()))
    report = Report()
    if missing:
        report.expect(False, advice(missing))
    else:
        _run(report, options)
    print(report.printed())
    return 1 if report.problems else 0


def _parser() -> Parser:
    parser = Parser(
        prog="soliloquy self-test",
        description=sentence(
            "Asks the demo model one question through the real window and prints what was seen as JSON."
        ).text,
        epilog=sentence("Exit status: 0 everything works, 1 something does not, 2 not understood.").text,
    )
    parser.add_argument(
        "--screenshot", type=Path, metavar="FILE", help=sentence("save a picture of the window (PNG)").text
    )
    parser.add_argument("--appearance", choices=["light", "dark"], default="light")
    return parser


def _run(report: Report, options: argparse.Namespace) -> None:
    from PySide6 import __version__ as pyside_version

    from app.composition import Soliloquy, application
    from app.store.settings import Appearance

    app = application()
    report.facts |= {
        "version": __version__,
        "python": platform.python_version(),
        "pyside": pyside_version,
        "system": platform.platform(),
        "display": app.platformName(),
    }
    model = find_model(DEMO)
    if isinstance(model, Failure):
        report.expect(False, model.message)
        return
    with tempfile.TemporaryDirectory(prefix="soliloquy-self-test-") as home:
        # A fixed seed: the same installation gives the same verdict.
        soliloquy = Soliloquy(home=Path(home), model=model, sampling=Sampling(seed=1))
        soliloquy.preferences.appearance = Appearance(options.appearance)
        soliloquy.open()
        try:
            _ask(report, soliloquy, options.screenshot)
        finally:
            soliloquy.window.close()
            soliloquy.close()


def _ask(report: Report, soliloquy: Soliloquy, screenshot: Path | None) -> None:
    session, composer = soliloquy.session, soliloquy.window.conversation.composer
    began = time.monotonic()
    ready = _wait(lambda: session.readiness.can_answer or session.readiness.failure is not None, READY_LIMIT_S)
    failure = session.readiness.failure
    if not report.expect(ready and failure is None, failure.message if failure else "the engine did not get ready"):
        return
    report.facts["ready_seconds"] = round(time.monotonic() - began, 2)
    composer.choose_effort(Effort.HIGH)
    composer.show_text(QUESTION)
    composer.send_button.click()
    over = _wait(lambda: bool(session.path) and session.path[-1].reply.status.is_over, REPLY_LIMIT_S)
    if not report.expect(bool(session.path), "the question did not reach the session"):
        return
    reply = session.path[-1].reply
    report.expect(over, "the reply did not end")
    _judge(report, reply, soliloquy.window.conversation.text())
    if screenshot is not None:
        _wait(lambda: False, 0.5)  # what folds when the answer comes has folded
        saved = soliloquy.window.grab().save(str(screenshot), "PNG")
        report.expect(saved, f"the picture could not be saved as {screenshot}")


def _judge(report: Report, reply: Reply, shown: str) -> None:
    report.facts |= {
        "question": QUESTION,
        "answer": reply.answer,
        "status": reply.status.value,
        "reasoning_tokens": reply.reasoning_tokens,
        "reasoning_seconds": round(reply.reasoning_seconds, 2),
        "source": reply.source.label if reply.source else None,
    }
    if reply.failure is not None:
        report.expect(False, reply.failure.message)
    report.expect(reply.status is ReplyStatus.ANSWERED, f"the reply ended as {reply.status.value}")
    report.expect(bool(reply.reasoning.strip()), "no reasoning arrived")
    report.expect(ANSWER in reply.answer, f"the answer does not say {ANSWER}")
    report.expect(QUESTION in shown and ANSWER in shown, "the window does not show the question and its answer")


def _wait(condition: Callable[[], bool], limit_s: float) -> bool:
    """Runs the event loop until the condition holds; False after ``limit_s`` seconds."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    deadline = time.monotonic() + limit_s

    def look() -> None:
        if condition() or time.monotonic() > deadline:
            loop.quit()

    timer = QTimer(interval=20)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()
    return condition()
