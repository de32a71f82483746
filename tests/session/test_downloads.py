"""Downloads as the window has them: real processes against a hub on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QObject, QTimer

sys.path.append(str(Path(__file__).resolve().parent.parent / "models"))

from fetching import QUICK, content
from full_disk import files_end_at
from hub import FakeHub, Fault, serving

from app.models.fetch.events import FetchFailureKind
from app.models.fetch.folder import is_complete
from app.session.download import Download, DownloadState
from app.session.download_run import DownloadRun
from app.session.downloads import Downloads
from app.session.fetch_process import default_command

LIMIT_MS = 30_000
COMMAND = (*default_command(), *QUICK)


class Watch:
    """Downloads with everything that they announce written down."""

    def __init__(self, models: Path, **options: object) -> None:
        options = {"command": COMMAND, "delays_s": (0.0, 0.05), **options}
        self.downloads = Downloads(models=models, **options)  # type: ignore[arg-type]  # named by the tests
        self.seen: list[Download | None] = []
        self._loops: list[QEventLoop] = []
        self.downloads.changed.connect(self._on_changed)

    @property
    def shown(self) -> Download:
        found = self.downloads.download("m")
        assert found is not None
        return found

    @property
    def states(self) -> list[str]:
        """Without repetitions."""
        found = ["gone" if shown is None else shown.state.value for shown in self.seen]
        return [state for state, before in zip(found, [None, *found], strict=False) if state != before]

    def wait_until(self, condition: Callable[[], bool]) -> None:
        loop, timer = QEventLoop(), QTimer(singleShot=True)
        timer.timeout.connect(loop.quit)
        timer.start(LIMIT_MS)
        self._loops.append(loop)
        while not condition() and timer.isActive():
            loop.exec()
        self._loops.remove(loop)
        assert condition(), f"not within {LIMIT_MS} ms; {self.seen[-3:]}"

    def wait_for(self, state: DownloadState) -> Download:
        self.wait_until(lambda: self.shown.state is state)
        return self.shown

    def wait_for_bytes(self, more_than: int = 0) -> Download:
        self.wait_until(lambda: self.shown.state is DownloadState.FETCHING and self.shown.done_bytes > more_than)
        return self.shown

    @property
    def run(self) -> DownloadRun:
        return self.downloads._runs["m"]

    def wait_for_end_of_process(self) -> None:
        self.run.ended.connect(self._wake)
        self.wait_until(lambda: self.run.pid == 0)

    @property
    def pid(self) -> int:
        return self.run.pid

    def _on_changed(self, download_id: str) -> None:
        self.seen.append(self.downloads.download(download_id))
        self._wake()

    def _wake(self) -> None:
        for loop in self._loops:
            loop.quit()


@pytest.fixture
def watch(qapp: QObject, tmp_path: Path) -> Iterator[Watch]:
    found = Watch(tmp_path)
    yield found
    found.downloads.shutdown()


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving() as found:
        yield found


def assert_ended(pid: int) -> None:
    """Processes that have ended and were waited for do not exist any more."""
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_download_goes_through_its_states_to_the_end(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    assert watch.downloads.start(hub.order(tmp_path / "m")) == "m"
    done = watch.wait_for(DownloadState.DONE)
    assert watch.states == ["starting", "fetching", "verifying", "done"]
    assert done.done_bytes == done.total_bytes
    assert done.fraction == 1.0
    assert is_complete(tmp_path / "m")
    assert watch.downloads.downloads == (done,)


def test_pause_ends_the_process_and_resume_goes_on_from_there(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    hub.bytes_per_second = 2_000_000
    watch.downloads.start(hub.order(tmp_path / "m"))
    watch.wait_for_bytes(200_000)
    pid = watch.pid
    watch.downloads.pause("m")
    assert watch.shown.state is DownloadState.PAUSED
    watch.wait_for_end_of_process()
    assert_ended(pid)
    kept = sum(path.stat().st_size for path in (tmp_path / "m").iterdir() if path.suffix != ".json")
    assert 200_000 < kept <= watch.shown.done_bytes + 1000
    hub.bytes_per_second = None
    watch.downloads.resume("m")
    watch.wait_for(DownloadState.DONE)
    again = sum(seen.sent_bytes for seen in hub.downloads()) - (watch.shown.total_bytes or 0)
    assert again <= 1 << 20


def test_resume_right_after_pause_goes_on(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    hub.bytes_per_second = 3_000_000
    watch.downloads.start(hub.order(tmp_path / "m"))
    watch.wait_for_bytes()
    for _ in range(3):
        watch.downloads.pause("m")
        watch.downloads.resume("m")
    watch.wait_for(DownloadState.DONE)
    assert is_complete(tmp_path / "m")


@pytest.mark.parametrize("is_running", [True, False])
def test_cancel_removes_every_trace(watch: Watch, hub: FakeHub, tmp_path: Path, is_running: bool) -> None:
    hub.bytes_per_second = 2_000_000
    watch.downloads.start(hub.order(tmp_path / "m"))
    watch.wait_for_bytes(200_000)
    if not is_running:
        watch.downloads.pause("m")
        watch.wait_for_end_of_process()
    watch.downloads.cancel("m")
    watch.wait_until(lambda: watch.downloads.download("m") is None)
    assert watch.seen[-1] is None
    assert not (tmp_path / "m").exists()


def test_one_that_is_being_removed_cannot_be_held_up(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    hub.bytes_per_second = 2_000_000
    watch.downloads.start(hub.order(tmp_path / "m"))
    watch.wait_for_bytes(200_000)
    watch.downloads.cancel("m")
    watch.downloads.pause("m")
    watch.downloads.resume("m")
    assert watch.shown.state is DownloadState.REMOVING
    watch.wait_until(lambda: watch.downloads.download("m") is None)
    assert not (tmp_path / "m").exists()


def test_cancel_keeps_what_the_person_has_put_there(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    hub.bytes_per_second = 2_000_000
    watch.downloads.start(hub.order(tmp_path / "m"))
    watch.wait_for_bytes()
    (tmp_path / "m" / "notes.txt").write_text("mine")
    watch.downloads.cancel("m")
    watch.wait_until(lambda: watch.downloads.download("m") is None)
    assert content(tmp_path / "m") == {"notes.txt": b"mine"}


def test_a_finished_download_that_leaves_the_list_stays_on_the_disk(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    watch.downloads.start(hub.order(tmp_path / "m"))
    watch.wait_for(DownloadState.DONE)
    watch.wait_for_end_of_process()
    watch.downloads.cancel("m")
    assert watch.downloads.downloads == ()
    assert is_complete(tmp_path / "m")


def test_a_killed_process_is_replaced_and_the_download_goes_on(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    hub.bytes_per_second = 4_000_000
    watch.downloads.start(hub.order(tmp_path / "m"))
    killed: set[int] = set()
    for goal in (200_000, 800_000, 1_500_000, 2_200_000):
        watch.wait_for_bytes(goal)
        killed.add(watch.pid)
        os.kill(watch.pid, signal.SIGKILL)
        watch.wait_until(lambda: watch.shown.state is DownloadState.WAITING)
        assert watch.shown.notice is not None
        assert "goes on by itself" in watch.shown.notice.english
    watch.wait_for(DownloadState.DONE)
    assert len(killed) == 4
    assert is_complete(tmp_path / "m")


def test_a_process_that_dies_again_and_again_is_given_up_in_words(qapp: QObject, hub: FakeHub, tmp_path: Path) -> None:
    crash = (
        sys.executable,
        "-c",
        "import os, sys; print('a last word', file=sys.stderr); sys.stderr.flush(); os.abort()",
    )
    watch = Watch(tmp_path, command=crash)
    watch.downloads.start(hub.order(tmp_path / "m"))
    failure = watch.wait_for(DownloadState.FAILED).failure
    assert failure is not None
    assert (failure.kind, failure.can_retry) == (FetchFailureKind.INTERNAL, True)
    assert "a last word" in failure.detail
    assert watch.states == ["starting", "waiting", "failed"]
    watch.downloads.shutdown()


@pytest.mark.parametrize(
    "command",
    [("/no/such/program",), (sys.executable, "-c", "print('no event')"), (sys.executable, "-c", "print('{}')")],
)
def test_a_program_that_is_no_fetcher_is_a_failure(
    qapp: QObject, hub: FakeHub, tmp_path: Path, command: tuple[str, ...]
) -> None:
    watch = Watch(tmp_path, command=command)
    watch.downloads.start(hub.order(tmp_path / "m"))
    assert watch.wait_for(DownloadState.FAILED).failure is not None
    watch.downloads.shutdown()


def test_a_failure_keeps_its_sentence_and_a_retry_clears_it(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    hub.faults["resolve"] = [Fault(status=403)]
    watch.downloads.start(hub.order(tmp_path / "m"))
    failure = watch.wait_for(DownloadState.FAILED).failure
    assert failure is not None
    assert failure.kind is FetchFailureKind.FORBIDDEN
    watch.downloads.resume("m")
    assert watch.shown.failure is None
    watch.wait_for(DownloadState.DONE)


def test_a_full_disk_pauses_the_download_which_goes_on_once_there_is_room(
    watch: Watch, hub: FakeHub, tmp_path: Path
) -> None:
    with files_end_at(400_000):
        watch.downloads.start(hub.order(tmp_path / "m"))
        failure = watch.wait_for(DownloadState.PAUSED).failure
    assert failure is not None
    assert failure.kind is FetchFailureKind.DISK_FULL
    assert "make room" in failure.sentence.english
    assert watch.shown.done_bytes > 300_000, "what has arrived is told"
    watch.downloads.resume("m")
    assert watch.shown.failure is None
    watch.wait_for(DownloadState.DONE)
    assert is_complete(tmp_path / "m")


def test_resume_ends_a_wait(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    hub.faults["resolve"] = [Fault(status=429, headers={"Retry-After": "600"})]
    watch.downloads.start(hub.order(tmp_path / "m"))
    notice = watch.wait_for(DownloadState.WAITING).notice
    assert notice is not None
    assert "slow down" in notice.english
    watch.downloads.resume("m")
    watch.wait_for(DownloadState.DONE)


def test_the_next_window_finds_what_this_one_began(qapp: QObject, hub: FakeHub, tmp_path: Path) -> None:
    hub.bytes_per_second = 2_000_000
    first = Watch(tmp_path)
    first.downloads.start(hub.order(tmp_path / "m"))
    seen = first.wait_for_bytes(200_000)
    pid = first.pid
    first.downloads.shutdown()
    assert_ended(pid)
    second = Watch(tmp_path)
    assert second.shown.state is DownloadState.PAUSED
    assert second.shown.total_bytes == seen.total_bytes
    assert second.shown.done_bytes >= 200_000
    hub.bytes_per_second = None
    second.downloads.resume("m")
    second.wait_for(DownloadState.DONE)
    second.downloads.shutdown()
    assert Watch(tmp_path).downloads.downloads == ()


WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.models.fetch.events import decode_order
from app.session.download import DownloadState
from app.session.download_run import DownloadRun
from app.session.downloads import Downloads
app = QCoreApplication([])
downloads = Downloads(models=Path(sys.argv[2]), command=sys.argv[3:])
def tell(name):
    shown = downloads.download(name)
    if shown.state is DownloadState.FETCHING and shown.done_bytes > 100_000:
        print(downloads._runs[name].pid, flush=True)
downloads.changed.connect(tell)
downloads.start(decode_order(sys.argv[1].encode()))
app.exec()
"""


