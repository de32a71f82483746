"""Which blocks of an answer share a piece: what stands alone has its own, flowing text is parted in stretches.

A document is laid out as a whole when its width changes, so none of them may be long. Where a stretch ends depends on
the paragraphs and items above it alone, not on the parts in which the text came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.ui.transcript.blocks import Drawn, ListBlock, Quote, length_of
from app.ui.transcript.insets import taken_apart
from app.ui.transcript.pieces import stands_alone

FULL = 6_000  # letters of a stretch (``length_of``); what comes next begins another one
MAX_PIECES = 200  # of one answer: the window's layout takes as long as there are pieces, for each one that is added
MAX_STRETCHES = 400  # of them and of stretches of flowing text


@dataclass(slots=True)
class Group:
    """Blocks that share a piece. The first ``settled`` of them are final.

    ``length``: of all its flowing text, also of what stood there before. ``last``: of the blocks, also of those before.
    """

    is_prose: bool
    blocks: list[Drawn] = field(default_factory=list)
    settled: int = 0
    length: int = 0
    last: Drawn | None = None

    def add(self, block: Drawn, *, is_settled: bool) -> None:
        self.blocks.append(block)
        self.settled += is_settled
        self.length += length_of(block)
        self.last = block

    def takes(self, block: Drawn) -> bool:
        """Whether flowing text goes on in it. The rail of a quote goes on in the next one, which no seam may cut."""
        is_one_quote = isinstance(self.last, Quote) and isinstance(block, Quote)
        return self.is_prose and (self.length < FULL or is_one_quote)


def grouped(
    settled: Sequence[Drawn], tail: Sequence[Drawn], *, above: int = 0, begun: Group | None = None
) -> list[Group]:
    """Where so many pieces stand above there may be no room for more: then all that is left is flowing text.

    ``begun``: flowing text that they may go on with; then it is the first of the groups, even if nothing goes there.
    """
    groups: list[Group] = [] if begun is None else [begun]
    for block, is_settled in _apart(settled, tail):
        count = above + len(groups)
        if stands_alone(block) and count < MAX_PIECES - 1:
            groups.append(Group(is_prose=False))
            groups[-1].add(block, is_settled=is_settled)
            continue
        rest: Drawn | None = block
        while rest is not None:
            has_room = above + len(groups) < MAX_STRETCHES
            if not groups or not groups[-1].is_prose or (has_room and not groups[-1].takes(rest)):
                groups.append(Group(is_prose=True))
            part, rest = _parted(rest, FULL - groups[-1].length) if has_room else (rest, None)
            groups[-1].add(part, is_settled=is_settled)
    return groups


def _apart(settled: Sequence[Drawn], tail: Sequence[Drawn]) -> Iterator[tuple[Drawn, bool]]:
    for blocks, is_settled in ((settled, True), (tail, False)):
        for each in blocks:
            for block in taken_apart(each):
                yield block, is_settled


def _parted(block: Drawn, room: int) -> tuple[Drawn, Drawn | None]:
    """A list ends with the item that fills the room; what is left of it comes second."""
    if not isinstance(block, ListBlock):
        return block, None
    for count, item in enumerate(block.items, 1):
        room -= length_of(replace(block, items=(item,)))
        if room <= 0 and count < len(block.items):
            return _items(block, 0, count), _items(block, count, len(block.items))
    return block, None


def _items(block: ListBlock, first: int, end: int) -> ListBlock:
    checks = block.checks[first:end]
    return replace(
        block,
        start=None if block.start is None else block.start + first,
        items=block.items[first:end],
        checks=checks if any(check is not None for check in checks) else (),
        goes_on=block.goes_on or first > 0,
        first_is_rest=block.first_is_rest and first == 0,
    )
