"""A file that goes with a question, in the few words of a chip and in the sentences of its viewer."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.attachment import Attachment, AttachmentKind
from app.chat.picture import Picture, header_of
from app.chat.service import Service
from app.session.counts import TokenCount
from app.ui.composer.scene import short_count
from app.ui.sentences import size_words, words_of


def token_words(tokens: TokenCount) -> str:
    if tokens.tokens == 1:
        return QCoreApplication.translate("Files", "1 token")
    return QCoreApplication.translate("Files", "{count} tokens").format(count=short_count(tokens))


def fact_of(attachment: Attachment, tokens: TokenCount | None) -> str:
    """``1.2k tokens · cut``, or the size of a picture."""
    if attachment.kind is AttachmentKind.PICTURE:
        return pixels_words(attachment)
    parts = []
    if tokens is not None:
        parts.append(token_words(tokens))
    if attachment.notices:
        parts.append(QCoreApplication.translate("Files", "not all of it"))
    return " · ".join(parts)


def notice_words(attachment: Attachment) -> str:
    if attachment.kind is AttachmentKind.PICTURE:
        bare = QCoreApplication.translate(
            "Files", "What would be sent of it are its pixels alone: no place, no time, no camera."
        )
        return "\n".join(filter(None, (words_of(*attachment.notices), bare)))
    return words_of(*attachment.notices)


def warns_of(attachment: Attachment) -> bool:
    """A picture that was made smaller is still all there."""
    return bool(attachment.notices) and attachment.kind is not AttachmentKind.PICTURE


def pixels_words(attachment: Attachment) -> str:
    """``2,048 × 1,365 pixels``; nothing if its bytes do not say."""
    header = header_of(attachment.data)
    if header is None:
        return ""
    locale = QLocale()
    return QCoreApplication.translate("Files", "{width} × {height} pixels").format(
        width=locale.toString(header.width), height=locale.toString(header.height)
    )


def picture_words(picture: Picture) -> str:
    """What is sent of a picture, in one line."""
    locale = QLocale()
    return QCoreApplication.translate("Files", "Picture: {name}, {width} × {height} pixels, {size}").format(
        name=picture.name,
        width=locale.toString(picture.width),
        height=locale.toString(picture.height),
        size=size_words(picture.size_bytes),
    )


def sight_words(files: Iterable[Attachment], destination: Service | None, services: Iterable[Service]) -> str:
    """Before it is asked: whether whoever answers will see the pictures. Nothing if so, or if there are none.

    ``services``: those that can be asked; nobody is named where there are none.
    """
    if not any(file.kind is AttachmentKind.PICTURE for file in files):
        return ""
    if destination is None:
        here = QCoreApplication.translate(
            "Files", "The model on this Mac cannot see pictures: it is only told that there is one."
        )
        seeing = next((service for service in services if service.model.sees_pictures), None)
        if seeing is None:
            return here
        there = QCoreApplication.translate("Files", "{model} can: choose it beside the title.")
        return f"{here} {there.format(model=seeing.model.label)}"
    if not destination.model.sees_pictures:
        return QCoreApplication.translate(
            "Files", "{model} is not known to see pictures: it is only told that there is one."
        ).format(model=destination.model.label)
    return ""


def spoken(attachment: Attachment, tokens: TokenCount | None) -> str:
    """For reading aloud."""
    count = ""
    if tokens is not None:
        number = QLocale().toString(tokens.tokens)
        count = QCoreApplication.translate("Files", "{count} tokens").format(count=number)
    if attachment.kind is AttachmentKind.PICTURE:
        count = pixels_words(attachment)
    return ", ".join(filter(None, (attachment.name, count, notice_words(attachment))))