def test_a_window_that_is_killed_leaves_no_orphan_and_the_next_one_goes_on(
    watch: Watch, hub: FakeHub, tmp_path: Path
) -> None:
    hub.bytes_per_second = 500_000
    order = hub.order(tmp_path / "m")
    line = json.dumps({"repository": order.repository, "folder": order.folder, "endpoint": order.endpoint})
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, line, str(tmp_path), *COMMAND], stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        pid = int(window.stdout.readline())
        child = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None
        window.kill()
    if child is not None:
        import select

        assert select.select([child], [], [], 5)[0], "the process outlived its window"
        os.close(child)
    hub.bytes_per_second = None
    watch.downloads.start(order)
    watch.wait_for(DownloadState.DONE)
    assert is_complete(tmp_path / "m")


def test_two_downloads_do_not_touch_each_other(watch: Watch, hub: FakeHub, tmp_path: Path) -> None:
    watch.downloads.start(hub.order(tmp_path / "m"))
    watch.downloads.start(hub.order(tmp_path / "n"))
    watch.wait_until(lambda: all(shown.state is DownloadState.DONE for shown in watch.downloads.downloads))
    assert is_complete(tmp_path / "m")
    assert is_complete(tmp_path / "n")


def test_the_time_left_is_told_only_when_it_means_something() -> None:
    fetching = Download("m", DownloadState.FETCHING, 1_000_000, 11_000_000, 2_000_000.0)
    assert fetching.seconds_left == 5.0
    assert Download("m", DownloadState.FETCHING, 1, 10, None).seconds_left is None
    assert Download("m", DownloadState.FETCHING, 1, 10, 3.0).seconds_left is None
    assert Download("m", DownloadState.PAUSED, 1, 10, 5000.0).seconds_left is None
    assert Download("m", DownloadState.STARTING).fraction is None
    assert Download("m", DownloadState.DONE, 0, 0).fraction == 1.0


@pytest.mark.parametrize("name", ["pause", "resume", "cancel"])
def test_what_is_not_there_cannot_be_touched(watch: Watch, name: str) -> None:
    getattr(watch.downloads, name)("nowhere")
    assert watch.downloads.downloads == ()
    assert watch.seen == []
