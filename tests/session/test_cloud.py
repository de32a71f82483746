"""A question goes to a service when a card was accepted, and in no other way; what it took stands in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hand_cloud import KEY, LAB, NOW, HandCloud
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort, ReplyStatus, Source, SourceKind, TurnId, Usage
from app.chat.egress import Choice
from app.chat.endpoint import OPENAI
from app.chat.exchange import Failed, Finished, FinishReason
from app.chat.failure import Failure, FailureKind
from app.chat.ledger import LedgerEntry
from app.chat.service import Service
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.store.failures import StorageError
from app.store.history import History

LOST = Failure(FailureKind.ENGINE_LOST, "The engine ended.")
LOCAL = Source(SourceKind.LOCAL, "demo", "Demo")


@pytest.fixture
def hand(session: ChatSession, history: History, tmp_path: Path) -> Iterator[HandCloud]:
    hand = HandCloud(tmp_path, session=session, history=history)
    hand.allow(LAB)
    yield hand
    session.shutdown()
    hand.close()


@pytest.fixture
def cloud(hand: HandCloud) -> Cloud:
    return hand.cloud


def mini(cloud: Cloud) -> Service:
    found = cloud.services.find("openai/gpt-4o-mini")
    assert found is not None
    return found


def wait_for(qtbot: QtBot, hand: HandCloud, requests: int) -> None:
    qtbot.waitUntil(lambda: len(hand.outside.asked) == requests, timeout=5000)


def ask_locally(session: ChatSession, backend: Any, qtbot: QtBot, text: str, end: object) -> TurnId:
    before = len(backend.requests)
    turn = session.submit(text, Effort.LOW)
    assert turn is not None
    qtbot.waitUntil(lambda: len(backend.requests) > before, timeout=5000)
    backend.reply(end)
    return turn


def ledger(history: History) -> tuple[LedgerEntry, ...]:
    return history.ledger().result(5).entries


def test_a_card_comes_first_and_nothing_is_sent_or_kept_before_it_is_accepted(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    assert cloud.ask("What is 2 + 3?", Effort.LOW, mini(cloud)) is None
    pending = cloud.pending
    assert pending is not None
    assert [message.text for message in pending.egress.messages] == ["What is 2 + 3?"]
    assert pending.egress.base_url == "https://api.openai.com/v1"
    assert session.path == ()
    cloud.choose(Choice.NOT_NOW)
    assert cloud.pending is None
    assert (session.path, hand.outside.asked, ledger(history)) == ((), [], ())


def test_what_is_accepted_is_asked_with_its_key_and_says_where_it_was_made(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    sent: list[object] = []
    cloud.sent.connect(sent.append)
    cloud.ask("What is 2 + 3?", Effort.LOW, mini(cloud))
    pending = cloud.pending
    turn = cloud.choose(Choice.ONCE)
    assert sent == [pending]
    assert [held.id for held in session.path] == [turn]
    assert session.path[0].reply.source == mini(cloud).answers_as, "also while it waits"
    wait_for(qtbot, hand, 1)
    service = hand.outside.last
    assert service.key is not None
    assert service.key.reveal() == KEY
    assert service.texts() == ["What is 2 + 3?"]
    [entry] = ledger(history)  # on disk before it is sent
    assert (entry.tokens_out, entry.is_estimate, entry.asked_at) == (16_384, True, NOW)
    service.say("5")
    service.finish(Usage(100, 0, 3, 10))
    reply = session.path[0].reply
    assert (reply.status, reply.answer) == (ReplyStatus.ANSWERED, "5")
    assert reply.source == Source(SourceKind.CLOUD, "gpt-4o-mini", "GPT-4o mini", "OpenAI")
    [entry] = ledger(history)
    assert entry == LedgerEntry(
        entry.id, NOW, "openai", "gpt-4o-mini", session.conversation.id, 100, 13, False, round(15 + 0.6 * 13)
    )


def test_once_is_one_time(cloud: Cloud, hand: HandCloud, session: ChatSession, qtbot: QtBot) -> None:
    cloud.ask("one", Effort.LOW, mini(cloud))
    turn = cloud.choose(Choice.ONCE)
    assert turn is not None
    wait_for(qtbot, hand, 1)
    hand.outside.last.finish()
    assert cloud.ask_again(turn, mini(cloud)) is None
    assert cloud.pending is not None


def test_for_the_conversation_only_more_than_the_question_needs_a_card(
    cloud: Cloud, hand: HandCloud, session: ChatSession, backend: Any, qtbot: QtBot
) -> None:
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.CONVERSATION)
    wait_for(qtbot, hand, 1)
    hand.outside.last.say("from there")
    hand.outside.last.finish()
    assert cloud.ask("two", Effort.LOW, mini(cloud)) is not None
    wait_for(qtbot, hand, 2)
    assert hand.outside.last.texts() == ["one", "from there", "two"]
    hand.outside.last.say("again")
    hand.outside.last.finish()
    ask_locally(session, backend, qtbot, "between us", Finished(FinishReason.ENDED, Usage(), LOCAL))
    assert cloud.ask("three", Effort.LOW, mini(cloud)) is None
    assert cloud.pending is not None
    new = [message.text for message in cloud.pending.egress.messages if message not in cloud.pending.known]
    assert new == ["between us", "three"]
    cloud.dismiss()
    session.start_conversation()
    assert cloud.ask("two", Effort.LOW, mini(cloud)) is None, "another conversation was never agreed to"
    cloud.dismiss()
    assert len(hand.outside.asked) == 2


def test_what_one_account_was_granted_is_not_granted_to_another_at_the_same_address(
    cloud: Cloud, hand: HandCloud, session: ChatSession, qtbot: QtBot
) -> None:
    other = replace(LAB, endpoint=replace(LAB.endpoint, id="lab-2", name="Lab of others"))
    hand.allow(LAB, other)
    cloud.ask("one", Effort.LOW, LAB)
    cloud.choose(Choice.CONVERSATION)
    wait_for(qtbot, hand, 1)
    hand.outside.last.finish()
    assert cloud.ask("two", Effort.LOW, other) is None
    assert cloud.pending is not None
    assert cloud.pending.known == frozenset(), "it has seen nothing of this yet"
    assert len(hand.outside.asked) == 1


def test_a_failed_turn_is_only_offered_and_asked_again_as_its_sibling(
    cloud: Cloud, hand: HandCloud, session: ChatSession, backend: Any, qtbot: QtBot
) -> None:
    failed = ask_locally(session, backend, qtbot, "Why?", Failed(LOST))
    assert cloud.offer_for(session.path[-1]) == mini(cloud)
    assert (cloud.pending, hand.outside.asked) == (None, [])
    cloud.ask_again(failed, mini(cloud))
    pending = cloud.pending
    assert pending is not None
    assert (pending.again, pending.text) == (failed, "Why?")
    turn = cloud.choose(Choice.ONCE)
    assert session.conversation.sibling_ids[None] == (failed, turn)
    wait_for(qtbot, hand, 1)
    hand.outside.last.say("Because.")
    hand.outside.last.finish()
    assert session.path[-1].reply.answer == "Because."
    assert cloud.offer_for(session.path[-1]) is None


@pytest.mark.parametrize(
    "kind",
    [
        FailureKind.ENGINE_LOST,
        FailureKind.ENGINE_START,
        FailureKind.MODEL_MISSING,
        FailureKind.OUT_OF_MEMORY,
        FailureKind.PROMPT_TOO_LONG,
    ],
)
def test_what_this_machine_cannot_do_is_offered_to_a_service_and_no_more_than_that(
    kind: FailureKind, cloud: Cloud, hand: HandCloud, session: ChatSession, backend: Any, qtbot: QtBot
) -> None:
    ask_locally(session, backend, qtbot, "Why?", Failed(Failure(kind, "It cannot.")))
    assert cloud.offer_for(session.path[-1]) == mini(cloud)
    assert (cloud.pending, cloud.destination, hand.outside.asked) == (None, None, [])


def test_a_failure_that_a_service_cannot_help_with_offers_none(
    cloud: Cloud, session: ChatSession, backend: Any, qtbot: QtBot
) -> None:
    ask_locally(session, backend, qtbot, "Why?", Failed(Failure(FailureKind.STORAGE, "The disk is full.")))
    assert cloud.offer_for(session.path[-1]) is None


def test_who_could_be_asked_is_looked_up_only_after_a_failure(
    cloud: Cloud, session: ChatSession, backend: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked of each of a thousand turns whenever they are shown."""
    ask_locally(session, backend, qtbot, "Why?", Finished(FinishReason.ENDED, Usage(), LOCAL))
    usable, looked = cloud.services.usable, list[str]()
    monkeypatch.setattr(type(cloud.services), "usable", property(lambda _: looked.append("up") or usable))
    assert cloud.offer_for(session.path[-1]) is None
    assert looked == []


