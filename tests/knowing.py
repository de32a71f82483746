"""Jobs for other threads must not know an object of Qt: a thread that is the last to know it would take it down."""

from __future__ import annotations

from functools import partial
from types import CellType, FunctionType, MethodType


def known_to(function: object) -> list[object]:
    """All that a callable keeps alive by its closure, its arguments, or as its ``self``."""
    known: list[object] = []
    _look(function, known)
    return known


def _look(held: object, known: list[object]) -> None:
    if isinstance(held, MethodType):
        inner = [held.__self__]
    elif isinstance(held, partial):
        inner = [held.func, *held.args, *held.keywords.values()]
    elif isinstance(held, FunctionType):
        inner = [*(_content(cell) for cell in held.__closure__ or ()), *(held.__defaults__ or ())]
    else:
        return
    for each in inner:
        if not any(each is other for other in known):
            known.append(each)
            _look(each, known)


def _content(cell: CellType) -> object:
    """None in place of a variable that has no value yet, or was deleted."""
    try:
        return cell.cell_contents
    except ValueError:
        return None
