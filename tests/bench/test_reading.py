"""What the bench measures of reading: both sides have one conversation, and its plan of memory is the engine's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from app.chat.prompt import Prompt
from app.engine import memory, model_folder
from app.engine.bench import http_server, llama_cpp, random_folder, scripted
from app.engine.bench.cancel import most_late_groups
from app.engine.bench.first_token import EDITED_TURN, LONG, SHORT, Kind, Times, against_empty, against_server, play
from app.engine.bench.http_server import PeerError, server
from app.engine.bench.progress import Progress
from app.engine.bench.reading import Plan, planned_bytes, reading
from app.engine.bench.run import fits_twice
from app.engine.bench.talk import alone, talk, words
from app.engine.network import read_network
from app.harmony.render import render, render_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

ENGINE = (sys.executable, "-m", "app", "--engine")
NARROW = random_folder.Shape(vocabulary=1024, width=32, heads=1, kv_heads=1, head_dim=32)  # counts are those of any


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(demo_model_folder())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reading")
    random_folder.write(made, demo_model_folder() / "tokenizer.json", 2, NARROW)
    return made


class Noted:
    """A side that notes what it is asked."""

    def __init__(self) -> None:
        self.read_tokens = 0
        self.asked: list[tuple[str, Prompt]] = []
        self.rested: list[tuple[str, Prompt]] = []
        self.typed: list[tuple[str, str]] = []

    def first_token(self, prompt: Prompt, conversation: str, /) -> float:
        self.asked.append((conversation, prompt))
        return float(len(self.asked))

    def rest(self, prompt: Prompt, conversation: str, /) -> None:
        self.rested.append((conversation, prompt))

    def read_typed(self, text: str, conversation: str, /) -> None:
        self.typed.append((conversation, text))


def test_a_text_has_the_tokens_asked_for_and_its_own_words(vocabulary: Vocabulary) -> None:
    texts = [words(vocabulary, 60, seed) for seed in range(20)]
    assert len({text[:20] for text in texts}) == len(texts)
    assert all(len(vocabulary.encode(text)) == 60 for text in texts)


def test_what_is_read_ahead_is_the_beginning_of_the_next_prompt(vocabulary: Vocabulary) -> None:
    told = talk(vocabulary, 3, 200)
    ahead = render_ahead(told.answered(1), vocabulary)
    assert render(told.asked(2), vocabulary)[: len(ahead)] == ahead


def test_both_sides_are_asked_the_same_and_the_edit_is_an_early_one(vocabulary: Vocabulary) -> None:
    told, ours, theirs = talk(vocabulary, 5, 200), Noted(), Noted()
    times = Times(), Times()
    steps = [
        list(play(side, told, vocabulary, 2, measured, read_typed))
        for side, measured, read_typed in ((ours, times[0], ours.read_typed), (theirs, times[1], None))
    ]
    assert steps[0] == steps[1]
    for place, (conversation, text) in enumerate(ours.typed):
        at = next(at for at, asked in enumerate(ours.asked) if asked[1].messages[-1].text.startswith(text))
        asked = ours.asked.pop(at)
        assert (asked[0], conversation) == ((LONG, SHORT)[place % 2],) * 2
        assert 1 <= len(asked[1].messages[-1].text[len(text) :].split()) <= 3, "but for the last words"
    assert [asked for asked in ours.asked if asked[0] == LONG] == theirs.asked
    assert [len(times[0].seconds[kind]) for kind in Kind] == [3, 3, 3, 3, 2, 1]
    assert [len(times[1].seconds[kind]) for kind in Kind] == [3, 0, 0, 0, 2, 1]
    assert len(theirs.asked[-1][1].messages) == 2 * EDITED_TURN + 1
    assert theirs.asked[-1] != theirs.asked[-2]
    assert (SHORT, alone("")) in ours.rested
    assert (LONG, told.answered(4)) in ours.rested


def test_ratios_are_of_what_was_measured_side_by_side() -> None:
    ours, theirs = Times(), Times()
    ours.seconds = {
        Kind.NEXT: [1.0, 2.0, 9.0],
        Kind.EMPTY: [1.0, 1.0, 9.0],
        Kind.TYPED: [1.0, 2.0, 6.0],
        Kind.EMPTY_TYPED: [1.0, 1.0, 3.0],
        Kind.EDIT: [0.25],
    }
    theirs.seconds = {Kind.NEXT: [2.0, 8.0, 9.0], Kind.EMPTY: [], Kind.EDIT: [10.0]}
    pasted, typed = (against_empty(300, ours, is_typed=is_typed) for is_typed in (False, True))
    assert (pasted.value, pasted.ok, typed.value, typed.ok) == (1.0, True, 2.0, False)
    assert (against_server(300, Kind.NEXT, ours, theirs).value, against_server(300, Kind.NEXT, ours, theirs).bound) == (
        0.5,
        0.5,
    )
    assert (against_server(300, Kind.EDIT, ours, theirs).ok, against_server(300, Kind.EDIT, ours, theirs).unit) == (
        True,
        "ms",
    )


def test_the_server_reads_the_same_tokens_and_more_of_them(folder: Path, vocabulary: Vocabulary) -> None:
    told = talk(vocabulary, 2, 300)
    with server(folder, vocabulary) as peer:
        assert peer.first_token(told.asked(0), LONG) > 0  # it would raise if its tokens were others
        assert peer.read_tokens == len(render(told.asked(0), vocabulary))
        peer.first_token(told.asked(1), LONG)
        assert 250 < peer.read_tokens < len(render(told.asked(1), vocabulary)) - 300, "from the last prompt's end on"


def test_a_server_that_cannot_start_says_why(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(PeerError), server(tmp_path / "nothing", vocabulary) as peer:
        peer.first_token(alone("Hello?"), LONG)


@pytest.mark.parametrize("is_together", [True, False])
def test_without_a_server_its_rows_are_not_run_and_ours_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_together: bool
) -> None:
    monkeypatch.setattr(http_server, "NEEDED", ("a_module_that_nobody_has",))
    monkeypatch.setattr(llama_cpp, "NEEDED", ("a_module_that_nobody_has",))
    if not is_together:  # once is enough
        monkeypatch.setattr(scripted, "counts", lambda _side, _vocabulary: list(scripted.MOST_EACH))
    plan = Plan(folder, folder, ENGINE, 150, turns=1, edits=1, is_together=is_together)
    rows: list[Any] = reading(plan, Progress(plan.steps, as_json=False))
    assert len(capsys.readouterr().err.splitlines()) == plan.steps
    reasons = [getattr(row, "reason", "") for row in rows]
    no_server = "mlx_lm.server is not part of this installation"
    no_llama = "llama.cpp is not installed (pip install xllamacpp gguf)"
    assert reasons == ["", no_server, no_llama, "", "", no_server, no_server, "", "", "", ""]
    assert rows[0].ok, "the scripted conversation reads no more than it may"
    assert 600 < rows[0].value <= sum(scripted.MOST_EACH)
    assert rows[7].value == 0, "nothing is read again after opening"


def test_a_stop_waits_for_one_group_that_is_begun_and_one_before_it(folder: Path) -> None:
    network = read_network(model_folder.check(folder), lambda _fraction: None, lambda: False)
    layers = network.model.layers
    assert most_late_groups(network) == (2, 2)
    assert network.model.layers is layers


@pytest.mark.parametrize(("limit", "fits"), [(2 * (10**9 + memory.LEAST_WORKING_BYTES), True), (2 * 10**9, False)])
def test_weights_are_held_twice_only_where_they_fit(limit: int, fits: bool) -> None:
    assert fits_twice(10**9, memory.DeviceMemory(2 * limit, limit)) is fits


def test_the_plan_is_what_the_limit_of_a_context_is_made_of(folder: Path) -> None:
    checked = model_folder.check(folder)
    for tokens in (2048, 65_536):
        limit = planned_bytes(checked.config, checked.weight_bytes, tokens)
        exact, less = (
            memory.context_limit(checked.config, checked.weight_bytes, memory.DeviceMemory(most, most))
            for most in (limit + 1, limit - 1000)
        )
        assert exact >= tokens > less
