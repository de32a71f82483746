from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import paths
from app.harmony.__main__ import main
from app.harmony.real_vocabulary import CACHE_NAME
from app.harmony.vectors import Case, Checker, VectorsError, read_vectors
from app.harmony.vocabulary import FILE_NAME, Vocabulary

_FILE = Path(__file__).parent.parent / "data" / "harmony" / "vectors.json"
_VECTORS = read_vectors(_FILE)


def _by_id(cases: tuple[Case, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


@_by_id(_VECTORS.render)
def test_a_conversation_becomes_the_ids_of_the_reference(case: Case, real: Vocabulary) -> None:
    assert Checker(_VECTORS.special, real).render_failure(case) == ""


@_by_id(_VECTORS.parse)
def test_ids_of_the_real_vocabulary_become_the_messages_of_the_rules(case: Case, real: Vocabulary) -> None:
    assert Checker(_VECTORS.special, real).parse_failure(case) == ""


@_by_id(_VECTORS.render)
def test_a_conversation_has_the_same_structure_in_the_demo_vocabulary(
    case: Case, real: Vocabulary, demo: Vocabulary
) -> None:
    assert Checker(_VECTORS.special, demo, lambda: real).render_failure(case) == ""


@_by_id(_VECTORS.parse)
def test_the_same_stream_in_the_demo_vocabulary_becomes_the_same_messages(
    case: Case, real: Vocabulary, demo: Vocabulary
) -> None:
    assert Checker(_VECTORS.special, demo, lambda: real).parse_failure(case) == ""


def _case(name: str) -> Case:
    return copy.deepcopy(next(case for case in (*_VECTORS.render, *_VECTORS.parse) if case["id"] == name))


def test_a_wrong_expectation_of_each_sort_is_noticed_and_named(real: Vocabulary, demo: Vocabulary) -> None:
    rendered, parsed = _case("r01-minimal"), _case("p01-simple")
    rendered["expect"]["ids"][3] += 1
    wrong: dict[str, object] = {"messages": [], "stop": "call", "consumed": 3, "prefix_chars": 7, "deltas": [[3, "u"]]}
    for checker in (Checker(_VECTORS.special, real), Checker(_VECTORS.special, demo, lambda: real)):
        assert checker.render_failure(rendered).startswith("r01-minimal: ")
        for name, value in wrong.items():
            failing = {**parsed, "expect": {**parsed["expect"], name: value}}
            failure = checker.parse_failure(failing)
            assert name in failure
            assert "expected " in failure


def test_a_case_that_cannot_be_run_fails_by_its_name(real: Vocabulary) -> None:
    case = _case("r01-minimal")
    case["conversation"]["system"]["effort"] = "endless"
    assert "r01-minimal: cannot be run" in Checker(_VECTORS.special, real).render_failure(case)


def test_the_command_counts_what_passed_and_names_what_failed(
    tmp_path: Path, vectors_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(paths.demo_model_folder())
    data = json.loads(vectors_file.read_bytes())
    data["parse"] = [case for case in data["parse"] if "pieces" in case]
    data["render"] = []
    data["parse"][0]["expect"]["stop"] = "call"
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(data))
    assert main(["check", str(file), "--tokenizer", folder]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"{data['parse'][0]['id']}: stop: expected 'call', found 'return'",
        f"{len(data['parse']) - 1} passed, 1 failed",
    ]


def test_the_command_runs_over_the_real_vocabulary_from_its_cache(tmp_path: Path, real_cache: Path) -> None:
    cache = tmp_path / "home" / "cache"
    cache.mkdir(parents=True)
    (cache / CACHE_NAME).symlink_to(real_cache / CACHE_NAME)
    done = subprocess.run(
        [sys.executable, "-m", "app.harmony", "check", str(_FILE)],
        env={**os.environ, "SOLILOQUY_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(_VECTORS.render) + len(_VECTORS.parse)} passed, 0 failed\n"


def test_a_folder_with_the_real_vocabulary_is_known_for_it(
    tmp_path: Path, real_cache: Path, vectors_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / FILE_NAME).symlink_to(real_cache / CACHE_NAME)
    data = json.loads(vectors_file.read_bytes())
    data["parse"] = []
    data["render"] = data["render"][:1]
    data["render"][0]["expect"]["ids"].append(0)
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(data))
    assert main(["check", str(file), "--tokenizer", str(tmp_path)]) == 1
    assert "number of ids" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        (b"\xff", "is not a JSON file"),
        (b"[" * 100_000, "is not a JSON file"),
        (b"[]", "is not a file of harmony vectors"),
        (b'{"format": 2}', "has another format"),
        (
            b'{"format": 1, "tokenizer": {"special": {}}, "render": [{}], "parse": []}',
            "is not a file of harmony vectors",
        ),
        (b'{"format": 1, "tokenizer": {"special": {}}, "render": 3, "parse": []}', "is not a file of harmony vectors"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_sentence(
    content: bytes | None, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "vectors.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(VectorsError, match=sentence):
        read_vectors(file)
    assert main(["check", str(file)]) == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_without_a_vocabulary_is_refused_with_a_sentence(
    tmp_path: Path, vectors_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(vectors_file), "--tokenizer", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    shutil.copy(vectors_file, tmp_path / FILE_NAME)
    assert main(["check", str(vectors_file), "--tokenizer", str(tmp_path)]) == 2
    assert "not a tokenizer file" in capsys.readouterr().err
