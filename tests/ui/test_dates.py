"""One form for each kind of date, near days by name, in the region's order and the window's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app.ui.dates import day_words, group_words, listed_day_words, moment_words, month_words

TODAY = date(2026, 11, 24)
DAY = date(2026, 11, 4)


def at(day: date, hour: int = 14, minute: int = 5) -> float:
    return datetime(day.year, day.month, day.day, hour, minute).timestamp()


@pytest.fixture(autouse=True)
def locale(request: pytest.FixtureRequest) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(getattr(request, "param", "en_US")))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("locale", "day", "moment"),
    [
        ("en_US", "November 4, 2026", "Nov 4, 2026, 2:05 PM"),
        ("en_GB", "4 November 2026", "4 Nov 2026, 14:05"),
        ("ja_JP", "2026年11月4日", "2026年11月4日, 14:05"),
    ],
    indirect=["locale"],
)
def test_a_day_is_written_as_the_region_does_it(qapp: QApplication, day: str, moment: str) -> None:
    assert day_words(DAY) == day
    assert listed_day_words("2026-11-04") == day
    assert moment_words(at(DAY), TODAY).replace("\u202f", " ") == moment


def test_near_days_have_names_in_lists_and_over_them(qapp: QApplication) -> None:
    yesterday = TODAY - timedelta(days=1)
    assert moment_words(at(TODAY), TODAY).startswith("Today, 2:05")
    assert moment_words(at(yesterday, 23, 59), TODAY).startswith("Yesterday, 11:59")
    ages = (0, 1, 2, 7, 8, 400)
    assert [group_words(at(TODAY - timedelta(days=days)), TODAY) for days in ages] == [
        "Today", "Yesterday", "Previous 7 days", "Previous 7 days", "Earlier", "Earlier",
    ]  # fmt: skip


@pytest.mark.parametrize("when", [1e20, -1e20, float("nan")])
def test_a_moment_that_no_clock_can_mean_is_long_ago(qapp: QApplication, when: float) -> None:
    assert group_words(when, TODAY) == "Earlier"
    assert moment_words(when, TODAY) == "Jan 1, 1970"


def test_what_is_no_date_in_a_list_stays_as_it_is(qapp: QApplication) -> None:
    assert listed_day_words("last spring") == "last spring"


def test_a_month_has_its_name(qapp: QApplication) -> None:
    assert month_words("2026-11") == "November 2026"
