"""An answer that grows: what is settled is never touched again, only its tail is drawn anew."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from time import thread_time

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from app.session.formulas import Formulas
from app.ui.theme import Theme
from app.ui.transcript.blocks import Block, Drawn, length_of
from app.ui.transcript.code_piece import CodePiece
from app.ui.transcript.correcting import Correcting
from app.ui.transcript.formula_places import FormulaPlaces, Move
from app.ui.transcript.grouping import Group, grouped
from app.ui.transcript.inset_piece import InsetPiece
from app.ui.transcript.insets import taken_apart
from app.ui.transcript.pace import Pace
from app.ui.transcript.pieces import ALONE, Piece, stands_alone
from app.ui.transcript.prose_piece import ProsePiece
from app.ui.transcript.rail_gaps import rail_gaps
from app.ui.transcript.rails import draw_rails
from app.ui.transcript.renderer import Renderer
from app.ui.transcript.reply_pane import ReplyPane
from app.ui.transcript.reply_selection import ReplySelection
from app.ui.transcript.splitter import Reviewed, Splitter, slice_end
from app.ui.transcript.table_piece import TablePiece

PIECE_GAP = 14
# A tail longer than this is parsed again only when it has grown by one part in PATIENCE: the sum stays linear in its
# length. What is held back appears after PAUSE_MS at the latest.
PATIENT_FROM = 2_000  # characters
PATIENCE = 32
PAUSE_MS = 250
LITTLE = 400  # characters that come while the text is shown: they are drawn with the tail behind them at once
DRAWN_AT_ONCE = 2_000  # characters of settled blocks; what stands alone is drawn alone
DESCRIBED_AFTER_MS = 300  # of rest: the whole text is read for it
_FIXED = (QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)


class AnswerView(QWidget):
    """``show_text`` takes the whole text so far. ``link_activated(address)``: the person wants to open a link.

    ``pace``: shared with whoever draws in the same turn of the event loop.
    """

    link_activated = Signal(str)
    text_moved = Signal(QWidget, object)  # the pane, tuple[Move, ...]

    def __init__(
        self,
        *,
        theme: Theme,
        formulas: Formulas | None = None,
        pace: Pace | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pace = pace or Pace(self)
        self._formulas = FormulaPlaces(formulas, self)
        self._formulas.moved.connect(self._on_formulas_moved)
        self._renderer = Renderer(theme=theme, formulas=self._formulas, pace=self._pace, parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._airs: dict[Piece, QSpacerItem] = {}  # above each of them
        self._splitter = Splitter()
        self._fed = ""
        self._ended = False
        self._pieces: list[Piece] = []
        self._has_insets = False
        self._stuck: CodePiece | None = None  # the code that is read, with its head in sight
        self._gone: list[Piece] = []  # to be deleted: 200 at once would take long
        self._selection = ReplySelection(self, self)
        self._first_open = 0  # index of the first piece that may still change
        self._to_draw: deque[Block] = deque()  # settled
        self._tail_size = 0  # blocks of the tail, as it is drawn
        self._is_tail_due = False  # it was not drawn since more was taken in
        self._wanted, self._is_last = "", False  # the text to be shown, and whether it is over
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self._review: Iterator[Reviewed] = iter(())
        self._correcting = Correcting(self)
        self._is_reviewing = False
        self._describing = QTimer(self, singleShot=True, interval=DESCRIBED_AFTER_MS)
        self._describing.timeout.connect(self._describe)
        theme.changed.connect(self._on_theme_changed)

    def show_text(self, text: str, *, is_over: bool) -> None:
        """What is much is drawn in slices, the first of them now."""
        if not text.startswith(self._fed) or (self._ended and text != self._fed):
            self._forget()
        self._wanted, self._is_last = text, is_over
        waiting = len(text) - len(self._fed)
        if waiting == 0 and (self._ended or not is_over):
            if self._gone:
                self._pace.draw_later(self)
            return
        length = self._splitter.parsed_length
        if not is_over and length > PATIENT_FROM and waiting * PATIENCE < length:
            if not self._pause.isActive():
                self._pause.start()
            return
        self._pace.draw(self, at_once=not is_over)  # what streams is not put off: it would be laid out twice

    @property
    def is_filled(self) -> bool:
        """Whether all of the text is drawn."""
        is_behind = self._is_behind and self._pace.is_waiting(self)
        return not is_behind and all(
            piece.is_filled for piece in self._pieces if isinstance(piece, TablePiece | InsetPiece)
        )

    def draw_some(self, until: float) -> bool:
        """First all of the text, then what only its end could tell; then goes what stood there before."""
        while self._is_behind:
            self._take_step()
            if thread_time() > until:
                return True
        if self._is_reviewing:
            self._look_through(until)
        while self._gone and not self._is_reviewing and thread_time() < until:
            shiboken6.delete(self._gone.pop())
        return self._is_reviewing or bool(self._gone)

    @property
    def _is_behind(self) -> bool:
        is_shown = len(self._fed) == len(self._wanted) and not self._to_draw and not self._is_tail_due
        return not is_shown or (self._is_last and not self._ended)

    def _take_step(self) -> None:
        """Draws what has settled; else takes in a slice; when there is none, draws the tail."""
        waiting = len(self._wanted) - len(self._fed)
        if self._to_draw:
            self._draw_settled()
        elif waiting > LITTLE or (waiting and self._is_tail_due):
            self._take_in(slice_end(self._wanted, len(self._fed)))
        else:
            self._feed(self._wanted, is_over=self._is_last)

    def _take_in(self, end: int) -> None:
        """Without reading the tail, which would be read again with each slice."""
        self._pause.stop()
        self._to_draw += self._splitter.take(self._wanted[len(self._fed) : end])
        self._fed, self._is_tail_due = self._wanted[:end], True
        if not self._to_draw and self._splitter.is_open:  # of it, only what is new is read
            self._put((), self._splitter.feed("").tail)

    def _draw_settled(self) -> None:
        """Some of it. No less than what is drawn as the tail, so that nothing disappears for a moment."""
        blocks = [self._to_draw.popleft()]
        length = _price(blocks[0])
        while self._to_draw and (len(blocks) < self._tail_size or length + _price(self._to_draw[0]) <= DRAWN_AT_ONCE):
            blocks.append(self._to_draw.popleft())
            length += _price(blocks[-1])
        self._put(tuple(blocks), ())

    def _feed(self, text: str, *, is_over: bool) -> None:
        """All that is left, and the tail with it; or later, if much has settled."""
        self._pause.stop()
        piece = text[len(self._fed) :]
        split = self._splitter.feed_last(piece) if is_over else self._splitter.feed(piece)
        self._fed = text
        self._is_tail_due = sum(map(_price, split.settled)) > DRAWN_AT_ONCE
        if self._is_tail_due:
            self._to_draw += split.settled
            return
        self._ended = is_over
        self._put(split.settled, split.tail)
        if is_over:
            self._describing.start()
            self._review, self._is_reviewing = self._splitter.review(), True
            self._correcting = Correcting(self)

    @property
    def is_reviewing(self) -> bool:
        """Whether it is still looked through for what only the end of the text could tell."""
        return self._is_reviewing

    def _look_through(self, until: float) -> None:
        """Goes on with the review; what turns out to be something else is drawn again."""
        for before, now in self._review:
            self._correcting.go_past(before, now)
            if thread_time() > until:
                return
        self._correcting.finish()
        self._is_reviewing = False

    def draw_again(self, first: int, end: int, blocks: Sequence[Drawn]) -> int:
        """Pieces stay, as far as they can show what now stands in their place."""
        groups = grouped(blocks, (), above=first)
        for at, group in enumerate(groups, first):
            if at >= end:
                self._insert(at, _piece_kind(group))
                end += 1
            piece = self._piece_at(at, _piece_kind(group))
            if isinstance(piece, ProsePiece):
                piece.unsettle()
            self._draw(group, at)
        for piece in self._pieces[first + len(groups) : end]:
            self._drop(piece)
        del self._pieces[first + len(groups) : end]
        self._space(first)
        self._first_open = len(self._pieces)
        return first + len(groups)

    def drop_one(self) -> bool:
        """For who is not to be seen any more: gives up its text, a piece at a time. False when nothing is left."""
        self._wanted, self._is_last = "", False
        self._describing.stop()
        self._pause.stop()
        self._pace.forget(self)
        if not self._pieces and not self._gone:
            return False
        piece = (self._pieces or self._gone).pop()
        self._pace.forget(piece)
        shiboken6.delete(piece)
        return True

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(self._pieces)

    def settle(self) -> None:
        """Lays out now, from the inside out, what has changed."""
        for piece in self._pieces:
            if isinstance(piece, InsetPiece):
                _activate(piece.inner)
            if not isinstance(piece, ReplyPane):
                _activate(piece)
        _activate(self)

    def stick(self, above: int) -> None:
        """So many pixels of it are above what is seen: the head of the code that is read there stays in sight."""
        read = next((piece for piece in self._pieces if piece.y() < above < piece.y() + piece.height()), None)
        code = read.inner if isinstance(read, InsetPiece) else read
        if self._stuck is not None and self._stuck is not code and shiboken6.isValid(self._stuck):
            self._stuck.stick(0)
        self._stuck = code if isinstance(code, CodePiece) else None
        if read is not None and self._stuck is not None:
            self._stuck.stick(above - read.y())

    @property
    def source(self) -> str:
        """What is drawn so far, as the model wrote it."""
        return self._fed

    @property
    def rendered_blocks(self) -> int:
        """How many top-level blocks have been drawn since the beginning."""
        return self._renderer.rendered

    def text(self) -> str:
        return "\n".join(piece.text() for piece in self._pieces)

    def _on_pause_over(self) -> None:
        if not self._ended:
            self._pace.draw(self)

    def _forget(self) -> None:
        self._pause.stop()
        self._pace.forget(self)
        for piece in self._pieces:
            self._drop(piece)
        self._splitter = Splitter()
        self._fed, self._ended, self._is_reviewing = "", False, False
        self._to_draw, self._tail_size, self._is_tail_due = deque(), 0, False
        self._pieces, self._first_open = [], 0

    def _put(self, settled: tuple[Block, ...], tail: tuple[Block, ...]) -> None:
        """Draws the blocks after what is settled already, using the widgets of the last tail again."""
        self._tail_size = len(tail)
        first = at = self._first_open
        held = self._pieces[at] if at < len(self._pieces) else None
        begun = None
        if isinstance(held, ProsePiece) and held.last_settled is not None:
            begun = Group(is_prose=True, length=held.settled_length, last=held.last_settled)
        groups = grouped(settled, tail, above=at, begun=begun)
        for group in groups:
            self._draw(group, at)
            if group.settled:
                self._first_open = at if group.is_prose else at + 1
            at += 1
        for piece in self._pieces[at:]:
            self._drop(piece)
        del self._pieces[at:]
        self._space(first)

    def _space(self, first: int) -> None:
        """The air above each piece from that one on: none is to be seen where flowing text was parted."""
        for at, piece in enumerate(self._pieces[first:], first):
            gap = PIECE_GAP if at else 0
            if at and isinstance(piece, ProsePiece) and isinstance(self._pieces[at - 1], ProsePiece):
                gap = piece.gap_above
            if self._airs[piece].sizeHint().height() != gap:
                self._airs[piece].changeSize(0, gap, *_FIXED)
                self._column.invalidate()

    def _draw(self, group: Group, at: int) -> None:
        piece = self._piece_at(at, _piece_kind(group))
        if not isinstance(piece, ProsePiece):
            piece.show_block(group.blocks[0])  # type: ignore[arg-type]  # ``ALONE`` pairs them
            if group.settled or self._ended:
                piece.settle()
            return
        piece.show_after_settled(group.blocks, settled=group.settled)

    def _piece_at(self, at: int, kind: type[Piece]) -> Piece:
        """The piece with that index, if it is of the kind; else a new one in its place."""
        if at < len(self._pieces):
            held = self._pieces[at]
            if isinstance(held, kind):
                return held
            self._drop(held)
            del self._pieces[at]
        return self._insert(at, kind)

    def _insert(self, at: int, kind: type[Piece]) -> Piece:
        piece = kind(renderer=self._renderer, theme=self._theme, parent=self)
        piece.link_activated.connect(self.link_activated)
        piece.be_selected_by(self._selection)
        self._has_insets |= isinstance(piece, InsetPiece)
        self._airs[piece] = QSpacerItem(0, 0, *_FIXED)
        self._column.insertSpacerItem(2 * at, self._airs[piece])
        self._column.insertWidget(2 * at + 1, piece)
        piece.resize(self.width(), piece.height())  # before there is text: else all of it would be laid out twice
        piece.show()
        self._pieces.insert(at, piece)
        return piece

    def _drop(self, piece: Piece) -> None:
        self._pace.forget(piece)
        self._column.removeWidget(piece)
        self._column.removeItem(self._airs.pop(piece))
        piece.hide()
        self._gone.append(piece)

    def _on_formulas_moved(self, document: QTextDocument, moves: tuple[Move, ...]) -> None:
        for piece in self._pieces:
            for pane in piece.panes():
                if pane.document() is document:
                    self.text_moved.emit(pane, moves)
        self._describing.start()

    def _describe(self) -> None:
        for pane in (pane for piece in self._pieces for pane in piece.panes()):
            pane.describe()

    def _on_theme_changed(self) -> None:
        self._forget()
        self.show_text(self._wanted, is_over=self._is_last)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_insets:
            return
        painter = QPainter(self)
        for places, top, bottom in rail_gaps(self._pieces):
            draw_rails(painter, self._theme, places, top, bottom)
        painter.end()


def _piece_kind(group: Group) -> type[Piece]:
    return ProsePiece if group.is_prose else ALONE[type(group.blocks[0])]


def _price(block: Block) -> int:
    """Of drawing it, in characters."""
    return DRAWN_AT_ONCE if any(map(stands_alone, taken_apart(block))) else length_of(block)


def _activate(widget: QWidget | None) -> None:
    layout = widget.layout() if widget is not None else None
    if layout is not None:
        layout.activate()
