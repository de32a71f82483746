"""A window takes the place of one that was built before, over the same session: only its words are others."""

from __future__ import annotations

from app.ui.main_window import MainWindow
from app.ui.transcript.reading_place import read_on, reading_place


def take_over(window: MainWindow, before: MainWindow) -> None:
    """``before`` is done with. What is typed, asked and answered is the session's, and so in both of them."""
    before.remember_place()
    window.restore_place()
    for failure in before.conversation.notices.failures:
        window.conversation.notices.show_failure(failure)
    if before.settings.is_shown:
        window.settings.open()
    place = reading_place(before.conversation.transcript)
    window.show()
    for view in before.conversation.transcript.views:
        if view.scene is not None and view.question.editor is not None:
            window.branching.edit_question(view.scene.turn.id)
    read_on(window.conversation.transcript, place)
    window.activateWindow()
    before.hide()
    before.deleteLater()
