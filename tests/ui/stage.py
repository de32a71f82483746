"""The real window over a real session and store, with a backend that replies what the test says."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "session"))

from hand_cloud import LAB as LAB
from hand_cloud import HandCloud
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWidgets import QApplication

from app.backends.base import Backend
from app.chat.conversation import (
    Conversation,
    ConversationId,
    Effort,
    ReasoningStep,
    Reply,
    ReplyStatus,
    Turn,
    TurnId,
    Usage,
)
from app.chat.exchange import (
    BackendState,
    Delta,
    Finished,
    FinishReason,
    GenerationRequest,
    ModelInfo,
    Readiness,
    ReplyEvent,
    RequestId,
    StepEnded,
)
from app.chat.failure import Failure
from app.chat.preset import Preset, PresetKind
from app.chat.prompt import Channel
from app.models.fit import mac_memory
from app.outside import Outside
from app.session.benchmark import BenchmarkResult, Run, Subject
from app.session.chat_session import ChatSession
from app.session.elsewhere import Elsewhere
from app.session.formulas import Formulas
from app.session.kept_reading import KeptReading
from app.session.library import Library
from app.session.model_card import ModelCard, Progress
from app.session.preferences import Preferences
from app.session.second_opinion import SecondOpinion
from app.session.writing import Writing
from app.store.history import open_history
from app.store.settings import SettingsFile
from app.ui.main_window import MainWindow

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
DEMO = ModelInfo("demo", "Demo model", "/models/demo", 4096, 3_900_000, is_demo=True)
BIG = ModelInfo("gpt-oss-20b", "gpt-oss-20b", "/models/20b", 131_072, 12_100_000_000, is_demo=False)
PRESETS = (
    Preset("p1", PresetKind.PROMPT, "Summarise", "Summarise this in three points:\n", 1.0),
    Preset("p2", PresetKind.PROMPT, "Translate", "Translate this into Japanese:\n", 2.0),
    Preset("p3", PresetKind.PERSONA, "Patient teacher", "Explain in small steps.", 3.0),
)
READY = Readiness(BackendState.READY, DEMO)
USAGE = Usage(40, 0, 812, 96, 0.2, 9.6)
NOW = datetime(2026, 11, 24, 12, 0).timestamp()
TODAY = date(2026, 11, 24)


class HandBackend(Backend):
    """Keeps requests; the test replies by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[GenerationRequest] = []
        self.over: set[RequestId] = set()
        self.starts = 0
        self._readiness = READY

    @property
    def readiness(self) -> Readiness:
        return self._readiness

    def become(self, readiness: Readiness) -> None:
        self._readiness = readiness
        self.readiness_changed.emit(readiness)

    def start(self) -> None:
        self.starts += 1

    def generate(self, request: GenerationRequest) -> None:
        self.requests.append(request)

    def stop(self, request: RequestId) -> None:
        if request not in self.over:
            self.reply(Finished(FinishReason.STOPPED, Usage(), DEMO.source), request)

    def shutdown(self) -> None:
        pass

    def reply(self, event: ReplyEvent, request: RequestId | None = None) -> None:
        request = request or self.requests[-1].id
        if isinstance(event, Finished):
            self.over.add(request)
        self.replied.emit(request, event)


class HandModels(QObject):
    """Cards as the test sets them; what is asked for is written down."""

    changed = Signal()
    failed = Signal(object)
    removed = Signal(str, object)
    looked_up = Signal(str)
    not_found = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cards: tuple[ModelCard, ...] = ()
        self.recommended: ModelCard | None = None
        self.machine = mac_memory(32 << 30)
        self.free_disk_bytes = 214_000_000_000
        self.folder = Path.home() / "models"
        self.moving: Progress | None = None
        self.asked: list[tuple[object, ...]] = []
        self.refusal: Failure | None = None  # what ``choose`` answers, unless the person insists

    def become(self, *cards: ModelCard, recommended: ModelCard | None = None) -> None:
        self.cards, self.recommended = cards, recommended
        self.changed.emit()

    def card(self, model_id: str) -> ModelCard:
        return next(card for card in self.cards if card.id == model_id)

    @property
    def current(self) -> ModelCard | None:
        return next((card for card in self.cards if card.is_current), None)

    def choose(self, model_id: str, *, even_if_slow: bool = False) -> None:
        self.asked.append(("choose", model_id, even_if_slow))
        if self.refusal is not None and not even_if_slow:
            self.failed.emit(self.refusal)
            return
        self.cards = tuple(replace(card, is_current=card.id == model_id) for card in self.cards)

    def download(self, model_id: str) -> None:
        self.asked.append(("download", model_id))

    def pause(self, model_id: str) -> None:
        self.asked.append(("pause", model_id))

    def resume(self, model_id: str) -> None:
        self.asked.append(("resume", model_id))

    def cancel(self, model_id: str) -> None:
        self.asked.append(("cancel", model_id))

    def check(self, model_id: str) -> None:
        self.asked.append(("check", model_id))

    def remove(self, model_id: str) -> None:
        self.asked.append(("remove", model_id))

    def look_up(self, text: str) -> None:
        self.asked.append(("look_up", text))

    def stop_looking(self) -> None:
        self.asked.append(("stop_looking",))

    def add_folder(self, folder: Path) -> None:
        self.asked.append(("add_folder", folder))

    def move_folder(self, folder: Path) -> None:
        self.asked.append(("move_folder", folder))

    def stop_moving(self) -> None:
        self.asked.append(("stop_moving",))

    def rescan(self) -> None:
        self.changed.emit()


