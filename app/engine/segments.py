"""What was read of a conversation, kept on the disk, so that it goes on at once when it is opened again.

One file a piece of a conversation, written once and never changed. Its name says where the piece begins and ends, of
which text, read by which model (a hash over both), and what the file holds (a hash of its bytes). Whatever is not
exactly that is removed and read again; nothing in a file is trusted before its hash was right.

The files hold conversations, as numbers: they are readable by nobody else, stay out of backups, and go with their
conversation. The folder is given, and nothing is kept while it is not there: who removes it switches the keeping off.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx

from app.engine import rows, segment_place
from app.engine.backups import keep_out_of_backups
from app.engine.rows import LayerRows, Rows, Segment
from app.engine.safetensors import HeaderError, read_header
from app.engine.segment_place import remove

MOST_BYTES = 4 << 30  # of all segments of all models; a segment of 500 tokens of gpt-oss-20b takes 15 MB
_NAME = re.compile(r"(\d+)-(\d+)-([0-9a-f]{32})-([0-9a-f]{64})\.safetensors")
_NEW = "new.safetensors"  # a file that is being written
_READ_BYTES = 1 << 20

log = logging.getLogger("soliloquy.engine")


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    begin: int
    end: int
    text: str
    content: str


class SegmentStore:
    """``key``: of the model, as ``cache_key`` gives it. ``fits``: whether that model can go on with a segment.
    ``most_bytes``: of all files in the folder, all models'."""

    def __init__(
        self,
        folder: Path,
        key: str,
        most_bytes: int = MOST_BYTES,
        fits: Callable[[Segment], bool] = lambda _segment: True,
    ) -> None:
        self._fits = fits
        self._folder = folder
        self._key = key
        self._most_bytes = most_bytes

    def kept(self, tokens: Sequence[int], conversation: str) -> int:
        """How far pieces that follow each other reach along these tokens, as their names say."""
        return max((file.end for file in self._chain(tokens, self._files(conversation))), default=0)

    def save(self, segment: Segment, before: Sequence[int], conversation: str) -> bool:
        """Keeps it, in place of what was used longest ago; ``before``: the tokens before it. False if it could not."""
        tokens = (*before, *segment.tokens)
        assert segment.begin == len(before), "a segment comes after what is before it"
        place = self._place(conversation)
        if not self._folder.is_dir():
            return False
        try:
            self._make(place)
            new = place / _NEW
            size_bytes = self._write(new, segment)
            if size_bytes > self._most_bytes:
                new.unlink()
                return False
            self._shrink(self._most_bytes - size_bytes, but=new)
            content = _content_hash(new)  # looks at its header as well, so all of it arrived on the disk
            name = f"{segment.begin}-{segment.end}-{self._text_hash(tokens)}-{content}.safetensors"
            new.replace(place / name)
        except (OSError, RuntimeError, HeaderError) as error:  # RuntimeError: what MLX raises when it cannot write
            log.warning("a segment could not be kept: %s", type(error).__name__)
            (place / _NEW).unlink(missing_ok=True)
            return False
        return True

    def load(self, tokens: Sequence[int], held: int, conversation: str) -> tuple[Segment, ...]:
        """Pieces that follow each other and go on with these tokens beyond the first ``held`` of them.

        The first one begins at ``held`` or before. What is damaged is removed, and what comes after it not found.
        """
        found: list[Segment] = []
        files = self._files(conversation)
        if all(file.end <= held for file in files):
            return ()
        for file in self._chain(tokens, files):
            if file.end <= held:
                continue
            segment = self._read(file, tokens)
            if segment is None:
                break
            found.append(segment)
        return tuple(found)

    def forget(self, conversation: str) -> None:
        """Removes whatever was kept of it, by any model."""
        segment_place.forget(self._folder, conversation)

    def _place(self, conversation: str) -> Path:
        return segment_place.place_of(conversation, self._folder / self._key[:32])

    def _make(self, place: Path) -> None:
        """But not the folder that all are in. Raises OSError."""
        if not place.parent.is_dir():
            self._folder.chmod(0o700)
            keep_out_of_backups(self._folder)
            place.parent.mkdir(mode=0o700)
        place.mkdir(mode=0o700, exist_ok=True)

    def _text_hash(self, tokens: Sequence[int]) -> str:
        return _name_of(hashlib.sha256(self._key.encode() + _packed(tokens)))

    def _chain(self, tokens: Sequence[int], files: Sequence[_File]) -> Iterator[_File]:
        """Files that follow each other from the beginning of the text, each the longest that fits.

        What they have in common is hashed once: of a long conversation there are hundreds.
        """
        so_far, at = hashlib.sha256(self._key.encode()), 0
        while True:
            text, reached, following = so_far.copy(), at, None
            fitting = (file for file in files if file.begin == at and at < file.end <= len(tokens))
            for file in sorted(fitting, key=lambda file: file.end):
                text.update(_packed(tokens[reached : file.end]))
                reached = file.end
                if file.text == _name_of(text):
                    following, so_far = file, text.copy()
            if following is None:
                return
            yield following
            at = following.end

    def _files(self, conversation: str) -> list[_File]:
        place = self._place(conversation)
        if place.is_symlink():
            remove(place)
        try:
            paths = list(place.iterdir())
        except OSError:  # nothing was kept
            return []
        files = []
        for path in paths:
            if match := _NAME.fullmatch(path.name):
                files.append(_File(path, int(match[1]), int(match[2]), match[3], match[4]))
            else:
                remove(path)
        return files

    def _write(self, path: Path, segment: Segment) -> int:
        """The bytes written. Raises OSError, RuntimeError."""
        arrays = {"tokens": mx.array(segment.tokens, dtype=mx.uint32)}
        for group, layers in (("full", segment.full), ("mark", segment.mark)):
            for number, layer in enumerate(layers):
                arrays[f"{group}.{number}.keys"] = layer.keys
                arrays[f"{group}.{number}.values"] = layer.values
        path.unlink(missing_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        mx.save_safetensors(str(path), arrays, {"key": self._key, "begin": str(segment.begin)})
        with path.open("rb") as file:
            os.fsync(file.fileno())
            return os.fstat(file.fileno()).st_size

    def _read(self, file: _File, tokens: Sequence[int]) -> Segment | None:
        try:
            if _content_hash(file.path) != file.content:
                raise ValueError("other bytes than were written")
            loaded: Any = mx.load(str(file.path), return_metadata=True)
            arrays, facts = loaded
            segment = _segment(arrays, file.begin)
            if facts.get("key") != self._key or segment.tokens != tuple(tokens[file.begin : file.end]):
                raise ValueError("of another text or another model")
            if not self._fits(segment):
                raise ValueError("of other shapes")
            os.utime(file.path)
        except (OSError, RuntimeError, ValueError, KeyError, HeaderError) as error:
            log.warning("a segment was not what it should be and is removed: %s", type(error).__name__)
            remove(file.path)
            return None
        return segment

    def _shrink(self, most_bytes: int, but: Path) -> None:
        """Removes files, those used longest ago first, until all need no more than that."""
        found = []
        for path in self._folder.glob("*/*/*.safetensors"):
            status = path.lstat()
            if path != but:
                found.append((status.st_mtime_ns, path, status.st_size))
        total = sum(size for _, _, size in found)
        for _, path, size in sorted(found):
            if total <= most_bytes:
                return
            remove(path)
            total -= size


def _packed(tokens: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(tokens)}I", *tokens)


def _name_of(text: Any) -> str:
    """``text``: a hash of a model's key and the tokens."""
    name: str = text.hexdigest()[:32]
    return name


def _segment(arrays: dict[str, mx.array], begin: int) -> Segment:
    """Raises KeyError, ValueError."""
    held = arrays["tokens"]
    if held.ndim != 1 or held.dtype != mx.uint32:
        raise ValueError("no list of tokens")
    tokens: Any = held.tolist()
    full, mark = _rows(arrays, "full"), _rows(arrays, "mark")
    if not full or not mark or any(layer.keys.shape[2:3] != (len(tokens),) for layer in full):
        raise ValueError("not as many rows as tokens")
    rows.evaluate(full, mark)
    return Segment(begin, tuple(tokens), full, mark)


def _rows(arrays: dict[str, mx.array], group: str) -> Rows:
    layers = sum(name.startswith(f"{group}.") for name in arrays) // 2
    return tuple(
        LayerRows(arrays[f"{group}.{number}.keys"], arrays[f"{group}.{number}.values"]) for number in range(layers)
    )


def _content_hash(path: Path) -> str:
    """Of a regular file that is no link. Raises OSError, HeaderError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a file")
        read_header(descriptor)
        digest = hashlib.sha256()
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()
