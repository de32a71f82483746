"""A benchmark's result: read strictly from what the bench prints, kept, and exported in the same form."""

from __future__ import annotations

import json

import pytest

from app.chat.plain import PlainError, from_plain, to_plain
from app.store.benchmark_result import PIECES, ROOFLINE, BenchmarkResult, Fact, Figure, NotRun, read_result

FIGURES = {"value": 1.02, "bound": 0.98, "is_most": False, "peer": 93.0, "ours": 95.0}
CHECK = {"name": "decode", **FIGURES, "unit": "tokens/s"}
MISSING = {"name": "first token", "reason": "mlx_lm.server is not part of this installation"}
PRINTED = {
    "machine": {"chip": "Apple M4", ROOFLINE: 47},
    "checks": [{**CHECK, "ok": True, "added_later": 1}],
    "not_run": [{**MISSING, "ok": None}],
}


def read(printed: object) -> BenchmarkResult:
    return read_result(json.dumps(printed).encode(), model="gpt-oss-20b", measured_at=12.5)


def test_what_the_bench_prints_is_read_and_what_it_adds_later_is_left_out() -> None:
    result = read(PRINTED)
    assert result.figures == (Figure("decode", 1.02, 0.98, False, 93.0, 95.0, "tokens/s"),)
    assert result.facts == (Fact("chip", "Apple M4"), Fact(ROOFLINE, "47"))
    assert result.not_run == (NotRun(**MISSING),)
    assert read({"machine": {}, "checks": [CHECK]}).not_run == ()
    assert result.roofline == "47"
    assert result.fact("nothing") == ""


@pytest.mark.parametrize(("told", "model", "expected"), [(1024, "m", 1024), (1024, "", None), ("many", "m", None)])
def test_the_best_pieces_are_those_of_a_model(told: object, model: str, expected: int | None) -> None:
    printed = json.dumps({"machine": {PIECES: told}, "checks": [CHECK]}).encode()
    assert read_result(printed, model=model, measured_at=0.0).piece_tokens == expected
    assert read(PRINTED).piece_tokens is None


@pytest.mark.parametrize(
    "printed",
    [
        {},
        [],
        {"machine": {}, "checks": []},
        {"machine": [], "checks": [CHECK]},
        {"machine": {}, "checks": [1]},
        {"machine": {}, "checks": [{**CHECK, "value": "fast"}]},
        {"machine": {}, "checks": [{**CHECK, "value": float("nan")}]},
        {"machine": {}, "checks": [{"name": "decode"}]},
        {"machine": {}, "checks": [CHECK], "not_run": {}},
        {"machine": {}, "checks": [CHECK], "not_run": [{"name": "decode"}]},
    ],
)
def test_anything_else_is_refused(printed: object) -> None:
    with pytest.raises(PlainError):
        read(printed)


@pytest.mark.parametrize("printed", [b"", b"Segmentation fault", b"\xff\xfe", b"{" * 100_000, b"[" * 100_000])
def test_what_is_no_json_is_refused(printed: bytes) -> None:
    with pytest.raises(PlainError):
        read_result(printed, model="", measured_at=0.0)


def test_what_is_exported_reads_the_same_and_tells_when_and_what() -> None:
    result = read(PRINTED)
    exported = json.loads(result.exported())
    assert (exported["model"], exported["measured_at"]) == ("gpt-oss-20b", 12.5)
    assert exported["checks"] == [{**CHECK, "ok": True}]
    assert exported["not_run"] == [MISSING]
    assert read_result(result.exported().encode(), model="gpt-oss-20b", measured_at=12.5) == result


def test_it_is_kept_among_the_settings() -> None:
    result = read(PRINTED)
    assert from_plain(BenchmarkResult, json.loads(json.dumps(to_plain(result)))) == result


@pytest.mark.parametrize(("value", "is_most", "holds"), [(1.0, True, True), (1.1, True, False), (0.9, False, False)])
def test_a_figure_is_held_to_its_bound(value: float, is_most: bool, holds: bool) -> None:
    assert Figure("any", value, 1.0, is_most).holds is holds
