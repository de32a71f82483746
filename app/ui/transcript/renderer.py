"""Blocks into a text document, through a cursor: no HTML, no images, no style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from app.ui.theme import BODY_PX, CODE_PX, HEADING_PX, UI_PX, Theme
from app.ui.transcript.blocks import (
    Align,
    Block,
    Code,
    Drawn,
    Footnote,
    Formula,
    Heading,
    Inset,
    ListBlock,
    Paragraph,
    Plain,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    is_right_to_left,
    runs_text,
)
from app.ui.transcript.formula_lines import lines_of
from app.ui.transcript.formula_object import SOURCE
from app.ui.transcript.formula_places import FormulaPlaces
from app.ui.transcript.pace import Pace
from app.ui.transcript.text_pane import (
    CHECK,
    CHIP,
    CODE_LINE,
    HEADING,
    QUOTE_DEPTH,
    QUOTE_INDENT,
    RAILS,
    RULE,
    UNOPENED,
)

BODY_LINE_PERCENT, HEADING_LINE_PERCENT, CODE_LINE_PERCENT = 125, 112, 118
PARAGRAPH_GAP, HEADING_GAP, ITEM_GAP, DISPLAYED_GAP = 10, 18, 5, 4
MARKER_WIDTH = 24
TABLE_PX = UI_PX + 1
CELL_PADDING, CELL_SIDE = 7, 12
BULLETS = ("•", "◦", "▪")
CHECKS = {False: "☐", True: "☑"}
AIR_ABOVE = "air above"  # a property of a document: what its first paragraph would have above it elsewhere
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_ALIGNS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: how far in, beside which rails of quotes, the marker of its list item, the air above it."""

    indent: int = 0
    rails: tuple[int, ...] = ()
    marker: str = ""
    marker_width: int = 0
    gap: int = PARAGRAPH_GAP
    depth: int = 0  # of lists
    check: bool | None = None  # the box of the item, ticked or not
    pixels: int = BODY_PX


