"""``soliloquy models get`` and ``check``: runs the downloading process and shows how far it is.

A bar that is redrawn on a terminal, a line for each tenth in a pipe. Ctrl-C pauses: what has arrived is kept, and the
same command goes on with it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import app
from app.chat.unseen import visible_line
from app.cli.exit_status import Exit
from app.cli.model_list import file_size
from app.models.catalog import CatalogModel, Figures, catalog
from app.models.fetch.events import (
    Fetched,
    FetchEvent,
    FetchFailed,
    Found,
    Listed,
    Progress,
    Verifying,
    Waiting,
    decode_event,
    encode_order,
)
from app.models.fetch.folder import order_to_check, read_marker, read_unfinished
from app.models.fetch.order import FetchOrder, fault_of
from app.models.fit import MachineMemory, Verdict, judge
from app.models.found import Origin, find_models, places
from app.models.machine import read_machine
from app.models.repository import folder_of, repository_of
from app.paths import private_folder

END_LIMIT_S = 10  # for the process to leave once it is asked to; it needs 10 ms
BAR_CELLS = 24
PERCENT_STEP = 10  # between two lines in a pipe
MIN_SPEED = 1000.0  # bytes a second: below, the time left is no use to anybody
CLEAR_LINE = "\r\x1b[K"


def get(name: str, *, models: Path, endpoint: str | None, is_forced: bool) -> int:
    """Fetches it into ``models``; the exit status."""
    entry = catalog().find(name)
    order = entry.order(models / entry.id, endpoint=endpoint) if entry else _order_by_hand(name, models, endpoint)
    if order is None:
        shown = visible_line(name)[:80]
        return _refuse(f"There is no model “{shown}” to get; “soliloquy models list” shows which there are.")
    if (fault := fault_of(order)) is not None:
        return _refuse(f"That cannot be fetched: {fault}.")
    if entry is not None and not is_forced and (here := _elsewhere(entry)) is not None:
        print(
            f"{entry.label} is on this disk already and can be used where it is; nothing was fetched.", file=sys.stderr
        )
        print(here)
        return Exit.DONE
    if entry is not None:
        about = "" if entry.figures is Figures.EXACT else "about "
        print(f"{entry.label} from {entry.repository}, {about}{file_size(entry.download_bytes)}.", file=sys.stderr)
        if not _is_worth_it(judge(entry.shape, entry.weight_bytes, _machine()), is_forced):
            return Exit.FAILED
    elif read_marker(Path(order.folder)) is None and read_unfinished(Path(order.folder)) is None:
        found = _looked_at(order)
        if not isinstance(found, Found):
            return _refuse(found)
        print(f"{found.repository}, {file_size(found.total_bytes)}.", file=sys.stderr)
        if not _is_worth_it(judge(found.shape, found.weight_bytes, _machine()), is_forced):
            return Exit.FAILED
        order = replace(order, revision=found.revision, files=found.files)
    try:
        private_folder(models)
    except OSError as error:
        return _refuse(f"The models folder cannot be made: {error.strerror}.")
    return _fetched(order)


def check(folder: Path, *, endpoint: str | None) -> int:
    """Compares what is there with its checksums; the exit status."""
    order = order_to_check(folder, endpoint)
    if order is None:
        shown = visible_line(folder.name)
        return _refuse(f"{shown} was not downloaded whole by Soliloquy, so there is nothing to compare it with.")
    return _fetched(order)


def _order_by_hand(name: str, models: Path, endpoint: str | None) -> FetchOrder | None:
    repository = repository_of(name)
    if repository is None:
        return None
    folder = folder_of(repository.name, models, (model.id for model in catalog().models))
    return FetchOrder(repository.name, str(folder), repository.revision, (), endpoint)


def _elsewhere(entry: CatalogModel) -> Path | None:
    """Where another program has it, whole."""
    found = find_models(tuple(place for place in places() if place.origin is not Origin.OURS))
    return next((model.model.path for model in found if model.name == entry.repository), None)


def _looked_at(order: FetchOrder) -> Found | str:
    """What there is in a repository that somebody named, or why it is not fetched."""
    with _process(order, "--look") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
    last = decode_event(line) if line else None
    if isinstance(last, Found):
        return last
    return last.sentence.english if isinstance(last, FetchFailed) else "The repository could not be looked at."


def _machine() -> MachineMemory:
    return replace(read_machine(), free_bytes=None)  # what is free now says nothing about later


def _is_worth_it(verdict: Verdict, is_forced: bool) -> bool:
    print(" ".join((f"{verdict.label.english}.", *(said.english for said in verdict.sentences))), file=sys.stderr)
    if not verdict.can_load and not is_forced:
        print("Nothing was fetched; --anyway fetches it nevertheless.", file=sys.stderr)
        return False
    return True


def _fetched(order: FetchOrder) -> int:
    show = _Bar() if sys.stderr.isatty() else _Lines()
    last: FetchEvent | None = None
    with _process(order) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                last = decode_event(line)
                show.event(last)
        except KeyboardInterrupt:
            show.end("Paused; what has arrived is kept, and the same command goes on with it.")
            return Exit.STOPPED
    if isinstance(last, Fetched):
        show.end(f"{Path(last.folder).name} is here and verified, {file_size(last.total_bytes)}.")
        print(last.folder)
        return Exit.DONE
    lost = "The download was interrupted; what has arrived is kept, and the same command goes on with it."
    show.end(last.sentence.english if isinstance(last, FetchFailed) else lost)
    return Exit.FAILED


@contextmanager
def _process(order: FetchOrder, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """The downloading process, which leaves when its stdin ends. Of its own session: Ctrl-C is ours to answer."""
    frozen = getattr(sys, "frozen", False)
    process = subprocess.Popen(
        [sys.executable, *([] if frozen else ["-m", "app"]), "--fetch", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(app.__file__).resolve().parent.parent,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(encode_order(order))
        process.stdin.flush()
        yield process
    finally:
        process.stdin.close()
        try:
            process.wait(END_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


class _Lines:
    """One line for each tenth, and for whatever is out of the ordinary."""

    def __init__(self) -> None:
        self._percent = -PERCENT_STEP
        self._is_verifying = False

    def event(self, event: FetchEvent) -> None:
        match event:
            case Waiting():
                print(event.sentence.english, file=sys.stderr)
            case Verifying() if not self._is_verifying:
                self._is_verifying = True
                print("Verifying.", file=sys.stderr)
            case Listed(done, total) | Progress(done, total):
                percent = 100 * done // total if total else 100
                if percent - self._percent >= PERCENT_STEP:
                    self._percent = percent - percent % PERCENT_STEP
                    print(_amount(done, total), file=sys.stderr)

    def end(self, sentence: str) -> None:
        print(sentence, file=sys.stderr)


class _Bar:
    """One line that is drawn again and again."""

    def event(self, event: FetchEvent) -> None:
        match event:
            case Waiting():
                self._draw(event.sentence.english)
            case Verifying(done, total):
                self._draw(f"{_bar(done, total)} Verifying")
            case Progress(done, total, speed):
                self._draw(f"{_bar(done, total)} {_amount(done, total)}{_pace(total - done, speed)}")
            case Listed(done, total):
                self._draw(f"{_bar(done, total)} {_amount(done, total)}")

    def end(self, sentence: str) -> None:
        self._draw(sentence)
        print(file=sys.stderr)

    @staticmethod
    def _draw(text: str) -> None:
        print(f"{CLEAR_LINE}{text}", end="", file=sys.stderr, flush=True)


def _bar(done: int, total: int) -> str:
    filled = BAR_CELLS * done // total if total else BAR_CELLS
    return "█" * filled + "░" * (BAR_CELLS - filled)


def _amount(done: int, total: int) -> str:
    percent = 100 * done // total if total else 100
    return f"{percent:3} %  {file_size(done)} of {file_size(total)}"


def _pace(left_bytes: int, speed: float | None) -> str:
    if speed is None or speed < MIN_SPEED:
        return ""
    seconds = left_bytes / speed
    left = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
    return f"  {speed / 1_000_000:.1f} MB/s  {left} left"


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return Exit.FAILED
