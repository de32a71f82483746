"""What is being measured now: words for people, JSON lines for the window."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.engine.bench.progress import Progress
from app.paths import demo_model_folder


def test_people_get_words_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(2, as_json=False)
    progress.begin("reading the weights")
    progress.begin("decoding", words="decoding, 1 of 1")
    progress.refuse("No.")
    assert capsys.readouterr().err == "reading the weights\ndecoding, 1 of 1\nNo.\n"


def test_the_window_gets_each_step_with_what_is_done_before_it(tmp_path: Path) -> None:
    said = _said(tmp_path)
    assert said == [{"refused": "“config.json” is missing in the model folder."}]
    lines = _said(demo_model_folder())
    assert lines == [
        {"step": "reading the weights", "done": 0, "steps": 4},
        {"step": "decoding", "done": 1, "steps": 4},
        {"step": "decoding", "done": 2, "steps": 4},
        {"step": "counting operations", "done": 3, "steps": 4},
    ]


def _said(model: Path) -> list[dict[str, object]]:
    """The JSON objects on stderr; a library may say something of its own there."""
    program = [sys.executable, "-m", "app"]
    measured = ["--json", "--progress", "--tokens", "3", "--repeats", "2", "--layers", "2", "--model", str(model)]
    tokenizer = ["--tokenizer", str(demo_model_folder() / "tokenizer.json")]
    done = subprocess.run(
        [*program, "--bench", *measured, *tokenizer, "--", *program, "--engine"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
