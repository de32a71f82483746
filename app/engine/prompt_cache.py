"""What the model has read, kept so that no token is ever read twice, and cut wherever a conversation turns.

One text is live: the caches on which the model goes on. Its rows of full attention are cut by number. Its sliding
windows cannot be cut; marks of them are kept where messages begin, now and then in between, and at the end of whatever
was read, and where there is none near, some hundred tokens are replayed. What a conversation leaves behind is parked.

Belongs to the model's thread. Knows no harmony and does not draw tokens.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import mlx.core as mx

from app.chat.conversation import PromptReading
from app.engine import rows, window
from app.engine.memory import CacheBudget
from app.engine.model import Control
from app.engine.parked import Branch, Parked, common_prefix
from app.engine.prefill import read_piece
from app.engine.rows import HeldRows, LayerRows, Rows, Segment
from app.engine.window import Mark

MARK_INTERVAL = 1024  # tokens; 3 MiB each for gpt-oss-20b, where that many rows take 24
MOST_MARKS = 256
LATEST_MARKS = 8  # which stay when others have to go
OPEN_MARKS = 4  # the latest, in a question that is being written: one comes with each of its words
LEAST_PARKED = 64  # tokens; fewer are read again in no time
MOST_SPARE = 1024  # rows that a cache may have room for without using them

log = logging.getLogger("soliloquy.engine")


class PromptCache:
    """``live``: mlx-lm's caches, to decode on. ``tokens``: what they hold. ``piece_tokens``: read at once."""

    def __init__(self, network: Any, budget: CacheBudget, *, piece_tokens: int) -> None:
        self._network = network
        self._budget = budget
        self._piece_tokens = piece_tokens
        self._parked = Parked()
        self._tokens: list[int] = []
        self._marks: dict[int, Mark] = {}
        self._exact_from = 0  # the first place at which the sliding windows were exact
        self._clear()

    @property
    def live(self) -> list[Any]:
        return self._live

    @property
    def tokens(self) -> tuple[int, ...]:
        return tuple(self._tokens)

    @property
    def marks(self) -> tuple[int, ...]:
        """The places in ``tokens`` from which reading can go on without a replay."""
        return tuple(sorted(self._marks))

    @property
    def live_bytes(self) -> int:
        return sum(cache.nbytes for cache in self._live)

    @property
    def mark_bytes(self) -> int:
        return sum(map(rows.size, self._marks.values()))

    @property
    def parked_bytes(self) -> int:
        return self._parked.nbytes

    def reach(self, ids: Sequence[int]) -> int:
        """How many of these ids need not be read, but for what a replay reads again."""
        return self._parked.reach(tuple(ids), common_prefix(self._tokens, list(ids)))

    def prepare(
        self,
        ids: Sequence[int],
        boundaries: Sequence[int],
        upto: int,
        control: Control,
        conversation: str = "",
        lasting: int | None = None,
    ) -> Iterator[PromptReading]:
        """Makes the live caches hold exactly the first ``upto`` ids, unless it is stopped; what was read then stays.

        ``boundaries``: places in the ids to which a later text may go back. ``lasting``: as for ``Model.prepare``;
        all of them if None. ``reused`` of what is told are the ids that need not be read. Raises whatever MLX raises.
        """
        wanted = list(ids[:upto])
        held = self._adopt(wanted, conversation)
        self._fit(upto - held)
        begin = self._place_window(held)
        yield PromptReading(begin, len(ids), begin)
        caches = [cache if _is_sliding(cache) else HeldRows(cache, begin) for cache in self._live]
        places = {*boundaries, *range(0, upto, MARK_INTERVAL), upto}
        places = {place for place in places if begin < place and self._exact_from <= place} - self._marks.keys()
        at = begin
        while at < upto:
            end = min(at + self._piece_tokens, upto)
            inside = [place for place in places if at < place <= end]
            marks = read_piece(self._network, caches, wanted[at:end], inside, control)
            if marks is None:
                break
            at = end
            self._marks |= marks
            self._tokens = wanted[: max(held, at)]
            self._written_from = len(self._tokens)
            self._has_window = at >= held
            mx.clear_cache()
            yield PromptReading(at, len(ids), begin)
        if begin < at < upto and self._has_window:
            self._mark(len(self._tokens))
        if lasting is not None and lasting < upto:
            self._leave_open(lasting)
        self._fit()

    def note(self, token: int) -> None:
        """The caches were given one more token, or soon will be."""
        self._tokens.append(token)
        if len(self._tokens) % MARK_INTERVAL == 0:
            self._has_window = self._windows_end() == len(self._tokens)
            if self._has_window:
                self._mark(len(self._tokens))
            self._fit()

    def begin_reply(self) -> None:
        """What is noted from here on is written by the model."""
        self._written_from = len(self._tokens)

    def settle(self) -> None:
        """Nothing more will be given to the caches for now. Makes ``tokens`` what they hold."""
        del self._tokens[self._full_end() :]
        for cache in self._full():
            cache.offset = len(self._tokens)  # a token that nobody knows is of no use
        self._has_window = self._windows_end() == len(self._tokens)

    def forget(self, conversation: str) -> None:
        """Keeps nothing that was read for that conversation."""
        self._parked.forget(conversation)
        if self._conversation == conversation:
            self._clear()

    def clear(self) -> None:
        """Keeps nothing at all."""
        self._parked = Parked()
        self._clear()

    def export_segment(self, begin: int, end: int) -> Segment | None:
        """A copy of a part of the live text; None if there is no mark at its end, or no such part."""
        if not 0 <= begin < end <= len(self._tokens) or end not in self._marks:
            return None
        full = tuple(rows.part(cache, begin, end) for cache in self._full())
        rows.evaluate(full)
        return Segment(begin, tuple(self._tokens[begin:end]), full, self._marks[end])

    def import_segments(self, before: Sequence[int], segments: Sequence[Segment], conversation: str = "") -> None:
        """Parks what was computed elsewhere; found when a prompt goes on with it.

        ``segments`` follow each other, the first of them comes after the tokens ``before``. That they are this very
        network's is for the caller to know.
        """
        tokens = list(before)
        for segment in segments:
            if segment.begin != len(tokens):
                raise ValueError("the segments do not follow each other")
            tokens += segment.tokens
        full = tuple(rows.joined(layers) for layers in zip(*(segment.full for segment in segments), strict=True))
        rows.evaluate(full)
        marks = {segment.end: segment.mark for segment in segments}
        self._parked.add(Branch(tuple(tokens), len(before), full, marks, conversation))
        self._fit()

    def _clear(self) -> None:
        self._live: list[Any] = self._network.make_cache()
        self._tokens = []
        self._marks = {}
        self._has_window = True  # whether the sliding windows end where the tokens end
        self._exact_from = 0
        self._written_from = 0  # what comes after it was drawn, or is still being written
        self._conversation = ""

    def _full(self) -> list[Any]:
        return [cache for cache in self._live if not _is_sliding(cache)]

    def _sliding(self) -> list[Any]:
        return [cache for cache in self._live if _is_sliding(cache)]

    def _full_end(self) -> int:
        return min(int(cache.offset) for cache in self._full())

    def _windows_end(self) -> int:
        """-1 if they do not end at the same place."""
        ends = {int(cache.offset) for cache in self._sliding()}
        return ends.pop() if len(ends) == 1 else -1

    def _check(self) -> None:
        """Falls back to reading everything again, if the caches are not what they should be."""
        ends = {cache.offset for cache in self._full()}
        if self._has_window:
            ends.add(self._windows_end())
        if ends != {len(self._tokens)}:
            log.warning("the prompt cache holds %s tokens instead of %d; it is dropped", ends, len(self._tokens))
            self._clear()

    def _adopt(self, wanted: list[int], conversation: str) -> int:
        """Makes the live rows of full attention a beginning of these ids, as long as possible; its length."""
        self._check()
        held = common_prefix(self._tokens, wanted)
        ids = tuple(wanted)
        while (branch := self._parked.take(ids, held)) is not None:
            self._cut(held)
            held = self._append(branch, ids)
        self._cut(held)
        self._conversation = conversation
        return held

    def _cut(self, held: int) -> None:
        """Parks the rest."""
        if held == len(self._tokens):
            return
        is_exact = self._has_window and held > 0 and self._exact_from <= held
        if is_exact and held not in self._marks and all(window.reaches(cache, held) for cache in self._sliding()):
            self._mark(held)
        if len(self._tokens) - held >= LEAST_PARKED:
            if self._has_window and len(self._tokens) not in self._marks:
                self._mark(len(self._tokens))
            full = tuple(rows.part(cache, held, cache.offset) for cache in self._full())
            is_draft = held >= self._written_from
            self._park(tuple(self._tokens), held, full, self._marks, self._conversation, is_draft=is_draft)
        for cache in self._full():
            cache.offset = held
            if held and cache.keys.shape[2] - held > MOST_SPARE:
                short = rows.part(cache, 0, held)
                rows.evaluate((short,))
                cache.keys, cache.values = short.keys, short.values
            elif not held:
                cache.keys = cache.values = None
        del self._tokens[held:]
        self._written_from = min(self._written_from, held)
        self._marks = {place: mark for place, mark in self._marks.items() if place <= held}
        self._has_window = False

    def _append(self, branch: Branch, ids: tuple[int, ...]) -> int:
        """Goes on with a branch as far as these ids do, and parks the rest again; how many tokens are held then."""
        held, match = len(self._tokens), common_prefix(branch.tokens, ids)
        for cache, layer in zip(self._full(), branch.full, strict=True):
            rows.append(cache, rows.part(layer, held - branch.begin, match - branch.begin))
        rows.evaluate(tuple(LayerRows(cache.keys, cache.values) for cache in self._full()))
        if len(branch.tokens) - match >= LEAST_PARKED:
            full = tuple(
                rows.part(layer, match - branch.begin, len(branch.tokens) - branch.begin) for layer in branch.full
            )
            self._park(branch.tokens, match, full, branch.marks, branch.conversation, is_draft=branch.is_draft)
        self._tokens = list(ids[:match])
        self._written_from = match
        self._marks |= {place: mark for place, mark in branch.marks.items() if place <= match}
        self._has_window = False
        return match

    def _park(
        self,
        tokens: tuple[int, ...],
        begin: int,
        full: Rows,
        marks: Mapping[int, Mark],
        conversation: str,
        *,
        is_draft: bool,
    ) -> None:
        rows.evaluate(full)
        marks = {place: mark for place, mark in marks.items() if place > begin}
        self._parked.add(Branch(tokens, begin, full, marks, conversation, is_draft))

    def _place_window(self, held: int) -> int:
        """Where reading has to begin to go on after so many tokens."""
        if self._has_window:
            return held
        sliding = self._sliding()
        replay = max(0, held - window.replay_tokens(len(sliding), sliding[0].max_size))
        mark = max((place for place in self._marks if place <= held), default=0)
        if mark > replay:
            for cache, kept in zip(sliding, self._marks[mark], strict=True):
                window.put_back(cache, kept, mark)
            self._has_window = mark == held
            self._exact_from = mark
            return mark
        for cache in sliding:
            window.clear(cache, replay, self._full()[0])
        self._has_window = held == 0
        self._exact_from = held if replay else 0
        return replay

    def _mark(self, place: int) -> None:
        mark = tuple(window.taken(cache, place) for cache in self._sliding())
        rows.evaluate(mark)
        self._marks[place] = mark

    def _fit(self, growth: int = 0) -> None:
        """Keeps within the budget, with room for so many more tokens: parked branches go first, then marks."""
        if len(self._marks) > MOST_MARKS:
            self._thin()
        budget = self._budget
        self._parked.shrink(budget.parked_bytes)
        if budget.most_bytes is None:
            return
        room = budget.most_bytes - self.live_bytes - growth * self._row_bytes()
        self._parked.shrink(max(0, room - self.mark_bytes))
        while self.mark_bytes > room and self._thin():
            pass

    def _leave_open(self, lasting: int) -> None:
        """What comes after so many tokens will soon be otherwise."""
        self._written_from = min(self._written_from, lasting)
        passing = [place for place in self.marks if place > lasting and place % MARK_INTERVAL]
        for place in passing[:-OPEN_MARKS]:
            del self._marks[place]

    def _thin(self) -> bool:
        """Drops every second mark but for the latest; whether there were any."""
        old = self.marks[:-LATEST_MARKS]
        for place in old[::2]:
            del self._marks[place]
        return bool(old)

    def _row_bytes(self) -> int:
        """Of one token in the layers of full attention; 0 as long as nobody knows."""
        return sum(cache.nbytes // cache.keys.shape[2] for cache in self._full() if cache.keys is not None)


def _is_sliding(cache: Any) -> bool:
    return hasattr(cache, "max_size")
