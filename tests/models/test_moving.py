"""Moving the models folder: by name on one volume, by verified copies to another, and killed at any moment."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.models import moving
from app.models.fetch.folder import locked
from app.models.moving import COPYING, Moved, MoveError, MoveEvent, MoveProgress, decode_event, move, tidy

SIZES = {"one/model.safetensors": 700_000, "one/config.json": 900, "two/model.safetensors": 300_000, "two/empty": 0}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    chance = random.Random(7)
    for name, size in SIZES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(size))
        os.utime(path, (1_700_000_000.25, 1_700_000_000.25))
    (folder / "two" / "link").symlink_to("../one/config.json")
    return folder


@pytest.fixture
def another_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rename to there fails, as between volumes."""
    monkeypatch.setattr(moving, "_is_one_volume", lambda _source, _target: False)


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if not path.is_dir()
    }


def moved(source: Path, target: Path) -> tuple[Moved, list[MoveEvent]]:
    said: list[MoveEvent] = []
    return move(source, target, said.append), said


def test_on_one_volume_it_is_a_rename(source: Path, tmp_path: Path) -> None:
    before, inode = content(source), (source / "one" / "config.json").stat().st_ino
    target = tmp_path / "elsewhere"
    end, _ = moved(source, target)
    assert end == Moved(str(target), is_copy=False)
    assert content(target) == before
    assert (target / "one" / "config.json").stat().st_ino == inode
    assert not source.exists()


def test_a_rename_that_nobody_heard_of_is_found_done(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    moved(source, target)
    assert moved(source, target)[0] == Moved(str(target), is_copy=False)


@pytest.mark.usefixtures("another_volume")
def test_to_another_volume_all_is_copied_and_only_tidying_deletes(source: Path, tmp_path: Path) -> None:
    before, target = content(source), tmp_path / "volume"
    end, said = moved(source, target)
    assert end == Moved(str(target), is_copy=True)
    assert content(target) == content(source) == before
    assert isinstance(said[0], MoveProgress)
    tidy(source, target)
    assert not source.exists()
    assert content(target) == before


@pytest.mark.usefixtures("another_volume")
def test_what_is_only_at_the_old_place_stays_there(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "volume"
    moved(source, target)
    (source / "one" / "mine.txt").write_text("notes")
    (target / "two" / "model.safetensors").write_bytes(b"shorter")
    kept = (source / "two" / "model.safetensors").read_bytes()
    tidy(source, target)
    assert content(source) == {"one/mine.txt": b"notes", "two/model.safetensors": kept}


@pytest.mark.usefixtures("another_volume")
def test_what_was_copied_before_is_not_copied_again(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "volume"
    moved(source, target)
    (target / "two" / "model.safetensors").unlink()
    kept = (target / "one" / "model.safetensors").stat().st_ino
    moved(source, target)
    assert (target / "one" / "model.safetensors").stat().st_ino == kept
    assert content(target) == content(source)


@pytest.mark.usefixtures("another_volume")
def test_a_disk_that_gives_back_something_else_is_noticed(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoil(descriptor: int) -> None:
        os.pwrite(descriptor, b"\0\0\0\0", 0)

    monkeypatch.setattr(moving, "_forget_cached", spoil)
    before = content(source)
    with pytest.raises(MoveError, match="failing"):
        moved(source, tmp_path / "volume")
    assert content(source) == before
    assert not list((tmp_path / "volume").rglob("*" + COPYING))


@pytest.mark.usefixtures("another_volume")
def test_too_little_room_is_said_before_anything_is_copied(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "SPARE_BYTES", shutil.disk_usage(tmp_path).total)
    with pytest.raises(MoveError, match="GB are missing"):
        moved(source, tmp_path / "volume")
    assert content(tmp_path / "volume") == {}


@pytest.mark.parametrize("target", ["models/inside", "", "models"])
def test_no_folder_moves_into_itself_or_around_itself(target: str, source: Path, tmp_path: Path) -> None:
    before = content(source)
    with pytest.raises(MoveError):
        moved(source, tmp_path / target)
    with pytest.raises(MoveError):
        tidy(source, tmp_path / target)
    assert content(source) == before


def test_a_move_that_cannot_be_is_said_by_the_process(source: Path, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    for target in (in_the_way, in_the_way / "below", Path("relative")):
        ran = subprocess.run([*PROCESS, "--move", source, target], capture_output=True, timeout=60, check=False)
        assert ran.returncode == 1
        assert isinstance(decode_event(ran.stdout), moving.MoveFailed)
        assert b"Traceback" not in ran.stderr
    assert (source / "one" / "config.json").exists()


@pytest.mark.usefixtures("another_volume")
def test_two_moves_to_the_same_place_do_not_meet(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "volume"
    monkeypatch.setattr("app.models.fetch.folder.LOCK_INTERVAL_S", 0.001)
    with locked(target, time.sleep), pytest.raises(MoveError, match="already"):
        moved(source, target)
    moved(source, target)
    assert content(target) == content(source)


def test_a_volume_that_is_not_connected_is_not_made_up(source: Path, tmp_path: Path) -> None:
    with pytest.raises(MoveError, match="connect its disk"):
        moved(source, tmp_path / "Volumes" / "Away" / "models")
    assert not (tmp_path / "Volumes").exists()


PROCESS = (sys.executable, "-m", "app")
# Slowed down, so that a kill comes in the middle, and as if to another volume.
SLOW_COPY = """
import sys, time
from app.models import moving
moving._is_one_volume = lambda source, target: False
moving.BLOCK_BYTES, moving.REPORT_BYTES = 20_000, 20_000
say = moving._say
moving._say = lambda event: (say(event), time.sleep(0.002))
sys.exit(moving.run(sys.argv[1:]))
"""


def test_killed_at_any_moment_it_goes_on_and_loses_nothing(source: Path, tmp_path: Path) -> None:
    before, target = content(source), tmp_path / "volume"
    command = [sys.executable, "-c", SLOW_COPY, "--move", str(source), str(target)]
    for _ in range(6):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(random.randrange(1, 40)):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        assert content(source) == before
        assert all(before[name] == held for name, held in content(target).items() if not name.endswith(COPYING))
    ran = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert decode_event(ran.stdout.splitlines()[-1]) == Moved(str(target), is_copy=True)
    assert content(target) == before
    tidy(source, target)
    assert not source.exists()
