from __future__ import annotations

import pytest
from hypothesis import given
from strategies import any_texts, texts

from app.chat.attachment import Attachment, AttachmentKind, attachment_of
from app.chat.conversation import (
    Conversation,
    ConversationId,
    Effort,
    ReasoningStep,
    Reply,
    ReplyStatus,
    Source,
    SourceKind,
    Turn,
    TurnId,
)
from app.chat.prompt import (
    Channel,
    Message,
    Prompt,
    Role,
    clean_text,
    messages_for,
    prompt_ahead,
    prompt_asking,
    prompt_begun,
    prompt_for,
)
from app.chat.trace import ANALYSIS, COMMENTARY, CONTROL, FINAL, Trace


def turn(name: str, parent: str | None, reply: Reply = Reply(), effort: Effort = Effort.LOW) -> Turn:
    return Turn(TurnId(name), TurnId(parent) if parent else None, f"question {name}", effort, 0.0, reply)


def test_earlier_turns_keep_their_visible_text_and_lose_their_reasoning() -> None:
    reply = Reply(ReplyStatus.ANSWERED, (ReasoningStep("secret thoughts", 2, 1.0),), ("Let me see.",), "42")
    assert list(messages_for([turn("a", None, reply)])) == [
        Message(Role.USER, "question a"),
        Message(Role.ASSISTANT, "Let me see.", Channel.COMMENTARY),
        Message(Role.ASSISTANT, "42", Channel.FINAL),
    ]


def test_a_stopped_answer_stays_as_far_as_it_came_and_reasoning_alone_leaves_nothing() -> None:
    half = Reply(ReplyStatus.STOPPED, answer="It is f")
    only_thoughts = Reply(ReplyStatus.INTERRUPTED, (ReasoningStep("hm", 1, 1.0),))
    assert [message.text for message in messages_for([turn("a", None, half), turn("b", "a", only_thoughts)])] == [
        "question a",
        "It is f",
        "question b",
    ]


def test_a_prompt_follows_the_path_to_its_turn_and_no_other_branch() -> None:
    conversation = Conversation(ConversationId("c"), "t", 0.0, "2026-11-24", "Be brief.")
    answered = Reply(ReplyStatus.ANSWERED, answer="yes")
    for one in (turn("a", None, answered), turn("b", "a", answered), turn("c", "a", effort=Effort.HIGH)):
        conversation = conversation.with_turn(one)
    prompt = prompt_for(conversation, TurnId("c"))
    assert [message.text for message in prompt.messages] == ["question a", "yes", "question c"]
    assert (prompt.effort, prompt.date, prompt.instructions) == (Effort.HIGH, "2026-11-24", "Be brief.")


def test_asking_again_does_not_send_the_reply_that_is_already_there() -> None:
    conversation = Conversation(ConversationId("c"), "t", 0.0, "2026-11-24")
    conversation = conversation.with_turn(turn("a", None, Reply(ReplyStatus.ANSWERED, answer="yes")))
    assert [message.text for message in prompt_for(conversation, TurnId("a")).messages] == ["question a"]


@given(texts)
def test_clean_text_changes_nothing_that_utf8_can_hold(text: str) -> None:
    assert clean_text(text) == text


@given(any_texts)
def test_clean_text_can_always_be_encoded_and_is_clean_at_once(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert clean_text(cleaned) == cleaned


def test_lone_surrogates_become_replacement_characters_and_nul_stays() -> None:
    assert clean_text("a\ud800b\udc00\0") == "a\ufffdb\ufffd\0"


LOCAL, CLOUD = (Source(kind, "m", "M") for kind in SourceKind)


def traced(*rows: tuple[int, int], source: Source | None = LOCAL, preambles: tuple[str, ...] = ()) -> Reply:
    ids, kinds = zip(*rows, strict=True)
    trace = Trace(ids, ids, kinds)
    return Reply(ReplyStatus.ANSWERED, preambles=preambles, answer="42", source=source, trace=trace)


def ids_in_history(reply: Reply) -> list[tuple[int, ...]]:
    return [message.ids for message in messages_for([turn("a", None, reply)])]


ANSWERED = ((1, CONTROL), (2, ANALYSIS), (1, CONTROL), (3, FINAL), (4, FINAL), (9, CONTROL))


def test_an_answer_in_the_history_has_the_ids_that_the_local_model_wrote() -> None:
    assert ids_in_history(traced(*ANSWERED)) == [(), (3, 4)]
    assert ids_in_history(traced(*ANSWERED, source=None)) == [(), (3, 4)]
    assert ids_in_history(traced(*ANSWERED, source=CLOUD)) == [(), ()]


def test_preambles_have_their_ids_where_it_is_plain_which_is_whose() -> None:
    rows = ((3, COMMENTARY), (4, COMMENTARY), (1, CONTROL), (5, COMMENTARY), (1, CONTROL), (6, FINAL))
    assert ids_in_history(traced(*rows, preambles=("one", "two"))) == [(), (3, 4), (5,), (6,)]
    assert ids_in_history(traced(*rows, preambles=("one",))) == [(), (), (6,)]


def test_an_old_reply_without_kinds_has_no_ids() -> None:
    old = Reply(ReplyStatus.ANSWERED, answer="42", source=LOCAL, trace=Trace((1, 2), (1, 2)))
    assert ids_in_history(old) == [(), ()]


def test_what_can_be_read_ahead_is_the_next_prompt_without_its_question() -> None:
    conversation = Conversation(ConversationId("c"), "t", 0.0, "2026-11-24", "Be brief.")
    assert prompt_ahead(conversation, None, Effort.HIGH) == Prompt(Effort.HIGH, (), "2026-11-24", "Be brief.")
    conversation = conversation.with_turn(turn("a", None, traced(*ANSWERED)))
    ahead = prompt_ahead(conversation, TurnId("a"), Effort.LOW)
    asked = prompt_for(conversation.with_turn(turn("b", "a")), TurnId("b"))
    assert (*ahead.messages, Message(Role.USER, "question b")) == asked.messages
    assert (ahead.effort, ahead.date, ahead.instructions) == (asked.effort, asked.date, asked.instructions)


@pytest.mark.parametrize("files", [(), (attachment_of("a.csv", AttachmentKind.CSV, "1,2", size_bytes=3),)])
@pytest.mark.parametrize("typed", ["What is", "\nWhat is"])
def test_what_is_typed_is_the_beginning_of_the_message_that_will_ask_it(
    files: tuple[Attachment, ...], typed: str
) -> None:
    conversation = Conversation(ConversationId("c"), "t", 0.0, "2026-11-24").with_turn(turn("a", None))
    ahead = prompt_ahead(conversation, TurnId("a"), Effort.LOW, files)
    *before, last = prompt_begun(ahead, typed).messages
    *expected, asked = prompt_asking(conversation, TurnId("a"), f"{typed} it?", Effort.LOW, files).messages
    assert before == expected
    assert (f"{last.text} it?", last.closed) == (asked.text, False)
    assert prompt_begun(ahead, "") == ahead
