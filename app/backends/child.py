"""A child process of this app, as the engine and the fetching process both start it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

import app


def new_child(command: Sequence[str], parent: QObject) -> QProcess:
    """Not started yet. It has pipes for all three streams, and inherits nothing else that is open."""
    process = QProcess(parent)
    process.setProgram(command[0])
    process.setArguments(list(command[1:]))
    process.setProcessEnvironment(_environment())
    # "-m" looks for the package where the process starts, which must not be wherever the person happens to be.
    process.setWorkingDirectory(str(Path(app.__file__).resolve().parent.parent))
    flags = QProcess.UnixProcessFlag
    parameters = QProcess.UnixProcessParameters()
    # A session of its own: Ctrl-C in a terminal is meant for the window, which then says what is to stop.
    parameters.flags = flags.CloseFileDescriptors | flags.ResetSignalHandlers | flags.CreateNewSession
    process.setUnixProcessParameters(parameters)
    return process


def is_running(process: QProcess) -> bool:
    return process.state() is not QProcess.ProcessState.NotRunning


def how_it_ended(code: int, status: QProcess.ExitStatus) -> str:
    """In technical words."""
    return f"ended by signal {code}" if status is QProcess.ExitStatus.CrashExit else f"ended with status {code}"


def _environment() -> QProcessEnvironment:
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONUTF8", "1")
    environment.remove("PYTHONINSPECT")  # it would keep a child that failed alive at a prompt that nobody sees
    return environment
