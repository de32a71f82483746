"""States of the benchmark's page worth looking at, and a command that takes their pictures.

``QT_QPA_PLATFORM=offscreen PYTHONPATH=. python tests/ui/benchmark_scenes.py FOLDER [NAME …]``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from model_scenes import take
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from stage import NOW, RESOURCES

from app.chat.failure import FailureKind, failure_of
from app.chat.sentence import sentence
from app.session.benchmark import BenchmarkResult, Fact, Figure, NotRun, Run, RunState
from app.session.benchmark_process import Step
from app.store.benchmark_result import PIECES as BEST_PIECES
from app.store.benchmark_result import ROOFLINE
from app.ui.benchmark.names import (
    DECODE_ALL,
    DECODE_OFF,
    DIFFERENCE,
    MEMORY,
    PIECES,
    PROBED,
    QUICKER,
    REOPENED,
    REOPENED_TIME,
    SCRIPTED,
    STOP,
    STOP_TIME,
    TO_LLAMA,
    TO_SERVER,
)  # fmt: skip
from app.ui.benchmark.page import BenchmarkPage
from app.ui.benchmark.words import PER_SECOND, PER_TOKEN
from app.ui.theme import Theme

MODEL = "gpt-oss-20b"
REFUSED = failure_of(FailureKind.NOT_READY, sentence("A reply is being written. Measure when it is done."))
FIGURES = (
    Figure(DECODE_OFF, 1.024, 0.98, False, 93.1, 95.3, PER_SECOND),
    Figure(DECODE_ALL, 0.931, 0.95, False, 93.1, 86.7, PER_SECOND),
    Figure("decode after 32,768 tokens", 1.01, 0.95, False, 74.2, 74.9, PER_SECOND),
    Figure("reading 2,048 tokens", 0.95, 0.85, False, 656.0, 623.2, PER_SECOND),
    Figure(PIECES, 0.94, 0.85, False, 662.0, 623.2, PER_SECOND),
    Figure(QUICKER, 0.748, 0.82, True, 4580.0, 3428.0, PER_TOKEN),
    Figure(PROBED, 1.01, 1.03, True, 4580.0, 4626.0, PER_TOKEN),
    Figure(DIFFERENCE, 0.0, 0.0, True),
    Figure(STOP, 0.0417, 0.1, True, ours=1.0, unit="groups"),
    Figure(SCRIPTED, 721.0, 757.0, True, unit="no ratio"),
    Figure(TO_SERVER, 0.109, 0.2, True, 6595.0, 721.0, "tokens"),
    Figure(TO_LLAMA, 0.12, 0.2, True, 5992.0, 721.0, "tokens"),
    Figure("first token after 16,384 tokens, to one after none", 1.08, 1.15, True, 120.0, 129.6, "ms"),
    Figure("first token of the next turn at 16,384, to mlx_lm.server", 0.31, 0.5, True, 420.0, 129.6, "ms"),
    Figure("first token of an early edit at 16,384, to mlx_lm.server", 0.011, 0.05, True, 61_250.0, 702.0, "ms"),
    Figure(REOPENED, 0.0, 0.0, True, unit="no ratio"),
    Figure(REOPENED_TIME, 0.03, 0.25, True, 26_800.0, 804.0, "ms"),
    Figure(STOP_TIME, 0.058, 0.1, True, 820.0, 47.6, "ms"),
    Figure(MEMORY, 0.81, 1.0, True, 14_900.0, 12_069.0, "MB"),
)
FACTS = (
    Fact("chip", "Apple M2 Max"),
    Fact("system", "macOS-15.6-arm64"),
    Fact("mlx", "0.32.4"),
    Fact(ROOFLINE, "156"),
    Fact(BEST_PIECES, "1024"),
)
RESULT = BenchmarkResult(MODEL, NOW, FACTS, FIGURES)
ODD = Figure("first token, <b>16k</b> before it", 12.5, 20.0, True, unit="ms")
COMPARED = Figure("first token, next turn, beside a server", 0.4, 0.5, True, 120.0, 48.0, "ms")
NOT_RUN = NotRun("first token after an edit", "<i>the server</i> is not part of this installation")
UNKNOWN = BenchmarkResult("", NOW, (), (ODD, COMPARED), (NOT_RUN,))


def never(page: BenchmarkPage) -> None:
    page.show_benchmark(Run(), None, model="")


def never_with_model(page: BenchmarkPage) -> None:
    page.show_benchmark(Run(), None, model=MODEL)
    page.running.controls[1].click()  # type: ignore[attr-defined]


def running(page: BenchmarkPage) -> None:
    page.show_benchmark(Run(RunState.RUNNING, Step("decoding", 3 / 7)), None, model=MODEL)


def running_again(page: BenchmarkPage) -> None:
    page.show_benchmark(Run(RunState.RUNNING), RESULT, model=MODEL)


def done(page: BenchmarkPage) -> None:
    page.show_benchmark(Run(RunState.DONE), RESULT, model=MODEL)


def unknown(page: BenchmarkPage) -> None:
    """Of an unknown chip, with figures that this page has no words for."""
    page.show_benchmark(Run(), UNKNOWN, model="")


def failed(page: BenchmarkPage) -> None:
    page.show_benchmark(Run(RunState.FAILED, failure=REFUSED), RESULT, model=MODEL)


def cancelled(page: BenchmarkPage) -> None:
    page.show_benchmark(Run(RunState.CANCELLED), None, model=MODEL)


def narrow(page: BenchmarkPage) -> None:
    page.resize(468, 700)
    done(page)


ALL = (never, never_with_model, running, running_again, done, unknown, failed, cancelled, narrow)
BENCHMARK_SCENES: dict[str, Callable[[BenchmarkPage], None]] = {scene.__name__: scene for scene in ALL}


def main() -> None:
    folder, *names = sys.argv[1:]
    app = QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    Path(folder).mkdir(parents=True, exist_ok=True)
    theme = Theme(icons=RESOURCES / "icons")
    for name in names or BENCHMARK_SCENES:
        page = BenchmarkPage(theme=theme)
        page.resize(868, 780)
        page.show()
        BENCHMARK_SCENES[name](page)
        app.processEvents()
        take(page, theme, f"{folder}/benchmark_{name}")
        page.close()


if __name__ == "__main__":
    main()
