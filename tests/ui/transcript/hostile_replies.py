"""Replies that try to reach something, and a program that renders them all, to be watched from outside."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data" / "hostile" / "replies.txt"
BEGIN, END = "/soliloquy-rendering-begins", "/soliloquy-rendering-ends"  # looked for, so that the watch sees when
HERE_IS_A_SOCKET = "/soliloquy-control"  # no socket listens there


def hostile_replies(path: str) -> list[str]:
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n").replace("{path}", path) for line in lines if line]


def main(path: str) -> None:
    from published_payloads import replies
    from PySide6.QtWidgets import QApplication
    from reference_text import examples
    from stage import RESOURCES

    from app.ui.theme import Theme
    from app.ui.transcript.answer_view import AnswerView

    app = QApplication([])
    view = AnswerView(theme=Theme(icons=RESOURCES / "icons"))
    view.resize(700, 500)
    view.show()

    def render(text: str) -> None:
        view.show_text("", is_over=True)
        view.show_text(text, is_over=True)
        while not view.is_filled or view.is_reviewing:
            app.processEvents()
        view.grab()

    render("**Warm** `up` ~~x~~ *y* 日本 ☑\n\n```python\nx = 1\n```\n\n| a |\n|---|\n| b |")
    os.path.exists(BEGIN)
    for text in [*hostile_replies(path), *replies(), *(example.markdown for example in examples())]:
        render(text)
    os.path.exists(END)
    reach_out(path)
    sys.stdout.write("DONE\n")


def reach_out(path: str) -> None:
    """What no reply may do, done once: the watch has to see it."""
    Path(path).read_bytes()
    with socket.socket(socket.AF_UNIX) as reaching, contextlib.suppress(OSError):
        reaching.connect(HERE_IS_A_SOCKET)


if __name__ == "__main__":
    main(sys.argv[1])
