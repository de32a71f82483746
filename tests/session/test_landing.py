"""Results reach who waits for them, in the window's thread; the other thread never holds what waits."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import Future
from functools import partial

import pytest
from knowing import known_to
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from app.chat.failure import Failure
from app.session.landing import Landing
from app.store.failures import DAMAGED, StorageError
from app.store.history import History

LIMIT_S = 5.0
LIMIT_MS = 5_000


def hold_up(busy: threading.Event) -> None:
    busy.wait(LIMIT_S)


class Owner(QObject):
    """Has a timer that runs, which Qt must not see stopped in another thread."""

    def __init__(self) -> None:
        super().__init__()
        self.landed: list[tuple[object, threading.Thread]] = []
        self.landing = Landing(self)
        self._timer = QTimer(self, interval=10_000)
        self._timer.start()

    def wait_for(self, future: Future[int] | Future[None]) -> None:
        self.landing.when_done(future, self._on_done, self._on_failed)

    def _on_done(self, result: int | None) -> None:
        self.landed.append((result, threading.current_thread()))

    def _on_failed(self, failure: Failure) -> None:
        self.landed.append((failure, threading.current_thread()))


@pytest.mark.parametrize("is_done_before", [True, False])
def test_a_result_lands_in_the_windows_thread_and_never_at_once(is_done_before: bool, qtbot: QtBot) -> None:
    owner, future = Owner(), Future[int]()
    other = threading.Thread(target=future.set_result, args=(3,))
    if is_done_before:
        other.start()
        other.join()
    owner.wait_for(future)
    if not is_done_before:
        other.start()
        other.join()
    assert owner.landed == []
    qtbot.waitUntil(lambda: owner.landed == [(3, threading.main_thread())], timeout=LIMIT_MS)


def test_what_the_disk_did_lands_as_a_failure(qtbot: QtBot) -> None:
    owner, future = Owner(), Future[int]()
    owner.wait_for(future)
    future.set_exception(StorageError(DAMAGED))
    qtbot.waitUntil(lambda: owner.landed == [(DAMAGED, threading.main_thread())], timeout=LIMIT_MS)


def test_nothing_lands_where_it_was_closed(qtbot: QtBot) -> None:
    owner, other, future = Owner(), Owner(), Future[int]()
    owner.wait_for(future)
    other.wait_for(future)
    owner.landing.close()
    future.set_result(3)
    qtbot.waitUntil(lambda: len(other.landed) == 1, timeout=LIMIT_MS)
    assert owner.landed == []


def test_who_is_gone_is_not_called(qtbot: QtBot) -> None:
    owner, deleted, other, future = Owner(), Owner(), Owner(), Future[int]()
    for each in (owner, deleted, other):
        each.wait_for(future)
    landed = owner.landed
    del owner, each
    gc.collect()
    deleted.deleteLater()
    future.set_result(3)
    qtbot.waitUntil(lambda: len(other.landed) == 1, timeout=LIMIT_MS)
    assert (landed, deleted.landed) == ([], [])


@pytest.mark.parametrize("has_landed", [False, True])
def test_no_thread_of_the_store_takes_down_who_waits(has_landed: bool, history: History, qtbot: QtBot) -> None:
    """Neither the one that is busy, nor the one that waits for its next job and may still hold the last."""
    owner, busy = Owner(), threading.Event()
    landed, ends = owner.landed, list[threading.Thread]()
    weakref.finalize(owner, lambda: ends.append(threading.current_thread()))
    history.run(partial(hold_up, busy))
    owner.wait_for(history.run(lambda: None))
    if has_landed:
        busy.set()
        qtbot.waitUntil(lambda: len(landed) == 1, timeout=LIMIT_MS)
    del owner
    gc.collect()
    busy.set()
    assert history.close()
    assert ends == [threading.main_thread()]


def test_the_other_thread_knows_nobody_who_waits(qtbot: QtBot) -> None:
    owner, future = Owner(), Future[int]()
    owner.wait_for(future)
    (callback,) = future._done_callbacks
    known = known_to(callback)
    assert len(known) == 2
    assert not [each for each in known if each in (owner, owner.landing)]
