"""What a terminal asked is in the ledger once, whoever dies when, and never what is not exactly an entry."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from full_disk import allow_pages

from app.chat.ledger import LedgerEntry
from app.store import place, terminal_requests
from app.store.failures import StorageError
from app.store.history import History, open_history
from app.store.ledger import LoadedLedger, columns_of
from app.store.rows import checksum
from app.store.terminal_requests import FOLDER, LARGEST_COUNT, keep

ID, OTHER = 32 * "a", 31 * "a" + "b"
FIRST = LedgerEntry(ID, 1_764_000_000.5, "openai", "gpt-4o-mini", "", 20, 16_384, True, 9_833)
COUNTED = replace(FIRST, tokens_in=21, tokens_out=80, is_estimate=False, cost=51)
NOTHING = LoadedLedger(())


def take_up(history: History) -> LoadedLedger:
    taken_up = history.take_up_terminal_requests().result(5)
    history.run(lambda: None).result(5)  # what was entered is removed by now
    return taken_up


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder / FOLDER))


def entries(history: History) -> tuple[LedgerEntry, ...]:
    return history.ledger().result(5).entries


def test_odd_names_and_limits_are_kept_as_far_as_they_make_sense(history: History, folder: Path) -> None:
    odd = replace(FIRST, endpoint=400 * "😀", model=400 * "\U0001f680", tokens_in=-1, tokens_out=10**30, cost=10**30)
    keep(folder, odd)
    cut = replace(
        FIRST, endpoint=300 * "😀", model=300 * "\U0001f680", tokens_in=0, tokens_out=LARGEST_COUNT, cost=LARGEST_COUNT
    )
    assert take_up(history) == LoadedLedger((cut,))
    assert entries(history) == (cut,)


def test_without_any_there_is_nothing_to_take_up(history: History, folder: Path) -> None:
    assert take_up(history) == NOTHING
    assert not (folder / FOLDER).exists()


def test_a_request_is_entered_and_its_file_gone(history: History, folder: Path) -> None:
    keep(folder, FIRST)
    file = folder / FOLDER / f"{ID}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert take_up(history) == LoadedLedger((FIRST,))
    assert names(folder) == []
    assert entries(history) == (FIRST,)
    assert take_up(history) == NOTHING
    assert history.gone_out().result(5) == frozenset(), "it belongs to no conversation"


def test_the_terminal_needs_no_history_and_makes_a_private_folder(folder: Path) -> None:
    keep(folder, FIRST)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert os.listdir(folder) == [FOLDER]
    history = open_history(folder)
    assert history.notices == ()
    take_up(history)
    assert entries(history) == (FIRST,)
    assert history.close()


@pytest.mark.parametrize("taken_up_between", [True, False])
def test_the_count_of_the_service_takes_the_place_of_the_estimate(
    history: History, folder: Path, taken_up_between: bool
) -> None:
    keep(folder, FIRST)
    if taken_up_between:
        take_up(history)
    keep(folder, COUNTED)
    assert take_up(history) == LoadedLedger((COUNTED,))
    assert entries(history) == (COUNTED,)


def test_what_the_terminal_writes_while_the_window_enters_is_not_removed(
    history: History, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, FIRST)
    remove = terminal_requests.remove

    def remove_late(*arguments: object) -> None:
        keep(folder, COUNTED)
        remove(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(terminal_requests, "remove", remove_late)
    assert take_up(history) == LoadedLedger((FIRST,))
    monkeypatch.setattr(terminal_requests, "remove", remove)
    assert names(folder) == [f"{ID}.json"]
    assert take_up(history) == LoadedLedger((COUNTED,))


@pytest.mark.parametrize("has_ended", [True, False])
def test_a_window_that_dies_between_commit_and_removal_counts_it_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, has_ended: bool
) -> None:
    history = open_history(folder)
    keep(folder, FIRST)
    with monkeypatch.context() as patched:
        patched.setattr(terminal_requests, "remove", lambda *_: None)
        take_up(history)
    assert history.close()
    assert names(folder) == [f"{ID}.taken"]
    if has_ended:
        keep(folder, COUNTED)
    history = open_history(folder)
    newest = COUNTED if has_ended else FIRST
    assert take_up(history) == LoadedLedger((newest,))
    assert (entries(history), names(folder)) == ((newest,), [])
    assert history.close()


def test_a_window_that_dies_before_the_commit_loses_nothing(history: History, folder: Path) -> None:
    keep(folder, FIRST)
    os.rename(folder / FOLDER / f"{ID}.json", folder / FOLDER / f"{ID}.taken")
    assert take_up(history) == LoadedLedger((FIRST,))
    assert entries(history) == (FIRST,)


def test_a_history_without_room_leaves_the_files(
    history: History, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = tuple(replace(FIRST, id=f"{number:032x}", model=f"{number}" + 290 * "m") for number in range(40))
    for entry in kept:
        keep(folder, entry)
    allow_pages(history, 0)
    with pytest.raises(StorageError) as raised:
        history.take_up_terminal_requests().result(5)
    assert "disk is full" in raised.value.failure.message
    caplog.clear()
    assert len(names(folder)) == len(kept)
    assert entries(history) == ()
    allow_pages(history, 10_000)
    assert take_up(history) == LoadedLedger(kept)
    assert (entries(history), names(folder)) == (kept, [])


def test_a_full_disk_is_said_and_leaves_what_was_kept_before(
    folder: Path, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, FIRST)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(place, "sync", full)
        with pytest.raises(StorageError) as raised:
            keep(folder, COUNTED)
    assert "No space left on device" in raised.value.failure.message
    assert names(folder) == [f"{ID}.json"]
    assert take_up(history) == LoadedLedger((FIRST,))


def changed(**changes: object) -> Callable[[Path], None]:
    """One field of the entry, and nothing of the checksum."""

    def change(file: Path) -> None:
        data = json.loads(file.read_text())
        data["entry"].update(changes)
        file.write_text(json.dumps(data))

    return change


def forged(entry: LedgerEntry) -> Callable[[Path], None]:
    """With a checksum that is right."""

    def forge(file: Path) -> None:
        right = checksum(*columns_of(entry))
        file.write_text(json.dumps({"entry": dataclasses.asdict(entry), "checksum": right}))

    return forge


def test_the_forger_of_these_tests_knows_the_form(history: History, folder: Path) -> None:
    keep(folder, FIRST)
    forged(COUNTED)(folder / FOLDER / f"{ID}.json")
    assert take_up(history) == LoadedLedger((COUNTED,))


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[:-9]),
        lambda file: file.write_bytes(b"\xff\xfe{}"),
        lambda file: file.write_bytes(b"[" * 8_000),
        lambda file: file.write_bytes(file.read_bytes() + b" " * 8_192),
        lambda file: (file.unlink(), file.mkdir()),
        lambda file: (file.unlink(), file.symlink_to("/dev/zero")),
        lambda file: (file.unlink(), os.mkfifo(file)),
        changed(cost=1),
        changed(cost=10**400),
        changed(surprise=1),
        changed(tokens_in=True),
        forged(replace(FIRST, id=OTHER)),
        forged(replace(FIRST, conversation="c")),
        forged(replace(FIRST, tokens_in=-1)),
        forged(replace(FIRST, tokens_out=2**64)),
        forged(replace(FIRST, cost=-1)),
        forged(replace(FIRST, asked_at=1e18)),
        forged(replace(FIRST, model=301 * "m")),
    ],
)
def test_what_is_not_exactly_an_entry_is_put_aside_and_counted(
    history: History, folder: Path, harm: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    keep(folder, FIRST)
    harm(folder / FOLDER / f"{ID}.json")
    whole = replace(FIRST, id=32 * "c")
    keep(folder, whole)
    assert take_up(history) == LoadedLedger((whole,), 1)
    assert "is damaged" in caplog.text
    caplog.clear()
    assert names(folder) == [f"{ID}.damaged"]
    assert take_up(history) == LoadedLedger((), 1), "as long as it is there"
    assert entries(history) == (whole,)


def test_a_question_of_the_window_is_never_replaced(
    history: History, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = replace(FIRST, conversation="c")
    history.enter_in_ledger(asked).result(5)
    keep(folder, COUNTED)
    assert take_up(history) == LoadedLedger((), 1)
    caplog.clear()
    assert entries(history) == (asked,)


def test_what_is_not_ours_by_name_is_left_alone(history: History, folder: Path) -> None:
    keep(folder, FIRST)
    others = [".DS_Store", f"{ID}.json.new", "notes.json", "notes.taken", f"{ID.upper()}.json"]
    for name in others:
        (folder / FOLDER / name).write_text("{}")
    assert take_up(history) == LoadedLedger((FIRST,))
    assert names(folder) == sorted(others)


def test_a_history_in_memory_takes_nothing_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "data"
    keep(folder, FIRST)
    (folder / "history.sqlite3").mkdir()
    history = open_history(folder)
    caplog.clear()
    assert not history.is_kept
    assert take_up(history) == NOTHING
    assert names(folder) == [f"{ID}.json"]
    assert history.close()
