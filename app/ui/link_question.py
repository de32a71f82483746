"""Before a link is opened: the whole address as plain text, and a choice."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.transcript.markdown import may_open


class LinkQuestion(QObject):
    """Addresses come from a model, so none is opened unseen, and only web and mail addresses at all.

    ``opener`` hands the address to the system.
    """

    def __init__(self, *, window: QWidget, opener: Callable[[QUrl], object] = QDesktopServices.openUrl) -> None:
        super().__init__(window)
        self._window = window
        self._opener = opener
        self._address = ""

    def ask(self, address: str) -> None:
        if not may_open(address):
            return
        self._address = address
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("Open this address outside Soliloquy?"))
        box.setInformativeText(address)  # fully encoded: look-alike letters show as xn--
        box.addButton(self.tr("Open"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.accepted.connect(self._on_accepted)
        box.open()

    def _on_accepted(self) -> None:
        self._opener(QUrl(self._address))
