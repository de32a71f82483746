"""What macOS is asked to do for the time of a download: stay awake, and leave the model out of backups."""

from __future__ import annotations

import subprocess
from pathlib import Path


def commands(platform: str, *, pid: int, folder: Path) -> tuple[tuple[str, ...], ...]:
    """Programs to run beside the download of process ``pid``. Each ends by itself. None outside a Mac.

    Source: caffeinate(8), -i: no idle sleep, -w: until that process ends. tmutil(8): addexclusion, kept in the folder's
    own attributes. A model can be fetched again at any time, so 12 GB of it have no place in a backup.
    """
    if platform != "darwin":
        return ()
    return (("/usr/bin/caffeinate", "-i", "-w", str(pid)), ("/usr/bin/tmutil", "addexclusion", str(folder)))


def start(programs: tuple[tuple[str, ...], ...]) -> None:
    """The download goes on without those that cannot be started."""
    for program in programs:
        try:
            subprocess.Popen(
                program, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=True
            )
        except OSError:
            continue
