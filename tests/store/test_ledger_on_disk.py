"""What was asked of services stays on disk: when its conversation is gone, its file damaged, or its end unseen."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

from app.chat.conversation import (
    Conversation,
    ConversationId,
    Effort,
    Reply,
    ReplyStatus,
    Source,
    SourceKind,
    Turn,
    TurnId,
    Usage,
)
from app.chat.ledger import LedgerEntry, LocalUse
from app.store.history import History, open_history
from app.store.ledger import LoadedLedger

FIRST = LedgerEntry("r1", 5.0, "openai", "gpt-4o-mini", "c", 1000, 16_384, True, 9_980)
LAST = LedgerEntry("r2", 7.5, "lab", "gpt-oss-120b", "", 3, 4, False, None)


def entries(history: History) -> tuple[LedgerEntry, ...]:
    loaded = history.ledger().result(5)
    assert loaded.damaged == 0
    return loaded.entries


def test_a_new_ledger_is_empty(history: History) -> None:
    assert history.ledger().result(5) == LoadedLedger(())


def test_entries_are_there_after_a_restart_oldest_first(folder: Path) -> None:
    history = open_history(folder)
    history.enter_in_ledger(LAST)
    history.enter_in_ledger(FIRST)
    assert history.close()
    history = open_history(folder)
    assert entries(history) == (FIRST, LAST)
    assert history.close()


def test_an_estimate_is_replaced_when_the_service_has_counted(history: History) -> None:
    counted = replace(FIRST, tokens_in=1010, tokens_out=80, is_estimate=False, cost=199)
    for entry in (FIRST, LAST, counted):
        history.enter_in_ledger(entry)
    assert entries(history) == (counted, LAST)


def test_odd_text_is_kept_as_text(history: History) -> None:
    history.enter_in_ledger(replace(FIRST, model="größte \ud800'); DROP TABLE ledger; --"))
    assert entries(history)[0].model.startswith("größte ")


def test_an_entry_outlives_its_conversation(history: History) -> None:
    value = Conversation(ConversationId("c"), "t", 5.0, "2026-11-24").with_turn(
        Turn(TurnId("t"), None, "Why?", Effort.LOW, 6.0)
    )
    history.append_turns(value, value.turns)
    history.enter_in_ledger(FIRST)
    history.delete(value.id, now=lambda: 10.0)
    assert history.purge(20.0).result(5) == 1
    assert entries(history) == (FIRST,)


def test_a_damaged_row_is_not_added_up_and_said(folder: Path) -> None:
    history = open_history(folder)
    history.enter_in_ledger(FIRST)
    history.enter_in_ledger(LAST)
    assert history.close()
    connection = sqlite3.connect(folder / "history.sqlite3")
    connection.execute("UPDATE ledger SET cost = 1 WHERE id = 'r1'")
    connection.commit()
    connection.close()
    history = open_history(folder)
    assert history.ledger().result(5) == LoadedLedger((LAST,), 1)
    assert history.close()


def test_the_ledger_of_a_damaged_file_is_taken_over(folder: Path) -> None:
    history = open_history(folder)
    value = Conversation(ConversationId("c"), "t", 5.0, "2026-11-24")
    for number in range(30):
        value = value.with_turn(Turn(TurnId(f"t{number}"), None, f"damage me {number} " * 20, Effort.LOW, 6.0))
    history.append_turns(value, value.turns)
    history.enter_in_ledger(FIRST)
    history.enter_in_ledger(LAST)
    assert history.close()
    file = folder / "history.sqlite3"
    damaged = bytearray(file.read_bytes())
    page = damaged.index(b"damage me 10") // 4096
    damaged[page * 4096 : (page + 1) * 4096] = os.urandom(4096)
    file.write_bytes(damaged)
    history = open_history(folder)
    assert "could be taken over" in history.notices[0].message
    assert entries(history) == (FIRST, LAST)
    assert history.close()


def test_a_conversation_that_has_gone_out_is_marked_for_ever(folder: Path) -> None:
    history = open_history(folder)
    for name in ("c", "stayed"):
        turn = Turn(TurnId(f"t-{name}"), None, "?", Effort.LOW, 1.0)
        conversation = Conversation(ConversationId(name), name, 1.0, "2026-11-24", turns=(turn,))
        history.append_turns(conversation, [turn])
    history.enter_in_ledger(FIRST)
    assert history.close()
    with sqlite3.connect(folder / "history.sqlite3") as connection:
        connection.execute("UPDATE ledger SET cost = 0")  # damage elsewhere in the row does not take the mark
    connection.close()
    history = open_history(folder)
    assert history.gone_out().result(5) == {"c"}
    assert {held.id: held.has_gone_out for held in history.summaries().result(5)} == {"c": True, "stayed": False}
    assert history.close()


def test_what_was_answered_here_is_added_up_by_month_and_damage_counts_nothing(folder: Path) -> None:
    history = open_history(folder)
    source = Source(SourceKind.LOCAL, "demo", "Demo")
    reply = Reply(ReplyStatus.ANSWERED, answer="5", source=source, usage=Usage(900, 500, 80, 20))
    at = (1_763_000_000.0, 1_763_000_001.0, 1_766_000_000.0)
    turns = [Turn(TurnId(str(number)), None, "?", Effort.LOW, when, reply) for number, when in enumerate(at)]
    history.append_turns(Conversation(ConversationId("c"), "c", 1.0, "2026-11-24"), turns)
    assert history.close()
    with sqlite3.connect(folder / "history.sqlite3") as connection:
        connection.execute("UPDATE turn SET reply = '{nope' WHERE id = '1'")
    connection.close()
    history = open_history(folder)
    assert history.local_use().result(5) == (LocalUse("2025-12", 1, 900, 100), LocalUse("2025-11", 1, 900, 100))
    assert history.close()
