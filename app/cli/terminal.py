"""A reply in a terminal: runs one request on one backend and prints its events as they come."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from typing import TextIO

from PySide6.QtCore import QCoreApplication, QObject

from app.backends.base import Backend
from app.chat.conversation import Reply, ReplyStatus
from app.chat.exchange import Delta, GenerationRequest, ReplyEvent, StepEnded, StepRetracted
from app.chat.fold import fold
from app.chat.prompt import Channel
from app.chat.sentence import sentence
from app.cli.exit_status import Exit
from app.cli.told import failure_told, told
from app.signals import ENDING, calling
from app.wire.lines import encode
from app.wire.messages import Reported

DIM, PLAIN = "\x1b[2m", "\x1b[0m"
# C0 and C1 controls but tab and newline: what a model writes must not steer the terminal.
_CONTROLS = {code: "�" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"}

_EXIT_STATUS = {
    ReplyStatus.ANSWERED: Exit.ANSWERED,
    ReplyStatus.NO_ANSWER: Exit.NO_ANSWER,
    ReplyStatus.STOPPED: Exit.STOPPED,
    ReplyStatus.CUT: Exit.CUT,
    ReplyStatus.FAILED: Exit.FAILED,
}


def answer_in_terminal(request: GenerationRequest, *, make_backend: Callable[[], Backend], as_json: bool) -> int:
    """Runs until the reply is over; the exit status. ``make_backend`` is called when Qt is there."""
    app = QCoreApplication.instance() or QCoreApplication(["soliloquy"])
    backend = make_backend()
    asking = _Asking(backend=backend, request=request, as_json=as_json)
    with calling(asking.stop, *ENDING):
        asking.start()
        app.exec()
        backend.shutdown()
    return asking.exit_status


class _Asking(QObject):
    """One question on its way: prints, folds, and leaves the event loop when the reply is over."""

    def __init__(self, *, backend: Backend, request: GenerationRequest, as_json: bool) -> None:
        super().__init__()
        self._backend = backend
        self._request = request
        self._as_json = as_json
        self._reply = Reply()
        self._last_channel: Channel | None = None
        self._unwritable: list[TextIO] = []
        self._has_lost_words = False
        backend.replied.connect(self._on_replied)

    @property
    def exit_status(self) -> int:
        return Exit.FAILED if self._has_lost_words else _EXIT_STATUS.get(self._reply.status, Exit.FAILED)

    def start(self) -> None:
        self._backend.start()
        self._backend.generate(self._request)

    def stop(self) -> None:
        self._backend.stop(self._request.id)

    def _on_replied(self, request: str, event: ReplyEvent) -> None:
        if request != self._request.id or self._reply.status.is_over:
            return
        self._reply = fold(self._reply, event)
        if self._as_json:
            self._write(sys.stdout, encode(Reported(self._request.id, event)).decode())
        else:
            self._print(event)
        if self._reply.status.is_over:
            self._finish()

    def _print(self, event: ReplyEvent) -> None:
        if isinstance(event, StepEnded):
            self._write(sys.stderr, "\n")
        elif isinstance(event, StepRetracted):
            self._last_channel = None  # its text comes again, as the answer
        elif isinstance(event, Delta) and event.text:
            if event.begins and event.channel is self._last_channel:
                self._write(self._stream(event.channel), "\n")
            self._last_channel = event.channel
            text = event.text.translate(_CONTROLS)
            is_dimmed = event.channel is not Channel.FINAL and sys.stderr.isatty()
            self._write(self._stream(event.channel), f"{DIM}{text}{PLAIN}" if is_dimmed else text)

    def _finish(self) -> None:
        if not self._as_json and self._reply.answer:
            self._write(sys.stdout, "\n")
        if not self._as_json:
            self._write(sys.stderr, self._last_words())
        QCoreApplication.exit()

    def _last_words(self) -> str:
        match self._reply.status:
            case ReplyStatus.FAILED if self._reply.failure is not None:
                return failure_told(self._reply.failure) + "\n"
            case ReplyStatus.NO_ANSWER:
                return told(sentence("The model ended without an answer.")) + "\n"
            case ReplyStatus.CUT:
                return told(sentence("Cut: the token limit was reached.")) + "\n"
            case ReplyStatus.STOPPED:
                return told(sentence("Stopped.")) + "\n"
            case _:
                return ""

    @staticmethod
    def _stream(channel: Channel) -> TextIO | None:
        return sys.stdout if channel is Channel.FINAL else sys.stderr

    def _write(self, stream: TextIO | None, text: str) -> None:
        """Writes at once. Where nothing can be written any more, the request is stopped."""
        if not text or stream is None or stream in self._unwritable:  # None: it was closed before we began
            return
        try:
            stream.write(text)
            stream.flush()
        except OSError as error:
            self._unwritable.append(stream)
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # what is still buffered has somewhere to go
            if error.errno != errno.EPIPE:  # ``| head`` leaves early on purpose; a full disk does not
                self._has_lost_words = True
                said = sentence("The answer could not be written: {reason}.", reason=error.strerror or "unknown reason")
                self._write(sys.stderr, told(said) + "\n")
            self.stop()
