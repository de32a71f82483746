"""The real app on a data folder of its own: how soon it is seen, and how much memory it takes with 1,000 turns."""

from __future__ import annotations

import gc
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.cli.ui_bench.figures import Figure
from app.cli.ui_bench.stage import conversation_of
from app.composition import Soliloquy, application
from app.models.library import DEMO, LocalModel, find_model
from app.store.history import open_history

TURNS, TOKENS = 1_000, 340
FIRST_PICTURE_S, MEMORY_MB = 0.7, 300
SETTLE_MS = 4_000  # after the conversation is there: what is near is drawn
LOOK_MS = 50
MOST_WIDGETS = 200
NOT_IN_IT = (  # what the first picture does not show
    "app.ui.benchmark.page",
    "app.ui.cloud.ledger_page",
    "app.ui.cloud.section",
    "app.ui.compare.page",
    "app.ui.models.page",
    "app.ui.palette.key_sheet",
    "app.ui.palette.palette",
    "app.ui.presets.page",
    "app.ui.settings.page",
    "app.ui.welcome.welcome",
    "pygments",
    "keyring",
    "PySide6.QtNetwork",
    "huggingface_hub",
)
MODEL_LIBRARIES = ("mlx", "mlx_lm", "transformers", "tokenizers", "numpy", "torch")


def measure_first_picture() -> list[Figure]:
    """All CPU time of this process up to its first picture: the interpreter, every import and the window."""
    gc.disable()  # as ``main.run_window`` does
    with tempfile.TemporaryDirectory() as home:
        app = application()
        soliloquy = _app(Path(home))
        watch = _FirstPicture(app)
        soliloquy.window.installEventFilter(watch)
        soliloquy.open()
        app.exec()
        imported = sum(name in sys.modules for name in MODEL_LIBRARIES)
        early = sum(name in sys.modules for name in NOT_IN_IT)
        widgets = len(soliloquy.window.findChildren(QWidget))
        soliloquy.close()
    return [
        Figure("first picture after the start, in CPU time", watch.seconds, "s", FIRST_PICTURE_S),
        Figure("model libraries in the window's process", imported, "", 0),
        Figure("parts imported for it that it does not show", early, "", 0),
        Figure("widgets made for it", widgets, "", MOST_WIDGETS),
    ]


def measure_memory() -> list[Figure]:
    with tempfile.TemporaryDirectory() as home:
        conversation = conversation_of(TURNS, tokens=TOKENS)
        history = open_history(Path(home))
        history.append_turns(conversation, conversation.turns).result(60)
        history.close()
        app = application()
        soliloquy = _app(Path(home))
        soliloquy.open()
        soliloquy.session.open_conversation(conversation.id)
        wait = _Opened(app, soliloquy)
        app.exec()
        figure = Figure(f"memory of the window with {TURNS:,} turns", wait.megabytes, "MB", MEMORY_MB)
        soliloquy.close()
    return [figure]


def _app(home: Path) -> Soliloquy:
    model = find_model(DEMO)
    if not isinstance(model, LocalModel):
        raise SystemExit("the demo model is missing")
    engine = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    return Soliloquy(home=home, model=model, engine=[*engine, "--engine", "--scripted"])


class _FirstPicture(QObject):
    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.seconds = 0.0
        self._app = app

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest and not self.seconds:
            QTimer.singleShot(0, self._painted)
        return super().eventFilter(watched, event)

    def _painted(self) -> None:
        if not self.seconds:
            self.seconds = time.process_time()
            self._app.quit()


class _Opened(QObject):
    def __init__(self, app: QApplication, soliloquy: Soliloquy) -> None:
        super().__init__()
        self.megabytes = 0.0
        self._app, self._soliloquy = app, soliloquy
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if len(self._soliloquy.session.path) == TURNS:
            self._timer.stop()
            QTimer.singleShot(SETTLE_MS, self._end)

    def _end(self) -> None:
        self.megabytes = _memory_bytes() / 1e6
        self._app.quit()


def _memory_bytes() -> int:
    """What is resident now; on a Mac the most that ever was."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
