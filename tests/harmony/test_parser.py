from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.chat.prompt import Channel
from app.harmony.parser import (
    MessageEnd,
    MessageEnded,
    MessageKind,
    MessageReclassified,
    Piece,
    StopReason,
    StreamParser,
    TextAdded,
)
from app.harmony.vocabulary import (
    CALL,
    CHANNEL,
    CONSTRAIN,
    END,
    ENDOFTEXT,
    MESSAGE,
    REQUIRED,
    RETURN,
    START,
    Vocabulary,
)

_SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_WORDS = (
    "assistant", "user", "tool", "python", "browser.open", "functions.f", " functions.g", "analysis", "commentary",
    " final", "final", "?", ":", " to=", " to=functions.f", " to=assistant", " to=python", " all", "json", " ", "\n",
    '{"a":1}', "The answer", " is 4.", "x" * 90, " " * 90, "漢", "👩‍👧",
)  # fmt: skip
_ANALYSIS, _COMMENTARY, _FINAL = Channel
_BYTES = st.binary(min_size=1, max_size=4)
_PARTS = st.lists(
    st.one_of(st.sampled_from(REQUIRED), st.sampled_from(_WORDS), _BYTES, st.text(max_size=3)), max_size=24
)
_ANY_INTS = st.lists(
    st.one_of(st.integers(), st.integers(0, 1200), st.sampled_from([2**31, 2**32, 2**64])), max_size=40
)


def _ids(vocabulary: Vocabulary, *parts: str | bytes) -> list[int]:
    """Control tokens by their names, other text encoded, bytes as one token a byte."""
    single = {vocabulary.token_bytes(token): token for token in range(vocabulary.size)}
    ids: list[int] = []
    for part in parts:
        if isinstance(part, bytes):
            ids += [single[bytes([byte])] for byte in part]
        elif (control := vocabulary.special(part)) is not None:
            ids.append(control)
        else:
            ids += vocabulary.encode(part)
    return ids


def _run(parser: StreamParser, tokens: list[int]) -> list[Piece]:
    return [*(piece for token in tokens for piece in parser.feed(token)), *parser.close()]


def _replayed(pieces: list[Piece]) -> list[tuple[str, MessageKind]]:
    """The text and the kind of each message, from its pieces alone."""
    texts: dict[int, str] = {}
    kinds: dict[int, MessageKind] = {}
    for piece in pieces:
        if isinstance(piece, TextAdded):
            texts[piece.message] = texts.get(piece.message, "") + piece.text
        elif isinstance(piece, MessageReclassified):
            assert texts[piece.message] == piece.text
        else:
            texts.setdefault(piece.message, "")
        kinds[piece.message] = piece.kind
    return [(texts[index], kinds[index]) for index in sorted(texts)]


@given(parts=_PARTS, data=st.data())
@_SETTINGS
def test_any_split_between_prefix_and_stream_parses_to_the_same_messages(
    parts: list[str | bytes], data: st.DataObject, demo: Vocabulary
) -> None:
    tokens = _ids(demo, *parts)
    whole = StreamParser(demo)
    _run(whole, tokens)
    cut = data.draw(st.integers(0, len(tokens)))
    split = StreamParser(demo, [*_ids(demo, START, "assistant"), *tokens[:cut]])
    _run(split, tokens[cut:])
    assert (split.messages, split.stop) == (whole.messages, whole.stop)


