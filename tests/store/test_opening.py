from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.chat.attachment import AttachmentKind, attachment_of
from app.chat.conversation import Conversation, ConversationId, Effort, Reply, ReplyStatus, Turn, TurnId
from app.chat.draft import Draft
from app.chat.failure import FailureKind
from app.store import rows
from app.store.drafts import Slot
from app.store.failures import StorageError
from app.store.history import History, open_history
from app.store.migrations import APPLICATION_ID, SCHEMA_VERSION

ROOT = Path(__file__).resolve().parents[2]


def kept(folder: Path, name: str = "c") -> Conversation:
    """A history with one conversation in it, closed again."""
    turn = Turn(TurnId("t" + name), None, "Where is it?", Effort.LOW, 1.0, Reply(ReplyStatus.ANSWERED, answer="Here."))
    conversation = Conversation(ConversationId(name), "Lost", 1.0, "2026-11-24").with_turn(turn)
    history = open_history(folder)
    history.append_turns(conversation, conversation.turns).result(5)
    assert history.close()
    return conversation


def titles(history: History) -> list[str]:
    return [summary.title for summary in history.summaries().result(5)]


def still_works(history: History) -> bool:
    turn = Turn(TurnId("new"), None, "Still there?", Effort.LOW, 2.0)
    conversation = Conversation(ConversationId("new"), "New", 1.0, "2026-11-24").with_turn(turn)
    history.append_turns(conversation, conversation.turns).result(5)
    found = history.load(conversation.id).result(5)
    return found is not None and found.conversation.turns[0].prompt == "Still there?"


def test_a_second_instance_is_refused_and_the_first_goes_on(folder: Path) -> None:
    first = open_history(folder)
    with pytest.raises(StorageError) as refused:
        open_history(folder)
    assert refused.value.failure.kind is FailureKind.ANOTHER_INSTANCE
    assert still_works(first)
    assert first.close()
    second = open_history(folder)
    assert titles(second) == ["New"]
    assert second.close()


def test_an_instance_that_is_killed_lets_go_at_once(folder: Path) -> None:
    code = "import sys; from pathlib import Path; from app.store.history import open_history\n"
    code += "h = open_history(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"open\n"
        with pytest.raises(StorageError):
            open_history(folder)
        child.kill()
    history = open_history(folder)
    assert history.notices == ()
    assert history.close()


@pytest.mark.parametrize("place", ["file", "missing_under_file"])
def test_a_folder_that_cannot_be_made_ends_in_memory_with_a_sentence(tmp_path: Path, place: str) -> None:
    blocker = tmp_path / "blocker"
    blocker.write_text("not a folder")
    history = open_history(blocker if place == "file" else blocker / "data")
    assert [notice.kind for notice in history.notices] == [FailureKind.STORAGE]
    assert "Nothing of this session will be kept" in history.notices[0].message
    assert not history.is_kept
    assert still_works(history)
    assert history.close()
    assert blocker.read_text() == "not a folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_ends_in_memory_with_a_sentence(folder: Path) -> None:
    kept(folder)
    folder.chmod(0o500)
    try:
        history = open_history(folder)
        assert [notice.kind for notice in history.notices] == [FailureKind.STORAGE]
        assert still_works(history)
        assert history.close()
    finally:
        folder.chmod(0o700)
    history = open_history(folder)
    assert titles(history) == ["Lost"]
    assert history.close()


def test_a_folder_where_the_file_should_be_ends_in_memory(folder: Path) -> None:
    (folder / "history.sqlite3").mkdir(parents=True)
    history = open_history(folder)
    assert [notice.kind for notice in history.notices] == [FailureKind.STORAGE]
    assert still_works(history)
    assert history.close()
    assert (folder / "history.sqlite3").is_dir()


def test_a_file_from_the_future_is_refused_and_stays_as_it_is(folder: Path) -> None:
    kept(folder)
    file = folder / "history.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    history = open_history(folder)
    assert ["newer" in notice.message for notice in history.notices] == [True]
    assert still_works(history)
    assert history.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_file_says_whose_it_is_even_when_the_window_was_killed(folder: Path) -> None:
    history = open_history(folder)
    header = (folder / "history.sqlite3").read_bytes()[:100]
    assert int.from_bytes(header[68:72], "big") == APPLICATION_ID
    assert int.from_bytes(header[60:64], "big") == SCHEMA_VERSION
    assert history.close()


