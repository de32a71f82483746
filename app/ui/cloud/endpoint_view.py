"""One endpoint in Settings: where it is, whether its key is kept, and which of its models is asked."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFont, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.chat.cloud_model import ListedModel
from app.chat.endpoint import Endpoint
from app.chat.secret import Secret
from app.ui.controls.flow import Flow
from app.ui.controls.label import ElidedLabel, Label
from app.ui.controls.painting import painter_on
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.controls.text_line import TextLine
from app.ui.models.note import Note
from app.ui.theme import SMALL_PX, UI_PX, Theme

HEIGHT = 30
LONGEST_KEY = 2_000  # characters; the longest that are known have some hundreds
MOST_IN_MENU = 400


@dataclass(frozen=True, slots=True)
class EndpointScene:
    """``models``: what of it can be asked, in words. ``listed``: as it told itself. ``warnings``: sentences."""

    endpoint: Endpoint
    models: str
    has_key: bool
    is_own: bool
    is_keyring_busy: bool = False
    is_reading: bool = False
    listed: tuple[ListedModel, ...] = ()
    list_words: str = ""
    warnings: tuple[str, ...] = ()


class EndpointView(QWidget):
    """Each signal begins with the endpoint's id. A key that was typed is in nobody's hands but the receiver's."""

    key_entered = Signal(str, object)  # Secret
    key_removal_asked = Signal(str)
    list_asked = Signal(str)
    model_chosen = Signal(str, str)
    removal_asked = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scene: EndpointScene | None = None
        self._is_first = False
        self._name = Label(theme=theme, pixels=UI_PX, weight=QFont.Weight.Medium)
        self._where = ElidedLabel(theme=theme, ink="text2", pixels=SMALL_PX)
        self._models = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._key_words = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._list_words = Label(theme=theme, ink="text2", pixels=SMALL_PX, wraps=True)
        self._warning = Note(theme=theme, wraps=True)
        self._failure = Note(theme=theme, wraps=True)
        self.enter = TextButton(self.tr("Enter a key…"), theme=theme, height=HEIGHT)
        self.enter.clicked.connect(self._on_enter)
        self.forget = TextButton(self.tr("Remove the key"), theme=theme, icon="trash", height=HEIGHT)
        self.forget.clicked.connect(self._on_forget)
        self.read = TextButton(self.tr("Read its list of models"), theme=theme, height=HEIGHT)
        self.read.clicked.connect(self._on_read)
        self.choose = TextButton(self.tr("Choose a model…"), theme=theme, height=HEIGHT)
        self.choose.clicked.connect(self._on_choose)
        self.remove = TextButton(self.tr("Remove"), theme=theme, icon="trash", kind=ButtonKind.QUIET, height=HEIGHT)
        self.remove.clicked.connect(self._on_remove)
        self._menu = QMenu(self)
        self.line = TextLine(theme=theme, height=HEIGHT)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMaxLength(LONGEST_KEY)
        self.line.returnPressed.connect(self._on_save)
        self.cancel = TextButton(self.tr("Cancel"), theme=theme, height=HEIGHT)
        self.cancel.clicked.connect(self._close_key)
        self.save = TextButton(self.tr("Keep in keyring"), theme=theme, kind=ButtonKind.PRIMARY, height=HEIGHT)
        self.save.clicked.connect(self._on_save)
        self._key_row = QWidget()
        self._lay_out()
        self._key_row.hide()
        self.show_failure("")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._name)
        head.addWidget(self._where, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        beginning = QWidget()
        flow = Flow(beginning, spacing=8)
        for button in (self.enter, self.forget, self.read, self.choose):
            flow.addWidget(button)
        buttons.addWidget(beginning, 1)
        buttons.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        key = QHBoxLayout(self._key_row)
        key.setContentsMargins(0, 0, 0, 0)
        key.setSpacing(8)
        key.addWidget(self.line, 1)
        key.addWidget(self.cancel)
        key.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addLayout(head)
        for widget in (self._models, self._key_words, self._list_words, self._warning, self._failure):
            column.addWidget(widget)
        column.addSpacing(3)
        column.addWidget(self._key_row)
        column.addLayout(buttons)

    def show_scene(self, scene: EndpointScene) -> None:
        if scene == self._scene:
            return
        self._scene = scene
        endpoint = scene.endpoint
        self.setAccessibleName(endpoint.name)
        self._name.setText(endpoint.name)
        self._where.setText(endpoint.base_url)
        self._models.setText(scene.models)
        self._key_words.setText(self._key_sentence(scene))
        self._list_words.setText(scene.list_words)
        self._list_words.setVisible(bool(scene.list_words))
        self._warning.show_words("\n".join(scene.warnings), icon="warning", ink="warn")
        self._warning.setVisible(bool(scene.warnings))
        self.enter.setText(self.tr("Another key…") if scene.has_key else self.tr("Enter a key…"))
        self.enter.updateGeometry()
        self.enter.setVisible(endpoint.needs_key)
        self.enter.setEnabled(not scene.is_keyring_busy)
        self.forget.setVisible(scene.has_key)
        self.forget.setEnabled(not scene.is_keyring_busy)
        self.read.setVisible(scene.has_key or not endpoint.needs_key)
        self.read.setEnabled(not scene.is_reading)
        self.read.setText(self.tr("Reading…") if scene.is_reading else self.tr("Read its list of models"))
        self.choose.setVisible(scene.is_own and bool(scene.listed))
        self.remove.setVisible(scene.is_own)
        self.remove.setAccessibleName(self.tr("Remove {service}").format(service=endpoint.name))

    def show_failure(self, words: str) -> None:
        self._failure.show_words(words, icon="warning", ink="bad")
        self._failure.setVisible(bool(words))

    @property
    def controls(self) -> list[QWidget]:
        """In the order of Tab."""
        return [self.line, self.cancel, self.save, self.enter, self.forget, self.read, self.choose, self.remove]

    def choices(self) -> list[QAction]:
        """The models to choose from, as they will stand in the menu."""
        self._menu.clear()
        for model in () if self._scene is None else self._scene.listed[:MOST_IN_MENU]:
            action = self._menu.addAction(model.id)
            action.setData(model.id)
            action.triggered.connect(self._on_chosen)
        return self._menu.actions()

    def text(self) -> str:
        shown = (self._name, self._where, self._models, self._key_words, self._list_words, self._warning, self._failure)
        return "\n".join(label.text() for label in shown if not label.isHidden())

    def _key_sentence(self, scene: EndpointScene) -> str:
        if scene.is_keyring_busy:
            return self.tr("Waiting for the keyring…")
        if not scene.endpoint.needs_key:
            return self.tr("No key is sent.")
        if scene.has_key:
            return self.tr("Its key is in the system's keyring, protected by your login, and nowhere else.")
        return self.tr("No key yet, so it cannot be asked. A key is kept in the system's keyring and nowhere else.")

    def _on_enter(self) -> None:
        self.show_failure("")
        self.line.setAccessibleName(self.tr("The key of {service}").format(service=self._name.text()))
        self.line.setPlaceholderText(self.tr("Paste the key"))
        self._key_row.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_key(self) -> None:
        self.line.clear()
        self._key_row.hide()
        self.enter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        if self._scene is not None and self.line.text().strip():
            key = Secret(self.line.text().strip())
            self._close_key()
            self.key_entered.emit(self._scene.endpoint.id, key)

    def _on_forget(self) -> None:
        if self._scene is not None:
            self.key_removal_asked.emit(self._scene.endpoint.id)

    def _on_read(self) -> None:
        if self._scene is not None:
            self.show_failure("")
            self.list_asked.emit(self._scene.endpoint.id)

    def _on_choose(self) -> None:
        if self.choices():
            self._menu.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))

    def _on_chosen(self) -> None:
        action = self.sender()
        if self._scene is not None and isinstance(action, QAction):
            self.model_chosen.emit(self._scene.endpoint.id, action.data())

    def _on_remove(self) -> None:
        if self._scene is not None:
            self.removal_asked.emit(self._scene.endpoint.id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painter_on(self)
        painter.fillRect(16, 0, self.width() - 32, 1, self._theme.colour("line"))
        painter.end()
