"""What waits is asked when the reply before it has ended well, and is never asked by itself otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.chat.attachment import AttachmentKind, attachment_of
from app.chat.conversation import Effort, Source, SourceKind, Usage
from app.chat.draft import Draft
from app.chat.exchange import Delta, Failed, Finished, FinishReason
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import Channel
from app.session.chat_session import ChatSession
from app.session.drafts import Drafts
from app.session.following import Following
from app.store.drafts import Slot
from app.store.history import History

LIMIT_MS = 10_000
CSV = attachment_of("sums.csv", AttachmentKind.CSV, "a,b", size_bytes=3)
SOURCE = Source(SourceKind.LOCAL, "demo", "Demo")
NEXT = Draft("And then?", (CSV,), Effort.HIGH)
LOST = Failed(Failure(FailureKind.ENGINE_LOST, "lost"))


@pytest.fixture
def drafts(history: History, session: ChatSession) -> Iterator[Drafts]:
    drafts = Drafts(history=history)
    following = Following(session=session, drafts=drafts)
    yield drafts
    drafts.shutdown()
    following.deleteLater()


def ask(session: ChatSession, backend: Any, qtbot: QtBot) -> str:
    """The id of the conversation in which a reply grows now."""
    session.submit("First", Effort.LOW)
    qtbot.waitUntil(lambda: bool(backend.requests), timeout=LIMIT_MS)
    return session.conversation.id


def end(backend: Any, reason: FinishReason = FinishReason.ENDED, answer: str = "Well.") -> None:
    if answer:
        backend.reply(Delta(Channel.FINAL, answer, 1))
    backend.reply(Finished(reason, Usage(), SOURCE))


def test_after_a_good_reply_it_is_asked_with_its_files_and_its_effort(
    session: ChatSession, backend: Any, drafts: Drafts, qtbot: QtBot, history: History
) -> None:
    place = ask(session, backend, qtbot)
    drafts.put_next(place, NEXT)
    drafts.flush()
    end(backend)
    assert session.is_answering
    asked = session.path[-1]
    assert (asked.prompt, asked.effort, asked.attachments) == ("And then?", Effort.HIGH, (CSV,))
    assert [turn.prompt for turn in session.path] == ["First", "And then?"]
    qtbot.waitUntil(lambda: len(backend.requests) == 2, timeout=LIMIT_MS)
    drafts.flush()
    assert history.drafts().result(5) == {}


def test_it_is_also_asked_in_a_conversation_that_is_not_on_screen(
    session: ChatSession, backend: Any, drafts: Drafts, qtbot: QtBot
) -> None:
    place = ask(session, backend, qtbot)
    drafts.put_next(place, NEXT)
    session.start_conversation()
    with qtbot.assertNotEmitted(session.turn_added):
        end(backend)
    qtbot.waitUntil(lambda: len(backend.requests) == 2, timeout=LIMIT_MS)
    assert backend.requests[-1].conversation == place
    assert not session.is_answering
    end(backend)
    session.open_conversation(place)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: session.conversation.id == place, timeout=LIMIT_MS)
    assert [turn.prompt for turn in session.path] == ["First", "And then?"]


@pytest.mark.parametrize("how", ["failed", "stopped", "cut", "no answer"])
def test_after_any_other_ending_it_stands_in_the_box(
    how: str, session: ChatSession, backend: Any, drafts: Drafts, qtbot: QtBot
) -> None:
    place = ask(session, backend, qtbot)
    drafts.put_next(place, NEXT)
    drafts.write(place, "typed since")
    match how:
        case "failed":
            backend.reply(LOST)
        case "stopped":
            end(backend, FinishReason.STOPPED)
        case "cut":
            end(backend, FinishReason.LENGTH)
        case _:
            end(backend, answer="")
    assert not session.is_answering
    assert drafts.box(place) == Draft("And then?\n\ntyped since", (CSV,), Effort.HIGH)
    assert not drafts.next(place)
    assert len(backend.requests) == 1


def test_what_waited_when_the_window_was_lost_stands_in_the_box_of_the_next_one(
    session: ChatSession, history: History, drafts: Drafts, qtbot: QtBot
) -> None:
    history.keep_draft("c", Slot.NEXT, NEXT, NEXT.attachments).result(5)
    with qtbot.waitSignal(drafts.loaded, timeout=LIMIT_MS):
        drafts.load()
    assert drafts.box("c") == NEXT
    assert not drafts.next("c")


def test_closing_the_window_keeps_it(
    session: ChatSession, backend: Any, drafts: Drafts, qtbot: QtBot, history: History
) -> None:
    place = ask(session, backend, qtbot)
    drafts.put_next(place, NEXT)
    session.shutdown()
    drafts.shutdown()
    assert len(backend.requests) == 1
    assert history.drafts().result(5) == {(place, Slot.BOX): NEXT}
