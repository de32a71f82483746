"""One download from its order to its end: its processes one after the other, and what becomes of it between them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.backends.restarts import Restarts
from app.chat.sentence import Sentence, sentence
from app.models.fetch.events import Fetched, FetchEvent, FetchFailed, FetchFailureKind, Progress
from app.models.fetch.folder import read_unfinished
from app.models.fetch.order import FetchOrder
from app.session.download import Download, DownloadState, as_found, as_told
from app.session.fetch_process import FetchProcess
from app.session.removal_process import RemovalProcess

# Before each new start of a process that was lost. Bytes that arrive begin the row anew, so the first is never 0: what
# dies after every few bytes must not become a busy loop.
DELAYS_S = (1.0, 4.0, 16.0)

log = logging.getLogger("soliloquy.downloads")


class _Wish(Enum):
    """What is to become of a download once its process has ended."""

    RUN = auto()
    PAUSE = auto()
    CANCEL = auto()


class DownloadRun(QObject):
    """Begins at rest: ``resume`` starts it. ``command`` starts the fetching process."""

    changed = Signal(str)  # its id
    removed = Signal(str)  # its id; nothing is said after that
    ended = Signal()  # a process of it, for whatever reason

    def __init__(
        self,
        order: FetchOrder,
        shown: Download,
        *,
        command: Sequence[str],
        delays_s: tuple[float, ...] = DELAYS_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.shown = shown
        self._order = order
        self._command = command
        self._restarts = Restarts(delays_s)
        self._retry = QTimer(self, singleShot=True)  # runs while the next process waits for its time
        self._retry.timeout.connect(self._spawn)
        self._process: FetchProcess | None = None
        self._removal: RemovalProcess | None = None
        self._is_let_go = False  # the process was asked to end
        self._is_wanted_again = False  # it was resumed before that process had ended
        self._wish = _Wish.PAUSE
        self._last: FetchEvent | None = None  # of this process

    @property
    def pid(self) -> int:
        """0 while no process runs."""
        return self._process.pid if self._process else 0

    def replace_order(self, order: FetchOrder) -> None:
        """For the next process."""
        self._order = order

    def resume(self) -> None:
        """Goes on, or tries at once what it waits to try again. One that is being removed cannot be held up."""
        if self._wish is _Wish.CANCEL:
            return
        self._wish = _Wish.RUN
        self._retry.stop()
        if not self.shown.is_under_way:
            self._restarts.reset()
            self._show(replace(self.shown, state=DownloadState.STARTING, failure=None))
        if self._process is None:
            self._spawn()
        elif self._is_leaving:
            self._is_wanted_again = True
        else:
            self._process.try_now()

    def pause(self) -> None:
        if self.shown.is_under_way:
            self._let_go(_Wish.PAUSE)
            self._show(replace(self.shown, state=DownloadState.PAUSED, bytes_per_second=None, notice=None))

    def cancel(self) -> None:
        """Removes it with everything that has arrived; ``removed`` follows. One that is done stays on the disk."""
        self._let_go(_Wish.CANCEL)
        if self.shown.state is not DownloadState.DONE:
            removing = replace(self.shown, state=DownloadState.REMOVING, bytes_per_second=None)
            self._show(replace(removing, notice=None, failure=None))
        if self._process is None:
            self._remove()

    def leave(self) -> None:
        """At the end of the window, for all downloads, before ``wait_for_end`` for each."""
        self._let_go(self._wish if self._removal is not None else _Wish.PAUSE)

    def wait_for_end(self) -> None:
        if self._process is not None:
            self._process.wait_for_end()
            self._process = None
        if self._removal is not None:
            self._removal.wait_for_end()

    @property
    def _is_leaving(self) -> bool:
        """The process ends, now or soon, and takes nothing more."""
        return self._is_let_go or isinstance(self._last, Fetched | FetchFailed)

    def _spawn(self) -> None:
        self._process = process = FetchProcess(self._command, self._order, self)
        self._last = None
        self._is_let_go = self._is_wanted_again = False
        process.said.connect(self._on_said)
        process.ended.connect(self._on_ended)
        process.start()
        log.info("fetching %s", self.shown.id)

    def _let_go(self, wish: _Wish) -> None:
        self._wish = wish
        self._retry.stop()
        self._is_wanted_again = False
        if self._process is not None and not self._is_let_go:
            self._is_let_go = True
            self._process.hang_up()

    def _on_said(self, event: FetchEvent) -> None:
        self._last = event
        if isinstance(event, Progress) and event.done_bytes > self.shown.done_bytes:
            self._restarts.reset()
        if self._wish is _Wish.RUN and not self._is_let_go:
            self._show(as_told(self.shown, event))

    def _on_ended(self, reason: str) -> None:
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        self.ended.emit()
        if self._wish is _Wish.CANCEL:
            self._remove()
        elif self._wish is _Wish.PAUSE:
            self._show_paused()
        elif self._is_wanted_again:
            self._spawn()
        elif isinstance(self._last, Fetched | FetchFailed):
            log.info("fetching %s ended: %s", self.shown.id, self.shown.state)
        else:
            self._on_lost(reason)

    def _on_lost(self, reason: str) -> None:
        log.warning("the process fetching %s was lost: %s", self.shown.id, reason)
        delay_s = self._restarts.lost()
        if delay_s is None:
            self._show(as_told(self.shown, _lost_for_good(reason)))
            return
        notice = sentence("The download was interrupted and goes on by itself; what has arrived is kept.")
        self._show(replace(self.shown, state=DownloadState.WAITING, bytes_per_second=None, notice=notice))
        self._retry.start(round(delay_s * 1000))

    def _show_paused(self) -> None:
        unfinished = read_unfinished(Path(self._order.folder))
        if unfinished is not None:
            self._show(as_found(unfinished))
        elif isinstance(self._last, Fetched):  # it had just finished
            self._show(as_told(self.shown, self._last))

    def _remove(self) -> None:
        if self._removal is not None:
            return
        if self.shown.state is DownloadState.DONE:
            self.removed.emit(self.shown.id)
            return
        self._removal = RemovalProcess(Path(self._order.folder), parent=self)
        self._removal.ended.connect(self._on_removal_ended)
        self._removal.start()

    def _on_removal_ended(self, failed: Sentence | None) -> None:
        if failed is not None:
            log.warning("%s: %s", self.shown.id, failed.english)
        self.removed.emit(self.shown.id)

    def _show(self, shown: Download) -> None:
        if shown != self.shown:
            self.shown = shown
            self.changed.emit(shown.id)


def _lost_for_good(reason: str) -> FetchFailed:
    return FetchFailed(
        FetchFailureKind.INTERNAL,
        sentence("The download broke off several times in a row; what has arrived is kept, and you can try again."),
        detail=reason,
    )
