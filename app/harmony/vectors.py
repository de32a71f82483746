"""Test vectors of the harmony format: cases read from a file and compared with what this package does.

A file holds ``render`` cases (a conversation and the ids it must become) and ``parse`` cases (ids and the messages they
must become), with the ids of the real vocabulary. Over that vocabulary everything is compared. Over another one the
same sequence is fed as its parts (``pieces``: control tokens by name, plain text encoded), or byte by byte where a case
has none, and what depends on how a text falls into tokens is compared as far as it has a meaning: a rendered prompt by
its control tokens and the bytes between them, ``consumed`` by the number of control tokens read, ``deltas`` by their
whole text. Control tokens that the other vocabulary lacks (reserved ones) are fed as ids that it does not know.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from app.chat.conversation import Effort
from app.chat.prompt import BuiltinTool, Channel, FunctionTool, Message, Prompt, Role
from app.harmony.message import ParsedMessage, TextAdded
from app.harmony.parser import StreamParser
from app.harmony.render import render
from app.harmony.vocabulary import Vocabulary

FORMAT = 1

MAX_SHOWN = 200  # characters of a value in a line

Case = dict[str, typing.Any]


class VectorsError(ValueError):
    """The file is no vectors file. The text is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """The cases of a file. ``special``: names and ids of the control tokens that the ids in it refer to."""

    render: tuple[Case, ...]
    parse: tuple[Case, ...]
    special: dict[str, int]


