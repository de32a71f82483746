"""The engine is lost, a service is offered, its card is accepted, and somebody else's server answers: the real window,
a real engine and a real server, with everything done as a person does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from driving import LIMIT_MS, OpenWindow, last_turn, send, shown_text, wait_until_over
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

sys.path.append(str(Path(__file__).resolve().parent.parent / "backends"))

from cloud_rig import demo_service
from peer import serving

from app.chat.conversation import ReplyStatus, SourceKind
from app.chat.exchange import BackendState
from app.chat.failure import FailureKind
from app.composition import Soliloquy
from app.ui.transcript.turn_view import TurnView

QUESTION = "What is 47 + 85?"


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def add_service(soliloquy: Soliloquy, address: str, qtbot: QtBot) -> None:
    """In Settings, by hand."""
    window = soliloquy.window
    window.menus.settings.trigger()
    section = window.cloud_pages.section
    window.settings.page.reveal(section.rows[0])
    never = section.control("never_cloud")
    qtbot.waitUntil(lambda: never.isVisible() and not never.visibleRegion().isEmpty(), timeout=LIMIT_MS)
    click(never)
    qtbot.waitUntil(lambda: section.add.open.isVisible(), timeout=LIMIT_MS)
    click(section.add.open)
    qtbot.waitUntil(lambda: section.add.add.isVisible(), timeout=LIMIT_MS)
    for line, text in ((section.add.name, "Lab"), (section.add.address, address), (section.add.model, "default_model")):
        line.setText(text)
    click(section.add.add)
    assert [service.endpoint.name for service in soliloquy.cloud.services.usable] == ["Lab"]
    QTest.keyClick(window.settings.page, Qt.Key.Key_Escape)


def lose_the_engine(soliloquy: Soliloquy, qtbot: QtBot) -> TurnView:
    """While it has the question and has said nothing. The view of the turn that failed."""
    qtbot.waitUntil(lambda: soliloquy.session.readiness.state is BackendState.READY, timeout=LIMIT_MS)
    engine = soliloquy.backend.engine_pid
    os.kill(engine, signal.SIGSTOP)
    send(soliloquy, QUESTION)
    qtbot.waitUntil(lambda: soliloquy.session.readiness.state is BackendState.BUSY, timeout=LIMIT_MS)
    os.kill(engine, signal.SIGKILL)
    turn = wait_until_over(qtbot, soliloquy, 1)
    assert turn.reply.failure is not None
    assert turn.reply.failure.kind is FailureKind.ENGINE_LOST
    view = soliloquy.window.conversation.transcript.view(turn.id)
    assert view is not None
    return view


def test_a_lost_engine_an_offer_a_card_and_an_answer_of_a_foreign_server(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    soliloquy = open_window()
    window = soliloquy.window
    with demo_service() as base_url:
        add_service(soliloquy, base_url, qtbot)
        view = lose_the_engine(soliloquy, qtbot)
        assert "Ask default_model instead…" in shown_text(qtbot, soliloquy)
        assert window.conversation.egress.isHidden(), "it is only offered"
        click(view.failure.elsewhere)
        card = window.conversation.egress
        assert base_url.removeprefix("http://").removesuffix("/v1") in card.text()
        assert QUESTION in card.outgoing.toPlainText()
        qtbot.waitUntil(lambda: card.once.isEnabled(), timeout=LIMIT_MS)
        click(card.once)
        qtbot.waitUntil(lambda: soliloquy.session.path[-1].id != view.scene.turn.id, timeout=LIMIT_MS)
        turn = wait_until_over(qtbot, soliloquy, 1)
    assert turn.reply.status is ReplyStatus.ANSWERED
    assert "132" in turn.reply.answer
    assert turn.reply.source is not None
    assert (turn.reply.source.kind, turn.reply.source.service) == (SourceKind.CLOUD, "Lab")
    assert len(soliloquy.session.conversation.turns) == 2, "the lost reply is kept beside it"
    assert "default_model at Lab" in shown_text(qtbot, soliloquy)
    assert window.conversation.header.place.place.words == "Partly sent out"
    window.menus.ledger.trigger()
    table = window.cloud_pages.ledger.table.model()
    row = [table.index(0, column).data() for column in range(table.columnCount())]
    assert table.rowCount() == 1
    assert row[1:4] == ["lab", "default_model", QUESTION]
    assert turn.reply.usage is not None
    assert row[4] == f"{turn.reply.usage.prompt_tokens}", "counted by the server"

    soliloquy.close()
    again = open_window()
    qtbot.waitUntil(lambda: any(held.has_gone_out for held in again.library.conversations), timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: again.window.conversation.header.place.place.words == "Partly sent out", timeout=LIMIT_MS)
    assert len(again.cloud.spending.entries) == 1


def test_an_endpoint_hears_nothing_before_its_card_was_accepted(open_window: OpenWindow, qtbot: QtBot) -> None:
    soliloquy = open_window(scripted=True)
    with serving() as peer:
        add_service(soliloquy, peer.base_url, qtbot)
        place = soliloquy.window.conversation.header.place
        place.actions_to_choose["lab/default_model"].trigger()
        send(soliloquy, "Say it")
        card = soliloquy.window.conversation.egress
        qtbot.waitUntil(lambda: card.once.isEnabled(), timeout=LIMIT_MS)
        qtbot.wait(100)
        assert peer.connections == 0
        click(card.not_now)
        qtbot.wait(50)
        assert peer.connections == 0
        click(soliloquy.window.conversation.composer.send_button)
        qtbot.waitUntil(lambda: card.always.isEnabled(), timeout=LIMIT_MS)
        click(card.always)
        assert wait_until_over(qtbot, soliloquy, 1).reply.answer == "It is 5."
        send(soliloquy, "And again")
        assert wait_until_over(qtbot, soliloquy, 2).reply.answer == "It is 5."
        assert len(peer.calls) == 2
    assert last_turn(soliloquy).reply.reasoning == "Let me see."


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_key_and_a_question_that_nobody_else_has_are_found_nowhere_else(tmp_path: Path) -> None:
    """After a session in the window full of failures: the key is in the keyring alone, the question in the history."""
    home, key, question = tmp_path / "home", "sk-canary-8d21f0c3", "canary-question-5571e9"
    tests = Path(__file__).resolve().parents[1]
    folders = (tests.parent, *(tests / name for name in ("e2e", "backends", "session")))
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("cloud_window_session.py")), str(home)],
        input=f"{key}\n{question}\n",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders)), "SOLILOQUY_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("8 7 ")
    assert "sent 8" in done.stdout, "the key did go where it belongs"
    assert "crash with" in done.stdout
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    logs = b"".join(data for path, data in files.items() if "logs" in path.parts)
    assert b"cloud_key" in logs
    assert b"the end" in logs
    said = (done.stdout + done.stderr).encode()
    assert key.encode() not in said
    assert not [path for path, data in files.items() if key.encode() in data]
    assert question.encode() not in said
    with_question = [path.name for path, data in files.items() if question.encode() in data]
    assert with_question
    assert all(name.startswith("history.sqlite3") for name in with_question), with_question
