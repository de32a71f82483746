"""What a terminal asks is kept for the ledger before it is sent: with prices where they are known."""

from __future__ import annotations

import json
from pathlib import Path

from app.chat.conversation import Effort, Source, SourceKind, Usage
from app.chat.exchange import Delta, Failed, Finished, FinishReason, GenerationRequest, ReplyEvent, RequestId, Sampling
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import Channel, Message, Prompt, Role
from app.chat.service import Service
from app.cli.ledger_entry import TerminalEntry, as_entered
from app.cli.service import service_at
from app.models.cloud_models import cloud_table
from app.store.terminal_requests import FOLDER

ID = RequestId(32 * "a")
QUESTION = "canary-question-1f7b, what is 47 + 85?"
REQUEST = GenerationRequest(ID, Prompt(Effort.LOW, (Message(Role.USER, QUESTION),), "2026-11-24"), Sampling())
OPENAI = "https://api.openai.com/v1/"
SOURCE = Source(SourceKind.CLOUD, "m", "m", "s")
ENDED = Finished(FinishReason.ENDED, Usage(21, 0, 30, 50), SOURCE)


def entry(folder: Path, address: str = OPENAI, model: str | None = "gpt-4o-mini") -> TerminalEntry:
    service = service_at(address, model=model, effort=None, key_name="mine")
    assert isinstance(service, Service)
    entered = as_entered(service, cloud_table(folder)[0])
    return TerminalEntry(folder=folder, service=entered, request=REQUEST, now=lambda: 1_764_000_000.0)


def kept(folder: Path) -> dict[str, object]:
    text = (folder / FOLDER / f"{ID}.json").read_text()
    assert "canary-question" not in text, "never a word of what was asked"
    held: dict[str, object] = json.loads(text)["entry"]
    return held


def figures(folder: Path) -> list[object]:
    held = kept(folder)
    return [held.get(name) for name in ("endpoint", "tokens_in", "tokens_out", "is_estimate", "cost")]


def settle_after(asked: TerminalEntry, *events: ReplyEvent) -> None:
    for event in events:
        asked.on_replied(ID, event)
    assert asked.settle() is None


def test_openais_models_have_the_prices_that_are_known_and_are_estimated_at_the_most_that_they_write(
    tmp_path: Path,
) -> None:
    asked = entry(tmp_path)
    assert asked.keep() is None
    assert figures(tmp_path) == ["openai", 14, 16_384, True, round(14 * 0.15 + 16_384 * 0.6)]
    settle_after(asked, Delta(Channel.FINAL, "132", 1), ENDED)
    assert figures(tmp_path) == ["openai", 21, 80, False, round(21 * 0.15 + 80 * 0.6)]


def test_any_other_service_is_named_by_its_host_and_its_price_is_not_known(tmp_path: Path) -> None:
    asked = entry(tmp_path, "http://127.0.0.1:8080/v1", model=None)
    assert asked.keep() is None
    assert figures(tmp_path) == ["127.0.0.1:8080", 14, 0, True, None]
    settle_after(asked, ENDED)
    assert figures(tmp_path) == ["127.0.0.1:8080", 21, 80, False, None]


def test_what_the_service_turned_away_cost_nothing(tmp_path: Path) -> None:
    asked = entry(tmp_path)
    asked.keep()
    settle_after(asked, Failed(Failure(FailureKind.CLOUD_BUSY, "Too many.")))
    assert figures(tmp_path) == ["openai", 0, 0, True, 0]


def test_a_request_whose_end_is_not_seen_keeps_its_estimate(tmp_path: Path) -> None:
    asked = entry(tmp_path)
    asked.keep()
    before = figures(tmp_path)
    settle_after(asked, Delta(Channel.FINAL, "Half", 1))
    assert figures(tmp_path) == before


def test_what_was_never_sent_is_not_in_the_ledger(tmp_path: Path) -> None:
    asked = entry(tmp_path)
    settle_after(asked, Failed(Failure(FailureKind.CLOUD_KEY, "There is no key.")))
    assert not (tmp_path / FOLDER).exists()


def test_a_count_that_cannot_be_kept_is_said_and_leaves_the_estimate(tmp_path: Path) -> None:
    asked = entry(tmp_path)
    asked.keep()
    before = figures(tmp_path)
    (tmp_path / FOLDER / f"{ID}.json.new").mkdir()
    asked.on_replied(ID, ENDED)
    failure = asked.settle()
    assert failure is not None
    assert failure.message.endswith("The cloud ledger keeps an estimate of this request.")
    assert figures(tmp_path) == before
