"""A window with all of a text that is too much for the transcript, as plain as it was written."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.theme import Theme

SLICE = 4_000  # characters put in at once
LINE = 2_000  # an unbroken line is cut here: laying out a longer one stalls the window


class PlainViewer(QWidget):
    """Fills itself in slices; Escape closes it."""

    def __init__(self, title: str, text: str, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(760, 560)
        self._text = text
        self._put = 0
        self._edit = QPlainTextEdit()
        self._edit.setReadOnly(True)
        self._edit.setUndoRedoEnabled(False)
        self._edit.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self._edit.setFont(theme.code_font())
        self._edit.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._edit.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 2, 2)
        column.addWidget(self._edit)
        self._filling = QTimer(self, interval=0)
        self._filling.timeout.connect(self._fill)
        self._filling.start()

    @property
    def is_filled(self) -> bool:
        return self._put >= len(self._text)

    def text(self) -> str:
        return self._edit.toPlainText()

    def _fill(self) -> None:
        piece = self._text[self._put : self._put + SLICE]
        self._put += SLICE
        cursor = QTextCursor(self._edit.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        begun = cursor.block().length() - 1
        for index, line in enumerate(piece.split("\n")):
            if index:
                cursor.insertBlock()
                begun = 0
            for at in range(0, len(line), LINE):
                if begun + len(line[at : at + LINE]) > LINE:
                    cursor.insertBlock()
                    begun = 0
                cursor.insertText(line[at : at + LINE])
                begun += len(line[at : at + LINE])
        if self.is_filled:
            self._filling.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
