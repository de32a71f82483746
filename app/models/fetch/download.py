"""The order of work: list, make sure of the room, fetch, verify, declare whole. Decides what is tried again."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.models.fetch import trouble
from app.models.fetch.checksum import digest_of
from app.models.fetch.events import Fetched, FetchEvent, FetchFailed, Listed, Progress, Verifying, Waiting
from app.models.fetch.folder import (
    Plan,
    PlannedFile,
    Unfinished,
    adopt,
    done_bytes,
    doubt,
    finish,
    is_complete,
    is_verified,
    locked,
    part_of,
    read_marker,
    read_unfinished,
    sync_folder,
    write_unfinished,
)
from app.models.fetch.hub import Hub
from app.models.fetch.order import FetchOrder, fault_of
from app.models.fetch.retries import Patience, Retries
from app.models.fetch.tally import Tally
from app.models.fetch.transfer import fetch_rest

MAX_DAMAGES = 2  # of one file, in a row: then it is the network or the server, not chance

T = TypeVar("T")


class Download:
    """Carries out one order. ``say`` takes events; ``wait`` waits that many seconds, or less if somebody asks."""

    def __init__(
        self,
        order: FetchOrder,
        *,
        patience: Patience,
        say: Callable[[FetchEvent], None],
        wait: Callable[[float], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._order = order
        self._folder = Path(order.folder)
        self._patience = patience
        self._say = say
        self._wait = wait
        self._clock = clock
        self._retries = Retries(patience)

    def run(self) -> Fetched | FetchFailed:
        """The last event, which is not said yet."""
        try:
            fault = fault_of(self._order)
            if fault is not None:
                raise trouble.refused(fault)
            with locked(self._folder, self._wait):
                return self._fetched()
        except trouble.TroubleError as error:
            return error.failed
        except OSError as error:
            return trouble.of_folder(error).failed

    def _fetched(self) -> Fetched:
        if self._order.doubts:
            doubt(self._folder, self._order)
        plan = self._known_plan()
        if plan is None or not is_complete(self._folder):
            hub = Hub(self._order, silence_s=self._patience.silence_s)
            plan = plan or self._listed(hub)
            adopt(self._folder, plan)
            write_unfinished(self._folder, Unfinished(replace(self._order, doubts=False), plan))
            done = done_bytes(self._folder, plan)
            self._say(Listed(done, plan.total_bytes, len(plan.files), plan.revision))
            self._require_room(plan.total_bytes - done)
            self._fetch_and_verify(hub, plan)
            finish(self._folder, plan)
        return Fetched(str(self._folder), plan.total_bytes)

    def _known_plan(self) -> Plan | None:
        """What an earlier process planned, or declared whole, if it is what is ordered now: nothing is listed again."""
        unfinished = read_unfinished(self._folder)
        for plan in (read_marker(self._folder), unfinished.plan if unfinished else None):
            if plan is not None and plan.answers(self._order):
                return plan
        return None

    def _listed(self, hub: Hub) -> Plan:
        if read_unfinished(self._folder) is None:  # else it still holds the plan that the parts belong to
            write_unfinished(self._folder, Unfinished(replace(self._order, doubts=False)))
        return self._tried(hub.plan)

    def _require_room(self, needed_bytes: int) -> None:
        needed_bytes += self._patience.spare_bytes if needed_bytes else 0
        free_bytes = shutil.disk_usage(self._folder).free
        if needed_bytes > free_bytes:
            raise trouble.disk_full(needed_bytes, free_bytes)

    def _fetch_and_verify(self, hub: Hub, plan: Plan) -> None:
        damages = dict.fromkeys(plan.files, 0)
        while missing := [file for file in plan.files if not is_verified(self._folder, file)]:
            tally = self._tally(partial(self._say_progress, plan), done_bytes(self._folder, plan))
            try:
                for file in missing:
                    self._tried(partial(self._fetch, hub, plan, file, tally))
            finally:
                tally.flush()  # also where it breaks off: what has arrived is kept, and told
            for file in self._damaged(missing):
                damages[file] += 1
                if damages[file] == MAX_DAMAGES:
                    raise trouble.damaged(file.name)

    def _fetch(self, hub: Hub, plan: Plan, file: PlannedFile, tally: Tally) -> None:
        def on_written(size_bytes: int) -> None:
            tally.add(size_bytes)
            self._retries.received(size_bytes)

        fetch_rest(hub, plan, file, self._folder, silence_s=self._patience.silence_s, on_written=on_written)

    def _damaged(self, files: list[PlannedFile]) -> list[PlannedFile]:
        """Verifies what has arrived, puts it under its name, drops what is damaged and returns that."""
        found = []
        tally = self._tally(partial(self._say_verifying, sum(file.size_bytes for file in files)), 0)
        tally.flush()
        for file in files:
            part = part_of(self._folder, file)
            if digest_of(part, file.algorithm, on_read=tally.add) == file.digest:
                os.replace(part, self._folder / file.name)
            else:
                part.unlink()
                found.append(file)
        sync_folder(self._folder)
        tally.flush()
        return found

    def _tried(self, action: Callable[[], T]) -> T:
        """What it returns at last. Raises TroubleError when it is of no use to go on trying."""
        while True:
            try:
                result = action()
            except trouble.TroubleError as error:
                delay_s = None if error.is_final else self._retries.failed(error.wait_s)
                if delay_s is None:
                    raise
                self._say(Waiting(delay_s, error.kind, error.sentence))
                self._wait(delay_s)
            else:
                self._retries.succeeded()
                return result

    def _tally(self, say: Callable[[int, float | None], None], done: int) -> Tally:
        return Tally(say, done_bytes=done, clock=self._clock)

    def _say_progress(self, plan: Plan, done: int, speed: float | None) -> None:
        self._say(Progress(done, plan.total_bytes, speed))

    def _say_verifying(self, total_bytes: int, done: int, _speed: float | None) -> None:
        self._say(Verifying(done, total_bytes))
