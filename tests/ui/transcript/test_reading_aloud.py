"""What is said of a turn to those who listen to the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import Effort
from app.chat.failure import Failure, FailureKind
from app.ui.transcript.reading_aloud import ReadingAloud, sentences_end, spoken


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Announcements, each of which has to be polite."""
    told: list[str] = []

    def listen(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            assert event.politeness() == QAccessible.AnnouncementPoliteness.Polite
            told.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return told


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def aloud(widget: QWidget) -> ReadingAloud:
    return ReadingAloud(widget, listens=lambda: True, every_ms=30)


def test_an_answer_is_told_in_whole_sentences_none_twice_and_none_left_out(
    aloud: ReadingAloud, heard: list[str], qtbot: QtBot
) -> None:
    text = "It is **132**. I added 47 and 85. Then I checked"
    aloud.show_text("", is_growing=False)
    for end in range(1, len(text) + 1):
        aloud.show_text(text[:end], is_growing=True)
    qtbot.waitUntil(lambda: len(heard) > 0 and heard[-1].endswith("85."), timeout=5_000)
    aloud.end("The answer is complete.")
    assert " ".join(heard) == "It is 132 . I added 47 and 85. Then I checked The answer is complete."


def test_what_was_there_before_is_not_told(aloud: ReadingAloud, heard: list[str]) -> None:
    aloud.show_text("An old answer. All of it.", is_growing=False)
    assert heard == []


def test_nobody_is_told_where_nobody_listens(qtbot: QtBot, heard: list[str]) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    aloud = ReadingAloud(widget, listens=lambda: False, every_ms=1)
    aloud.show_text("", is_growing=False)
    aloud.show_text("One. Two. ", is_growing=True)
    aloud.end("The answer is complete.")
    assert heard == ["The answer is complete."]


@pytest.mark.parametrize(
    ("text", "whole"),
    [("One. Tw", "One. "), ("3.14 is", ""), ("三つ。次は", "三つ。"), ("- point\n- po", "- point\n"), ("no end", "")],
)
def test_where_a_sentence_ends(text: str, whole: str) -> None:
    assert text[: sentences_end(text)] == whole


def test_marks_of_markdown_are_not_read_out() -> None:
    assert spoken("## Title\n\n- **bold** and `code`") == "Title bold and code"


def test_each_turn_is_one_item_with_question_reasoning_and_answer(staged: Callable[..., Stage]) -> None:
    stage = staged(conversation_of("Sums", ("47 + 85?", reply_of("It is **132**.", "I add both."))))
    stage.session.open_conversation(stage.library.conversations[0].id)
    stage.wait(lambda: bool(stage.session.path))
    view = stage.window.conversation.transcript.last_view
    assert view is not None
    interface = QAccessible.queryAccessibleInterface(view.words)
    assert interface.role() == QAccessible.Role.StaticText
    name = interface.text(QAccessible.Text.Name)
    assert name.split("\n") == [
        "Question: 47 + 85?",
        "Reasoning: Thought for 12 s, 400 tokens · high effort",
        "Answer: It is 132 .",
    ]
    view.pane.toggle()
    assert "I add both." in interface.text(QAccessible.Text.Name)
    stage.wait(lambda: view.words.size() == view.size())


def test_what_went_wrong_is_told(staged: Callable[..., Stage], heard: list[str]) -> None:
    stage = staged()
    stage.session.failed.emit(Failure(FailureKind.STORAGE, "The disk is full."))
    assert heard == ["The disk is full."]


def test_an_answer_that_grows_in_the_window_is_told_with_its_end(
    staged: Callable[..., Stage], heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    stage = staged()
    stage.session.submit("What is 47 + 85?", Effort.HIGH)
    stage.wait(lambda: bool(stage.backend.requests))
    stage.answer("It is 132. And ")
    stage.answer("that is all.")
    stage.finish()
    assert " ".join(heard) == "It is 132. And that is all. The answer is complete."
    view = stage.window.conversation.transcript.last_view
    assert view is not None
    assert view.words.accessibleName().endswith("Answer: It is 132. And that is all.")
