"""Texts that were encoded already, so that a long conversation is not encoded again with every question about it."""

from __future__ import annotations

from array import array
from collections import OrderedDict

LEAST_CHARS = 200  # shorter texts take no time
MOST_CHARS = 4_000_000  # of all that are remembered: about 1 million tokens, in 4 MB besides the texts


class Encodings:
    """Those that were asked for longest ago are forgotten first."""

    def __init__(self, most_chars: int = MOST_CHARS) -> None:
        self._most_chars = most_chars
        self._held: OrderedDict[str, array[int]] = OrderedDict()
        self._chars = 0

    def get(self, text: str) -> list[int] | None:
        ids = self._held.get(text)
        if ids is None:
            return None
        self._held.move_to_end(text)
        return ids.tolist()

    def put(self, text: str, ids: list[int]) -> None:
        if text in self._held or not LEAST_CHARS <= len(text) <= self._most_chars:
            return
        self._held[text] = array("I", ids)
        self._chars += len(text)
        while self._chars > self._most_chars:
            oldest, _ = self._held.popitem(last=False)
            self._chars -= len(oldest)
