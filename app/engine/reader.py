"""The thread that reads stdin: hands on what is asked, and stops at once what is not wanted any more.

It works while the model works, winds up the watchdog, and ends the process at end of file. It waits for nothing but
stdin, except when it reports that something was refused or had not begun.
"""

from __future__ import annotations

import json
import logging
import os
import select
import threading
from typing import assert_never

from app.chat.conversation import Source, SourceKind, Usage
from app.chat.exchange import Failed, Finished, FinishReason, RequestId
from app.chat.failure import FailureKind, failure_of
from app.chat.sentence import sentence
from app.engine import model
from app.engine.counter import Counter
from app.engine.inbox import Inbox, Job
from app.engine.stdio import Outbox
from app.engine.watchdog import Watchdog
from app.wire.lines import LineSplitter, WireError, decode_command
from app.wire.messages import (
    Command,
    Count,
    Forget,
    Generate,
    Leave,
    Load,
    Prepare,
    Refused,
    Reported,
    Steer,
    Stop,
    Typed,
)

EXIT_UNREADABLE = 4
EXIT_FAULT = 70  # Source: sysexits.h, EX_SOFTWARE
MAX_REFUSED_LINES = 100  # somebody who sends more than that does not speak our language
READ_BYTES = 1 << 16
GRACE_S = 0.2  # for what is running to notice that it is stopped, before the process ends

log = logging.getLogger("soliloquy.engine")


class Reader:
    """Reads commands from a descriptor until its end, and with it ends the process."""

    def __init__(self, descriptor: int, *, inbox: Inbox, outbox: Outbox, counter: Counter, watchdog: Watchdog) -> None:
        self._descriptor = descriptor
        self._inbox = inbox
        self._counter = counter
        self._outbox = outbox
        self._watchdog = watchdog
        self._lines = LineSplitter()
        self._refused = 0
        self._source = Source(SourceKind.LOCAL, "", "")  # of the model that was asked for last

    def start(self) -> None:
        threading.Thread(target=self._run, name="reader", daemon=True).start()

    def _run(self) -> None:
        status = EXIT_FAULT
        try:
            while data := self._read():
                for line in self._lines.feed(data):
                    self._handle(line)
            self._inbox.stop_all()
            threading.Event().wait(GRACE_S)
            status = 0
        except WireError as error:  # the line is too long: nobody can tell where the next one begins
            self._outbox.send(Refused(str(error)))
            status = EXIT_UNREADABLE
        except Exception:  # the border of the thread; an engine that cannot be stopped must not go on
            log.exception("the reader failed")
        finally:
            os._exit(status)

    def _read(self) -> bytes:
        while True:
            ready, _, _ = select.select([self._descriptor], [], [], self._watchdog.interval_s)
            self._watchdog.tick()
            if ready:
                return os.read(self._descriptor, READ_BYTES)

    def _handle(self, line: bytes) -> None:
        try:
            self._obey(decode_command(line))
        except WireError as error:
            self._refuse(str(error), _request_in(line))

    def _obey(self, command: Command) -> None:
        match command:
            case Load():
                self._source = command.source
                self._inbox.put(command)
            case Generate():
                if self._inbox.knows(command.request.id):
                    self._refuse("Generate: a request with this id is already there", None)
                else:
                    self._inbox.put(Job(command.request))
            case Stop():
                waiting = self._inbox.stop(command.request)
                if waiting is not None:
                    self._report_stopped(waiting)
            case Steer():
                self._inbox.steer(command.request, model.Steer(command.kind, command.text))
            case Prepare():
                self._inbox.put_off(command)
            case Typed():
                self._inbox.go_on(command)
            case Count():
                self._counter.count(command)
            case Forget():
                self._inbox.put(command)
            case Leave():
                for job in self._inbox.stop_all():
                    self._report_stopped(job)
                self._inbox.put(command)
            case _:
                assert_never(command)

    def _report_stopped(self, job: Job) -> None:
        self._outbox.send(Reported(job.request.id, Finished(FinishReason.STOPPED, Usage(), self._source)))

    def _refuse(self, reason: str, request: RequestId | None) -> None:
        """A question in a line that we cannot read is still a question that somebody waits for."""
        log.warning("refused a line: %s", reason)
        if request is None or self._inbox.knows(request):
            self._outbox.send(Refused(reason))
        else:
            said = sentence(
                "The engine could not read this question, which is a fault of this app. Your words are kept."
            )
            self._outbox.send(Reported(request, Failed(failure_of(FailureKind.INTERNAL, said, detail=reason))))
        self._refused += 1
        if self._refused >= MAX_REFUSED_LINES:
            self._outbox.send(Refused("too many lines were refused"))
            os._exit(EXIT_UNREADABLE)


def _request_in(line: bytes) -> RequestId | None:
    """The id of the question in a line that is otherwise wrong."""
    try:
        data: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    request = data.get("request") if isinstance(data, dict) and data.get("type") == "Generate" else None
    name = request.get("id") if isinstance(request, dict) else None
    return RequestId(name) if isinstance(name, str) else None
