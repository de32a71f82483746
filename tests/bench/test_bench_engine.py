"""`soliloquy bench engine` measures real engines, prints one form, and ends as its figures say. Never how fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli.bench import bench
from app.engine.bench import random_folder, run
from app.engine.bench.check import Check, NotRun, report, table
from app.engine.bench.reading import Plan
from app.engine.bench.roofline import most_tokens_per_second
from app.paths import demo_model_folder

NAMES = [
    "decode, recording off",
    "decode, recording everything",
    "operations, quicker layers",
    "operations, everything recorded",
    "logits of quicker layers, difference",
    "layers that a stop waits for, of all",
]
READING_NAMES = [
    "tokens read in the scripted conversation",
    "tokens read in the scripted conversation, to mlx_lm.server",
    "tokens read in the scripted conversation, to llama.cpp",
    "first token after 300 tokens, to one after none",
    "first token of a typed question after 300 tokens, to one after none",
    "first token of the next turn at 300, to mlx_lm.server",
    "first token of an early edit at 300, to mlx_lm.server",
    "tokens read beyond the question after opening again",
    "first token after opening again, to reading all",
    "time until a stop is obeyed, of that of a piece",
    "memory, peak to plan",
]
LLAMA = READING_NAMES[2]
SMALL = ("--tokens", "3", "--repeats", "1", "--layer-pairs", "1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("narrow")
    shape = random_folder.Shape(vocabulary=1024, width=32, heads=1, kv_heads=1, head_dim=32)
    random_folder.write(made, demo_model_folder() / "tokenizer.json", 2, shape)
    return made


@pytest.mark.takes_long
def test_one_object_with_every_figure_beside_its_peer_and_the_status_that_they_deserve(folder: Path) -> None:
    done = _bench("engine", "--json", "--model", str(folder), *SMALL, "--context", "300")
    printed = json.loads(done.stdout)
    assert set(printed) == {"machine", "checks", "not_run"}
    assert printed["machine"]["tokens"] == 3
    assert printed["machine"]["order"] == "in turns"
    assert printed["machine"]["model"] == folder.name
    not_run = [row["name"] for row in printed["not_run"]]
    assert not_run in ([], [LLAMA])  # who has it installed sees its figure
    by_name = {check["name"]: check for check in printed["checks"]}
    assert list(by_name) == [name for name in (*NAMES, *READING_NAMES) if name not in not_run]
    _holds_for_any_model(done.returncode, printed)
    assert by_name["tokens read in the scripted conversation"]["value"] <= 757  # 884 but for the first question
    assert by_name["tokens read beyond the question after opening again"]["value"] == 0
    assert by_name["memory, peak to plan"]["ours"] > 1
    assert by_name[READING_NAMES[1]]["value"] < 0.15
    for name in READING_NAMES[3:7]:
        assert by_name[name]["value"] > 0


def test_without_a_model_it_makes_one_for_itself() -> None:
    done = _bench("engine", "--json", *SMALL, "--context", "0")
    printed = json.loads(done.stdout)
    assert printed["machine"]["model"] == "random weights, 2 layers, 32 experts"
    assert [check["name"] for check in printed["checks"]] == NAMES
    assert printed["not_run"] == []
    _holds_for_any_model(done.returncode, printed)


def _holds_for_any_model(status: int, printed: dict[str, Any]) -> None:
    for check in printed["checks"][:4]:
        assert check["peer"] > 0
        assert check["ours"] > 0
    assert status == (0 if all(check["ok"] for check in printed["checks"]) else 1)
    by_name = {check["name"]: check for check in printed["checks"]}
    assert by_name["operations, quicker layers"]["value"] <= 0.82  # also with two layers
    assert by_name["logits of quicker layers, difference"]["value"] == 0.0


def test_what_is_read_is_made_with_wide_heads_and_what_is_stepped_with_all_layers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans: list[Plan] = []
    monkeypatch.setattr(run, "READING_LAYERS", 2)
    monkeypatch.setattr(run, "_steps", lambda *_, **__: ([], None))
    monkeypatch.setattr(run, "reading", lambda plan, _: plans.append(plan) or [])
    arguments = ["--tokens", "3", "--repeats", "1", "--layers", "4", "--context", "300", "--tokenizer"]
    options = run._parser().parse_args([*arguments, str(demo_model_folder() / "tokenizer.json"), "--", "python"])
    run._rows(tmp_path, options.context, options)
    deep, wide = (json.loads((folder / "config.json").read_text()) for folder in (plans[0].deep, plans[0].folder))
    assert (deep["num_hidden_layers"], deep["vocab_size"]) == (4, random_folder.STEPS.vocabulary)
    assert (wide["num_hidden_layers"], wide["hidden_size"]) == (2, random_folder.READING.width)


def test_a_folder_without_a_model_is_refused_in_words(tmp_path: Path) -> None:
    done = _bench("engine", "--model", str(tmp_path), *SMALL)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "config.json" in done.stderr


@pytest.mark.parametrize("arguments", [["window"], ["engine", "--tokens", "0"], []])
def test_what_is_not_understood_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench(arguments)
    assert ended.value.code == 2
    assert "usage: soliloquy bench" in capsys.readouterr().err


@pytest.mark.parametrize(("value", "is_most", "ok"), [(1.0, True, True), (1.01, True, False), (0.99, False, False)])
def test_a_figure_is_held_to_its_bound(value: float, is_most: bool, ok: bool) -> None:
    check = Check("a figure", value, 1.0, is_most, peer=2.0, ours=2.0 * value, unit="s")
    (reported,) = report({}, [check])["checks"]  # type: ignore[misc]
    assert reported["ok"] is ok
    assert table({"chip": "any"}, [check]).endswith("yes" if ok else "NO")


def test_what_could_not_be_measured_is_said_and_counts_neither_way() -> None:
    missing = NotRun("a figure", "there is no peer")
    reported = report({}, [missing])
    assert reported["checks"] == []
    assert reported["not_run"] == [{"name": "a figure", "reason": "there is no peer", "ok": None}]
    assert table({}, [missing]).endswith("not run: there is no peer")


def test_the_roofline_is_bandwidth_over_bytes() -> None:
    assert most_tokens_per_second("Apple M2 Max") == pytest.approx(156, abs=1)
    assert most_tokens_per_second("Apple M2 Max", 8192) == pytest.approx(144, abs=1)
    assert most_tokens_per_second("Apple M4") == pytest.approx(47, abs=1)
    assert most_tokens_per_second("something else") is None


def _bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "bench", *arguments], capture_output=True, text=True, timeout=300, check=False
    )
