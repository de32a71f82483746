"""A pane of an answer, in which a selection goes on from the pane above and into the one below."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)

from app.ui.transcript.pace import Pace
from app.ui.transcript.text_pane import TextPane

SHORT = 20  # characters that are laid out for a new width at once
COPY, SELECT_ALL = "edit-copy", "select-all"  # Source: qwidgettextcontrol.cpp, createStandardContextMenu


class WiderSelection(Protocol):
    """Who selects over the bounds of one pane. What ``takes_…`` answers with True is done; else the pane does it.

    Pointers are places on the screen.
    """

    def takes_press(self, pane: ReplyPane, pointer: QPoint, *, extends: bool) -> bool: ...
    def begin(self, pane: ReplyPane, *, is_press: bool) -> None: ...
    def takes_move(self, pane: ReplyPane, pointer: QPoint) -> bool: ...
    def release(self, pane: ReplyPane) -> None: ...
    def takes_key(self, event: QKeyEvent) -> bool: ...
    def leave(self) -> None: ...
    def select_all(self) -> None: ...
    def mime(self, pane: ReplyPane) -> QMimeData | None: ...
    @property
    def has_selection(self) -> bool: ...


class ReplyPane(TextPane):
    """Selects by itself until it is told who selects over its bounds."""

    _wider: WiderSelection | None = None
    _fitted_by: Pace | None = None
    _is_unfitted = False  # laid out for another width than it has

    def be_selected_by(self, wider: WiderSelection) -> None:
        self._wider = wider

    def be_fitted_by(self, pace: Pace) -> None:
        """A new width while it is out of sight: it is laid out for that when there is time, or when it is seen."""
        self._fitted_by = pace

    def draw_some(self, _until: float) -> bool:
        self._fit()
        return False

    def _fit(self) -> None:
        if self._is_unfitted:
            self._is_unfitted = False
            super().resizeEvent(QResizeEvent(self.viewport().size(), QSize()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            is_known = event.oldSize().width() > 0 and self.document().characterCount() > SHORT
            if self._fitted_by is not None and is_known and self.isVisible() and self.visibleRegion().isEmpty():
                self._is_unfitted = True
                self._fitted_by.draw_later(self)
                return
            self._is_unfitted = False
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._fit()
        super().paintEvent(event)

    def copy(self) -> None:
        """Also when the keyboard is here and what is selected stands in the panes around."""
        if self._wider is not None and (data := self._wider.mime(self)) is not None:
            QGuiApplication.clipboard().setMimeData(data)

    def selectAll(self) -> None:
        if self._wider is not None:
            self._wider.select_all()
        else:
            super().selectAll()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = self._wider.mime(self) if self._wider is not None else None
        return data if data is not None else super().createMimeDataFromSelection()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        wider = self._wider
        if wider is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not wider.takes_press(self, event.globalPosition().toPoint(), extends=extends):
            super().mousePressEvent(event)
            wider.begin(self, is_press=True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self._wider is not None and event.button() == Qt.MouseButton.LeftButton:
            self._wider.begin(self, is_press=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        wider = self._wider if event.buttons() & Qt.MouseButton.LeftButton else None
        if wider is None or not wider.takes_move(self, event.globalPosition().toPoint()):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._wider is not None and event.button() == Qt.MouseButton.LeftButton:
            self._wider.release(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._wider is not None and event.reason() == Qt.FocusReason.MouseFocusReason:
            self._wider.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._wider is not None and self._wider.takes_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's own menu, with the commands for all that is selected."""
        if self._wider is None:
            super().contextMenuEvent(event)
            return
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions():
            if action.objectName() == COPY:
                action.triggered.disconnect()
                action.triggered.connect(self.copy)
                action.setEnabled(self._wider.has_selection)
            elif action.objectName() == SELECT_ALL:
                action.triggered.disconnect()
                action.triggered.connect(self.selectAll)
        menu.popup(event.globalPos())
