"""Something small that was put beside a text: an icon, its name, a fact about it; it opens, and can be taken away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QImage, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.controls.icon_button import KEYBOARD_REASONS, IconButton
from app.ui.controls.painting import (
    control_line,
    draw_focus_ring,
    draw_ground,
    draws_itself,
    painter_on,
    shows_focus,
)
from app.ui.controls.preview import draw_square
from app.ui.theme import SMALL_PX, Theme

HEIGHT = 28
ICON_PX = 15
WIDEST_NAME = 220
PADDING, GAP = 9, 6


class Chip(QWidget):
    """``opened``; ``removed``: by the person, if there is a word for that."""

    opened = Signal()
    removed = Signal()

    def __init__(
        self,
        name: str,
        *,
        icon: str,
        theme: Theme,
        fact: str = "",
        warns: bool = False,
        ground: str = "chip",
        ink: str = "text2",
        remove_words: str = "",
        spoken: str = "",
        picture: QImage | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``warns``: the fact is one to look at. ``spoken``: for reading aloud, where it is more than name and fact.
        ``picture``: in place of the icon."""
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.face = ChipFace(name, fact, icon=icon, ink=ink, warns=warns, picture=picture, theme=theme)
        self.face.setAccessibleName(spoken or ", ".join(filter(None, (name, fact))))
        self.face.clicked.connect(self.opened)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4 if remove_words else 0, 0)
        row.setSpacing(0)
        row.addWidget(self.face)
        self.remove = IconButton("close", remove_words, theme=theme, size=20, icon_px=12)
        self.remove.clicked.connect(self.removed)
        row.addWidget(self.remove)
        self.remove.setVisible(bool(remove_words))  # with a parent: it would be a window of its own for a moment

    def text(self) -> str:
        return self.face.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        draw_ground(painter, QRectF(self.rect()), 8, self._theme.colour(self._ground), control_line(self._theme))
        painter.end()


class ChipFace(QPushButton):
    def __init__(
        self, name: str, fact: str, *, icon: str, ink: str, warns: bool, picture: QImage | None, theme: Theme
    ) -> None:
        super().__init__()
        self._theme = theme
        self._name, self._fact = name, fact
        self._icon_name, self._ink, self._warns = icon, ink, warns
        self._picture = picture
        draws_itself(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit()
        theme.changed.connect(self._fit)

    def text(self) -> str:
        return " ".join(filter(None, (self._name, self._fact)))

    def _fit(self) -> None:
        self.setFont(self._theme.font(SMALL_PX, QFont.Weight.Medium))
        self.setFixedHeight(self._theme.scaled(HEIGHT))
        self.updateGeometry()

    @property
    def _shown_name(self) -> str:
        widest = self._theme.scaled(WIDEST_NAME)
        return QFontMetrics(self.font()).elidedText(self._name, Qt.TextElideMode.ElideMiddle, widest)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = 2 * PADDING + self._theme.scaled(ICON_PX) + GAP + metrics.horizontalAdvance(self._shown_name) + 2
        return QSize(width + self._fact_width, self.minimumHeight())

    @property
    def _fact_width(self) -> int:
        """With its sign, and the gaps before them."""
        width = GAP + self._theme.scaled(ICON_PX - 2) if self._warns else 0
        if self._fact:
            width += GAP + QFontMetrics(self._theme.font(SMALL_PX)).horizontalAdvance(self._fact) + 2
        return width

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.scaled(60), self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        theme, rect = self._theme, QRectF(self.rect())
        if self.underMouse() or self.isDown():
            draw_ground(painter, rect, 8, theme.colour("selected" if self.isDown() else "hover"))
        if shows_focus(self):
            draw_focus_ring(painter, rect, 8, theme.colour("focus"))
        side = theme.scaled(ICON_PX)
        middle = (rect.height() - side) / 2
        place = QRectF(PADDING, middle, side, side)
        if self._picture is None:
            theme.icons.paint(painter, self._icon_name, place, theme.colour(self._ink))
        else:
            draw_square(painter, self._picture, place.adjusted(-4, -3, 2, 3), 4)
        left = PADDING + side + GAP
        painter.setFont(self.font())
        painter.setPen(theme.colour("text"))
        width = min(
            QFontMetrics(self.font()).horizontalAdvance(self._shown_name) + 2,
            int(rect.width()) - left - PADDING - self._fact_width,  # the fact is what one looks for
        )
        name = QFontMetrics(self.font()).elidedText(self._name, Qt.TextElideMode.ElideMiddle, width)
        painter.drawText(QRectF(left, 0, width, rect.height()), Qt.AlignmentFlag.AlignVCenter, name)
        left += width + GAP
        if self._warns:
            small = theme.scaled(ICON_PX - 2)
            place = QRectF(left, (rect.height() - small) / 2, small, small)
            theme.icons.paint(painter, "warning", place, theme.colour("warn"))
            left += small + GAP
        painter.setFont(theme.font(SMALL_PX))
        painter.setPen(theme.colour("warn" if self._warns else "text2"))
        painter.drawText(rect.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._fact)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)
