"""A window's store, seen from its killer: writes replies and says on stdout what the disk has acknowledged.

Each line is one JSON list: ["asked", turn, prompt], ["grown", turn, batch], ["ended", turn].
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path

from app.chat.conversation import Conversation, ConversationId, Effort, Reply, Turn, TurnId
from app.chat.exchange import Delta, ReplyEvent
from app.chat.fold import fold_all, stopped
from app.chat.prompt import Channel
from app.store.history import open_history

BATCHES = 12


def batch_text(turn: str, batch: int) -> str:
    return f"<{turn} {batch}>"


def say(*words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def write_for_ever(folder: Path) -> None:
    history = open_history(folder)
    say("open", [notice.message for notice in history.notices])
    conversation = Conversation(ConversationId(uuid.uuid4().hex), "Killed", 1.0, "2026-11-24")
    while True:
        turn = Turn(TurnId(uuid.uuid4().hex), conversation.newest_leaf, "Why? " * 20, Effort.LOW, 2.0)
        conversation = conversation.with_turn(turn)
        history.append_turns(conversation, [turn]).result()
        say("asked", turn.id, conversation.id)
        events: list[ReplyEvent] = []
        for batch in range(BATCHES):
            event = Delta(Channel.FINAL, batch_text(turn.id, batch), 1)
            events.append(event)
            history.append_events(turn.id, [event]).result()
            say("grown", turn.id, batch)
        history.finish(turn.id, stopped(fold_all(Reply(), events))).result()
        say("ended", turn.id)


if __name__ == "__main__":
    write_for_ever(Path(sys.argv[1]))
