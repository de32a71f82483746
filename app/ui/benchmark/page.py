"""The page of the benchmark: what can be measured, how far that is, and what the last run found."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.chat.failure import Failure
from app.session.benchmark import BenchmarkResult, Run
from app.ui.benchmark.result_view import ResultView
from app.ui.benchmark.run_view import RunView
from app.ui.controls.column_area import ColumnArea
from app.ui.controls.label import Label
from app.ui.controls.page import Page
from app.ui.notices import Notices
from app.ui.theme import UI_PX, Theme

COLUMN = 760


class BenchmarkPage(Page):
    """Values come in by ``show_benchmark``. ``left``: back to the conversation; for the rest see the views."""

    run_asked = Signal(object)  # Subject
    cancel_asked = Signal()
    export_asked = Signal(object)  # Path

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self.setAccessibleName(self.tr("Benchmark"))
        about = Label(
            self.tr(
                "Soliloquy's engine on this Mac, beside mlx-lm's own loop: on the same weights, in one run and in "
                "turns. Nothing leaves this Mac."
            ),
            theme=theme,
            ink="text2",
            pixels=UI_PX,
            wraps=True,
        )
        self._notices = Notices(theme=theme)
        self.running = RunView(theme=theme)
        self.running.run_asked.connect(self.run_asked)
        self.running.cancel_asked.connect(self.cancel_asked)
        self.result = ResultView(theme=theme)
        self.result.export_asked.connect(self.export_asked)
        self._never = Label(
            self.tr("Nothing has been measured on this Mac yet."), theme=theme, ink="text3", pixels=UI_PX
        )
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 44, 0, 28)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addSpacing(2)
        column.addWidget(about)
        column.addSpacing(18)
        column.addWidget(self.running)
        column.addSpacing(22)
        column.addWidget(self._never)
        column.addWidget(self.result)
        column.addStretch(1)
        self._area = ColumnArea(page, width=COLUMN, theme=theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._notices)
        outer.addWidget(self._area, 1)
        for before, after in pairwise([self._done, *self.running.controls, *self.result.controls]):
            QWidget.setTabOrder(before, after)

    def show_benchmark(self, run: Run, result: BenchmarkResult | None, *, model: str) -> None:
        """``model``: the label of the one in use, empty if it cannot be measured."""
        self.running.show_run(run, model=model)
        self._never.setVisible(result is None)
        self.result.setVisible(result is not None)
        if result is not None:
            self.result.show_result(result)

    def show_failure(self, failure: Failure) -> None:
        self._notices.show_failure(failure)

    def opened(self) -> None:
        """The person has just come here."""
        self._area.verticalScrollBar().setValue(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
