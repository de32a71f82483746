"""What holds for every backend: the real engine, the scripted one, and the cloud client asking a service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from backend_probe import SCRIPTED, Probe
from cloud_rig import MODEL, cloud_backend, demo_service
from peer import answering, serving
from PySide6.QtCore import QCoreApplication

from app.chat.conversation import Effort, ReplyStatus, SourceKind
from app.chat.exchange import BackendState, Delta, RequestId, Sampling
from app.chat.failure import FailureKind
from app.chat.prompt import Channel

StartProbe = Callable[..., Probe]
SUM = "What is 4728 + 8594?"
SLOW = {"real": SUM, "scripted": "script:\nthink Hm\nendless", "peer": "endless", "foreign": SUM}
SERVICES = ("peer", "foreign")


@pytest.fixture(params=["real", "scripted", "peer", "foreign"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def foreign() -> Iterator[str]:
    """The base URL of a server that is not ours, with the demo model."""
    with demo_service() as base_url:
        yield base_url


@pytest.fixture
def probe(
    kind: str, start_probe: StartProbe, request: pytest.FixtureRequest, qapp: QCoreApplication
) -> Iterator[Probe]:
    if kind not in SERVICES:
        yield start_probe(None if kind == "real" else SCRIPTED)
        return
    with serving(answering) as peer:
        base_url = peer.base_url if kind == "peer" else request.getfixturevalue("foreign")
        backend = cloud_backend(base_url, model=replace(MODEL, id="default_model"))
        yield Probe(backend)  # type: ignore[arg-type]  # it watches any backend
        backend.shutdown()


def test_a_question_asked_before_the_start_is_answered(probe: Probe, kind: str) -> None:
    probe.ask("What is 2 + 3?")
    reply = probe.wait_for_end()
    assert reply.status is ReplyStatus.ANSWERED
    assert reply.source is not None
    assert reply.source.kind is (SourceKind.CLOUD if kind in SERVICES else SourceKind.LOCAL)
    assert reply.usage is not None
    assert reply.usage.answer_tokens > 0
    probe.settle()
    probe.assert_each_ended_once()


def test_readiness_goes_from_off_to_ready_and_busy_and_back(probe: Probe, kind: str) -> None:
    assert probe.backend.readiness.state is BackendState.OFF
    probe.backend.start()
    ready = probe.wait_for(BackendState.READY)
    assert ready.model is not None
    assert ready.model.is_demo is (kind not in SERVICES)
    probe.ask("What is 2 + 3?")
    probe.wait_for_end()
    probe.wait_for(BackendState.READY)
    order = list(dict.fromkeys(readiness.state for readiness in probe.states))
    starting = [] if kind in SERVICES else [BackendState.STARTING, BackendState.LOADING]
    assert order == [*starting, BackendState.READY, BackendState.BUSY]


def test_deltas_of_the_answer_add_up_to_the_answer(probe: Probe, kind: str) -> None:
    probe.ask("What is 2 + 3?")
    reply = probe.wait_for_end()
    deltas = [event for event in probe.events["r1"] if isinstance(event, Delta)]
    assert "".join(delta.text for delta in deltas if delta.channel is Channel.FINAL) == reply.answer
    assert deltas
    if kind in SERVICES:
        assert len(reply.trace) == 0, "a service tells no token ids"
    else:
        assert len(reply.trace) > len(deltas)


def test_reasoning_and_answer_come_apart_and_without_marks(probe: Probe, kind: str) -> None:
    """The foreign server sends both as one text, with harmony's marks in it."""
    asked = "script:\nthink Hm\nanswer 5\nend" if kind == "scripted" else "What is 47 + 85?"
    probe.ask(asked, effort=Effort.HIGH)
    reply = probe.wait_for_end()
    assert reply.status is ReplyStatus.ANSWERED
    assert len(reply.steps) == 1
    assert reply.steps[0].text.strip()
    assert reply.steps[0].seconds is not None
    assert reply.answer.strip()
    assert "<|" not in reply.reasoning + reply.answer
    if kind in ("real", "foreign"):
        assert "132" in reply.answer
        assert reply.answer not in reply.reasoning


def test_several_questions_are_answered_in_order(probe: Probe) -> None:
    for number in range(3):
        probe.ask("Hello", f"r{number}")
    probe.wait_for_end("r2")
    assert probe.ended == ["r0", "r1", "r2"]
    probe.assert_each_ended_once()


def test_stop_while_it_runs_keeps_the_text_so_far(probe: Probe, kind: str) -> None:
    statuses = []
    for name in ("r1", "r2", "r3", "r4", "r5"):  # the real one may have ended by the time that we see its first words
        probe.ask(SLOW[kind], name, Sampling(seed=1), Effort.HIGH)
        probe.wait_for_text(name)
        shown = probe.reply(name)
        probe.backend.stop(RequestId(name))
        probe.backend.stop(RequestId(name))
        reply = probe.wait_for_end(name)
        assert reply.reasoning.startswith(shown.reasoning)
        statuses.append(reply.status)
    assert ReplyStatus.STOPPED in statuses
    probe.settle()
    probe.assert_each_ended_once()


def test_stop_before_it_runs_ends_it_with_nothing(probe: Probe) -> None:
    probe.ask("Hello")
    probe.ask("Hello", "r2")
    probe.backend.stop(RequestId("r2"))
    assert not probe.events["r2"], "nothing is said from inside stop"
    assert probe.wait_for_end("r2").status is ReplyStatus.STOPPED
    assert probe.wait_for_end("r1").status is ReplyStatus.ANSWERED
    probe.assert_each_ended_once()


def test_stop_of_something_over_or_unknown_says_nothing(probe: Probe) -> None:
    probe.ask("Hello")
    probe.wait_for_end()
    probe.backend.stop(RequestId("r1"))
    probe.backend.stop(RequestId("never"))
    probe.settle()
    assert set(probe.events) == {"r1"}
    probe.assert_each_ended_once()


def test_an_empty_question_fails_in_words_and_the_next_is_answered(probe: Probe) -> None:
    probe.ask("  ")
    probe.ask("Hello", "r2")
    failure = probe.wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.PROMPT_EMPTY
    assert probe.wait_for_end("r2").status is ReplyStatus.ANSWERED


def test_shutdown_ends_every_reply_and_what_runs(probe: Probe, kind: str) -> None:
    probe.ask(SLOW[kind], effort=Effort.HIGH)
    probe.ask(SLOW[kind], "r2", effort=Effort.HIGH)
    probe.wait_for_text()
    probe.backend.shutdown()
    assert probe.is_over("r1")
    assert probe.reply("r2").status is ReplyStatus.STOPPED
    assert kind in SERVICES or probe.backend.engine_pid == 0
    probe.ask("Still there?", "r3")
    failure = probe.wait_for_end("r3").failure
    assert failure is not None
    assert failure.kind is FailureKind.NOT_READY
    probe.assert_each_ended_once()
