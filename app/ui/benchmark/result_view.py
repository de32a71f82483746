"""What the last benchmark found, and what can be done with that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.session.benchmark import BenchmarkResult
from app.ui.benchmark.figure_view import FigureView
from app.ui.benchmark.words import (
    heading_words,
    machine_words,
    not_run_words,
    pieces_words,
    result_words,
    roofline_words,
)
from app.ui.controls.label import Label
from app.ui.controls.text_button import TextButton
from app.ui.theme import SMALL_PX, UI_PX, Theme

GAP = 8
FILE_NAME = "soliloquy-benchmark.json"


class ResultView(QWidget):
    """``export_asked(Path)``: the file that the person chose."""

    export_asked = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._result: BenchmarkResult | None = None
        self._heading = Label(theme=theme, pixels=UI_PX, weight=QFont.Weight.DemiBold, wraps=True)
        self._machine = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._figures = QVBoxLayout()
        self._figures.setSpacing(GAP)
        self._not_run = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._roofline = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._pieces = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._copy = TextButton(self.tr("Copy"), theme=theme, icon="copy")
        self._copy.clicked.connect(self._on_copy)
        self._export = TextButton(self.tr("Export as JSON…"), theme=theme)
        self._export.clicked.connect(self._on_export)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._export)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self._heading)
        column.addWidget(self._machine)
        column.addSpacing(8)
        column.addLayout(self._figures)
        column.addSpacing(8)
        column.addWidget(self._not_run)
        column.addWidget(self._roofline)
        column.addWidget(self._pieces)
        column.addSpacing(8)
        column.addLayout(buttons)

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [self._copy, self._export]

    def show_result(self, result: BenchmarkResult) -> None:
        if result == self._result:
            return
        self._result = result
        self._heading.setText(heading_words(result))
        for label, words in (
            (self._machine, machine_words(result)),
            (self._not_run, not_run_words(result)),
            (self._roofline, roofline_words(result)),
            (self._pieces, pieces_words(result)),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        while (item := self._figures.takeAt(0)) is not None:
            if (before := item.widget()) is not None:
                before.hide()
                before.deleteLater()
        for figure in result.figures:
            view = FigureView(figure, theme=self._theme)
            self._figures.addWidget(view)
            view.show()

    def _on_copy(self) -> None:
        if self._result is not None:
            QGuiApplication.clipboard().setText(result_words(self._result))

    def _on_export(self) -> None:
        """The system's own dialog, as a sheet: nothing waits for it."""
        dialog = QFileDialog(self, self.tr("Export the benchmark"), str(Path.home() / FILE_NAME))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.fileSelected.connect(lambda path: self.export_asked.emit(Path(path)))
        dialog.open()
