"""Compiled Python for the hundreds of processes that the tests start, also where Python is told to leave none behind.

With ``PYTHONDONTWRITEBYTECODE`` every engine, every fetch and every reader of files would compile the whole app again,
and so would each of the two processes that run the tests: a third of what such a process costs.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile


def keep_for_this_run() -> None:
    """Puts it into a folder that goes with this process, so that nothing is left behind all the same."""
    if not sys.dont_write_bytecode:
        return
    folder = tempfile.mkdtemp(prefix="soliloquy-bytecode-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sys.dont_write_bytecode, sys.pycache_prefix = False, folder
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = folder
