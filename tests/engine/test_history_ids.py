"""From a generated reply to the next prompt: what stands there for an answer is what the model wrote, id for id."""

from __future__ import annotations

from app.chat.conversation import Conversation, ConversationId, Effort, Reply, Source, SourceKind, Turn, TurnId
from app.chat.exchange import FinishReason, ReplyEvent
from app.chat.fold import fold_all
from app.chat.prompt import prompt_ahead, prompt_for
from app.engine.model import Written
from app.engine.reply import ReplyAssembly
from app.harmony.render import render, render_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

THOUGHT, PREAMBLE, ANSWER = "It is Monday today", "Let me see", "Monday is the answer, und Grüße 👩‍👧"


def in_letters(text: str, vocabulary: Vocabulary) -> list[int]:
    return [token for letter in text for token in vocabulary.encode(letter)]


def generated(vocabulary: Vocabulary) -> tuple[int, ...]:
    """A reply in three messages, each spelled out letter by letter, as no encoder would."""
    ids: list[int] = []
    for channel, text in (("analysis", THOUGHT), ("commentary", PREAMBLE), ("final", ANSWER)):
        if ids:
            ids += [vocabulary.end, vocabulary.start, *vocabulary.encode("assistant")]
        ids += [vocabulary.channel, *vocabulary.encode(channel), vocabulary.message, *in_letters(text, vocabulary)]
    return (*ids, vocabulary.return_)


def answered(ids: tuple[int, ...], vocabulary: Vocabulary) -> Reply:
    source = Source(SourceKind.LOCAL, "demo", "Demo")
    reply = ReplyAssembly(vocabulary, prompt_tokens=1, source=source, clock=lambda: 0.0)
    events: list[ReplyEvent] = [event for token in ids for event in reply.add(Written(token))]
    return fold_all(Reply(), [*events, *reply.finish(FinishReason.ENDED)])


def test_the_next_prompt_holds_exactly_the_ids_of_the_reply() -> None:
    vocabulary = Vocabulary.load(demo_model_folder())
    assert in_letters(ANSWER, vocabulary) != vocabulary.encode(ANSWER)
    assert in_letters(PREAMBLE, vocabulary) != vocabulary.encode(PREAMBLE)
    conversation = Conversation(ConversationId("c"), "t", 0.0, "2026-11-24")
    first = Turn(TurnId("1"), None, "Which day is it?", Effort.LOW, 0.0)
    conversation = conversation.with_turn(first)
    asked = render(prompt_for(conversation, TurnId("1")), vocabulary)
    reply = answered(generated(vocabulary), vocabulary)
    assert (reply.answer, reply.preambles) == (ANSWER, (PREAMBLE,))
    conversation = conversation.with_reply(TurnId("1"), reply)
    conversation = conversation.with_turn(Turn(TurnId("2"), TurnId("1"), "And tomorrow?", Effort.LOW, 0.0))

    as_written = generated(vocabulary)
    after_thought = as_written[as_written.index(vocabulary.end) + 1 + 1 + len(vocabulary.encode("assistant")) :]
    expected = [*asked, *after_thought[:-1], vocabulary.end]  # harmony: the history has <|end|> for <|return|>
    assert render(prompt_for(conversation, TurnId("2")), vocabulary)[: len(expected)] == expected
    assert render_ahead(prompt_ahead(conversation, TurnId("1"), Effort.LOW), vocabulary)[: len(expected)] == expected
