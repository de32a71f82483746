from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import any_texts, conversations, growth, replies_that_are_over

from app.chat.conversation import Conversation, ConversationId, Effort, Reply, ReplyStatus, Turn, TurnId
from app.chat.exchange import Delta, ReplyEvent
from app.chat.fold import fold_all, interrupted
from app.chat.prompt import Channel, clean_text
from app.store.history import History, open_history

_names = itertools.count()


def begun(title: str = "Title", *turns: Turn) -> Conversation:
    conversation = Conversation(ConversationId(f"c{next(_names)}"), title, 5.0, "2026-11-24")
    for turn in turns:
        conversation = conversation.with_turn(turn)
    return conversation


def asked(prompt: str = "Why?", created_at: float = 10.0, reply: Reply = Reply()) -> Turn:
    return Turn(TurnId(f"t{next(_names)}"), None, prompt, Effort.HIGH, created_at, reply)


def loaded(history: History, conversation: Conversation) -> Conversation:
    found = history.load(conversation.id).result(5)
    assert found is not None
    assert found.damage is None
    return found.conversation


def test_any_conversation_loads_equal_also_after_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    history = open_history(folder)
    kept: dict[str, Conversation] = {}

    @given(conversations())
    def keep(conversation: Conversation) -> None:
        history.append_turns(conversation, conversation.turns).result(5)
        kept[conversation.id] = conversation
        assert loaded(history, conversation) == conversation

    keep()
    assert history.close()
    history = open_history(folder)
    assert history.notices == ()
    for conversation in kept.values():
        assert loaded(history, conversation) == conversation
    assert {summary.id for summary in history.summaries().result(5)} == kept.keys()
    assert history.close()


def test_a_reply_that_is_finished_loads_equal(history: History) -> None:
    @given(replies_that_are_over)
    def finish(reply: Reply) -> None:
        conversation = begun("t", asked())
        turn = conversation.turns[0].id
        history.append_turns(conversation, conversation.turns)
        history.append_events(turn, [Delta(Channel.FINAL, "to be replaced", 3)])
        history.finish(turn, reply).result(5)
        assert loaded(history, conversation) == conversation.with_reply(turn, reply)

    finish()


def test_any_text_can_be_kept_lone_surrogates_become_replacement_characters(history: History) -> None:
    @given(any_texts, any_texts)
    def keep(prompt: str, title: str) -> None:
        conversation = begun(title, asked(prompt))
        history.append_turns(conversation, conversation.turns).result(5)
        found = loaded(history, conversation)
        assert (found.turns[0].prompt, found.title) == (clean_text(prompt), clean_text(title))

    keep()


def test_nul_survives_everywhere(history: History) -> None:
    conversation = begun("a\0b", asked("c\0d"))
    turn = conversation.turns[0].id
    history.append_turns(conversation, conversation.turns)
    history.append_events(turn, [Delta(Channel.FINAL, "e\0f", 1)])
    found = loaded(history, conversation)
    assert (found.title, found.turns[0].prompt, found.turns[0].reply.answer) == ("a\0b", "c\0d", "e\0f")


