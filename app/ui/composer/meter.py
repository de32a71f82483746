"""How many tokens the draft has, and how much of what the model can read is taken: ``12 tokens · 3.1k / 128k``."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.composer.file_words import token_words
from app.ui.composer.scene import MeterScene, short_context, short_count
from app.ui.controls.icon_glyph import IconGlyph
from app.ui.controls.label import Label
from app.ui.sentences import joined
from app.ui.theme import SMALL_PX, Theme


class Meter(QWidget):
    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        self._draft = Label(theme=theme, ink="text3", pixels=SMALL_PX)
        self._has_room = True
        self._sign = IconGlyph("warning", ink="warn", side=14, theme=theme)
        self._sign.hide()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        row.addWidget(self._draft)
        row.addWidget(self._sign)
        row.addWidget(self._label)
        self.hide()

    def show_meter(self, scene: MeterScene | None) -> None:
        """None: nothing is known."""
        self.setVisible(scene is not None)
        if scene is None:
            return
        self._draft.setText(f"{token_words(scene.draft)} ·" if scene.draft.tokens else "")
        self._place_draft()
        used = short_count(scene.used)
        self._label.setText(f"{used} / {short_context(scene.context)}" if scene.context else used)
        self._label.set_ink("warn" if scene.warns else "text3")
        self._sign.setVisible(scene.warns)
        words = self._words(scene)
        self.setToolTip(words)
        self.setAccessibleName(words)

    def show_room(self, *, has_room: bool) -> None:
        """Without it the draft's own count is told in the tooltip only."""
        self._has_room = has_room
        self._place_draft()

    def _place_draft(self) -> None:
        self._draft.setVisible(self._has_room and bool(self._draft.text()))

    def text(self) -> str:
        return self._label.text() if not self.isHidden() else ""

    def draft_text(self) -> str:
        return self._draft.text() if not self._draft.isHidden() else ""

    @property
    def warns(self) -> bool:
        return not self._sign.isHidden()

    def _words(self, scene: MeterScene) -> str:
        locale = QLocale()
        used, draft = locale.toString(scene.used.tokens), locale.toString(scene.draft.tokens)
        if not scene.context:
            words = self.tr("{used} tokens with this question, which has {draft}.").format(used=used, draft=draft)
        else:
            words = self.tr("{used} of {context} tokens with this question, which has {draft}.").format(
                used=used, context=locale.toString(scene.context), draft=draft
            )
        rest = []
        if scene.used.is_estimate:
            rest.append(self.tr("Estimated until the model has counted."))
        if scene.warns:
            rest.append(self.tr("There is little room left for an answer: begin a new conversation."))
        return joined(words, *rest)
