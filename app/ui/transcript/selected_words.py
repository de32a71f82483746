"""The words that are selected in the pieces of an answer: as they are read, and as Markdown.

Code keeps its line ends, cells of a table are parted by tabs or by bars, a formula is its source.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtGui import QFont, QTextBlock, QTextCharFormat, QTextCursor, QTextTable

from app.ui.transcript.blocks import Code
from app.ui.transcript.code_piece import CodePiece
from app.ui.transcript.formula_object import OBJECT_CHARACTER, SOURCE
from app.ui.transcript.inset_piece import InsetPiece
from app.ui.transcript.pieces import Piece
from app.ui.transcript.plain_piece import PlainPiece
from app.ui.transcript.prose_piece import ProsePiece
from app.ui.transcript.renderer import MARKER_WIDTH
from app.ui.transcript.reply_pane import ReplyPane
from app.ui.transcript.table_piece import TablePiece
from app.ui.transcript.text_pane import CHECK, CHIP, CODE_LINE, GOES_ON, HEADING, QUOTE_DEPTH, QUOTE_INDENT, RULE

LINE_BREAK = "\u2028"
_MEANT = re.compile(r"([\\`*_<$~])")  # what Markdown would take for a mark; "\[" would be one of a formula
_MEANT_FIRST = re.compile(r"^(\s*\d*)([#>+.)-])(?=\s|#)")
_TICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class SelectedPart:
    """A piece, or the first of several with flowing text, and those panes that show something selected."""

    piece: Piece
    panes: tuple[ReplyPane, ...]


def parts_of(pieces: Sequence[Piece], shown: Collection[ReplyPane]) -> list[SelectedPart]:
    """What is selected in the panes that show it. Flowing text that stands in several pieces is one part."""
    parts: list[SelectedPart] = []
    above: Piece | None = None
    for piece in pieces:
        panes = tuple(pane for pane in piece.panes() if pane in shown and pane.textCursor().hasSelection())
        if panes and isinstance(piece, ProsePiece) and isinstance(above, ProsePiece):
            parts[-1] = SelectedPart(parts[-1].piece, parts[-1].panes + panes)
        elif panes:
            parts.append(SelectedPart(piece, panes))
        above = piece if panes else None
    return parts


def length_of(pane: ReplyPane) -> int:
    return pane.document().characterCount() - 1


def grid_of(pane: ReplyPane) -> QTextTable | None:
    frames = pane.document().rootFrame().childFrames()
    return next((frame for frame in frames if isinstance(frame, QTextTable)), None)


def is_whole(pane: ReplyPane) -> bool:
    """Whether all that can be read there is selected."""
    cursor, grid = pane.textCursor(), grid_of(pane)
    start, end = 0, length_of(pane)
    if grid is not None:
        top, rows, _, columns = cells_of(cursor)
        if top >= 0:
            return (rows, columns) == (grid.rows(), grid.columns())
        start, end = start + 1, end - 1
    return cursor.selectionStart() <= start and cursor.selectionEnd() >= end


def cells_of(cursor: QTextCursor) -> tuple[int, int, int, int]:
    """The first row, how many, the first column, how many; -1 for a selection that is no rectangle of cells."""
    found: tuple[int, int, int, int] = cursor.selectedTableCells()  # type: ignore[assignment]  # the stub forgets them
    return found


def plain_of(parts: Sequence[SelectedPart]) -> str:
    return "\n\n".join(_plain(part) for part in parts)


def markdown_of(parts: Sequence[SelectedPart]) -> str:
    return "\n\n".join(_markdown(part) for part in parts)


def _plain(part: SelectedPart) -> str:
    match part.piece:
        case InsetPiece(inner=inner) if inner is not None:
            return _plain(SelectedPart(inner, part.panes))
        case CodePiece():
            return _code(part)
        case TablePiece():
            return "\n".join(["\t".join(map(_words, row)) for row in _rows(part)] + _rest(part))
    words = ""
    for index, (block, cursor) in enumerate(_blocks(part)):
        words += ("" if index == 0 or block.blockFormat().property(GOES_ON) else "\n") + _words(cursor)
    return words


def _markdown(part: SelectedPart) -> str:
    match part.piece:
        case InsetPiece(inner=inner, inset=inset) if inner is not None and inset is not None:
            lead = "> " * len(inset.rails) + "    " * inset.depth
            return "\n".join(lead + line for line in _markdown(SelectedPart(inner, part.panes)).split("\n"))
        case CodePiece():
            code = part.piece.blocks[0]
            return _fenced(_code(part), code.language if isinstance(code, Code) else "")
        case TablePiece():
            rows = [[_marked(cell, is_bold=True).replace("|", "\\|") for cell in row] for row in _rows(part)]
            return "\n".join([_table(rows), *_rest(part)])
        case PlainPiece():
            return _plain(part)
    return _prose(part)


def _code(part: SelectedPart) -> str:
    """What is selected as a whole is copied as a whole, also what was too long to be shown."""
    code = part.piece.blocks[0]
    if isinstance(code, Code) and all(map(is_whole, part.panes)):
        return code.text
    return "\n".join(_words(cursor) for _, cursor in _blocks(part))


def _rows(part: SelectedPart) -> Iterator[list[QTextCursor]]:
    """The cells, or the one stretch inside a cell."""
    for pane in part.panes:
        cursor, grid = pane.textCursor(), grid_of(pane)
        top, rows, left, columns = cells_of(cursor)
        if grid is None or top < 0:
            yield [cursor]
            continue
        for row in range(top, top + rows):
            yield [_inside(grid, row, column) for column in range(left, left + columns)]


def _rest(part: SelectedPart) -> list[str]:
    """Rows that are too many to be shown, as they were written: who selects all of a table has them, too."""
    if isinstance(part.piece, TablePiece) and part.panes == part.piece.panes() and all(map(is_whole, part.panes)):
        return list(part.piece.unread)
    return []


def _inside(grid: QTextTable, row: int, column: int) -> QTextCursor:
    cell = grid.cellAt(row, column)
    cursor = cell.firstCursorPosition()
    cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _blocks(part: SelectedPart) -> Iterator[tuple[QTextBlock, QTextCursor]]:
    """Every paragraph that something is selected of, and that."""
    for pane in part.panes:
        selected = pane.textCursor()
        block = pane.document().findBlock(selected.selectionStart())
        while block.isValid() and block.position() <= selected.selectionEnd():
            cursor = QTextCursor(block)
            cursor.setPosition(max(block.position(), selected.selectionStart()))
            last = min(block.position() + block.length() - 1, selected.selectionEnd())
            cursor.setPosition(max(last, cursor.position()), QTextCursor.MoveMode.KeepAnchor)
            yield block, cursor
            block = block.next()


def _runs(cursor: QTextCursor) -> Iterator[tuple[str, QTextCharFormat]]:
    """Inside one paragraph: words of one look. A cursor counts in halves of letters beyond U+FFFF; Python does not."""
    block = cursor.document().findBlock(cursor.selectionStart())
    piece = QTextCursor(block)
    for span in block.textFormats():
        start = max(block.position() + span.start, cursor.selectionStart())
        end = min(block.position() + span.start + span.length, cursor.selectionEnd())
        if start < end:
            piece.setPosition(start)
            piece.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            yield piece.selectedText(), span.format


def _words(cursor: QTextCursor) -> str:
    """Of one paragraph."""
    words = cursor.selectedText()
    if OBJECT_CHARACTER in words:
        words = "".join(_sourced(text, form) for text, form in _runs(cursor))
    return words.replace(LINE_BREAK, "\n").replace("\u2029", "\n").replace("\u00a0", " ")


def _sourced(text: str, form: QTextCharFormat) -> str:
    return text.replace(OBJECT_CHARACTER, str(form.property(SOURCE) or OBJECT_CHARACTER))


def _prose(part: SelectedPart) -> str:
    """Blocks that belong together stand line below line, others have an empty line between them."""
    written: list[str] = []
    before: QTextBlock | None = None
    for is_code, group in groupby(_blocks(part), key=lambda each: bool(each[0].blockFormat().property(CODE_LINE))):
        held = list(group)
        if is_code:
            block = held[0][0]
            code = _fenced("\n".join(_words(cursor) for _, cursor in held), "")
            lines = [(block, "\n".join(_lead(block) + line for line in code.split("\n")))]
        else:
            lines = [(block, _paragraph(block, cursor)) for block, cursor in held]
        for block, text in lines:
            if before is not None and not (_is_item(before) and _is_item(block) and _quotes(before) == _quotes(block)):
                written.append(min(_quotes(before), _quotes(block)).rstrip())
            written.append(text)
            before = block
    return "\n".join(written)


def _is_item(block: QTextBlock) -> bool:
    return block.blockFormat().textIndent() < 0 and not block.blockFormat().property(CODE_LINE)


def _paragraph(block: QTextBlock, cursor: QTextCursor) -> str:
    form = block.blockFormat()
    if form.property(RULE):
        return _lead(block) + "---"
    level = int(form.property(HEADING) or 0)
    words, mark = _marked(cursor, is_bold=bool(level)), ""
    if form.textIndent() < 0 and "\t" in words and cursor.selectionStart() == block.position():
        marker, words = words.split("\t", 1)
        mark = _item_mark(marker, str(form.property(CHECK) or ""))
    else:
        words = _MEANT_FIRST.sub(r"\1\\\2", words)
    lead = _lead(block)
    heading = "#" * level + " " if level else ""
    return lead + mark + heading + words.replace("\n", "\n" + lead + " " * len(mark))


def _item_mark(marker: str, check: str) -> str:
    if check:
        return "- [x] " if check == "☑" else "- [ ] "
    if re.fullmatch(r"\d+\.", marker):
        return f"{marker} "
    return "- " if not marker or not marker[0].isalnum() else f"[^{marker}]: "


def _quotes(block: QTextBlock) -> str:
    return "> " * int(block.blockFormat().property(QUOTE_DEPTH) or 0)


def _lead(block: QTextBlock) -> str:
    """What a line begins with inside quotes and lists."""
    form = block.blockFormat()
    quotes = int(form.property(QUOTE_DEPTH) or 0)
    margin = form.leftMargin() + form.rightMargin()  # of these one, as the words are read
    depth = round((margin - quotes * QUOTE_INDENT) / MARKER_WIDTH) - (form.textIndent() < 0)
    return _quotes(block) + "    " * max(0, depth)


def _marked(cursor: QTextCursor, *, is_bold: bool = False) -> str:
    """``is_bold``: because of where it stands, so that nothing has to be said about it."""
    return "".join(_run(text, form, is_bold=is_bold) for text, form in _runs(cursor)).replace(LINE_BREAK, "\\\n")


def _run(text: str, form: QTextCharFormat, *, is_bold: bool) -> str:
    if form.property(SOURCE):
        return _sourced(text, form).replace("\n", " ")
    core = text.strip()
    if not core:
        return text
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    if form.property(CHIP):
        ticks = "`" * (max(map(len, _TICKS.findall(core)), default=0) + 1)
        edge = " " if core[0] == "`" or core[-1] == "`" else ""
        core = f"{ticks}{edge}{core}{edge}{ticks}"
    else:
        core = _MEANT.sub(r"\\\1", core)
    if form.fontStrikeOut():
        core = f"~~{core}~~"
    if form.fontItalic():
        core = f"*{core}*"
    if form.fontWeight() >= QFont.Weight.DemiBold.value and not is_bold and not form.property(CHIP):
        core = f"**{core}**"
    if form.anchorHref():
        core = f"[{core}](<{form.anchorHref()}>)"
    return before + core + after


def _fenced(code: str, language: str) -> str:
    ticks = "`" * max(3, max(map(len, _TICKS.findall(code)), default=0) + 1)
    return f"{ticks}{language}\n{code}\n{ticks}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """The first of the rows is its head: a table of Markdown cannot do without. A stretch inside one cell is none."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0].replace("\\|", "|")
    lines = ["| " + " | ".join(cell.replace("\\\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
