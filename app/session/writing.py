"""All that has to do with a question before it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from app.session.attaching import Attaching
from app.session.drafts import Drafts
from app.session.following import Following


@dataclass(frozen=True, slots=True)
class Writing:
    drafts: Drafts
    attaching: Attaching
    following: Following

    def start(self) -> None:
        """Once somebody listens."""
        self.drafts.load()

    def shutdown(self) -> None:
        """After the session, so that what waited is kept, and before the history."""
        self.attaching.shutdown()
        self.drafts.shutdown()
