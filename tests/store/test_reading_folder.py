from __future__ import annotations

from pathlib import Path

import pytest

from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.chat.folder_name import folder_name
from app.store import reading_folder
from app.store.history import open_history


def keep(folder: Path, conversation: str, model: str = "model") -> Path:
    place = folder / model / folder_name(conversation)
    place.mkdir(parents=True)
    (place / "0-9.safetensors").write_text("rows")
    return place


def test_what_was_read_of_a_conversation_goes_for_every_model_and_no_other(tmp_path: Path) -> None:
    gone = [keep(tmp_path, "deleted", model) for model in ("one", "two")]
    stays = keep(tmp_path, "kept", "one")
    reading_folder.remove(tmp_path, "deleted")
    assert [place.exists() for place in gone] == [False, False]
    assert list(tmp_path.glob("*/*")) == [stays]
    reading_folder.remove(tmp_path, "deleted")


def test_only_conversations_that_are_listed_keep_theirs(tmp_path: Path) -> None:
    history, folder = open_history(tmp_path / "data"), tmp_path / "reading"
    for name in ("listed", "deleted"):
        turn = Turn(TurnId(name), None, name, Effort.LOW, 0.0)
        conversation = Conversation(ConversationId(name), name, 0.0, "2026-11-24").with_turn(turn)
        history.append_turns(conversation, [turn]).result(5)
    history.delete(ConversationId("deleted")).result(5)
    stays, _, _ = (keep(folder, name) for name in ("listed", "deleted", "never asked"))
    (folder / "CACHEDIR.TAG").write_text("a tag")
    history.tidy_reading(folder).result(5)
    assert list(folder.glob("*/*")) == [stays]
    assert (folder / "CACHEDIR.TAG").exists()
    history.close()


def test_all_goes_and_with_it_what_an_earlier_removal_left(tmp_path: Path) -> None:
    folder = tmp_path / "reading"
    reading_folder.make(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    keep(folder, "a")
    keep(tmp_path / "reading.removed-half", "b")
    reading_folder.remove_all(folder)
    assert list(tmp_path.iterdir()) == []
    reading_folder.remove_all(folder)


def test_a_link_is_removed_and_not_what_it_leads_to(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "file").write_text("not ours")
    folder = tmp_path / "reading"
    (folder / "model").mkdir(parents=True)
    (folder / "model" / folder_name("a")).symlink_to(theirs)
    reading_folder.remove(folder, "a")
    assert list((folder / "model").iterdir()) == []
    assert (theirs / "file").read_text() == "not ours"


def test_a_folder_that_cannot_be_made_is_logged_and_no_more(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    reading_folder.make(tmp_path / "file" / "reading")
    assert "nothing read will be kept" in caplog.text
