"""A history file that is moved, deleted or replaced under an open window: nothing is called saved that is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.store.failures import StorageError
from app.store.history import History


def ask(history: History, number: int) -> BaseException | None:
    turn = Turn(TurnId(f"t{number}"), None, "Why?", Effort.LOW, float(number))
    conversation = Conversation(ConversationId(f"c{number}"), "Moved", 1.0, "2026-11-24").with_turn(turn)
    return history.append_turns(conversation, conversation.turns).exception(5)


def delete(folder: Path) -> None:
    shutil.rmtree(folder)


def replace(folder: Path) -> None:
    (folder / "history.sqlite3").rename(folder / "old")
    (folder / "history.sqlite3").write_bytes(b"another file")


@pytest.mark.parametrize("harm", [delete, replace])
def test_a_question_is_not_called_kept(harm, history: History, folder: Path) -> None:  # type: ignore[no-untyped-def]
    assert ask(history, 1) is None
    harm(folder)
    refused = ask(history, 2)
    assert isinstance(refused, StorageError)
    assert "moved or deleted" in refused.failure.message
    assert history.summaries().result(5), "what is known can still be read"


def test_a_file_that_is_put_back_is_written_again(history: History, folder: Path) -> None:
    assert ask(history, 1) is None
    away = folder.with_name("away")
    folder.rename(away)
    assert isinstance(ask(history, 2), StorageError)
    away.rename(folder)
    assert ask(history, 2) is None
    assert ask(history, 3) is None
    assert len(history.summaries().result(5)) == 3
