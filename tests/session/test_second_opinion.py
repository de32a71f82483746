"""A question asked again: at another effort, of another model, always beside the reply that is there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_cloud import LAB, HandCloud
from model_rig import SCRIPTED, Rig
from pytestqt.qtbot import QtBot

from app.chat.attachment import Attachment, AttachmentKind
from app.chat.conversation import Effort, ReplyStatus, TurnId
from app.chat.egress import Choice
from app.models.fit import GIB, mac_memory
from app.paths import demo_model_folder
from app.session.chat_session import ChatSession
from app.session.second_opinion import AtEffort, OfService, SecondOpinion, WithModel
from app.store.history import open_history

PNG_BEGIN = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x04\0"
PICTURE = Attachment("cat.png", AttachmentKind.PICTURE, size_bytes=9, data=PNG_BEGIN)
ANSWER = "script:\nanswer Yes.\nend"
SLOW = "script:\nwait 5\nanswer Yes.\nend"


class Asked:
    """A conversation with one answered question, on a machine with another model."""

    def __init__(self, tmp_path: Path, qtbot: QtBot, command: tuple[str, ...] | None = SCRIPTED) -> None:
        self.other = str(shutil.copytree(demo_model_folder(), tmp_path / "data" / "models" / "other"))
        self.rig = Rig(tmp_path / "data", qtbot, command=command)
        self.history = open_history(tmp_path / "history")
        self.session = ChatSession(backend=self.rig.backend, history=self.history)
        self.hand = HandCloud(tmp_path, session=self.session, history=self.history, preferences=self.rig.preferences)
        self.cloud = self.hand.cloud
        self.opinion = SecondOpinion(session=self.session, models=self.rig.models, cloud=self.cloud)
        self.rig.start()
        self.first = self.asked(self.session.submit(ANSWER if command else "Hello", Effort.MEDIUM))

    def asked(self, turn: TurnId | None) -> TurnId:
        assert turn is not None
        self.rig.wait_until(lambda: self.session.conversation.turn(turn).reply.status.is_over)
        return turn

    def label(self, turn: TurnId) -> str:
        source = self.session.conversation.turn(turn).reply.source
        assert source is not None
        return source.label

    def close(self) -> None:
        self.session.shutdown()
        self.hand.close()
        self.rig.close()
        self.history.close()


@pytest.fixture
def asked(tmp_path: Path, qtbot: QtBot) -> Iterator[Asked]:
    made = Asked(tmp_path, qtbot)
    yield made
    made.close()


def test_every_effort_and_every_other_model_on_disk_can_be_asked(asked: Asked) -> None:
    assert asked.opinion.ways(asked.first) == (*map(AtEffort, Effort), WithModel(asked.other, "other"))


def test_another_effort_answers_beside_the_first_reply(asked: Asked) -> None:
    second = asked.asked(asked.opinion.ask(asked.first, AtEffort(Effort.HIGH)))
    assert asked.session.conversation.turn(second).effort is Effort.HIGH
    assert asked.session.conversation.sibling_ids[None] == (asked.first, second)
    assert asked.session.conversation.turn(asked.first).reply.answer == "Yes."


def test_another_model_is_loaded_and_answers_and_stays(asked: Asked) -> None:
    second = asked.asked(asked.opinion.ask(asked.first, WithModel(asked.other, "other")))
    assert (asked.label(asked.first), asked.label(second)) == ("Demo", "other")
    assert asked.session.conversation.turn(second).effort is Effort.MEDIUM
    assert asked.rig.models.current is not None
    assert asked.rig.models.current.id == asked.other
    assert WithModel("demo", "Demo") in asked.opinion.ways(second)


def test_a_model_that_is_refused_is_not_asked_and_it_is_said(asked: Asked) -> None:
    asked.rig.memory = mac_memory(GIB, 1)
    assert asked.opinion.ask(asked.first, WithModel(asked.other, "other")) is None
    assert len(asked.rig.failures) == 1
    assert len(asked.session.conversation.turns) == 1
    assert asked.rig.models.current is not None
    assert asked.rig.models.current.is_demo


def test_nothing_is_asked_or_loaded_while_a_reply_grows(asked: Asked) -> None:
    asked.session.submit(SLOW, Effort.LOW)
    assert asked.opinion.ask(asked.first, WithModel(asked.other, "other")) is None
    assert asked.opinion.ask(asked.first, AtEffort(Effort.LOW)) is None
    assert asked.rig.models.current is not None
    assert asked.rig.models.current.is_demo


def test_a_service_is_asked_through_its_card_and_answers_beside_the_first_reply(asked: Asked) -> None:
    asked.hand.allow()
    mini = asked.cloud.services.usable[0]
    assert OfService(mini) in asked.opinion.ways(asked.first)
    assert asked.opinion.ask(asked.first, OfService(mini)) is None
    assert asked.hand.outside.asked == []
    assert asked.cloud.pending is not None
    assert asked.cloud.pending.again == asked.first
    second = asked.cloud.choose(Choice.ONCE)
    assert second is not None
    asked.rig.wait_until(lambda: len(asked.hand.outside.asked) == 1)
    asked.hand.outside.last.say("Yes, too.")
    asked.hand.outside.last.finish()
    assert asked.label(asked.asked(second)) == "GPT-4o mini"
    assert asked.session.conversation.sibling_ids[None] == (asked.first, second)


def test_an_answer_from_outside_is_asked_again_there_or_here(asked: Asked) -> None:
    asked.hand.allow(LAB)
    lab = asked.cloud.services.find(LAB.id)
    assert lab is not None
    asked.opinion.ask(asked.first, OfService(lab))
    second = asked.cloud.choose(Choice.CONVERSATION)
    assert second is not None
    asked.rig.wait_until(lambda: len(asked.hand.outside.asked) == 1)
    asked.hand.outside.last.say("Yes.")
    asked.hand.outside.last.finish()
    ways = asked.opinion.ways(second)
    assert ways[:5] == (*map(AtEffort, Effort), WithModel(asked.other, "other"), WithModel("demo", "Demo"))
    assert OfService(lab) not in ways
    third = asked.opinion.ask(second, AtEffort(Effort.HIGH))
    assert third is not None, "the card was accepted for this conversation"
    asked.rig.wait_until(lambda: len(asked.hand.outside.asked) == 2)
    assert asked.hand.outside.last.requests[-1].prompt.effort is Effort.HIGH


def test_an_edited_question_goes_where_the_next_one_would_go(asked: Asked) -> None:
    asked.hand.allow()
    asked.cloud.choose_destination(asked.cloud.services.usable[0])
    assert asked.opinion.ask_instead(asked.first, "In other words?", Effort.LOW) is None
    assert asked.cloud.pending is not None
    assert (asked.cloud.pending.text, asked.cloud.pending.parent) == ("In other words?", None)
    assert asked.hand.outside.asked == []
    asked.cloud.choose_destination(None)
    edited = asked.asked(asked.opinion.ask_instead(asked.first, ANSWER, Effort.LOW))
    assert asked.label(edited) == "Demo"


def test_a_question_with_a_picture_is_answered_here_from_its_words(tmp_path: Path, qtbot: QtBot) -> None:
    """The real engine is told that there is a picture; its bytes have no way through the pipe."""
    asked = Asked(tmp_path, qtbot, command=None)
    turn = asked.asked(asked.session.submit("What is 2 + 3?", Effort.LOW, (PICTURE,)))
    assert asked.session.conversation.turn(turn).reply.failure is None
    assert asked.session.conversation.turn(turn).reply.status is ReplyStatus.ANSWERED
    again = asked.asked(asked.opinion.ask(turn, AtEffort(Effort.HIGH)))
    assert asked.session.conversation.turn(again).attachments == (PICTURE,)
    asked.close()
