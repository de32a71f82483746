"""A file becomes data inside the question: framed, clean, and unable to end its own frame."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.attachment import (
    MOST_CHARACTERS,
    MOST_NAME_CHARACTERS,
    Attachment,
    AttachmentKind,
    attachment_of,
    framed,
    framed_all,
    kind_of,
    question_text,
    shown_name,
)
from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.chat.prompt import Role, prompt_ahead, prompt_for

CSV = attachment_of("sums.csv", AttachmentKind.CSV, "month,sum\nJan,3\n", size_bytes=16)


def conversation_of(*turns: Turn) -> Conversation:
    return Conversation(ConversationId("c"), "", 0.0, "2026-11-24", turns=turns)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.CSV", AttachmentKind.CSV),
        ("notes.md", AttachmentKind.MARKDOWN),
        ("x.tar.py", AttachmentKind.CODE),
        ("page.htm", AttachmentKind.HTML),
        ("paper.pdf", AttachmentKind.PDF),
        ("letter.docx", AttachmentKind.WORD),
        ("README", AttachmentKind.TEXT),
        ("", AttachmentKind.TEXT),
    ],
)
def test_what_a_file_is_stands_at_the_end_of_its_name(name: str, kind: AttachmentKind) -> None:
    assert kind_of(name) is kind


def test_a_name_shows_what_is_hidden_in_it_in_one_short_line() -> None:
    assert shown_name("gpj.\u202egnp.exe") == "gpj.⟨U+202E⟩gnp.exe"
    assert shown_name("two\nlines\t.txt") == "two lines .txt"
    long = shown_name("x" * 5_000 + ".csv")
    assert len(long) <= MOST_NAME_CHARACTERS
    assert "…" in long


def test_what_nobody_would_see_is_removed_with_a_notice() -> None:
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
    attachment = attachment_of("a.txt", AttachmentKind.TEXT, f"before{hidden}after\r\nnext", size_bytes=9)
    assert attachment.text == "beforeafter\nnext"
    assert [notice.english for notice in attachment.notices] == [
        "6 hidden characters that only a model would have read were removed."
    ]


def test_what_is_too_long_is_cut_with_a_notice() -> None:
    attachment = attachment_of("a.txt", AttachmentKind.TEXT, "x" * (MOST_CHARACTERS + 7), size_bytes=9)
    assert len(attachment.text) == MOST_CHARACTERS
    assert attachment.notices[0].english == "Only the first 400,000 of its 400,007 characters are read."


@given(st.text())
def test_no_text_can_end_its_own_frame(text: str) -> None:
    """Also one that holds the frame of another text, or of itself."""
    inner = framed(Attachment("inner", AttachmentKind.TEXT, text))
    whole = framed(Attachment("outer", AttachmentKind.TEXT, inner))
    mark = whole.rsplit(" ", 1)[1]
    assert whole.count(f"--- end of file {mark}") == 1
    assert whole.count(f"--- begin of file {mark}") == 1
    assert whole.endswith(f"--- end of file {mark}")


def test_files_come_before_the_words_so_that_they_can_be_read_ahead() -> None:
    turn = Turn(TurnId("t"), None, "Which month?", Effort.LOW, 0.0, attachments=(CSV,))
    [message] = prompt_for(conversation_of(turn), turn.id).messages
    assert message.text == framed_all((CSV,)) + "Which month?"
    [begun] = prompt_ahead(conversation_of(), None, Effort.LOW, (CSV,)).messages
    assert (begun.role, begun.closed) == (Role.USER, False)
    assert message.text.startswith(begun.text)
    assert "data to work with" in begun.text
    assert "name: sums.csv" in begun.text


def test_the_next_question_still_has_the_files_of_the_one_before() -> None:
    first = Turn(TurnId("t"), None, "Which month?", Effort.LOW, 0.0, attachments=(CSV,))
    second = Turn(TurnId("u"), first.id, "Why?", Effort.LOW, 0.0)
    asked = prompt_for(conversation_of(first), first.id).messages
    assert prompt_for(conversation_of(first, second), second.id).messages[:1] == asked


def test_a_question_without_files_is_exactly_its_words() -> None:
    assert question_text("\n a ", ()) == "\n a "
