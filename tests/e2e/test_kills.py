"""SIGKILL of the engine and of the window: what was said stays, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from driving import LIMIT_MS, SCRIPTED, OpenWindow, last_turn, send, shown_text, wait_for_text, wait_until_over
from pytestqt.qtbot import QtBot

from app.chat.conversation import ReplyStatus
from app.chat.failure import FailureKind

LONG = "script:\npace 0.01\nthink " + "Let me see once more. " * 500 + "\nend"
TRIES = 5
NOTICED_S = 0.1

# A window of its own process: asks, then says how much of the reply is on screen, until it is killed.
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.chat.conversation import Effort
from app.composition import Soliloquy, application
from app.models.library import find_model

app = application()
soliloquy = Soliloquy(home=Path(sys.argv[1]), model=find_model("demo"), engine=sys.argv[3:])
soliloquy.open()
soliloquy.session.submit(sys.argv[2], Effort.LOW)
def tell():
    print(soliloquy.backend.engine_pid, len(soliloquy.session.path[-1].reply.reasoning), flush=True)
timer = QTimer(interval=50)
timer.timeout.connect(tell)
timer.start()
app.exec()
"""


def is_alive(pid: int) -> bool:
    """A zombie is not: nobody has collected it yet, but it runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
    except OSError:
        os.kill(pid, 0)
        return True


def test_a_killed_engine_is_noticed_at_once_and_nothing_said_is_lost(open_window: OpenWindow, qtbot: QtBot) -> None:
    """The best of some tries: this box may be busy with something else for longer than the whole limit."""
    soliloquy = open_window(scripted=True)
    noticed_s = []
    for turns in range(1, TRIES + 1):
        qtbot.waitUntil(lambda: soliloquy.session.readiness.can_answer, timeout=LIMIT_MS)
        send(soliloquy, LONG)
        wait_for_text(qtbot, soliloquy, 60)
        shown = last_turn(soliloquy).reply.reasoning
        killed_at = time.monotonic()
        os.kill(soliloquy.backend.engine_pid, signal.SIGKILL)
        qtbot.waitUntil(lambda: last_turn(soliloquy).reply.status.is_over, timeout=LIMIT_MS)
        noticed_s.append(time.monotonic() - killed_at)
        reply = last_turn(soliloquy).reply
        assert reply.status is ReplyStatus.FAILED
        assert reply.failure is not None
        assert reply.failure.kind is FailureKind.ENGINE_LOST
        assert reply.reasoning.startswith(shown)
        assert reply.failure.message in shown_text(qtbot, soliloquy)
        # The next question is answered by a new engine.
        send(soliloquy, "script:\nthink Yes.\nanswer Here again.\nend")
        assert wait_until_over(qtbot, soliloquy, 2 * turns).reply.answer == "Here again."
    assert min(noticed_s) < NOTICED_S


def test_a_killed_window_leaves_no_orphan_and_its_words_come_back(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(own_home), LONG, *SCRIPTED], stdout=subprocess.PIPE, text=True
    )
    assert window.stdout is not None
    seen: list[tuple[float, int, int]] = []
    for line in window.stdout:
        engine, characters = map(int, line.split())
        seen.append((time.monotonic(), engine, characters))
        if characters > 400:
            break
    window.kill()
    killed_at = time.monotonic()
    window.wait()
    window.stdout.close()
    engine = seen[-1][1]
    deadline = killed_at + 1.0
    while is_alive(engine) and time.monotonic() < deadline:
        qtbot.wait(10)
    assert not is_alive(engine)

    soliloquy = open_window(scripted=True)
    qtbot.waitUntil(lambda: len(soliloquy.library.conversations) == 1, timeout=LIMIT_MS)
    soliloquy.session.open_conversation(soliloquy.library.conversations[0].id)
    qtbot.waitUntil(lambda: len(soliloquy.session.path) == 1, timeout=LIMIT_MS)
    turn = last_turn(soliloquy)
    assert turn.prompt == LONG
    assert turn.reply.status is ReplyStatus.INTERRUPTED
    a_second_before = max(characters for at, _, characters in seen if at <= killed_at - 1.0)
    assert len(turn.reply.reasoning) >= a_second_before
    assert LONG.startswith(f"script:\npace 0.01\nthink {turn.reply.reasoning}"), "what came back is what was said"
    assert "Interrupted" in shown_text(qtbot, soliloquy)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_window_that_is_told_to_end_closes_as_by_its_button(ending: signal.Signals, own_home: Path) -> None:
    window = subprocess.Popen([sys.executable, "-m", "app"], stderr=subprocess.PIPE, text=True)
    log = own_home / "logs" / "soliloquy.log"
    deadline = time.monotonic() + 60
    while not (log.exists() and "the window is open" in log.read_text()) and time.monotonic() < deadline:
        with contextlib.suppress(subprocess.TimeoutExpired):
            window.wait(0.05)
    window.send_signal(ending)
    assert window.wait(60) == 0
    assert window.stderr is not None
    assert "Traceback" not in window.stderr.read()
    window.stderr.close()
    assert "the window is closed" in log.read_text()
    assert not (own_home / "history.sqlite3-wal").exists()