def test_a_growing_reply_comes_back_as_interrupted_however_its_events_were_cut(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    history = open_history(folder)
    expected: list[Conversation] = []

    @given(st.lists(st.lists(growth, max_size=4), max_size=4))
    def grow(batches: list[list[ReplyEvent]]) -> None:
        conversation = begun("t", asked())
        turn = conversation.turns[0].id
        history.append_turns(conversation, conversation.turns)
        for batch in batches:
            history.append_events(turn, batch)
        reply = interrupted(fold_all(Reply(), itertools.chain(*batches)))
        expected.append(conversation.with_reply(turn, reply))
        assert loaded(history, conversation) == expected[-1]

    grow()
    assert history.close()
    history = open_history(folder)
    for conversation in expected:
        assert loaded(history, conversation) == conversation
        assert conversation.turns[0].reply.status is ReplyStatus.INTERRUPTED
    assert history.recover().result(5) == 0, "all were recovered at the start"
    assert history.close()


def test_repeating_a_write_does_no_harm(history: History) -> None:
    conversation = begun("t", asked("first"), asked("second"))
    for _ in range(2):
        history.append_turns(conversation, conversation.turns).result(5)
    history.finish(conversation.turns[0].id, Reply(ReplyStatus.ANSWERED, answer="yes")).result(5)
    history.append_turns(conversation, conversation.turns).result(5)
    found = loaded(history, conversation)
    assert [turn.prompt for turn in found.turns] == ["first", "second"]
    assert found.turns[0].reply.answer == "yes"


def test_an_unknown_conversation_is_none_and_unknown_turns_are_passed_over(history: History) -> None:
    assert history.load(ConversationId("nobody")).result(5) is None
    history.finish(TurnId("nobody"), Reply(ReplyStatus.ANSWERED)).result(5)
    history.rename(ConversationId("nobody"), "x").result(5)
    history.delete(ConversationId("nobody")).result(5)
    assert history.summaries().result(5) == ()


def test_a_failed_job_leaves_no_transaction_open_behind_it(history: History) -> None:
    events = history.append_events(TurnId("nobody"), [Delta(Channel.FINAL, "x", 1)])
    assert events.exception(5) is not None
    conversation = begun("t", asked())
    history.append_turns(conversation, conversation.turns).result(5)
    assert loaded(history, conversation) == conversation.with_reply(
        conversation.turns[0].id, Reply(ReplyStatus.INTERRUPTED)
    )


def test_the_list_is_newest_first_by_the_newest_question(history: History) -> None:
    old, new = begun("old", asked(created_at=10.0)), begun("new", asked(created_at=20.0))
    for conversation in (old, new):
        history.append_turns(conversation, conversation.turns)
    assert [summary.title for summary in history.summaries().result(5)] == ["new", "old"]
    again = asked(created_at=30.0)
    history.append_turns(old.with_turn(again), [again])
    assert [summary.title for summary in history.summaries().result(5)] == ["old", "new"]


def test_rename_delete_and_restore(history: History) -> None:
    conversation = begun("before", asked(reply=Reply(ReplyStatus.ANSWERED)))
    history.append_turns(conversation, conversation.turns)
    history.rename(conversation.id, "after")
    assert loaded(history, conversation).title == "after"
    history.delete(conversation.id).result(5)
    assert history.summaries().result(5) == ()
    assert history.load(conversation.id).result(5) is None
    history.restore(conversation.id).result(5)
    assert loaded(history, conversation).turns == conversation.turns


def test_purging_removes_for_good_only_what_was_deleted_long_ago(history: History, folder: Path) -> None:
    secret = "a sentence that must not stay behind"
    old, recent, kept = (begun(title, asked(secret if title == "old" else "")) for title in ("old", "recent", "kept"))
    for conversation in (old, recent, kept):
        history.append_turns(conversation, conversation.turns)
    history.delete(old.id, now=lambda: 100.0)
    history.delete(recent.id, now=lambda: 200.0)
    assert history.purge(deleted_before=150.0).result(5) == 1
    history.restore(old.id)
    history.restore(recent.id)
    assert {summary.title for summary in history.summaries().result(5)} == {"recent", "kept"}
    assert history.close()
    assert secret.encode() not in (folder / "history.sqlite3").read_bytes()


def test_files_are_readable_by_nobody_else(history: History, folder: Path) -> None:
    conversation = begun("t", asked())
    history.append_turns(conversation, conversation.turns).result(5)
    assert folder.stat().st_mode & 0o777 == 0o700
    files = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert files.keys() >= {"history.sqlite3", "history.sqlite3-wal", "history.id", "history.lock"}
    assert set(files.values()) == {0o600}


def test_nothing_is_accepted_after_the_end(folder: Path) -> None:
    history = open_history(folder)
    assert history.close()
    assert history.close(), "closing twice does no harm"
    with pytest.raises(RuntimeError):
        history.summaries()


def test_closing_waits_for_everything_that_was_asked_for(folder: Path) -> None:
    history = open_history(folder)
    conversation = begun("t", asked())
    for _ in range(50):
        turn = asked()
        conversation = conversation.with_turn(turn)
        history.append_turns(conversation, [turn])
    assert history.close()
    history = open_history(folder)
    assert len(loaded(history, conversation).turns) == 50
    assert history.close()
