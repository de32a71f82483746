"""Values to plain JSON data and back, strictly: what does not fit is refused by the name of its place.

Serves the pipe to the engine and the history on disk. Handles exactly what our values are made of: frozen dataclasses,
tuples, StrEnums, str, int, float, bool, and ``X | None``. Unions of several dataclasses carry a tag and are the
caller's business (``tagged`` and ``untagged``).
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

TYPE = "type"  # the key that names the class in tagged data


T = typing.TypeVar("T")


class PlainError(ValueError):
    """The data is not of the form asked for. The message names the place: ``request.prompt.effort: …``."""


def to_plain(value: object) -> object:
    """Fields that hold their default are left out, so that old readers and small lines are the normal case."""
    if dataclasses.is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: to_plain(held) for field, held in pairs if held != field.default}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        if all(type(item) in (int, float, str) for item in value):
            return list(value)  # trace columns are long and already plain
        return [to_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} is not a plain value")


def tagged(value: object) -> dict[str, object]:
    """``to_plain`` of a dataclass with its class name under ``type``."""
    plain = to_plain(value)
    assert isinstance(plain, dict)
    return {TYPE: type(value).__name__, **plain}


def from_plain(kind: type[T], data: object, place: str = "value") -> T:
    """The value of type ``kind``. Raises PlainError."""
    result: T = _decoded(kind, data, place)
    return result


def untagged(kinds: Mapping[str, type[T]], data: object, place: str = "value") -> T:
    """The value of the class that ``data`` names, one of ``kinds``. Raises PlainError."""
    if not isinstance(data, dict):
        raise PlainError(f"{place}: an object is expected, not {_shown(data)}")
    name = data.get(TYPE)
    if not isinstance(name, str) or name not in kinds:
        raise PlainError(f"{place}.{TYPE}: {_shown(name)} is not one of {', '.join(sorted(kinds))}")
    rest = {key: held for key, held in data.items() if key != TYPE}
    return from_plain(kinds[name], rest, f"{place}.{name}")


def named(*kinds: type[T]) -> dict[str, type[T]]:
    return {kind.__name__: kind for kind in kinds}


def _decoded(kind: typing.Any, data: object, place: str) -> typing.Any:
    if isinstance(kind, typing.NewType):
        return _decoded(kind.__supertype__, data, place)
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _decoded_optional(kind, data, place)
    if origin is tuple:
        return _decoded_tuple(kind, data, place)
    if dataclasses.is_dataclass(kind):
        return _decoded_dataclass(kind, data, place)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _decoded_word(kind, data, place)
    if kind is float and type(data) in (int, float):
        return _decoded_float(typing.cast(float, data), place)
    if type(data) is kind and kind in (str, int, float, bool):
        return data
    raise PlainError(f"{place}: {getattr(kind, '__name__', kind)} is expected, not {_shown(data)}")


def _decoded_optional(kind: typing.Any, data: object, place: str) -> typing.Any:
    inner = [arm for arm in typing.get_args(kind) if arm is not types.NoneType]
    if len(inner) != 1:
        raise TypeError(f"{kind} is a union of several types; tag it")
    return None if data is None else _decoded(inner[0], data, place)


def _decoded_tuple(kind: typing.Any, data: object, place: str) -> typing.Any:
    if not isinstance(data, list):
        raise PlainError(f"{place}: a list is expected, not {_shown(data)}")
    item, _ellipsis = typing.get_args(kind)
    if item in (int, str) and all(type(held) is item for held in data):
        return tuple(data)
    return tuple(_decoded(item, held, f"{place}[{index}]") for index, held in enumerate(data))


def _decoded_dataclass(kind: typing.Any, data: object, place: str) -> typing.Any:
    if not isinstance(data, dict):
        raise PlainError(f"{place}: an object is expected, not {_shown(data)}")
    hints, required = _fields(kind)
    for name in data:
        if name not in hints:
            raise PlainError(f"{place}.{name}: there is no such field")
    for name in required:
        if name not in data:
            raise PlainError(f"{place}.{name}: is missing")
    return kind(**{name: _decoded(hints[name], held, f"{place}.{name}") for name, held in data.items()})


def _decoded_word(kind: type[StrEnum], data: object, place: str) -> StrEnum:
    try:
        return kind(typing.cast(str, data))
    except ValueError:
        raise PlainError(f"{place}: {_shown(data)} is not one of {', '.join(kind)}") from None


def _decoded_float(data: float, place: str) -> float:
    """JSON knows neither infinity nor NaN, but Python's reader makes them out of NaN and 1e999."""
    try:
        number = float(data)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise PlainError(f"{place}: a finite number is expected")
    return number


@cache
def _fields(kind: type) -> tuple[dict[str, typing.Any], tuple[str, ...]]:
    required = tuple(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
    return typing.get_type_hints(kind), required


def _shown(data: object) -> str:
    """What was found, short and without its content, which may be somebody's words."""
    if data is None or isinstance(data, bool | int | float):
        return repr(data)
    if isinstance(data, str):
        return repr(data) if len(data) <= 24 and data.isidentifier() else f"a text of {len(data)} characters"
    return type(data).__name__
