"""One figure, what it is held to, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """``bound``: the least that ``value`` may be, or the most if ``is_most``. ``peer``: the peer's own figure, or None.

    ``unit`` is that of the peer's figure and of ``ours``; ``value`` is a ratio unless the name says otherwise.
    """

    name: str
    value: float
    bound: float
    is_most: bool
    peer: float | None = None
    ours: float | None = None
    unit: str = ""

    @property
    def ok(self) -> bool:
        return self.value <= self.bound if self.is_most else self.value >= self.bound


@dataclass(frozen=True, slots=True)
class NotRun:
    """A figure that could not be measured here, and why. Counts neither for nor against."""

    name: str
    reason: str


def report(machine: dict[str, object], rows: Iterable[Check | NotRun]) -> dict[str, object]:
    """What ``--json`` prints."""
    rows = tuple(rows)
    return {
        "machine": machine,
        "checks": [{**asdict(row), "ok": row.ok} for row in rows if isinstance(row, Check)],
        "not_run": [{**asdict(row), "ok": None} for row in rows if isinstance(row, NotRun)],
    }


def table(machine: dict[str, object], rows: Iterable[Check | NotRun]) -> str:
    """The same for people."""
    lines = [f"{name}: {value}" for name, value in machine.items()]
    lines += ["", f"{'check':64} {'value':>8} {'bound':>8} {'ours':>12} {'peer':>12}  ok"]
    for check in rows:
        if isinstance(check, NotRun):
            lines.append(f"{check.name:64} not run: {check.reason}")
            continue
        sign = "≤" if check.is_most else "≥"
        ours, peer = (f"{number:,.1f}" if number is not None else "" for number in (check.ours, check.peer))
        name = f"{check.name} ({check.unit})" if check.unit else check.name
        bound = f"{sign} {check.bound:g}"
        lines.append(f"{name:64} {check.value:>8.3f} {bound:>8} {ours:>12} {peer:>12}  {'yes' if check.ok else 'NO'}")
    return "\n".join(lines)
