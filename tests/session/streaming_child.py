"""A session without a window whose backend streams numbered pieces for ever, and says how many it has shown when."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from app.backends.base import Backend
from app.chat.conversation import Effort
from app.chat.exchange import BackendState, Delta, GenerationRequest, Readiness, RequestId
from app.chat.prompt import Channel
from app.session.chat_session import ChatSession
from app.store.history import open_history

PIECES_AT_ONCE = 6
INTERVAL_MS = 30


class Counting(Backend):
    def __init__(self) -> None:
        super().__init__()
        self._request: RequestId | None = None
        self.count = 0
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def readiness(self) -> Readiness:
        return Readiness(BackendState.READY)

    def generate(self, request: GenerationRequest) -> None:
        self._request = request.id
        self._timer.start()

    def _on_tick(self) -> None:
        text = "".join(f"{number} " for number in range(self.count, self.count + PIECES_AT_ONCE))
        self.count += PIECES_AT_ONCE
        self.replied.emit(self._request, Delta(Channel.FINAL, text, PIECES_AT_ONCE))


def main(folder: Path) -> int:
    app = QCoreApplication([])
    backend = Counting()
    session = ChatSession(backend=backend, history=open_history(folder))

    def on_turn_changed(_turn: str) -> None:
        sys.stdout.write(json.dumps({"shown": backend.count, "at": time.monotonic()}) + "\n")
        sys.stdout.flush()

    session.turn_changed.connect(on_turn_changed)
    session.submit("Tell me a long story.", Effort.LOW)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
