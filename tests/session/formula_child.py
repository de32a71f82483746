"""A child that draws formulas as its orders say: ``hang``, ``die``, ``noise``, ``twice``; a square for all others.

Arguments: ``--never-ready`` says nothing, ``--broken`` ends at once. Each start writes a line to the file named last.
"""

from __future__ import annotations

import os
import sys
import time

from app.formulas.formula import Outline, Refusal
from app.formulas.lines import READY, decode_tex, encode_drawing

SQUARE = Outline(1.0, 0.5, 0.5, bytes(4))


def main(arguments: list[str]) -> int:
    with open(arguments[-1], "a") as starts:
        starts.write(f"{os.getpid()}\n")
    if "--broken" in arguments:
        return 3
    out = sys.stdout.buffer
    if "--never-ready" in arguments:
        time.sleep(600)
    out.write(READY)
    out.flush()
    for line in sys.stdin.buffer:
        match decode_tex(line).text:
            case "hang":
                time.sleep(600)
            case "die":
                os.abort()
            case "noise":
                out.write(b"what?\n")
            case "refuse":
                out.write(encode_drawing(Refusal("no")))
            case "twice":
                out.write(encode_drawing(SQUARE) * 2)
            case _:
                out.write(encode_drawing(SQUARE))
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
