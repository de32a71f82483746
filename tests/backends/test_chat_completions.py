"""What goes out, to the byte; and chunks that make sense or are refused."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.backends.chat_completions import Chunk, ChunkError, TokenCounts, chunk_from, error_code, request_body
from app.chat.cloud_model import CloudModel
from app.chat.conversation import Effort
from app.chat.endpoint import OPENAI, EffortStyle, LimitName
from app.chat.outgoing import OutgoingMessage, OutgoingRole

MODEL = CloudModel("m-1", "M 1", "openai", "2026-11-24", "a test", output_tokens=500, efforts=tuple(Effort))
ASKED = (OutgoingMessage(OutgoingRole.SYSTEM, "Be brief."), OutgoingMessage(OutgoingRole.USER, "Grüße"))


def test_the_body_is_model_messages_and_limits_and_nothing_else() -> None:
    body = request_body(ASKED, endpoint=OPENAI, model=replace(MODEL, efforts=()), effort=Effort.HIGH, max_tokens=90)
    expected = (
        '{"model":"m-1","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Grüße"}],'
        '"stream":true,"stream_options":{"include_usage":true},"store":false,"max_completion_tokens":90}'
    )
    assert body.decode() == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (EffortStyle.NONE, {}),
        (EffortStyle.FIELD, {"reasoning_effort": "low"}),
        (EffortStyle.OBJECT, {"reasoning": {"effort": "low"}}),
        (EffortStyle.TEMPLATE, {"chat_template_kwargs": {"reasoning_effort": "low"}}),
        (EffortStyle.EITHER, {"reasoning_effort": "low", "chat_template_kwargs": {"reasoning_effort": "low"}}),
    ],
)
def test_effort_goes_where_the_endpoint_takes_it(style: EffortStyle, expected: dict[str, object]) -> None:
    plain = json.loads(request_body(ASKED, endpoint=OPENAI, model=replace(MODEL, efforts=()), effort=Effort.LOW))
    asked = json.loads(
        request_body(ASKED, endpoint=replace(OPENAI, effort_style=style), model=MODEL, effort=Effort.LOW)
    )
    assert asked == {**plain, **expected}


@pytest.mark.parametrize(
    ("wanted", "allowed", "limit"), [(None, None, None), (7, None, 7), (None, 9, 9), (7, 9, 7), (9, 7, 7)]
)
def test_the_smaller_limit_counts(wanted: int | None, allowed: int | None, limit: int | None) -> None:
    endpoint = replace(OPENAI, limit_name=LimitName.MAX_TOKENS)
    model = replace(MODEL, output_tokens=allowed)
    body = json.loads(request_body(ASKED, endpoint=endpoint, model=model, effort=Effort.LOW, max_tokens=wanted))
    assert body.get("max_tokens") == limit
    assert "max_completion_tokens" not in body


USAGE = {
    "prompt_tokens": 9,
    "completion_tokens": 5,
    "prompt_tokens_details": {"cached_tokens": 4},
    "completion_tokens_details": {"reasoning_tokens": 3},
}


@pytest.mark.parametrize(
    ("sent", "chunk"),
    [
        ({"choices": [{"delta": {"content": "Hi"}, "index": 0}]}, Chunk("Hi")),
        ({"choices": [{"delta": {"role": "assistant", "content": None}, "finish_reason": None}]}, Chunk()),
        ({"choices": [{"delta": {"reasoning": "Hm"}}]}, Chunk(reasoning="Hm")),
        ({"choices": [{"delta": {"reasoning_content": "Hm"}}]}, Chunk(reasoning="Hm")),
        ({"choices": [{"delta": {"reasoning": "Hm", "reasoning_content": "Hm"}}]}, Chunk(reasoning="Hm")),
        ({"choices": [{"delta": {}, "finish_reason": "stop"}]}, Chunk(finish="stop")),
        ({"choices": [{"delta": None, "finish_reason": "length"}]}, Chunk(finish="length")),
        ({"choices": [], "usage": USAGE}, Chunk(counts=TokenCounts(9, 5, 4, 3))),
        ({"choices": [], "usage": {"prompt_tokens": -1, "completion_tokens": 2}}, Chunk()),
        ({"choices": [], "usage": {"prompt_tokens": 1.5, "completion_tokens": True}}, Chunk()),
        ({"choices": [], "prompt_filter_results": []}, Chunk()),
        ({"error": {"message": "secret", "code": "server_error"}}, Chunk(error="server_error")),
        ({"error": {"message": "secret", "code": "sk-echo"}}, Chunk(error="")),
        ({"error": "secret"}, Chunk(error="")),
    ],
)
def test_chunks(sent: dict[str, object], chunk: Chunk) -> None:
    assert chunk_from(json.dumps(sent)) == chunk


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[]",
        "7",
        '"x"',
        "{}",
        '{"choices": 3}',
        '{"choices": [3]}',
        '{"choices": [{"delta": 3}]}',
        '{"choices": [{"delta": {"content": 3}}]}',
        '{"choices": [{"delta": {}, "finish_reason": 3}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_chunk_is_refused_without_being_repeated(data: str) -> None:
    with pytest.raises(ChunkError) as caught:
        chunk_from(data)
    assert len(str(caught.value)) < 60


def objects(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    names = ["choices", "delta", "content", "usage", "error", "code", "prompt_tokens", "completion_tokens"]
    return st.dictionaries(st.sampled_from(names), inner)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | objects(inner)
)


@given(JSON)
def test_any_json_is_a_chunk_or_a_chunk_error(held: object) -> None:
    error_code(json.dumps(held).encode())
    with contextlib.suppress(ChunkError):
        chunk_from(json.dumps(held))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"error": {"code": "insufficient_quota", "type": "x"}}', "insufficient_quota"),
        (b'{"error": {"code": null, "type": "insufficient_quota"}}', "insufficient_quota"),
        (b'{"error": {"code": "Incorrect API key provided: sk-1"}}', ""),
        (b'[{"error": {"code": 404, "status": "model_not_found"}}]', "model_not_found"),
        (b'{"error": "text"}', ""),
        (b"<html>", ""),
        (b"", ""),
        (b"\xff\xfe", ""),
    ],
)
def test_of_a_refusal_only_a_known_code_is_read(body: bytes, code: str) -> None:
    assert error_code(body) == code
