"""What it costs to open a conversation of 200 turns, up to its first picture."""

from __future__ import annotations

import time

from app.cli.ui_bench.figures import Figure
from app.cli.ui_bench.stage import conversation_of, scene_of, stage
from app.ui.transcript.turn_view import TurnScene

TURNS, TOKENS = 200, 340
OPEN_MS, DRAWN = 100, 4


def measure() -> list[Figure]:
    app, view = stage()
    view.show_scenes([scene_of("Warm **up**:\n\n```python\nx = 1\n```\n\n| a |\n|---|\n| b |\n")])
    view.repaint()
    app.sendPostedEvents()
    conversation = conversation_of(TURNS, tokens=TOKENS)
    siblings = conversation.sibling_ids
    scenes = [TurnScene(turn, siblings[turn.parent]) for turn in conversation.turns]
    view.transcript.follow()
    before = time.thread_time()
    view.show_scenes(scenes)
    view.repaint()
    took = time.thread_time() - before
    return [
        Figure(f"opening {TURNS} turns, to the first picture", 1_000 * took, "ms", OPEN_MS),
        Figure("turns that were drawn for it", len(view.transcript.views), "", DRAWN),
    ]
