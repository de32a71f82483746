"""Before the first question: what this is, who answers, where it runs, and questions that can be tried."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.chat.exchange import Readiness
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself, painter_on
from app.ui.model_words import model_words
from app.ui.theme import BODY_PX, HEADING_PX, UI_PX, Theme


class EmptyState(QWidget):
    """``question_chosen(text)``: an example was clicked."""

    question_chosen = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = Label(
            self.tr("Ask, and watch it think"),
            theme=theme,
            pixels=HEADING_PX[0] + 2,
            weight=QFont.Weight.DemiBold,
            wraps=True,
        )
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._promise = Label(
            theme=theme,
            ink="text2",
            pixels=BODY_PX,
            wraps=True,
        )
        self._promise.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._model = Label(theme=theme, ink="text3", pixels=UI_PX, wraps=True)
        self._model.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        grid = QGridLayout()
        grid.setSpacing(10)
        for index, question in enumerate(self._questions()):
            example = _Example(question, theme=theme)
            example.clicked.connect(self._on_example_clicked)
            grid.addWidget(example, index // 2, index % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(0)
        column.addStretch(3)
        column.addWidget(IconGlyph("thought", ink="thought", side=40, theme=theme), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(16)
        column.addWidget(title)
        column.addSpacing(10)
        column.addWidget(self._promise)
        column.addSpacing(10)
        column.addWidget(self._model)
        column.addSpacing(28)
        column.addLayout(grid)
        column.addStretch(4)

    def show_readiness(self, readiness: Readiness) -> None:
        self._model.setText(model_words(readiness.model) if readiness.model is not None else "")

    def show_promise(self, words: str, *, is_here: bool) -> None:
        """What this is, and where what is typed goes. ``is_here``: to the model of this machine."""
        self._promise.setText(words)
        self._model.setVisible(is_here)

    def text(self) -> str:
        return "\n".join([self._promise.text(), self._model.text()])

    def _questions(self) -> tuple[str, ...]:
        """Within what the demo model has learned."""
        return (
            self.tr("What is 47 + 85?"),
            self.tr("Sort 42, 17, 88 from smallest to largest."),
            self.tr("Tom has 45 apples and buys 28 more. How many apples does Tom have now?"),
            self.tr('How many letters are in "garden"?'),
        )

    def _on_example_clicked(self) -> None:
        example = self.sender()
        assert isinstance(example, _Example)
        self.question_chosen.emit(example.text())


class _Example(QPushButton):
    def __init__(self, question: str, *, theme: Theme) -> None:
        super().__init__(question)
        self.setObjectName("example")
        self._theme = theme
        draws_itself(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fit()
        theme.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFont(self._theme.font(UI_PX))
        self._grow()

    def _grow(self) -> None:
        """As high as its question is when it wraps."""
        room = QRect(0, 0, self.width() - 30, 10_000)
        needed = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text()).height()
        self.setFixedHeight(max(self._theme.scaled(58), needed + 20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        fill = "hover" if self.underMouse() or self.isDown() else "raised"
        draw_ground(painter, rect, 12, theme.colour(fill), theme.colour("line"))
        if self.hasFocus():
            draw_focus_ring(painter, rect, 12, theme.colour("focus"))
        painter.setFont(self.font())
        painter.setPen(theme.colour("text"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(rect.adjusted(15, 4, -15, -4), flags, self.text())
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(220, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.minimumHeight())
