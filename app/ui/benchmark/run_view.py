"""What can be measured, and how far that is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.session.benchmark import Run, RunState, Subject
from app.ui.benchmark.words import step_words
from app.ui.controls.card import Card
from app.ui.controls.label import Label
from app.ui.controls.segments import Segments
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.models.note import Note
from app.ui.models.progress_bar import ProgressBar
from app.ui.sentences import failure_words
from app.ui.theme import SMALL_PX, UI_PX, Theme

SUBJECTS = (Subject.SHAPE, Subject.MODEL)


class RunView(Card):
    """``run_asked(Subject)``; ``cancel_asked``."""

    run_asked = Signal(object)
    cancel_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, ground="raised", line="line", parent=parent)
        self._is_running = False
        self._model = ""
        words = [self.tr("Random weights"), self.tr("The model in use")]
        self._subjects = Segments(words, name=self.tr("What is measured"), theme=theme)
        self._subjects.choose(0)
        self._subjects.chosen.connect(self._tell)
        self._told = Label(theme=theme, pixels=UI_PX, wraps=True)
        self._sleeps = Label(
            self.tr(
                "Your model sleeps meanwhile: two would not fit, or take each other's time. It comes back with your "
                "next question, which also ends the measuring."
            ),
            theme=theme,
            ink="text2",
            pixels=SMALL_PX,
            wraps=True,
        )
        self._bar = ProgressBar(name=self.tr("Measuring"), theme=theme)
        self._note = Note(theme=theme, wraps=True)
        self.button = TextButton(self.tr("Run"), theme=theme, kind=ButtonKind.PRIMARY)
        self.button.clicked.connect(self._on_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self._subjects)
        column.addWidget(self._told)
        column.addWidget(self._bar)
        column.addWidget(self._sleeps)
        column.addWidget(self._note)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column.addLayout(row)

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [*map(self._subjects.button, range(len(SUBJECTS))), self.button]

    @property
    def subject(self) -> Subject:
        return SUBJECTS[self._subjects.choice] if self._model else Subject.SHAPE

    def show_run(self, run: Run, *, model: str) -> None:
        """``model``: the label of the one in use, empty if it cannot be measured."""
        self._model = model
        self._is_running = run.state is RunState.RUNNING
        self._subjects.setVisible(bool(model) and not self._is_running)
        self._bar.setVisible(self._is_running)
        self._bar.show_fraction(run.step.fraction if run.step is not None else 0.0)
        if self._is_running:
            self.button.show_as(self.tr("Cancel"), kind=ButtonKind.PLAIN)
        else:
            self.button.show_as(self.tr("Run"), kind=ButtonKind.PRIMARY)
        self._show_end(run)
        if self._is_running:
            self._told.setText(step_words(run))
        else:
            self._tell()

    def _show_end(self, run: Run) -> None:
        if run.failure is not None:
            is_fault = run.state is RunState.FAILED
            icon, ink = ("warning", "warn") if is_fault else ("info", "text2")
            self._note.show_words(failure_words(run.failure), icon=icon, ink=ink)
        elif run.state is RunState.CANCELLED:
            self._note.show_words(self.tr("Cancelled. Nothing of it was kept."), icon="info", ink="text2")
        self._note.setVisible(run.failure is not None or run.state is RunState.CANCELLED)

    def _tell(self) -> None:
        if self.subject is Subject.SHAPE:
            words = self.tr(
                "A model with gpt-oss-20b's layers and experts, but narrow and of random weights. Takes a few minutes "
                "and little memory, and shows what the engine itself costs."
            )
        else:
            words = self.tr(
                "{model} itself, held by one side after the other, or by both where there is room. Takes some minutes."
            ).format(model=self._model)
        self._told.setText(words)

    def _on_pressed(self) -> None:
        if self._is_running:
            self.cancel_asked.emit()
        else:
            self.run_asked.emit(self.subject)
