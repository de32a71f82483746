"""The text of a PDF, page by page, as far as there is time and room for it."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable

from pypdf import PdfReader
from pypdf.errors import DependencyError

from app.chat.attachment import MOST_CHARACTERS
from app.chat.sentence import Sentence, sentence
from app.extract.trouble import ExtractError, damaged, locked

TIME_LIMIT_S = 30.0  # a page takes 10 to 100 ms

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it quotes what it finds


def pdf_text(name: str, data: bytes, clock: Callable[[], float] = time.monotonic) -> tuple[str, tuple[Sentence, ...]]:
    """The text and what is to be said about it. Raises ExtractError."""
    end = clock() + TIME_LIMIT_S
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked(name)
        pages = len(reader.pages)
    except DependencyError:  # encrypted in a way for which another library would be needed
        raise locked(name) from None
    except ExtractError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever pypdf makes of a damaged file
        raise damaged(name, type(error).__name__) from None
    texts: list[str] = []
    characters = unreadable = read = 0
    for read in range(1, pages + 1):
        try:
            words = reader.pages[read - 1].extract_text().strip()
        except Exception:  # noqa: BLE001  # of one page; the others may be whole
            words, unreadable = "", unreadable + 1
        if words:
            texts.append(f"[page {read}]\n{words}")
            characters += len(words)
        if characters > MOST_CHARACTERS or clock() > end:
            break
    if not texts:
        raise ExtractError(
            sentence("There is no text in “{name}”: its pages may be pictures, as a scanner makes them.", name=name)
        )
    return "\n\n".join(texts), tuple(_notices(read, pages, unreadable))


def _notices(read: int, pages: int, unreadable: int) -> list[Sentence]:
    notices = []
    if read < pages:
        notices.append(sentence("Only the first {read} of its {pages} pages are read.", read=read, pages=pages))
    if unreadable:
        notices.append(sentence("Pages that could not be read: {count}.", count=unreadable))
    return notices
