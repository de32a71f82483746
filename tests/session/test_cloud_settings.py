"""Who can be asked: endpoints are checked, keys go to the keyring and nowhere else, lists are read on a click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hand_cloud import KEY, LAB, NOW, HandCloud
from pytestqt.qtbot import QtBot

from app.chat.cloud_model import ListedModel
from app.chat.conversation import ConversationId, Effort, Reply, ReplyStatus, Source, SourceKind, Turn, TurnId, Usage
from app.chat.egress import Choice
from app.chat.endpoint import OPENAI, EffortStyle
from app.chat.failure import Failure, FailureKind
from app.chat.ledger import LedgerEntry, LocalUse
from app.chat.secret import Secret
from app.chat.service import Service
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.session.cloud_spending import cost_elsewhere
from app.session.preferences import Preferences
from app.store.history import History
from app.store.settings import SETTINGS, SettingsFile
from app.store.terminal_requests import FOLDER, keep


@pytest.fixture
def hand(session: ChatSession, history: History, tmp_path: Path) -> Iterator[HandCloud]:
    hand = HandCloud(tmp_path, session=session, history=history)
    hand.preferences.never_cloud = False
    yield hand
    hand.close()


@pytest.fixture
def cloud(hand: HandCloud) -> Cloud:
    return hand.cloud


def add(cloud: Cloud, name: str = "My lab", address: str = "http://127.0.0.1:8080/v1/", **rest: object) -> object:
    said: dict[str, object] = {"model": "gpt-oss-120b", "needs_key": False, "takes_effort": True, **rest}
    return cloud.services.add(name=name, address=address, **said)  # type: ignore[arg-type]


def ids(cloud: Cloud) -> list[str]:
    return [service.id for service in cloud.services.usable]


def test_an_endpoint_of_ones_own_is_kept_and_can_be_asked(cloud: Cloud, hand: HandCloud, tmp_path: Path) -> None:
    added = add(cloud)
    assert isinstance(added, Service)
    assert (added.id, added.endpoint.base_url) == ("my-lab/gpt-oss-120b", "http://127.0.0.1:8080/v1")
    assert (added.endpoint.effort_style, added.model.efforts) == (EffortStyle.EITHER, tuple(Effort))
    assert ids(cloud) == ["my-lab/gpt-oss-120b"]
    hand.preferences.flush()
    assert Preferences(file=SettingsFile(tmp_path)).own_services == (added,)


@pytest.mark.parametrize(
    ("name", "address", "model"),
    [
        ("", "https://example.com/v1", "m"),
        ("Lab", "https://example.com/v1", " "),
        ("Lab", "http://example.com/v1", "m"),
        ("Lab", "https://key@example.com/v1", "m"),
        ("openai", "https://example.com/v1", "m"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(name: str, address: str, model: str, cloud: Cloud) -> None:
    refused = add(cloud, name, address, model=model)
    assert isinstance(refused, Failure)
    assert refused.kind is FailureKind.CLOUD_ADDRESS
    assert cloud.services.own == ()


def test_an_address_that_was_put_into_the_settings_file_is_checked_like_a_typed_one(
    session: ChatSession, history: History, tmp_path: Path
) -> None:
    settings = SettingsFile(tmp_path)
    evil = replace(LAB, endpoint=replace(LAB.endpoint, base_url="http://example.com/v1"))
    false_openai = replace(LAB, endpoint=replace(LAB.endpoint, id="openai", base_url="https://example.com/v1"))
    settings.save(replace(settings.load(), never_cloud=False, own_services=(evil, false_openai, LAB)))
    hand = HandCloud(tmp_path, session=session, history=history)
    assert hand.cloud.services.usable == (LAB,)
    hand.close()


def test_a_key_is_kept_in_the_keyring_and_named_in_the_settings(
    cloud: Cloud, hand: HandCloud, tmp_path: Path, qtbot: QtBot
) -> None:
    assert ids(cloud) == []
    cloud.keys.keep("openai", Secret(KEY))
    assert cloud.keys.is_busy
    qtbot.waitUntil(lambda: not cloud.keys.is_busy, timeout=5000)
    assert hand.keyring.kept == {("Soliloquy", "openai"): KEY}
    assert ids(cloud) == ["openai/gpt-4o-mini", "openai/gpt-6-luna"]
    hand.preferences.flush()
    assert KEY not in (tmp_path / SETTINGS).read_text()
    cloud.keys.remove("openai")
    qtbot.waitUntil(lambda: not cloud.keys.is_busy, timeout=5000)
    assert (hand.keyring.kept, ids(cloud)) == ({}, [])


def test_two_keys_that_are_kept_at_once_are_both_known(cloud: Cloud, hand: HandCloud, qtbot: QtBot) -> None:
    added = add(cloud, needs_key=True)
    assert isinstance(added, Service)
    cloud.keys.keep("openai", Secret(KEY))
    cloud.keys.keep(added.endpoint.id, Secret("another"))
    qtbot.waitUntil(lambda: not cloud.keys.is_busy, timeout=5000)
    assert set(hand.preferences.cloud_keys) == {"openai", added.endpoint.id}


def test_a_keyring_that_refuses_says_so_and_nothing_is_kept(cloud: Cloud, hand: HandCloud, qtbot: QtBot) -> None:
    hand.keyring.trouble = RuntimeError(KEY)
    cloud.keys.keep("openai", Secret(KEY))
    qtbot.waitUntil(lambda: bool(hand.failures), timeout=5000)
    assert hand.failures[0].kind is FailureKind.KEYRING
    assert KEY not in str(hand.failures)
    assert (cloud.keys.has("openai"), ids(cloud)) == (False, [])


def test_an_endpoint_goes_with_its_key_or_not_at_all(cloud: Cloud, hand: HandCloud, qtbot: QtBot) -> None:
    added = add(cloud, needs_key=True)
    assert isinstance(added, Service)
    cloud.keys.keep(added.endpoint.id, Secret(KEY))
    qtbot.waitUntil(lambda: ids(cloud) == [added.id], timeout=5000)
    hand.keyring.trouble = RuntimeError("locked")
    cloud.services.remove(added.endpoint.id)
    qtbot.waitUntil(lambda: bool(hand.failures), timeout=5000)
    assert cloud.services.own == (added,)
    hand.keyring.trouble = None
    cloud.services.remove(added.endpoint.id)
    qtbot.waitUntil(lambda: cloud.services.own == (), timeout=5000)
    assert hand.keyring.kept == {}


def test_a_key_that_was_left_behind_is_never_that_of_another_endpoint(cloud: Cloud, hand: HandCloud) -> None:
    hand.preferences.cloud_keys = ("my-lab",)
    added = add(cloud, needs_key=True)
    assert isinstance(added, Service)
    assert added.endpoint.id == "my-lab-2"
    assert ids(cloud) == []


def test_another_model_of_an_endpoint_can_be_chosen(cloud: Cloud) -> None:
    added = add(cloud, takes_effort=False)
    assert isinstance(added, Service)
    cloud.services.set_model(added.endpoint.id, " gpt-oss-20b ")
    assert ids(cloud) == ["my-lab/gpt-oss-20b"]
    assert cloud.services.own[0].model.efforts == ()
    cloud.services.set_model(added.endpoint.id, " ")
    assert ids(cloud) == ["my-lab/gpt-oss-20b"]


def test_what_local_answers_would_have_cost(cloud: Cloud, session: ChatSession, history: History, qtbot: QtBot) -> None:
    source = Source(SourceKind.LOCAL, "demo", "Demo")
    reply = Reply(ReplyStatus.ANSWERED, answer="5", source=source, usage=Usage(900, 500, 80, 20))
    elsewhere = replace(reply, source=LAB.answers_as)
    at = 1_763_000_000.0
    turns = [Turn(TurnId(str(n)), None, "?", Effort.LOW, at, held) for n, held in enumerate((reply, reply, elsewhere))]
    turns.append(Turn(TurnId("w"), None, "?", Effort.LOW, at))
    history.append_turns(session.conversation, turns)
    cloud.spending.read_local_use()
    qtbot.waitUntil(lambda: bool(cloud.spending.local_use), timeout=5000)
    assert cloud.spending.local_use == (LocalUse("2025-11", 2, 1800, 200),)
    [mini, luna] = [service.model for service in cloud.services.openai]
    assert cost_elsewhere(cloud.spending.local_use[0], mini) == round(1800 * 0.15 + 200 * 0.6)
    assert cost_elsewhere(cloud.spending.local_use[0], luna) is None, "its prices are not known"


def test_the_ledger_is_exported_as_a_table(cloud: Cloud, hand: HandCloud, tmp_path: Path, qtbot: QtBot) -> None:
    cloud.spending.enter(LedgerEntry("r1", 1_763_000_000.0, "openai", "gpt-4o-mini", "c", 100, 13, False, 23))
    written: list[bool] = []
    cloud.spending.export(tmp_path / "ledger.csv", lambda: written.append(True))
    qtbot.waitUntil(lambda: bool(written), timeout=5000)
    head, row = (tmp_path / "ledger.csv").read_bytes().decode().removesuffix("\r\n").split("\r\n")
    assert head.startswith("time,service,model")
    assert row.endswith("openai,gpt-4o-mini,c,100,13,no,0.000023")
    cloud.spending.export(tmp_path / "no such folder" / "ledger.csv", lambda: written.append(True))
    qtbot.waitUntil(lambda: bool(hand.failures), timeout=5000)
    assert "could not be written" in hand.failures[0].message


def test_what_was_asked_in_a_terminal_is_taken_up_at_the_start_and_when_the_page_asks(
    hand: HandCloud, session: ChatSession, history: History, tmp_path: Path, qtbot: QtBot
) -> None:
    asked = LedgerEntry(32 * "a", 1_763_000_000.0, "openai", "gpt-4o-mini", "", 100, 16_384, True, 9_845)
    keep(tmp_path / "data", asked)
    other = HandCloud(tmp_path / "next", session=session, history=history)
    spending = other.cloud.spending
    qtbot.waitUntil(lambda: spending.entries == (asked,), timeout=5000)
    assert not spending.has_gone_out(ConversationId("")), "it belongs to no conversation"
    counted = replace(asked, tokens_out=13, is_estimate=False, cost=23)
    keep(tmp_path / "data", counted)
    (tmp_path / "data" / FOLDER / f"{32 * 'b'}.json").write_text("{}")
    spending.take_up()
    qtbot.waitUntil(lambda: spending.entries == (counted,), timeout=5000)
    assert spending.damaged == 1
    assert [(total.requests, total.cost) for total in spending.totals] == [(1, 23)]
    other.close()


def test_the_limit_counts_what_was_asked_in_a_terminal_since_the_start(
    cloud: Cloud, hand: HandCloud, session: ChatSession, tmp_path: Path, qtbot: QtBot
) -> None:
    def asked_in_a_terminal(letter: str) -> None:
        keep(tmp_path / "data", LedgerEntry(32 * letter, NOW, "openai", "gpt-4o-mini", "", 100, 13, False, 15_000))

    hand.allow()
    qtbot.waitUntil(lambda: cloud.spending.is_read, timeout=5000)
    cloud.spending.set_limit(35_000)  # one question of gpt-4o-mini may cost 10,000
    mini = cloud.services.find("openai/gpt-4o-mini")
    assert mini is not None
    asked_in_a_terminal("a")
    cloud.ask("one", Effort.LOW, mini)
    cloud.choose(Choice.CONVERSATION)
    qtbot.waitUntil(lambda: len(hand.outside.asked) == 1, timeout=5000)
    hand.outside.last.finish(Usage(0, 0, 0, 0))
    asked_in_a_terminal("b")
    assert cloud.ask("two", Effort.LOW, mini) is not None, "as the conversation is agreed to"
    qtbot.waitUntil(lambda: session.path[-1].reply.status is ReplyStatus.FAILED, timeout=5000)
    failure = session.path[-1].reply.failure
    assert failure is not None
    assert failure.kind is FailureKind.CLOUD_LIMIT
    assert cloud.ask("three", Effort.LOW, mini) is None
    assert cloud.pending is not None
    assert cloud.pending.refusal is not None, "and now a card says so"
    assert len(hand.outside.asked) == 1


def test_never_breaks_off_a_list_that_is_being_read(cloud: Cloud, hand: HandCloud, qtbot: QtBot) -> None:
    hand.allow(LAB)
    hand.outside.models = (ListedModel("m"),)
    cloud.listing.read(LAB.endpoint)
    cloud.listing.read(OPENAI)  # its key is being read
    with qtbot.waitSignals([cloud.listing.changed, cloud.listing.changed], timeout=5000):
        hand.preferences.never_cloud = True
    assert not cloud.listing.is_reading(LAB.endpoint.id)
    hand.preferences.never_cloud = False
    qtbot.wait(50)  # for what should not come
    assert (cloud.listing.models(LAB.endpoint.id), cloud.listing.models(OPENAI.id)) == ((), ())
    assert hand.outside.listed == [("lab", False)]
    cloud.listing.read(OPENAI)
    qtbot.waitUntil(lambda: cloud.listing.models(OPENAI.id) == hand.outside.models, timeout=5000)


def test_the_list_of_an_endpoint_is_read_on_a_click_only(cloud: Cloud, hand: HandCloud, qtbot: QtBot) -> None:
    hand.allow(LAB)
    hand.outside.models = (ListedModel("gpt-oss-20b"), ListedModel("old", "2027-01-14"))
    qtbot.wait(20)
    assert hand.outside.listed == []
    cloud.listing.read(LAB.endpoint)
    cloud.listing.read(LAB.endpoint)
    assert cloud.listing.is_reading("lab")
    qtbot.waitUntil(lambda: bool(cloud.listing.models("lab")), timeout=5000)
    assert (cloud.listing.models("lab"), cloud.listing.is_reading("lab")) == (hand.outside.models, False)
    cloud.listing.read(OPENAI)
    qtbot.waitUntil(lambda: bool(cloud.listing.models("openai")), timeout=5000)
    assert hand.outside.listed == [("lab", False), ("openai", True)]
    hand.outside.models = Failure(FailureKind.CLOUD_KEY, "Not accepted.")
    failed: list[object] = []
    cloud.listing.failed.connect(lambda endpoint, failure: failed.append((endpoint, failure)))
    cloud.listing.read(OPENAI)
    qtbot.waitUntil(lambda: bool(failed), timeout=5000)
    assert cloud.listing.models("openai") != (), "what was read before stays"
    assert cloud.services.own[0].model.shutdown is None
    hand.outside.models = (ListedModel("gpt-oss-120b", "2026-12-31"),)
    cloud.listing.read(LAB.endpoint)
    qtbot.waitUntil(lambda: cloud.services.own[0].model.shutdown == "2026-12-31", timeout=5000)
    warning = cloud.services.warning_for(cloud.services.own[0])
    assert warning is not None, "as the endpoint tells it"
    assert warning.days_left == 33
    cloud.services.is_never = True
    cloud.listing.read(OPENAI)
    assert not cloud.listing.is_reading("openai")
    assert len(hand.outside.listed) == 4
