"""A picture from the file to the answer and to the next start, in the whole app."""

from __future__ import annotations

import sys
from pathlib import Path

from driving import LIMIT_MS, OpenWindow, last_turn, send, wait_until_over
from pytestqt.qtbot import QtBot

sys.path.append(str(Path(__file__).resolve().parents[1] / "extract"))

from photos import SECRETS, image, jpeg_from_a_phone

from app.chat.attachment import AttachmentKind
from app.chat.conversation import ReplyStatus


def test_a_photo_is_attached_answered_here_from_its_words_and_there_again_after_a_restart(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(jpeg_from_a_phone(image()))
    soliloquy = open_window()
    soliloquy.window.writing.attach([photo])
    composer = soliloquy.window.conversation.composer
    qtbot.waitUntil(lambda: "IMG_0001.jpg 40 × 60" in composer.chips.text(), timeout=LIMIT_MS)
    assert "cannot see pictures" in composer.sight
    send(soliloquy, "What is 2 + 3?")
    turn = wait_until_over(qtbot, soliloquy, 1)
    assert turn.reply.status is ReplyStatus.ANSWERED, turn.reply.failure
    [kept] = turn.attachments
    assert (kept.kind, kept.size_bytes) == (AttachmentKind.PICTURE, photo.stat().st_size)

    def is_counted() -> bool:
        """By the engine, with the words that tell of the picture."""
        counted = soliloquy.writing.counts.conversation
        return not counted.is_estimate and counted.tokens > 100

    qtbot.waitUntil(is_counted, timeout=LIMIT_MS)
    send(soliloquy, "What is 20 + 30?")  # the picture stands in its history
    assert wait_until_over(qtbot, soliloquy, 2).reply.status is ReplyStatus.ANSWERED
    soliloquy.close()
    later = open_window()
    qtbot.waitUntil(lambda: len(later.session.path) == 2, timeout=LIMIT_MS)
    assert later.session.path[0].attachments == (kept,)
    assert not any(secret in kept.data for secret in SECRETS)
    assert last_turn(later).attachments == ()
