"""A window takes the place of one that was built before, over the same session: only its words are others.

What is typed, asked and answered is the session's. What only a widget holds is carried over here: where one reads and
writes, what is unfolded, forms that are half filled in. All but a key that is being typed: that is in the hands of its
line alone, goes with it, and has to be pasted once more.
"""

from __future__ import annotations

from app.ui.main_window import MainWindow
from app.ui.transcript.reading_place import read_on, reading_place


def take_over(window: MainWindow, before: MainWindow) -> None:
    """``before`` is done with."""
    before.remember_place()
    window.restore_place()
    for failure in before.conversation.notices.failures:
        window.conversation.notices.show_failure(failure)
    _carry_forms(window, before)
    settings = before.settings.page.place if before.settings.is_shown else None
    if settings is not None:
        window.settings.open()
    _carry_conversation(window, before)
    if settings is not None:
        window.settings.page.go_to(settings)  # when it can be seen
    window.activateWindow()
    before.hide()
    before.deleteLater()


def _carry_conversation(window: MainWindow, before: MainWindow) -> None:
    here, there = window.conversation, before.conversation
    place = reading_place(there.transcript)
    here.transcript.choose_reasoning(there.transcript.chosen_reasoning)
    window.show()
    here.composer.edit.take_cursor(there.composer.edit)
    here.composer.wait_as(there.composer)
    for view in there.transcript.views:
        editor = view.question.editor
        if view.scene is None or editor is None:
            continue
        window.branching.edit_question(view.scene.turn.id)
        taken = here.transcript.view(view.scene.turn.id)
        if taken is not None and taken.question.editor is not None:
            taken.question.editor.edit.take_cursor(editor.edit)
    read_on(here.transcript, place)


def _carry_forms(window: MainWindow, before: MainWindow) -> None:
    """Before a page is shown: each opens with the keyboard in it."""
    service = before.cloud_pages.typed_service
    if service is not None:
        window.cloud_pages.section.add.go_on_with(service)
    repository = before.pages.typed_repository
    if repository is not None:
        window.pages.page.repository.go_on_with(repository)
    window.presets.edit_on(before.presets.being_edited)