class Renderer(QObject):
    """Appends blocks to documents in the theme's look. ``rendered`` counts top-level blocks.

    ``pace``: for pieces that draw in parts.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        formulas: FormulaPlaces | None = None,
        pace: Pace | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pace = pace or Pace(self)
        self._formulas = formulas or FormulaPlaces(None, self)
        self._looks: dict[tuple[int, bool, bool], QTextCharFormat] = {}
        self.rendered = 0
        theme.changed.connect(self._forget_looks)

    def append(self, document: QTextDocument, block: Drawn) -> None:
        self.rendered += 1
        cursor = QTextCursor(document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        if isinstance(block, Inset):  # only where there is no room for more pieces
            self._block(cursor, block.block, _Place(block.indent, block.rails))
        else:
            self._block(cursor, block, _Place())
        cursor.endEditBlock()

    def change_last(self, document: QTextDocument, before: Drawn, now: Drawn) -> bool:
        """Makes the last block ``now`` of what it was; touches only what differs. False if they have too little in
        common, then nothing is changed."""
        pair = _last_words(before, now, BODY_PX)
        if pair is None:
            return False
        kept, same = _common(pair.old, pair.new)
        gone = pair.old[kept:]
        if any(run.tex for run in gone):  # a formula is not as long as its source
            return False
        if any(run.is_displayed for run in (*pair.old, *pair.new)):  # it parts the paragraph that it is in
            return False
        if is_right_to_left(pair.old) != is_right_to_left(pair.new):  # it stands at the other side
            return False
        self.rendered += 1
        cursor = QTextCursor(document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        end = cursor.position()
        length = _units(runs_text(gone)) - (_units(gone[0].text[:same]) if same else 0)
        if length:
            cursor.setPosition(end - length, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        rest = pair.new[kept:]
        if same:
            rest = (rest[0].with_text(rest[0].text[same:]), *rest[1:])
        self._runs(cursor, rest, pair.pixels, bold=pair.bold)
        return True

    def begin_table(self, document: QTextDocument, widths: Sequence[int]) -> QTextTable:
        """A table of one row without words."""
        form = QTextTableFormat()
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        form.setBorder(0)
        form.setCellPadding(0)
        form.setCellSpacing(0)
        fit_columns(form, widths)
        return QTextCursor(document).insertTable(1, len(widths), form)

    def fill_row(
        self, grid: QTextTable, row: int, cells: tuple[Runs, ...], aligns: Sequence[Align], *, head: bool
    ) -> None:
        """Formats are made once for all cells that share them: of a wide table that is half of the work."""
        first, last = 0, len(cells) - 1
        looks = {
            edges: self._cell_look(is_first=edges[0], is_last=edges[1], head=head)
            for edges in {(column == first, column == last) for column in range(len(cells))}
        }
        forms = {align: _aligned(align) for align in set(aligns)}
        for column, runs in enumerate(cells):
            cell = grid.cellAt(row, column)
            cell.setFormat(looks[column == first, column == last])
            at = cell.firstCursorPosition()
            at.setBlockFormat(forms[aligns[column]])
            self._runs(at, runs, TABLE_PX, bold=head)

    def _cell_look(self, *, is_first: bool, is_last: bool, head: bool) -> QTextTableCellFormat:
        look = QTextTableCellFormat()
        look.setTopPadding(CELL_PADDING)
        look.setBottomPadding(CELL_PADDING)
        look.setLeftPadding(0 if is_first else CELL_SIDE)
        look.setRightPadding(0 if is_last else CELL_SIDE)
        look.setBottomBorder(1)
        look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        look.setBottomBorderBrush(self._theme.colour("line_strong" if head else "line"))
        return look

    def _block(self, cursor: QTextCursor, block: Block, place: _Place) -> None:
        match block:
            case Paragraph(runs):
                self._paragraph(cursor, runs, place)
            case Heading(level, runs):
                mirrored = is_right_to_left(runs)
                percent = HEADING_LINE_PERCENT
                self._open(cursor, place, gap=HEADING_GAP, line_percent=percent, heading=level, mirrored=mirrored)
                self._runs(cursor, runs, HEADING_PX[level - 1], bold=True)
            case Code():
                self._code(cursor, block, place)
            case ListBlock():
                self._list(cursor, block, place)
            case Quote(blocks):
                inner = replace(
                    place,
                    indent=place.indent + QUOTE_INDENT,
                    rails=(*place.rails, place.indent),
                    marker="",
                    check=None,
                )
                self._all(cursor, blocks, inner)
            case Footnote(label, blocks):
                inner = replace(
                    place,
                    indent=place.indent + _note_room(label),
                    marker=label,
                    marker_width=_note_room(label),
                    gap=ITEM_GAP,
                    pixels=UI_PX,
                )
                self._all(cursor, blocks if blocks else (Paragraph(()),), inner)
            case Table(rows=rows):
                for row in rows:  # only inside a list or a quote; else it has a place of its own
                    self._open(cursor, place)
                    self._runs(cursor, (Run("  ·  ".join(map(runs_text, row))),), place.pixels)
            case Formula(source, tex):
                run = Run(source, tex=tex, is_displayed=True) if tex else Run(source, code=True)
                self._paragraph(cursor, (run,), place)
            case Rule():
                self._open(cursor, place, rule=True)
            case Plain(text):
                self._open(cursor, place)
                cursor.insertText(text, self._char(BODY_PX))
            case _:
                assert_never(block)

    def _paragraph(self, cursor: QTextCursor, runs: Runs, place: _Place) -> None:
        """Displayed formulas among its words stand on lines of their own."""
        mirrored = is_right_to_left(runs)
        for index, line in enumerate(lines_of(runs)):
            gap = place.gap if index == 0 else DISPLAYED_GAP
            here = place if index == 0 else replace(place, marker="", marker_width=0, check=None)
            is_displayed = any(run.is_displayed for run in line)
            percent = 100 if is_displayed else BODY_LINE_PERCENT
            self._open(cursor, here, gap=gap, line_percent=percent, mirrored=mirrored)
            if is_displayed and not here.marker:
                centred = cursor.blockFormat()
                centred.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                cursor.setBlockFormat(centred)
            self._runs(cursor, line, place.pixels)

    def _all(self, cursor: QTextCursor, blocks: tuple[Block, ...], place: _Place) -> None:
        for index, block in enumerate(blocks):
            here = place if index == 0 else replace(place, marker="", marker_width=0, gap=PARAGRAPH_GAP, check=None)
            self._block(cursor, block, here)

    def _list(self, cursor: QTextCursor, block: ListBlock, place: _Place) -> None:
        width = marker_room(block.start, len(block.items))
        for index, blocks in enumerate(block.items):
            check = block.checks[index] if block.checks else None
            marker = BULLETS[place.depth % 3] if block.start is None else f"{block.start + index}."
            marker = marker if check is None else CHECKS[check]
            is_rest = block.first_is_rest and index == 0
            tight = 3 if place.depth else ITEM_GAP
            gap = place.gap if index == 0 else (PARAGRAPH_GAP if block.is_loose else tight)
            if index == 0 and (place.depth or block.goes_on):
                gap = PARAGRAPH_GAP if block.is_loose and block.goes_on else tight
            inner = _Place(place.indent + width, place.rails, marker, width, gap, place.depth + 1, check, place.pixels)
            if is_rest:
                inner = replace(inner, marker="", marker_width=0, gap=PARAGRAPH_GAP, check=None)
            first_is_text = is_rest or (bool(blocks) and isinstance(blocks[0], Paragraph | Heading | Plain))
            self._all(cursor, blocks if first_is_text else (Paragraph(()), *blocks), inner)

    def _code(self, cursor: QTextCursor, code: Code, place: _Place) -> None:
        look = self._char(CODE_PX, code=True)
        for index, line in enumerate(code.text.split("\n")):
            marker = place.marker if index == 0 else ""
            inner = _Place(place.indent + 8, place.rails, marker, place.marker_width, check=place.check)
            gap = PARAGRAPH_GAP if index == 0 else 0
            self._open(cursor, inner, gap=gap, line_percent=CODE_LINE_PERCENT, code=True)
            cursor.insertText(line, look)

    def _open(
        self,
        cursor: QTextCursor,
        place: _Place,
        *,
        gap: int | None = None,
        line_percent: int = BODY_LINE_PERCENT,
        rule: bool = False,
        code: bool = False,
        heading: int = 0,
        mirrored: bool = False,
    ) -> None:
        """Begins a block of the document; the very first one has no air above it (``AIR_ABOVE``). ``mirrored``: it is
        read from the right, and stands in from there."""
        form = QTextBlockFormat()
        form.setLineHeight(line_percent, _PROPORTIONAL)
        if mirrored:
            form.setRightMargin(place.indent)
        else:
            form.setLeftMargin(place.indent)
        if place.rails:
            form.setProperty(QUOTE_DEPTH, len(place.rails))
            form.setProperty(RAILS, list(place.rails))
        if rule:
            form.setProperty(RULE, True)
        if code:
            form.setProperty(CODE_LINE, True)
        if heading:
            form.setProperty(HEADING, heading)
        if place.check is not None:
            form.setProperty(CHECK, CHECKS[place.check])
        if place.marker:
            form.setTextIndent(-place.marker_width)
            # Read from the right, Qt makes a tab of the other kind of it.
            tab = QTextOption.TabType.RightTab if mirrored else QTextOption.TabType.LeftTab
            form.setTabPositions([QTextOption.Tab(place.marker_width, tab)])
        is_first = cursor.document().isEmpty() and not cursor.document().property("begun")
        air = place.gap if gap is None else gap
        if is_first:
            cursor.setBlockFormat(form)
            cursor.document().setProperty("begun", True)
            cursor.document().setProperty(AIR_ABOVE, air)
        else:
            form.setTopMargin(air)
            cursor.insertBlock(form)
        if place.marker:
            look = QTextCharFormat(self._char(place.pixels))
            if place.check is not None:
                look.setForeground(QColor(0, 0, 0, 0))  # the pane paints a box in its place
            cursor.insertText(f"{place.marker}\t", look)

    def _runs(self, cursor: QTextCursor, runs: Runs, pixels: int, *, bold: bool = False) -> None:
        look = self._char(pixels, bold=bold)
        for run in runs:
            form = self._look_of(run, look)
            if run.tex:
                self._formulas.put(cursor, run, self._look_of(replace(run, tex=""), look), form)
            else:
                cursor.insertText(run.text.replace("\n", "\u2028"), form)

    def _look_of(self, run: Run, look: QTextCharFormat) -> QTextCharFormat:
        if run == Run(run.text):
            return look
        form = QTextCharFormat(look)
        if run.code or run.tex:
            form.setFont(self._code_font_beside(look.font()))
            form.setProperty(CHIP, True)
        if run.tex:
            form.setProperty(SOURCE, run.text)
        if run.raised:
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            form.setForeground(self._theme.colour("accent_text"))
        if run.unopened:
            form.setProperty(UNOPENED, run.unopened)
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        if run.bold:
            form.setFontWeight(QFont.Weight.DemiBold)
        if run.italic:
            form.setFontItalic(True)
        if run.struck:
            form.setFontStrikeOut(True)
        if run.link:
            form.setAnchor(True)
            form.setAnchorHref(run.link)
            form.setForeground(self._theme.colour("accent_text"))
            form.setFontUnderline(True)  # not by colour alone
        return form

    def _code_font_beside(self, font: QFont) -> QFont:
        """A little smaller, since its letters are wider."""
        beside = self._theme.code_font()
        beside.setPixelSize(round(font.pixelSize() * 0.9))
        return beside

    def _char(self, pixels: int, *, bold: bool = False, code: bool = False) -> QTextCharFormat:
        kept = self._looks.get((pixels, bold, code))
        if kept is not None:
            return kept
        form = QTextCharFormat()
        weight = QFont.Weight.DemiBold if bold else QFont.Weight.Normal
        form.setFont(self._theme.code_font(pixels) if code else self._theme.font(pixels, weight))
        form.setForeground(self._theme.colour("text"))
        self._looks[pixels, bold, code] = form
        return form

    def _forget_looks(self) -> None:
        self._looks.clear()


def _aligned(align: Align) -> QTextBlockFormat:
    form = QTextBlockFormat()
    form.setAlignment(_ALIGNS[align])
    return form


def _note_room(label: str) -> int:
    return MARKER_WIDTH + 8 * max(0, len(label) - 2)


def marker_room(start: int | None, count: int) -> int:
    """Pixels in front of the words of a list of so many items, the first with that number or a bullet."""
    if start is None:
        return MARKER_WIDTH
    return MARKER_WIDTH + 8 * max(0, len(str(start + count - 1)) - 2)


def fit_columns(form: QTextTableFormat, widths: Sequence[int]) -> None:
    form.setColumnWidthConstraints([QTextLength(QTextLength.Type.FixedLength, width) for width in widths])
    form.setWidth(QTextLength(QTextLength.Type.FixedLength, sum(widths)))


@dataclass(frozen=True, slots=True)
class _Pair:
    """The words at the very end of a block, before and now."""

    old: Runs
    new: Runs
    pixels: int
    bold: bool = False


def _last_words(before: Drawn, now: Drawn, pixels: int) -> _Pair | None:
    """None if the blocks differ in more than their last words."""
    match before, now:
        case Paragraph(old), Paragraph(new):
            return _Pair(old, new, pixels)
        case Heading(level, old), Heading(new_level, new) if level == new_level:
            return _Pair(old, new, HEADING_PX[level - 1], bold=True)
        case ListBlock(), ListBlock() if replace(before, items=()) == replace(now, items=()):
            if before.items[:-1] == now.items[:-1] and len(before.items) == len(now.items):
                return _last_words_of(before.items[-1], now.items[-1], pixels)
        case Quote(old_blocks), Quote(new_blocks):
            return _last_words_of(old_blocks, new_blocks, pixels)
    return None


def _last_words_of(before: tuple[Block, ...], now: tuple[Block, ...], pixels: int) -> _Pair | None:
    if not before or len(before) != len(now) or before[:-1] != now[:-1]:
        return None
    return _last_words(before[-1], now[-1], pixels)


def _common(old: Runs, new: Runs) -> tuple[int, int]:
    """How many runs both begin with, and how many letters of the next one are the same."""
    kept = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        kept += 1
    if kept == len(old) or kept == len(new) or old[kept].tex or new[kept].tex or not old[kept].looks_like(new[kept]):
        return kept, 0
    same = 0
    for letter, other_letter in zip(old[kept].text, new[kept].text, strict=False):
        if letter != other_letter:
            break
        same += 1
    return kept, same


def _units(text: str) -> int:
    """Its length as Qt counts: letters beyond U+FFFF are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
