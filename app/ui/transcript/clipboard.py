"""What is copied of a reply: as it was written, as it is read, and with its looks, for whoever takes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication

from app.chat.conversation import Turn
from app.ui.transcript.found_words import plain_text
from app.ui.transcript.markdown import html_of

RICH = 60_000  # characters; making more into rich text would stall the window


def copy_markdown(text: str) -> None:
    """As Markdown and, for a page that takes it, with headings, lists and bold words: no script, no image, no style."""
    QGuiApplication.clipboard().setMimeData(mime_of(text, text))


def mime_of(plain: str, markdown: str) -> QMimeData:
    """One text for each kind of place that it is put into; rich text is made of the Markdown."""
    data = QMimeData()
    data.setText(plain)
    data.setData("text/markdown", markdown.encode("utf-8", "replace"))
    if len(markdown) <= RICH:
        data.setData("text/html", html_of(markdown).encode("utf-8", "replace"))
    return data


def copy_conversation(title: str, turns: Sequence[Turn]) -> None:
    you = QCoreApplication.translate("Clipboard", "You")
    model = QCoreApplication.translate("Clipboard", "Answer")
    parts = [f"# {title}"] if title else []
    for turn in turns:
        parts += [f"**{you}**\n\n{turn.prompt}", f"**{model}**\n\n{_answer(turn)}"]
    copy_markdown("\n\n".join(parts) + "\n")


def _answer(turn: Turn) -> str:
    return "\n\n".join(filter(None, (*turn.reply.preambles, turn.reply.answer)))


def copy_plain(turn: Turn) -> None:
    """Its answer without marks of Markdown."""
    QGuiApplication.clipboard().setText(plain_text(_answer(turn)))
