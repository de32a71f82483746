"""Why a file cannot be attached, in a sentence for the person."""

from __future__ import annotations

from app.chat.sentence import Sentence, sentence


class ExtractError(Exception):
    """The file is at fault, or what it asks of us is too much. ``detail``: technical, and never a word of the file."""

    def __init__(self, said: Sentence, detail: str = "") -> None:
        super().__init__(said.english)
        self.said = said
        self.detail = detail


def damaged(name: str, detail: str = "") -> ExtractError:
    return ExtractError(
        sentence("“{name}” is damaged, or not what its name says: nothing could be read.", name=name), detail
    )


def locked(name: str) -> ExtractError:
    return ExtractError(
        sentence("“{name}” is protected by a password. Save a copy without one and attach that.", name=name)
    )


def without_text(name: str) -> ExtractError:
    return ExtractError(sentence("There is no text in “{name}”.", name=name))


def unpacks_to_too_much(name: str) -> ExtractError:
    return ExtractError(sentence("“{name}” unpacks to far more than a document holds, so it was not read.", name=name))


def not_text(name: str) -> ExtractError:
    return ExtractError(
        sentence(
            "“{name}” holds no text that can be read: attach text, code, CSV, Markdown, HTML, PDF or Word (.docx).",
            name=name,
        )
    )
