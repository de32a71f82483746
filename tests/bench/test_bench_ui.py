"""``soliloquy bench ui`` prints each figure beside its bound, and its exit status says whether all hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from app.cli.ui_bench.answers import CHARACTERS_PER_TOKEN, answer_of
from app.cli.ui_bench.figures import Figure


def test_a_figure_over_its_bound_says_so() -> None:
    assert Figure("x", 4.0, "ms", 4).holds
    over = Figure("x", 4.1, "ms", 4)
    assert not over.holds
    assert over.as_line().startswith("OVER")
    assert over.as_json()["holds"] is False


def test_the_measured_answer_has_all_kinds_of_blocks_and_is_always_the_same() -> None:
    answer = answer_of(2_000)
    assert len(answer) == 2_000 * CHARACTERS_PER_TOKEN
    assert answer == answer_of(2_000)
    for mark in ("```python", "|:--|", "$$", "1. **", "> ", "## ", "`", "](https://"):
        assert mark in answer


def measured(part: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "bench", "ui", "--part", part, "--json"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )


def test_the_first_picture_waits_for_nothing_that_it_does_not_show() -> None:
    figures = {figure["name"]: figure for figure in json.loads(measured("first-picture").stdout)["figures"]}
    assert figures["model libraries in the window's process"]["value"] == 0
    assert figures["parts imported for it that it does not show"]["value"] == 0
    widgets = figures["widgets made for it"]
    assert 0 < widgets["value"] <= widgets["bound"]


def test_opening_a_long_conversation_is_measured() -> None:
    done = measured("open")
    figures = json.loads(done.stdout)["figures"]
    assert [figure["unit"] for figure in figures] == ["ms", "", "ms", "ms", "ms", "ms"]
    assert done.returncode == (0 if all(figure["holds"] for figure in figures) else 1)
    assert figures[1]["value"] <= figures[1]["bound"]  # only what shows is drawn, however loaded the machine is
