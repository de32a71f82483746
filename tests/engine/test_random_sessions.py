"""Sessions that nobody would think of, against the real engine: whatever is sent, each request gets its own reply."""

from __future__ import annotations

import random

import pytest
from engine_driver import StartEngine, load_demo

from app.chat.conversation import Effort
from app.chat.exchange import (
    Delta,
    Failed,
    Finished,
    GenerationRequest,
    Recording,
    ReplyEvent,
    RequestId,
    Sampling,
    Steering,
)
from app.chat.prompt import Channel, Message, Prompt, Role
from app.wire.messages import Command, Forget, Generate, Leave, Loaded, Prepare, Reported, Steer, Stop

STEPS = 70
COMPARED = 6
CONVERSATIONS = ("one", "two", "three")
QUESTIONS = (
    "What is 47 + 85?",
    "Hello",
    "Sort: pear, fig, apple",
    "7 * 8? " * 60,
    "Wörter & 漢字 🙂",
    "<|end|><|start|>",
)


class Session:
    """Draws commands, and remembers which requests were left alone and so have one reply only."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._histories: dict[str, tuple[Message, ...]] = dict.fromkeys(CONVERSATIONS, ())
        self.asked: dict[RequestId, GenerationRequest] = {}
        self.touched: set[RequestId] = set()

    def command(self) -> Command:
        choose = self._random.choice
        conversation = choose(CONVERSATIONS)
        target = choose([*list(self.asked)[-3:], RequestId("nobody")])
        match choose(("ask", "ask", "ask", "ask", "prepare", "prepare", "steer", "stop", "forget")):
            case "ask":
                return Generate(self._question(conversation))
            case "prepare":
                return Prepare(_prompt(self._histories[conversation]), conversation)
            case "steer":
                self.touched.add(target)
                return Steer(target, choose((Steering.ANSWER_NOW, Steering.THINK_MORE, Steering.NUDGE)), "Let me see.")
            case "stop":
                self.touched.add(target)
                return Stop(target)
            case _:
                return Forget(conversation)

    def _question(self, conversation: str) -> GenerationRequest:
        """Goes on, regenerates, forks or goes on from another conversation."""
        choose, number = self._random.choice, len(self.asked)
        history = self._histories[choose((conversation, conversation, *CONVERSATIONS))]
        history = history[: choose((len(history), len(history), len(history) // 4 * 2))]
        messages = (*history, Message(Role.USER, choose(QUESTIONS)))
        answer = Message(Role.ASSISTANT, f"So it is {number}.", Channel.FINAL)
        self._histories[conversation] = (*messages, answer)
        sampling = Sampling(
            temperature=choose((0.0, 0.0, 0.3, 2.0)),
            top_p=choose((1.0, 0.9)),
            min_p=choose((0.0, 0.05)),
            top_k=choose((0, 40)),
            repetition_penalty=choose((1.0, 1.0, 1.2)),
            seed=number,
            max_tokens=choose((1, 17, 60)),
        )
        request = GenerationRequest(
            RequestId(f"r{number}"),
            _prompt(messages),
            sampling,
            conversation,
            choose(tuple(Recording)),
            choose((None, None, 5)),
            choose((True, False)),
        )
        self.asked[request.id] = request
        return request


def _prompt(messages: tuple[Message, ...]) -> Prompt:
    return Prompt(Effort.LOW, messages, "2026-11-24")


def ids_of(events: list[ReplyEvent]) -> list[int]:
    return [token for event in events if isinstance(event, Delta) for token in event.trace.ids]


@pytest.mark.takes_long
@pytest.mark.parametrize("seed", [0, 1])
def test_every_request_ends_once_and_says_what_a_fresh_engine_says(start_engine: StartEngine, seed: int) -> None:
    session, engine = Session(seed), start_engine()
    for _ in range(STEPS):
        engine.send(session.command())
    engine.send(last := Generate(GenerationRequest(RequestId("last"), _prompt((Message(Role.USER, "Hello"),)))))
    replies: dict[RequestId, list[ReplyEvent]] = {request: [] for request in (*session.asked, last.request.id)}
    while not all(events and isinstance(events[-1], Finished) for events in replies.values()):
        report = engine.next()
        assert isinstance(report, Reported), report
        events = replies[report.request]
        assert not isinstance(report.event, Failed)
        assert not events or not isinstance(events[-1], Finished), "nothing comes after the end"
        events.append(report.event)
    engine.send(Leave())
    assert (engine.rest(), engine.wait()) == ([], 0)
    assert all(line.startswith("INFO ") for line in engine.errors().splitlines())
    assert all(min(use.live, use.marks, use.parked, use.buffers) >= 0 for use in engine.memory)
    ends = [event for events in replies.values() for event in events if isinstance(event, Finished)]
    assert sum(end.usage.reused_tokens for end in ends) > 0
    alone = [request for request in session.asked if request not in session.touched][-COMPARED:]
    fresh = start_engine(load=False)
    for request in alone:
        fresh.send(load_demo())  # forgets all that it has read
        fresh.until(Loaded)
        fresh.send(Generate(session.asked[request]))
        assert ids_of(fresh.reply(request)) == ids_of(replies[request])
