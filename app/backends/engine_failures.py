"""What is said to the person when the engine cannot be started, is of another version, or is lost."""

from __future__ import annotations

from app.backends.child import ChildEnd
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.wire.messages import PROTOCOL, Hello


def cannot_start(end: ChildEnd) -> Failure:
    said = sentence("The engine cannot be started. Your conversations are safe; install the app again.")
    return failure_of(FailureKind.ENGINE_START, said, detail=end.detail)


def other_version(hello: Hello) -> Failure:
    said = sentence("The engine belongs to another version of this app. Install the app again.")
    return failure_of(FailureKind.ENGINE_START, said, detail=f"protocol {hello.protocol}, not {PROTOCOL}")


def lost_in_mid_reply(end: ChildEnd) -> Failure:
    said = sentence(
        "The engine stopped unexpectedly. The text so far is kept; the engine starts again, and you can ask again."
    )
    return failure_of(FailureKind.ENGINE_LOST, said, detail=end.detail)


def lost_too_often(end: ChildEnd) -> Failure:
    said = sentence("The engine stopped three times in a row and is off now. Start it again, or choose another model.")
    return failure_of(FailureKind.ENGINE_LOST, said, detail=end.detail)
