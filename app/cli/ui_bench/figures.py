"""What was measured, beside what it may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """``bound``: the most that it may be."""

    name: str
    value: float
    unit: str
    bound: float

    @property
    def holds(self) -> bool:
        return self.value <= self.bound

    def as_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "bound": self.bound,
            "holds": self.holds,
        }

    def as_line(self) -> str:
        verdict = "ok  " if self.holds else "OVER"
        return f"{verdict} {self.name:<58} {self.value:9.2f} {self.unit:<3} at most {self.bound:g}"
