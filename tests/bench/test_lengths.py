"""Speeds after long texts: both sides after as many tokens, each beside its peer, and pieces that are worth it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.engine import model_folder
from app.engine.bench import pieces, random_folder
from app.engine.bench.bare import decoder
from app.engine.bench.lengths import Length, held, lengths, text_of
from app.engine.bench.talk import alone, words
from app.engine.bench.whole_path import Engine, engine
from app.engine.network import read_network
from app.harmony.render import render
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

ENGINE = (sys.executable, "-m", "app", "--engine")
TOKENS = 512  # the least that is measured of reading


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lengths")
    random_folder.write(made, demo_model_folder() / "tokenizer.json", 2, random_folder.STEPS)
    return made


def test_a_cpu_is_spared_what_takes_minutes() -> None:
    assert lengths(16_384, has_gpu=True) == (512, 2048, 8192, 32_768)
    assert lengths(4096, has_gpu=False) == (512, 2048)
    assert lengths(0, has_gpu=True) == ()


def test_a_longer_text_begins_with_the_shorter() -> None:
    vocabulary = Vocabulary.load(demo_model_folder())
    short, long = (render(text_of(vocabulary, tokens), vocabulary) for tokens in (200, 400))
    same = next(place for place, (one, other) in enumerate(zip(short, long, strict=False)) if one != other)
    assert same > 190


def test_both_sides_are_measured_after_as_many_tokens(folder: Path) -> None:
    network = read_network(model_folder.check(folder), lambda _fraction: None, lambda: False)
    assert {cache.offset for cache in held(network, TOKENS)} == {TOKENS}
    assert sorted(cache.keys.shape[2] for cache in held(network, TOKENS)) == [128, TOKENS]
    decode = decoder()
    assert decode is not None
    length, vocabulary = Length(TOKENS), Vocabulary.load(folder)
    with engine(ENGINE) as started:
        started.load(folder)
        length.measure_bare(decode, network, 3)
        length.measure_ours(started, vocabulary, 3)
        began = started.read_tokens
        assert began > TOKENS, "the text has been read"
        _stop_is_measured(started, vocabulary)
    checks = length.checks()
    assert [check.name for check in checks] == ["decode after 512 tokens", "reading 512 tokens"]
    assert all(check.ours and check.peer and check.unit == "tokens/s" for check in checks)
    assert checks[0].value == pytest.approx((checks[0].ours or 0) / (checks[0].peer or 1))


def _stop_is_measured(started: Engine, vocabulary: Vocabulary) -> None:
    measured = started.stop(alone(words(vocabulary, 1600, 7)), 0, 0.5)
    assert measured is not None
    waited, piece = measured
    assert waited > 0
    assert piece > 0


def test_longer_pieces_have_to_be_worth_it() -> None:
    assert pieces.best({256: 90.0, 512: 100.0, 1024: 104.0, 2048: 104.9}) == 512
    assert pieces.best({256: 99.0, 512: 100.0}) == 256
    assert pieces.best({256: 50.0, 512: 100.0, 1024: 200.0}) == 1024
    (check,) = pieces.checks({256: 50.0, 512: 100.0, 1024: 200.0})
    assert (check.value, check.peer, check.ours, check.ok) == (0.5, 200.0, 100.0, False)


def test_every_length_of_pieces_is_tried(folder: Path) -> None:
    network = read_network(model_folder.check(folder), lambda _fraction: None, lambda: False)
    found = pieces.speeds(network, (32, 64), 128)
    assert list(found) == [32, 64]
    assert min(found.values()) > 0
