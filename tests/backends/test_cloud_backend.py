"""A service that misbehaves in every way that we could think of: a typed failure or the right answer, and one request.

The text so far is kept, and no word that the service said about a failure is repeated.
"""

from __future__ import annotations

import gzip
import json
import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from backend_probe import Probe
from cloud_rig import KEY, MODEL, NOW, SHORT, cloud_backend
from peer import DONE, Act, Call, chunk, event, serving, usage, well
from PySide6.QtCore import QCoreApplication, QTimer

from app.backends.cloud import CloudBackend
from app.backends.sse import MAX_EVENT_BYTES
from app.chat.conversation import Effort, ReplyStatus, SourceKind
from app.chat.exchange import BackendState, RequestId, Sampling
from app.chat.failure import FailureKind
from app.chat.secret import Secret

ECHO = f"Incorrect API key provided: {KEY}. You asked: What is 2 + 3?".encode()
QUESTION = "What is 2 + 3?"


@pytest.fixture
def ask(qapp: QCoreApplication) -> Iterator[Callable[..., Probe]]:
    """Asks the peer one question and waits for the end; the backend goes with the test."""
    backends: list[CloudBackend] = []

    def ask_peer(base_url: str, text: str = QUESTION, **options: object) -> Probe:
        backend = cloud_backend(base_url, **options)
        backends.append(backend)
        probe = Probe(backend)  # type: ignore[arg-type]  # it watches any backend
        probe.ask(text)
        return probe

    yield ask_peer
    for backend in backends:
        backend.shutdown()


@dataclass(frozen=True)
class Case:
    """``kind`` None: an answer. ``kept``: the answer so far."""

    act: Act
    kind: FailureKind | None = None
    kept: str = ""
    is_short: bool = False  # with limits that make its silence last too long


def status(line: str, body: bytes = ECHO, **headers: str) -> Act:
    return lambda call: call.refuse(line, body, **headers)


def said(code: str) -> bytes:
    return json.dumps({"error": {"message": ECHO.decode(), "code": code, "type": None}}).encode()


def stream(*pieces: bytes, then: Callable[[Call], None] = lambda call: None, **headers: str) -> Act:
    def act(call: Call) -> None:
        call.answer(**headers)
        for piece in pieces:
            call.send(piece)
        then(call)

    return act


def raw(data: bytes, then: Callable[[Call], None] = lambda call: None) -> Act:
    def act(call: Call) -> None:
        call.send(data)
        then(call)

    return act


def dripping(call: Call) -> None:
    call.answer()
    for byte in HALF + STOP + DONE:
        call.send(bytes([byte]))


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + end


