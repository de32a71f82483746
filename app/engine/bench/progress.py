"""What is being measured now, told on stderr: in words for people, or a JSON object a line for the window."""

from __future__ import annotations

import json
import sys


class Progress:
    """``steps``: how many there will be. A line of JSON is ``{"step": …, "done": …, "steps": …}``, ``done`` without the
    one that begins, or ``{"refused": …}`` with the sentence that says why nothing can be measured."""

    def __init__(self, steps: int, *, as_json: bool) -> None:
        self._steps = steps
        self._as_json = as_json
        self._begun = 0

    def begin(self, step: str, *, words: str = "") -> None:
        """``words``: for people, if they need more than the step's name."""
        self._tell(words or step, {"step": step, "done": self._begun, "steps": self._steps})
        self._begun += 1

    def refuse(self, sentence: str) -> None:
        self._tell(sentence, {"refused": sentence})

    def _tell(self, words: str, line: dict[str, object]) -> None:
        print(json.dumps(line) if self._as_json else words, file=sys.stderr, flush=True)  # noqa: T201
