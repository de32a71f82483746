"""What the engine does while nobody asks, and that it gives way at once; and what a person does to a reply."""

from __future__ import annotations

import json

import pytest
from engine_driver import StartEngine, asking, load_demo

from app.chat.conversation import Effort, Reply, ReplyStatus
from app.chat.exchange import (
    Delta,
    Finished,
    FinishReason,
    GenerationRequest,
    PromptProgress,
    ReplyEvent,
    RequestId,
    Steering,
)
from app.chat.fold import fold_all
from app.chat.prompt import Channel, FunctionTool, Message, Prompt, Role
from app.engine.scripted_model import PIECE_TOKENS
from app.harmony.render import render, render_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder
from app.wire.messages import Forget, Generate, Leave, Loaded, Prepare, Report, Reported, Steer, Stop, Typed

LONG = "7 " * 700
FOR_EVER = "script:\nendless"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(demo_model_folder())


def after_one_turn(answer: str = "Hello to you", effort: Effort = Effort.LOW) -> Prompt:
    messages = (Message(Role.USER, "Hello"), Message(Role.ASSISTANT, answer, Channel.FINAL))
    return Prompt(effort, messages, "2026-11-24")


def asked_after(prompt: Prompt, question: str, name: str = "r2", conversation: str = "c") -> Generate:
    messages = (*prompt.messages, Message(Role.USER, question))
    asked = Prompt(prompt.effort, messages, prompt.date, prompt.instructions)
    return Generate(GenerationRequest(RequestId(name), asked, conversation=conversation))


def reused(events: list[ReplyEvent]) -> int:
    return max(event.reading.reused for event in events if isinstance(event, PromptProgress))


def _row_bytes() -> int:
    """Of a token in the demo model's layers of full attention."""
    config = json.loads((demo_model_folder() / "config.json").read_text())
    full = config["layer_types"].count("full_attention")
    return int(full * 2 * config["num_key_value_heads"] * config["head_dim"] * 4)  # in float32


def events_of(report: Report) -> list[ReplyEvent]:
    return [report.event] if isinstance(report, Reported) else []


def test_of_what_was_prepared_only_the_new_words_are_read(start_engine: StartEngine, vocabulary: Vocabulary) -> None:
    engine = start_engine("--scripted")
    prompt = after_one_turn()
    ahead = len(render_ahead(prompt, vocabulary))
    engine.send(Prepare(prompt, "c"))
    engine.until_it_holds(ahead)
    engine.send(asked_after(prompt, "What is 2 + 3?"))
    assert reused(engine.reply("r2")) == ahead


