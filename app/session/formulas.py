"""Drawings of formulas: asked for by whoever shows one, drawn once in a process of their own, kept while there is room.

The process is started at the first formula and goes when none has come for a while. A formula that it hangs on or dies
of is refused, and not tried again; if the process fails time after time, everything is. Texts are never logged.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.formulas.formula import Drawing, Refusal, Tex
from app.session.formula_process import FormulaProcess, default_command

KEPT = 1_000  # drawings, of about 10 kB each
START_LIMIT_MS = 30_000  # it loads for a second, on a busy machine for some
DRAW_LIMIT_MS = 5_000  # the median is 5 ms; what takes longer than this will never end
IDLE_MS = 60_000
TELL_MS = 40  # drawings that come this close together are told at once, so that views are laid out once
MAX_FAILURES = 3  # in a row, without a single drawing between them

log = logging.getLogger("soliloquy.formulas")


class Formulas(QObject):
    """``drawn(formulas)``: a frozenset of Tex whose drawings are there now."""

    drawn = Signal(object)

    def __init__(
        self,
        *,
        command: Sequence[str] | None = None,
        kept: int = KEPT,
        start_limit_ms: int = START_LIMIT_MS,
        draw_limit_ms: int = DRAW_LIMIT_MS,
        idle_ms: int = IDLE_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._command = tuple(command or default_command())
        self._kept = kept
        self._drawings: dict[Tex, Drawing] = {}  # the one used last is the last one
        self._waiting: dict[Tex, None] = {}  # the first is in the process's hands, if ``_is_asked``
        self._is_asked = False
        self._is_leaving = False
        self._news: set[Tex] = set()
        self._process: FormulaProcess | None = None
        self._failures = 0
        self._limit = QTimer(self, singleShot=True)
        self._limit.timeout.connect(self._on_limit)
        self._start_limit_ms, self._draw_limit_ms = start_limit_ms, draw_limit_ms
        self._idle = QTimer(self, singleShot=True, interval=idle_ms)
        self._idle.timeout.connect(self._on_idle)
        self._telling = QTimer(self, singleShot=True, interval=TELL_MS)
        self._telling.timeout.connect(self._tell)

    def drawing(self, tex: Tex) -> Drawing | None:
        """None: it is being drawn now, and ``drawn`` will say so."""
        known = self._drawings.pop(tex, None)
        if known is not None:
            self._drawings[tex] = known
        elif self._failures >= MAX_FAILURES:
            return Refusal("formulas are not drawn any more")
        elif tex not in self._waiting:
            self._waiting[tex] = None
            self._work()
        return known

    @property
    def process_id(self) -> int:
        """0 while there is none."""
        return self._process.pid if self._process is not None else 0

    def shutdown(self) -> None:
        for timer in (self._limit, self._idle, self._telling):
            timer.stop()
        self._waiting.clear()
        self._failures = MAX_FAILURES
        if self._process is not None:
            self._process.end_now()
            self._process = None

    def _work(self) -> None:
        if not self._waiting or self._is_asked:
            return
        self._idle.stop()
        if self._process is None:
            self._process = FormulaProcess(self._command, self)
            self._process.became_ready.connect(self._work)
            self._process.drew.connect(self._on_drew)
            self._process.ended.connect(self._on_ended)
            self._limit.start(self._start_limit_ms)
            self._process.start()  # which may fail at once
        elif self._process.is_ready:
            self._is_asked = True
            self._process.ask(next(iter(self._waiting)))
            self._limit.start(self._draw_limit_ms)

    def _on_drew(self, drawing: Drawing) -> None:
        if not self._is_asked:
            assert self._process is not None
            self._process.kill("it drew what nobody had asked for")
            return
        self._failures = 0
        self._settle(drawing)
        if self._waiting:
            self._work()
        else:
            self._limit.stop()
            self._idle.start()

    def _settle(self, drawing: Drawing) -> None:
        """The first that waits has got its answer."""
        tex = next(iter(self._waiting))
        del self._waiting[tex]
        self._is_asked = False
        self._drawings[tex] = drawing
        while len(self._drawings) > self._kept:
            del self._drawings[next(iter(self._drawings))]
        self._news.add(tex)
        if not self._telling.isActive():
            self._telling.start()

    def _tell(self) -> None:
        news, self._news = frozenset(self._news), set()
        self.drawn.emit(news)

    def _on_limit(self) -> None:
        if self._process is not None:
            self._process.kill("it took too long")

    def _on_idle(self) -> None:
        if self._process is not None and not self._waiting:
            self._is_leaving = True
            self._process.hang_up()

    def _on_ended(self, reason: str) -> None:
        assert self._process is not None
        self._process.deleteLater()
        self._process = None
        self._limit.stop()
        self._idle.stop()
        if self._is_leaving or not self._waiting:
            self._is_leaving = False
            self._work()  # for who asked while it was leaving
            return
        log.warning("the process that draws formulas %s", reason)
        self._failures += 1
        if self._is_asked:
            self._settle(Refusal("the process ended over it"))
        while self._failures >= MAX_FAILURES and self._waiting:
            self._settle(Refusal("formulas are not drawn any more"))
        self._work()
