"""Prompts and personas in the window: the page, the list behind a slash, and what passes to the session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from app.chat.preset import Preset, PresetKind
from app.session.chat_session import ChatSession
from app.session.presets import Presets
from app.ui.composer.slash_list import SlashList
from app.ui.conversation_view import ConversationView
from app.ui.later import LaterPage
from app.ui.menus import Menus
from app.ui.model_pages import ModelPages
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.presets.page import PresetsPage

MOST_QUERY = 40  # characters behind the slash; whoever writes more means something else


class PresetsShowing(QObject):
    def __init__(
        self,
        *,
        session: ChatSession,
        presets: Presets,
        pages: ModelPages,
        conversation: ConversationView,
        menus: Menus,
        theme: Theme,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._presets, self._pages, self._theme = session, presets, pages, theme
        self._composer = conversation.composer
        self._page = LaterPage(pages.widget, self._new_page)
        self.list = SlashList(theme=theme, parent=conversation)
        edit = self._composer.edit
        edit.takes_key = self.list.take_key
        edit.wants_escape = self.list.isVisible
        self._composer.text_edited.connect(self._on_text_edited)
        conversation.installEventFilter(self)
        edit.installEventFilter(self)
        self.list.chosen.connect(self._on_chosen)
        self.list.all_asked.connect(self._on_all_asked)
        presets.changed.connect(self._show)
        presets.failed.connect(session.failed)
        menus.presets.triggered.connect(self.open)
        self._composer.chips.persona_opened.connect(self._on_persona_opened)

    @property
    def page(self) -> PresetsPage:
        return self._page.value

    def _new_page(self) -> PresetsPage:
        from app.ui.presets.page import PresetsPage

        page = PresetsPage(theme=self._theme)
        page.create_asked.connect(self._on_create_asked)
        page.edited.connect(self._on_edited)
        page.delete_asked.connect(self._presets.delete)
        page.undo_asked.connect(self._presets.undo_delete)
        page.left.connect(self._pages.close)
        return page

    @property
    def being_edited(self) -> list[str]:
        """Whose boxes are open; what is typed there is kept as it is typed."""
        return [] if self._page.made is None else self._page.made.being_edited

    def edit_on(self, preset_ids: Sequence[str]) -> None:
        """Opens the boxes of those, on a page that need not be seen."""
        if preset_ids:
            self.page.show_presets(self._presets.prompts, self._presets.personas, undo_name=self._presets.undo_name)
            for preset_id in preset_ids:
                self.page.edit(preset_id)

    def open(self) -> None:
        self.list.hide()
        self._page.show()
        self._show()
        self.page.opened()

    def _show(self) -> None:
        if self._page.is_shown:
            presets = self._presets
            self.page.show_presets(presets.prompts, presets.personas, undo_name=presets.undo_name)

    def _on_text_edited(self) -> None:
        text = self._composer.text
        if text.startswith("/") and "\n" not in text and len(text) <= MOST_QUERY and self._composer.edit.hasFocus():
            presets = (*self._presets.prompts, *self._presets.personas)
            self.list.show_for(text[1:], presets, self._composer.card)
        else:
            self.list.hide()

    def _on_chosen(self, preset: Preset) -> None:
        if preset.kind is PresetKind.PROMPT:
            self._composer.show_text(preset.text)
        else:
            self._composer.clear()
            self._session.instruct(preset.name or preset.text[:60], preset.text)
        self._composer.take_focus()

    def _on_all_asked(self) -> None:
        self._composer.clear()
        self.open()

    def _on_create_asked(self, kind: PresetKind) -> None:
        self.page.edit(self._presets.create(kind).id)

    def _on_edited(self, preset_id: str, name: str, text: str) -> None:
        self._presets.edit(preset_id, name=name, text=text)

    def _on_persona_opened(self) -> None:
        """The page, at the persona of this conversation if it is still there."""
        self.open()
        conversation = self._session.conversation
        for preset in self._presets.personas:
            if (preset.name, preset.text) == (conversation.persona, conversation.instructions):
                self.page.edit(preset.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.list.isVisible():
            self.list.place(self._composer.card)
        elif event.type() in (QEvent.Type.Hide, QEvent.Type.FocusOut):
            self.list.hide()
        return super().eventFilter(watched, event)
