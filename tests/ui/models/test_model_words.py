"""Sizes, paces and times as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_scenes import DEMO, MAC_32, USED, offered, part
from PySide6.QtCore import QLocale

from app.session.model_card import MemoryUse, Progress
from app.ui.models.words import (
    bytes_done_words,
    duration_words,
    facts,
    memory_use_words,
    memory_words,
    pace_words,
    percent_words,
)
from app.ui.sentences import size_words


def test_what_the_engine_holds_is_told_by_what_it_is_for() -> None:
    assert memory_use_words(USED) == (
        "Uses 12.5 GB of memory: 11.2 GB for the model, 0.8 GB for this conversation, 96 MB to go on from earlier"
        " places in it, 0.4 GB for other branches and conversations. At most 13.0 GB so far; 21.0 GB are allowed."
    )
    small = MemoryUse(weights=1_800_000, live=0, marks=0, parked=0, buffers=0, peak=2_900_000)
    assert memory_use_words(small) == "Uses 1.7 MB of memory: 1.7 MB for the model. At most 2.8 MB so far."


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (27_868, "28 kB"),
        (11_800_000, "11.8 MB"),
        (12_104_000_000, "12.1 GB"),
        (214_000_000_000, "214 GB"),
        (1_500_000_000_000, "1.5 TB"),
        (5 * 10**15, "5,000 TB"),
    ],
)
def test_files_are_told_in_powers_of_ten(size_bytes: int, words: str) -> None:
    assert size_words(size_bytes) == words


def test_memory_is_told_as_macos_tells_it() -> None:
    assert memory_words(MAC_32) == "32 GB"


def test_both_numbers_of_a_progress_are_in_the_unit_of_the_whole() -> None:
    assert bytes_done_words(part(50_000_000)) == "0.1 of 12.1 GB"
    assert bytes_done_words(Progress(512, 27_868)) == "1 of 28 kB"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "1 s"), (0.2, "1 s"), (59.2, "1 min"), (59, "59 s"), (61, "2 min"), (3599, "60 min"), (4000, "1 h 7 min")],
)
def test_time_left_is_rounded_up(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


def test_of_the_pace_only_what_is_known_is_told() -> None:
    assert pace_words(part(1)) == ""
    assert pace_words(part(1, bytes_per_second=3_440_000.0)) == "3.4 MB/s"
    assert pace_words(part(1, bytes_per_second=38e6, seconds_left=222)) == "38 MB/s · 4 min left"


def test_of_a_model_only_what_is_known_is_told() -> None:
    assert facts(offered()[0]) == "OpenAI · Apache-2.0 · 12.1 GB · 21 B, 3.6 B active"
    assert facts(DEMO).endswith("412 tok/s on this Mac")


def test_numbers_follow_the_persons_language() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert size_words(12_104_000_000) == "12,1 GB"


@given(st.integers(0, 10**18), st.integers(0, 10**18), st.none() | st.floats(0, 1e15), st.none() | st.floats(0, 1e15))
def test_no_figures_are_too_odd_to_be_told(
    done: int, total: int, bytes_per_second: float | None, seconds_left: float | None
) -> None:
    progress = Progress(done, total, bytes_per_second, seconds_left)
    assert bytes_done_words(progress)
    assert percent_words(progress).endswith(" %")
    assert bool(pace_words(progress)) == (bytes_per_second is not None or seconds_left is not None)
