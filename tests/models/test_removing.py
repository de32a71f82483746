"""Deleting what a download brought: nothing else goes, and a kill leaves nothing that looks whole."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from fetching import content

from app.chat.plain import PlainError
from app.models.fetch import folder as fetch_folder
from app.models.fetch.folder import Plan, PlannedFile, finish, is_complete, is_half_there, locked
from app.models.removing import decode_sentence, remove, run

FILES = {f"model-{number:05}.safetensors": bytes(1000 + number) for number in range(300)}


def fetched(folder: Path) -> Path:
    """As a download leaves it."""
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    files = tuple(PlannedFile(name, len(data), "sha256:" + "0" * 64) for name, data in FILES.items())
    finish(folder, Plan("owner/name", "0" * 40, files))
    assert is_complete(folder)
    return folder


def process(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "app", "--remove", str(folder)], stdout=subprocess.PIPE)


def test_what_a_download_brought_goes_with_its_folder(tmp_path: Path) -> None:
    child = process(fetched(tmp_path / "m"))
    said, _ = child.communicate(timeout=60)
    assert (child.returncode, said) == (0, b"")
    assert list(tmp_path.iterdir()) == []


def test_what_the_person_put_there_stays(tmp_path: Path) -> None:
    folder = fetched(tmp_path / "m")
    (folder / "notes.txt").write_text("mine")
    assert remove(folder) is None
    assert content(folder) == {"notes.txt": b"mine"}


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert remove(tmp_path / "away" / "m") is None
    assert list(tmp_path.iterdir()) == []


def test_broken_off_anywhere_it_is_half_there_and_can_be_removed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink
    for limit in (1, 150, 299, 305):
        folder = fetched(tmp_path / str(limit))
        left = [limit]

        def breaking(path: Path, missing_ok: bool = False, left: list[int] = left) -> None:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= path.exists()
            unlink(path, missing_ok=missing_ok)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", breaking)
            try:
                remove(folder)
            except KeyboardInterrupt:
                assert is_half_there(folder)
        assert remove(folder) is None
        assert not folder.exists()


def test_one_that_is_being_fetched_is_left_alone_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fetch_folder, "LOCK_TRIES", 2)  # of the five seconds that it is patient
    folder = fetched(tmp_path / "m")
    with locked(folder, time.sleep):
        status = run([str(folder)])
    assert status == 1
    assert "“m” is being downloaded elsewhere" in decode_sentence(capsys.readouterr().out.encode()).english
    assert is_complete(folder)


@pytest.mark.parametrize("arguments", [[], ["relative"], ["/a", "/b"]])
def test_other_arguments_are_not_understood(arguments: list[str]) -> None:
    assert subprocess.run([sys.executable, "-m", "app", "--remove", *arguments], check=False).returncode == 2


@pytest.mark.parametrize("line", [b"", b"[]", b"{", b'{"text": 1}'])
def test_what_is_no_sentence_is_refused(line: bytes) -> None:
    with pytest.raises(PlainError):
        decode_sentence(line)
