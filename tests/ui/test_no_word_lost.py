"""Odd orders of what a person does; whatever was typed is still somewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.attachment import AttachmentKind, attachment_of
from app.ui.composer.prompt_edit import MOST_PASTED

LIMIT_MS = 20_000
CSV = attachment_of("sums.csv", AttachmentKind.CSV, "a,b\n1,2\n", size_bytes=8)
LONG = "\n\n".join(f"Paragraph {number} of an answer that is long enough to scroll." for number in range(60))

Staged = Callable[..., Stage]


def click_example(stage: Stage) -> str:
    """What it asks."""
    example = stage.window.conversation.findChildren(QPushButton, "example")[0]
    example.click()
    return str(example.text())


def test_an_example_is_asked_at_once_from_an_empty_box(staged: Staged) -> None:
    stage = staged()
    words = click_example(stage)
    assert [turn.prompt for turn in stage.session.path] == [words]
    assert stage.window.conversation.composer.text == ""


@pytest.mark.parametrize("held", ["words", "a file", "a file that is being read"])
def test_an_example_does_not_take_the_place_of_what_stands_in_the_box(
    held: str, staged: Staged, tmp_path: Path, qtbot: QtBot
) -> None:
    stage = staged()
    composer = stage.window.conversation.composer
    if held == "words":
        QTest.keyClicks(composer.edit, "Half a thought")
    elif held == "a file":
        stage.writing.drafts.attach("", CSV)
    else:
        (tmp_path / "notes.md").write_text("# Notes")
        stage.window.writing.attach([tmp_path / "notes.md"])
    words = click_example(stage)
    assert stage.session.path == (), "nothing is sent that was not meant"
    assert composer.text == ("Half a thought\n\n" + words if held == "words" else words)
    qtbot.waitUntil(lambda: not stage.writing.attaching.pending(""), timeout=LIMIT_MS)
    assert len(stage.writing.drafts.box("").attachments) == (0 if held == "words" else 1)
    assert stage.writing.drafts.box("").text == composer.text


def test_the_last_question_can_be_edited_from_far_away(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(conversation_of("Many", *((f"Question {n}", reply_of(f"Answer {n}\n\n{LONG}")) for n in range(20))))
    stage.session.open_conversation("Many")  # type: ignore[arg-type]
    shown = stage.window.conversation.transcript
    qtbot.waitUntil(lambda: bool(shown.views), timeout=LIMIT_MS)
    last = stage.session.path[-1].id
    shown.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: shown.view(last) is None, timeout=LIMIT_MS)
    QTest.keyClick(stage.window.conversation.composer.edit, Qt.Key.Key_Up)
    view = shown.view(last)
    assert view is not None
    assert view.question.editor is not None
    assert view.question.editor.text() == "Question 19"
    top = view.question.editor.mapTo(shown.viewport(), view.question.editor.rect().topLeft()).y()
    assert 0 <= top < shown.viewport().height(), "it is where one looks"


def test_a_paste_that_is_too_long_for_an_edited_question_is_refused_in_words(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(conversation_of("one", ("x", reply_of("y"))))
    stage.session.open_conversation("one")  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: bool(stage.session.path), timeout=LIMIT_MS)
    stage.window.menus.edit_question.trigger()
    view = stage.window.conversation.transcript.last_view
    assert view is not None
    box = view.question.editor
    assert box is not None
    QApplication.clipboard().setText("a" * (MOST_PASTED + 1))
    box.edit.paste()
    assert box.text() == "x"
    assert "too long" in box.note
    QTest.keyClicks(box.edit, "!")
    assert "too long" not in box.note
