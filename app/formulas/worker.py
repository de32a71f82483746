"""The process that draws formulas: reads one line, writes one line, and leaves at the end of its input.

Locks itself in before the first formula: no network, no other program, no file. Whatever it hangs on is ended by the
window, which waits only so long.
"""

from __future__ import annotations

import os
import resource
import sys

from app import isolation, stdio
from app.formulas.formula import Tex
from app.formulas.lines import MAX_LINE_BYTES, READY, FormulaLineError, decode_tex, encode_drawing

NICENESS = 5  # the window and the model come first
MEMORY_BYTES = 2 << 30  # of addresses; Linux only, macOS knows no such limit
EXIT_UNREADABLE = 4


def run(arguments: list[str]) -> int:
    """The exit status: 0 at the end of input, 2 wrong arguments, 4 a line that is no formula."""
    if arguments:
        sys.stderr.write("soliloquy --formulas takes no arguments\n")
        return 2
    reading, writing = stdio.take()
    sys.dont_write_bytecode = True
    os.nice(NICENESS)
    isolation.prepare_environment(os.environ)
    isolation.isolate()
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))

    from app.formulas.typesetting import typeset  # loads ziamath and its font, now that the doors are closed

    lines = os.fdopen(reading, "rb")
    typeset(Tex("x"))  # what is loaded at the first formula
    sys.addaudithook(_refuse_files)
    _send(writing, READY)
    while line := lines.readline(MAX_LINE_BYTES + 1):
        try:
            tex = decode_tex(line)
        except FormulaLineError as error:
            sys.stderr.write(f"a line that is no formula: {error}\n")
            return EXIT_UNREADABLE
        _send(writing, encode_drawing(typeset(tex)))
    return 0


def _send(descriptor: int, line: bytes) -> None:
    """Ends the process if nobody reads any more."""
    rest = memoryview(line)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BrokenPipeError:
            os._exit(0)


def _refuse_files(event: str, _arguments: tuple[object, ...]) -> None:
    """An audit hook: all that is needed has been read. Raises ForbiddenError."""
    if event == "open":
        raise isolation.ForbiddenError("this process opens no files")
