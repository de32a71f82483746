from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from app.chat.failure import Failure, FailureKind
from app.chat.sentence import english_size
from app.models.fetch import folder as held
from app.models.fetch.checksum import digest_of
from app.models.fetch.events import FetchFailureKind
from app.models.fetch.folder import Plan, PlannedFile, Unfinished
from app.models.fetch.order import FetchOrder, WantedFile
from app.models.fetch.trouble import of_folder
from app.models.library import LocalModel, find_model
from app.paths import models_folder

CONFIG = PlannedFile("config.json", 2, "git:" + "c" * 40)
WEIGHTS = PlannedFile("model.safetensors", 10, "sha256:" + "a" * 64)
PLAN = Plan("owner/name", "0" * 40, (CONFIG, WEIGHTS))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "models" / "m"
    found.mkdir(parents=True)
    return found


def order(folder: Path, **changes: object) -> FetchOrder:
    return FetchOrder(**{"repository": "owner/name", "folder": str(folder), **changes})  # type: ignore[arg-type]


def fill(folder: Path, *files: PlannedFile) -> None:
    for file in files:
        (folder / file.name).write_bytes(bytes(file.size_bytes))


def test_a_model_is_whole_only_with_its_marker_and_all_sizes(folder: Path) -> None:
    fill(folder, *PLAN.files)
    assert not held.is_complete(folder)
    held.finish(folder, PLAN)
    assert held.is_complete(folder)
    assert held.read_marker(folder) == PLAN
    (folder / WEIGHTS.name).write_bytes(bytes(9))
    assert not held.is_complete(folder)
    (folder / WEIGHTS.name).unlink()
    (folder / WEIGHTS.name).symlink_to("/dev/zero")
    assert not held.is_complete(folder)


def test_what_was_begun_is_found_again_wherever_the_folder_is_now(folder: Path, tmp_path: Path) -> None:
    held.write_unfinished(folder, Unfinished(order(folder), PLAN))
    fill(folder, CONFIG)
    (folder / "model.safetensors.part").write_bytes(bytes(4))
    folder.parent.rename(tmp_path / "elsewhere")
    (found,) = held.unfinished_in(tmp_path / "elsewhere")
    moved = tmp_path / "elsewhere" / "m"
    assert found == Unfinished(order(moved), PLAN)
    assert held.done_bytes(moved, PLAN) == 6
    held.finish(moved, PLAN)
    fill(moved, WEIGHTS)
    assert held.unfinished_in(tmp_path / "elsewhere") == ()
    assert held.unfinished_in(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    "record",
    ["", "[]", "{}", "null", '{"order": 3}', "[" * 100_000, "\0", '{"order": {"repository": "x", "folder": "/"}}'],
)
def test_a_record_that_is_nonsense_is_as_good_as_none(folder: Path, record: str) -> None:
    (folder / "unfinished.json").write_text(record)
    (folder / "download.json").write_text(record)
    assert held.read_unfinished(folder) is None
    assert held.read_marker(folder) is None
    assert not held.is_complete(folder)


def test_a_huge_record_or_a_pipe_is_not_read(folder: Path) -> None:
    (folder / "download.json").write_text(" " * (held.MAX_RECORD_BYTES + 1))
    os.mkfifo(folder / "unfinished.json")
    assert held.read_marker(folder) is None
    assert held.read_unfinished(folder) is None


def test_discard_removes_what_is_ours_and_follows_no_edited_name(folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.write_text("precious")
    held.write_unfinished(folder, Unfinished(order(folder), PLAN))
    fill(folder, CONFIG)
    (folder / "model.safetensors.part").write_bytes(bytes(4))
    held.discard(folder)
    assert not folder.exists()

    folder.mkdir()
    held.write_unfinished(folder, Unfinished(order(folder), PLAN))
    record = folder / "unfinished.json"
    record.write_text(record.read_text().replace("model.safetensors", "../outside"))
    held.discard(folder)
    assert outside.read_text() == "precious"


def test_a_file_of_another_plan_is_not_taken_for_ours(folder: Path) -> None:
    held.write_unfinished(folder, Unfinished(order(folder), PLAN))
    fill(folder, *PLAN.files)
    (folder / "model.safetensors.part").write_bytes(bytes(4))
    other = PlannedFile(WEIGHTS.name, WEIGHTS.size_bytes, "sha256:" + "b" * 64)
    held.adopt(folder, Plan("owner/name", "1" * 40, (CONFIG, other)))
    assert held.is_verified(folder, CONFIG)
    assert not held.is_verified(folder, other)
    # It has the right size, so it is looked at again before anything is fetched.
    assert held.regular_size(folder / "model.safetensors.part") == 10


@pytest.mark.parametrize(
    ("changes", "answers"),
    [
        ({}, True),
        ({"revision": "0" * 40}, True),
        ({"revision": "1" * 40}, False),
        ({"repository": "owner/other"}, False),
        ({"files": (WantedFile("config.json"), WantedFile("model.safetensors", 10, "a" * 64))}, True),
        ({"files": (WantedFile("config.json"),)}, False),
        ({"files": (WantedFile("config.json"), WantedFile("model.safetensors", 11))}, False),
        ({"files": (WantedFile("config.json"), WantedFile("model.safetensors", sha256="b" * 64))}, False),
    ],
)
def test_a_plan_is_used_again_only_for_the_same_thing(folder: Path, changes: dict[str, object], answers: bool) -> None:
    assert PLAN.answers(order(folder, **changes)) is answers


def test_checksums_are_those_of_the_tools_that_everybody_has(tmp_path: Path) -> None:
    path, read = tmp_path / "hello", []
    path.write_bytes(b"hello\n")
    # sha256sum hello; git hash-object hello
    sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
    assert digest_of(path, "sha256", on_read=read.append) == f"sha256:{sha256}"
    assert digest_of(path, "git", on_read=read.append) == "git:ce013625030ba8dba906f756967f9e9ca394464a"
    assert read == [6, 6]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_each_way_of_being_full_is_the_same_sentence(number: int) -> None:
    assert of_folder(OSError(number, "x")).kind is FetchFailureKind.DISK_FULL
    assert of_folder(OSError(errno.EACCES, "x")).kind is FetchFailureKind.FOLDER


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (12_100_000_000, "12.1 GB"),
        (250_000_000, "250 MB"),
        (4_100_000_000_000, "4.1 TB"),
    ],
)
def test_sizes_are_told_as_the_finder_tells_them(size: int, words: str) -> None:
    assert english_size(size) == words


def test_a_model_that_is_half_there_is_never_found() -> None:
    folder = models_folder() / "m"
    folder.mkdir(parents=True)
    held.write_unfinished(folder, Unfinished(order(folder), PLAN))
    for name in ("m", str(folder)):
        found = find_model(name)
        assert isinstance(found, Failure)
        assert found.kind is FailureKind.MODEL_MISSING
        assert "download" in found.message
    fill(folder, *PLAN.files)
    held.finish(folder, PLAN)
    assert isinstance(find_model("m"), LocalModel)
    (folder / "model.safetensors").unlink()
    assert isinstance(find_model("m"), Failure)


def test_records_are_readable_by_people(folder: Path) -> None:
    held.finish(folder, PLAN)
    assert json.loads((folder / "download.json").read_text())["revision"] == PLAN.revision
