"""A whole session through the real window, run as a program of its own: ``python scripted_session.py HOME``.

Asks at every effort, stops, asks again, renames, deletes, takes it back, closes, opens once more and reads. Prints DONE
at the end; any failed expectation ends it with a traceback. Knows nothing of pytest, so that it can be traced.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from app.chat.conversation import Effort, ReplyStatus
from app.chat.exchange import Sampling
from app.composition import Soliloquy, application
from app.models.library import LocalModel, find_model

LIMIT_S = 120.0


def wait(condition: Callable[[], bool]) -> None:
    loop, deadline = QEventLoop(), time.monotonic() + LIMIT_S
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > deadline else None)
    timer.start()
    loop.exec()
    assert condition(), "it did not come in time"


def opened(home: Path) -> Soliloquy:
    model = find_model("demo")
    assert isinstance(model, LocalModel)
    soliloquy = Soliloquy(home=home, model=model, sampling=Sampling(seed=1))
    soliloquy.open()
    return soliloquy


def ask(soliloquy: Soliloquy, text: str, effort: Effort) -> None:
    composer = soliloquy.window.conversation.composer
    composer.choose_effort(effort)
    composer.show_text(text)
    composer.send_button.click()


def first_session(home: Path) -> None:
    soliloquy = opened(home)
    session, library = soliloquy.session, soliloquy.library
    for turns, effort in enumerate(Effort, 1):
        ask(soliloquy, f"What is {turns}7 + 25?", effort)
        wait(lambda: session.path[-1].reply.status.is_over)
        assert session.path[-1].reply.status is ReplyStatus.ANSWERED
        assert len(session.path) == turns
    ask(soliloquy, "What is 123 + 456?", Effort.HIGH)
    wait(lambda: session.path[-1].reply.has_text)
    session.stop()
    wait(lambda: session.path[-1].reply.status.is_over)
    session.ask_again(session.path[-1].id, Effort.LOW)
    wait(lambda: session.path[-1].reply.status.is_over)
    wait(lambda: len(library.conversations) == 1)
    library.rename(session.conversation.id, "Sums")
    wait(lambda: library.conversations[0].title == "Sums")
    library.delete(library.conversations[0].id)
    wait(lambda: library.conversations == () and library.can_undo)
    library.undo_delete()
    wait(lambda: len(library.conversations) == 1)
    soliloquy.window.grab()
    soliloquy.window.close()
    soliloquy.close()


def second_session(home: Path) -> None:
    soliloquy = opened(home)
    wait(lambda: len(soliloquy.library.conversations) == 1)
    soliloquy.session.open_conversation(soliloquy.library.conversations[0].id)
    wait(lambda: len(soliloquy.session.path) == 4)
    assert len(soliloquy.session.conversation.turns) == 5
    assert "What is 17 + 25?" in soliloquy.window.conversation.text()
    soliloquy.window.close()
    soliloquy.close()


if __name__ == "__main__":
    application()
    first_session(Path(sys.argv[1]))
    second_session(Path(sys.argv[1]))
    sys.stdout.write("DONE\n")
