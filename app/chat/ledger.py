"""What was asked of services and what it cost: the values of the ledger, their totals, the limit, and the export.

An entry is made when a request goes out, with an estimate, and replaced when the service has counted: a request whose
end was never seen is in the ledger all the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from app.chat.egress import PriceRange

MICRO_DOLLARS = 1_000_000
CSV_HEAD = ("time", "service", "model", "conversation", "tokens in", "tokens out", "estimated", "US dollars")
TERMINAL = "Terminal"  # stands for the conversation of what was asked there
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would calculate such a cell. Source: OWASP


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One request that went out. ``id``: the request's. ``asked_at``: seconds since 1970.

    ``endpoint``: the id of the one that was asked. ``tokens_out`` includes reasoning. ``is_estimate``: the tokens were
    counted here, not by the service. ``conversation``: empty for what was asked in a terminal. ``cost``: in
    micro-dollars; None if the model's prices are unknown.
    """

    id: str
    asked_at: float
    endpoint: str
    model: str
    conversation: str
    tokens_in: int
    tokens_out: int
    is_estimate: bool
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """``month`` as 2026-11. ``cost``: micro-dollars of the requests with a known price; ``unpriced``: all others."""

    month: str
    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: int = 0
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class LocalUse:
    """What the models of this machine read and wrote in a month, as a service would have counted it."""

    month: str
    replies: int
    tokens_in: int
    tokens_out: int


def month_of(asked_at: float, zone: tzinfo | None = None) -> str:
    """``zone``: where the month begins; None: where this machine is."""
    moment = datetime.fromtimestamp(asked_at, zone)
    return f"{moment.year:04}-{moment.month:02}"


def monthly_totals(entries: Iterable[LedgerEntry], zone: tzinfo | None = None) -> tuple[MonthTotal, ...]:
    """Of the months that have an entry, newest first."""
    months: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        months.setdefault(month_of(entry.asked_at, zone), []).append(entry)
    return tuple(
        MonthTotal(
            month,
            requests=len(months[month]),
            tokens_in=sum(entry.tokens_in for entry in months[month]),
            tokens_out=sum(entry.tokens_out for entry in months[month]),
            cost=sum(entry.cost or 0 for entry in months[month]),
            unpriced=sum(entry.cost is None for entry in months[month]),
        )
        for month in sorted(months, reverse=True)
    )


def fits_limit(limit: int | None, spent: int, price: PriceRange | None) -> bool:
    """Whether a request of this price keeps a month within its limit, all in micro-dollars; None: there is no limit.

    What it costs at most counts, where that is known. A price that is not known cannot be held against a limit, and is
    not part of what was spent either.
    """
    if limit is None or price is None:
        return True
    return spent + (price.at_least if price.at_most is None else price.at_most) <= limit


def as_csv(entries: Iterable[LedgerEntry], zone: tzinfo | None = None, terminal: str = TERMINAL) -> str:
    """A table with a head, lines ended by CR LF (RFC 4180); times as ISO 8601 with their offset.

    ``terminal``: what stands for the conversation of an entry that has none.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_HEAD)
    for entry in entries:
        time = datetime.fromtimestamp(entry.asked_at).astimezone(zone).isoformat(timespec="seconds")
        names = (_as_text(name) for name in (entry.endpoint, entry.model, entry.conversation or terminal))
        counts = (entry.tokens_in, entry.tokens_out, "yes" if entry.is_estimate else "no")
        writer.writerow((time, *names, *counts, "" if entry.cost is None else _dollars(entry.cost)))
    return text.getvalue()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_MARKS) else cell


def _dollars(cost: int) -> str:
    return f"{cost // MICRO_DOLLARS}.{cost % MICRO_DOLLARS:06d}"
