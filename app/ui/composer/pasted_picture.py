"""A picture of the clipboard, on its way into a file. Where the clipboard has a file's bytes, nothing is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

_FORMATS = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
_QUICK = 85  # of PNG: the lowest compression that is any; 0.4 s for a screen of 15 megapixels, on another thread


@dataclass(frozen=True, slots=True)
class PastedPicture:
    """``data`` of a file, or pixels in ``image``."""

    suffix: str
    data: bytes = b""
    image: QImage | None = None

    def write(self, path: Path) -> None:
        """On any thread. Raises OSError."""
        if self.image is None:
            path.write_bytes(self.data)
        elif not self.image.save(str(path), "PNG", _QUICK):  # type: ignore[call-overload]  # the stubs want bytes
            raise OSError(0, "the picture cannot be saved")


def holds_picture(source: QMimeData) -> bool:
    """And no text: a spreadsheet's cells come with a picture of themselves, and the words are meant."""
    has_words = source.hasFormat("text/plain") and bool(source.text().strip())
    return not has_words and (source.hasImage() or any(source.hasFormat(name) for name in _FORMATS))


def picture_in(source: QMimeData) -> PastedPicture | None:
    if not holds_picture(source):
        return None
    for name, suffix in _FORMATS.items():
        data = bytes(source.data(name).data())
        if data:
            return PastedPicture(suffix, data)
    image = source.imageData()
    return PastedPicture(".png", image=image) if isinstance(image, QImage) and not image.isNull() else None
