"""What is told of replies in conversations that are not open."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.chat.conversation import Conversation, ConversationId, Effort, PromptReading, Source, SourceKind, Usage
from app.chat.draft import Draft
from app.chat.exchange import Delta, Failed, Finished, FinishReason, PromptProgress, RequestId
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import Channel
from app.session.chat_session import ChatSession
from app.session.elsewhere import Elsewhere, Mark

LIMIT_MS = 10_000
SOURCE = Source(SourceKind.LOCAL, "demo", "Demo")
READ = PromptProgress(PromptReading(1, 2, 0))
TEXT = Delta(Channel.FINAL, "Well.", 1)
ENDED = Finished(FinishReason.ENDED, Usage(), SOURCE)
LOST = Failed(Failure(FailureKind.ENGINE_LOST, "lost"))


@pytest.fixture
def elsewhere(session: ChatSession) -> Elsewhere:
    return Elsewhere(session=session)


def ask(session: ChatSession, backend: Any, qtbot: QtBot) -> tuple[Conversation, RequestId]:
    """In a new conversation, which stays open."""
    session.start_conversation()
    count = len(backend.requests)
    session.submit("A question", Effort.LOW)
    qtbot.waitUntil(lambda: len(backend.requests) > count, timeout=LIMIT_MS)
    return session.conversation, backend.requests[-1].id


def test_a_reply_waits_grows_and_is_new_until_its_conversation_is_opened(
    session: ChatSession, backend: Any, elsewhere: Elsewhere, qtbot: QtBot
) -> None:
    conversation, request = ask(session, backend, qtbot)
    told: list[dict[str, Mark]] = []
    elsewhere.changed.connect(lambda: told.append(dict(elsewhere.marks)))
    assert elsewhere.marks == {}  # it is open
    session.start_conversation()
    for event in (READ, READ, TEXT, TEXT, ENDED):
        backend.reply(event, request)
    session.open_conversation(conversation.id)
    qtbot.waitUntil(lambda: session.conversation.id == conversation.id, timeout=LIMIT_MS)
    marks = [one.get(conversation.id) for one in told]
    assert marks == [Mark.WAITING, Mark.ANSWERING, Mark.ANSWERED, None]


def test_each_conversation_has_a_mark_of_its_own(
    session: ChatSession, backend: Any, elsewhere: Elsewhere, qtbot: QtBot
) -> None:
    first, request = ask(session, backend, qtbot)
    second, _ = ask(session, backend, qtbot)
    third, lost = ask(session, backend, qtbot)
    ask(session, backend, qtbot)
    backend.reply(TEXT, request)
    backend.reply(LOST, lost)
    assert elsewhere.marks == {first.id: Mark.ANSWERING, second.id: Mark.WAITING, third.id: Mark.FAILED}


def test_what_ends_where_it_can_be_seen_has_no_mark(
    session: ChatSession, backend: Any, elsewhere: Elsewhere, qtbot: QtBot
) -> None:
    _, request = ask(session, backend, qtbot)
    with qtbot.assertNotEmitted(elsewhere.changed):
        backend.reply(TEXT, request)
        backend.reply(ENDED, request)
        session.start_conversation()


def test_an_answer_stays_new_while_another_one_grows_after_it(
    session: ChatSession, backend: Any, elsewhere: Elsewhere, qtbot: QtBot
) -> None:
    conversation, request = ask(session, backend, qtbot)
    session.start_conversation()

    def follow(place: str, turn: Any) -> None:
        session.reply_ended.disconnect(follow)
        session.submit_after(ConversationId(place), turn, Draft("And then?"))

    session.reply_ended.connect(follow)
    backend.reply(ENDED, request)
    assert elsewhere.marks == {conversation.id: Mark.WAITING}
    qtbot.waitUntil(lambda: backend.requests[-1].id != request, timeout=LIMIT_MS)
    backend.reply(ENDED)
    assert elsewhere.marks == {conversation.id: Mark.ANSWERED}


def test_what_is_deleted_leaves_no_mark(session: ChatSession, backend: Any, elsewhere: Elsewhere, qtbot: QtBot) -> None:
    conversation, _ = ask(session, backend, qtbot)
    session.start_conversation()
    session.forget(conversation.id)
    assert elsewhere.marks == {}


def test_what_is_deleted_is_no_news(session: ChatSession, backend: Any, elsewhere: Elsewhere, qtbot: QtBot) -> None:
    conversation, request = ask(session, backend, qtbot)
    session.start_conversation()
    backend.reply(ENDED, request)
    assert elsewhere.marks == {conversation.id: Mark.ANSWERED}
    with qtbot.waitSignal(elsewhere.changed, timeout=LIMIT_MS):
        elsewhere.forget(conversation.id)
    assert elsewhere.marks == {}
