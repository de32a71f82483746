"""``soliloquy models`` as a person runs it: the real process, folders as other programs leave them."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.models.catalog import catalog
from app.models.fetch.folder import Plan, PlannedFile, finish
from app.models.machine import read_machine
from app.paths import data_folder, demo_model_folder, models_folder
from app.store.settings import Settings, SettingsFile

LIMIT_S = 60
MODELS = [sys.executable, "-m", "app", "models"]


def run(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """``home``: where other programs' folders are; nowhere if None."""
    elsewhere = str(home or "/nowhere")
    environment = {**os.environ, "HOME": elsewhere, "HF_HOME": "", "HF_HUB_CACHE": "", "XDG_CACHE_HOME": ""}
    return subprocess.run(
        [*MODELS, *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment,
    )


def make(folder: Path) -> Path:
    shutil.copytree(demo_model_folder(), folder)
    return folder


def downloaded(model_id: str) -> Path:
    """As the downloading process leaves it."""
    folder = make(models_folder() / model_id)
    files = tuple(
        PlannedFile(file.name, file.stat().st_size, "sha256:" + "0" * 64) for file in sorted(folder.iterdir())
    )
    finish(folder, Plan("mlx-community/gpt-oss-20b-MXFP4-Q8", "a" * 40, files))
    return folder


def listed(home: Path | None = None) -> dict[str, dict[str, object]]:
    done = run("list", "--json", home=home)
    assert done.returncode == 0, done.stderr
    return {row["id"]: row for row in json.loads(done.stdout)}


def test_the_list_is_a_table_of_all_models_with_a_verdict_for_this_machine() -> None:
    done = run("list")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[1 : 2 + len(catalog().models)]] == [
        *(model.id for model in catalog().models),
        "demo",
    ]
    size_column = lines[0].index("SIZE")
    assert all(line[size_column - 1] == " " and line[size_column] != " " for line in lines[: len(catalog().models) + 2])
    assert "12.1 GB" in lines[1]
    assert "about 63.3 GB" in done.stdout
    assert "comes with the app" in done.stdout
    assert "of memory" in lines[-1]
    assert str(models_folder()) in lines[-1]


def test_the_list_for_programs_says_the_same() -> None:
    rows = listed()
    assert set(rows) == {*(model.id for model in catalog().models), "demo"}
    first = rows["gpt-oss-20b"]
    assert first["size_bytes"] == 12_104_215_835
    assert first["size_is_exact"] is True
    assert first["folder"] is None
    assert first["fit"] in ("fits", "short", "wont")
    need, limit = first["need_bytes"], read_machine().gpu_limit_bytes
    assert isinstance(need, int)
    assert (first["fit"] == "wont") == (need > limit)
    assert rows["demo"]["folder"] == str(demo_model_folder())


def test_a_model_on_this_disk_is_listed_where_it_is(tmp_path: Path) -> None:
    home = tmp_path / "me"
    studio = make(home / ".lmstudio" / "models" / "openai" / "gpt-oss-20b")
    ours = downloaded("gpt-oss-20b")
    tuned = make(models_folder() / "my-tuned")
    rows = listed(home)
    assert rows["gpt-oss-20b"]["folder"] == str(ours)
    assert rows["gpt-oss-20b-openai"]["folder"] == str(studio)
    assert rows["my-tuned"]["folder"] == str(tuned)
    table = run("list", home=home).stdout
    assert "yes, in LM Studio" in table


def test_where_prints_the_folder_and_nothing_else() -> None:
    assert run("where").stdout == f"{models_folder()}\n"
    settings = models_folder().parent / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"models_folder": "/Volumes/Large/models"}))
    assert run("where").stdout == "/Volumes/Large/models\n"


def test_remove_says_what_it_frees_and_leaves_a_persons_own_files() -> None:
    folder = downloaded("gpt-oss-20b")
    (folder / "my notes.txt").write_text("mine")
    done = run("remove", "gpt-oss-20b", "--yes")
    assert done.returncode == 0, done.stderr
    assert "MB are free again" in done.stdout
    assert [path.name for path in folder.iterdir()] == ["my notes.txt"]
    assert listed()["gpt-oss-20b"]["folder"] is None


def test_remove_asks_and_nobody_there_means_no() -> None:
    folder = downloaded("gpt-oss-20b")
    done = run("remove", "gpt-oss-20b")
    assert done.returncode == 1
    assert "--yes" in done.stderr
    assert (folder / "model.safetensors").exists()


@pytest.mark.parametrize(("answer", "is_gone"), [(b"y\n", True), (b"\n", False), (b"no\n", False)])
def test_remove_asks_a_person_at_a_terminal(answer: bytes, is_gone: bool) -> None:
    folder = downloaded("gpt-oss-20b")
    person, terminal = pty.openpty()
    try:
        os.write(person, answer)
        done = subprocess.run(
            [*MODELS, "remove", "gpt-oss-20b"], stdin=terminal, capture_output=True, timeout=LIMIT_S, check=False
        )
    finally:
        os.close(terminal)
        os.close(person)
    assert b"[y/N]" in done.stderr
    assert done.returncode == (0 if is_gone else 1)
    assert folder.exists() != is_gone


@pytest.mark.parametrize("name", ["..", "", ".", "../models/x", "/etc", "nothing-here", "a\nb", "x" * 5000])
def test_remove_touches_nothing_that_is_not_a_downloaded_model(name: str) -> None:
    kept = downloaded("kept")
    done = run("remove", "--yes", "--", name)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert (kept / "model.safetensors").exists()


def test_remove_leaves_other_peoples_models_alone(tmp_path: Path) -> None:
    home = tmp_path / "me"
    studio = make(home / ".lmstudio" / "models" / "openai" / "gpt-oss-20b")
    done = run("remove", "gpt-oss-20b-openai", "--yes", home=home)
    assert done.returncode == 1
    assert "another program" in done.stderr
    tuned = make(models_folder() / "tuned")
    assert "not downloaded by Soliloquy" in run("remove", "tuned", "--yes").stderr
    (models_folder() / "link").symlink_to(downloaded("gpt-oss-20b"))
    assert run("remove", "link", "--yes").returncode == 1
    assert run("remove", "demo", "--yes").returncode == 1
    for folder in (studio, tuned, models_folder() / "gpt-oss-20b", demo_model_folder()):
        assert (folder / "model.safetensors").exists()


@pytest.mark.parametrize("arguments", [[], ["eat"], ["list", "extra"], ["remove"], ["get"], ["list", "--js"]])
def test_what_is_not_understood_is_status_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage: soliloquy models" in done.stderr


def test_the_program_says_that_there_is_this_command() -> None:
    done = subprocess.run([sys.executable, "-m", "app", "--help"], capture_output=True, text=True, check=True)
    assert "soliloquy models list" in done.stdout
    assert "130" in run("--help").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list"], "アプリに付属"),
        (["remove", "demo"], "単独では削除できません。"),
        (["get", "nothing"], "取得できるモデルに「nothing」はありません。"),
        (["check", "nothing"], "「nothing」はありません。"),
    ],
)
def test_it_speaks_the_persons_language(arguments: list[str], said: str) -> None:
    SettingsFile(data_folder()).save(Settings(language="ja"))
    done = run(*arguments)
    assert said in done.stdout + done.stderr


def test_what_programs_read_is_the_same_in_every_language() -> None:
    before = listed()
    SettingsFile(data_folder()).save(Settings(language="ja"))
    assert listed() == before
