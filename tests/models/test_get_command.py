"""``soliloquy models get`` as a person runs it, against a hub on this machine."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hub import REPOSITORY, REVISION, model_files, serving

from app.models.catalog import catalog
from app.models.fetch.folder import is_complete, read_unfinished
from app.models.fit import judge
from app.models.machine import read_machine
from app.paths import demo_model_folder, models_folder

LIMIT_S = 60
GET = [sys.executable, "-m", "app", "models", "get"]
NAME = REPOSITORY.partition("/")[2]


def get(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*GET, *arguments], capture_output=True, text=True, timeout=LIMIT_S, check=False)


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*GET[:-1], "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)


def test_a_repository_is_fetched_into_a_folder_of_its_name() -> None:
    with serving() as hub:
        done = get(f"{REPOSITORY}@{REVISION}", "--hub", hub.endpoint)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{models_folder() / NAME}\n"
    assert is_complete(models_folder() / NAME)
    lines = done.stderr.splitlines()
    assert "100 %" in done.stderr
    assert lines[-1].endswith("MB.")
    assert "verified" in lines[-1]
    assert all("\r" not in line and "\x1b" not in line for line in lines), "no bar in a pipe"
    assert len(lines) < 20


def test_the_newest_revision_is_taken_and_kept_if_none_is_named() -> None:
    with serving() as hub:
        assert get(REPOSITORY, "--hub", hub.endpoint).returncode == 0
    assert REVISION in (models_folder() / NAME / "download.json").read_text()


def test_a_terminal_shows_one_line_that_is_drawn_again() -> None:
    person, terminal = pty.openpty()
    with serving(bytes_per_second=4_000_000) as hub:
        process = subprocess.Popen([*GET, REPOSITORY, "--hub", hub.endpoint], stdout=subprocess.PIPE, stderr=terminal)
        os.close(terminal)
        seen = _read(person)
        assert process.wait(LIMIT_S) == 0
        process.communicate()
    os.close(person)
    assert seen.count("\r\x1b[K") >= 2
    assert "█" in seen
    assert "Verifying" in seen
    assert seen.count("\n") == 3, "what it is, whether it fits, and the bar"


def test_a_model_is_checked_and_mended_or_it_is_said_why_not() -> None:
    folder = models_folder() / NAME
    with serving() as hub:
        assert get(REPOSITORY, "--hub", hub.endpoint).returncode == 0
        damaged = folder / "model-00003-of-00005.safetensors"
        damaged.write_bytes(bytes(damaged.stat().st_size))
        done = check(NAME, "--hub", hub.endpoint)
        assert done.returncode == 0, done.stderr
        assert "Verifying." in done.stderr
        assert done.stdout == f"{folder}\n"
        assert damaged.read_bytes() == hub.files[damaged.name]
    (folder / "download.json").unlink()
    done = check(NAME)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing to compare it with" in done.stderr


def test_ctrl_c_pauses_and_the_same_command_goes_on() -> None:
    with serving(model_files(8_000_000), bytes_per_second=1_500_000) as hub:
        process = subprocess.Popen(
            [*GET, REPOSITORY, "--hub", hub.endpoint], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        first = next(line for line in process.stderr if "%" in line and "  0 %" not in line)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=LIMIT_S)
        assert process.returncode == 130, errors
        assert "Paused" in errors, first
        assert read_unfinished(models_folder() / NAME) is not None
        hub.bytes_per_second = None
        done = get(REPOSITORY, "--hub", hub.endpoint)
    assert done.returncode == 0, done.stderr
    assert is_complete(models_folder() / NAME)
    assert not done.stderr.startswith("  0 %"), "it went on where it was"


def test_what_is_being_downloaded_is_not_removed_under_it() -> None:
    with serving(model_files(8_000_000), bytes_per_second=1_000_000) as hub:
        process = subprocess.Popen(
            [*GET, REPOSITORY, "--hub", hub.endpoint], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        next(line for line in process.stderr if "%" in line)
        remove = [*GET[:-1], "remove", NAME, "--yes"]
        done = subprocess.run(remove, capture_output=True, text=True, timeout=LIMIT_S, check=False)
        assert done.returncode == 1
        assert "is being downloaded" in done.stderr
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LIMIT_S)
        assert process.returncode == 130
        done = subprocess.run(remove, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert done.returncode == 0, done.stderr
    assert not (models_folder() / NAME).exists()


def test_what_cannot_be_fetched_is_a_sentence() -> None:
    with serving() as hub:
        done = get("pocket-labs/nothing-of-that-name", "--hub", hub.endpoint)
    assert done.returncode == 1
    assert done.stderr.strip().endswith(".")
    assert done.stdout == ""


def test_a_repository_that_is_no_gpt_oss_is_refused_before_its_weights() -> None:
    with serving({**model_files(), "config.json": b'{"model_type": "llama"}'}) as hub:
        done = get(REPOSITORY, "--hub", hub.endpoint)
        assert not any("safetensors" in seen.path for seen in hub.seen)
    assert done.returncode == 1
    assert "no gpt-oss model" in done.stderr
    assert not models_folder().exists()


def test_what_another_program_has_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HOME": str(tmp_path), "HF_HOME": "", "HF_HUB_CACHE": "", "XDG_CACHE_HOME": ""}.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / ".lmstudio" / "models" / "openai" / "gpt-oss-20b"
    shutil.copytree(demo_model_folder(), folder)
    done = get("gpt-oss-20b-openai")
    assert done.returncode == 0
    assert done.stdout == f"{folder}\n"
    assert "already" in done.stderr
    assert not models_folder().exists()


def test_what_does_not_fit_is_not_fetched_unasked() -> None:
    if judge(catalog().models[3].shape, catalog().models[3].weight_bytes, read_machine()).can_load:
        pytest.skip("this machine takes the largest model of the catalogue")
    done = get("gpt-oss-120b")
    assert done.returncode == 1
    assert "Needs a Mac with 96 GB" in done.stderr
    assert "--anyway" in done.stderr
    assert not models_folder().exists()


@pytest.mark.parametrize(
    "arguments",
    [["no-such-id"], [""], ["a/b/c"], ["../../x/y"], ["a/b@main"], ["a/b", "--hub", "http://example.org"], ["demo"]],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked_of_anybody(arguments: list[str]) -> None:
    done = get(*arguments)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert not models_folder().exists()


def _read(descriptor: int) -> str:
    """All that a process writes to its terminal."""
    seen = bytearray()
    while True:
        try:
            piece = os.read(descriptor, 1 << 16)
        except OSError:  # Linux: the other end is closed
            return seen.decode()
        if not piece:
            return seen.decode()
        seen += piece
