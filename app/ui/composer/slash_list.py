"""What can be put into an empty box by a slash: prompts and personas, above the box, while the keyboard stays in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.chat.preset import Preset, PresetKind
from app.ui.controls.announcing import announce
from app.ui.controls.card import Card
from app.ui.controls.marked_rows import ROW_HEIGHT, MarkedRow, MarkedRows, RowFace
from app.ui.palette.matching import folded, match
from app.ui.theme import SMALL_PX, UI_PX, Theme

MOST_ROWS = 8
GAP = 6


@dataclass(frozen=True, slots=True)
class SlashRow:
    """``preset`` None: the way to the page of all of them."""

    title: str
    detail: str
    icon: str
    preset: Preset | None = None


class SlashList(Card):
    """``show_for(query, presets, above)``; ``chosen(Preset)`` or ``all_asked``. The box hands it its keys:
    ``take_key``."""

    chosen = Signal(object)
    all_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme=theme, ground="raised", line="line", radius=12, parent=parent)
        self.list = MarkedRows(name=self.tr("Prompts and personas"), face=_Face(theme=theme), theme=theme)
        self.list.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 6)
        column.addWidget(self.list)
        self.hide()

    def show_for(self, query: str, presets: Sequence[Preset], above: QWidget) -> None:
        """Those whose names fit; hidden where none does. ``above``: what it stands on."""
        rows = self._found(query, presets)
        self.list.show_rows(MarkedRow(row.title, f"{row.title}, {row.detail}", row) for row in rows)
        if not rows:
            self.hide()
            return
        self.place(above)
        self.show()
        self.raise_()
        self._step(0)

    def place(self, above: QWidget) -> None:
        window = self.parentWidget()
        if window is None:
            return
        height = min(self.list.count, MOST_ROWS) * self._theme.scaled(ROW_HEIGHT) + 14
        corner = above.mapTo(window, QPoint(0, 0))
        height = min(height, max(60, corner.y() - GAP - 8))
        self.setGeometry(corner.x(), corner.y() - height - GAP, above.width(), height)

    def titles(self) -> list[str]:
        return self.list.titles() if self.isVisible() else []

    @property
    def current(self) -> str:
        return self.list.current

    def take_key(self, event: QKeyEvent) -> bool:
        """Whether that key was for the list."""
        if not self.isVisible():
            return False
        match event.key():
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose()
            case Qt.Key.Key_Escape:
                self.hide()
            case _:
                return False
        return True

    def _found(self, query: str, presets: Sequence[Preset]) -> list[SlashRow]:
        wanted = folded(query)
        rows = []
        for preset in presets:
            if not preset.name and not preset.text:
                continue
            row = self._row(preset)
            if not wanted.text.strip() or match(wanted, folded(row.title)) is not None:
                rows.append(row)
        manage = self.tr("Manage prompts and personas…")
        if not wanted.text.strip() or match(wanted, folded(manage)) is not None:
            rows.append(SlashRow(manage, "", "sliders"))
        return rows

    def _row(self, preset: Preset) -> SlashRow:
        first = " ".join(preset.text[:400].split())
        name = " ".join(preset.name.split()) or first[:60]
        if preset.kind is PresetKind.PERSONA:
            return SlashRow(name, first, "person", preset)
        return SlashRow(name, first, "compose", preset)

    def _step(self, by: int) -> None:
        """The keyboard stays in the box, so a screen reader would not hear where the arrows have come."""
        announce(self, self.list.step(by))

    def _choose(self) -> None:
        row = self.list.value
        self.hide()
        if isinstance(row, SlashRow) and row.preset is not None:
            self.chosen.emit(row.preset)
        elif isinstance(row, SlashRow):
            self.all_asked.emit()


class _Face(RowFace):
    """An icon for what it is, its name, and how it begins."""

    def draw(self, painter: QPainter, ground: QRectF, value: object) -> None:
        if not isinstance(value, SlashRow):
            return
        row, theme = value, self.theme
        side = theme.scaled(16)
        place = QRectF(ground.left() + 10, ground.center().y() - side / 2, side, side)
        theme.icons.paint(painter, row.icon, place, theme.colour("thought" if row.icon == "person" else "text2"))
        left = place.right() + 10
        font = theme.font(UI_PX, QFont.Weight.Medium)
        metrics = QFontMetrics(font)
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, int(ground.width() * 0.5))
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, ground.top(), ground.width(), ground.height()), middle, title)
        left += metrics.horizontalAdvance(title) + 12
        room = ground.right() - 10 - left
        if row.detail and room > 30:
            font = theme.font(SMALL_PX)
            detail = QFontMetrics(font).elidedText(row.detail, Qt.TextElideMode.ElideRight, int(room))
            painter.setFont(font)
            painter.setPen(theme.colour("text2"))
            painter.drawText(QRectF(left, ground.top(), room, ground.height()), middle, detail)
