"""Totals, limit and export of what was asked of services."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.egress import PriceRange
from app.chat.ledger import CSV_HEAD, LedgerEntry, MonthTotal, as_csv, fits_limit, month_of, monthly_totals

NOVEMBER_30 = 1_764_545_400.0  # 2025-11-30T23:30:00Z
ENTRY = LedgerEntry("r1", NOVEMBER_30, "openai", "gpt-4o-mini", "c1", 1000, 200, False, 270)
EAST = timezone(timedelta(hours=9))


def test_a_month_begins_where_the_person_is() -> None:
    assert month_of(NOVEMBER_30, UTC) == "2025-11"
    assert month_of(NOVEMBER_30, EAST) == "2025-12"
    assert month_of(NOVEMBER_30)[:5] == "2025-"


def test_totals_are_by_month_and_newest_first() -> None:
    entries = (
        ENTRY,
        replace(ENTRY, id="r2", asked_at=NOVEMBER_30 + 3600, tokens_in=1, tokens_out=2, cost=3),
        replace(ENTRY, id="r3", asked_at=NOVEMBER_30 + 7200, tokens_in=10, tokens_out=20, cost=None),
    )
    assert monthly_totals(entries, UTC) == (
        MonthTotal("2025-12", 2, 11, 22, 3, 1),
        MonthTotal("2025-11", 1, 1000, 200, 270, 0),
    )
    assert monthly_totals((), UTC) == ()


@pytest.mark.parametrize(
    ("limit", "price", "fits"),
    [
        (None, PriceRange(10**9, 10**9), True),
        (100, PriceRange(1, 40), True),
        (100, PriceRange(1, 41), False),
        (100, PriceRange(40, None), True),
        (100, PriceRange(41, None), False),
        (100, None, True),
        (0, PriceRange(0, 0), False),
        (60, PriceRange(0, 0), True),
    ],
)
def test_what_a_request_costs_at_most_counts_against_the_limit(
    limit: int | None, price: PriceRange | None, fits: bool
) -> None:
    assert fits_limit(limit, 60, price) is fits


def test_the_export_is_a_table_that_a_spreadsheet_reads() -> None:
    unpriced = replace(ENTRY, id="r2", model='=HYPERLINK("x"),y', is_estimate=True, cost=None)
    dear = replace(ENTRY, cost=12_000_345)
    assert as_csv((ENTRY, unpriced, dear), EAST) == (
        "time,service,model,conversation,tokens in,tokens out,estimated,US dollars\r\n"
        "2025-12-01T08:30:00+09:00,openai,gpt-4o-mini,c1,1000,200,no,0.000270\r\n"
        '2025-12-01T08:30:00+09:00,openai,"\'=HYPERLINK(""x""),y",c1,1000,200,yes,\r\n'
        "2025-12-01T08:30:00+09:00,openai,gpt-4o-mini,c1,1000,200,no,12.000345\r\n"
    )


def test_what_was_asked_in_a_terminal_is_exported_as_such() -> None:
    asked = replace(ENTRY, conversation="")
    assert ",gpt-4o-mini,Terminal,1000,200,no," in as_csv((asked,), UTC)
    assert ",gpt-4o-mini,ターミナル,1000,200,no," in as_csv((asked,), UTC, terminal="ターミナル")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=4))
def test_whatever_a_model_is_called_the_export_keeps_its_form(names: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(as_csv((replace(ENTRY, model=name) for name in names), UTC), newline="")))
    assert rows[0] == list(CSV_HEAD)
    assert [row[2].removeprefix("'") for row in rows[1:]] == [name.removeprefix("'") for name in names]
    assert not any(row[2].startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows[1:])
