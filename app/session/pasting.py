"""What is pasted and is no file yet: written into a folder of its own, on the store's thread, read like any other file,
and removed as soon as what it became is on the disk."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.session.attaching import Attaching
from app.session.drafts import Drafts
from app.session.landing import Landing
from app.store.history import History

Write = Callable[[Path], None]  # on another thread; raises OSError


class Pasting(QObject):
    """``folder``: nothing but such files stands there."""

    def __init__(
        self, *, attaching: Attaching, drafts: Drafts, history: History, folder: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._attaching, self._drafts, self._history, self._folder = attaching, drafts, history, folder
        self._landing = Landing(self)
        attaching.over.connect(self._on_over)
        drafts.loaded.connect(self._on_loaded)

    def paste(self, place: str, name: str, write: Write) -> None:
        """Ends up in the draft, or ``Attaching.failed`` says why not."""
        path = self._folder / uuid.uuid4().hex / name
        if not self._attaching.expect(place, path):
            return
        self._drafts.flush()  # it is known to the disk before it is there: else the next start would clear it away
        trouble: list[OSError] = []
        folders = self._folder, path.parent

        def work() -> None:  # in the store's thread, which must know nothing of this object
            try:
                for folder in folders:
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                write(path)
            except OSError as error:
                trouble.append(error)

        def on_written(_: None) -> None:
            if trouble:
                self._attaching.give_up(path, _not_kept(name, trouble[0]))
            else:
                self._attaching.arrived(path)

        self._landing.when_done(
            self._history.run(work), on_written, lambda failure: self._attaching.give_up(path, failure)
        )

    def shutdown(self) -> None:
        """What was not read is read at the next start."""
        self._landing.close()

    def _on_over(self, path: Path) -> None:
        if path.parent.parent == self._folder:
            self._drafts.flush()
            self._history.discard_read(path)

    def _on_loaded(self) -> None:
        """What a window that was killed has left, and nobody waits for."""
        kept = {path.parent.name for path in self._attaching.waiting}
        self._history.run(partial(_remove_others, self._folder, kept))


def _remove_others(folder: Path, kept: set[str]) -> None:
    if folder.is_dir():
        for each in folder.iterdir():
            if each.name not in kept:
                shutil.rmtree(each, ignore_errors=True)


def _not_kept(name: str, error: OSError) -> Failure:
    said = sentence(
        "“{name}” was not attached: it could not be written ({reason}).",
        name=name,
        reason=error.strerror or "unknown reason",
    )
    return failure_of(FailureKind.ATTACHMENT, said)
