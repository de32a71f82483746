"""Files on their way into drafts: read one after the other, each in a process of its own.

What is still to be read when the window ends is read by the next one, or it says why not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.chat.attachment import Attachment, AttachmentKind, attachment_of, shown_name
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.prompt import clean_text
from app.chat.sentence import sentence
from app.session.drafts import Drafts
from app.session.extraction import Extraction

MOST_ATTACHMENTS = 20  # of one question
MOST_TOGETHER = 1_000_000  # characters of all its files: twice what a model here reads, and quickly sent to the engine

Extract = Callable[[Path], Extraction]


class Attaching(QObject):
    """``changed(place)``: what is being read there. ``failed(place, Failure)``: a file cannot be attached. ``over``: a
    path that is not waited for any more."""

    changed = Signal(str)
    failed = Signal(str, object)
    over = Signal(object)  # Path

    def __init__(self, *, drafts: Drafts, extract: Extract = Extraction, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._extract = extract
        self._waiting: deque[tuple[str, Path]] = deque()  # the first one is being read
        self._expected: set[Path] = set()  # of those, what is still being written
        self._running: Extraction | None = None
        self._knows_earlier = False  # what the window before has left
        self._is_shut_down = False
        drafts.loaded.connect(self._on_drafts_loaded)

    def pending(self, place: str) -> tuple[str, ...]:
        """The names of what will be attached there."""
        return tuple(shown_name(path.name) for held, path in self._waiting if held == place)

    def attach(self, place: str, paths: Iterable[Path]) -> None:
        """Each ends up in the draft, or ``failed`` says why not."""
        if self._is_shut_down:
            return
        for path in paths:
            if len(self._drafts.box(place).attachments) + len(self.pending(place)) >= MOST_ATTACHMENTS:
                said = sentence("A question can have at most {most} files.", most=MOST_ATTACHMENTS)
                self.failed.emit(place, failure_of(FailureKind.ATTACHMENT, said))
                break
            self._waiting.append((place, path.absolute()))
        self._keep_waiting()
        self.changed.emit(place)
        self._read_next()

    @property
    def waiting(self) -> tuple[Path, ...]:
        return tuple(path for _, path in self._waiting)

    def expect(self, place: str, path: Path) -> bool:
        """As ``attach``, but the file is still being written: ``arrived`` or ``give_up`` follows. False: refused."""
        self._expected.add(path)
        self.attach(place, [path])
        if path not in self.waiting:
            self._expected.discard(path)
            return False
        return True

    def arrived(self, path: Path) -> None:
        self._expected.discard(path)
        self._read_next()

    def give_up(self, path: Path, failure: Failure) -> None:
        """Nothing happens if it is not waited for any more."""
        self._expected.discard(path)
        for place, held in list(self._waiting):
            if held == path:
                self._waiting.remove((place, held))
                self.failed.emit(place, failure)
                self._end(place, path)

    def attach_text(self, place: str, name: str, text: str) -> None:
        """A text that is too long for the box, at once."""
        size_bytes = len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
        made = attachment_of(name, AttachmentKind.TEXT, text, size_bytes=size_bytes)
        self._take(place, replace(made, text=clean_text(made.text)))

    def cancel(self, place: str, index: int) -> None:
        """By its place in ``pending``. Nothing happens if it is not there any more."""
        held = [at for at, (where, _) in enumerate(self._waiting) if where == place]
        if index >= len(held):
            return
        if held[index] == 0:
            self._drop_running()
        path = self._waiting[held[index]][1]
        del self._waiting[held[index]]
        self._end(place, path)

    def shutdown(self) -> None:
        self._is_shut_down = True
        self._waiting.clear()
        self._drop_running()

    def _on_drafts_loaded(self) -> None:
        self._knows_earlier = True
        earlier = self._drafts.readings
        for place in dict.fromkeys(place for place, _ in earlier):
            self.attach(place, [path for where, path in earlier if where == place])
        self._keep_waiting()  # also what was given before they were here

    def _keep_waiting(self) -> None:
        if self._knows_earlier and not self._is_shut_down:
            self._drafts.put_readings(tuple(self._waiting))

    def _read_next(self) -> None:
        if self._running is None and self._waiting and self._waiting[0][1] not in self._expected:
            self._running = self._extract(self._waiting[0][1])
            self._running.setParent(self)
            self._running.ended.connect(self._on_ended)
            self._running.start()

    def _on_ended(self, end: Attachment | Failure) -> None:
        place, path = self._waiting.popleft()
        if self._running is not None:
            self._running.deleteLater()
            self._running = None
        if isinstance(end, Attachment):
            self._take(place, end)
        else:
            self.failed.emit(place, end)
        self._end(place, path)

    def _end(self, place: str, path: Path) -> None:
        self._keep_waiting()
        self.over.emit(path)
        self.changed.emit(place)
        self._read_next()

    def _take(self, place: str, attachment: Attachment) -> None:
        together = sum(len(held.text) for held in self._drafts.box(place).attachments) + len(attachment.text)
        if together <= MOST_TOGETHER:
            self._drafts.attach(place, attachment)
            return
        said = sentence(
            "“{name}” was not attached: with it the files of this question would have {together} characters, and {most}"
            " are the most.",
            name=attachment.name,
            together=together,
            most=MOST_TOGETHER,
        )
        self.failed.emit(place, failure_of(FailureKind.ATTACHMENT, said))

    def _drop_running(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running.deleteLater()
            self._running = None
