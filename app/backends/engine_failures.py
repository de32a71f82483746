"""What is said to the person when the engine cannot be started, is of another version, or is lost."""

from __future__ import annotations

from app.backends.engine_process import EngineEnd
from app.chat.failure import Failure, FailureKind
from app.wire.messages import PROTOCOL, Hello


def cannot_start(end: EngineEnd) -> Failure:
    sentence = "The engine cannot be started. Your conversations are safe; install the app again."
    return Failure(FailureKind.ENGINE_START, sentence, end.detail)


def other_version(hello: Hello) -> Failure:
    sentence = "The engine belongs to another version of this app. Install the app again."
    return Failure(FailureKind.ENGINE_START, sentence, f"protocol {hello.protocol}, not {PROTOCOL}")


def lost_in_mid_reply(end: EngineEnd) -> Failure:
    sentence = (
        "The engine stopped unexpectedly. The text so far is kept; the engine starts again, and you can ask again."
    )
    return Failure(FailureKind.ENGINE_LOST, sentence, end.detail)


def lost_too_often(end: EngineEnd) -> Failure:
    sentence = "The engine stopped three times in a row and is off now. Start it again, or choose another model."
    return Failure(FailureKind.ENGINE_LOST, sentence, end.detail)
