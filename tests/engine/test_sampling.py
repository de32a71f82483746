"""Drawing: the same support and the same probabilities as a plain computation, and no sort of the vocabulary."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from networks import random_network

from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, RequestId, Sampling
from app.chat.prompt import Prompt
from app.engine.decode import decode
from app.engine.inbox import Job
from app.engine.likeliest import likeliest
from app.engine.limits import FREE, Limits
from app.engine.sampling import CANDIDATES, Draw, Sampler

Numbers = np.ndarray[Any, np.dtype[Any]]
GPT_OSS = 201_088
DEMO = 960
EDGE = 2e-5  # a share so near to top-p may fall on either side


def log_softmax(values: Numbers) -> Numbers:
    with np.errstate(divide="ignore"):
        return values - values.max() - np.log(np.exp(values - values.max()).sum())  # type: ignore[no-any-return]


def reference(logits: Numbers, sampling: Sampling, written: set[int], limits: Limits) -> tuple[Numbers, bool]:
    """Log-probabilities of all ids, in float64, filter by filter; and whether rounding may decide about an id."""
    logs = logits.astype(np.float64)
    for number in written:
        logs[number] *= 1 / sampling.repetition_penalty if logs[number] > 0 else sampling.repetition_penalty
    for number in range(len(logs)):
        if number in limits.without or (limits.only is not None and number not in limits.only):
            logs[number] = -np.inf
    logs = log_softmax(logs / sampling.temperature)
    is_close = False
    if 0 < sampling.top_k < len(logs):
        logs = log_softmax(np.where(logs >= np.sort(logs)[-sampling.top_k], logs, -np.inf))
    if sampling.top_p < 1.0:
        shares = np.exp(logs)
        values = np.unique(shares)
        before = {value: shares[shares > value].sum() for value in values}
        is_close = any(abs(before[value] - sampling.top_p) < EDGE for value in values)
        kept = np.array([before[share] < sampling.top_p or share == shares.max() for share in shares])
        logs = log_softmax(np.where(kept, logs, -np.inf))
    if sampling.min_p > 0.0:
        gaps = logs - logs.max() - math.log(sampling.min_p)
        is_close = is_close or bool((np.abs(gaps) < EDGE).any())
        logs = log_softmax(np.where(gaps >= 0, logs, -np.inf))
    return logs, is_close


def settled(sampler: Sampler, logits: mx.array, limits: Limits = FREE) -> Draw:
    """As ``decode`` does it."""
    draw = sampler.draw(logits, limits)
    if draw.is_exact is None or draw.is_exact.item():
        return draw
    return sampler.draw(logits, limits, exactly=True)


def number(draw: Draw) -> int:
    return int(draw.id.item())


def logits_of(size: int, seed: int, spread: float = 3.0) -> mx.array:
    return mx.random.normal((1, size), key=mx.random.key(seed)) * spread


@st.composite
def cases(draw: st.DrawFn) -> tuple[mx.array, Sampling, set[int], Limits]:
    size = draw(st.sampled_from([1, 2, 7, 50, 300, DEMO]))
    logits = logits_of(size, draw(st.integers(0, 1000)), draw(st.sampled_from([0.0, 0.1, 1.0, 4.0])))
    if draw(st.booleans()):
        logits = mx.round(logits)  # many equals
    some = st.frozensets(st.integers(0, size - 1), min_size=1, max_size=min(9, size))
    limits = draw(st.one_of(st.just(FREE), st.builds(Limits, only=some), st.builds(Limits, without=some)))
    assume(len(limits.without) < size)
    sampling = Sampling(
        temperature=draw(st.sampled_from([0.3, 1.0, 1.7])),
        top_p=draw(st.sampled_from([1e-9, 0.1, 0.5, 0.9, 0.999, 1.0])),
        top_k=draw(st.sampled_from([0, 1, 2, 5, 40, 500])),
        min_p=draw(st.sampled_from([0.0, 0.01, 0.3, 1.0])),
        repetition_penalty=draw(st.sampled_from([0.8, 1.0, 1.3])),
        seed=draw(st.integers(0, 1000)),
    )
    written = set(draw(st.frozensets(st.integers(0, size - 1), max_size=5)))
    return logits, sampling, written, limits


@given(cases(), st.sampled_from([8, 64, CANDIDATES]))
@settings(max_examples=300, deadline=None)
def test_what_may_be_drawn_and_how_likely_is_as_computed_plainly(
    case: tuple[mx.array, Sampling, set[int], Limits], candidates: int
) -> None:
    logits, sampling, written, limits = case
    expected, is_close = reference(np.array(logits)[0], sampling, written, limits)
    assume(not is_close)
    sampler = Sampler(sampling, candidates)
    sampler.draw(logits)
    if written:
        sampler.accept(mx.array(sorted(written)))
    draw = settled(sampler, logits, limits)
    everything = mx.arange(logits.shape[-1])[None]
    logs = np.array(sampler.filtered_log_probabilities(logits, everything))[0]
    assert np.array_equal(np.isfinite(logs), np.isfinite(expected))
    possible = np.isfinite(expected)
    assert logs[possible] == pytest.approx(expected[possible], abs=1e-4)
    assert possible[number(draw)]


@given(st.integers(1, 20_000), st.integers(1, 600), st.integers(0, 1000), st.booleans())
@example(GPT_OSS, 512, 0, False)
@example(GPT_OSS, 512, 0, True)
@settings(max_examples=60, deadline=None)
def test_the_likeliest_are_found_in_their_order(size: int, count: int, seed: int, with_ties: bool) -> None:
    logits = mx.round(logits_of(size, seed)) if with_ties else logits_of(size, seed)
    values, places = np.array(logits)[0], likeliest(logits, count).tolist()[0]
    assert len(set(places)) == len(places) == min(count, size)
    assert [values[place] for place in places] == sorted(values, reverse=True)[:count]


@pytest.mark.parametrize(
    "sampling",
    [Sampling(), Sampling(top_p=0.9), Sampling(top_k=40), Sampling(top_p=0.8, top_k=9, min_p=0.05, temperature=0.7)],
)
def test_draws_follow_the_probabilities(sampling: Sampling) -> None:
    logits = logits_of(300, 5)
    expected = np.exp(reference(np.array(logits)[0], sampling, set(), FREE)[0])
    sampler, count = Sampler(replace(sampling, seed=1), candidates=32), 3000
    seen: Counter[int] = Counter()
    for _ in range(count):
        draw = settled(sampler, logits)
        sampler.accept(draw.id)
        seen[number(draw)] += 1
    for place, share in enumerate(expected):
        spread = math.sqrt(share * (1 - share) / count)
        assert abs(seen[place] / count - share) <= 5 * spread + 2 / count, f"id {place} has the probability {share}"


def test_at_temperature_0_the_likeliest_is_drawn_whatever_the_filters() -> None:
    logits = logits_of(GPT_OSS, 3)
    for sampling in (Sampling(temperature=0.0), Sampling(temperature=0.0, top_p=0.5, top_k=3, min_p=0.2)):
        sampler = Sampler(sampling)
        best = int(mx.argmax(logits).item())
        assert number(sampler.draw(logits)) == best
        assert sampler.filtered_log_probabilities(logits, mx.array([[best, 0]])).tolist() == [[0.0, -math.inf]]


@pytest.mark.parametrize("temperature", [1e-3, 1e-20, 1e-38, 1e-320])
@pytest.mark.parametrize("top_p", [0.9, 1.0])
def test_a_temperature_next_to_nothing_is_as_good_as_none(temperature: float, top_p: float) -> None:
    logits = logits_of(1000, seed=1)
    likeliest_id = int(mx.argmax(logits).item())
    sampler = Sampler(Sampling(temperature=temperature, top_p=top_p, seed=3))
    assert number(settled(sampler, logits)) == likeliest_id
    assert sampler.filtered_log_probabilities(logits, mx.array([[likeliest_id]])).item() == 0.0


def test_the_same_seed_draws_the_same_and_another_seed_another() -> None:
    first, same, other = (drawn_from_a_flat_distribution(seed) for seed in (1, 1, 2))
    assert first == same != other


def test_without_a_seed_draws_differ() -> None:
    assert len({tuple(drawn_from_a_flat_distribution(None)) for _ in range(4)}) > 1


def drawn_from_a_flat_distribution(seed: int | None) -> list[int]:
    sampler, logits, ids = Sampler(Sampling(seed=seed)), mx.zeros((1, GPT_OSS)), []
    for _ in range(3):
        draw = sampler.draw(logits)
        sampler.accept(draw.id)
        ids.append(number(draw))
    return ids


def test_the_same_chance_decides_until_an_id_is_accepted() -> None:
    sampler, logits = Sampler(Sampling(seed=4)), mx.zeros((1, GPT_OSS))
    first = number(sampler.draw(logits))
    assert number(sampler.draw(logits)) == first
    state = sampler.state
    sampler.accept(mx.array([first]))
    assert number(sampler.draw(logits)) != first
    sampler.state = state
    assert number(sampler.draw(logits)) == first


def test_limits_hold_at_any_temperature() -> None:
    logits = logits_of(DEMO, 1)
    best = int(mx.argmax(logits).item())
    for temperature in (0.0, 1.0, 2.0):
        sampler = Sampler(Sampling(temperature=temperature, seed=1, top_k=3))
        assert number(settled(sampler, logits, Limits(only=frozenset((17,))))) == 17
        assert number(settled(sampler, logits, Limits(without=frozenset((best,))))) != best


def test_the_penalty_counts_whether_the_reply_holds_an_id_not_how_often() -> None:
    logits = mx.array([[2.0, -2.0, 1.0, 0.5]])
    sampler = Sampler(Sampling(repetition_penalty=2.0))
    sampler.draw(logits)
    sampler.accept(mx.array([0, 1]))
    sampler.accept(mx.array([0]))
    logs = np.array(sampler.filtered_log_probabilities(logits, mx.arange(4)[None]))[0]
    assert logs == pytest.approx(log_softmax(np.array([1.0, -4.0, 1.0, 0.5])), abs=1e-6)


def test_top_p_is_of_what_top_k_left() -> None:
    logits = mx.log(mx.array([[0.4, 0.3, 0.2, 0.1]]))
    sampler = Sampler(Sampling(top_k=2, top_p=0.5))
    sampler.draw(logits)
    logs = sampler.filtered_log_probabilities(logits, mx.arange(4)[None])
    assert logs.tolist() == [[0.0, -math.inf, -math.inf, -math.inf]], "0.4 of 0.7 is over a half, 0.4 of 1 is not"


def test_few_ids_are_sorted_unless_many_pass() -> None:
    peaked, flat = logits_of(GPT_OSS, 1, spread=6.0), mx.zeros((1, GPT_OSS))
    for sampling in (Sampling(top_p=0.9), Sampling(top_k=50), Sampling(top_k=CANDIDATES - 1, min_p=0.01)):
        is_exact = Sampler(sampling).draw(peaked).is_exact
        assert is_exact is not None
        assert is_exact.item()
    for sampling in (Sampling(top_p=0.9), Sampling(top_k=50)):  # of equals all pass
        doubtful = Sampler(sampling).draw(flat).is_exact
        assert doubtful is not None
        assert not doubtful.item()
    for sampling in (Sampling(), Sampling(min_p=0.1), Sampling(repetition_penalty=1.2), Sampling(temperature=0.4)):
        assert Sampler(sampling).draw(flat).is_exact is None


class Sorting(Sampler):
    """Looks at all ids at once."""

    def draw(self, logits: mx.array, limits: Limits = FREE, *, exactly: bool = False) -> Draw:
        return super().draw(logits, limits, exactly=True)


class Doubting(Sampler):
    """Looks at a few, which on flat distributions are never enough."""

    def __init__(self, sampling: Sampling) -> None:
        super().__init__(sampling, candidates=16)

    def draw(self, logits: mx.array, limits: Limits = FREE, *, exactly: bool = False) -> Draw:
        draw = super().draw(logits, limits, exactly=exactly)
        if not exactly:
            assert draw.is_exact is not None
            assert not draw.is_exact.item()
        return draw


@pytest.mark.parametrize("length", [2, 20, 110, 127, 128, 150])
def test_tokens_that_are_drawn_again_leave_no_trace(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every token is; ids and cache are those of a sampler that never has to."""
    net = random_network(layers=4)
    prompt = [(7 * place) % 1000 for place in range(length)]
    sampling = Sampling(top_p=0.95, temperature=3.0, repetition_penalty=1.5, seed=3)
    request = GenerationRequest(RequestId("r"), Prompt(Effort.LOW, ()), sampling)
    results = []
    for kind in (Doubting, Sorting):
        monkeypatch.setattr("app.engine.decode.Sampler", kind)
        cache = net.make_cache()
        mx.eval(net(mx.array([prompt[:-1]]), cache))
        results.append([step.id for step in decode(net, cache, prompt[-1], 25, sampling, Job(request))])
        assert {layer.offset for layer in cache} == {length + 25}
        alone = net(mx.array([[*prompt, *results[-1], 5]]))[0, -1]
        assert mx.max(mx.abs(net(mx.array([[5]]), cache)[0, -1] - alone)).item() < 1e-3
    assert results[0] == results[1]
