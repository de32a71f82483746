"""A line to type in and what fits it below: finds every command, conversation and setting, and does or opens it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.announcing import announce
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.controls.marked_rows import ROW_HEIGHT, MarkedRow, MarkedRows, RowFace
from app.ui.controls.text_line import TextLine
from app.ui.palette.entries import Entry, best
from app.ui.palette.matching import Match
from app.ui.palette.overlay import Overlay
from app.ui.theme import BODY_PX, SMALL_PX, UI_PX, Theme

WIDTH, HEIGHT = 620, 440


class Palette(Overlay):
    """``ask(entries)`` opens it over them. What was chosen is run when the palette has gone."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(name=self.tr("Find anything"), width=WIDTH, height=HEIGHT, theme=theme, parent=parent)
        self._entries: Sequence[Entry] = ()
        self.line = TextLine(theme=theme, height=44, pixels=BODY_PX, has_ground=False)
        self.line.setPlaceholderText(self.tr("Find a command, a conversation or a setting"))
        self.line.setAccessibleName(self.tr("Find a command, a conversation or a setting"))
        self.line.textChanged.connect(self._on_text_changed)
        self.line.installEventFilter(self)
        self.list = MarkedRows(name=self.tr("What was found"), face=_Face(theme=theme), theme=theme)
        self.list.clicked.connect(self.run_current)
        self._nothing = Label(self.tr("Nothing like that was found."), theme=theme, ink="text3", pixels=UI_PX)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 12, 4)
        head.setSpacing(4)
        head.addWidget(IconGlyph("search", ink="text3", side=17, theme=theme))
        head.addWidget(self.line, 1)
        rule = _Rule(theme=theme)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(1, 1, 1, 6)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule)
        column.addSpacing(6)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing, 1)

    def ask(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self.line.clear()
        self._show_found()
        self.open()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def titles(self) -> list[str]:
        return self.list.titles()

    @property
    def current(self) -> Entry | None:
        match self.list.value:
            case Entry() as entry, Match():
                return entry
        return None

    def run_current(self) -> None:
        entry = self.current
        if entry is not None:
            self.leave()
            entry.run()

    def _show_found(self) -> None:
        found = best(self.line.text(), self._entries)
        self.list.show_rows(MarkedRow(entry.title, entry.words, (entry, match)) for entry, match in found)
        self.list.setVisible(self.list.count > 0)
        self._nothing.setVisible(self.list.count == 0)

    def _on_text_changed(self) -> None:
        self._show_found()
        self._announce(self.current.words if self.current is not None else self._nothing.text())

    def _step(self, by: int) -> None:
        if self.list.count:
            self._announce(self.list.step(by))

    def _announce(self, words: str) -> None:
        """The keyboard stays in the line, so a screen reader would not hear where the arrows have come."""
        announce(self.line, words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            page = max(2, self.list.height() // self.theme.scaled(ROW_HEIGHT) - 1)
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: page, Qt.Key.Key_PageUp: -page}
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.run_current()
                return True
        return super().eventFilter(watched, event)


class _Rule(QWidget):
    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(1)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("line"))
        painter.end()


class _Face(RowFace):
    """Title with the letters that fit in bold, what it is from beside it, its keys at the end."""

    def draw(self, painter: QPainter, ground: QRectF, value: object) -> None:
        match value:
            case Entry() as entry, Match() as found:
                pass
            case _:
                return
        room = ground.adjusted(11, 0, -11, 0)
        room.setRight(self._draw_end(painter, room, entry.keys, "text2"))
        room.setRight(self._draw_end(painter, room, entry.kind, "text2"))
        self._draw_title(painter, room, entry.title, set(found.places))

    def _draw_end(self, painter: QPainter, room: QRectF, words: str, ink: str) -> float:
        """Where the room ends that is left."""
        if not words:
            return room.right()
        painter.setFont(self.theme.font(SMALL_PX))
        painter.setPen(self.theme.colour(ink))
        wide = min(painter.fontMetrics().horizontalAdvance(words) + 1.0, room.width() * 0.6)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, int(wide) + 1)
        place = QRectF(room.right() - wide, room.top(), wide, room.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return place.left() - 14

    def _draw_title(self, painter: QPainter, room: QRectF, title: str, fits: set[int]) -> None:
        """Cut at the end where there is no room; runs of one weight are drawn at once, so that letters still join."""
        theme = self.theme
        plain, bold = theme.font(UI_PX), theme.font(UI_PX, QFont.Weight.Bold)
        painter.setFont(plain)
        painter.setPen(theme.colour("text"))
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(room.width() * 0.97))
        left, start = room.left(), 0
        for end in range(1, len(shown) + 1):
            if end < len(shown) and (end in fits) == (start in fits):
                continue
            run = shown[start:end]
            painter.setFont(bold if start in fits else plain)
            place = QRectF(left, room.top(), room.right() - left + 40, room.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, run)
            left += painter.fontMetrics().horizontalAdvance(run)
            start = end