def read_vectors(path: Path) -> Vectors:
    """Raises VectorsError."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise VectorsError(f"{path} cannot be read: {error.strerror or type(error).__name__}.") from None
    except (ValueError, RecursionError):
        raise VectorsError(f"{path} is not a JSON file.") from None
    try:
        if data["format"] != FORMAT:
            raise VectorsError(f"{path} has another format than {FORMAT}, which is the one known here.")
        special = {str(name): int(number) for name, number in data["tokenizer"]["special"].items()}
        vectors = Vectors(tuple(data["render"]), tuple(data["parse"]), special)
        for case in (*vectors.render, *vectors.parse):
            _ = case["id"], case["expect"].keys()
    except (LookupError, TypeError, AttributeError):
        raise VectorsError(f"{path} is not a file of harmony vectors.") from None
    return vectors


class Checker:
    """Compares cases with what this package makes of them over one vocabulary.

    ``real`` brings the vocabulary that the ids in the file refer to, asked for only when it is needed; None says that
    ``vocabulary`` is that one.
    """

    def __init__(
        self, special: dict[str, int], vocabulary: Vocabulary, real: Callable[[], Vocabulary] | None = None
    ) -> None:
        self._names = {number: name for name, number in special.items()}
        self._vocabulary = vocabulary
        self._is_real = real is None
        self._bring_real = real

    def render_failure(self, case: Case) -> str:
        """What differed, in one line; empty if the case passes."""
        return _line(case, self._render_difference)

    def parse_failure(self, case: Case) -> str:
        """What differed, in one line; empty if the case passes."""
        return _line(case, self._parse_difference)

    def _render_difference(self, case: Case) -> str:
        ids = render(prompt_of(case), self._vocabulary)
        expected: list[int] = case["expect"]["ids"]
        if self._is_real:
            return _difference("ids", expected, ids)
        own_names = {self._vocabulary.special(name): name for name in self._names.values()}
        found = _runs((own_names.get(token), self._vocabulary.token_bytes(token)) for token in ids)
        wanted = _runs((self._names.get(token), self._real.token_bytes(token)) for token in expected)
        return _difference("text between control tokens", wanted, found)

    def _parse_difference(self, case: Case) -> str:
        prefix = self._own_ids(case["prefix"], case.get("prefix_pieces"))
        tokens = self._own_ids(case["tokens"], case.get("pieces"))
        parser = StreamParser(self._vocabulary, prefix or None)
        consumed = 0
        deltas: list[tuple[int, str]] = []
        while parser.stop is None and consumed < len(tokens):
            pieces = parser.feed(tokens[consumed])
            text = "".join(piece.text for piece in pieces if isinstance(piece, TextAdded))
            deltas += [(consumed, text)] if text else []
            consumed += 1
        parser.close()
        messages = [_as_expected(message) for message in parser.messages]
        found: Case = {"messages": messages, "stop": parser.stop, "prefix_chars": parser.prefix_chars}
        wanted: Case = {
            key: case["expect"][key] for key in ("messages", "stop", "prefix_chars") if key in case["expect"]
        }
        expected_deltas = [(index, text) for index, text in case["expect"].get("deltas", ())]
        if self._is_real:
            wanted |= {"consumed": case["expect"]["consumed"], "deltas": expected_deltas}
            found |= {"consumed": consumed, "deltas": deltas}
        else:
            read = case["tokens"][: case["expect"]["consumed"]]
            wanted |= {"consumed": sum(token in self._names for token in read), "deltas": _text(expected_deltas)}
            own = sum(not self._vocabulary.token_bytes(token) for token in tokens[:consumed])
            found |= {"consumed": own, "deltas": _text(deltas)}
        if "deltas" not in case["expect"]:
            del wanted["deltas"]
        return next(filter(None, (_difference(name, wanted[name], found[name]) for name in wanted)), "")

    def _own_ids(self, ids: list[int], pieces: list[Case] | None) -> list[int]:
        """The same sequence in the vocabulary at hand."""
        if self._is_real:
            return ids
        if pieces is None:
            pieces = [{"special": self._names[token]} if token in self._names else {"token": token} for token in ids]
        return [token for piece in pieces for token in self._own_piece(piece)]

    def _own_piece(self, piece: Case) -> list[int]:
        if "special" in piece:
            known = self._vocabulary.special(piece["special"])
            return [self._vocabulary.size if known is None else known]
        if "text" in piece:
            return self._vocabulary.encode(piece["text"])
        return [self._byte_tokens[byte] for byte in self._real.token_bytes(piece["token"])]

    @cached_property
    def _real(self) -> Vocabulary:
        return self._vocabulary if self._bring_real is None else self._bring_real()

    @cached_property
    def _byte_tokens(self) -> dict[int, int]:
        tokens = ((self._vocabulary.token_bytes(token), token) for token in range(self._vocabulary.size))
        return {data[0]: token for data, token in tokens if len(data) == 1}


def prompt_of(case: Case) -> Prompt:
    """The conversation of a render case as a prompt."""
    conversation = case["conversation"]
    system = conversation["system"]
    developer = conversation.get("developer") or {}
    return Prompt(
        effort=Effort(system["effort"]),
        messages=tuple(map(_message, conversation["messages"])),
        date=system["date"],
        instructions=developer.get("instructions") or "",
        builtin_tools=tuple(map(BuiltinTool, system.get("builtin_tools") or ())),
        functions=tuple(map(_function, developer.get("tools") or ())),
        open=tuple(_message({"role": "assistant", **held}) for held in case.get("open") or ()),
    )


def _message(held: Case) -> Message:
    return Message(
        role=Role(held["role"]),
        text=held["text"],
        channel=Channel(held["channel"]) if held.get("channel") else None,
        recipient=held.get("recipient"),
        content_type=held.get("content_type"),
        name=held.get("name"),
        closed=held.get("closed", True),
    )


def _function(held: Case) -> FunctionTool:
    parameters = held.get("parameters")
    return FunctionTool(
        held["name"], held.get("description") or "", None if parameters is None else json.dumps(parameters)
    )


def _as_expected(message: ParsedMessage) -> Case:
    return {
        "channel": message.channel,
        "recipient": message.recipient,
        "content_type": message.content_type,
        "text": message.text,
        "kind": message.kind,
        "end": message.end,
    }


def _line(case: Case, difference: Callable[[Case], str]) -> str:
    try:
        found = difference(case)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        found = f"cannot be run, {type(error).__name__}: {error}"
    return f"{case['id']}: {found}" if found else ""


def _runs(tokens: Iterable[tuple[str | None, bytes]]) -> list[str | bytes]:
    """Names of control tokens, and the bytes between two of them joined."""
    runs: list[str | bytes] = []
    for name, texts in groupby(tokens, key=itemgetter(0)):
        if name is None:
            runs.append(b"".join(data for _, data in texts))
        else:
            runs += [name for _ in texts]
    return [run for run in runs if run]


def _text(deltas: list[tuple[int, str]]) -> str:
    return "".join(text for _, text in deltas)


def _difference(name: str, expected: object, found: object) -> str:
    """Lists by their first differing place, everything else whole."""
    if isinstance(expected, list) and isinstance(found, list):
        for place, (wanted, held) in enumerate(zip(expected, found, strict=False)):
            if wanted != held:
                return _difference(f"{name}[{place}]", wanted, held)
        return _difference(f"number of {name}", len(expected), len(found))
    if isinstance(expected, dict) and isinstance(found, dict):
        lines = (_difference(f"{name}.{key}", held, found.get(key)) for key, held in expected.items())
        return next(filter(None, lines), "")
    return "" if expected == found else f"{name}: expected {_shown(expected)}, found {_shown(found)}"


def _shown(value: object) -> str:
    shown = repr(str(value) if isinstance(value, str) else value)
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}…"
