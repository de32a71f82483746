"""Formulas are drawn in a process that is only there while it is needed, and whose troubles are not the window's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from formula_child import SQUARE
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.formulas.formula import Outline, Refusal, Tex
from app.session.formulas import Formulas

CHILD = Path(__file__).parent / "formula_child.py"
Made = Callable[..., Formulas]


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    """One line for every start of the child."""
    return tmp_path / "starts"


@pytest.fixture
def made(qapp: QCoreApplication, starts: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    monkeypatch.setenv("PYTHONPATH", str(CHILD.parents[2]))
    held: list[Formulas] = []

    def make(*arguments: str, **limits: int) -> Formulas:
        formulas = Formulas(command=(sys.executable, str(CHILD), *arguments, str(starts)), **limits)
        held.append(formulas)
        return formulas

    yield make
    for formulas in held:
        formulas.shutdown()


def count(starts: Path) -> int:
    return len(starts.read_text().split()) if starts.exists() else 0


def drawn(formulas: Formulas, qtbot: QtBot, *texts: str) -> list[Outline | Refusal]:
    wanted = [Tex(text) for text in texts]
    known: dict[Tex, Outline | Refusal] = {}

    def are_there() -> bool:
        for tex in wanted:
            if tex not in known and (drawing := formulas.drawing(tex)) is not None:
                known[tex] = drawing
        return len(known) == len(set(wanted))

    qtbot.waitUntil(are_there, timeout=30_000)
    return [known[tex] for tex in wanted]


def test_no_process_runs_before_the_first_formula(made: Made, starts: Path) -> None:
    formulas = made()
    QCoreApplication.processEvents()
    assert formulas.process_id == 0
    assert count(starts) == 0


def test_all_that_is_asked_is_drawn_once_by_one_process(made: Made, starts: Path, qtbot: QtBot) -> None:
    formulas = made()
    told: list[Tex] = []
    formulas.drawn.connect(told.extend)
    asked = [Tex(f"x_{number % 50}") for number in range(200)]
    assert [formulas.drawing(tex) for tex in asked] == [None] * 200
    qtbot.waitUntil(lambda: len(told) == 50, timeout=30_000)
    assert set(told) == set(asked)
    assert [formulas.drawing(tex) for tex in asked] == [SQUARE] * 200
    assert count(starts) == 1


def test_what_is_ready_together_is_told_together(made: Made, qtbot: QtBot) -> None:
    formulas = made()
    told: list[frozenset[Tex]] = []
    formulas.drawn.connect(told.append)
    for number in range(100):
        formulas.drawing(Tex(f"x_{number}"))
    qtbot.waitUntil(lambda: sum(map(len, told)) == 100, timeout=30_000)
    assert len(told) < 50


def test_inline_and_displayed_are_two_formulas(made: Made, qtbot: QtBot) -> None:
    formulas = made()
    drawn(formulas, qtbot, "x")
    assert formulas.drawing(Tex("x", is_displayed=True)) is None


def test_the_ones_used_last_are_kept(made: Made, qtbot: QtBot) -> None:
    formulas = made(kept=3)
    drawn(formulas, qtbot, "a", "b", "c")
    formulas.drawing(Tex("a"))
    drawn(formulas, qtbot, "d")
    assert formulas.drawing(Tex("a")) == SQUARE
    assert formulas.drawing(Tex("b")) is None


@pytest.mark.parametrize("trouble", ["hang", "die", "noise"])
def test_a_formula_that_ends_the_process_is_refused_and_the_others_are_drawn(
    made: Made, starts: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture, trouble: str
) -> None:
    formulas = made(draw_limit_ms=3_000)
    first, bad, last = drawn(formulas, qtbot, "a", trouble, "b")
    assert (first, last) == (SQUARE, SQUARE)
    assert isinstance(bad, Refusal)
    assert count(starts) == 2
    assert drawn(formulas, qtbot, trouble) == [bad]  # and not tried again
    assert count(starts) == 2
    assert trouble not in "".join(record.getMessage().replace("signal", "") for record in caplog.records)


def test_a_refusal_is_an_answer_like_others(made: Made, starts: Path, qtbot: QtBot) -> None:
    assert drawn(made(), qtbot, "refuse", "x") == [Refusal("no"), SQUARE]
    assert count(starts) == 1


def test_an_answer_that_nobody_asked_for_ends_the_process(made: Made, starts: Path, qtbot: QtBot) -> None:
    formulas = made()
    drawn(formulas, qtbot, "twice")
    qtbot.waitUntil(lambda: formulas.process_id == 0, timeout=10_000)
    assert drawn(formulas, qtbot, "x") == [SQUARE]


@pytest.mark.parametrize("arguments", [["--broken"], ["--never-ready"]])
def test_a_process_that_never_draws_is_given_up(
    made: Made, starts: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture, arguments: list[str]
) -> None:
    formulas = made(*arguments, start_limit_ms=1_000)
    assert all(isinstance(drawing, Refusal) for drawing in drawn(formulas, qtbot, "a", "b"))
    assert isinstance(formulas.drawing(Tex("c")), Refusal)
    assert count(starts) == 3
    assert len(caplog.records) == 3


def test_a_program_that_is_not_there_is_given_up(
    qapp: QCoreApplication, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    formulas = Formulas(command=("/nowhere/to/be/found",))
    assert isinstance(drawn(formulas, qtbot, "a")[0], Refusal)
    formulas.shutdown()
    assert "cannot be started" in caplog.text


def test_an_idle_process_goes_and_comes_back(made: Made, starts: Path, qtbot: QtBot) -> None:
    formulas = made(idle_ms=50)
    drawn(formulas, qtbot, "a")
    assert formulas.process_id != 0
    qtbot.waitUntil(lambda: formulas.process_id == 0, timeout=10_000)
    assert drawn(formulas, qtbot, "b") == [SQUARE]
    assert count(starts) == 2


def test_who_asks_while_it_leaves_is_answered_by_the_next(made: Made, starts: Path, qtbot: QtBot) -> None:
    formulas = made(idle_ms=60_000)
    drawn(formulas, qtbot, "a")
    formulas._on_idle()
    assert drawn(formulas, qtbot, "b") == [SQUARE]
    assert count(starts) == 2


def test_the_end_of_the_window_ends_it_at_once_even_while_it_hangs(made: Made, qtbot: QtBot) -> None:
    formulas = made()
    drawn(formulas, qtbot, "a")
    formulas.drawing(Tex("hang"))
    process = formulas._process
    assert process is not None
    formulas.shutdown()
    assert process.pid == 0
    assert isinstance(formulas.drawing(Tex("b")), Refusal)


def test_the_real_process_draws(qapp: QCoreApplication, qtbot: QtBot) -> None:
    formulas = Formulas()
    try:
        real, unknown = drawn(formulas, qtbot, r"\frac{a}{b}", r"\nosuchthing")
        assert isinstance(real, Outline)
        assert isinstance(unknown, Refusal)
    finally:
        formulas.shutdown()
