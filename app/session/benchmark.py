"""The engine measured on this machine: whether that may begin, how far it is, and what it found the last time.

Measures nothing itself: a process of its own does, while our engine sleeps. A question comes first: it ends a run.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backends.local import LocalBackend
from app.chat.exchange import BackendState, Readiness
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.plain import PlainError
from app.chat.sentence import Sentence, sentence
from app.session.benchmark_process import BenchmarkEnd, BenchmarkProcess, Step, measuring_command
from app.session.model_card import ModelCard
from app.session.models import Models
from app.session.preferences import Preferences
from app.store.benchmark_result import BenchmarkResult as BenchmarkResult  # the window shows it
from app.store.benchmark_result import Fact as Fact
from app.store.benchmark_result import Figure as Figure
from app.store.benchmark_result import NotRun as NotRun
from app.store.benchmark_result import read_result

log = logging.getLogger("soliloquy.benchmark")


class RunState(StrEnum):
    """Of the run that was asked for last since the start of the app."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Subject(StrEnum):
    SHAPE = "shape"  # random weights with the layers and experts of gpt-oss-20b, but narrow
    MODEL = "model"  # the chosen one


@dataclass(frozen=True, slots=True)
class Run:
    """``step``: while it runs, None until the process has said something. ``failure``: why it is FAILED, or why
    it was CANCELLED if nobody asked for that."""

    state: RunState = RunState.NONE
    step: Step | None = None
    failure: Failure | None = None


def obstacle(state: BackendState, cards: Iterable[ModelCard], *, is_moving: bool) -> Failure | None:
    """Why the machine has something else to do that would falsify the figures, or would be disturbed."""
    if state is BackendState.BUSY:
        return _not_now(sentence("A reply is being written. Measure when it is done, or stop it first."))
    if state in (BackendState.STARTING, BackendState.LOADING):
        return _not_now(sentence("The model is being loaded. Measure when it is ready."))
    if any(card.progress is not None and card.progress.is_verifying for card in cards):
        return _not_now(sentence("A download is being checked. Measure when that is done."))
    if is_moving:
        return _not_now(sentence("The models folder is being moved. Measure when it is done."))
    return None


class Benchmark(QObject):
    """``changed``: anything below. ``result`` is the last one that there was, from whichever day."""

    changed = Signal()

    def __init__(
        self,
        *,
        backend: LocalBackend,
        models: Models,
        preferences: Preferences,
        tokenizer: Path,
        command: Callable[[Path | None], tuple[str, ...]] | None = None,
        now: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        """``tokenizer``: a tokenizer.json for the random model. ``command``: starts another process, or a shorter
        run, given the model's folder; for tests."""
        super().__init__(parent)
        self._backend, self._models, self._preferences = backend, models, preferences
        self._command = command or (lambda model: measuring_command(model=model, tokenizer=tokenizer))
        self._now = now
        self._process: BenchmarkProcess | None = None
        self._measured = ""  # the label of what is being measured
        self._interrupted: Run | None = None  # what a run that was interrupted ends as
        self._run = Run()
        backend.readiness_changed.connect(self._on_readiness_changed)

    @property
    def run(self) -> Run:
        return self._run

    @property
    def result(self) -> BenchmarkResult | None:
        return self._preferences.benchmark

    @property
    def model(self) -> ModelCard | None:
        """What ``Subject.MODEL`` would measure. The demo's replies are too short for it."""
        card = self._models.current
        return card if card is not None and card.folder is not None and not card.is_demo else None

    def start(self, subject: Subject) -> None:
        """A run that is refused has failed, in words. Nothing happens while one runs."""
        if self._process is not None:
            return
        card = self.model if subject is Subject.MODEL else None
        moving = self._models.moving is not None
        refused = obstacle(self._backend.readiness.state, self._models.cards, is_moving=moving)
        if refused is None and subject is Subject.MODEL and card is None:
            refused = _not_now(sentence("There is no model to measure besides the demo, whose replies are too short."))
        if refused is not None:
            self._become(Run(RunState.FAILED, failure=refused))
            return
        self._backend.sleep()
        self._measured = card.label if card is not None else ""
        self._interrupted = None
        self._process = BenchmarkProcess(self._command(card.folder if card is not None else None), self)
        self._process.stepped.connect(self._on_stepped)
        self._process.ended.connect(self._on_ended)
        self._become(Run(RunState.RUNNING))
        log.info("a benchmark begins")
        self._process.start()

    def cancel(self) -> None:
        self._interrupt(Run(RunState.CANCELLED))

    def export(self, file: Path) -> Failure | None:
        """Writes the last result there, as one JSON object. A Failure says why not."""
        if self.result is None:
            return _not_now(sentence("There is nothing to export yet."))
        try:
            file.write_text(self.result.exported(), encoding="utf-8")
        except OSError as error:
            told = sentence("The benchmark could not be written to “{name}”: choose another place.", name=str(file))
            return failure_of(FailureKind.STORAGE, told, detail=str(error))
        return None

    def shutdown(self) -> None:
        """Waits a moment for what runs. Repeating it does no harm."""
        if self._process is not None:
            self._process.wait_for_end()
            self._process = None

    def _interrupt(self, end: Run) -> None:
        if self._process is not None and self._interrupted is None:
            self._interrupted = end
            self._process.interrupt()

    def _on_readiness_changed(self, _readiness: Readiness) -> None:
        if not self._backend.is_at_rest:
            told = sentence("Measuring was ended, since the model is needed. Nothing of it was kept.")
            self._interrupt(Run(RunState.CANCELLED, failure=_not_now(told)))

    def _on_stepped(self, step: Step) -> None:
        if self._interrupted is None:
            self._become(Run(RunState.RUNNING, step))

    def _on_ended(self, end: BenchmarkEnd) -> None:
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        self._become(self._interrupted or self._outcome(end))
        log.info("a benchmark ended: %s", self._run.state)

    def _outcome(self, end: BenchmarkEnd) -> Run:
        """Its status says whether all figures hold, not whether there are any."""
        if end.refused:
            return Run(RunState.FAILED, failure=Failure(FailureKind.NOT_READY, end.refused))
        try:
            result = read_result(end.printed, model=self._measured, measured_at=self._now())
        except PlainError as error:
            told = sentence("The benchmark ended without a result, so nothing was kept. Please try again.")
            return Run(RunState.FAILED, failure=failure_of(FailureKind.INTERNAL, told, detail=f"{error}\n{end.detail}"))
        self._preferences.benchmark = result
        return Run(RunState.DONE)

    def _become(self, run: Run) -> None:
        self._run = run
        self.changed.emit()


def _not_now(said: Sentence) -> Failure:
    return failure_of(FailureKind.NOT_READY, said)
