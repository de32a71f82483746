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
from app.chat.sentence import Sentence, sentence
from app.chat.unseen import visible_line
from app.cli.exit_status import Exit
from app.cli.model_list import file_size
from app.cli.told import Tell, telling, told
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
        return _refuse(
            sentence("There is no model “{name}” to get; “soliloquy models list” shows which there are.", name=shown)
        )
    if (fault := fault_of(order)) is not None:
        return _refuse(sentence("That cannot be fetched: {fault}.", fault=fault))
    if entry is not None and not is_forced and (here := _elsewhere(entry)) is not None:
        _say(
            sentence(
                "{model} is on this disk already and can be used where it is; nothing was fetched.", model=entry.label
            )
        )
        print(here)
        return Exit.DONE
    if entry is not None:
        label, there, size = entry.label, entry.repository, file_size(entry.download_bytes)
        if entry.figures is Figures.EXACT:
            _say(sentence("{model} from {repository}, {size}.", model=label, repository=there, size=size))
        else:
            _say(sentence("{model} from {repository}, about {size}.", model=label, repository=there, size=size))
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
        return _refuse(sentence("The models folder cannot be made: {reason}.", reason=str(error.strerror)))
    return _fetched(order)


def check(folder: Path, *, endpoint: str | None) -> int:
    """Compares what is there with its checksums; the exit status."""
    order = order_to_check(folder, endpoint)
    if order is None:
        shown = visible_line(folder.name)
        return _refuse(
            sentence(
                "{name} was not downloaded whole by Soliloquy, so there is nothing to compare it with.", name=shown
            )
        )
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


def _looked_at(order: FetchOrder) -> Found | Sentence:
    """What there is in a repository that somebody named, or why it is not fetched."""
    with _process(order, "--look") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
    last = decode_event(line) if line else None
    if isinstance(last, Found):
        return last
    return last.sentence if isinstance(last, FetchFailed) else sentence("The repository could not be looked at.")


def _machine() -> MachineMemory:
    return replace(read_machine(), free_bytes=None)  # what is free now says nothing about later


def _is_worth_it(verdict: Verdict, is_forced: bool) -> bool:
    _say(sentence("{verdict}.", verdict=told(verdict.label)), *verdict.sentences)
    if not verdict.can_load and not is_forced:
        _say(sentence("Nothing was fetched; --anyway fetches it nevertheless."))
        return False
    return True


def _fetched(order: FetchOrder) -> int:
    with telling() as tell:
        return _fetched_and_shown(order, _Bar(tell) if sys.stderr.isatty() else _Lines(tell))


def _fetched_and_shown(order: FetchOrder, show: _Bar | _Lines) -> int:
    last: FetchEvent | None = None
    with _process(order) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                last = decode_event(line)
                show.event(last)
        except KeyboardInterrupt:
            show.end(sentence("Paused; what has arrived is kept, and the same command goes on with it."))
            return Exit.STOPPED
    if isinstance(last, Fetched):
        name, size = Path(last.folder).name, file_size(last.total_bytes)
        show.end(sentence("{name} is here and verified, {size}.", name=name, size=size))
        print(last.folder)
        return Exit.DONE
    lost = sentence("The download was interrupted; what has arrived is kept, and the same command goes on with it.")
    show.end(last.sentence if isinstance(last, FetchFailed) else lost)
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

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._percent = -PERCENT_STEP
        self._is_verifying = False

    def event(self, event: FetchEvent) -> None:
        match event:
            case Waiting():
                print(self._tell(event.sentence), file=sys.stderr)
            case Verifying() if not self._is_verifying:
                self._is_verifying = True
                print(self._tell(sentence("Verifying.")), file=sys.stderr)
            case Listed(done, total) | Progress(done, total):
                percent = 100 * done // total if total else 100
                if percent - self._percent >= PERCENT_STEP:
                    self._percent = percent - percent % PERCENT_STEP
                    print(self._tell(_amount(done, total)), file=sys.stderr)

    def end(self, said: Sentence) -> None:
        print(self._tell(said), file=sys.stderr)


class _Bar:
    """One line that is drawn again and again."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def event(self, event: FetchEvent) -> None:
        match event:
            case Waiting():
                self._draw(self._tell(event.sentence))
            case Verifying(done, total):
                self._draw(f"{_bar(done, total)} {self._tell(sentence('Verifying.'))}")
            case Progress(done, total, speed):
                told = map(self._tell, (_amount(done, total), *_pace(total - done, speed)))
                self._draw("  ".join((_bar(done, total), *told)))
            case Listed(done, total):
                self._draw(f"{_bar(done, total)}  {self._tell(_amount(done, total))}")

    def end(self, said: Sentence) -> None:
        self._draw(self._tell(said))
        print(file=sys.stderr)

    @staticmethod
    def _draw(text: str) -> None:
        print(f"{CLEAR_LINE}{text}", end="", file=sys.stderr, flush=True)


def _bar(done: int, total: int) -> str:
    filled = BAR_CELLS * done // total if total else BAR_CELLS
    return "█" * filled + "░" * (BAR_CELLS - filled)


def _amount(done: int, total: int) -> Sentence:
    percent = 100 * done // total if total else 100
    return sentence(
        "{percent} %  {done} of {total}", percent=f"{percent:3}", done=file_size(done), total=file_size(total)
    )


def _pace(left_bytes: int, speed: float | None) -> tuple[Sentence, ...]:
    if speed is None or speed < MIN_SPEED:
        return ()
    seconds = left_bytes / speed
    pace = sentence("{megabytes} MB/s", megabytes=f"{speed / 1_000_000:.1f}")
    if seconds >= 90:
        return pace, sentence("{minutes} min left", minutes=f"{seconds / 60:.0f}")
    return pace, sentence("{seconds} s left", seconds=f"{seconds:.0f}")


def _say(*said: Sentence) -> None:
    print(told(*said), file=sys.stderr)


def _refuse(said: Sentence) -> int:
    _say(said)
    return Exit.FAILED
