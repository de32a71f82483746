"""Seconds that a token takes: bare, and through the whole path with nothing and with everything recorded."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from app.chat.exchange import Recording
from app.engine.bench.check import Check
from app.engine.bench.whole_path import Engine

BOUNDS = {Recording.OFF: 0.98, Recording.EVERYTHING: 0.95}


@dataclass(slots=True)
class Decoding:
    """Of each repeat: the block of the peer, and those of ours."""

    bare: list[float] = field(default_factory=list)
    ours: dict[Recording, list[float]] = field(default_factory=lambda: {recording: [] for recording in BOUNDS})

    def add(self, engine: Engine, tokens: int) -> None:
        """Raises EngineError."""
        for recording, seconds in self.ours.items():
            seconds.append(engine.seconds_per_token(tokens, recording))

    def checks(self) -> list[Check]:
        return [
            Check(
                name=f"decode, recording {recording.value}",
                value=statistics.median(one / other for one, other in zip(self.bare, seconds, strict=True)),
                bound=BOUNDS[recording],
                is_most=False,
                peer=1 / statistics.median(self.bare),
                ours=1 / statistics.median(seconds),
                unit="tokens/s",
            )
            for recording, seconds in self.ours.items()
        ]
