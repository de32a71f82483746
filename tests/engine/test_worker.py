"""The model's thread, driven directly where a process would show nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, RequestId
from app.chat.prompt import Message, Prompt, Role
from app.engine.counter import Counter
from app.engine.inbox import Inbox, Job, Preparation, Task
from app.engine.scripted_model import loader
from app.engine.stdio import Outbox
from app.engine.worker import Worker
from app.wire.messages import Leave, Load

PROMPT = Prompt(Effort.LOW, (Message(Role.USER, "Hello"),), "2026-11-24")


class RememberingInbox(Inbox):
    """Remembers how long each waiting was to last."""

    def __init__(self) -> None:
        super().__init__()
        self.limits: list[float | None] = []

    def take(self, limit_s: float | None = None) -> Task | Preparation | None:
        self.limits.append(limit_s)
        return super().take(limit_s)


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    reading, writing = os.pipe()
    yield Outbox(writing)
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("before", [(), (Load("/nowhere", "None"),)])
def test_without_a_model_there_is_no_news_to_wake_up_for(outbox: Outbox, before: tuple[Load, ...]) -> None:
    inbox = RememberingInbox()
    for task in (*before, Job(GenerationRequest(RequestId("r"), PROMPT)), Leave()):
        inbox.put(task)
    assert Worker(inbox=inbox, outbox=outbox, counter=Counter(outbox), load_model=loader("")).run() == 0
    assert inbox.limits == [None] * (len(before) + 2)
