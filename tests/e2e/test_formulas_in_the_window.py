"""A formula's way through the real app: written by an engine, drawn by a process of its own, gone with the window."""

from __future__ import annotations

import os

from driving import OpenWindow, send, wait_until_over
from pytestqt.qtbot import QtBot


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_formula_is_drawn_and_its_process_ends_with_the_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    soliloquy = open_window(scripted=True)
    assert soliloquy.formulas.process_id == 0
    send(soliloquy, "script:\nthink No formula yet.\nanswer It costs $5, or $10.\nend")
    wait_until_over(qtbot, soliloquy, 1)
    assert soliloquy.formulas.process_id == 0  # prices start nothing
    send(soliloquy, "script:\nthink Hm.\nanswer The root is $\\frac{1}{2}$.\nend")
    wait_until_over(qtbot, soliloquy, 2)
    view = soliloquy.window.conversation.transcript.last_view
    assert view is not None
    qtbot.waitUntil(lambda: view.is_drawn, timeout=60_000)
    (pane,) = view.answer.pieces[0].panes()
    qtbot.waitUntil(lambda: pane.toPlainText() == "The root is \ufffc.", timeout=60_000)
    assert view.answer.text() == "The root is $\\frac{1}{2}$."
    qtbot.waitUntil(lambda: pane.accessibleDescription() == view.answer.text(), timeout=10_000)
    process_id = soliloquy.formulas.process_id
    assert is_alive(process_id)
    soliloquy.close()
    assert not is_alive(process_id)
