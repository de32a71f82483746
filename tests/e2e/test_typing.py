"""A question is read by the engine while it is typed, and what was typed stands on no disk before it is asked."""

from __future__ import annotations

from pathlib import Path

from driving import LIMIT_MS, OpenWindow, wait_until_over
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.chat.conversation import ReplyStatus
from app.chat.exchange import Sampling
from app.chat.prompt import prompt_ahead
from app.harmony.render import render_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder

TYPED = "Could you please tell me what the sum is of 47 and "


def test_after_return_only_the_last_words_are_left_to_read(
    qtbot: QtBot, open_window: OpenWindow, own_home: Path
) -> None:
    soliloquy = open_window(sampling=Sampling(temperature=0.0))

    def live() -> int:
        use = soliloquy.backend.memory_use
        return 0 if use is None else use.live

    qtbot.waitUntil(lambda: live() > 0, timeout=LIMIT_MS)  # what every question begins with was read
    vocabulary, session = Vocabulary.load(demo_model_folder()), soliloquy.session
    frame = len(
        render_ahead(prompt_ahead(session.conversation, session.leaf, soliloquy.preferences.effort), vocabulary)
    )
    known = frame + len(vocabulary.encode(TYPED.rstrip()))
    before = live()
    box = soliloquy.window.conversation.composer.edit
    box.setFocus()
    QTest.keyClicks(box, TYPED)
    qtbot.waitUntil(lambda: live() > before, timeout=LIMIT_MS)  # all at once: it was typed at once
    kept = [path.name for path in (own_home / "cache" / "reading").glob("*/*/*-*.safetensors")]
    QTest.keyClicks(box, "85?\r")
    turn = wait_until_over(qtbot, soliloquy, 1)
    assert turn.reply.status is ReplyStatus.ANSWERED
    assert turn.reply.usage is not None
    assert turn.reply.usage.reused_tokens == known
    assert all(int(name.split("-")[1]) <= frame for name in kept), "the disk holds what came before the question"
