"""One prompt or persona on the page: its name and how it begins, or two boxes to change them in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.chat.preset import Preset
from app.ui.controls.icon_button import IconButton
from app.ui.controls.label import ElidedLabel
from app.ui.controls.painting import draw_focus_ring, draw_ground, painter_on
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.controls.text_line import TextLine
from app.ui.theme import SMALL_PX, UI_PX, Theme

TEXT_HEIGHT = 132


class PresetRow(QWidget):
    """``edited(id, name, text)``: at each change, so that nothing is lost. ``opened``, ``closed``: the boxes."""

    edited = Signal(str, str, str)
    delete_asked = Signal(str)
    opened = Signal(str)
    closed = Signal(str)

    def __init__(self, preset: Preset, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.preset_id = preset.id
        self._is_first = True
        self._is_showing = False
        self._name = ElidedLabel(theme=theme, pixels=UI_PX, weight=QFont.Weight.Medium)
        self._begin = ElidedLabel(theme=theme, ink="text2", pixels=SMALL_PX)
        self.edit_button = IconButton("pencil", self.tr("Edit"), theme=theme)
        self.edit_button.clicked.connect(self._on_edit_clicked)
        self.delete_button = IconButton("trash", self.tr("Delete"), theme=theme)
        self.delete_button.clicked.connect(self._on_delete_clicked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._begin)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addLayout(words, 1)
        head.addWidget(self.edit_button)
        head.addWidget(self.delete_button)
        self._head = QWidget()
        self._head.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self._boxes = QWidget()
        self.name_line = TextLine(theme=theme, height=32)
        self.name_line.setPlaceholderText(self.tr("Name"))
        self.name_line.setAccessibleName(self.tr("Name"))
        self._text = _TextBox(name=self.tr("Text"), theme=theme)
        self.text_box = self._text.edit
        self.done = TextButton(self.tr("Done"), theme=theme, kind=ButtonKind.PRIMARY, height=28, pixels=SMALL_PX)
        self.done.clicked.connect(self._on_done_clicked)
        boxes = QVBoxLayout(self._boxes)
        boxes.setContentsMargins(0, 2, 0, 2)
        boxes.setSpacing(8)
        boxes.addWidget(self.name_line)
        boxes.addWidget(self._text)
        boxes.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 10, 10)
        column.addWidget(self._head)
        column.addWidget(self._boxes)
        self._boxes.hide()
        self.name_line.textChanged.connect(self._on_changed)
        self.text_box.textChanged.connect(self._on_changed)
        self.show_preset(preset)

    @property
    def is_open(self) -> bool:
        return not self._boxes.isHidden()

    def show_preset(self, preset: Preset) -> None:
        """What is being written in the boxes is the newest there is, so they stay as they are."""
        first = " ".join(preset.text[:400].split())
        self._name.setText(" ".join(preset.name.split()) or first[:60] or self.tr("Without a name"))
        self._begin.setText(first)
        for button, words in ((self.edit_button, self.tr("Edit")), (self.delete_button, self.tr("Delete"))):
            button.setAccessibleName(f"{words}: {self._name.text()}")
        if not self.is_open:
            self._is_showing = True
            self.name_line.setText(preset.name)
            self.text_box.setPlainText(preset.text)
            self._is_showing = False

    def open(self) -> None:
        self._head.hide()
        self._boxes.show()
        (self.text_box if self.name_line.text() else self.name_line).setFocus(Qt.FocusReason.OtherFocusReason)

    def close_boxes(self) -> None:
        self._boxes.hide()
        self._head.show()

    def be_first(self, is_first: bool) -> None:
        """No line above it."""
        self._is_first = is_first
        self.update()

    def text(self) -> str:
        return f"{self._name.text()}\n{self._begin.text()}"

    def _on_edit_clicked(self) -> None:
        self.open()
        self.opened.emit(self.preset_id)

    def _on_done_clicked(self) -> None:
        self.close_boxes()
        self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit(self.preset_id)

    def _on_delete_clicked(self) -> None:
        self.delete_asked.emit(self.preset_id)

    def _on_changed(self) -> None:
        if not self._is_showing:
            self.edited.emit(self.preset_id, self.name_line.text(), self.text_box.toPlainText())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._is_first:
            painter = QPainter(self)
            painter.fillRect(16, 0, self.width() - 16, 1, self._theme.colour("line"))
            painter.end()


class _TextBox(QWidget):
    """A few lines to type in, on the ground of a line."""

    changed = Signal()

    def __init__(self, *, name: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName(name)
        self.edit.setTabChangesFocus(True)
        self.edit.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.edit.viewport().setAutoFillBackground(False)
        self.edit.document().setDocumentMargin(0)
        self.edit.textChanged.connect(self.changed)
        self.edit.installEventFilter(self)
        OverlayBar(self.edit, Qt.Orientation.Vertical, theme=theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 9, 6, 9)
        column.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self._on_theme_changed()
        theme.changed.connect(self._on_theme_changed)

    def _on_theme_changed(self) -> None:
        self.edit.setFont(self._theme.font(UI_PX))
        self.setFixedHeight(self._theme.scaled(TEXT_HEIGHT))
        palette = QPalette(self.edit.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        self.edit.setPalette(palette)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        rect = QRectF(self.rect())
        draw_ground(painter, rect, 8, self._theme.colour("raised"), self._theme.colour("line_strong"))
        if self.edit.hasFocus():
            draw_focus_ring(painter, rect, 8, self._theme.colour("focus"))
        painter.end()
