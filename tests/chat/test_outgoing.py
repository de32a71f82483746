from __future__ import annotations

import pytest

from app.chat.conversation import Conversation, ConversationId, Effort, ReasoningStep, Reply, ReplyStatus, Turn, TurnId
from app.chat.outgoing import (
    NotForServicesError,
    OutgoingMessage,
    OutgoingRole,
    estimated_prompt_tokens,
    estimated_tokens,
    outgoing_messages,
)
from app.chat.prompt import BuiltinTool, Channel, Message, Prompt, Role, prompt_for

SYSTEM, USER, ASSISTANT = OutgoingRole


def test_questions_and_visible_answers_go_out_and_reasoning_does_not() -> None:
    first = Reply(ReplyStatus.ANSWERED, (ReasoningStep("private thought", 2, 1.0),), ("I look.", "Again."), "Four.")
    conversation = (
        Conversation(ConversationId("c"), "Title", 0.0, "2026-11-24", "Be brief.")
        .with_turn(Turn(TurnId("1"), None, "2 + 2?", Effort.LOW, 0.0, first))
        .with_turn(Turn(TurnId("2"), TurnId("1"), "And 3 + 3?\ud800", Effort.LOW, 0.0))
    )
    assert outgoing_messages(prompt_for(conversation, TurnId("2"))) == (
        OutgoingMessage(SYSTEM, "Be brief."),
        OutgoingMessage(USER, "2 + 2?"),
        OutgoingMessage(ASSISTANT, "I look.\n\nAgain.\n\nFour."),
        OutgoingMessage(USER, "And 3 + 3?\ufffd"),
    )


@pytest.mark.parametrize(
    "prompt",
    [
        Prompt(Effort.LOW, (Message(Role.TOOL, "result", name="python"),)),
        Prompt(Effort.LOW, (Message(Role.ASSISTANT, "{}", Channel.COMMENTARY, recipient="functions.f"),)),
        Prompt(Effort.LOW, (), builtin_tools=(BuiltinTool.PYTHON,)),
        Prompt(Effort.LOW, (), open=(Message(Role.ASSISTANT, "Hm", Channel.ANALYSIS, closed=False),)),
    ],
)
def test_what_chat_completions_have_no_place_for_is_refused(prompt: Prompt) -> None:
    with pytest.raises(NotForServicesError):
        outgoing_messages(prompt)


def test_estimates() -> None:
    assert [estimated_tokens(text) for text in ("", "a", "abcd", "abcde")] == [0, 1, 1, 2]
    assert estimated_tokens("日本語 abc") == 4, "a character that is not ASCII is a token"
    assert estimated_prompt_tokens([OutgoingMessage(USER, "abcde"), OutgoingMessage(USER, "")]) == 10
