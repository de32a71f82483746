from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.fetch.answer import MAX_WAIT_S, bytes_to_skip, check_identity, retry_after_s, trouble_of
from app.models.fetch.events import FetchFailureKind
from app.models.fetch.folder import PlannedFile
from app.models.fetch.trouble import TroubleError

SHA = "a" * 64
FILE = PlannedFile("model.safetensors", 1000, f"sha256:{SHA}")


@pytest.mark.parametrize(
    ("status", "headers", "start", "skipped"),
    [
        (200, {}, 0, 0),
        (200, {"content-length": "1000"}, 0, 0),
        (200, {"content-length": "1000"}, 400, 400),  # it ignores ranges
        (206, {"content-range": "bytes 400-999/1000", "content-length": "600"}, 400, 0),
        (206, {"content-range": "bytes 400-999/*"}, 400, 0),
    ],
)
def test_the_rest_of_the_file_is_taken(status: int, headers: dict[str, str], start: int, skipped: int) -> None:
    assert bytes_to_skip(status, headers, file=FILE, start=start) == skipped


@pytest.mark.parametrize(
    ("status", "headers", "kind", "is_final"),
    [
        (200, {"content-length": "999"}, FetchFailureKind.SERVER, False),
        (206, {"content-length": "999"}, FetchFailureKind.SERVER, False),
        (206, {}, FetchFailureKind.SERVER, False),
        (206, {"content-range": "bytes 399-999/1000"}, FetchFailureKind.SERVER, False),
        (206, {"content-range": "bytes 400-999/2000"}, FetchFailureKind.SERVER, False),
        (206, {"content-range": "nonsense"}, FetchFailureKind.SERVER, False),
        (200, {"content-encoding": "gzip"}, FetchFailureKind.SERVER, False),
        (200, {"content-type": "text/html"}, FetchFailureKind.WEB_PAGE, False),
        (204, {}, FetchFailureKind.SERVER, False),
        (304, {}, FetchFailureKind.SERVER, False),
        (400, {}, FetchFailureKind.SERVER, False),
        (401, {}, FetchFailureKind.NOT_FOUND, True),
        (401, {"x-error-code": "RepoNotFound"}, FetchFailureKind.NOT_FOUND, True),
        (401, {"x-error-code": "GatedRepo"}, FetchFailureKind.FORBIDDEN, True),
        (403, {}, FetchFailureKind.FORBIDDEN, True),
        (404, {}, FetchFailureKind.NOT_FOUND, True),
        (410, {}, FetchFailureKind.NOT_FOUND, True),
        (408, {}, FetchFailureKind.SERVER, False),
        (416, {}, FetchFailureKind.SERVER, False),
        (429, {}, FetchFailureKind.SERVER, False),
        (500, {}, FetchFailureKind.SERVER, False),
        (599, {}, FetchFailureKind.SERVER, False),
    ],
)
def test_everything_else_is_a_sentence(
    status: int, headers: dict[str, str], kind: FetchFailureKind, is_final: bool
) -> None:
    with pytest.raises(TroubleError) as caught:
        bytes_to_skip(status, headers, file=FILE, start=400)
    trouble = caught.value
    assert (trouble.kind, trouble.is_final) == (kind, is_final)
    assert trouble.sentence.english.endswith(".")
    assert trouble.failed.can_retry


@given(
    st.integers(100, 999),
    st.dictionaries(st.sampled_from(["content-length", "content-range", "retry-after"]), st.text()),
)
def test_no_answer_makes_it_raise_anything_else(status: int, headers: dict[str, str]) -> None:
    try:
        assert bytes_to_skip(status, headers, file=FILE, start=400) in (0, 400)
    except TroubleError as trouble:
        assert trouble.wait_s is None or 0 <= trouble.wait_s <= MAX_WAIT_S  # noqa: PT017  # one of two right ends


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"etag": f'"{SHA}"'},
        {"x-linked-etag": f'"{SHA}"', "etag": f'"{"b" * 64}"', "x-linked-size": "1000"},
        {"etag": '"of a content delivery network"'},
        {"etag": f'W/"{SHA}"'},
        {"etag": f'"{"c" * 40}"'},  # another algorithm: nothing to compare
    ],
)
def test_a_file_that_may_be_ours_is_taken(headers: dict[str, str]) -> None:
    check_identity(headers, FILE)


@pytest.mark.parametrize(
    "headers", [{"etag": f'"{"b" * 64}"'}, {"x-linked-etag": f'"{"b" * 64}"'}, {"x-linked-size": "1001"}]
)
def test_a_file_that_says_it_is_another_one_is_refused_before_it_arrives(headers: dict[str, str]) -> None:
    with pytest.raises(TroubleError) as caught:
        check_identity(headers, FILE)
    assert caught.value.kind is FetchFailureKind.CHANGED
    assert caught.value.is_final


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("99999999999999", MAX_WAIT_S),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("１２", None),
    ],
)
def test_how_long_to_wait_is_read_from_a_number(value: str, seconds: float | None) -> None:
    assert retry_after_s({"retry-after": value}) == seconds


def test_how_long_to_wait_is_read_from_a_date() -> None:
    soon = retry_after_s({"retry-after": format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)})
    assert soon is not None
    assert 50 < soon <= 100
    assert retry_after_s({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0.0
    assert retry_after_s({"retry-after": "Wed, 21 Oct 2999 07:28:00"}) == MAX_WAIT_S


def test_a_server_that_asks_to_wait_is_heard() -> None:
    assert trouble_of(503, {"retry-after": "7"}).wait_s == 7.0
