"""What is asked of the engine and not done yet: filled by the reader's thread, emptied by the model's.

The one place where the two threads meet. Holds no words of its own about what commands mean. There are tasks, which
somebody waits for, and preparations, which are for the time when there is no task.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import assert_never

from app.chat.exchange import GenerationRequest, RequestId, Steering
from app.chat.prompt import Prompt, prompt_begun
from app.engine.model import Steer
from app.wire.messages import Forget, Leave, Load, Prepare, Typed

MOST_PREPARATIONS = 4  # somebody who leafs through a hundred conversations will not ask in all of them


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


@dataclass(slots=True, eq=False)
class Preparation:
    """Something to read ahead, and the ``Control`` of doing it: stopped as soon as there is anything better to do."""

    prompt: Prompt
    conversation: str
    _is_next: Callable[[Preparation], bool]

    def is_stopped(self) -> bool:
        return not self._is_next(self)

    def is_paused(self) -> bool:
        return False

    def take_steering(self) -> tuple[Steer, ...]:
        return ()


Task = Load | Job | Forget | Leave


class Inbox:
    """Tasks in the order in which they came; then preparations, the newest first."""

    def __init__(self) -> None:
        self._tasks: deque[Task] = deque()
        self._preparations: list[Preparation] = []  # the newest last
        self._asked_for: dict[str, Prompt] = {}  # by conversation, what was to be prepared last; the newest last
        self._running: Job | None = None
        self._changed = threading.Condition()

    def put(self, task: Task) -> None:
        """What it overtakes need not be prepared any more."""
        with self._changed:
            match task:
                case Job():
                    self._keep_preparations_but_of(task.request.conversation)
                case Forget():
                    self._keep_preparations_but_of(task.conversation)
                case Load() | Leave():
                    self._preparations.clear()
                    self._asked_for.clear()
                case _:
                    assert_never(task)
            self._tasks.append(task)
            self._changed.notify()

    def put_off(self, command: Prepare) -> None:
        """To be done when there is nothing else, instead of what was to be prepared for the same conversation."""
        with self._changed:
            self._keep_preparations_but_of(command.conversation)
            self._asked_for[command.conversation] = command.prompt
            while len(self._asked_for) > MOST_PREPARATIONS:
                del self._asked_for[next(iter(self._asked_for))]
            self._prepare(command.prompt, command.conversation)

    def go_on(self, command: Typed) -> None:
        """The same, with words that come after it. Nothing happens if it is not known any more after what."""
        with self._changed:
            asked_for = self._asked_for.get(command.conversation)
            if asked_for is not None:
                self._keep_preparations_but_of(command.conversation)
                self._asked_for[command.conversation] = asked_for
                self._prepare(prompt_begun(asked_for, command.text), command.conversation)

    def take(self, limit_s: float | None = None) -> Task | Preparation | None:
        """The next task, waited for; None if there is nothing within the limit.

        Taking one says that the task before is done. A preparation is taken again until it is ``dropped``.
        """
        with self._changed:
            self._running = None
            self._changed.wait_for(lambda: self._tasks or self._preparations, limit_s)
            if not self._tasks:
                return self._preparations[-1] if self._preparations else None
            task = self._tasks.popleft()
            self._running = task if isinstance(task, Job) else None
            return task

    def drop(self, preparation: Preparation) -> None:
        """It is done, or cannot be done."""
        with self._changed:
            if preparation in self._preparations:
                self._preparations.remove(preparation)

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

    def steer(self, request: RequestId, steer: Steer) -> None:
        """Nothing happens if it is over or unknown."""
        with self._changed:
            for job in self._jobs():
                if job.request.id == request:
                    job.steer(steer)

    def stop_all(self) -> tuple[Job, ...]:
        """Stops everything; the jobs that had not begun. What is to be forgotten is still forgotten."""
        with self._changed:
            waiting = tuple(task for task in self._tasks if isinstance(task, Job))
            for job in self._jobs():
                job.stop()
            self._tasks = deque(task for task in self._tasks if isinstance(task, Forget))
            self._preparations.clear()
            return waiting

    def load_is_outdated(self) -> bool:
        """Whether the very next thing asked is another model or to leave, so that nobody waits for this one."""
        with self._changed:
            asked = (task for task in self._tasks if not isinstance(task, Forget))
            return isinstance(next(asked, None), Load | Leave)

    def _is_next(self, preparation: Preparation) -> bool:
        with self._changed:
            return not self._tasks and self._preparations[-1:] == [preparation]

    def _prepare(self, prompt: Prompt, conversation: str) -> None:
        self._preparations.append(Preparation(prompt, conversation, self._is_next))
        del self._preparations[:-MOST_PREPARATIONS]
        self._changed.notify()

    def _keep_preparations_but_of(self, conversation: str) -> None:
        self._preparations = [held for held in self._preparations if held.conversation != conversation]
        self._asked_for.pop(conversation, None)

    def _jobs(self) -> tuple[Job, ...]:
        waiting = tuple(task for task in self._tasks if isinstance(task, Job))
        return waiting if self._running is None else (self._running, *waiting)
