"""Noticing that a text has begun to repeat itself word for word.

Pure, over ids, with a constant number of looks at each: the last few ids are looked up among all before them, and the
distances at which they were found are followed for as long as they hold.
"""

from __future__ import annotations

from collections import deque

GRAM = 8  # ids that must come again before a repetition is suspected
MOST_PERIOD = 1024  # ids after which a longer passage is no longer compared
MOST_SUSPECTED = 8
LEAST_COPIES = 4  # a table or a list may well say the same line three times


class LoopDetector:
    """``least_tokens``: how long exact repetition goes on before it counts as a loop; also at least 4 copies.

    A passage of up to 8 ids is always found, a longer one if some 8 of its ids stand only once in it.
    """

    def __init__(self, least_tokens: int) -> None:
        self._least_tokens = least_tokens
        self._ids: deque[int] = deque(maxlen=MOST_PERIOD + 1)
        self._count = 0
        self._last_seen: dict[tuple[int, ...], int] = {}
        self._runs: dict[int, int] = {}  # by period: ids on end that equal the one a period before

    def add(self, token: int) -> bool:
        """Whether the text that ends with this id is a loop."""
        ids = self._ids
        ids.append(token)
        self._count += 1
        self._runs = {
            period: run + 1 for period, run in self._runs.items() if period < len(ids) and ids[-1 - period] == token
        }
        if len(ids) < GRAM:
            return False
        gram = tuple(ids[place] for place in range(-GRAM, 0))
        period = self._count - self._last_seen.get(gram, -MOST_PERIOD)
        self._last_seen[gram] = self._count
        if period <= MOST_PERIOD and period not in self._runs and len(self._runs) < MOST_SUSPECTED:
            self._runs[period] = GRAM
        return any(run + period >= max(self._least_tokens, LEAST_COPIES * period) for period, run in self._runs.items())
