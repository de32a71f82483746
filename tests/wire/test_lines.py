from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import commands, events, reports

from app.chat.exchange import Delta, ReplyEvent, RequestId
from app.chat.prompt import Channel
from app.wire.lines import LineSplitter, WireError, decode_command, decode_report, encode
from app.wire.messages import Command, Leave, Report, Reported, Stop


@given(commands)
def test_every_command_comes_back_equal(command: Command) -> None:
    assert decode_command(encode(command)) == command


@given(reports)
def test_every_report_comes_back_equal(report: Report) -> None:
    assert decode_report(encode(report)) == report


@given(commands | reports)
def test_a_message_is_one_line_of_ascii(message: Command | Report) -> None:
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert line.isascii()


@given(st.text(st.characters()))
def test_even_lone_surrogates_cross_the_pipe_without_an_exception(text: str) -> None:
    report = decode_report(encode(Reported(RequestId("r"), Delta(Channel.FINAL, text, 1))))
    assert isinstance(report, Reported)


@given(st.lists(commands | reports, max_size=5), st.data())
def test_lines_are_the_same_however_the_stream_is_cut(messages: list[Command | Report], data: st.DataObject) -> None:
    stream = b"".join(encode(message) for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    splitter = LineSplitter()
    lines = [line for piece in pieces for line in splitter.feed(piece)]
    assert lines == [encode(message).rstrip(b"\n") for message in messages]


def test_empty_lines_are_skipped_and_an_open_one_waits() -> None:
    splitter = LineSplitter()
    assert list(splitter.feed(b"\n\na\n\nb")) == [b"a"]
    assert list(splitter.feed(b"")) == []
    assert list(splitter.feed(b"\n")) == [b"b"]


def test_a_line_over_the_limit_is_refused_before_it_ends() -> None:
    splitter = LineSplitter(max_line_bytes=10)
    assert list(splitter.feed(b"0123456789\n0123456789")) == [b"0123456789"]
    with pytest.raises(WireError, match="longer than 10 bytes"):
        list(splitter.feed(b"0"))


@given(events)
def test_a_reported_event_stands_under_its_own_name_beside_its_request(event: ReplyEvent) -> None:
    data = json.loads(encode(Reported(RequestId("r1"), event)))
    assert (data["type"], data["request"]) == (type(event).__name__, "r1")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello",
        b"{",
        b"null",
        b"[]",
        b"7",
        b'"Leave"',
        b"{}",
        b'{"type":"Jump"}',
        b'{"type":7}',
        b'{"type":[]}',
        b'{"type":{}}',
        b'{"type":"Leave","now":true}',
        b'{"type":"Stop"}',
        b'{"type":"Stop","request":7}',
        b'{"type":"Finished"}',
        b'{"type":"Steer","request":"r","kind":"shout"}',
        b'{"type":"Prepare","conversation":"c"}',
        b'{"type":"Forget"}',
        b'{"type":"Memory","use":{"weights":1}}',
        b'{"type":"StepEnded","request":"r","seconds":NaN}',
        b'{"type":"StepEnded","request":"r","seconds":Infinity}',
        b'{"type":"StepEnded","request":"r","seconds":1e999}',
        b'{"type":"StepEnded","request":"r","seconds":"1"}',
        b'{"type":"StepEnded","seconds":1}',
        b'{"type":"Loading","folder":"/m","fraction":-Infinity}',
        b'{"type":"Delta","request":"r","channel":"thoughts","text":"","tokens":1}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"type":"Hello","protocol":' + b"9" * 5000 + b',"version":"","pid":1}',
        '{"type":"Leave"}'.encode("utf-16"),
    ],
    ids=lambda line: repr(line[:60]),
)
def test_anything_else_is_refused_by_both_sides(line: bytes) -> None:
    with pytest.raises(WireError):
        decode_command(line)
    with pytest.raises(WireError):
        decode_report(line)


@given(
    st.binary(max_size=80)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda held: (
            st.lists(held, max_size=3) | st.dictionaries(st.sampled_from(["type", "request", "seconds"]), held)
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode())
)
def test_a_stranger_line_is_refused_and_never_raises_anything_else(line: bytes) -> None:
    for decode in (decode_command, decode_report):
        try:
            message = decode(line)
        except WireError:
            continue
        assert encode(message)


def test_a_refusal_never_repeats_anybodys_words() -> None:
    with pytest.raises(WireError) as refusal:
        decode_report(b'{"type":"my secret diary, page one"}')
    assert "secret" not in str(refusal.value)


def test_commands_are_not_reports() -> None:
    for command in (Leave(), Stop(RequestId("r"))):
        with pytest.raises(WireError):
            decode_report(encode(command))
