"""The composer over a real session and store: drafts, files, what waits, and the last question in other words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.attachment import AttachmentKind, attachment_of
from app.chat.conversation import ConversationId
from app.chat.draft import Draft
from app.store.drafts import Slot
from app.ui.composer.composer import Composer

LIMIT_MS = 30_000
CSV = attachment_of("sums.csv", AttachmentKind.CSV, "a,b\n1,2\n", size_bytes=8)

Staged = Callable[..., Stage]


def composer_of(stage: Stage) -> Composer:
    return stage.window.conversation.composer


def open_(stage: Stage, title: str, qtbot: QtBot) -> None:
    stage.session.open_conversation(ConversationId(title))
    qtbot.waitUntil(lambda: stage.session.conversation.id == title, timeout=LIMIT_MS)


def ask(stage: Stage, text: str, qtbot: QtBot) -> None:
    asked = len(stage.backend.requests)
    composer_of(stage).show_text(text)
    composer_of(stage).send_button.click()
    qtbot.waitUntil(lambda: len(stage.backend.requests) > asked, timeout=LIMIT_MS)


def drop(stage: Stage, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    view = stage.window.conversation
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(view, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(view, QDropEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))


def test_each_conversation_has_its_own_draft_and_files(staged: Staged, qtbot: QtBot, tmp_path: Path) -> None:
    stage = staged(conversation_of("one", ("x", reply_of("y"))), conversation_of("two", ("x", reply_of("y"))))
    composer = composer_of(stage)
    QTest.keyClicks(composer.edit, "of none")
    open_(stage, "one", qtbot)
    assert composer.text == ""
    QTest.keyClicks(composer.edit, "of one")
    stage.writing.drafts.attach("one", CSV)
    open_(stage, "two", qtbot)
    assert (composer.text, composer.chips.text()) == ("", "")
    open_(stage, "one", qtbot)
    assert (composer.text, composer.chips.text()) == ("of one", "sums.csv ~2 tokens")
    stage.session.start_conversation()
    assert (composer.text, composer.chips.text()) == ("of none", "")
    stage.writing.drafts.flush()
    assert {key: draft.text for key, draft in stage.history.drafts().result(5).items()} == {
        ("", Slot.BOX): "of none",
        ("one", Slot.BOX): "of one",
    }


def test_a_question_takes_its_files_along_and_leaves_an_empty_box(staged: Staged, qtbot: QtBot) -> None:
    stage = staged()
    stage.writing.drafts.attach("", CSV)
    ask(stage, "Which is more?", qtbot)
    assert stage.session.path[-1].attachments == (CSV,)
    assert "a,b\n1,2" in stage.backend.requests[-1].prompt.messages[-1].text
    assert (composer_of(stage).text, composer_of(stage).chips.text()) == ("", "")
    stage.writing.drafts.flush()
    assert stage.history.drafts().result(5) == {}


def test_dropped_files_are_read_and_shown_and_can_be_opened(staged: Staged, qtbot: QtBot, tmp_path: Path) -> None:
    stage = staged()
    (tmp_path / "notes.md").write_text("# Notes <|end|>")
    drop(stage, tmp_path / "notes.md", tmp_path / "missing.csv")
    composer = composer_of(stage)
    assert composer.chips.text() == "notes.md reading…\nmissing.csv reading…"
    qtbot.waitUntil(lambda: not stage.writing.attaching.pending(""), timeout=LIMIT_MS)
    assert composer.chips.text() == "notes.md ~4 tokens"
    assert "“missing.csv” cannot be opened" in composer.notice
    QTest.keyClick(composer.chips.all[0].face, Qt.Key.Key_Space)
    viewer = stage.window.writing.viewer
    assert viewer.isVisible()
    assert viewer.text() == "# Notes <|end|>"
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    composer.chips.all[0].remove.click()
    assert composer.chips.text() == ""


def test_a_long_paste_becomes_a_file(staged: Staged, qtbot: QtBot) -> None:
    stage = staged()
    composer = composer_of(stage)
    QTest.keyClicks(composer.edit, "Sum up:")
    QApplication.clipboard().setText("word " * 30_000)
    composer.edit.paste()
    assert composer.text == "Sum up:"
    assert composer.chips.text() == "Pasted text ~38k tokens"
    assert len(stage.writing.drafts.box("").attachments[0].text) == 150_000


def test_what_is_sent_while_a_reply_grows_waits_and_follows(staged: Staged, qtbot: QtBot) -> None:
    stage = staged()
    composer = composer_of(stage)
    ask(stage, "First?", qtbot)
    place = stage.session.conversation.id
    for words in ("Second?", "And third?"):
        QTest.keyClicks(composer.edit, words)
        QTest.keyClick(composer.edit, Qt.Key.Key_Return)
        assert composer.text == ""
    assert composer.next_bar.text() == "Next: Second? And third?"
    assert stage.writing.drafts.next(place).text == "Second?\n\nAnd third?"
    stage.answer("Yes.")
    stage.finish()
    assert composer.next_bar.text() == ""
    qtbot.waitUntil(lambda: len(stage.backend.requests) == 2, timeout=LIMIT_MS)
    assert [turn.prompt for turn in stage.session.path] == ["First?", "Second?\n\nAnd third?"]
    assert "And third?" in stage.text()


def test_what_waits_can_be_edited_and_removed_and_returns_after_a_stop(staged: Staged, qtbot: QtBot) -> None:
    stage = staged()
    composer = composer_of(stage)
    ask(stage, "First?", qtbot)
    place = stage.session.conversation.id
    stage.writing.drafts.put_next(place, Draft("Second?"))
    composer.next_edited.emit()
    assert (composer.text, composer.next_bar.text()) == ("Second?", "")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    composer.next_removed.emit()
    assert (composer.text, composer.next_bar.text()) == ("", "")
    stage.writing.drafts.put_next(place, Draft("Third?"))
    stage.session.stop()
    assert (composer.text, composer.next_bar.text()) == ("Third?", "")
    assert len(stage.backend.requests) == 1


def test_up_in_an_empty_box_edits_the_last_question_in_its_place(staged: Staged, qtbot: QtBot) -> None:
    stage = staged()
    composer = composer_of(stage)
    stage.writing.drafts.attach("", CSV)
    ask(stage, "Which is mor?", qtbot)
    stage.answer("b.")
    stage.finish()
    QTest.keyClick(composer.edit, Qt.Key.Key_Up)
    view = stage.window.conversation.transcript.last_view
    assert view is not None
    editor = view.question.editor
    assert editor is not None
    assert editor.text() == "Which is mor?"
    editor.show_text("Which is more?")
    editor.submitted.emit(editor.text())
    assert [(turn.prompt, turn.parent, turn.attachments) for turn in stage.session.conversation.turns] == [
        ("Which is mor?", None, (CSV,)),
        ("Which is more?", None, (CSV,)),
    ]


def test_other_words_for_a_question_are_kept_like_a_draft(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(conversation_of("one", ("x", reply_of("y"))))
    open_(stage, "one", qtbot)
    turn = stage.session.path[-1].id
    stage.window.menus.edit_question.trigger()
    view = stage.window.conversation.transcript.last_view
    assert view is not None
    editor = view.question.editor
    assert editor is not None
    QTest.keyClicks(editor.edit, "yz")
    stage.writing.drafts.flush()
    assert stage.history.drafts().result(5)[turn, Slot.BOX].text == "xyz"
    editor.cancelled.emit()
    stage.window.menus.edit_question.trigger()
    assert view.question.editor is not None
    assert view.question.editor.text() == "xyz"
    view.question.editor.submitted.emit("xyz")
    assert stage.session.path[-1].prompt == "xyz"
    stage.writing.drafts.flush()
    assert stage.history.drafts().result(5) == {}


def test_files_of_a_question_stand_at_its_bubble_and_open(staged: Staged, qtbot: QtBot) -> None:
    conversation = conversation_of("one", ("Which?", reply_of("b")), ("", reply_of("c")))
    turns = tuple(replace(turn, attachments=(CSV,)) for turn in conversation.turns)
    stage = staged(replace(conversation, turns=turns))
    open_(stage, "one", qtbot)
    transcript = stage.window.conversation.transcript
    qtbot.waitUntil(lambda: len(transcript.views) == 2, timeout=LIMIT_MS)
    first, second = transcript.views
    assert first.question.files.text() == second.question.files.text() == "sums.csv"
    assert "sums.csv" in stage.text()
    assert first.question.bubble.isVisibleTo(first)
    assert not second.question.bubble.isVisibleTo(second), "there are no words to show"
    first.question.files.all[0].face.click()
    assert stage.window.writing.viewer.text() == CSV.text


def test_the_other_key_for_sending_is_a_preference(staged: Staged, qtbot: QtBot) -> None:
    stage = staged()
    stage.preferences.enter_sends = False
    composer = composer_of(stage)
    QTest.keyClicks(composer.edit, "a")
    QTest.keyClick(composer.edit, Qt.Key.Key_Return)
    assert composer.text == "a\n"
    QTest.keyClick(composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert composer.text == ""
    assert stage.session.path[-1].prompt == "a\n"


def test_the_meter_shows_what_the_conversation_and_the_draft_take(staged: Staged, qtbot: QtBot) -> None:
    stage = staged(conversation_of("one", ("x" * 4_000, reply_of("y" * 12_000))))
    composer = composer_of(stage)
    assert composer.meter.text() == "", "an empty window says nothing of it"
    open_(stage, "one", qtbot)
    qtbot.waitUntil(lambda: composer.meter.text() == "~4.1k / 4k", timeout=LIMIT_MS)
    assert composer.meter.warns
    stage.session.start_conversation()
    qtbot.waitUntil(lambda: composer.meter.text() == "", timeout=LIMIT_MS)
    QTest.keyClicks(composer.edit, "some words")
    qtbot.waitUntil(lambda: composer.meter.text() == "~63 / 4k", timeout=LIMIT_MS)
    assert not composer.meter.warns
