"""What crosses the pipe to the process that draws formulas: one JSON object a line, one answer to each question.

Both sides read strictly: a line that is not exactly that raises ``FormulaLineError``.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from typing import Any

from app.formulas.formula import Drawing, Outline, Refusal, Tex

MAX_LINE_BYTES = 1 << 20
MAX_EM = 1_000.0  # of any length; what is drawn is far smaller

READY = b'{"ready": true}\n'  # the first line, when it has loaded what it needs


class FormulaLineError(ValueError):
    """A line that nobody who speaks this language would send."""


def encode_tex(tex: Tex) -> bytes:
    return _line({"tex": tex.text, "is_displayed": tex.is_displayed})


def decode_tex(line: bytes) -> Tex:
    held = _object(line, {"tex": str, "is_displayed": bool})
    return Tex(held["tex"], held["is_displayed"])


def encode_drawing(drawing: Drawing) -> bytes:
    match drawing:
        case Refusal(reason):
            return _line({"refused": reason})
        case Outline(width, ascent, depth, path):
            words = base64.b64encode(path).decode("ascii")
            return _line({"width": width, "ascent": ascent, "depth": depth, "path": words})


def decode_drawing(line: bytes) -> Drawing:
    if b'"refused"' in line[:20]:
        return Refusal(_object(line, {"refused": str})["refused"])
    held = _object(line, {"width": float, "ascent": float, "depth": float, "path": str})
    lengths = (held["width"], held["ascent"], held["depth"])
    if not all(math.isfinite(length) and abs(length) <= MAX_EM for length in lengths) or held["width"] <= 0:
        raise FormulaLineError("a length that cannot be")
    try:
        path = base64.b64decode(held["path"], validate=True)
    except binascii.Error as error:
        raise FormulaLineError("a path that is not base64") from error
    _check_path(path)
    return Outline(*lengths, path)


def _check_path(path: bytes) -> None:
    """That Qt, which believes the count it reads, finds exactly as many elements as there are."""
    count = int.from_bytes(path[:4], "big")
    if len(path) != (4 if count == 0 else 4 + 20 * count + 8):
        raise FormulaLineError("a path of another length than it says")


def _line(held: dict[str, Any]) -> bytes:
    return json.dumps(held).encode("ascii") + b"\n"


def _object(line: bytes, kinds: dict[str, type]) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise FormulaLineError("a line of unreasonable length")
    try:
        held: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise FormulaLineError("a line that is not JSON") from error
    if not isinstance(held, dict) or held.keys() != kinds.keys():
        raise FormulaLineError(f"not an object with {', '.join(kinds)}")
    for name, kind in kinds.items():
        if type(held[name]) is not kind:
            raise FormulaLineError(f"{name} is no {kind.__name__}")
    return held
