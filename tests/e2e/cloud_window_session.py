"""The window with a service that fails in many ways, as a program of its own: its end is a crash with all variables.

The key and the question come in on stdin, since what they may never stand in includes the arguments and the
environment. Both are typed into the window. Needs the folders of tests/e2e, backends and session in PYTHONPATH.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from driving import SCRIPTED
from hand_cloud import memory_keyring
from peer import Act, Call, chunk, serving, well
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.composition import Soliloquy, application
from app.logs import start_logging
from app.models.library import DEMO, LocalModel, find_model
from app.store.secrets import Secrets


def failing(key: str, question: str) -> list[Act]:
    echo = f"Incorrect API key: {key}. {question}".encode()
    return [
        lambda call: call.refuse("401 " + echo.decode(), echo),
        lambda call: call.refuse("429 Too Many", echo, Retry_After="0"),
        lambda call: call.refuse("500 X", echo),
        lambda call: call.refuse("302 Found", b"", Location="http://127.0.0.1:9/" + key),
        lambda call: call.refuse("200 OK", b"<html>" + echo, kind="text/html"),
        lambda call: (call.answer(), call.send(chunk(content="half")), call.reset()),
        lambda call: (call.answer(), call.send(b"data: {" + echo + b"\n\n")),
        well,
    ]


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        QApplication.processEvents()


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def main() -> None:
    home = Path(sys.argv[1])
    start_logging(home / "logs", logging.DEBUG)
    application()
    model = find_model(DEMO)
    assert isinstance(model, LocalModel)
    keyring = memory_keyring()
    soliloquy = Soliloquy(home=home, model=model, engine=SCRIPTED, secrets=Secrets([keyring]))  # type: ignore[list-item]
    soliloquy.open()
    key, question = sys.stdin.readline().strip(), sys.stdin.readline().strip()
    acts = failing(key, question)
    calls: list[Call] = []
    with serving() as peer:
        use(soliloquy, peer.base_url, key)
        del key
        for number, act in enumerate(acts, 1):
            peer.act = act
            ask(soliloquy, question, number)
        calls = list(peer.calls)
    sent = sum(keyring.kept["Soliloquy", "peer"].encode() in call.head for call in calls)
    failures = [turn.reply.failure for turn in soliloquy.session.path if turn.reply.failure is not None]
    say(len(calls), len(failures), failures, soliloquy.cloud.spending.entries)
    for process in ("self", soliloquy.backend.engine_pid):
        say(Path(f"/proc/{process}/cmdline").read_text(), Path(f"/proc/{process}/environ").read_text())
    del act, acts, peer, calls, question  # the test's own: what is left belongs to the app
    try:
        raise RuntimeError(f"crash with {soliloquy.cloud.keys}")
    except RuntimeError as error:
        held = [vars(part) for part in (soliloquy.cloud, soliloquy.cloud.keys, soliloquy.cloud.services)]
        say(held)
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        say("".join(shown.format()))
        logging.getLogger("soliloquy").critical("the end: %s", held)
    soliloquy.close()
    say("sent", sent)


def ask(soliloquy: Soliloquy, question: str, turns: int) -> None:
    """In the box, and through the card, until it is over."""
    session, conversation = soliloquy.session, soliloquy.window.conversation
    conversation.composer.show_text(question)
    conversation.composer.send_button.click()
    wait_until(lambda: conversation.egress.isVisible() and conversation.egress.once.isEnabled())
    conversation.egress.once.click()
    wait_until(lambda: len(session.path) == turns and session.path[-1].reply.status.is_over)


def use(soliloquy: Soliloquy, address: str, key: str) -> None:
    """A service of the person's own, its key typed into Settings, and the conversation goes there."""
    window = soliloquy.window
    window.menus.settings.trigger()
    section = window.cloud_pages.section
    section.control("never_cloud").click()
    section.add.open.click()
    for line, text in ((section.add.name, "Peer"), (section.add.address, address), (section.add.model, "m-1")):
        line.setText(text)
    section.add.needs_key.click()
    section.add.add.click()
    view = section.view("peer")
    view.enter.click()
    QTest.keyClicks(view.line, key)
    QTest.keyClick(view.line, Qt.Key.Key_Return)
    wait_until(lambda: soliloquy.cloud.keys.has("peer"))
    window.pages.close()
    window.conversation.header.place.actions_to_choose["peer/m-1"].trigger()


main()
