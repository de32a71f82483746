"""The menu bar: every command of the window with its key."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.chat.conversation import Effort
from app.session.preferences import Appearance


class Menus(QObject):
    """Actions are public; the window connects them. ``Ctrl`` is ⌘ on a Mac."""

    def __init__(self, bar: QMenuBar) -> None:
        super().__init__(bar)
        self._bar = bar
        file = bar.addMenu(self.tr("File"))
        self.new_chat = self._action(file, self.tr("New Chat"), "Ctrl+N")
        self.settings = self._action(file, self.tr("Settings…"), "Ctrl+,", role=QAction.MenuRole.PreferencesRole)
        file.addSeparator()
        self.close_window = self._action(file, self.tr("Close Window"), "Ctrl+W")
        self.quit = self._action(file, self.tr("Quit Soliloquy"), "Ctrl+Q", role=QAction.MenuRole.QuitRole)

        edit = bar.addMenu(self.tr("Edit"))
        self.undo = self._action(edit, self.tr("Undo"), "Ctrl+Z")
        self.redo = self._action(edit, self.tr("Redo"), "Ctrl+Shift+Z")
        self.undo_delete = self._action(edit, self.tr("Undo Delete"))
        edit.addSeparator()
        self.cut = self._action(edit, self.tr("Cut"), "Ctrl+X")
        self.copy = self._action(edit, self.tr("Copy"), "Ctrl+C")
        self.paste = self._action(edit, self.tr("Paste"), "Ctrl+V")
        self.select_all = self._action(edit, self.tr("Select All"), "Ctrl+A")
        edit.addSeparator()
        self.palette = self._action(edit, self.tr("Find Anything…"), "Ctrl+K")
        edit.addSeparator()
        self.copy_answer = self._action(edit, self.tr("Copy Last Answer"), "Ctrl+Shift+C")
        self.copy_plain = self._action(edit, self.tr("Copy Last Answer as Plain Text"))
        self.copy_conversation = self._action(edit, self.tr("Copy Conversation"))
        edit.addSeparator()
        self.find = self._action(edit, self.tr("Find in Conversation…"), "Ctrl+F")
        self.find_next = self._action(edit, self.tr("Find Next"), "Ctrl+G")
        self.find_before = self._action(edit, self.tr("Find Previous"), "Ctrl+Shift+G")

        chat = bar.addMenu(self.tr("Chat"))
        self.stop = self._action(chat, self.tr("Stop Answering"), "Esc", "Ctrl+.")
        self.ask_again = self._action(chat, self.tr("Ask Again"), "Ctrl+Shift+R")
        self.edit_question = self._action(chat, self.tr("Edit Last Question"), "Ctrl+Shift+E")
        self.previous_answer = self._action(chat, self.tr("Previous Answer"), "Ctrl+Alt+Left")
        self.next_answer = self._action(chat, self.tr("Next Answer"), "Ctrl+Alt+Right")
        self.compare = self._action(chat, self.tr("Compare Answers Side by Side"), "Ctrl+Shift+D")
        self.answer_now = self._action(chat, self.tr("Answer Now"), "Ctrl+Shift+A")
        self.think_more = self._action(chat, self.tr("Think More"), "Ctrl+Shift+T")
        chat.addSeparator()
        self.efforts = {
            Effort.LOW: self._action(chat, self.tr("Low Effort"), "Ctrl+1"),
            Effort.MEDIUM: self._action(chat, self.tr("Medium Effort"), "Ctrl+2"),
            Effort.HIGH: self._action(chat, self.tr("High Effort"), "Ctrl+3"),
        }
        self._choices(*self.efforts.values())
        chat.addSeparator()
        self.rename = self._action(chat, self.tr("Rename Conversation"))
        self.delete = self._action(chat, self.tr("Delete Conversation"))

        chat.addSeparator()
        self.attach = self._action(chat, self.tr("Attach Files…"), "Ctrl+O")
        self.presets = self._action(chat, self.tr("Prompts and Personas…"), "Ctrl+Shift+P")
        self.models = self._action(chat, self.tr("Models…"), "Ctrl+Shift+M")
        self.benchmark = self._action(chat, self.tr("Benchmark…"), "Ctrl+Shift+B")
        self.ledger = self._action(chat, self.tr("Cloud Ledger…"), "Ctrl+Shift+L")

        view = bar.addMenu(self.tr("View"))
        self.sidebar = self._action(view, self.tr("Sidebar"), "Ctrl+Alt+S")
        self.sidebar.setCheckable(True)
        self.reasoning = self._action(view, self.tr("Show or Hide All Reasoning"), "Ctrl+R")
        self.pin_reasoning = self._action(view, self.tr("Keep Reasoning Open"), "Ctrl+Alt+R")
        self.pin_reasoning.setCheckable(True)
        self.find_reasoning = self._action(view, self.tr("Find in the Reasoning…"), "Ctrl+Shift+F")
        self.latest = self._action(view, self.tr("Jump to Latest"), "Ctrl+Down")
        view.addSeparator()
        self.larger_text = self._action(view, self.tr("Larger Text"), "Ctrl++", "Ctrl+=")
        self.smaller_text = self._action(view, self.tr("Smaller Text"), "Ctrl+-")
        self.usual_text = self._action(view, self.tr("Usual Text Size"), "Ctrl+0")
        view.addSeparator()
        looks = view.addMenu(self.tr("Appearance"))
        self.appearances = {
            Appearance.AUTO: self._action(looks, self.tr("Like the System")),
            Appearance.LIGHT: self._action(looks, self.tr("Light")),
            Appearance.DARK: self._action(looks, self.tr("Dark")),
        }
        self._choices(*self.appearances.values())

        about = bar.addMenu(self.tr("Help"))
        self.welcome = self._action(about, self.tr("Welcome to Soliloquy"))
        self.keys = self._action(about, self.tr("Keyboard Shortcuts"), "Ctrl+/")
        self.privacy = self._action(about, self.tr("What Stays on This Mac"))
        self.about = self._action(about, self.tr("About Soliloquy"), role=QAction.MenuRole.AboutRole)
        self._name_actions()

    def _name_actions(self) -> None:
        """In English whatever the window speaks: the palette finds them by these words, too."""
        for name, held in vars(self).items():
            if isinstance(held, QAction):
                held.setObjectName(name)
            elif isinstance(held, dict):
                for value, action in held.items():
                    action.setObjectName(f"{name}_{value}")

    def _action(self, menu: QMenu, words: str, *keys: str, role: QAction.MenuRole = QAction.MenuRole.NoRole) -> QAction:
        action = QAction(words, self._bar)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setMenuRole(role)
        menu.addAction(action)
        return action

    def _choices(self, *actions: QAction) -> None:
        group = QActionGroup(self)
        for action in actions:
            action.setCheckable(True)
            group.addAction(action)
