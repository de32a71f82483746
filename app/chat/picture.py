"""A picture that goes with a question: its bytes, as they would be sent, and what they say of themselves.

Reads headers only, and decodes nothing but a small preview that is bare pixels. What it reads was encoded by us, but a
history can come from elsewhere.
"""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
_PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
_JPEG_BEGIN = b"\xff\xd8\xff"
# Start-of-frame markers, which hold the size. Source: ITU-T T.81, table B.1
_FRAMES = frozenset((0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF))
_ALONE = frozenset((0x01, *range(0xD0, 0xD9)))  # markers that nothing belongs to


MOST_PREVIEW_SIDE = 240  # pixels
RGB = 3  # bytes a pixel


@dataclass(frozen=True, slots=True)
class Preview:
    """A small one to be looked at, as pixels that need no decoder. ``packed``: rows of red, green, blue; deflated, in
    base64."""

    width: int
    height: int
    packed: str

    @property
    def pixels(self) -> bytes | None:
        """None if they are not what they should be. Never raises."""
        size = self.width * self.height * RGB
        if not (0 < self.width <= MOST_PREVIEW_SIDE and 0 < self.height <= MOST_PREVIEW_SIDE):
            return None
        try:
            found = zlib.decompressobj().decompress(base64.b64decode(self.packed, validate=True), size + 1)
        except (ValueError, zlib.error):
            return None
        return found if len(found) == size else None


def preview_of(width: int, height: int, pixels: bytes) -> Preview:
    return Preview(width, height, base64.b64encode(zlib.compress(pixels, 9)).decode("ascii"))


@dataclass(frozen=True, slots=True)
class Header:
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """``data``: all that is sent of it. ``width`` and ``height`` in pixels."""

    name: str
    media_type: str
    width: int
    height: int
    data: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.data)


def header_of(data: bytes) -> Header | None:
    """None if it is no PNG, JPEG or WebP, or its size cannot be told. Never raises."""
    try:
        if data.startswith(_PNG_BEGIN):
            return _checked(PNG, *struct.unpack_from(">II", data, 16)) if data[12:16] == b"IHDR" else None
        if data.startswith(_JPEG_BEGIN):
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):
        return None
    return None


def is_heic(data: bytes) -> bool:
    """A still picture in HEIF, as phones make it. Source: ISO/IEC 23008-12, annex B."""
    return data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


def _jpeg(data: bytes) -> Header | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return _checked(JPEG, width, height)
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None


def _webp(data: bytes) -> Header | None:
    """Source: RFC 9649, sections 2.4 to 2.7."""
    match data[12:16]:
        case b"VP8X":
            return _checked(WEBP, 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little"))
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            return _checked(WEBP, width & 0x3FFF, height & 0x3FFF)
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            return _checked(WEBP, 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        case _:
            return None


def _checked(media_type: str, width: int, height: int) -> Header | None:
    return Header(media_type, width, height) if width and height else None
