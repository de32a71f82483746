"""The header of a safetensors file, read and checked before anything maps the file into memory.

Source: huggingface/safetensors, README "Format": 8 bytes little-endian length, JSON, then the tensors' bytes without
holes or overlaps. Reads the header only; standard library only.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from typing import TypeGuard

MAX_HEADER_BYTES = 16 * 1024 * 1024  # gpt-oss-120b has 0.1 MB; a larger one would only keep us busy
MAX_DIMENSIONS = 8

BITS = {
    **{"BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8},
    **{"U16": 16, "I16": 16, "F16": 16, "BF16": 16},
    **{"U32": 32, "I32": 32, "F32": 32},
    **{"U64": 64, "I64": 64, "F64": 64},
}


class HeaderError(ValueError):
    """What is wrong with the file, as the end of a sentence that begins with its name."""


@dataclass(frozen=True, slots=True)
class Header:
    """``names`` of the tensors; ``tensor_bytes`` in all of them."""

    names: frozenset[str]
    tensor_bytes: int


def read_header(descriptor: int) -> Header:
    """The header of the regular file that is open here. Raises HeaderError, OSError."""
    file_bytes = os.fstat(descriptor).st_size
    start = os.pread(descriptor, 8, 0)
    if len(start) < 8:
        raise HeaderError("is too short to hold a model")
    header_bytes = int.from_bytes(start, "little")
    if header_bytes > MAX_HEADER_BYTES or 8 + header_bytes > file_bytes:
        raise HeaderError("is cut off or damaged: its header is longer than the file or than allowed")
    return _checked(_parsed(os.pread(descriptor, header_bytes, 8)), file_bytes - 8 - header_bytes)


def _parsed(text: bytes) -> dict[str, object]:
    try:
        header: object = json.loads(text, object_pairs_hook=_without_repeats)
    except HeaderError:
        raise
    except (ValueError, RecursionError):
        raise HeaderError("is damaged: its header is not valid JSON") from None
    if not isinstance(header, dict):
        raise HeaderError("is damaged: its header is not an object")
    header.pop("__metadata__", None)
    return header


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise HeaderError("is damaged: its header names something twice")
    return named


def _checked(header: dict[str, object], data_bytes: int) -> Header:
    if not header:
        raise HeaderError("holds no tensors")
    end = 0
    for begins, ends in sorted(_span(entry) for entry in header.values()):
        if begins != end:
            raise HeaderError("is damaged: its tensors overlap or leave holes")
        end = ends
    if end != data_bytes:
        raise HeaderError(f"is cut off or damaged: {end} bytes of tensors are announced, {data_bytes} are there")
    return Header(frozenset(header), data_bytes)


def _span(entry: object) -> tuple[int, int]:
    """Where a tensor's bytes lie, if its type, shape and place agree."""
    if not isinstance(entry, dict):
        raise HeaderError("is damaged: a tensor has no description")
    kind, shape, offsets = (entry.get(key) for key in ("dtype", "shape", "data_offsets"))
    if not isinstance(kind, str) or kind not in BITS:
        raise HeaderError("has a tensor of an unknown type")
    if not _are_counts(shape) or len(shape) > MAX_DIMENSIONS or not _are_counts(offsets) or len(offsets) != 2:
        raise HeaderError("is damaged: a tensor's shape or place makes no sense")
    begins, ends = offsets
    if (ends - begins) * 8 != math.prod(shape) * BITS[kind]:
        raise HeaderError("is damaged: a tensor's size is not what its shape says")
    return begins, ends


def _are_counts(value: object) -> TypeGuard[list[int]]:
    return isinstance(value, list) and all(type(item) is int and item >= 0 for item in value)
