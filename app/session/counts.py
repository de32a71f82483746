"""How many tokens there are in the open conversation, in what is written for it, and in each file of it.

The model's own vocabulary counts, in its process, a moment after something has changed. Until it has, or while no
model is loaded, a length tells roughly how many it will be, and is marked as that.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import QObject, QTimer, Signal

from app.backends.base import Backend
from app.chat.attachment import Attachment, framed
from app.chat.conversation import Conversation, Effort, TurnId
from app.chat.draft import Draft
from app.chat.outgoing import MESSAGE_TOKENS, estimated_tokens
from app.chat.prompt import Prompt, prompt_ahead
from app.session.chat_session import ChatSession
from app.session.drafts import Drafts, place_of

DELAY_MS = 200  # of typing that pauses
FRAME_TOKENS = 60  # the system message, about


@dataclass(frozen=True, slots=True)
class TokenCount:
    tokens: int = 0
    is_estimate: bool = False

    def __add__(self, other: TokenCount) -> TokenCount:
        return TokenCount(self.tokens + other.tokens, self.is_estimate or other.is_estimate)


class Counts(QObject):
    """``changed``: some count is another one."""

    changed = Signal()

    def __init__(
        self,
        *,
        session: ChatSession,
        backend: Backend,
        drafts: Drafts,
        delay_ms: int = DELAY_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._backend, self._drafts = session, backend, drafts
        self._names = count()
        self._asked: dict[str, object] = {}  # by name: what was asked about
        self._known: dict[object, int] = {}  # texts, attachments and prompts that are of use now
        self._is_available = False
        self._delay = QTimer(self, singleShot=True, interval=delay_ms)
        self._delay.timeout.connect(self._refresh)
        self._prompt: Prompt | None = None  # of the conversation and the leaf that were looked at last
        self._looked_at: tuple[Conversation, TurnId | None] | None = None
        for signal in (
            session.conversation_changed,
            session.branch_changed,
            session.activity_changed,
            session.persona_changed,
            drafts.changed,
            drafts.typed,
        ):
            signal.connect(self._delay.start)
        session.readiness_changed.connect(self._on_readiness_changed)
        backend.counted.connect(self._on_counted)

    @property
    def conversation(self) -> TokenCount:
        """What the next question comes after."""
        prompt = self._prompt
        if prompt is None:
            return TokenCount(FRAME_TOKENS, True)
        if prompt in self._known:
            return TokenCount(self._known[prompt])
        texts = filter(None, (prompt.instructions, *(message.text for message in prompt.messages)))
        return TokenCount(FRAME_TOKENS + sum(MESSAGE_TOKENS + estimated_tokens(text) for text in texts), True)

    @property
    def text(self) -> TokenCount:
        """What stands in the box."""
        text = self._box.text
        return TokenCount() if not text else self._told(text, text)

    def file(self, attachment: Attachment) -> TokenCount:
        return self._told(attachment, attachment.text)

    @property
    def draft(self) -> TokenCount:
        """The text with its files."""
        return sum((self.file(attachment) for attachment in self._box.attachments), self.text)

    @property
    def context(self) -> int:
        """The most that the model reads and writes together; 0 while that is not known."""
        model = self._session.readiness.model
        return 0 if model is None else model.context_tokens

    @property
    def _box(self) -> Draft:
        return self._drafts.box(place_of(self._session.conversation))

    def _told(self, key: object, text: str) -> TokenCount:
        known = self._known.get(key)
        return TokenCount(estimated_tokens(text), True) if known is None else TokenCount(known)

    def _refresh(self) -> None:
        """Asks for what is not known, and forgets what is of no use any more."""
        session, box = self._session, self._box
        if not session.is_answering or self._prompt is None:
            self._look_at(session.conversation, session.leaf)
        wanted: dict[object, tuple[str, Prompt | None]] = {}
        if self._prompt is not None:
            wanted[self._prompt] = ("", self._prompt)
        if box.text:
            wanted[box.text] = (box.text, None)
        for attachment in box.attachments:
            wanted[attachment] = (framed(attachment), None)
        self._known = {key: tokens for key, tokens in self._known.items() if key in wanted}
        asked = set(map(id, self._asked.values()))
        for key, (text, prompt) in wanted.items():
            if key not in self._known and id(key) not in asked:
                name = str(next(self._names))
                if self._backend.count(name, text, prompt):
                    self._asked[name] = key
        self.changed.emit()

    def _look_at(self, conversation: Conversation, leaf: TurnId | None) -> None:
        """Nothing is done again while neither is another one: a path of a thousand turns takes a while."""
        before = self._looked_at
        if before is None or before[0] is not conversation or before[1] != leaf:
            self._looked_at = (conversation, leaf)
            self._prompt = prompt_ahead(conversation, leaf, Effort.MEDIUM)  # each effort is one token

    def _on_counted(self, name: str, tokens: int) -> None:
        key = self._asked.pop(name, None)
        if key is not None:
            self._known[key] = tokens
            self.changed.emit()

    def _on_readiness_changed(self) -> None:
        """Another model may count otherwise, and a lost one answers no more."""
        is_available = self._session.readiness.can_answer
        if is_available != self._is_available:
            self._is_available = is_available
            self._known.clear()
            self._asked.clear()
            self._delay.start()