def with_length(length: int, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n%b" % (length, body)


HALF = chunk(content="Half an ") + chunk(content="answer")
TEXT = "Half an answer"
STOP = chunk(finish="stop")
GONE, RESET = Call.wait_until_gone, Call.reset
BROKEN, UNREADABLE = FailureKind.CLOUD_BROKEN, FailureKind.CLOUD_UNREADABLE
SERVER, CREDIT, FORBIDDEN = FailureKind.CLOUD_SERVER, FailureKind.CLOUD_CREDIT, FailureKind.CLOUD_FORBIDDEN
ERROR = event({"error": {"message": ECHO.decode()}})
STALLED = raw(b"HTTP/1.1 403 X\r\nContent-Length: 99\r\n\r\n{", GONE)

CASES = {
    # What the service refuses.
    "400": Case(status("400 Bad Request"), FailureKind.CLOUD_REFUSED),
    "401": Case(status("401 Unauthorized", WWW_Authenticate='Basic realm="x"'), FailureKind.CLOUD_KEY),
    "401 by code": Case(status("400 Bad Request", said("invalid_api_key")), FailureKind.CLOUD_KEY),
    "402": Case(status("402 Payment Required"), FailureKind.CLOUD_CREDIT),
    "quota as 429": Case(status("429 Too Many", said("insufficient_quota"), Retry_After="7"), FailureKind.CLOUD_CREDIT),
    "403": Case(status("403 Forbidden"), FailureKind.CLOUD_FORBIDDEN),
    "404": Case(status("404 Not Found"), FailureKind.CLOUD_MODEL_GONE),
    "410": Case(status("410 Gone"), FailureKind.CLOUD_MODEL_GONE),
    "model not found": Case(status("400 Bad Request", said("model_not_found")), FailureKind.CLOUD_MODEL_GONE),
    "408": Case(status("408 Request Timeout"), FailureKind.CLOUD_TIMEOUT),
    "413": Case(status("413 Too Large"), FailureKind.PROMPT_TOO_LONG),
    "too long by code": Case(status("400 Bad", said("context_length_exceeded")), FailureKind.PROMPT_TOO_LONG),
    "429": Case(status("429 Too Many Requests"), FailureKind.CLOUD_BUSY),
    "500": Case(status("500 Internal Server Error"), FailureKind.CLOUD_SERVER),
    "503": Case(status("503 Unavailable", Retry_After="3"), FailureKind.CLOUD_SERVER),
    "refusal without a body": Case(raw(b"HTTP/1.1 500 X\r\n\r\n"), FailureKind.CLOUD_SERVER),
    "refusal cut off": Case(raw(b"HTTP/1.1 403 X\r\nContent-Length: 99\r\n\r\n{"), FORBIDDEN),
    "refusal that goes on": Case(status("500 X", b"x" * 1_000_000), FailureKind.CLOUD_SERVER),
    # What stands between.
    "login page": Case(status("200 OK", b"<html>Log in", kind="text/html; charset=x"), FailureKind.CLOUD_LOGIN_PAGE),
    "511": Case(status("511 Network Authentication Required"), FailureKind.CLOUD_LOGIN_PAGE),
    "redirect": Case(status("302 Found", b"", Location="http://127.0.0.1:9/x"), FailureKind.CLOUD_REDIRECT),
    "redirect 307": Case(status("307 Temporary", b"", Location="/v1/other"), FailureKind.CLOUD_REDIRECT),
    "redirect without a place": Case(status("302 Found", b""), FailureKind.CLOUD_REDIRECT),
    # What is no stream of events.
    "json": Case(status("200 OK", b"{}"), UNREADABLE),
    "no content type": Case(stream(HALF, kind=""), UNREADABLE),
    "no content": Case(raw(b"HTTP/1.1 204 No Content\r\n\r\n"), UNREADABLE),
    "gzip": Case(stream(gzip.compress(HALF + STOP), Content_Encoding="gzip"), UNREADABLE),
    "not HTTP": Case(raw(b"220 mail.example.com ESMTP\r\n"), BROKEN),
    "invalid UTF-8": Case(stream(HALF, b"data: \xff\xfe\n\n", STOP), UNREADABLE, TEXT),
    "invalid JSON": Case(stream(HALF, b"data: {nope\n\n", STOP), UNREADABLE, TEXT),
    "JSON of another form": Case(stream(HALF, event({"choices": {"a": 1}}), STOP), UNREADABLE, TEXT),
    "gigantic event": Case(stream(HALF, b"data: " + b"x" * (MAX_EVENT_BYTES + 1), then=GONE), UNREADABLE, TEXT),
    "gigantic line": Case(stream(HALF, b"x" * (MAX_EVENT_BYTES + 1), then=GONE), UNREADABLE, TEXT),
    # What breaks.
    "closed at once": Case(lambda call: None, BROKEN),
    "reset at once": Case(RESET, BROKEN),
    "reset in the head": Case(raw(b"HTTP/1.1 200 OK\r\nContent-Ty", RESET), BROKEN),
    "reset after the head": Case(stream(then=RESET), BROKEN),
    "reset in mid stream": Case(stream(HALF, then=RESET), BROKEN),
    "closed in mid stream": Case(stream(HALF), BROKEN, TEXT),
    "no finish reason": Case(stream(HALF, DONE), BROKEN, TEXT),
    "nothing at all": Case(stream(), BROKEN),
    "truncated chunk": Case(raw(chunked(HALF, end=b"99\r\ndata: x")), BROKEN, TEXT),
    "chunks without an end": Case(raw(chunked(HALF, end=b"")), BROKEN, TEXT),
    "shorter than promised": Case(raw(with_length(9999, HALF)), BROKEN, TEXT),
    "longer than promised": Case(raw(with_length(len(HALF), HALF + STOP + DONE)), BROKEN, TEXT),
    "error in the stream": Case(stream(HALF, ERROR), SERVER, TEXT),
    "quota in the stream": Case(stream(HALF, b"data: " + said("insufficient_quota") + b"\n\n"), CREDIT, TEXT),
    "content filter": Case(stream(HALF, chunk(finish="content_filter"), DONE), FailureKind.CLOUD_FILTERED, TEXT),
    # What is silent.
    "stall before the head": Case(GONE, FailureKind.CLOUD_TIMEOUT, is_short=True),
    "stall in the head": Case(raw(b"HTTP/1.1 200 OK\r\nConte", GONE), FailureKind.CLOUD_TIMEOUT, is_short=True),
    "stall after the head": Case(stream(then=GONE), FailureKind.CLOUD_TIMEOUT, is_short=True),
    "stall in mid stream": Case(stream(HALF, then=GONE), FailureKind.CLOUD_TIMEOUT, TEXT, is_short=True),
    "stalled refusal": Case(STALLED, FORBIDDEN, is_short=True),
    # What looks odd and is right.
    "well": Case(well, kept="It is 5."),
    "chunked": Case(raw(chunked(*(bytes([byte]) for byte in HALF + STOP + DONE))), kept=TEXT),
    "with a length": Case(raw(with_length(len(HALF + STOP), HALF + STOP)), kept=TEXT),
    "HTTP/1.0": Case(raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + HALF + STOP), kept=TEXT),
    "byte order mark": Case(stream(b"\xef\xbb\xbf" + HALF, STOP, DONE), kept=TEXT),
    "carriage returns": Case(stream((HALF + STOP + DONE).replace(b"\n", b"\r\n")), kept=TEXT),
    "comments": Case(stream(b": working\n\n" * 5, HALF, b": still\n", STOP, DONE), kept=TEXT),
    "slow drip": Case(dripping, kept=TEXT),
    "double finish": Case(stream(HALF, STOP, chunk(finish="length"), DONE), kept=TEXT),
    "text after the finish": Case(stream(HALF, STOP, chunk(content=" more"), DONE), kept=TEXT),
    "data after the end": Case(stream(HALF, STOP, DONE, b"data: {nope\n\n", HALF), kept=TEXT),
    "goes on after the end": Case(stream(HALF, STOP, DONE, then=GONE), kept=TEXT),
    "reset after the finish": Case(stream(HALF, STOP, then=RESET), kept=""),
    "stall after the finish": Case(stream(HALF, STOP, then=GONE), kept=TEXT, is_short=True),
    "garbage after the finish": Case(stream(HALF, STOP, b"data: {nope\n\n"), kept=TEXT),
    "error after the finish": Case(stream(HALF, STOP, event({"error": {}})), kept=TEXT),
    "an early word": Case(raw(b"HTTP/1.1 100 Continue\r\n\r\n" + chunked(HALF, STOP)), kept=TEXT),
}
# A reset may overtake what was sent before it.
MAY_LOSE_TEXT = {"reset in mid stream", "reset after the finish"}


