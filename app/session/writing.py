"""All that has to do with a question before it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.backends.base import Backend
from app.chat.preset import Preset
from app.session.attaching import Attaching
from app.session.chat_session import ChatSession
from app.session.counts import Counts
from app.session.drafts import Drafts
from app.session.first_persona import FirstPersona
from app.session.following import Following
from app.session.pasting import Pasting
from app.session.preferences import Preferences
from app.session.presets import Presets
from app.store.history import History


@dataclass(frozen=True, slots=True)
class Writing:
    drafts: Drafts
    attaching: Attaching
    pasting: Pasting
    following: Following
    counts: Counts
    presets: Presets
    first_persona: FirstPersona

    @classmethod
    def of(
        cls,
        *,
        session: ChatSession,
        backend: Backend,
        history: History,
        preferences: Preferences,
        pasted: Path,
        shipped: tuple[Preset, ...] = (),
    ) -> Writing:
        """``shipped``: prompts and personas for who has never had any. ``pasted``: a folder for what is pasted."""
        drafts = Drafts(history=history)
        attaching = Attaching(drafts=drafts)
        return cls(
            drafts,
            attaching,
            Pasting(attaching=attaching, drafts=drafts, history=history, folder=pasted),
            Following(session=session, drafts=drafts),
            Counts(session=session, backend=backend, drafts=drafts),
            Presets(history=history, preferences=preferences, shipped=shipped),
            FirstPersona(session=session, drafts=drafts),
        )

    def start(self) -> None:
        """Once somebody listens."""
        self.drafts.load()
        self.presets.load()

    def shutdown(self) -> None:
        """After the session, so that what waited is kept, and before the history."""
        self.attaching.shutdown()
        self.pasting.shutdown()
        self.drafts.shutdown()
        self.presets.shutdown()
