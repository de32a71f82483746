"""The list that an endpoint gives of its models: read once, with nothing but the key, and whatever comes is a value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from backend_probe import LIMIT_MS
from cloud_rig import KEY, SHORT
from hypothesis import given
from hypothesis import strategies as st
from peer import Act, Call, Peer, serving
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.backends.model_list import MAX_BYTES, ModelList, models_from
from app.chat.cloud_model import ListedModel
from app.chat.endpoint import Endpoint
from app.chat.failure import Failure, FailureKind
from app.chat.secret import Secret

LIST = json.dumps(
    {"object": "list", "data": [{"id": "b", "shutdown_date": "2027-01-14"}, {"id": "a"}, {"id": 5}, {}, {"id": " "}]}
).encode()


@pytest.fixture
def read(qapp: QCoreApplication, qtbot: QtBot) -> Iterator[Callable[..., object]]:
    kept: list[ModelList] = []

    def read_list(peer: Peer, key: Secret | None = None) -> object:
        asking = ModelList(endpoint=Endpoint("peer", "The peer", peer.base_url), limits=SHORT)
        kept.append(asking)
        results: list[object] = []
        asking.ended.connect(results.append)
        asking.ask(key)
        qtbot.waitUntil(lambda: bool(results), timeout=LIMIT_MS)
        qtbot.wait(30)
        assert len(results) == 1
        return results[0]

    yield read_list
    for each in kept:
        each.abort()


def answer(body: bytes, status: str = "200 OK", kind: str = "application/json") -> Act:
    return lambda call: call.refuse(status, body, kind=kind)


def test_what_goes_out_is_the_address_and_the_key(read: Callable[..., object]) -> None:
    with serving(answer(LIST)) as peer:
        assert read(peer, Secret(KEY)) == (ListedModel("a"), ListedModel("b", "2027-01-14"))
        [call] = peer.calls
    first, *lines = call.head.decode().split("\r\n")
    assert first == "GET /v1/models HTTP/1.1"
    assert {line.split(": ")[0] for line in lines} == {
        "Host", "Authorization", "Accept", "Accept-Encoding", "Accept-Language", "User-Agent", "Connection", "Pragma",
        "Cache-Control",
    }  # fmt: skip
    assert f"Authorization: Bearer {KEY}" in lines
    assert call.body == b""


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (answer(b"", "401 Unauthorized"), FailureKind.CLOUD_KEY),
        (answer(b"", "404 Not Found"), FailureKind.CLOUD_MODEL_GONE),
        (answer(b"", "500 X"), FailureKind.CLOUD_SERVER),
        (lambda call: call.refuse("302 Found", b"", Location="/v1/other"), FailureKind.CLOUD_REDIRECT),
        (answer(b"<html>", kind="text/html"), FailureKind.CLOUD_LOGIN_PAGE),
        (answer(b"{nope"), FailureKind.CLOUD_UNREADABLE),
        (answer(b"x" * (MAX_BYTES + 1)), FailureKind.CLOUD_UNREADABLE),
        (lambda call: None, FailureKind.CLOUD_BROKEN),
        (Call.reset, FailureKind.CLOUD_BROKEN),
        (Call.wait_until_gone, FailureKind.CLOUD_TIMEOUT),
    ],
)
def test_every_trouble_is_a_failure(act: Act, kind: FailureKind, read: Callable[..., object]) -> None:
    with serving(act) as peer:
        result = read(peer)
        assert isinstance(result, Failure)
        assert result.kind is kind
        assert len(peer.calls) == 1 or (kind is FailureKind.CLOUD_BROKEN and len(peer.calls) <= 3), "Qt asks again"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "data", "shutdown_date"]), inner),
    max_leaves=12,
)


@given(st.binary() | JSON.map(lambda data: json.dumps({"data": data}).encode()))
def test_whatever_comes_is_a_list_or_none(body: bytes) -> None:
    found = models_from(body)
    assert found is None or all(model.id.strip() == model.id and model.id.isprintable() for model in found)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2027-01-14T00:00:00Z", "2027-01-14"),
        (1_800_000_000, "2027-01-15"),
        ("soon", None),
        (True, None),
        (1e300, None),
    ],
)
def test_a_shutdown_date_in_the_forms_that_are_seen(said: object, day: str | None) -> None:
    assert models_from(json.dumps({"data": [{"id": "m", "shutdown_date": said}]}).encode()) == (ListedModel("m", day),)