def test_never_is_the_default_and_removes_every_path(
    cloud: Cloud, hand: HandCloud, session: ChatSession, backend: Any, history: History, tmp_path: Path, qtbot: QtBot
) -> None:
    fresh = HandCloud(tmp_path / "fresh", session=session, history=history)
    assert fresh.cloud.services.is_never
    fresh.close()
    service = mini(cloud)
    cloud.choose_destination(service)
    cloud.ask("one", Effort.LOW, service)
    cloud.services.is_never = True
    assert (cloud.pending, cloud.destination, cloud.preferred, cloud.services.usable) == (None, None, None, ())
    assert cloud.choose(Choice.ONCE) is None
    assert cloud.ask("one", Effort.LOW, service) is None
    ask_locally(session, backend, qtbot, "Why?", Failed(LOST))
    assert cloud.offer_for(session.path[-1]) is None
    assert (cloud.pending, hand.outside.asked) == (None, [])


def test_never_ends_what_was_accepted_and_is_not_out_yet(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.CONVERSATION)
    cloud.services.is_never = True
    qtbot.waitUntil(lambda: session.path[0].reply.status.is_over, timeout=5000)
    assert session.path[0].reply.status is ReplyStatus.FAILED
    assert hand.outside.asked == []
    cloud.services.is_never = False
    assert cloud.ask("one", Effort.LOW, mini(cloud)) is None, "what was agreed to is asked about again"


