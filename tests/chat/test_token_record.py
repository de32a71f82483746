from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import token_records

from app.chat.token_record import MOST_EXPERTS, Alternative, Expert, TokenRecord, pack, unpack

EVERYTHING = TokenRecord(
    -1.25,
    3.5,
    2,
    tuple(Alternative(200_000 + n, -n / 3, -n / 2 if n < 5 else -math.inf) for n in range(8)),
    tuple(tuple(Expert((5 * layer + n) % 32, (4 - n) / 10) for n in range(4)) for layer in range(24)),
)


def close(first: float, second: float) -> bool:
    return first == second or abs(first - second) <= 1e-3


@given(token_records, st.sampled_from([32, 100, 128]))
def test_a_record_comes_back_to_a_thousandth(record: TokenRecord, experts: int) -> None:
    back = unpack(pack(record, experts))
    assert back is not None
    assert (back.log_probability, back.entropy_bits) == (record.log_probability, record.entropy_bits)
    assert back.rank == record.rank
    assert [other.id for other in back.alternatives] == [other.id for other in record.alternatives]
    for mine, theirs in zip(back.alternatives, record.alternatives, strict=True):
        assert close(mine.log_probability, theirs.log_probability)
        assert close(mine.filtered_log_probability, theirs.filtered_log_probability)
    for layer, expected in zip(back.layers, record.layers, strict=True):
        weights = {expert.id: expert.weight for expert in expected}
        assert sorted(weights) == sorted(expert.id for expert in layer)
        assert all(close(expert.weight, weights[expert.id]) for expert in layer)
        assert [expert.weight for expert in layer] == sorted((expert.weight for expert in layer), reverse=True)


def test_everything_of_a_token_of_gpt_oss_20b_is_short() -> None:
    assert len(pack(EVERYTHING)) == 352
    assert len(pack(TokenRecord(-1.0, 2.0, 3))) == 24


def test_what_is_impossible_or_all_but_is_minus_infinity() -> None:
    record = TokenRecord(-1e9, 0.0, 1, (Alternative(1, -65.5, -66.0), Alternative(2, -math.inf, 0.0)))
    back = unpack(pack(record))
    assert back is not None
    assert [other.log_probability for other in back.alternatives] == [-65.5, -math.inf]
    assert [other.filtered_log_probability for other in back.alternatives] == [-math.inf, 0.0]
    assert back.log_probability == -1e9


@pytest.mark.parametrize("experts", [1, 2, 31, 128, MOST_EXPERTS])
def test_the_last_expert_with_all_the_weight_fits(experts: int) -> None:
    record = TokenRecord(0.0, 0.0, 1, layers=((Expert(experts - 1, 1.0),),))
    assert unpack(pack(record, experts)) == record


@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda data: data.hex()))
def test_a_damaged_text_is_no_record_and_no_exception(text: str) -> None:
    assert unpack(text) is None or isinstance(unpack(text), TokenRecord)


@pytest.mark.parametrize("text", ["", "ü", "AAAA", pack(EVERYTHING)[:-4], pack(EVERYTHING)[:-1]])
def test_a_text_of_the_wrong_length_is_no_record(text: str) -> None:
    assert unpack(text) is None
