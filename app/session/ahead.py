"""What the model reads before it is asked: all that the next question will come after.

One rule for every occasion, be it that a reply has ended, a model was loaded, another conversation or branch is shown
or the effort was changed: the prompt that the next question would have now is prepared, unless it is already. The
question itself is read while it is written, but for its last word. Decides what and when; whether there is time for it
is the engine's business.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.backends.base import Backend
from app.chat.conversation import ConversationId
from app.chat.draft import Draft, settled
from app.chat.prompt import Prompt, prompt_ahead
from app.session.chat_session import ChatSession
from app.session.drafts import Drafts, place_of
from app.session.power import is_low_power
from app.session.preferences import Preferences

DELAY_MS = 150  # somebody who leafs through conversations does not mean each of them
TYPING_MS = 500  # a word or two; each time costs the model about as much as one token of an answer


class Ahead(QObject):
    """Watches a session for as long as both live."""

    def __init__(
        self,
        *,
        session: ChatSession,
        backend: Backend,
        preferences: Preferences,
        drafts: Drafts | None = None,
        is_low_power: Callable[[], bool] = is_low_power,
        delay_ms: int = DELAY_MS,
        typing_ms: int = TYPING_MS,
        parent: QObject | None = None,
    ) -> None:
        """``drafts``: of the next question, whose files are read as soon as they are attached; None for none."""
        super().__init__(parent)
        self._session = session
        self._drafts = drafts
        self._backend = backend
        self._preferences = preferences
        self._is_low_power = is_low_power
        self.stays_here: Callable[[ConversationId], bool] = lambda _: True  # whether its next question is for the model
        self._prepared: tuple[ConversationId, Prompt] | None = None  # of the engine that runs
        self._typed = ""  # what was read of the question after that
        self._delay = QTimer(self, singleShot=True, interval=delay_ms)
        self._delay.timeout.connect(self._prepare)
        self._typing = QTimer(self, singleShot=True, interval=typing_ms)
        self._typing.timeout.connect(self._read_typed)
        session.conversation_changed.connect(self._on_something_shown)
        session.branch_changed.connect(self._on_something_shown)
        session.activity_changed.connect(self._on_something_shown)
        session.persona_changed.connect(self._on_something_shown)
        if drafts is not None:
            drafts.changed.connect(self._on_something_shown)
            drafts.typed.connect(self._on_typed)
        session.readiness_changed.connect(self._on_readiness_changed)
        preferences.changed.connect(self._on_preference_changed)

    def _on_something_shown(self) -> None:
        self._delay.start()

    def _on_typed(self) -> None:
        if not self._typing.isActive():  # so however fast somebody types
            self._typing.start()

    def _on_readiness_changed(self) -> None:
        if self._backend.readiness.can_answer:
            self._delay.start()
        else:
            self._prepared = None  # the next engine, or the next model, knows nothing

    def _on_preference_changed(self, name: str) -> None:
        if name in ("effort", "works_ahead"):
            self._delay.start()

    def _prepare(self) -> None:
        if not self._may_prepare:
            return
        conversation, box = self._session.conversation, self._box
        prompt = prompt_ahead(conversation, self._session.leaf, self._preferences.effort, box.attachments)
        if (conversation.id, prompt) != self._prepared:
            self._prepared, self._typed = (conversation.id, prompt), ""
            self._backend.prepare(prompt, conversation.id)
        self._read_typed()

    def _read_typed(self) -> None:
        conversation = self._session.conversation.id
        if not self._may_prepare or self._delay.isActive() or not self.stays_here(conversation):
            return
        if self._prepared is None or self._prepared[0] != conversation:
            self._delay.start()  # nothing is known yet of what it comes after
            return
        words = settled(self._box.text)
        if words != self._typed:
            self._typed = words
            self._backend.read_typed(words, conversation)

    @property
    def _may_prepare(self) -> bool:
        if not self._backend.readiness.can_answer or self._session.is_answering:
            return False  # either announces its end
        return self._preferences.works_ahead and not self._is_low_power()

    @property
    def _box(self) -> Draft:
        return Draft() if self._drafts is None else self._drafts.box(place_of(self._session.conversation))