def test_what_changed_under_a_card_is_shown_again_instead_of_sent(
    cloud: Cloud, hand: HandCloud, session: ChatSession, qtbot: QtBot
) -> None:
    cloud.ask("one", Effort.LOW, LAB)
    shown = cloud.pending
    moved = replace(LAB, endpoint=replace(LAB.endpoint, base_url="http://127.0.0.1:10/v1"))
    hand.preferences.own_services = (moved,)
    assert cloud.pending is None, "where it would have gone is not there any more"
    assert cloud.choose(Choice.ONCE) is None
    cloud.ask("one", Effort.LOW, moved)
    assert cloud.pending is not None
    assert cloud.pending != shown
    assert hand.outside.asked == []


@dataclass
class Lock:
    """A keyring that waits for the person."""

    asked: int = 0
    opened: Event = field(default_factory=Event)

    def get_password(self, _service: str, _username: str) -> str:
        self.asked += 1
        self.opened.wait(10)
        return KEY


@pytest.fixture
def lock(hand: HandCloud) -> Iterator[Lock]:
    lock = Lock()
    hand.keyring.get_password = lock.get_password  # type: ignore[method-assign]  # the class is of this test alone
    yield lock
    lock.opened.set()


def test_who_cannot_be_asked_any_more_when_the_keyring_opens_is_not_asked(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, lock: Lock, qtbot: QtBot
) -> None:
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.ONCE)
    qtbot.waitUntil(lambda: lock.asked == 1, timeout=5000)
    hand.preferences.cloud_keys = ()
    lock.opened.set()
    qtbot.waitUntil(lambda: session.path[0].reply.status.is_over, timeout=5000)
    assert session.path[0].reply.status is ReplyStatus.FAILED
    assert (hand.outside.asked, ledger(history)) == ([], ())


def test_the_list_of_an_endpoint_whose_key_is_gone_when_the_keyring_opens_is_not_read(
    cloud: Cloud, hand: HandCloud, lock: Lock, qtbot: QtBot
) -> None:
    cloud.listing.read(OPENAI)
    qtbot.waitUntil(lambda: lock.asked == 1, timeout=5000)
    hand.preferences.cloud_keys = ()
    lock.opened.set()
    qtbot.waitUntil(lambda: not cloud.listing.is_reading(OPENAI.id), timeout=5000)
    assert hand.outside.listed == []


def test_what_waited_for_the_keyring_together_does_not_pass_the_limit_together(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, lock: Lock, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: cloud.spending.is_read, timeout=5000)
    cloud.spending.set_limit(15_000)  # one question of gpt-4o-mini may cost 10,000
    ends: list[ReplyStatus] = []
    session.reply_ended.connect(lambda _conversation, _turn, status: ends.append(status))
    for number in (1, 2):
        session.start_conversation()
        cloud.ask("one", Effort.LOW, mini(cloud))
        cloud.choose(Choice.ONCE)
        qtbot.waitUntil(lambda number=number: lock.asked == number, timeout=5000)
    lock.opened.set()
    qtbot.waitUntil(lambda: bool(ends), timeout=5000)
    wait_for(qtbot, hand, 1)
    assert (ends, len(ledger(history))) == ([ReplyStatus.FAILED], 1)


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_window_that_ends_before_it_sends_has_nothing_in_the_sums(
    is_stopped: bool,
    cloud: Cloud,
    hand: HandCloud,
    session: ChatSession,
    history: History,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    enter, goes_on = history.enter_in_ledger, Event()

    def slowly(entry: LedgerEntry) -> Future[None]:
        history.run(lambda: goes_on.wait(10))
        return enter(entry)

    monkeypatch.setattr(history, "enter_in_ledger", slowly)
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.ONCE)
    qtbot.waitUntil(lambda: bool(cloud.spending.entries), timeout=5000)
    if is_stopped:
        session.stop()
    session.shutdown()
    cloud.shutdown()
    goes_on.set()
    assert [(held.tokens_in, held.tokens_out, held.cost) for held in ledger(history)] == [(0, 0, 0)]
    assert hand.outside.asked == []


