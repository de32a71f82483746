"""How a test drives the window and waits for it: conditions and limits, no sleeps."""

from __future__ import annotations

import sys
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.chat.conversation import Turn
from app.composition import Soliloquy

SCRIPTED = [sys.executable, "-m", "app", "--engine", "--scripted"]
LIMIT_MS = 60_000

OpenWindow = Callable[..., Soliloquy]


def send(soliloquy: Soliloquy, text: str) -> None:
    """As a person does: the text in the box, then the button."""
    composer = soliloquy.window.conversation.composer
    composer.show_text(text)
    composer.send_button.click()


def last_turn(soliloquy: Soliloquy) -> Turn:
    return soliloquy.session.path[-1]


def wait_until_over(qtbot: QtBot, soliloquy: Soliloquy, turns: int) -> Turn:
    def is_over() -> bool:
        path = soliloquy.session.path
        return len(path) == turns and path[-1].reply.status.is_over

    qtbot.waitUntil(is_over, timeout=LIMIT_MS)
    return last_turn(soliloquy)


def wait_for_text(qtbot: QtBot, soliloquy: Soliloquy, characters: int = 1) -> None:
    """Until so much of the last reply has arrived."""

    def has_text() -> bool:
        path = soliloquy.session.path
        return bool(path) and len(path[-1].reply.reasoning) + len(path[-1].reply.answer) >= characters

    qtbot.waitUntil(has_text, timeout=LIMIT_MS)


def shown_text(qtbot: QtBot, soliloquy: Soliloquy) -> str:
    """All that stands in the transcript, once it is drawn: on a busy machine that takes several turns."""
    conversation = soliloquy.window.conversation
    qtbot.waitUntil(lambda: conversation.transcript.is_drawn, timeout=LIMIT_MS)
    return conversation.text()
