"""Repositories that somebody named: looked at before anything is fetched, then offered like the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.chat.failure import FailureKind, failure_of
from app.chat.sentence import sentence
from app.models.fetch.events import FetchEvent, FetchFailed, Found
from app.models.fetch.order import FetchOrder, fault_of, is_revision
from app.models.repository import Repository, folder_of, repository_of
from app.session.fetch_process import FetchProcess, default_command

SHOWN_CHARACTERS = 80  # of what was typed, in the sentence about it


class Repositories(QObject):
    """At most one is looked at at a time. ``command`` starts the process, if not this program does."""

    found = Signal(str)  # the name of the folder in which it would be kept: it is among ``named`` now
    refused = Signal(object)  # a Failure: what was asked for is none, and why

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        command: Sequence[str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._endpoint = endpoint
        self._command = (*(command or default_command()), "--look")
        self._named: dict[str, Found] = {}
        self._process: FetchProcess | None = None
        self._folder = ""  # of the one that is looked at
        self._last: FetchEvent | None = None

    @property
    def named(self) -> tuple[tuple[str, Found], ...]:
        """Those that can be fetched, with the name of the folder that each would get. They are forgotten with the
        window, unless they are fetched."""
        return tuple(self._named.items())

    def order(self, name: str, models: Path) -> FetchOrder | None:
        """To fetch what was found, exactly that, into the folder of that name in ``models``."""
        found = self._named.get(name)
        if found is None:
            return None
        return FetchOrder(found.repository, str(models / name), found.revision, found.files, self._endpoint)

    def look(self, text: str, *, models: Path, reserved: Iterable[str] = ()) -> None:
        """``found`` or ``refused`` follows, unless ``cancel`` does. ``reserved``: names that its folder cannot get."""
        self.cancel()
        repository = repository_of(text)
        if repository is None:
            self._refuse_words(text)
            return
        order = self._order(repository, models, reserved)
        if fault_of(order) is not None:
            self._refuse_words(text, revision=repository.revision)
            return
        self._folder, self._last = Path(order.folder).name, None
        self._process = process = FetchProcess(self._command, order, self)
        process.said.connect(self._on_said)
        process.ended.connect(self._on_ended)
        process.start()

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        if self._process is not None:
            self._process.said.disconnect()
            self._process.ended.disconnect()
            self._process.ended.connect(self._process.deleteLater)
            self._process.hang_up()
            self._process = None

    def shutdown(self) -> None:
        if self._process is not None:
            self._process.hang_up()
            self._process.wait_for_end()
            self._process = None

    def _order(self, repository: Repository, models: Path, reserved: Iterable[str]) -> FetchOrder:
        folder = folder_of(repository.name, models, reserved)
        return FetchOrder(repository.name, str(folder), repository.revision, (), self._endpoint)

    def _on_said(self, event: FetchEvent) -> None:
        self._last = event

    def _on_ended(self, reason: str) -> None:
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        match self._last:
            case Found() as found:
                self._named[self._folder] = found
                self.found.emit(self._folder)
            case FetchFailed() as failed:
                self.refused.emit(failure_of(FailureKind.DOWNLOAD, failed.sentence, detail=failed.detail))
            case _:
                said = sentence("The repository could not be looked at: please try again.")
                self.refused.emit(failure_of(FailureKind.DOWNLOAD, said, detail=reason))

    def _refuse_words(self, text: str, *, revision: str | None = None) -> None:
        said = sentence(
            "“{typed}” is not the name of a repository: that has an owner and a name, such as “openai/gpt-oss-20b”.",
            typed="".join(character for character in text.strip() if character.isprintable())[:SHOWN_CHARACTERS],
        )
        if revision is not None and not is_revision(revision):
            said = sentence(
                "A version is named by its 40 hexadecimal digits, which never mean anything else. Without one, the"
                " newest is taken."
            )
        self.refused.emit(failure_of(FailureKind.DOWNLOAD, said))
