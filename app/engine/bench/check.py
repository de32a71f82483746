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


def report(machine: dict[str, object], checks: Iterable[Check]) -> dict[str, object]:
    """What ``--json`` prints."""
    return {"machine": machine, "checks": [{**asdict(check), "ok": check.ok} for check in checks]}


def table(machine: dict[str, object], checks: Iterable[Check]) -> str:
    """The same for people."""
    lines = [f"{name}: {value}" for name, value in machine.items()]
    lines += ["", f"{'check':44} {'value':>8} {'bound':>8} {'ours':>12} {'mlx-lm':>12}  ok"]
    for check in checks:
        sign = "≤" if check.is_most else "≥"
        ours, peer = (f"{number:,.1f}" if number is not None else "" for number in (check.ours, check.peer))
        name = f"{check.name} ({check.unit})" if check.unit else check.name
        bound = f"{sign} {check.bound:g}"
        lines.append(f"{name:44} {check.value:>8.3f} {bound:>8} {ours:>12} {peer:>12}  {'yes' if check.ok else 'NO'}")
    return "\n".join(lines)
