"""The role ``--extract FILE``: says on stdout, in one line, what stands in the file or why nothing could be read.

It may read, compute for a while in bounded memory, and answer: it cannot write files, start programs or reach a
network, and whoever started it ends it when that takes too long.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
from pathlib import Path

from app import isolation, stdio
from app.chat.attachment import shown_name
from app.chat.sentence import sentence
from app.extract.messages import Extracted, ExtractEnd, ExtractFailed, encode
from app.extract.trouble import ExtractError

CPU_LIMIT_S = 60
MEMORY_LIMIT_BYTES = 2 << 30  # of addresses; macOS does not hold anybody to it
EXIT_FAILED, EXIT_NOT_UNDERSTOOD = 1, 2

log = logging.getLogger("soliloquy.extract")


def run(arguments: list[str]) -> int:
    """The exit status."""
    match arguments:
        case [name] if Path(name).is_absolute():
            path = Path(name)
        case _:
            return EXIT_NOT_UNDERSTOOD
    _reading, writing = stdio.take()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    isolation.prepare_environment(os.environ)
    isolation.isolate()
    _limit()
    end = _extracted(path)
    data = memoryview(encode(end))
    while data:
        data = data[os.write(writing, data) :]
    return EXIT_FAILED if isinstance(end, ExtractFailed) else 0


def _extracted(path: Path) -> ExtractEnd:
    from app.extract.reading import extract  # the first import of what reads files, behind closed doors

    try:
        return Extracted(extract(path))
    except ExtractError as error:
        return ExtractFailed(error.said, error.detail)
    except (MemoryError, RecursionError) as error:
        said = sentence("“{name}” needs too much memory to be read.", name=shown_name(path.name))
        return ExtractFailed(said, type(error).__name__)
    except Exception as error:  # noqa: BLE001  # the border of the process; its words may quote the file
        log.error("a fault of ours: %s", type(error).__name__)
        said = sentence("“{name}” could not be read because of a fault in this app.", name=shown_name(path.name))
        return ExtractFailed(said, type(error).__name__)


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_LIMIT_S),
        (resource.RLIMIT_AS, MEMORY_LIMIT_BYTES),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (limit, limit))