def test_stop_before_the_key_came_sends_nothing_and_costs_nothing(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.ONCE)
    with qtbot.waitSignal(session.saved, timeout=5000):
        pass
    session.stop()
    qtbot.waitUntil(lambda: session.path[0].reply.status.is_over, timeout=5000)
    assert session.path[0].reply.status is ReplyStatus.STOPPED
    qtbot.wait(50)
    assert hand.outside.asked == []
    assert sum(entry.cost or 0 for entry in ledger(history)) == 0


def test_a_keyring_that_does_not_give_the_key_is_a_failed_reply(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    hand.keyring.trouble = RuntimeError(f"locked, and it holds {KEY}")
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.ONCE)
    qtbot.waitUntil(lambda: session.path[0].reply.status.is_over, timeout=5000)
    failure = session.path[0].reply.failure
    assert failure is not None
    assert failure.kind is FailureKind.KEYRING
    assert KEY not in str(failure)
    assert (hand.outside.asked, ledger(history)) == ([], ())


def test_every_failure_is_in_the_ledger_and_costs_nothing_if_it_was_turned_away(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    kinds = (FailureKind.CLOUD_KEY, FailureKind.CLOUD_BUSY, FailureKind.CLOUD_TIMEOUT, FailureKind.CLOUD_BROKEN)
    for number, kind in enumerate(kinds):
        cloud.ask("one", Effort.LOW, mini(cloud))
        cloud.choose(Choice.ONCE)
        wait_for(qtbot, hand, number + 1)
        if kind is FailureKind.CLOUD_BROKEN:
            hand.outside.last.say("Half an answer")
        hand.outside.last.fail(Failure(kind, "It failed."))
        assert session.path[-1].reply.status is ReplyStatus.FAILED
    rows = ledger(history)
    assert len(rows) == 4
    by_request = {entry.id: entry for entry in rows}
    costs = [by_request[service.requests[0].id].cost for service in hand.outside.asked]
    assert costs[:2] == [0, 0]
    assert costs[2] == round(0.15 * by_request[hand.outside.asked[2].requests[0].id].tokens_in)
    assert by_request[hand.outside.asked[3].requests[0].id].tokens_out == 4
    assert all(entry.is_estimate for entry in rows)


def test_the_limit_of_a_month_blocks_what_could_pass_it(
    cloud: Cloud, hand: HandCloud, session: ChatSession, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: cloud.spending.is_read, timeout=5000)
    cloud.spending.set_limit(20_000)  # two cents; one question of gpt-4o-mini may cost one
    for number, choice in ((1, Choice.ONCE), (2, Choice.CONVERSATION)):
        cloud.ask("one", Effort.LOW, mini(cloud))
        assert cloud.pending is not None
        assert cloud.pending.refusal is None
        cloud.choose(choice)
        wait_for(qtbot, hand, number)
        hand.outside.last.finish(Usage(20_000, 0, 0, 10_000))  # 9,000 micro-dollars
    assert cloud.spending.budget.spent == 18_000
    assert cloud.ask("two", Effort.LOW, mini(cloud)) is None, "also where the conversation is agreed to"
    assert cloud.pending is not None
    assert cloud.pending.refusal is not None
    assert cloud.pending.refusal.kind is FailureKind.CLOUD_LIMIT
    assert cloud.choose(Choice.ONCE) is None
    assert len(hand.outside.asked) == 2
    assert cloud.pending is not None, "the card stays and says why"
    cloud.spending.set_limit(None)
    cloud.ask("two", Effort.LOW, mini(cloud))
    wait_for(qtbot, hand, 3)


def test_a_conversation_that_has_gone_out_keeps_its_mark(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not cloud.has_gone_out(session.conversation)
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.ONCE)
    wait_for(qtbot, hand, 1)
    hand.outside.last.fail(Failure(FailureKind.CLOUD_SERVER, "It failed."))
    gone = session.conversation
    assert cloud.has_gone_out(gone)
    session.start_conversation()
    assert not cloud.has_gone_out(session.conversation)
    other = HandCloud(tmp_path / "next", session=session, history=history)
    qtbot.waitUntil(lambda: other.cloud.has_gone_out(gone), timeout=5000)
    other.close()


def test_the_destination_is_of_one_conversation_and_this_machine_for_every_other(
    cloud: Cloud, hand: HandCloud, session: ChatSession, backend: Any, qtbot: QtBot
) -> None:
    assert cloud.destination is None
    ask_locally(session, backend, qtbot, "one", Finished(FinishReason.ENDED, Usage(), LOCAL))
    cloud.choose_destination(LAB)
    assert cloud.destination == LAB
    first = session.conversation.id
    session.start_conversation()
    assert cloud.destination is None
    session.open_conversation(first)
    qtbot.waitUntil(lambda: session.conversation.id == first, timeout=5000)
    assert cloud.destination == LAB
    cloud.choose_destination(None)
    assert cloud.destination is None


def test_a_model_that_is_gone_offers_its_successor(
    cloud: Cloud, hand: HandCloud, session: ChatSession, qtbot: QtBot
) -> None:
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.ONCE)
    wait_for(qtbot, hand, 1)
    hand.outside.last.fail(Failure(FailureKind.CLOUD_MODEL_GONE, "It is not offered any more."))
    offered = cloud.offer_for(session.path[-1])
    assert offered is not None
    assert offered.model.id == "gpt-6-luna"


