"""The downloads of models: begun, paused, resumed after anything, and removed. One process for each.

Everything worth keeping is in the models' folders, so a window that dies loses nothing: its processes leave with it,
and the next window finds what they began.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.models.fetch.folder import unfinished_in
from app.models.fetch.order import FetchOrder
from app.session.download import Download, DownloadState, as_found
from app.session.download_run import DELAYS_S, DownloadRun
from app.session.fetch_process import default_command


class Downloads(QObject):
    """``command`` starts the fetching process, if not this program itself does."""

    changed = Signal(str)  # the id of a download that is new, different, or gone

    def __init__(
        self,
        *,
        models: Path,
        command: Sequence[str] | None = None,
        delays_s: tuple[float, ...] = DELAYS_S,
        parent: QObject | None = None,
    ) -> None:
        """What an earlier window began in the folder ``models`` is there at once, paused."""
        super().__init__(parent)
        self._command = tuple(command or default_command())
        self._delays_s = delays_s
        self._runs: dict[str, DownloadRun] = {}
        for unfinished in unfinished_in(models):
            self._add(unfinished.order, as_found(unfinished))

    @property
    def downloads(self) -> tuple[Download, ...]:
        return tuple(run.shown for run in self._runs.values())

    def download(self, download_id: str) -> Download | None:
        run = self._runs.get(download_id)
        return run.shown if run else None

    def start(self, order: FetchOrder) -> str:
        """The id of the download: the name of its folder. One that is under way already simply goes on."""
        download_id = Path(order.folder).name
        run = self._runs.get(download_id)
        if run is None:
            run = self._add(order, Download(download_id, DownloadState.STARTING))
            self.changed.emit(download_id)
        elif not run.shown.is_under_way:
            run.replace_order(order)
        run.resume()
        return download_id

    def pause(self, download_id: str) -> None:
        """It can be resumed by any later window."""
        if run := self._runs.get(download_id):
            run.pause()

    def resume(self, download_id: str) -> None:
        """Goes on, or tries at once what it waits to try again."""
        if run := self._runs.get(download_id):
            run.resume()

    def cancel(self, download_id: str, order: FetchOrder | None = None) -> None:
        """Removes it with everything that has arrived. A finished one only leaves this list.

        ``order``: as it would be given now, where its folder may have been moved since.
        """
        if run := self._runs.get(download_id):
            if order is not None and not run.shown.is_under_way:
                run.replace_order(order)
            run.cancel()

    def shutdown(self) -> None:
        """Lets all processes go and waits for their end. What they fetched is kept."""
        runs = list(self._runs.values())
        for run in runs:
            run.leave()
        for run in runs:
            run.wait_for_end()

    def _add(self, order: FetchOrder, shown: Download) -> DownloadRun:
        run = DownloadRun(order, shown, command=self._command, delays_s=self._delays_s, parent=self)
        run.changed.connect(self.changed)
        run.removed.connect(self._on_removed)
        self._runs[shown.id] = run
        return run

    def _on_removed(self, download_id: str) -> None:
        self._runs.pop(download_id).deleteLater()
        self.changed.emit(download_id)
