"""Code and tables are taken out of lists and quotes, so that they have a head and room as everywhere else.

What stood around them is drawn in parts: the list up to there, the code, the rest of the item and of the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.ui.transcript.blocks import Block, Code, Drawn, Inset, ListBlock, Quote, Table
from app.ui.transcript.renderer import marker_room
from app.ui.transcript.text_pane import QUOTE_INDENT


def taken_apart(block: Drawn) -> tuple[Drawn, ...]:
    """In the order in which it is read. A block that holds none of them is what it was."""
    if isinstance(block, ListBlock | Quote) and _holds_any(block):
        return tuple(_parts(block, Inset(Code("", ""))))
    return (block,)


def _holds_any(block: Block) -> bool:
    match block:
        case Code() | Table():
            return True
        case ListBlock(items=items):
            return any(_holds_any(inner) for item in items for inner in item)
        case Quote(blocks):
            return any(map(_holds_any, blocks))
    return False


def _parts(block: Block, place: Inset) -> Iterator[Drawn]:
    """``place``: of the block, as that of an inset."""
    match block:
        case Code() | Table():
            yield replace(place, block=block)
        case ListBlock() if _holds_any(block):
            yield from _parts_of_list(block, place)
        case Quote(blocks) if _holds_any(block):
            inner = replace(place, indent=place.indent + QUOTE_INDENT, rails=(*place.rails, place.indent))
            held: list[Block] = []
            for part in (part for each in blocks for part in _parts(each, inner)):
                if isinstance(part, Inset):
                    if held:
                        yield Quote(tuple(held))
                    held = []
                    yield part
                else:
                    held.append(part)
            if held:
                yield Quote(tuple(held))
        case _:
            yield block


def _parts_of_list(block: ListBlock, place: Inset) -> Iterator[Drawn]:
    width = marker_room(block.start, len(block.items))
    inner = replace(place, indent=place.indent + width, depth=place.depth + 1)
    checks = block.checks or (None,) * len(block.items)
    items: list[tuple[Block, ...]] = []  # of the part that is being gathered
    first, goes_on, is_rest = 0, block.goes_on, block.first_is_rest

    def part() -> ListBlock:
        shown = tuple(checks[first : first + len(items)])
        return ListBlock(
            None if block.start is None else block.start + first,
            block.is_loose,
            tuple(items),
            shown if any(check is not None for check in shown) else (),
            goes_on,
            is_rest,
        )

    for index, blocks in enumerate(block.items):
        held: list[Block] = []
        is_begun = is_rest and index == first  # its marker is drawn
        for piece in (piece for each in blocks for piece in _parts(each, inner)):
            if not isinstance(piece, Inset):
                held.append(piece)
                continue
            if held or not is_begun:
                items.append(tuple(held))
            if items:
                yield part()
            yield piece
            items, held = [], []
            first, goes_on, is_rest, is_begun = index, True, True, True
        if held or not is_begun:
            items.append(tuple(held))
        elif is_rest and index == first:
            first, is_rest = index + 1, False  # nothing of that item is left
    if items:
        yield part()
