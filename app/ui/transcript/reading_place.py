"""Where somebody reads: at the end, or with the top of a turn so far from the top of what is seen."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from app.chat.conversation import TurnId
from app.ui.transcript.transcript import Transcript

ReadingPlace = tuple[TurnId, int]


def reading_place(transcript: Transcript) -> ReadingPlace | None:
    """None at the end."""
    if transcript.is_following:
        return None
    for view in transcript.views:
        top = view.mapTo(transcript.viewport(), QPoint(0, 0)).y()
        if view.scene is not None and top + view.height() > 0:
            return view.scene.turn.id, top
    return None


def read_on(transcript: Transcript, place: ReadingPlace | None) -> None:
    """There, in another transcript of the same path."""
    if place is None:
        transcript.follow()
    else:
        turn, top = place
        transcript.show_turn(turn, top=top)