@given(parts=_PARTS)
@_SETTINGS
def test_the_pieces_add_up_to_the_messages(parts: list[str | bytes], demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    pieces = _run(parser, _ids(demo, *parts))
    assert _replayed(pieces) == [(message.text, message.kind) for message in parser.messages]
    assert all(piece.text for piece in pieces if isinstance(piece, TextAdded))
    ended = [piece.message for piece in pieces if isinstance(piece, MessageEnded)]
    assert ended == list(range(len(parser.messages)))
    reclassified = [place for place, piece in enumerate(pieces) if isinstance(piece, MessageReclassified)]
    assert reclassified in ([], [len(pieces) - 1])


@given(parts=_PARTS)
@_SETTINGS
def test_how_text_falls_into_tokens_does_not_matter(parts: list[str | bytes], demo: Vocabulary) -> None:
    """Within the length of a header: at which token a longer one becomes text is a matter of tokens."""
    short = [part for part in parts if len(part) < 90][:20]
    as_bytes = [part if part in REQUIRED else part.encode() if isinstance(part, str) else part for part in short]
    whole, fine = StreamParser(demo), StreamParser(demo)
    _run(whole, _ids(demo, *short))
    _run(fine, _ids(demo, *as_bytes))
    assert (fine.messages, fine.stop) == (whole.messages, whole.stop)


@given(tokens=_ANY_INTS)
@_SETTINGS
def test_any_integers_are_parsed_without_an_error(tokens: list[int], demo: Vocabulary) -> None:
    parser = StreamParser(demo, None)
    for token in tokens:
        was_over = parser.stop is not None
        pieces = parser.feed(token)
        assert not (was_over and pieces)
    parser.close()
    known = [token for token in tokens if demo.token_bytes(token) or token in demo.control]
    without = StreamParser(demo, None)
    _run(without, known)
    assert (without.messages, without.stop) == (parser.messages, parser.stop)


@given(parts=_PARTS)
@_SETTINGS
def test_closing_twice_and_feeding_after_the_end_change_nothing(parts: list[str | bytes], demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    _run(parser, _ids(demo, *parts))
    before = (parser.messages, parser.stop)
    assert parser.close() == ()
    assert parser.feed(demo.end) == parser.feed(demo.encode("x")[0]) == ()
    assert (parser.messages, parser.stop) == before


@given(
    messages=st.lists(
        st.tuples(st.sampled_from(("analysis", "commentary", "final")), st.text(max_size=20)), min_size=1, max_size=5
    )
)
@_SETTINGS
def test_well_formed_messages_come_back_as_they_were_written(messages: list[tuple[str, str]], demo: Vocabulary) -> None:
    ids: list[int] = []
    for channel, text in messages:
        ids += [demo.start, *demo.encode("assistant"), demo.channel, *demo.encode(channel), demo.message]
        ids += [*demo.encode(text), demo.end]
    ids[-1] = demo.return_
    parser = StreamParser(demo)
    _run(parser, ids[1 + len(demo.encode("assistant")) :])
    assert [(message.channel.value, message.text) for message in parser.messages] == messages
    assert parser.stop is StopReason.RETURN


def test_a_character_split_over_tokens_appears_when_it_is_whole(demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    for token in _ids(demo, CHANNEL, "final", MESSAGE):
        assert parser.feed(token) == ()
    family = "👩‍👩‍👧‍👦"
    shown = [parser.feed(token) for token in _ids(demo, family.encode())]
    assert "".join(piece.text for pieces in shown for piece in pieces if isinstance(piece, TextAdded)) == family
    assert [len(pieces) for pieces in shown[:4]] == [0, 0, 0, 1]


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ufffd", "\ufffd\ufffd"])
def test_genuine_unusual_characters_are_kept(text: str, demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    _run(parser, _ids(demo, CHANNEL, "final", MESSAGE, text.encode(), RETURN))
    assert [message.text for message in parser.messages] == [text]


def test_a_bare_answer_streams_as_thinking_and_is_reclassified_at_the_stop(demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    pieces = _run(parser, _ids(demo, "It is 4.", RETURN))
    assert pieces == [
        TextAdded(0, MessageKind.THINKING, "It is 4."),
        MessageEnded(0, MessageKind.THINKING),
        MessageReclassified(0, MessageKind.ANSWER, "It is 4."),
    ]


def test_an_answer_without_a_channel_streams_at_once(demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    shown = [parser.feed(token) for token in _ids(demo, MESSAGE, b"Hi")]
    assert shown == [(), (TextAdded(0, MessageKind.THINKING, "H"),), (TextAdded(0, MessageKind.THINKING, "i"),)]
    assert parser.messages[0].end is None


def test_a_prefix_inside_the_analysis_reports_only_what_is_new(demo: Vocabulary) -> None:
    prefix = _ids(demo, START, "assistant", CHANNEL, "analysis", MESSAGE, "so it is", "é".encode()[:1])
    parser = StreamParser(demo, prefix)
    assert parser.prefix_chars == len("so it is")
    assert _run(parser, _ids(demo, "é".encode()[1:], END))[0] == TextAdded(0, MessageKind.THINKING, "é")
    assert parser.messages[0].text == "so it isé"


def test_a_header_longer_than_its_limit_becomes_content_at_that_token(demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    fitting = _ids(demo, b"x" * (256 - len("assistant")))
    assert [piece for token in fitting for piece in parser.feed(token)] == []
    assert parser.feed(fitting[0]) == (TextAdded(0, MessageKind.THINKING, "x" * (257 - len("assistant"))),)
    assert parser.feed(demo.message) == ()  # it is content now


def test_the_unfinished_character_at_the_limit_of_a_header_is_not_lost(demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    _run(parser, _ids(demo, b"x" * 247, "漢".encode(), b"!", RETURN))
    assert parser.messages[0].text == "x" * 247 + "漢!"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((CHANNEL, "?? ANALYSIS:", MESSAGE), (_ANALYSIS, None, None, MessageKind.THINKING)),
        ((" final", MESSAGE), (_FINAL, None, None, MessageKind.ANSWER)),
        (("final", MESSAGE), (_FINAL, None, None, MessageKind.ANSWER)),
        ((CHANNEL, "commentary", CHANNEL, "final", CHANNEL, "?", MESSAGE), (_FINAL, None, None, MessageKind.ANSWER)),
        ((CHANNEL, "commentary to=user", MESSAGE), (_COMMENTARY, "user", None, MessageKind.PREAMBLE)),
        ((CHANNEL, "commentary to=assistant", MESSAGE), (_COMMENTARY, "assistant", None, MessageKind.THINKING)),
        ((" to=python", CHANNEL, "analysis to=all x", MESSAGE), (_ANALYSIS, "python", "x", MessageKind.CALL)),
        ((" to=a.b:c-d/e", MESSAGE), (_COMMENTARY, "a.b:c-d/e", None, MessageKind.CALL)),
        ((" functions.f json", MESSAGE), (_COMMENTARY, "functions.f", "json", MessageKind.CALL)),
        ((CHANNEL, "final", CONSTRAIN, " json", MESSAGE), (_FINAL, None, "<|constrain|>json", MessageKind.ANSWER)),
        ((CHANNEL, "final text/html", MESSAGE), (_FINAL, None, "text/html", MessageKind.ANSWER)),
    ],
)
def test_a_malformed_header_still_says_what_it_means(
    parts: tuple[str, ...], expected: tuple[object, ...], demo: Vocabulary
) -> None:
    parser = StreamParser(demo)
    _run(parser, _ids(demo, *parts, "text"))
    [message] = parser.messages
    assert (message.channel, message.recipient, message.content_type, message.kind) == expected
    assert (message.text, message.end, parser.stop) == ("text", None, None)


@pytest.mark.parametrize(
    "role", ["user", "system", "developer", "tool", "functions.f to=assistant", "browser.open", "python"]
)
def test_somebody_else_s_turn_is_never_read(role: str, demo: Vocabulary) -> None:
    by_start = StreamParser(demo)
    _run(by_start, _ids(demo, CHANNEL, "final", MESSAGE, "A", END, START, role, CHANNEL, "final", END, "more", RETURN))
    by_message = StreamParser(demo)
    _run(by_message, _ids(demo, CHANNEL, "final", MESSAGE, "A", END, role, MESSAGE, "forged", RETURN))
    for parser in (by_start, by_message):
        assert [message.text for message in parser.messages] == ["A"]
        assert parser.stop is StopReason.FOREIGN_ROLE


@pytest.mark.parametrize(
    ("token", "end"),
    [
        (END, MessageEnd.END),
        (RETURN, MessageEnd.RETURN),
        (CALL, MessageEnd.CALL),
        (ENDOFTEXT, MessageEnd.ENDOFTEXT),
        (START, MessageEnd.IMPLICIT),
        (CHANNEL, MessageEnd.IMPLICIT),
    ],
)
def test_a_call_ends_the_turn_by_whatever_token_it_ends(token: str, end: MessageEnd, demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    _run(parser, _ids(demo, CHANNEL, "commentary to=functions.f", MESSAGE, "{}", token, "final", MESSAGE, "no"))
    assert [(message.text, message.end) for message in parser.messages] == [("{}", end)]
    assert parser.stop is StopReason.CALL


def test_a_call_token_that_ends_an_answer_makes_it_a_call(demo: Vocabulary) -> None:
    parser = StreamParser(demo)
    assert _run(parser, _ids(demo, CHANNEL, "final", MESSAGE, CALL)) == [MessageEnded(0, MessageKind.CALL)]


@pytest.mark.parametrize(
    ("parts", "texts"),
    [
        (("Hello",), ["Hello"]),
        ((END, "assist"), []),
        ((END, "assistant", "Hello"), ["Hello"]),
        ((START, "user"), []),
        ((CHANNEL, "final"), []),
        ((" to=functions.f", '{"a"'), []),
    ],
)
def test_an_open_header_is_kept_at_the_end_only_if_it_is_bare_text(
    parts: tuple[str, ...], texts: list[str], demo: Vocabulary
) -> None:
    parser = StreamParser(demo)
    _run(parser, _ids(demo, *parts))
    assert [message.text for message in parser.messages] == texts
    assert all(message.end is None for message in parser.messages)


@pytest.mark.parametrize("repeated", [(CHANNEL, "analysis"), (" ",), ("assistant",), (CHANNEL,), (CONSTRAIN, "json")])
def test_an_endless_header_does_not_cost_more_and_more(repeated: tuple[str, ...], demo: Vocabulary) -> None:
    """Twenty thousand repetitions, which would take minutes if each were read from the first one on."""
    parser = StreamParser(demo)
    tokens = _ids(demo, *repeated) * 20_000
    _run(parser, [*tokens, *_ids(demo, MESSAGE, "Hi", RETURN)])
    assert parser.stop is StopReason.RETURN
    assert parser.messages[-1].text.endswith("Hi")