def test_a_question_does_not_wait_for_what_is_prepared(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted", "--scripted-prepare", "wait 1000")
    engine.send(Prepare(after_one_turn(), "c"))
    for name in ("r1", "r2"):  # the preparation begins again between them
        engine.send(asking("Hello", name))
        assert fold_all(Reply(), engine.reply(name)).answer == "Hello"
    engine.send(load_demo())
    engine.until(Loaded)
    engine.send(Prepare(after_one_turn(), "c"), Leave())
    assert engine.wait() == 0


def test_a_preparation_goes_on_after_the_question_where_it_was(
    start_engine: StartEngine, vocabulary: Vocabulary
) -> None:
    engine = start_engine("--scripted", "--scripted-prepare", "pace 0.02")
    prompt = after_one_turn(LONG)
    ahead = len(render_ahead(prompt, vocabulary))
    assert ahead > 10 * PIECE_TOKENS
    engine.send(Prepare(prompt, "c"))
    engine.send(asked_after(prompt, "And?", conversation="another one"))
    got = reused(engine.reply("r2"))
    assert got < ahead, "it was asked before all was read"
    engine.until_it_holds(ahead)
    engine.send(asked_after(prompt, "And now?", "r3"))
    assert reused(engine.reply("r3")) == ahead


def test_the_real_model_goes_on_where_it_was_too(start_engine: StartEngine, vocabulary: Vocabulary) -> None:
    engine = start_engine()
    prompt = after_one_turn(LONG)
    engine.send(Prepare(prompt, "c"))
    engine.send(asked_after(after_one_turn(), "What is 2 + 3?", conversation="another one"))
    assert fold_all(Reply(), engine.reply("r2")).answer
    engine.until_it_holds_bytes(len(render_ahead(prompt, vocabulary)) * _row_bytes())
    engine.send(asked_after(prompt, "What is 4 + 4?", "r3"))
    assert reused(engine.reply("r3")) == len(render_ahead(prompt, vocabulary))


@pytest.mark.parametrize("arguments", [(), ("--scripted",)], ids=["real", "scripted"])
def test_of_a_question_that_was_read_while_it_was_typed_the_rest_is_read(
    start_engine: StartEngine, vocabulary: Vocabulary, arguments: tuple[str, ...]
) -> None:
    engine = start_engine(*arguments)
    prompt = after_one_turn()
    ahead = len(render_ahead(prompt, vocabulary))
    typed = "What is 2 + 3 and then the sum of it and of 40"
    engine.send(Prepare(prompt, "c"), Typed("What is 2", "c"), Typed(typed, "c"))
    known = ahead + len(vocabulary.encode(typed))
    if arguments:
        engine.until_it_holds(known)
    else:
        engine.until_it_holds_bytes(known * _row_bytes())
    engine.send(asked_after(prompt, f"{typed} + 2?"))
    assert reused(engine.reply("r2")) == known


def test_nothing_is_said_of_a_preparation(start_engine: StartEngine, vocabulary: Vocabulary) -> None:
    engine = start_engine("--scripted")
    prompt = after_one_turn()
    engine.send(Prepare(prompt, "c"))
    engine.until_it_holds(len(render_ahead(prompt, vocabulary)))
    engine.send(Leave())
    assert engine.rest() == []


@pytest.mark.parametrize("prompt", ["too long", "not to be rendered"])
def test_what_cannot_be_prepared_is_forgotten(start_engine: StartEngine, vocabulary: Vocabulary, prompt: str) -> None:
    engine = start_engine("--scripted")
    function = FunctionTool("f", "my secret", "my secret, which is no JSON")
    bad = after_one_turn("a" * 10_000_000) if prompt == "too long" else Prompt(Effort.LOW, (), functions=(function,))
    good = after_one_turn()
    engine.send(Prepare(good, "good"), Prepare(bad, "bad"))
    engine.until_it_holds(len(render_ahead(good, vocabulary)))
    engine.send(Leave())
    assert engine.wait() == 0
    assert "secret" not in engine.errors()


def test_a_preparation_without_a_model_is_forgotten(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted", "--scripted-prepare", "raise", load=False)
    engine.send(Prepare(after_one_turn(), "c"))
    engine.send(asking("Hello"))
    engine.reply("r1")
    engine.send(Leave())
    assert engine.wait() == 0


def test_an_error_of_the_model_while_it_reads_ahead_ends_the_engine(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted", "--scripted-prepare", "raise")
    engine.send(Prepare(after_one_turn(), "c"))
    assert engine.rest() == []
    assert engine.wait() == 70
    assert "while it read ahead" in engine.errors()


def test_the_engine_ends_with_its_stdin_while_it_prepares(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted", "--scripted-prepare", "hang")
    engine.send(Prepare(after_one_turn(), "c"))
    engine.hang_up()
    assert engine.wait(5) == 0


def test_what_is_forgotten_is_not_held_any_more(start_engine: StartEngine, vocabulary: Vocabulary) -> None:
    engine = start_engine("--scripted")
    prompt = after_one_turn()
    engine.send(Prepare(prompt, "c"))
    engine.until_it_holds(len(render_ahead(prompt, vocabulary)))
    engine.send(Forget("c"))
    engine.until_it_holds(0)


def test_memory_is_told_after_a_reply(start_engine: StartEngine, vocabulary: Vocabulary) -> None:
    engine = start_engine("--scripted")
    engine.until_it_holds(0)  # it is told after loading, too
    question = asking("Hello")
    engine.send(question)
    engine.reply("r1")
    engine.until_it_holds(len(render(question.request.prompt, vocabulary)))


# What a person does to a reply


def test_what_is_steered_reaches_the_reply_that_grows(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted")
    engine.send(asking(FOR_EVER))
    events: list[ReplyEvent] = []
    while not fold_all(Reply(), events).has_text:
        events += events_of(engine.next())
    engine.send(Steer(RequestId("r1"), Steering.NUDGE, "Look again."))
    while "[nudge Look again.]" not in fold_all(Reply(), events).reasoning:
        events += events_of(engine.next())
    engine.send(Steer(RequestId("another"), Steering.NUDGE, "Never."), Stop(RequestId("r1")))
    reply = fold_all(Reply(), [*events, *engine.reply("r1")])
    assert reply.status is ReplyStatus.STOPPED
    assert "Never." not in reply.reasoning


def test_a_paused_reply_stands_still_until_it_goes_on(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted")
    engine.send(asking(FOR_EVER), Steer(RequestId("r1"), Steering.PAUSE))
    engine.until_it_is_silent()
    engine.send(Steer(RequestId("r1"), Steering.RESUME))
    assert isinstance(getattr(engine.next(), "event", None), Delta)


def test_a_paused_reply_can_be_stopped(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted")
    engine.send(asking(FOR_EVER), Steer(RequestId("r1"), Steering.PAUSE), Stop(RequestId("r1")))
    last = engine.reply("r1")[-1]
    assert isinstance(last, Finished)
    assert last.reason is FinishReason.STOPPED
