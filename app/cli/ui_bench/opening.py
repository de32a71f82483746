"""What it costs to open a conversation of 200 turns, up to its first picture, and how long the window is held while
large conversations come into sight."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.chat.conversation import Conversation, ConversationId, Effort, ReasoningStep, Reply, ReplyStatus, Turn, TurnId
from app.cli.ui_bench.answers import answer_of
from app.cli.ui_bench.figures import Figure
from app.cli.ui_bench.stage import THOUGHT, conversation_of, scene_of, stage
from app.ui.conversation_view import ConversationView
from app.ui.stall_watch import FRAMES_S, StallWatch
from app.ui.transcript.turn_view import TurnScene

TURNS, TOKENS = 200, 340
OPEN_MS, DRAWN = 100, 4
LOOK_MS = 20
WATCHED_S = 0.7  # of CPU time for each: the next one is opened while this one is still being drawn
MB = 1_000_000
PARAGRAPH = "A paragraph with **some** words in it, fifty letters."
REASONING_TOKENS, CHARACTERS_PER_TOKEN = 30_000, 4


def measure() -> list[Figure]:
    app, view = stage()
    view.show_scenes([scene_of("Warm **up**:\n\n```python\nx = 1\n```\n\n| a |\n|---|\n| b |\n")])
    view.repaint()
    app.sendPostedEvents()
    scenes = _scenes_of(conversation_of(TURNS, tokens=TOKENS))
    view.transcript.follow()
    before = time.thread_time()
    view.show_scenes(scenes)
    view.repaint()
    took = time.thread_time() - before
    drawn = len(view.transcript.views)
    session = _Session(app, view)
    app.exec()
    bound = 1_000 * FRAMES_S
    return [
        Figure(f"opening {TURNS} turns, to the first picture", 1_000 * took, "ms", OPEN_MS),
        Figure("turns that were drawn for it", drawn, "", DRAWN),
        *(Figure(f"longest turn: {name}", 1_000 * longest, "ms", bound) for name, longest in session.longest.items()),
    ]


def _large() -> Iterator[tuple[str, list[TurnScene]]]:
    yield "opening 1 MB in 4 turns", _scenes_of(_said(*[answer_of(MB // CHARACTERS_PER_TOKEN // 4)] * 4))
    yield f"opening {TURNS} turns", _scenes_of(conversation_of(TURNS, tokens=TOKENS))
    yield "opening an answer of 2,000 paragraphs", _scenes_of(_said("\n\n".join([PARAGRAPH] * 2_000)))
    thought = "\n\n".join([THOUGHT * 6] * 500)[: REASONING_TOKENS * CHARACTERS_PER_TOKEN]
    opened = _scenes_of(_said("Done.", thought=thought, tokens=REASONING_TOKENS))
    yield "opening 30,000 tokens of reasoning", [replace(scene, is_reasoning_pinned=True) for scene in opened]


def _said(*answers: str, thought: str = THOUGHT * 8, tokens: int = 80) -> Conversation:
    turns: list[Turn] = []
    for number, answer in enumerate(answers):
        reply = Reply(status=ReplyStatus.ANSWERED, steps=(ReasoningStep(thought, tokens, 2.0),), answer=answer)
        parent = turns[-1].id if turns else None
        name = TurnId(f"{len(answer)}-{len(thought)}-{number}")
        turns.append(Turn(name, parent, f"Question {number}?", Effort.HIGH, 1.0 + number, reply))
    return Conversation(ConversationId("large"), "Large", 1.0, "2026-01-01", turns=tuple(turns))


def _scenes_of(conversation: Conversation) -> list[TurnScene]:
    siblings = conversation.sibling_ids
    return [TurnScene(turn, siblings[turn.parent]) for turn in conversation.turns]


class _Session(QObject):
    """Goes from one large conversation to the next, each when the one before is there or was watched for long."""

    def __init__(self, app: QApplication, view: ConversationView) -> None:
        super().__init__()
        self.longest: dict[str, float] = {}
        self._app, self._view = app, view
        self._large = _large()
        self._name, self._began = "", time.thread_time()
        self._watch = StallWatch(parent=self)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if not self._view.transcript.is_drawn and time.thread_time() - self._began < WATCHED_S:
            return
        if self._name:
            self.longest[self._name] = self._watch.longest_s
        following = next(self._large, None)
        if following is None:
            self._timer.stop()
            self._app.quit()
            return
        self._name, scenes = following
        self._watch.begin()
        self._began = time.thread_time()
        self._view.transcript.follow()
        self._view.show_scenes(scenes)
