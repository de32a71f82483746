"""What the bench measures, in the person's language: its names of figures, steps and sides.

A name that is not known here, of a newer bench, is shown as it is.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from app.session.benchmark import Figure

# The bench's own names.
READING, DECODING, COUNTING = "reading the weights", "decoding", "counting operations"
COUNTING_READ, FIRST_TOKENS, OPENING = "counting what is read", "first tokens", "opening again"
DECODE_OFF, DECODE_ALL = "decode, recording off", "decode, recording everything"
QUICKER, PROBED = "operations, quicker layers", "operations, everything recorded"
DIFFERENCE = "logits of quicker layers, difference"
STOP = "layers that a stop waits for, of all"
SCRIPTED, REOPENED = (
    "tokens read in the scripted conversation",
    "tokens read beyond the question after opening again",
)
TO_SERVER, TO_LLAMA = (f"{SCRIPTED}, to {peer}" for peer in ("mlx_lm.server", "llama.cpp"))
REOPENED_TIME = "first token after opening again, to reading all"
STOP_TIME = "time until a stop is obeyed, of that of a piece"
PIECES = "reading in pieces of the usual length, to the fastest"
LONG_TEXTS, PIECES_STEP, STOPPING = "long texts", "pieces", "stopping"
MEMORY = "memory, peak to plan"

# Names with a count of tokens in them.
_TO_EMPTY = re.compile(r"first token after (?P<tokens>[\d,]+) tokens, to one after none")
_NEXT = re.compile(r"first token of the next turn at (?P<tokens>[\d,]+), to mlx_lm\.server")
_WRITING = re.compile(r"decode after (?P<tokens>[\d,]+) tokens")
_READING = re.compile(r"reading (?P<tokens>[\d,]+) tokens")
_EDIT = re.compile(r"first token of an early edit at (?P<tokens>[\d,]+), to mlx_lm\.server")


def step_name(step: str) -> str:
    translate = QCoreApplication.translate
    known = {
        READING: translate("Benchmark", "Reading the weights…"),
        DECODING: translate("Benchmark", "Writing, in turns with mlx-lm…"),
        COUNTING: translate("Benchmark", "Counting operations…"),
        COUNTING_READ: translate("Benchmark", "Counting what is read in a conversation…"),
        FIRST_TOKENS: translate("Benchmark", "Waiting for first tokens after a long text…"),
        LONG_TEXTS: translate("Benchmark", "Writing after long texts, in turns with mlx-lm…"),
        PIECES_STEP: translate("Benchmark", "Trying how long the pieces of a text should be…"),
        STOPPING: translate("Benchmark", "Stopping in the middle of a text…"),
        OPENING: translate("Benchmark", "Opening a conversation again…"),
    }
    return known.get(step, step)


def name_words(name: str) -> str:
    translate = QCoreApplication.translate
    known = {
        DECODE_OFF: translate("Benchmark", "Writing speed"),
        DECODE_ALL: translate("Benchmark", "Writing speed, everything recorded"),
        QUICKER: translate("Benchmark", "Operations for a token"),
        PROBED: translate("Benchmark", "Operations for a token, everything recorded"),
        DIFFERENCE: translate("Benchmark", "Difference that the quicker way makes"),
        STOP: translate("Benchmark", "Part of the layers that Stop waits for"),
        SCRIPTED: translate("Benchmark", "Tokens read in a conversation with edits and branches"),
        TO_SERVER: translate("Benchmark", "The same beside mlx_lm.server"),
        TO_LLAMA: translate("Benchmark", "The same beside llama.cpp"),
        REOPENED: translate("Benchmark", "Tokens read again when a conversation is reopened"),
        REOPENED_TIME: translate("Benchmark", "First token of a conversation opened again"),
        STOP_TIME: translate("Benchmark", "Time until Stop is obeyed, of that of a piece"),
        PIECES: translate("Benchmark", "Reading speed in pieces of the usual length"),
        MEMORY: translate("Benchmark", "Most memory held, of what was planned"),
    }
    counted = {
        _WRITING: translate("Benchmark", "Writing speed after {tokens} tokens"),
        _READING: translate("Benchmark", "Reading speed of {tokens} tokens"),
        _TO_EMPTY: translate("Benchmark", "First token after {tokens} tokens, to one after none"),
        _NEXT: translate("Benchmark", "First token of the next turn after {tokens} tokens"),
        _EDIT: translate("Benchmark", "First token of an early edit after {tokens} tokens"),
    }
    for pattern, words in counted.items():
        if found := pattern.fullmatch(name):
            return words.format(tokens=found["tokens"])
    return known.get(name, name)


def sides_of(figure: Figure) -> str:
    """Both sides of a figure, with places for ``{ours}`` and ``{peer}``."""
    translate = QCoreApplication.translate
    is_of_length = _WRITING.fullmatch(figure.name) or _READING.fullmatch(figure.name)
    if is_of_length or figure.name in (DECODE_OFF, DECODE_ALL, QUICKER, PROBED):
        return translate("Benchmark", "Soliloquy {ours} · mlx-lm {peer}")
    if figure.name == REOPENED_TIME:
        return translate("Benchmark", "opened again {ours} · all read {peer}")
    if figure.name == STOP_TIME:
        return translate("Benchmark", "until it stopped {ours} · a piece {peer}")
    if figure.name == PIECES:
        return translate("Benchmark", "usual {ours} · fastest {peer}")
    if figure.name == MEMORY:
        return translate("Benchmark", "held {ours} · planned {peer}")
    if _TO_EMPTY.fullmatch(figure.name):
        return translate("Benchmark", "long {ours} · empty {peer}")
    if figure.name.endswith("to mlx_lm.server"):
        return translate("Benchmark", "Soliloquy {ours} · mlx_lm.server {peer}")
    return translate("Benchmark", "Soliloquy {ours} · compared with {peer}")  # who that is may stand in the name
