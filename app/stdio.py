"""The private descriptors of a child process, out of reach of everything else in it.

Whatever a library reads from stdin finds it empty, and whatever it prints goes to stderr: a tokenizer that asked a
question on stdin once ate protocol lines and ran a stranger's file when one of them was a "y".
"""

from __future__ import annotations

import os
import sys


def take() -> tuple[int, int]:
    """Moves stdin and stdout to private descriptors that no child inherits: (to read from, to write to).

    Must run before anything heavy is imported. Raises OSError if one of them is closed.
    """
    sys.stdout.flush()
    reading, writing = os.dup(0), os.dup(1)  # os.dup makes descriptors that are not inherited
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return reading, writing
