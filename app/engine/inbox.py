"""What is asked of the engine and not done yet: filled by the reader's thread, emptied by the model's.

The one place where the two threads meet. Holds no words of its own about what commands mean.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import assert_never

from app.chat.exchange import GenerationRequest, RequestId, Steering
from app.engine.model import Steer
from app.wire.messages import Leave, Load


@dataclass(slots=True)
class Job:
    """A request and what is wanted of it now: the ``Control`` of its generation. Any thread may say or ask."""

    request: GenerationRequest
    _stopped: threading.Event = field(default_factory=threading.Event)
    _paused: threading.Event = field(default_factory=threading.Event)
    _steering: deque[Steer] = field(default_factory=deque)

    def stop(self) -> None:
        self._stopped.set()

    def steer(self, steer: Steer) -> None:
        match steer.kind:
            case Steering.PAUSE:
                self._paused.set()
            case Steering.RESUME:
                self._paused.clear()
            case Steering.ANSWER_NOW | Steering.THINK_MORE | Steering.NUDGE:
                self._steering.append(steer)
            case unknown:
                assert_never(unknown)

    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def is_paused(self) -> bool:
        return self._paused.is_set() and not self._stopped.is_set()

    def take_steering(self) -> tuple[Steer, ...]:
        return tuple(self._steering.popleft() for _ in range(len(self._steering)))


Task = Load | Job | Leave


class Inbox:
    """Tasks in the order in which they came."""

    def __init__(self) -> None:
        self._tasks: deque[Task] = deque()
        self._running: Job | None = None
        self._changed = threading.Condition()

    def put(self, task: Task) -> None:
        with self._changed:
            self._tasks.append(task)
            self._changed.notify()

    def take(self) -> Task:
        """The next task, waited for. Taking one says that the one before is done."""
        with self._changed:
            self._running = None
            self._changed.wait_for(lambda: self._tasks)
            task = self._tasks.popleft()
            self._running = task if isinstance(task, Job) else None
            return task

    def knows(self, request: RequestId) -> bool:
        """Whether it runs or waits."""
        with self._changed:
            return any(job.request.id == request for job in self._jobs())

    def stop(self, request: RequestId) -> Job | None:
        """Stops it; the job if it had not begun, which then never will."""
        with self._changed:
            for job in self._jobs():
                if job.request.id == request:
                    job.stop()
                    if job is not self._running:
                        self._tasks.remove(job)
                        return job
        return None

    def stop_all(self) -> tuple[Job, ...]:
        """Stops everything; the jobs that had not begun."""
        with self._changed:
            waiting = tuple(task for task in self._tasks if isinstance(task, Job))
            for job in self._jobs():
                job.stop()
            self._tasks.clear()
            return waiting

    def load_is_outdated(self) -> bool:
        """Whether the very next thing asked is another model or to leave, so that nobody waits for this one."""
        with self._changed:
            return bool(self._tasks) and not isinstance(self._tasks[0], Job)

    def _jobs(self) -> tuple[Job, ...]:
        waiting = tuple(task for task in self._tasks if isinstance(task, Job))
        return waiting if self._running is None else (self._running, *waiting)