@pytest.mark.parametrize(
    ("today", "days_left", "first"),
    [
        (date(2026, 11, 14), None, "gpt-4o-mini"),
        (date(2026, 11, 15), 60, "gpt-4o-mini"),
        (date(2027, 1, 13), 1, "gpt-4o-mini"),
        (date(2027, 1, 14), 0, "gpt-6-luna"),
    ],
)
def test_a_shutdown_is_warned_of_from_sixty_days_before(
    today: date, days_left: int | None, first: str, session: ChatSession, history: History, tmp_path: Path
) -> None:
    hand = HandCloud(tmp_path, session=session, history=history, today=today)
    hand.allow()
    warning = hand.cloud.services.warning_for(mini(hand.cloud))
    assert (None if warning is None else warning.days_left) == days_left
    assert hand.cloud.preferred is not None
    assert hand.cloud.preferred.model.id == first
    hand.close()


def test_a_deleted_conversation_takes_its_card_and_what_was_agreed_along(
    cloud: Cloud, session: ChatSession, qtbot: QtBot
) -> None:
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.forget(session.conversation.id)
    assert cloud.pending is None


def test_where_there_is_no_network_library_the_reply_says_so(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    hand.outside.refusal = Failure(FailureKind.INTERNAL, "A library is missing.")
    cloud.ask("one", Effort.LOW, LAB)
    cloud.choose(Choice.ONCE)
    qtbot.waitUntil(lambda: session.path[0].reply.status.is_over, timeout=5000)
    assert session.path[0].reply.failure == hand.outside.refusal
    assert session.path[0].reply.source == LAB.answers_as


def test_the_end_of_the_app_leaves_an_estimate_of_what_ran(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    cloud.ask("one", Effort.LOW, mini(cloud))
    cloud.choose(Choice.ONCE)
    wait_for(qtbot, hand, 1)
    hand.outside.last.say("Half")
    session.shutdown()
    cloud.shutdown()
    assert hand.outside.last.is_over
    [entry] = ledger(history)
    assert entry.tokens_out == 10


def test_what_the_disk_does_not_take_into_the_ledger_is_not_sent(
    cloud: Cloud, hand: HandCloud, session: ChatSession, history: History, qtbot: QtBot, monkeypatch: Any
) -> None:
    failed: Future[None] = Future()
    full = Failure(FailureKind.STORAGE, "The disk is full.")
    failed.set_exception(StorageError(full))
    monkeypatch.setattr(history, "enter_in_ledger", lambda entry: failed)
    cloud.ask("one", Effort.LOW, LAB)
    cloud.choose(Choice.CONVERSATION)
    qtbot.waitUntil(lambda: session.path[0].reply.status.is_over, timeout=5000)
    assert session.path[0].reply.failure == full
    assert (hand.outside.asked, cloud.spending.entries) == ([], ())
    assert not cloud.has_gone_out(session.conversation)