def test_there_are_many_ways_to_fail() -> None:
    assert sum(case.kind is not None for case in CASES.values()) >= 28


@pytest.mark.parametrize("name", CASES)
def test_misbehaviour_is_a_typed_failure_or_the_right_answer(
    name: str, ask: Callable[..., Probe], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case = CASES[name]
    with serving(case.act) as peer:
        probe = ask(peer.base_url, **({"limits": SHORT} if case.is_short else {}))
        reply = probe.wait_for_end()
        probe.settle()
        probe.assert_each_ended_once()
        assert len(peer.calls) == 1
        if name == "reset after the finish" and reply.status is ReplyStatus.FAILED:
            assert reply.failure is not None
            assert reply.failure.kind is BROKEN
            return
        if case.kind is None:
            assert reply.failure is None
            assert reply.status is ReplyStatus.ANSWERED
            assert reply.source is not None
            assert (reply.source.kind, reply.source.model) == (SourceKind.CLOUD, "m-1")
        else:
            assert reply.failure is not None
            assert reply.failure.kind is case.kind
            seen = reply.failure.message + reply.failure.detail + caplog.text
            assert not any(word in seen for word in (KEY, QUESTION, "Incorrect", "mail.example.com", peer.host))
            assert reply.failure.message.endswith((".", "?"))
        assert reply.answer == case.kept or (name in MAY_LOSE_TEXT and TEXT.startswith(reply.answer))
        probe.ask("And now?", "r2")  # a failure breaks nothing
        peer.act = well
        assert probe.wait_for_end("r2").answer == "It is 5."


@pytest.mark.parametrize(
    ("sent", "wait_s"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("2.5", 2.5),
        ("Mon, 24 Nov 2025 16:01:00 GMT", 60.0),
        ("Mon, 24 Nov 2025 15:00:00 GMT", 0.0),
        ("99999999", 86400.0),
        ("-5", 0.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_time_that_can_be_counted_down_to(
    sent: str, wait_s: float | None, ask: Callable[..., Probe]
) -> None:
    with serving(status("429 Too Many Requests", Retry_After=sent)) as peer:
        failure = ask(peer.base_url).wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.CLOUD_BUSY
    assert failure.retry_at == (None if wait_s is None else NOW + wait_s)


def test_what_goes_out_is_exactly_the_request(ask: Callable[..., Probe]) -> None:
    with serving() as peer:
        ask(peer.base_url, "Größe?").wait_for_end()
        [call], host = peer.calls, peer.host
    first, *lines = call.head.decode().split("\r\n")
    assert first == "POST /v1/chat/completions HTTP/1.1"
    headers = dict(line.split(": ") for line in lines)
    assert headers == {
        "Host": host,
        "Authorization": f"Bearer {KEY}",
        "Accept": "text/event-stream",
        "Accept-Encoding": "identity",
        "Accept-Language": "*",
        "User-Agent": "Soliloquy",
        "Connection": "close",
        "Content-Type": "application/json",
        "Content-Length": str(len(call.body)),
    }
    assert json.loads(call.body) == {
        "model": "m-1",
        "messages": [{"role": "user", "content": "Größe?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "store": False,
        "max_tokens": 200,
        "reasoning_effort": "low",
    }


def test_an_answer_has_its_reasoning_text_usage_and_source(ask: Callable[..., Probe]) -> None:
    with serving() as peer:
        reply = ask(peer.base_url).wait_for_end()
    assert [step.text for step in reply.steps] == ["Let me see."]
    assert reply.steps[0].seconds is not None
    assert reply.answer == "It is 5."
    assert reply.usage is not None
    assert (reply.usage.prompt_tokens, reply.usage.answer_tokens, reply.usage.is_estimate) == (11, 9, False)


HARMONY = "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>I look.<|end|>"
SO_AND_5 = "<|start|>assistant<|channel|>analysis<|message|>So.<|end|><|start|>assistant<|channel|>final<|message|>5 <"


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("last", [STOP, b""])
def test_harmony_in_the_content_is_told_apart(size: int, last: bytes, ask: Callable[..., Probe]) -> None:
    text = HARMONY + SO_AND_5
    pieces = [chunk(content=text[begin : begin + size]) for begin in range(0, len(text), size)]
    with serving(stream(*pieces, last)) as peer:
        reply = ask(peer.base_url).wait_for_end()
    assert reply.status is (ReplyStatus.ANSWERED if last else ReplyStatus.FAILED)
    assert [step.text for step in reply.steps] == ["Hm.", "So."]
    assert all(step.seconds is not None for step in reply.steps)
    assert reply.preambles == ("I look.",)
    assert reply.answer == "5 <", "what was held back is not lost, also when the connection breaks"


def test_without_counts_of_the_service_the_usage_is_an_estimate_and_says_so(ask: Callable[..., Probe]) -> None:
    with serving(stream(chunk(reasoning="Hm"), HALF, STOP, DONE)) as peer:
        usage_of = ask(peer.base_url).wait_for_end().usage
    assert usage_of is not None
    assert usage_of.is_estimate
    assert (usage_of.prompt_tokens, usage_of.reasoning_tokens, usage_of.answer_tokens) == (8, 1, 2)


def test_a_token_limit_cuts_the_answer(ask: Callable[..., Probe]) -> None:
    with serving(stream(HALF, chunk(finish="length"), usage(3, 2), DONE)) as peer:
        assert ask(peer.base_url).wait_for_end().status is ReplyStatus.CUT


PHASES = {
    "before the head": GONE,
    "in the head": raw(b"HTTP/1.1 200 OK\r\nCont", GONE),
    "after the head": stream(then=GONE),
    "in mid stream": stream(HALF, then=GONE),
    "after the finish": stream(HALF, STOP, then=GONE),
    "in a refusal": STALLED,
}


@pytest.mark.parametrize("phase", PHASES)
def test_stop_works_in_every_phase_and_closes_the_connection(phase: str, ask: Callable[..., Probe]) -> None:
    with serving(PHASES[phase]) as peer:
        probe = ask(peer.base_url)
        has_text = phase in ("in mid stream", "after the finish")
        probe.wait_until_polling(lambda: bool(peer.calls) and (not has_text or probe.reply().answer == TEXT))
        over_next: list[bool] = []
        probe.backend.stop(RequestId("r1"))
        probe.backend.stop(RequestId("r1"))
        assert not probe.is_over("r1"), "nothing is said from inside stop"
        QTimer.singleShot(0, lambda: over_next.append(probe.is_over("r1")))
        reply = probe.wait_for_end()
        probe.settle(0)
        assert over_next == [True], "it waits for nobody: the end comes in the next turn of the event loop"
        assert reply.status is ReplyStatus.STOPPED
        assert reply.answer == (TEXT if has_text else "")
        assert peer.over.acquire(timeout=10), "the connection is closed"
        probe.settle()
        probe.assert_each_ended_once()
        assert len(peer.calls) == 1


def test_stop_while_it_connects(ask: Callable[..., Probe]) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:  # nobody accepts
        probe = ask(f"https://127.0.0.1:{deaf.getsockname()[1]}/v1")
        probe.settle()
        over_next: list[bool] = []
        probe.backend.stop(RequestId("r1"))
        QTimer.singleShot(0, lambda: over_next.append(probe.is_over("r1")))
        assert probe.wait_for_end().status is ReplyStatus.STOPPED
        probe.settle(0)
        assert over_next == [True]
        probe.assert_each_ended_once()


def test_nobody_there(ask: Callable[..., Probe]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        free = listening.getsockname()[1]
    failure = ask(f"http://127.0.0.1:{free}/v1").wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.CLOUD_UNREACHABLE
    assert "Nobody answers" in failure.message


def test_no_such_host(ask: Callable[..., Probe]) -> None:
    failure = ask("https://nobody.invalid/v1").wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.CLOUD_UNREACHABLE


def test_a_handshake_that_never_ends_is_a_time_out(ask: Callable[..., Probe]) -> None:
    with serving(GONE, greets=b"") as peer:
        failure = ask(peer.base_url, limits=SHORT).wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.CLOUD_TIMEOUT


def test_garbage_instead_of_a_handshake_is_no_trust(ask: Callable[..., Probe]) -> None:
    with serving(GONE, greets=b"HTTP/1.1 400 Bad Request\r\n\r\n") as peer:
        failure = ask(peer.base_url).wait_for_end().failure
    assert failure is not None
    assert failure.kind is FailureKind.CLOUD_TLS
    assert not peer.calls


def test_an_endpoint_that_needs_a_key_is_not_asked_without_one(ask: Callable[..., Probe]) -> None:
    with serving() as peer:
        for key in (None, Secret(""), Secret("a\r\nX-Injected: 1")):
            failure = ask(peer.base_url, read_key=lambda held=key: held).wait_for_end().failure
            assert failure is not None
            assert failure.kind is FailureKind.CLOUD_KEY
        assert not peer.connections


def test_environment_proxies_are_not_used(ask: Callable[..., Probe], monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(status("502 Bad Gateway")) as proxy, serving() as peer:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.host}")
        assert ask(peer.base_url).wait_for_end().answer == "It is 5."
        assert not proxy.calls


def test_the_systems_proxy_is_used_if_the_person_says_so(
    ask: Callable[..., Probe], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as proxy:
        monkeypatch.setenv("http_proxy", f"http://{proxy.host}")
        ask("http://10.255.255.1/v1", uses_system_proxy=True).wait_for_end()
        assert proxy.calls[0].head.startswith(b"POST http://10.255.255.1/v1/chat/completions ")


def test_nothing_of_one_answer_goes_into_the_next_request(ask: Callable[..., Probe]) -> None:
    with serving(stream(HALF, STOP, DONE, Set_Cookie="who=you; Path=/", ETag='"1"')) as peer:
        probe = ask(peer.base_url)
        probe.wait_for_end()
        probe.ask(QUESTION, "r2")
        probe.wait_for_end("r2")
        first, second = peer.calls
    assert b"cookie" not in second.head.lower()
    assert (first.head, first.body) == (second.head, second.body)


def test_a_long_question_goes_out_whole(ask: Callable[..., Probe]) -> None:
    text = "äöü" * 300_000
    with serving() as peer:
        ask(peer.base_url, text).wait_for_end()
        [call] = peer.calls
    assert json.loads(call.body)["messages"][0]["content"] == text


def test_a_flood_is_shown_in_few_events_and_whole(ask: Callable[..., Probe]) -> None:
    with serving(stream(chunk(content="x" * 10) * 20_000, STOP, DONE)) as peer:
        probe = ask(peer.base_url)
        assert probe.wait_for_end().answer == "x" * 200_000
    assert len(probe.events["r1"]) < 2_000


def test_a_model_without_effort_is_not_told_one(ask: Callable[..., Probe]) -> None:
    with serving() as peer:
        probe = ask(peer.base_url, model=replace(MODEL, efforts=()))
        probe.wait_for_end()
        probe.ask(QUESTION, "r2", Sampling(max_tokens=7), Effort.HIGH)
        probe.wait_for_end("r2")
        body = json.loads(peer.calls[1].body)
    assert "reasoning_effort" not in body
    assert body["max_tokens"] == 7


def test_readiness_asks_nobody(ask: Callable[..., Probe], qapp: QCoreApplication) -> None:
    with serving() as peer:
        backend = cloud_backend(peer.base_url)
        backend.start()
        assert backend.readiness.state is BackendState.READY
        assert backend.readiness.model is not None
        assert backend.readiness.model.source.kind is SourceKind.CLOUD
        backend.shutdown()
        assert backend.readiness.state is BackendState.OFF
        assert not peer.connections
