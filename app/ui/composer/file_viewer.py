"""What the model is given of a file, to be read: plain text and nothing else, in a window of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPaintEvent, QPalette, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from app.chat.attachment import Attachment, AttachmentKind
from app.ui.composer.file_words import notice_words
from app.ui.controls.label import ElidedLabel, Label
from app.ui.controls.painting import painter_on
from app.ui.controls.preview import PreviewView
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.theme import BODY_PX, CODE_PX, SMALL_PX, Theme

SIZE = (680, 620)
SHOWN = 40_000  # characters; laying out 100,000 at once took 30 ms


class FileViewer(QWidget):
    """``show_file(attachment)`` opens it, above the window that it belongs to."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._theme = theme
        self.resize(*SIZE)
        self._name = ElidedLabel(theme=theme, pixels=BODY_PX, weight=QFont.Weight.DemiBold)
        self._notices = Label(theme=theme, ink="warn", pixels=SMALL_PX, wraps=True)
        self._part = Label(theme=theme, ink="text3", pixels=SMALL_PX, wraps=True)
        self._picture = PreviewView(theme=theme)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        OverlayBar(self._text, Qt.Orientation.Vertical, theme=theme)
        self._text.setAccessibleName(self.tr("What the model reads of this file"))
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 8, 8)
        column.setSpacing(6)
        for widget in (self._name, self._notices, self._part):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self._picture)
        column.addWidget(self._text, 1)
        column.addStretch(0)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def show_file(self, attachment: Attachment) -> None:
        self.setWindowTitle(attachment.name)
        self._name.setText(attachment.name)
        words = notice_words(attachment)
        self._notices.setText(words)
        is_picture = attachment.kind is AttachmentKind.PICTURE
        self._notices.set_ink("text2" if is_picture else "warn")
        self._picture.show_preview(attachment.preview)
        self._text.setVisible(not is_picture)
        self._notices.setVisible(bool(words))
        shown = attachment.text[:SHOWN]
        self._part.setText(self.tr("The beginning is shown here; the model is given more of it."))
        self._part.setVisible(len(shown) < len(attachment.text))
        hard = any(len(line) > 2_000 for line in shown.split("\n"))  # at a quadratic cost between words
        mode = QTextOption.WrapMode.WrapAnywhere if hard else QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        self._text.setWordWrapMode(mode)
        self._text.setPlainText(shown)
        if self.isVisible():
            self.raise_()
        self.show()
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        return self._text.toPlainText()

    def notices(self) -> str:
        return self._notices.text()

    def _on_theme_changed(self) -> None:
        self._text.setFont(self._theme.code_font(CODE_PX))
        self._text.setTabStopDistance(4 * QFontMetrics(self._text.font()).horizontalAdvance(" "))
        palette = QPalette(self._text.palette())
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        palette.setColor(QPalette.ColorRole.Base, self._theme.colour("window"))
        self._text.setPalette(palette)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