class HandBenchmark(QObject):
    """Runs and results as the test sets them; what is asked for is written down."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.run = Run()
        self.result: BenchmarkResult | None = None
        self.model: ModelCard | None = None
        self.asked: list[tuple[object, ...]] = []
        self.refusal: Failure | None = None  # what ``export`` answers

    def become(self, run: Run, result: BenchmarkResult | None = None) -> None:
        self.run, self.result = run, result
        self.changed.emit()

    def start(self, subject: Subject) -> None:
        self.asked.append(("start", subject))

    def cancel(self) -> None:
        self.asked.append(("cancel",))

    def export(self, file: Path) -> Failure | None:
        self.asked.append(("export", file))
        return self.refusal


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Stage:
    """``opened``: addresses that were handed to the system."""

    def __init__(
        self,
        home: Path,
        *,
        conversations: tuple[Conversation, ...] = (),
        formulas: Formulas | None = None,
        outside: Outside | None = None,
    ) -> None:
        """``outside``: who really asks services, instead of the test's hands."""
        self.clock = Clock()
        self.opened: list[str] = []
        self._is_closed = False
        self.history = open_history(home)
        for conversation in conversations:
            self.history.append_turns(conversation, conversation.turns).result(10)
        self.backend = HandBackend()
        self.session = ChatSession(
            backend=self.backend, history=self.history, clock=self.clock, now=lambda: NOW, today=lambda: TODAY
        )
        self.library = Library(history=self.history)
        self.preferences = Preferences(file=SettingsFile(home))
        self.models = HandModels()
        self.benchmark = HandBenchmark()
        self.session.saved.connect(self.library.refresh)
        self.library.renamed.connect(self.session.set_title)
        self.library.deleted.connect(self.session.forget)
        self.reading = home / "reading"
        self.kept_reading = KeptReading(
            folder=self.reading,
            history=self.history,
            library=self.library,
            backend=self.backend,
            preferences=self.preferences,
        )
        self.writing = Writing.of(
            session=self.session,
            backend=self.backend,
            history=self.history,
            preferences=self.preferences,
            pasted=home / "pasted",
            shipped=PRESETS,
        )
        self.hand_cloud = HandCloud(
            home,
            session=self.session,
            history=self.history,
            preferences=self.preferences,
            today=TODAY,
            real=outside,
        )
        self.hand_cloud.now = NOW
        self.cloud = self.hand_cloud.cloud
        self.library.deleted.connect(self.cloud.forget)
        self.writing.following.stays_here = self.cloud.stays_here
        self.elsewhere = Elsewhere(session=self.session)
        self.library.deleted.connect(self.elsewhere.forget)
        self._home, self._formulas = home, formulas
        self.window = self.new_window()
        self.window.conversation.egress.rest_ms = 0  # its own tests let it rest
        self.window.engine_start_asked.connect(self.backend.start)
        self.library.refresh()
        self.writing.start()

    def new_window(self) -> MainWindow:
        """Another one over the same session, as for another language."""
        return MainWindow(
            session=self.session,
            library=self.library,
            elsewhere=self.elsewhere,
            preferences=self.preferences,
            models=self.models,  # type: ignore[arg-type]
            opinion=SecondOpinion(session=self.session, models=self.models, cloud=self.cloud),  # type: ignore[arg-type]
            benchmark=self.benchmark,  # type: ignore[arg-type]
            resources=RESOURCES,
            kept_reading=self.kept_reading,
            writing=self.writing,
            cloud=self.cloud,
            folder=self._home,
            formulas=self._formulas,
            link_opener=self._open,
            today=lambda: TODAY,
        )

    def close(self) -> None:
        """In the order of the real program. Safe to call twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self.window.close()
        self.session.shutdown()
        self.writing.shutdown()
        self.cloud.shutdown()
        self.preferences.flush()
        self.kept_reading.shutdown()
        self.history.close()
        self.window.deleteLater()

    def think(self, text: str, *, tokens: int = 12) -> None:
        self.backend.reply(Delta(Channel.ANALYSIS, text, tokens))

    def end_thought(self, seconds: float) -> None:
        self.backend.reply(StepEnded(seconds))

    def answer(self, text: str, *, tokens: int = 5) -> None:
        self.backend.reply(Delta(Channel.FINAL, text, tokens))

    def finish(self, reason: FinishReason = FinishReason.ENDED) -> None:
        self.backend.reply(Finished(reason, USAGE, DEMO.source))

    def text(self) -> str:
        return self.window.conversation.text()

    def has_conversations(self) -> bool:
        return bool(self.library.conversations)

    def wait(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        """For scripts without pytest-qt."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError
            QApplication.processEvents()
            time.sleep(0.005)

    def _open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def reply_of(
    answer: str,
    reasoning: str = "The person asks something. I think about it.",
    status: ReplyStatus = ReplyStatus.ANSWERED,
    seconds: float = 12.0,
    **rest: object,
) -> Reply:
    parts = reasoning.split("\n\n") if reasoning else []
    steps = tuple(ReasoningStep(step, 400, seconds / len(parts)) for step in parts)
    usage = Usage(40, 0, 400 * len(steps), 212, 0.2, 6.5)
    return Reply(status=status, steps=steps, answer=answer, source=DEMO.source, usage=usage, **rest)  # type: ignore[arg-type]


def conversation_of(
    title: str, *asked: tuple[str, Reply], days_ago: float = 0, effort: Effort = Effort.HIGH
) -> Conversation:
    at = NOW - days_ago * 86_400
    turns: list[Turn] = []
    for index, (prompt, reply) in enumerate(asked):
        parent = turns[-1].id if turns else None
        turns.append(Turn(TurnId(f"{title}-{index}"), parent, prompt, effort, at, reply))
    return Conversation(ConversationId(title), title, at, "2026-11-24", turns=tuple(turns))
