"""A picture made fit to be sent: decoded, turned upright, made smaller, and encoded anew from its pixels alone.

Whatever else the file held (where and when it was taken, by whom, with what; thumbnails, comments, colour profiles)
does not come along, since nothing but pixels is carried over. Qt's own decoders are used, one that is chosen by the
first bytes; the size is known before anything is decoded.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

from app.chat.attachment import Attachment, AttachmentKind
from app.chat.picture import (
    JPEG,
    MOST_PREVIEW_SIDE,
    PNG,
    RGB,
    WEBP,
    Preview,
    header_of,
    is_heic,
    preview_of,
)
from app.chat.sentence import Sentence, sentence
from app.extract.source import Source
from app.extract.trouble import ExtractError, damaged

MOST_PICTURE_BYTES = 64 << 20  # of the file; a 48-megapixel photo has some 15 MB
MOST_PIXELS = 64_000_000  # 256 MB when decoded
MOST_SIDE = 2_048  # pixels: services that see make larger ones smaller themselves
MOST_SENT_BYTES = 2_000_000
JPEG_QUALITIES = (88, 75, 60, 40)  # the first that is small enough
DECODER_MEGABYTES = 300  # what Qt may take for one picture

DOTS_PER_METER = 2_835  # 72 an inch

HEIC = "heic"
_QT_NAMES = {PNG: "png", JPEG: "jpeg", WEBP: "webp"}

CanDecode = Callable[[str], bool]


def can_decode(format_name: str) -> bool:
    """Whether this system's Qt has a decoder for it: for HEIC only a Mac's has."""
    return format_name.encode() in [bytes(each.data()) for each in QImageReader.supportedImageFormats()]


def picture_from(source: Source, *, can_decode: CanDecode = can_decode) -> Attachment:
    """Raises ExtractError."""
    if not source.is_whole:
        said = sentence(
            "“{name}” has {file_bytes}, and at most {most_bytes} are read of a picture.",
            name=source.name,
            file_bytes=source.size_bytes,
            most_bytes=MOST_PICTURE_BYTES,
        )
        raise ExtractError(said)
    decoder = _decoder(source, can_decode)
    whole = _decoded(source, decoder)
    image = _bare(_smaller(whole))
    notices = () if image.size() == whole.size() else (_made_smaller(whole.size(), image.size()),)
    return Attachment(
        source.name,
        AttachmentKind.PICTURE,
        size_bytes=source.size_bytes,
        notices=notices,
        data=_encoded(source.name, image, is_drawn=decoder == "png"),
        preview=_preview(image),
    )


def _decoder(source: Source, can_decode: CanDecode) -> str:
    """Qt's name of the format. Raises ExtractError."""
    header = header_of(source.data)
    if header is None and not is_heic(source.data):
        raise ExtractError(
            sentence("“{name}” is no picture that can be attached: save it as PNG or JPEG.", name=source.name)
        )
    name = HEIC if header is None else _QT_NAMES[header.media_type]
    if not can_decode(name):
        raise ExtractError(
            sentence("“{name}” is a kind of picture that cannot be read here: save it as JPEG.", name=source.name)
        )
    if header is not None:
        _check_size(source.name, header.width, header.height)
    return name


def _check_size(name: str, width: int, height: int) -> None:
    """Raises ExtractError."""
    if width * height > MOST_PIXELS:
        raise ExtractError(
            sentence(
                "“{name}” would have {width} × {height} pixels, too many to be read: make it smaller first.",
                name=name,
                width=width,
                height=height,
            )
        )


def _decoded(source: Source, decoder: str) -> QImage:
    """Upright, in the usual colours. Raises ExtractError."""
    buffer = QBuffer()
    buffer.setData(QByteArray(source.data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(DECODER_MEGABYTES)
    reader = QImageReader(buffer, QByteArray(decoder.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)  # as the camera was held
    size = reader.size()
    if size.isValid():
        _check_size(source.name, size.width(), size.height())
    elif decoder == HEIC:
        raise damaged(source.name, "no size")  # nothing else has told how large it is
    image = reader.read()
    if image.isNull():
        raise damaged(source.name, reader.error().name)
    if image.colorSpace().isValid():
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image


def _smaller(image: QImage) -> QImage:
    if max(image.width(), image.height()) <= MOST_SIDE:
        return image
    return image.scaled(
        QSize(MOST_SIDE, MOST_SIDE), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _bare(image: QImage) -> QImage:
    """Drawn onto a new one, which knows nothing of where it comes from: Qt would carry texts and profiles along."""
    see_through = image.hasAlphaChannel()
    bare = QImage(image.size(), QImage.Format.Format_ARGB32 if see_through else QImage.Format.Format_RGB32)
    bare.fill(Qt.GlobalColor.transparent if see_through else Qt.GlobalColor.white)
    painter = QPainter(bare)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    image.setDevicePixelRatio(1)
    painter.drawImage(0, 0, image)
    painter.end()
    return bare


def _preview(image: QImage) -> Preview:
    """On white, where one sees through it."""
    side = QSize(MOST_PREVIEW_SIDE, MOST_PREVIEW_SIDE)
    if max(image.width(), image.height()) > MOST_PREVIEW_SIDE:
        image = image.scaled(side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    small = _on_white(image).convertToFormat(QImage.Format.Format_RGB888)
    width, height = small.width(), small.height()
    rows = bytes(small.constBits())
    pixels = b"".join(
        rows[at : at + width * RGB] for at in range(0, height * small.bytesPerLine(), small.bytesPerLine())
    )
    return preview_of(width, height, pixels)


def _on_white(image: QImage) -> QImage:
    if not image.hasAlphaChannel():
        return image
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    painter = QPainter(ground)
    painter.drawImage(0, 0, image)
    painter.end()
    return ground


def _encoded(name: str, image: QImage, *, is_drawn: bool) -> bytes:
    """Lossless for what was drawn or is seen through, if that is small enough; else as a photo. Raises ExtractError."""
    if is_drawn or image.hasAlphaChannel():
        data = _saved(image, "PNG", -1)
        if data and len(data) <= MOST_SENT_BYTES:
            return data
    image = _on_white(image)
    for quality in JPEG_QUALITIES:
        data = _saved(image, "JPEG", quality)
        if data and len(data) <= MOST_SENT_BYTES:
            return data
    raise ExtractError(sentence("“{name}” cannot be made small enough to be sent.", name=name))


def _saved(image: QImage, format_name: str, quality: int) -> bytes:
    image.setDotsPerMeterX(DOTS_PER_METER)  # Qt would tell of this screen
    image.setDotsPerMeterY(DOTS_PER_METER)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    is_saved = image.save(buffer, format_name, quality)  # type: ignore[call-overload]  # the stub wants bytes
    return bytes(buffer.data().data()) if is_saved else b""


def _made_smaller(before: QSize, after: QSize) -> Sentence:
    return sentence(
        "It was made smaller: {width} × {height} pixels instead of {before_width} × {before_height}.",
        width=after.width(),
        height=after.height(),
        before_width=before.width(),
        before_height=before.height(),
    )
