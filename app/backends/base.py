"""What every backend is to the session: requests go in, reply events come out, whoever answers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.chat.exchange import GenerationRequest, Readiness, RequestId


class Backend(QObject):
    """Answers requests. Exactly one ``Finished`` or ``Failed`` comes for each, and nothing after it."""

    replied = Signal(str, object)  # RequestId, ReplyEvent
    readiness_changed = Signal(object)  # Readiness

    @property
    def readiness(self) -> Readiness:
        raise NotImplementedError

    def start(self) -> None:
        raise NotImplementedError

    def generate(self, request: GenerationRequest) -> None:
        raise NotImplementedError

    def stop(self, request_id: RequestId) -> None:
        """Stops that request if it runs or waits; otherwise nothing happens."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """Ends what runs and lets go of everything."""
        raise NotImplementedError
