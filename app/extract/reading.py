"""From a path to an attachment: which reader a file needs, by its first bytes and its name."""

from __future__ import annotations

from pathlib import Path

from app.chat.attachment import MOST_CHARACTERS, Attachment, AttachmentKind, attachment_of, kind_of
from app.chat.picture import header_of, is_heic
from app.chat.prompt import clean_text
from app.chat.sentence import Sentence, sentence
from app.extract.html_text import declared_encoding, html_text
from app.extract.pdf import pdf_text
from app.extract.plain_text import decoded
from app.extract.source import Source, read_source
from app.extract.trouble import ExtractError, without_text
from app.extract.word import word_text

MOST_DOCUMENT_BYTES = 100 << 20
MOST_TEXT_BYTES = 4 * MOST_CHARACTERS  # no encoding needs more for a character
MOST_PAGE_BYTES = 16 << 20  # most of an HTML page is not text
SNIFFED_BYTES = 4_096
_PDF = b"%PDF-"


def extract(path: Path) -> Attachment:
    """Raises ExtractError."""
    kind = kind_of(path.name)
    beginning = read_source(path, SNIFFED_BYTES).data
    if kind is AttachmentKind.PICTURE or header_of(beginning) is not None or is_heic(beginning):
        from app.extract.picture import MOST_PICTURE_BYTES, picture_from  # half a second of Qt, for pictures only

        return picture_from(read_source(path, MOST_PICTURE_BYTES))
    limits = {AttachmentKind.PDF: MOST_DOCUMENT_BYTES, AttachmentKind.WORD: MOST_DOCUMENT_BYTES,
              AttachmentKind.HTML: MOST_PAGE_BYTES}  # fmt: skip
    source = read_source(path, limits.get(kind, MOST_TEXT_BYTES))
    if source.data.startswith(_PDF) and kind is not AttachmentKind.PDF:
        kind, source = AttachmentKind.PDF, read_source(path, MOST_DOCUMENT_BYTES)
    text, notices = _read(kind, source)
    if not text.strip():
        raise without_text(source.name)
    return attachment_of(path.name, kind, clean_text(text), size_bytes=source.size_bytes, notices=notices)


def _read(kind: AttachmentKind, source: Source) -> tuple[str, tuple[Sentence, ...]]:
    match kind:
        case AttachmentKind.PDF:
            return pdf_text(source.name, _whole(source))
        case AttachmentKind.WORD:
            return word_text(source.name, _whole(source)), ()
        case AttachmentKind.HTML:
            page, notices = decoded(source.name, source.data, declared_encoding(source.data), is_whole=source.is_whole)
            return html_text(page), (*notices, *_beginning(source))
        case _:
            text, notices = decoded(source.name, source.data, is_whole=source.is_whole)
            return text, (*notices, *_beginning(source))


def _whole(source: Source) -> bytes:
    if not source.is_whole:
        said = sentence(
            "“{name}” has {file_bytes}, and at most {most_bytes} are read of a document.",
            name=source.name,
            file_bytes=source.size_bytes,
            most_bytes=MOST_DOCUMENT_BYTES,
        )
        raise ExtractError(said)
    return source.data


def _beginning(source: Source) -> tuple[Sentence, ...]:
    if source.is_whole:
        return ()
    return (sentence("Only the beginning of its {file_bytes} is read.", file_bytes=source.size_bytes),)
