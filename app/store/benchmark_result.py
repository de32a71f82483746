"""What a benchmark found, as it is kept in the settings, shown and exported: values, and their reading from JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TypeVar

from app.chat.plain import PlainError, from_plain

T = TypeVar("T")

# The bench's own names.
PIECES = "best pieces"
ROOFLINE = "most tokens/s of gpt-oss-20b in MXFP4-Q8"


@dataclass(frozen=True, slots=True)
class Figure:
    """One check. ``bound``: the least that ``value`` may be, or the most if ``is_most``.

    ``value`` is a ratio of ``ours`` to ``peer``, which are in ``unit``; where these are None, a figure of its own.
    """

    name: str
    value: float
    bound: float
    is_most: bool
    peer: float | None = None
    ours: float | None = None
    unit: str = ""

    @property
    def holds(self) -> bool:
        return self.value <= self.bound if self.is_most else self.value >= self.bound


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about the machine or the run, such as ``Fact("mlx", "0.32.4")``."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class NotRun:
    """A figure that could not be measured there, and why, in a few English words."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """``model``: its name, empty for random weights. ``measured_at``: seconds since 1970, UTC."""

    model: str
    measured_at: float
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    not_run: tuple[NotRun, ...] = ()

    def fact(self, name: str) -> str:
        """Empty where it was not told."""
        return next((fact.text for fact in self.facts if fact.name == name), "")

    @property
    def roofline(self) -> str:
        """Tokens a second; empty for a chip that is not known."""
        return self.fact(ROOFLINE)

    @property
    def piece_tokens(self) -> int | None:
        """How many tokens of a prompt are best read at once; None where that was not measured, or not with a model."""
        told = self.fact(PIECES)
        return int(told) if self.model and told.isascii() and told.isdigit() else None

    def exported(self) -> str:
        """One JSON object: what the bench printed, with ``model`` and ``measured_at``."""
        machine = {fact.name: fact.text for fact in self.facts}
        checks = [{**asdict(figure), "ok": figure.holds} for figure in self.figures]
        not_run = [asdict(one) for one in self.not_run]
        told = {"model": self.model, "measured_at": self.measured_at, "machine": machine, "checks": checks,
                "not_run": not_run}  # fmt: skip
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def read_result(printed: bytes, *, model: str, measured_at: float) -> BenchmarkResult:
    """From what ``soliloquy bench engine --json`` prints. Keys of a check that we do not know are left out.

    Raises PlainError: it is something else, or holds no figure.
    """
    try:
        data = json.loads(printed)
    except (ValueError, RecursionError) as error:
        raise PlainError(f"no JSON: {type(error).__name__}") from None
    match data:
        case {"machine": dict(machine), "checks": [_, *_] as checks}:
            facts = tuple(Fact(name, str(told)) for name, told in machine.items())
            figures = tuple(_known(Figure, check) for check in checks)
            return BenchmarkResult(model, measured_at, facts, figures, _not_run(data.get("not_run")))
        case _:
            raise PlainError("a machine and its checks are expected")


def _not_run(told: object) -> tuple[NotRun, ...]:
    match told:
        case None:
            return ()
        case list():
            return tuple(_known(NotRun, one) for one in told)
        case _:
            raise PlainError("not_run: a list is expected")


def _known(kind: type[T], told: object) -> T:
    """Without the keys that ``kind`` does not know. Raises PlainError."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # only dataclasses are asked for
    if isinstance(told, dict):
        told = {name: held for name, held in told.items() if name in known}
    return from_plain(kind, told, kind.__name__)
