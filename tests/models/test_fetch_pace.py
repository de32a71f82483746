"""Counting, waiting and cutting: the parts of a download that are plain functions of numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.sentence import sentence
from app.models.fetch import companions, events
from app.models.fetch.events import FetchFailureKind, FetchLineError, decode_event, decode_order, encode_event
from app.models.fetch.order import FetchOrder, WantedFile
from app.models.fetch.retries import PROGRESS_BYTES, Patience, Retries
from app.models.fetch.tally import INTERVAL_S, WINDOW_S, Tally
from app.models.fetch.transfer import wanted_part


@given(
    st.binary(max_size=300),
    st.lists(st.integers(1, 40), max_size=30),
    st.integers(0, 300),
    st.integers(0, 300),
)
def test_however_the_bytes_are_cut_the_same_ones_are_kept(data: bytes, cuts: list[int], skip: int, limit: int) -> None:
    chunks, at = [], 0
    for cut in [*cuts, len(data)]:
        chunks.append(data[at : at + cut])
        at += cut
    assert b"".join(wanted_part(iter(chunks), skip, limit)) == data[skip : skip + limit]


def test_waits_double_up_to_a_limit_and_then_it_is_given_up() -> None:
    retries = Retries(Patience(delay_s=1.0, max_delay_s=5.0, tries=5))
    assert [retries.failed() for _ in range(5)] == [1.0, 2.0, 4.0, 5.0, None]


def test_a_server_that_asks_for_more_time_gets_it() -> None:
    retries = Retries(Patience(delay_s=1.0))
    assert retries.failed(30.0) == 30.0
    assert retries.failed(0.5) == 2.0


def test_bytes_that_came_begin_the_count_anew_and_a_trickle_does_not() -> None:
    retries = Retries(Patience(delay_s=1.0, tries=3))
    for _ in range(10):
        retries.received(PROGRESS_BYTES)
        assert retries.failed() == 1.0
    retries.received(10)
    assert retries.failed() == 2.0
    retries.succeeded()
    assert retries.failed() == 1.0


class Clock:
    def __init__(self) -> None:
        self.seconds = 50.0

    def __call__(self) -> float:
        return self.seconds


def test_bytes_are_said_a_few_times_a_second_with_their_speed() -> None:
    clock, said = Clock(), list[tuple[int, float | None]]()
    tally = Tally(lambda done, speed: said.append((done, speed)), done_bytes=1000, clock=clock)
    for _ in range(100):
        clock.seconds += 0.01
        tally.add(50)
    assert len(said) <= 1.0 / INTERVAL_S + 1
    assert said[0] == (1050, None)
    assert said[-1][1] == pytest.approx(5000, rel=0.1)


def test_a_stall_shows_as_speed_zero() -> None:
    clock, said = Clock(), list[tuple[int, float | None]]()
    tally = Tally(lambda done, speed: said.append((done, speed)), done_bytes=0, clock=clock)
    tally.add(10_000)
    for _ in range(3):
        clock.seconds += WINDOW_S
        tally.flush()
    assert said[-1] == (10_000, 0.0)


@pytest.mark.parametrize(
    "event",
    [
        events.Listed(1, 2, 3, "0" * 40),
        events.Progress(1, 2, None),
        events.Progress(1, 2, 3.5),
        events.Verifying(1, 2),
        events.Waiting(1.5, FetchFailureKind.NETWORK, sentence("“…”\n\u2028{name}", name="{x}")),
        events.FetchFailed(
            FetchFailureKind.DISK_FULL, sentence("x {short_bytes}", short_bytes=3), can_retry=False, detail="y"
        ),
        events.Fetched("/models/日本", 5),
    ],
)
def test_an_event_is_one_line_and_comes_back_equal(event: events.FetchEvent) -> None:
    line = encode_event(event)
    assert line.count(b"\n") == 1
    assert decode_event(line) == event


def test_an_order_comes_back_equal() -> None:
    order = FetchOrder("a/b", "/m", "0" * 40, (WantedFile("config.json", 3, "a" * 64),), "https://hub.example")
    assert decode_order(events.encode_order(order)) == order


@given(st.binary(max_size=60))
def test_a_line_that_is_neither_is_refused_by_name(line: bytes) -> None:
    for decode in (decode_event, decode_order):
        with pytest.raises(FetchLineError):
            decode(line)


def test_a_mac_stays_awake_and_leaves_the_model_out_of_backups() -> None:
    folder = Path("/models/m")
    awake, excluded = companions.commands("darwin", pid=42, folder=folder)
    assert awake == ("/usr/bin/caffeinate", "-i", "-w", "42")
    assert excluded == ("/usr/bin/tmutil", "addexclusion", "/models/m")
    assert companions.commands("linux", pid=42, folder=folder) == ()


def test_a_companion_that_cannot_be_started_is_done_without() -> None:
    companions.start((("/no/such/program",),))
