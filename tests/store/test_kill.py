"""The window is killed at random moments: what was acknowledged is there at the next start."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from writing_child import BATCHES, batch_text

from app.chat.conversation import ConversationId, ReplyStatus, TurnId
from app.store.history import open_history

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("writing_child.py")
KILLS = int(os.environ.get("SOLILOQUY_TEST_KILLS", "25"))  # 1,000 by hand before a release


class Witness:
    """Everything that the store has acknowledged, over all its lives."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}  # turn to conversation
        self.grown: dict[str, int] = {}  # turn to number of batches
        self.ended: set[str] = set()

    def hear(self, line: bytes) -> None:
        try:
            word, turn, *rest = json.loads(line)
        except ValueError:
            return  # the line itself was cut off by the kill
        match word:
            case "open":
                assert turn == [], "opening after a kill needs no notice"
            case "asked":
                self.asked[turn] = rest[0]
            case "grown":
                self.grown[turn] = rest[0] + 1
            case "ended":
                self.ended.add(turn)

    @property
    def acknowledged(self) -> int:
        return len(self.asked) + sum(self.grown.values()) + len(self.ended)


def live_and_die(folder: Path, lines: int, witness: Witness) -> None:
    """Runs a child until it has said that many lines, and kills it wherever it is then."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(folder)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with child:
        assert child.stdout is not None
        for _ in range(lines):
            witness.hear(child.stdout.readline())
        child.kill()
        for line in child.stdout:  # acknowledged between our last look and the kill
            witness.hear(line)


def test_a_killed_window_loses_no_question_and_at_most_the_last_flush(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    folder = tmp_path / "data"
    witness = Witness()
    chance = random.Random()
    for _ in range(KILLS):
        live_and_die(folder, chance.randint(1, 3 * BATCHES), witness)
    assert len(witness.asked) > KILLS / 2, "the kills came too early to show anything"

    history = open_history(folder)
    assert history.notices == ()
    found = {}
    for conversation in {*witness.asked.values()}:
        loaded = history.load(ConversationId(conversation)).result(5)
        assert loaded is not None
        assert loaded.damage is None
        found.update({turn.id: turn for turn in loaded.conversation.turns})
    assert history.close()
    for name in witness.asked:
        turn = found[TurnId(name)]
        flushes = turn.reply.answer.count("<")
        assert turn.prompt == "Why? " * 20
        assert turn.reply.answer == "".join(batch_text(name, batch) for batch in range(flushes))
        # One more may have reached the disk between its commit and the word about it.
        assert witness.grown.get(name, 0) <= flushes <= witness.grown.get(name, 0) + 1
        if name in witness.ended:
            assert turn.reply.status is ReplyStatus.STOPPED
        elif flushes < BATCHES:
            assert turn.reply.status is ReplyStatus.INTERRUPTED
    record_property("acknowledged commits", witness.acknowledged)
