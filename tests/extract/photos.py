"""Pictures as cameras, phones and attackers make them, written by hand where Qt would not write them."""

from __future__ import annotations

import random
import struct
import zlib

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

LATITUDE, LONGITUDE = struct.pack("<6I", 35, 1, 41, 1, 22, 1), struct.pack("<6I", 139, 1, 41, 1, 30, 1)
SECRETS = (LATITUDE, LONGITUDE, b"SecretCam", b"2026:11:24", b"Hidden comment")


def image(width: int = 60, height: int = 40, *, see_through: bool = False) -> QImage:
    """Red at the left, blue at the right."""
    made = QImage(width, height, QImage.Format.Format_ARGB32 if see_through else QImage.Format.Format_RGB32)
    made.fill(QColor(0, 0, 255, 0 if see_through else 255))
    for x in range(width // 2):
        for y in range(height):
            made.setPixelColor(x, y, QColor(255, 0, 0))
    return made


def noise(side: int) -> QImage:
    """What no lossless format makes small."""
    data = random.Random(1).randbytes(side * side * 4)
    return QImage(data, side, side, side * 4, QImage.Format.Format_RGB32).copy()


def encoded(made: QImage, format_name: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert made.save(buffer, format_name)
    return bytes(buffer.data().data())


def decoded(data: bytes) -> QImage:
    made = QImage()
    assert made.loadFromData(data)
    return made


def _tag(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack("<HHI", tag, kind, count) + value.ljust(4, b"\0")


def exif(orientation: int = 6) -> bytes:
    """Where and when and with what it was taken, as a TIFF. Source: CIPA DC-008 (Exif 3.0), sections 4.6 and 4.6.6."""
    make, taken = b"SecretCam\0", b"2026:11:24 12:00:00\0"
    first, gps_at = 8, 8 + 2 + 4 * 12 + 4
    gps = [(1, 2, 2, b"N\0"), (2, 5, 3, b""), (3, 2, 2, b"E\0"), (4, 5, 3, b"")]
    texts_at = gps_at + 2 + len(gps) * 12 + 4
    taken_at = texts_at + len(make)
    latitude_at = taken_at + len(taken)
    entries = [
        _tag(0x010F, 2, len(make), struct.pack("<I", texts_at)),
        _tag(0x0112, 3, 1, struct.pack("<H", orientation)),
        _tag(0x0132, 2, len(taken), struct.pack("<I", taken_at)),
        _tag(0x8825, 4, 1, struct.pack("<I", gps_at)),
    ]
    gps_entries = []
    for tag, kind, count, value in gps:
        where = value or struct.pack("<I", latitude_at + (0 if tag == 2 else 24))
        gps_entries.append(_tag(tag, kind, count, where))
    return b"".join(
        (
            b"II*\0" + struct.pack("<I", first),
            struct.pack("<H", len(entries)) + b"".join(entries) + b"\0\0\0\0",
            struct.pack("<H", len(gps_entries)) + b"".join(gps_entries) + b"\0\0\0\0",
            make + taken + LATITUDE + LONGITUDE,
        )
    )


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg_from_a_phone(made: QImage) -> bytes:
    """With place, time, camera and a comment."""
    plain = encoded(made, "JPEG")
    told = _segment(0xE1, b"Exif\0\0" + exif()) + _segment(0xFE, b"Hidden comment")
    return plain[:2] + told + plain[2:]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_with_texts(made: QImage) -> bytes:
    """With a comment and what a phone would add."""
    plain = encoded(made, "PNG")
    at = 8 + 25  # the signature and IHDR
    return plain[:at] + chunk(b"tEXt", b"Comment\0Hidden comment") + chunk(b"eXIf", exif()) + plain[at:]


def png_bomb(width: int, height: int) -> bytes:
    """A few bytes that would be gigabytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg_segments(data: bytes) -> list[int]:
    """The markers up to the scan."""
    found, at = [], 2
    while data[at + 1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return found


def png_chunks(data: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(data):
        found.append(data[at + 4 : at + 8])
        at += 12 + struct.unpack_from(">I", data, at)[0]
    return found
