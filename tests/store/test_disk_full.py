"""A full disk is a state, not an end: what could not be written is written when there is room."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from full_disk import allow_pages, files_end_at

from app.chat.attachment import AttachmentKind, attachment_of
from app.chat.conversation import Conversation, ConversationId, Effort, Reply, ReplyStatus, Turn, TurnId
from app.chat.draft import Draft
from app.chat.exchange import Delta
from app.chat.failure import FailureKind
from app.chat.prompt import Channel
from app.store.drafts import NEW, Slot
from app.store.failures import StorageError
from app.store.history import History, open_history

LONG = "x" * 200_000
# Of what does not shrink, so that it needs many pages.
FILE = attachment_of("keys.txt", AttachmentKind.TEXT, Random(1).randbytes(50_000).hex(), size_bytes=100_000)


def begin(history: History) -> Conversation:
    turn = Turn(TurnId("t"), None, "Why?", Effort.LOW, 1.0)
    conversation = Conversation(ConversationId("c"), "Full", 1.0, "2026-11-24").with_turn(turn)
    history.append_turns(conversation, conversation.turns).result(5)
    return conversation


def test_a_full_disk_is_said_and_everything_is_kept_once_there_is_room(history: History) -> None:
    conversation = begin(history)
    turn = conversation.turns[0].id
    history.append_events(turn, [Delta(Channel.FINAL, "before ", 1)]).result(5)
    allow_pages(history, 0)
    refused = history.append_events(turn, [Delta(Channel.FINAL, LONG, 1)]).exception(5)
    assert isinstance(refused, StorageError)
    assert refused.failure.kind is FailureKind.STORAGE
    assert "disk is full" in refused.failure.message
    assert "x" * 50 not in repr(refused.failure), "a failure never holds anybody's words"
    loaded = history.load(conversation.id).result(5)
    assert loaded is not None
    assert loaded.conversation.turns[0].reply.answer == "before ", "what was kept stays readable"
    allow_pages(history, 10_000)
    history.append_events(turn, [Delta(Channel.FINAL, LONG, 1)]).result(5)
    history.finish(turn, Reply(ReplyStatus.ANSWERED, answer="before " + LONG)).result(5)
    loaded = history.load(conversation.id).result(5)
    assert loaded is not None
    assert loaded.conversation.turns[0].reply.answer == "before " + LONG


def test_a_write_that_breaks_off_leaves_the_file_whole(folder: Path) -> None:
    history = open_history(folder)
    conversation = begin(history)
    turn = conversation.turns[0].id
    with files_end_at((folder / "history.sqlite3-wal").stat().st_size + 10_000):
        refused = history.append_events(turn, [Delta(Channel.FINAL, LONG, 1)]).exception(5)
        assert isinstance(refused, StorageError)
    history.append_events(turn, [Delta(Channel.FINAL, "after", 1)]).result(5)
    assert history.close()
    history = open_history(folder)
    assert history.notices == ()
    loaded = history.load(conversation.id).result(5)
    assert loaded is not None
    assert (loaded.damage, loaded.conversation.turns[0].reply.answer) == (None, "after")
    assert history.close()


def test_a_start_on_a_disk_without_room_shows_broken_off_replies_just_the_same(folder: Path) -> None:
    history = open_history(folder)
    conversation = begin(history)
    history.append_events(conversation.turns[0].id, [Delta(Channel.FINAL, LONG, 1)]).result(5)
    assert history.close()
    with files_end_at((folder / "history.sqlite3").stat().st_size):
        history = open_history(folder)
        assert [notice.kind for notice in history.notices] == [FailureKind.STORAGE]
        loaded = history.load(conversation.id).result(5)
        assert loaded is not None
        assert loaded.conversation.turns[0].reply.answer == LONG
        assert loaded.conversation.turns[0].reply.status is ReplyStatus.INTERRUPTED
    assert history.close()
    history = open_history(folder)
    assert history.notices == ()
    assert history.close()


def test_a_draft_stays_until_the_question_that_it_became_is_on_the_disk(history: History) -> None:
    conversation = begin(history)
    history.keep_draft("c", Slot.BOX, Draft("My question", (FILE,)), (FILE,)).result(5)
    history.keep_draft("d", Slot.BOX, Draft("another")).result(5)
    asked = Turn(TurnId("u"), TurnId("t"), "My question", Effort.LOW, 2.0, attachments=(FILE,))
    allow_pages(history, 0)
    assert isinstance(history.append_turns(conversation.with_turn(asked), [asked]).exception(5), StorageError)
    emptied = [("c", Slot.BOX, Draft(), ()), ("d", Slot.BOX, Draft("changed"), None)]
    assert history.keep_drafts(emptied).result(5) == (("c", Slot.BOX),)
    kept = history.drafts().result(5)
    assert kept == {("c", Slot.BOX): Draft("My question", (FILE,)), ("d", Slot.BOX): Draft("changed")}
    allow_pages(history, 10_000)
    history.append_turns(conversation.with_turn(asked), [asked]).result(5)
    assert history.keep_drafts(emptied).result(5) == ()
    assert history.drafts().result(5) == {("d", Slot.BOX): Draft("changed")}


def test_new_words_do_not_take_the_place_of_a_question_that_the_disk_refuses(folder: Path, tmp_path: Path) -> None:
    history = open_history(folder)
    conversation = begin(history)
    history.keep_draft("c", Slot.BOX, Draft("My question")).result(5)
    asked = Turn(TurnId("u"), TurnId("t"), "My question", Effort.LOW, 2.0, attachments=(FILE,))
    allow_pages(history, 0)
    assert isinstance(history.append_turns(conversation.with_turn(asked), [asked]).exception(5), StorageError)
    emptied, refilled = ("c", Slot.BOX, Draft(), ()), ("c", Slot.BOX, Draft("And then?"), ())
    assert history.keep_drafts([emptied, refilled]).result(5) == ()
    # The second one is asked, too, and a third one written; between them lies a save.
    second = Turn(TurnId("v"), TurnId("u"), "And then?", Effort.LOW, 3.0, attachments=(FILE,))
    both = conversation.with_turn(asked).with_turn(second)
    assert isinstance(history.append_turns(both, [asked, second]).exception(5), StorageError)
    assert history.keep_drafts([emptied]).result(5) == (("c", Slot.BOX),)
    assert history.keep_drafts([("c", Slot.BOX, Draft("At last."), ())]).result(5) == ()
    killed = tmp_path / "killed"
    shutil.copytree(folder, killed)
    later = open_history(killed)
    assert later.drafts().result(5) == {
        ("c", Slot.ASKED): Draft("My question\n\nAnd then?"),
        ("c", Slot.BOX): Draft("At last."),
    }
    assert later.close()
    allow_pages(history, 10_000)
    history.append_turns(conversation.with_turn(asked), [asked]).result(5)
    assert len(history.drafts().result(5)) == 2, "the second one is nowhere else"
    history.append_turns(both, [second]).result(5)
    assert history.drafts().result(5) == {("c", Slot.BOX): Draft("At last.")}
    assert history.close()


def test_words_of_a_conversation_that_never_reached_the_disk_are_found_at_the_next_start(folder: Path) -> None:
    history = open_history(folder)
    history.keep_draft("never kept", Slot.BOX, Draft("A second question", (FILE,)), (FILE,)).result(5)
    history.keep_draft(NEW, Slot.BOX, Draft("A first question")).result(5)
    assert history.close()
    history = open_history(folder)
    found = history.drafts().result(5)
    assert history.close()
    assert found == {(NEW, Slot.BOX): Draft("A first question\n\nA second question", (FILE,))}
