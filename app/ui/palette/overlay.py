"""A card over the window that takes the keyboard until it is left: by Esc, by a click beside it, or by what it does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.controls.card import Card
from app.ui.controls.escape import claims_escape
from app.ui.controls.painting import painter_on
from app.ui.theme import Theme

MARGIN = 24
VEIL = 0.2  # of the strongest text colour in light, of the window's in dark


class Overlay(QWidget):
    """Lies over ``parent``. Whoever derives it fills ``card``. Tab goes round inside of it."""

    def __init__(self, *, name: str, width: int, height: int, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._over = parent
        self._width, self._height = width, height
        self._before: QWidget | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = Card(theme=theme, ground="raised", line="line_strong", radius=14, parent=self)
        self.hide()
        parent.installEventFilter(self)
        theme.changed.connect(self._place)

    def open(self) -> None:
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()

    def leave(self) -> None:
        """The keyboard goes back to where it was, if that can still be seen."""
        if self.isHidden():
            return
        had_keyboard = self.isAncestorOf(QApplication.focusWidget() or self)
        self.hide()
        before, self._before = self._before, None
        if had_keyboard and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        window = self._over
        self.setGeometry(window.rect())
        scaled = self.theme.scaled
        width = min(scaled(self._width), window.width() - 2 * MARGIN)
        height = min(scaled(self._height), window.height() - 3 * MARGIN)
        top = max(MARGIN, (window.height() - height) // 4)
        self.card.setGeometry((window.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            event.accept()  # nothing typed here reaches the window below

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.leave()

    def focusNextPrevChild(self, forward: bool) -> bool:
        inside = [
            each
            for each in self.card.findChildren(QWidget)
            if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if not inside:
            return False
        now = QApplication.focusWidget()
        at = inside.index(now) if now in inside else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        inside[(at + (1 if forward else -1)) % len(inside)].setFocus(reason)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        veil = self.theme.colour("window" if self.theme.is_dark else "text")
        veil.setAlphaF(VEIL * (2.5 if self.theme.is_dark else 1))
        painter.fillRect(QRectF(self.rect()), veil)
        painter.end()
