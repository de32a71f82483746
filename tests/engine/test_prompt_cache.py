"""The prompt cache is exact wherever a conversation turns, and the check that says so would notice if it were not."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest
from cache_walk import STEPS, Asked, Walk, tiny_network

from app.engine import prompt_cache, window
from app.engine.memory import CacheBudget
from app.engine.prompt_cache import PromptCache

WALKS = 200
STEPS_EACH = 3
WIDE_SEEDS = (14, 24, 27, 31, 42)  # of walks in which a mutation was noticed; most walks do not need what it breaks


@pytest.fixture(scope="module")
def net() -> Any:
    return tiny_network()


@pytest.mark.takes_long
def test_random_walks_give_what_reading_from_scratch_gives(
    net: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(prompt_cache, "LEAST_PARKED", 4)
    monkeypatch.setattr(prompt_cache, "MARK_INTERVAL", 40)
    taken = set()
    for seed in range(WALKS):
        chosen = random.Random(seed)
        pieces = (1, 2, 6)[seed % 3]  # what is replayed is several of them, or one
        most_bytes = (None, 0, 1 << 15, 1 << 17)[seed % 4]  # in a short memory marks have to go
        walk = Walk(net, seed, tmp_path / "kept", pieces=pieces, most_bytes=most_bytes)
        for step in ("append", *chosen.choices(STEPS, k=STEPS_EACH)):
            walk.take(step)
            taken.add(step)
    assert taken == set(STEPS)


def wide_walk(net: Any, folder: Path) -> None:
    """With the window of the real model: an edit far from any mark, and one place gone back to twice."""
    walk = Walk(net, 1, folder, scale=128, parked_bytes=0)
    text = [walk._random.randrange(60) for _ in range(700)]
    walk.check(text)
    for place in (690, 690, 600, 500, 700, 500, 570, 500):
        walk.check([*text[:place], 5, 7])
    walk = Walk(net, 2, folder, scale=128, parked_bytes=0)
    list(walk.cache.prepare(text, (), 700, Asked()))
    list(walk.cache.prepare([*text[:300], 5], (), 301, Asked()))  # a replay, exact at its end only
    list(walk.cache.prepare([*text[:250], 5, 7], (), 251, Asked()))  # the window reaches that far back
    walk.check([*text[:250], 5, 7])


def test_a_walk_with_the_window_of_the_real_model_is_exact(tmp_path: Path) -> None:
    wide_walk(tiny_network(window=128), tmp_path)


MUTATIONS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "127 rows": lambda patch: patch.setattr(window, "rows_kept", lambda width: width - 1),
    "shared arrays": lambda patch: patch.setattr(window.copy, "copy", lambda array: array),
    "a short replay": lambda patch: patch.setattr(
        window, "replay_tokens", lambda layers, width: layers * (width - 1) - 64
    ),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_the_check_notices(mutation: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    MUTATIONS[mutation](monkeypatch)
    with pytest.raises((AssertionError, ValueError, RuntimeError)):
        wide_walk(tiny_network(window=128), tmp_path)


def wide_random_walks(net: Any, folder: Path) -> None:
    for seed in WIDE_SEEDS:
        walk = Walk(net, seed, folder, scale=128, parked_bytes=0)
        for step in ("append", *random.Random(seed).choices(STEPS, k=2 * STEPS_EACH)):
            walk.take(step)


@pytest.mark.parametrize("mutation", [None, *MUTATIONS])
def test_random_walks_with_that_window_are_exact_and_notice_it_as_well(
    mutation: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wide = tiny_network(window=128)
    if mutation is None:
        wide_random_walks(wide, tmp_path)
        return
    MUTATIONS[mutation](monkeypatch)
    with pytest.raises((AssertionError, ValueError, RuntimeError)):
        wide_random_walks(wide, tmp_path)


def held(cache: PromptCache) -> tuple[int, int, int]:
    """Bytes of arrays, found without asking the cache."""
    live = sum(array.nbytes for layer in cache.live for array in (layer.keys, layer.values) if array is not None)
    marks = {id(layer): layer for mark in cache._marks.values() for layer in mark}
    parked = [layer for branch in cache._parked.branches for layer in branch.full]
    parked += [layer for branch in cache._parked.branches for mark in branch.marks.values() for layer in mark]
    return (
        live,
        sum(layer.keys.nbytes + layer.values.nbytes for layer in marks.values()),
        sum(layer.keys.nbytes + layer.values.nbytes for layer in parked),
    )


def read(cache: PromptCache, ids: list[int], conversation: str = "") -> int:
    """How many tokens had to be read."""
    first, *_ = cache.prepare(ids, range(0, len(ids), 50), len(ids), Asked(), conversation)
    return len(ids) - first.reused


def test_the_bytes_that_are_told_are_those_of_the_arrays(net: Any) -> None:
    cache = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    read(cache, list(range(60)) * 5)
    read(cache, [1] * 200)
    read(cache, [*range(60), *[2] * 100])
    told = cache.live_bytes, cache.mark_bytes, cache.parked_bytes
    assert told == held(cache)
    assert all(told)


def test_parked_conversations_keep_within_their_budget_and_the_oldest_goes_first(net: Any) -> None:
    texts = [[begin] * 200 for begin in range(6)]
    free = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    for text in texts:
        read(free, text)
    assert [read(free, text) for text in texts] == [0] * 6
    budget = free.parked_bytes // 2
    cache = PromptCache(net, CacheBudget(budget), piece_tokens=64)
    for text in texts:
        read(cache, text)
        assert cache.parked_bytes <= budget
    assert read(cache, texts[4]) == 0
    assert read(cache, texts[0]) == 200


def test_near_the_limit_parked_branches_go_first_and_marks_next(net: Any) -> None:
    free = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    text = [token % 60 for token in range(900)]
    read(free, text)
    most = free.live_bytes + free.mark_bytes * 3 // 4
    cache = PromptCache(net, CacheBudget(1 << 30, most), piece_tokens=64)
    read(cache, [3] * 300)
    read(cache, text)
    assert cache.parked_bytes == 0
    assert 0 < cache.mark_bytes < free.mark_bytes
    assert cache.live_bytes + cache.mark_bytes <= most
    assert cache.tokens == tuple(text)


def test_a_forgotten_conversation_is_gone_and_others_stay(net: Any) -> None:
    cache = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    one, other = [1] * 200, [2] * 200
    read(cache, one, "one")
    read(cache, other, "other")
    cache.forget("one")
    assert read(cache, other, "other") == 0
    cache.forget("other")
    assert (cache.tokens, cache.mark_bytes, cache.parked_bytes) == ((), 0, 0)
    assert read(cache, one, "one") == 200


def test_a_branch_whose_beginning_is_lost_is_not_gone_on_from(net: Any) -> None:
    cache = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    text = [token % 60 for token in range(200)]
    read(cache, text, "one")
    read(cache, [*text[:100], *[61] * 100], "other")
    cache.forget("other")
    assert read(cache, text, "one") == 200


def test_what_the_model_wrote_and_left_goes_before_what_was_read(net: Any) -> None:
    cache = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    texts = [[1] * 200, [2] * 200]
    read(cache, texts[0])
    read(cache, texts[1])
    cache.begin_reply()
    mx.eval(net.model(mx.array([[3] * 100]), cache.live))
    for _ in range(100):
        cache.note(3)
    cache.settle()
    read(cache, [*texts[1], 4])
    assert [branch.is_draft for branch in cache._parked.branches] == [False, True]
    cache._parked.shrink(cache.parked_bytes - 1)
    assert [branch.is_draft for branch in cache._parked.branches] == [False]


def test_a_question_that_is_written_word_by_word_leaves_a_few_marks_and_goes_first_when_it_is_left(net: Any) -> None:
    cache = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    text, words = [1] * 200, [token % 60 for token in range(100)]
    read(cache, text)
    for count in range(2, 101, 2):
        *_, last = cache.prepare([*text, *words[:count]], (), 200 + count, Asked(), lasting=200)
        assert last.done - last.reused == 2, "each word is read once"
    assert cache.marks == (50, 100, 150, 200, *(200 + place for place in (94, 96, 98, 100)))
    read(cache, [*text, 61])
    assert [branch.is_draft for branch in cache._parked.branches] == [True]


def test_caches_that_are_not_what_they_should_be_are_dropped(net: Any, caplog: pytest.LogCaptureFixture) -> None:
    cache = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    read(cache, [1] * 100)
    cache.live[1].offset -= 1
    assert read(cache, [1] * 100) == 100
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    caplog.clear()


def test_no_edit_costs_more_than_a_replay(net: Any) -> None:
    cache = PromptCache(net, CacheBudget(0), piece_tokens=64)
    text = [token % 60 for token in range(900)]
    list(cache.prepare(text, (), len(text), Asked()))
    first, *_ = cache.prepare([*text[:500], 1], (), 501, Asked())
    assert 501 - first.reused == 1 + 2 * 15


def test_a_segment_goes_on_in_another_cache_bit_for_bit(net: Any) -> None:
    cache = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    text = [token % 60 for token in range(200)]
    read(cache, text)
    assert cache.export_segment(0, 199) is None, "there is no mark"
    parts = [cache.export_segment(0, 100), cache.export_segment(100, 200)]
    segments = [part for part in parts if part is not None]
    assert [segment.end for segment in segments] == [100, 200]
    other = PromptCache(net, CacheBudget(1 << 30), piece_tokens=64)
    with pytest.raises(ValueError, match="follow"):
        other.import_segments((), segments[1:])
    other.import_segments((), segments)
    assert read(other, text) == 0
    again = other.export_segment(100, 200)
    assert again is not None
    for mine, theirs in zip((*again.full, *again.mark), (*segments[1].full, *segments[1].mark), strict=True):
        assert mx.array_equal(mine.keys, theirs.keys)
        assert mx.array_equal(mine.values, theirs.values)