def put_aside(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("history.damaged-*.sqlite3"))]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"hello",
        lambda data: data[:50],
        lambda data: data[: len(data) // 2],
        lambda data: bytes(len(data)),
        lambda data: data[::-1],
        lambda data: data[:4096] + os.urandom(len(data) - 4096),
    ],
    ids=["empty", "text", "header cut", "half", "zeros", "backwards", "noise"],
)
def test_a_damaged_file_is_put_aside_with_its_bytes_and_a_new_one_begun(folder: Path, damage: object) -> None:
    kept(folder)
    file = folder / "history.sqlite3"
    assert callable(damage)
    damaged = damage(file.read_bytes())
    file.write_bytes(damaged)
    history = open_history(folder)
    assert [notice.kind for notice in history.notices] == [FailureKind.STORAGE]
    assert "damaged" in history.notices[0].message
    assert put_aside(folder) == [damaged]
    assert history.is_kept
    assert still_works(history)
    assert history.close()
    history = open_history(folder)
    assert (history.notices, titles(history)[0]) == ((), "New")
    assert history.close()


def test_the_database_of_another_application_is_put_aside_untouched(folder: Path) -> None:
    folder.mkdir()
    file = folder / "history.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    theirs = file.read_bytes()
    history = open_history(folder)
    assert len(history.notices) == 1
    assert put_aside(folder) == [theirs]
    assert history.close()


def test_another_history_in_the_place_of_ours_is_noticed(folder: Path, tmp_path: Path) -> None:
    kept(folder)
    kept(tmp_path / "other")
    shutil.copy(tmp_path / "other" / "history.sqlite3", folder / "history.sqlite3")
    theirs = (folder / "history.sqlite3").read_bytes()
    history = open_history(folder)
    assert len(history.notices) == 1
    assert put_aside(folder) == [theirs]
    assert history.close()


def test_the_wal_of_another_history_never_flows_into_ours(folder: Path, tmp_path: Path) -> None:
    kept(folder)
    ours = (folder / "history.sqlite3").read_bytes()
    other = open_history(tmp_path / "other")
    assert still_works(other)
    shutil.copy(tmp_path / "other" / "history.sqlite3-wal", folder / "history.sqlite3-wal")
    history = open_history(folder)
    assert (history.notices and put_aside(folder) == [ours]) or titles(history) == ["Lost"]
    assert history.close()
    assert other.close()


def test_a_history_that_vanished_is_said_and_a_new_one_begun(folder: Path) -> None:
    kept(folder)
    (folder / "history.sqlite3").unlink()
    history = open_history(folder)
    assert len(history.notices) == 1
    assert still_works(history)
    assert history.close()


def test_what_cannot_be_written_can_still_be_read(folder: Path) -> None:
    conversation = kept(folder)
    (folder / "history.lock").unlink()
    (folder / "history.lock").mkdir()  # stands for a read-only medium, also for root
    history = open_history(folder)
    assert [notice.kind for notice in history.notices] == [FailureKind.STORAGE]
    assert not history.is_kept
    loaded = history.load(conversation.id).result(5)
    assert loaded is not None
    assert loaded.conversation == conversation
    assert still_works(history)
    assert history.close()
    (folder / "history.lock").rmdir()
    history = open_history(folder)
    assert (history.notices, titles(history)) == ((), ["Lost"])
    assert history.close()


def test_opening_reads_no_file_of_a_draft(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(folder)
    file = attachment_of("sums.csv", AttachmentKind.CSV, "a,b", size_bytes=3)
    history = open_history(folder)
    history.keep_drafts([("c", Slot.BOX, Draft("more", (file,)), (file,)), ("", Slot.BOX, Draft("x"), ())]).result(5)
    assert history.close()
    read: list[object] = []
    attachment_from = rows.attachment_from
    monkeypatch.setattr(rows, "attachment_from", lambda columns: (read.append(columns), attachment_from(columns))[1])
    history = open_history(folder)
    assert read == []
    assert history.drafts().result(5)["c", Slot.BOX] == Draft("more", (file,))
    assert len(read) == 1
    assert history.close()
