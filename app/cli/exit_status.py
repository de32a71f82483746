"""How a command ended, for a shell. Only ``ask`` has an answer."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    DONE = ANSWERED = 0
    FAILED = 1
    NOT_UNDERSTOOD = 2
    NO_ANSWER = 3
    CUT = 4
    STOPPED = 130  # the shell's 128 + SIGINT
