"""Tokens are counted beside everything else: also while a reply grows, and never without a model."""

from __future__ import annotations

from engine_driver import StartEngine, asking, load_demo

from app.chat.conversation import Effort
from app.chat.prompt import Message, Prompt, Role
from app.harmony.render import render_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder
from app.wire.messages import Count, Counted, Leave, Loaded, Reported

TEXT = "What is 47 + 85? 日本 <|start|>"
PROMPT = Prompt(Effort.LOW, (Message(Role.USER, "What is 2 + 3? <|end|>"),), "2026-11-24", "Be brief.")
FOR_EVER = "script:\nendless"


def test_texts_and_prompts_are_counted_as_they_will_be_read(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted")
    engine.send(Count("a", TEXT), Count("b", prompt=PROMPT), Count("c"))
    vocabulary = Vocabulary.load(demo_model_folder())
    assert [engine.next(), engine.next(), engine.next()] == [
        Counted("a", len(vocabulary.encode(TEXT))),
        Counted("b", len(render_ahead(PROMPT, vocabulary))),
        Counted("c", 0),
    ]


def test_nobody_waits_for_a_reply_that_grows(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted")
    engine.send(asking(FOR_EVER))
    engine.until(Reported)
    engine.send(Count("a", TEXT))
    assert isinstance(engine.until(Counted)[-1], Counted)


def test_without_a_model_nothing_is_counted_and_nothing_breaks(start_engine: StartEngine) -> None:
    engine = start_engine("--scripted", load=False)
    engine.send(Count("a", TEXT), load_demo())
    assert not any(isinstance(report, Counted) for report in engine.until(Loaded))
    engine.send(Count("b", "\ud800"), Leave())
    assert {report.name for report in engine.rest() if isinstance(report, Counted)} <= {"b"}
    assert engine.wait() == 0
