"""One engine after the other: started, watched while it must not be silent, and let go. Never two at once.

Only keeps the process. What is asked of it, and what follows when it is lost, is decided in ``local.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.backends.child import ChildEnd
from app.backends.engine_process import EngineProcess
from app.backends.silence import Silence
from app.wire.messages import Command, Report


class EngineKeeper(QObject):
    """``limit_s``: how long the engine may be silent now; None: as long as it likes. Who is silent longer is killed."""

    reported = Signal(object)  # Report
    ended = Signal(object)  # ChildEnd; it was neither asked to leave nor let go

    def __init__(
        self,
        command: Sequence[str],
        limit_s: Callable[[], float | None],
        *,
        shortest_limit_s: float,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self._engine: EngineProcess | None = None
        self._leaving: EngineProcess | None = None  # let go, and still has its memory
        self._is_wanted = False  # as soon as the one before has left
        self._silence = Silence(limit_s, shortest_limit_s=shortest_limit_s, parent=self)
        self._silence.lasted_too_long.connect(self._on_silence)
        self._delay = QTimer(self, singleShot=True)
        self._delay.timeout.connect(self.launch)

    @property
    def is_up(self) -> bool:
        """It was launched; commands reach it, if only once it listens."""
        return self._engine is not None

    @property
    def is_delayed(self) -> bool:
        """It will be launched in a moment."""
        return self._delay.isActive()

    @property
    def pid(self) -> int:
        """0 while no engine runs."""
        return self._engine.pid if self._engine is not None else 0

    def launch_after(self, delay_s: float) -> None:
        self._delay.start(round(delay_s * 1000))

    def launch(self) -> None:
        """Now, or when the one before has left: two at once would not fit into memory."""
        if self._leaving is not None:
            self._is_wanted = True
            return
        self._engine = EngineProcess(self._command, self)
        self._engine.reported.connect(self._on_reported)
        self._engine.ended.connect(self._on_ended)
        self._silence.watch()
        self._engine.start()

    def send(self, command: Command) -> None:
        """Nothing happens if it is not up."""
        if self._engine is not None:
            self._engine.send(command)

    def await_sign(self) -> None:
        """Something new is asked of it: its silence is counted from now."""
        self._silence.end()

    def let_go(self) -> None:
        """It leaves by itself, and its memory with it."""
        if self._engine is not None:
            self._leaving, self._engine = self._engine, None
            self._silence.ignore()
            self._leaving.left.connect(self._on_left)
            self._leaving.let_go()

    def leave(self) -> None:
        """Waits until every engine has left: at most 2.5 s each."""
        self._is_wanted = False
        self._delay.stop()
        self._silence.ignore()
        for engine in (self._engine, self._leaving):
            if engine is not None:
                engine.leave()
                engine.deleteLater()
        self._engine = self._leaving = None

    def _on_left(self) -> None:
        if self._leaving is not None:
            self._leaving.deleteLater()
            self._leaving = None
        if self._is_wanted:
            self._is_wanted = False
            self.launch()

    def _on_reported(self, report: Report) -> None:
        self._silence.end()
        self.reported.emit(report)

    def _on_ended(self, end: ChildEnd) -> None:
        if self._engine is not None:
            self._engine.deleteLater()
        self._engine = None
        self._silence.ignore()
        self.ended.emit(end)

    def _on_silence(self, limit_s: float) -> None:
        if self._engine is not None:
            self._engine.kill(f"it gave no sign for {limit_s:g} s")
