"""What every backend is to the rest of the window: somebody to ask."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.exchange import GenerationRequest, MemoryUse, Readiness, ReplyEvent, RequestId, Steering
from app.chat.prompt import Prompt


class Backend(QObject):
    """Answers requests, one ``Finished`` or ``Failed`` each and nothing after it.

    ``replied`` is never emitted from inside ``generate`` or ``stop``: answers come from the event loop.
    """

    replied = Signal(str, object)  # RequestId, ReplyEvent
    readiness_changed = Signal(object)  # Readiness

    counted = Signal(str, int)  # a name that was given to ``count``, and tokens

    memory_changed = Signal()  # memory_use is another one

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unsaid: deque[tuple[RequestId, ReplyEvent]] = deque()

    @property
    def memory_use(self) -> MemoryUse | None:
        """What the model that answers holds on this machine; None while that is not known, or none is here."""
        return None

    @property
    def readiness(self) -> Readiness:
        raise NotImplementedError

    def start(self) -> None:
        """Gets ready, or tries again after a failure. Nothing happens if it is on its way."""
        raise NotImplementedError

    def generate(self, request: GenerationRequest) -> None:
        """Asks. May be called at any time: a request waits until it can be answered."""
        raise NotImplementedError

    def stop(self, request: RequestId) -> None:
        """Ends that reply as soon as possible, with what it has. Nothing happens if it is over or unknown."""
        raise NotImplementedError

    def steer(self, request: RequestId, kind: Steering, text: str = "") -> bool:  # noqa: ARG002
        """Does that to the reply that grows. False, and nothing happens: it does not grow here, or cannot be steered.

        ``text``: the words of a nudge.
        """
        return False

    def prepare(self, prompt: Prompt, conversation: str) -> None:
        """The next question will probably come after these messages: whatever helps may be done ahead.

        No answer ever comes of it, and nothing waits for it. Does nothing where nothing is kept between two requests.
        """

    def read_typed(self, text: str, conversation: str) -> None:
        """The question that is written after what was prepared last begins so. As for ``prepare``."""

    def count(self, name: str, text: str = "", prompt: Prompt | None = None) -> bool:  # noqa: ARG002
        """Asks how many tokens a text has, or what the next question after a prompt begins with; ``counted`` follows.

        False, and nothing follows: nobody here can tell now. Of the same name only the newest is counted.
        """
        return False

    def forget(self, conversation: str) -> None:
        """The conversation is gone for good: nothing of it may be kept. Does nothing where nothing is kept."""

    def shutdown(self) -> None:
        """Ends every reply and whatever runs for this backend, in bounded time. It cannot be started again."""
        raise NotImplementedError

    def _reply_later(self, request: RequestId, event: ReplyEvent) -> None:
        """From the event loop, after what was to be said before."""
        self._unsaid.append((request, event))
        QTimer.singleShot(0, self, self._say_all)

    def _say_all(self) -> None:
        while self._unsaid:
            self.replied.emit(*self._unsaid.popleft())
