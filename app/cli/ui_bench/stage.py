"""A conversation on screen without anything behind it, and values to be shown in it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.chat.conversation import Conversation, ConversationId, Effort, ReasoningStep, Reply, ReplyStatus, Turn, TurnId
from app.cli.ui_bench.answers import answer_of
from app.composition import application
from app.paths import resources_folder
from app.ui.conversation_view import ConversationView
from app.ui.garbage import GarbageCollector
from app.ui.theme import Theme
from app.ui.transcript.turn_view import TurnScene

SIZE = (1000, 760)
THOUGHT = "Let me see how the router picks its experts. "


def stage() -> tuple[QApplication, ConversationView]:
    app = application()
    view = ConversationView(theme=Theme(icons=resources_folder() / "icons"))
    view.resize(*SIZE)
    view.show()
    GarbageCollector(app).start()
    return app, view


def scene_of(answer: str, *, name: str = "turn", status: ReplyStatus = ReplyStatus.ANSWERED) -> TurnScene:
    turn = Turn(TurnId(name), None, "How does it work?", Effort.HIGH, 0.0, Reply(status=status, answer=answer))
    return TurnScene(turn, (turn.id,))


def conversation_of(turns: int, *, tokens: int) -> Conversation:
    """Each reply with so many tokens and a little reasoning."""
    answer = answer_of(tokens)
    made: list[Turn] = []
    for number in range(turns):
        text = f"In turn {number}: {answer}"
        reply = Reply(status=ReplyStatus.ANSWERED, steps=(ReasoningStep(THOUGHT * 8, 80, 2.0),), answer=text)
        parent = made[-1].id if made else None
        made.append(Turn(TurnId(f"turn-{number}"), parent, f"Question {number}?", Effort.HIGH, 1.0 + number, reply))
    return Conversation(ConversationId("bench"), "Bench", 1.0, "2026-01-01", turns=tuple(made))
