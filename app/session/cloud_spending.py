"""What was sent and what it cost: the ledger in memory, its totals, the limit of a month, and the export."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.chat.cloud_model import CloudModel
from app.chat.conversation import ConversationId
from app.chat.egress import PriceRange
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.ledger import (
    TERMINAL,
    LedgerEntry,
    LocalUse,
    MonthTotal,
    as_csv,
    fits_limit,
    month_of,
    monthly_totals,
)
from app.chat.sentence import sentence
from app.session.landing import Landing
from app.session.preferences import Preferences
from app.store.failures import StorageError
from app.store.history import History
from app.store.ledger import LoadedLedger


@dataclass(frozen=True, slots=True)
class Budget:
    """All in micro-dollars; ``limit`` None: there is none."""

    spent: int
    limit: int | None = None


class CloudSpending(QObject):
    """``changed``: a request was entered or counted, or another limit set. ``failed``: a Failure."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        *,
        history: History,
        preferences: Preferences,
        now: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        """``now``: seconds since 1970."""
        super().__init__(parent)
        self._history, self._preferences = history, preferences
        self._now = now
        self._landing = Landing(self)
        self._entries: dict[str, LedgerEntry] = {}
        self._gone_out: frozenset[ConversationId] = frozenset()  # as the disk has it
        self._is_read = False
        self._damaged_rows = self._damaged_files = 0
        self.local_use: tuple[LocalUse, ...] = ()
        preferences.changed.connect(self._on_preference_changed)

    def start(self) -> None:
        """Reads the ledger, with what was asked in a terminal meanwhile; ``changed`` follows."""
        self.take_up()
        self._landing.when_done(self._history.gone_out(), self._on_gone_out, self.failed.emit)
        self._landing.when_done(self._history.ledger(), self._on_read, self.failed.emit)

    def take_up(self) -> None:
        """Enters what was asked in a terminal since; ``changed`` follows."""
        self._landing.when_done(self._history.take_up_terminal_requests(), self._on_taken_up, self.failed.emit)

    @property
    def is_read(self) -> bool:
        return self._is_read

    @property
    def damaged(self) -> int:
        """Requests that could not be read, and are in no total."""
        return self._damaged_rows + self._damaged_files

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """Oldest first."""
        return tuple(sorted(self._entries.values(), key=lambda entry: entry.asked_at))

    @property
    def totals(self) -> tuple[MonthTotal, ...]:
        """Newest month first."""
        return monthly_totals(self.entries)

    @property
    def budget(self) -> Budget:
        """Of this month."""
        month = month_of(self._now())
        spent = sum(held.cost or 0 for held in self._entries.values() if month_of(held.asked_at) == month)
        return Budget(spent, self._preferences.cloud_limit)

    def set_limit(self, limit: int | None) -> None:
        self._preferences.cloud_limit = limit

    def refusal(self, price: PriceRange | None) -> Failure | None:
        """Why a request of this price is not sent this month; None: it may be."""
        budget = self.budget
        if budget.limit is None:
            return None
        if not self._is_read:
            said = sentence("The ledger is not read yet, so the limit of this month cannot be kept. Nothing was sent.")
            return failure_of(FailureKind.CLOUD_LIMIT, said)
        if fits_limit(budget.limit, budget.spent, price):
            return None
        said = sentence("This could cost more than what is left of this month's limit, so nothing was sent.")
        return failure_of(FailureKind.CLOUD_LIMIT, said)

    def has_gone_out(self, conversation: ConversationId) -> bool:
        """Something of it was sent to a service, at any time."""
        return conversation in self._gone_out or any(  # what was asked in a terminal belongs to none
            held.conversation and held.conversation == conversation for held in self._entries.values()
        )

    def enter(self, entry: LedgerEntry) -> Future[None]:
        """Counts at once; the future tells when it is on disk. One that is not there must not be sent."""
        self._entries[entry.id] = entry
        self.changed.emit()
        return self._history.enter_in_ledger(entry)

    def take_back(self, entry: LedgerEntry) -> None:
        """The disk did not take it, so nothing was sent."""
        self._entries.pop(entry.id, None)
        self.changed.emit()

    def read_local_use(self) -> None:
        """``local_use`` and ``changed`` follow."""
        self._landing.when_done(self._history.local_use(), self._on_local_use, self.failed.emit)

    def export(self, file: Path, done: Callable[[], None], terminal: str = TERMINAL) -> None:
        """The whole ledger as CSV; ``done`` when it is written, else ``failed``. ``terminal``: as in ``as_csv``."""
        text = as_csv(self.entries, terminal=terminal)

        def write() -> None:
            try:
                file.write_text(text, "utf-8", newline="")
            except OSError as error:
                said = sentence("The table could not be written ({reason}).", reason=error.strerror or "unknown reason")
                raise StorageError(failure_of(FailureKind.STORAGE, said)) from error

        self._landing.when_done(self._history.run(write), lambda _: done(), self.failed.emit)

    def shutdown(self) -> None:
        self._landing.close()

    def _on_gone_out(self, conversations: frozenset[ConversationId]) -> None:
        self._gone_out = conversations
        self.changed.emit()

    def _on_read(self, loaded: LoadedLedger) -> None:
        self._entries = {**{entry.id: entry for entry in loaded.entries}, **self._entries}
        self._damaged_rows = loaded.damaged
        self._is_read = True
        self.changed.emit()

    def _on_taken_up(self, taken_up: LoadedLedger) -> None:
        self._entries.update({entry.id: entry for entry in taken_up.entries})
        self._damaged_files = taken_up.damaged
        self.changed.emit()

    def _on_local_use(self, use: tuple[LocalUse, ...]) -> None:
        self.local_use = use
        self.changed.emit()

    def _on_preference_changed(self, name: str) -> None:
        if name == "cloud_limit":
            self.changed.emit()


def cost_elsewhere(use: LocalUse, model: CloudModel) -> int | None:
    """In micro-dollars, what the local answers of a month would have cost if this model had given them."""
    return model.cost(use.tokens_in, use.tokens_out)
