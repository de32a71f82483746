"""The text of a Word document (.docx): one XML file in a zip, read as a stream, with limits on both.

Own reader: the usual library needs a C parser, and all that is wanted is words, headings, lists and tables.
Source: ECMA-376, part 1, WordprocessingML.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from app.extract.trouble import ExtractError, damaged, locked, unpacks_to_too_much, without_text

DOCUMENT = "word/document.xml"
MOST_XML_BYTES = 64 << 20  # a book of 1,000 pages has 10 MB
MOST_MEMBERS = 20_000
MOST_DEPTH = 200
PIECE_BYTES = 1 << 16
OLD_FORMAT = b"\xd0\xcf\x11\xe0"  # also what an encrypted .docx is wrapped in. Source: [MS-CFB]
_ENCRYPTED = 0x1
_SKIPPED = ("Fallback", "moveFrom")  # another form of what stands beside it; what stands elsewhere now

_HEADINGS = {f"heading{level}": "#" * level + " " for level in range(1, 7)} | {"title": "# "}


def word_text(name: str, data: bytes) -> str:
    """Raises ExtractError."""
    if data.startswith(OLD_FORMAT):
        raise locked(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise unpacks_to_too_much(name)
            member = archive.getinfo(DOCUMENT)
            if member.flag_bits & _ENCRYPTED:
                raise locked(name)
            if member.file_size > MOST_XML_BYTES:
                raise unpacks_to_too_much(name)
            text = _read(name, archive, member)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError) as error:
        raise damaged(name, f"{type(error).__name__}") from None
    if not text.strip():
        raise without_text(name)
    return text


def _read(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    reader = _Reader(name)
    read_bytes = 0
    with archive.open(member) as stream:
        while piece := stream.read(PIECE_BYTES):
            read_bytes += len(piece)
            if read_bytes > MOST_XML_BYTES:
                raise unpacks_to_too_much(name)
            reader.feed(piece)
        reader.feed(b"", is_last=True)
    return reader.text


class _Reader:
    """Paragraphs may hold text boxes with paragraphs, cells may hold tables: whatever is open lies on a stack."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self._open: list[list[str]] = [[]]  # of the page, of a cell, of a paragraph
        self._rows: list[list[str]] = []
        self._prefixes: list[str] = []
        self._collects = False
        self._skipped = 0  # inside of a second form of what was read already
        self._is_hidden: bool | None = None  # the run that is open; None between runs
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        parser.StartDoctypeDeclHandler = self._on_doctype  # no Word writes one; entities could grow without end

    @property
    def text(self) -> str:
        return "".join(self._open[0]).strip("\n")

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        """Raises ExtractError."""
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as error:
            raise damaged(self._name, f"XML error {error.code}") from None

    def _on_doctype(self, *_: object) -> None:
        raise ExtractError(damaged(self._name).said, "a document type declaration")

    def _on_start(self, element: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise damaged(self._name, "nested too deeply")
        space, _, tag = element.rpartition(" ")
        if tag in _SKIPPED:
            self._skipped += 1
        if self._skipped or "wordprocessingml" not in space:
            return
        match tag:
            case "p":
                self._open.append([])
                self._prefixes.append("")
            case "pStyle" if self._prefixes:
                style = _value(attributes).lower().replace(" ", "")
                self._prefixes[-1] = _HEADINGS.get(style, self._prefixes[-1])
            case "numPr" if self._prefixes:
                self._prefixes[-1] = self._prefixes[-1] or "- "
            case "tr":
                self._rows.append([])
            case "tc":
                self._open.append([])
            case "r":
                self._is_hidden = False
            case "vanish" if self._is_hidden is not None:
                self._is_hidden = _value(attributes) not in ("0", "false", "off")
            case "t":
                self._collects = not self._is_hidden
            case "tab":
                self._put("\t")
            case "br" | "cr":
                self._put("\n")
            case "noBreakHyphen":
                self._put("-")

    def _on_end(self, element: str) -> None:
        self._depth -= 1
        space, _, tag = element.rpartition(" ")
        if tag in _SKIPPED:
            self._skipped -= 1
            return
        if self._skipped or "wordprocessingml" not in space:
            return
        match tag:
            case "p" if len(self._open) > 1 and self._prefixes:
                words, prefix = "".join(self._open.pop()), self._prefixes.pop()
                self._put(f"{prefix}{words}\n" if words.strip() else "\n")
            case "tc" if len(self._open) > 1 and self._rows:
                self._rows[-1].append(" ".join("".join(self._open.pop()).split()))
            case "tr" if self._rows:
                self._put(f"| {' | '.join(self._rows.pop())} |\n")
            case "r":
                self._is_hidden = None
            case "t":
                self._collects = False

    def _on_text(self, text: str) -> None:
        if self._collects and not self._skipped:
            self._put(text)

    def _put(self, text: str) -> None:
        self._open[-1].append(text)


def _value(attributes: dict[str, str]) -> str:
    return next((held for name, held in attributes.items() if name.rpartition(" ")[2] == "val"), "")
