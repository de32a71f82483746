"""How long to wait before the next try, and when to give up: only tries that brought nothing are counted."""

from __future__ import annotations

from dataclasses import dataclass

PROGRESS_BYTES = 1 << 16  # a try that brought less was in vain


@dataclass(frozen=True, slots=True)
class Patience:
    """``silence_s``: how long a server may send nothing. ``delay_s``: the first wait; each further one is twice that.

    ``tries``: this many in a row without progress are the end: with these numbers after about twenty minutes.
    ``spare_bytes``: what stays free on the disk, since a Mac that cannot swap is worse off than one without a model.
    """

    silence_s: float = 30.0
    delay_s: float = 1.0
    max_delay_s: float = 60.0
    tries: int = 25
    spare_bytes: int = 1_000_000_000


class Retries:
    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._in_vain = 0
        self._received_bytes = 0

    def received(self, size_bytes: int) -> None:
        self._received_bytes += size_bytes

    def succeeded(self) -> None:
        self._in_vain = self._received_bytes = 0

    def failed(self, asked_s: float | None = None) -> float | None:
        """Seconds to wait, at least those that the server asks for; None: give up."""
        if self._received_bytes >= PROGRESS_BYTES:
            self._in_vain = 0
        self._received_bytes = 0
        self._in_vain += 1
        if self._in_vain >= self._patience.tries:
            return None
        delay_s = min(self._patience.delay_s * 2.0 ** (self._in_vain - 1), self._patience.max_delay_s)
        return max(delay_s, asked_s or 0.0)
