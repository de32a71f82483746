"""Takes README's pictures from the real window: ``.venv/bin/python packaging/screenshots/take.py``.

Asks the demo model two questions, opens the reasoning of the second, and saves the window light and dark beside this
file, as a Retina screen would show it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage

from app.chat.conversation import Effort
from app.chat.exchange import Sampling
from app.composition import Soliloquy, application
from app.models.library import LocalModel, find_model
from app.session.preferences import Appearance
from app.ui.main_window import MainWindow

HERE = Path(__file__).parent
LIMIT_S = 60.0
SIZE = (1120, 780)
RATIO = 2


def wait(condition: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    loop, deadline = QEventLoop(), time.monotonic() + limit_s
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > deadline else None)
    timer.start()
    loop.exec()


def picture(widget: MainWindow) -> QImage:
    """At the ratio of a Retina screen, whatever this machine has."""
    image = QImage(widget.size() * RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(RATIO)
    widget.render(image)
    return image


def main() -> None:
    application()
    model = find_model("demo")
    assert isinstance(model, LocalModel)
    with tempfile.TemporaryDirectory() as home:
        soliloquy = Soliloquy(home=Path(home), model=model, sampling=Sampling(seed=1))
        soliloquy.open()
        soliloquy.window.resize(*SIZE)
        composer, session = soliloquy.window.conversation.composer, soliloquy.session
        for question in ("What is 47 + 85?", "And what is 503 - 178?"):
            composer.choose_effort(Effort.HIGH)
            composer.show_text(question)
            composer.send_button.click()
            wait(lambda: bool(session.path) and session.path[-1].reply.status.is_over)
        view = soliloquy.window.conversation.transcript.last_view
        assert view is not None
        view.pane.toggle()
        soliloquy.window.conversation.transcript.follow()
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            soliloquy.preferences.appearance = appearance
            wait(lambda: False, 0.5)
            picture(soliloquy.window).save(str(HERE / f"window-{appearance}.png"))
        soliloquy.window.close()
        soliloquy.close()


if __name__ == "__main__":
    main()
