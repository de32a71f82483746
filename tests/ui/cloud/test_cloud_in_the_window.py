"""The card, the offers and the marks of the cloud, in the real window over the real session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cloud_scenes import CLOUD, HIDDEN, NEAR, QUESTION, allowed, mini, opened
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from scenes import library
from stage import LAB, Stage

from app.chat.conversation import Effort, ReplyStatus, Usage
from app.chat.egress import Choice
from app.chat.exchange import Failed
from app.chat.failure import Failure, FailureKind
from app.ui.cloud.egress_card import REST_MS
from app.ui.cloud.place_badge import HERE

Staged = Callable[..., Stage]


@pytest.fixture
def stage(staged: Staged) -> Stage:
    return staged(*library())


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def card_of(stage: Stage):  # type: ignore[no-untyped-def]  # of the window
    return stage.window.conversation.egress


def type_and_send(stage: Stage, text: str) -> None:
    stage.window.conversation.composer.show_text(text)
    click(stage.window.conversation.composer.send_button)


def test_nothing_speaks_of_the_cloud_until_it_is_allowed(stage: Stage) -> None:
    opened(stage)
    place = stage.window.conversation.header.place
    assert place.place.words == "On this Mac"
    assert place.actions_to_choose == {}
    assert "Nothing is sent anywhere" in stage.window.conversation.composer.place
    stage.session.submit(QUESTION, Effort.LOW)
    stage.wait(lambda: len(stage.backend.requests) == 1)
    stage.backend.reply(Failed(Failure(FailureKind.ENGINE_LOST, "Lost.")))
    assert "instead" not in stage.text()


def test_a_lost_engine_only_offers_and_the_card_shows_what_would_go(stage: Stage) -> None:
    CLOUD["lost"](stage)
    assert "Ask GPT-4o mini instead…" in stage.text()
    assert card_of(stage).isHidden()
    view = stage.window.conversation.transcript.view(stage.session.path[-1].id)
    click(view.failure.elsewhere)
    card = card_of(stage)
    assert card.isVisible()
    shown = card.text()
    for words in ("Send this to GPT-4o mini?", "api.openai.com", "What is 85 + 47?", "85 + 47 = **132**.", QUESTION):
        assert words in shown
    assert "about 43 tokens" in shown
    assert "at least $0.000006, at most $0.0098" in shown
    assert "prices of November 24, 2026" in shown
    assert "in 51 days" in shown
    assert stage.hand_cloud.outside.asked == []
    click(card.once)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    assert card.isHidden()
    assert stage.window.conversation.header.place.place.words == "Partly sent out"
    stage.hand_cloud.outside.last.say("It holds.")
    stage.hand_cloud.outside.last.finish()
    assert "GPT-4o mini at OpenAI" in stage.text()
    assert "Parts of this conversation were sent out before" in stage.window.conversation.composer.place


def test_the_card_is_answered_by_keyboard_alone(stage: Stage, qtbot: QtBot) -> None:
    CLOUD["card"](stage)
    card = card_of(stage)
    stage.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is card.outgoing, timeout=5000)
    reached = []
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [card.not_now, card.always, card.once]
    card.outgoing.setFocus()
    QTest.keyClick(card.outgoing, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is card.successor
    card.outgoing.setFocus()
    QTest.keyClick(card.outgoing, Qt.Key.Key_Escape)
    assert card.isHidden()
    assert stage.hand_cloud.outside.asked == []
    assert QApplication.focusWidget() is stage.window.conversation.composer.edit
    stage.cloud.ask_again(stage.session.path[-1].id, mini(stage))
    card.always.setFocus()
    QTest.keyClick(card.always, Qt.Key.Key_Space)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)


def test_a_second_click_does_not_agree_to_what_has_changed_under_the_first(stage: Stage) -> None:
    allowed(stage)
    stage.cloud.choose_destination(mini(stage))
    type_and_send(stage, QUESTION)
    card = card_of(stage)
    assert "something has changed" not in card.text()
    card.rest_ms = REST_MS
    stage.session.instruct("Pirate", "Talk like a pirate.")
    for _ in range(2):
        click(card.once)
    assert stage.hand_cloud.outside.asked == []
    assert "Talk like a pirate." in card.outgoing.toPlainText()
    assert "something has changed" in card.text()
    assert (card.once.isEnabled(), card.always.isEnabled(), card.not_now.isEnabled()) == (False, False, True)
    assert QApplication.focusWidget() not in (card.once, card.always)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(card.once, key)
    assert stage.hand_cloud.outside.asked == []
    card.end_rest()
    click(card.once)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    assert "Talk like a pirate." in stage.hand_cloud.outside.last.texts()


def test_a_card_that_comes_up_is_not_answered_by_what_was_meant_for_the_box(stage: Stage, qtbot: QtBot) -> None:
    allowed(stage)
    stage.window.resize(720, 520)  # where the card takes the place of the box
    stage.cloud.choose_destination(mini(stage))
    card = card_of(stage)
    card.rest_ms = REST_MS
    type_and_send(stage, QUESTION)
    click(card.once)
    assert (card.isVisible(), stage.session.path) == (True, ())
    click(card.not_now)
    card.rest_ms = 1
    click(stage.window.conversation.composer.send_button)
    qtbot.waitUntil(card.once.isEnabled, timeout=10_000)
    assert card.always.isEnabled()


def test_a_card_that_a_page_lay_over_rests_again_when_the_page_goes(stage: Stage) -> None:
    CLOUD["card"](stage)
    card = card_of(stage)
    assert card.once.isEnabled()
    card.rest_ms = REST_MS
    stage.window.settings.open()
    assert not card.isVisible()
    stage.window.pages.close()
    assert (card.isVisible(), card.once.isEnabled(), card.always.isEnabled()) == (True, False, False)
    card.end_rest()
    assert card.once.isEnabled()


def test_a_question_for_a_service_stays_in_the_box_until_it_is_sent(stage: Stage) -> None:
    allowed(stage, LAB)
    place = stage.window.conversation.header.place
    assert list(place.actions_to_choose) == [HERE, "openai/gpt-4o-mini", "openai/gpt-6-luna", "lab/gpt-oss-120b"]
    place.actions_to_choose["openai/gpt-4o-mini"].trigger()
    assert place.place.words == "GPT-4o mini"
    composer = stage.window.conversation.composer
    assert "leaves this Mac" in composer.place
    assert composer.edit.placeholderText() == "Message GPT-4o mini"
    type_and_send(stage, QUESTION)
    assert composer.text == QUESTION
    click(card_of(stage).not_now)
    assert composer.text == QUESTION
    click(composer.send_button)
    click(card_of(stage).once)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    assert composer.text == ""
    assert stage.backend.requests == []
    assert "Asking GPT-4o mini…" in stage.text()
    place.actions_to_choose[HERE].trigger()
    assert place.place.words == "Partly sent out"


def test_whoever_changes_the_question_under_a_card_means_another_one(stage: Stage) -> None:
    allowed(stage)
    stage.cloud.choose_destination(mini(stage))
    type_and_send(stage, QUESTION)
    assert card_of(stage).isVisible()
    stage.window.conversation.composer.edit.appendPlainText("And more.")
    assert card_of(stage).isHidden()
    assert stage.hand_cloud.outside.asked == []


def test_characters_that_are_not_seen_and_an_open_connection_are_told(stage: Stage) -> None:
    CLOUD["card_near"](stage)
    shown = card_of(stage).text()
    assert "⟨U+200B⟩" in shown
    assert "⟨U+202E⟩" in shown
    assert HIDDEN[7] not in shown
    assert "not encrypted" in shown
    assert "characters that cannot be seen" in shown
    assert "its price is not known" in shown
    assert NEAR.endpoint.host in shown


def test_a_limit_that_could_be_passed_blocks_the_card(stage: Stage) -> None:
    CLOUD["card_refused"](stage)
    card = card_of(stage)
    assert "limit" in card.text()
    assert not card.once.isEnabled()
    assert not card.always.isEnabled()
    assert card.not_now.isEnabled()


def test_a_long_conversation_can_be_agreed_to_when_all_of_it_stands(stage: Stage, qtbot: QtBot) -> None:
    allowed(stage, LAB)
    stage.cloud.choose_destination(LAB)
    stage.cloud.ask("word " * 20_000 + "the end", Effort.LOW, LAB)
    card = card_of(stage)
    assert not card.outgoing.is_whole
    assert not card.once.isEnabled()
    qtbot.waitUntil(lambda: card.once.isEnabled(), timeout=10_000)
    assert card.outgoing.toPlainText().endswith("the end")


def test_what_the_service_has_seen_before_is_told_apart(stage: Stage) -> None:
    CLOUD["answered_there"](stage)
    stage.session.submit("Between us", Effort.LOW)
    stage.wait(lambda: len(stage.backend.requests) == 1)
    stage.answer("Yes.")
    stage.finish()
    stage.cloud.ask("And now?", Effort.LOW, mini(stage))
    shown = card_of(stage).outgoing.toPlainText()
    assert "You, sent before\n" + QUESTION in shown
    assert "You\nBetween us" in shown
    assert "Answer\nYes." in shown


def test_a_thought_that_the_provider_keeps_is_told_as_such(stage: Stage) -> None:
    CLOUD["answered_there"](stage)
    assert "Thought, not shared by the provider" in stage.text()


def test_reasoning_that_a_service_sends_is_in_the_pane(stage: Stage) -> None:
    CLOUD["reasoned_there"](stage)
    stage.window.menus.reasoning.trigger()
    assert "85 + 48 is one more than 132." in stage.text()
    assert "gpt-oss-120b at Lab" in stage.text()


def test_too_many_requests_count_down_and_are_asked_again_by_click(stage: Stage) -> None:
    CLOUD["busy"](stage)
    view = stage.window.conversation.transcript.view(stage.session.path[-1].id)
    button = view.failure.again
    assert button.text().startswith("Ask again in ")
    assert not button.isEnabled()
    view.failure._now = lambda: stage.session.path[-1].reply.failure.retry_at
    view.failure._show_again()
    assert button.text() == "Ask again"
    assert button.isEnabled()
    click(button)
    assert card_of(stage).isVisible(), "the same service, and a card again"
    assert stage.backend.requests == []


def test_a_model_that_goes_is_offered_its_successor_on_the_card(stage: Stage) -> None:
    CLOUD["card"](stage)
    card = card_of(stage)
    click(card.successor)
    assert "Send this to GPT-6 Luna?" in card.text()
    assert "its price is not known" in card.text()
    assert stage.cloud.pending is not None
    assert stage.cloud.pending.again is not None
    click(card.once)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    stage.hand_cloud.outside.last.fail(Failure(FailureKind.CLOUD_MODEL_GONE, "Gone."))
    assert stage.session.path[-1].reply.status is ReplyStatus.FAILED
    assert "instead" not in stage.text().split("Gone.")[1], "it has no successor of its own"


def test_another_conversation_has_its_own_card_place_and_mark(stage: Stage, qtbot: QtBot) -> None:
    allowed(stage)
    opened(stage)
    stage.cloud.choose_destination(mini(stage))
    stage.cloud.ask(QUESTION, Effort.LOW, mini(stage))
    opened(stage, "Counting letters")
    assert card_of(stage).isHidden()
    assert stage.window.conversation.header.place.place.words == "On this Mac"
    opened(stage)
    assert card_of(stage).isVisible()
    stage.cloud.choose(Choice.ONCE)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    stage.hand_cloud.outside.last.finish(Usage(1, 0, 0, 1))
    qtbot.waitUntil(lambda: any(held.has_gone_out for held in stage.library.conversations), timeout=5000)
    assert [held.title for held in stage.library.conversations if held.has_gone_out] == ["What is 85 + 47?"]


def test_never_takes_the_card_the_place_and_the_offers_away(stage: Stage) -> None:
    CLOUD["card"](stage)
    stage.cloud.choose_destination(mini(stage))
    stage.cloud.services.is_never = True
    assert card_of(stage).isHidden()
    assert stage.window.conversation.header.place.place.words == "On this Mac"
    assert stage.window.conversation.header.place.actions_to_choose == {}
    assert "instead" not in stage.text()
    type_and_send(stage, "For the model here")
    stage.wait(lambda: len(stage.backend.requests) == 2)
    assert stage.hand_cloud.outside.asked == []


def test_what_waits_for_an_answer_is_not_sent_out_by_itself(stage: Stage) -> None:
    CLOUD["answered_there"](stage)
    composer = stage.window.conversation.composer
    stage.cloud.ask("And 1 + 1?", Effort.LOW, mini(stage))
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 2)
    composer.show_text("And after that?")
    click(composer.queue_button)
    assert composer.text == ""
    stage.hand_cloud.outside.last.say("2")
    stage.hand_cloud.outside.last.finish()
    assert composer.text == "And after that?", "back in the box, for the person to send"
    assert (len(stage.hand_cloud.outside.asked), stage.backend.requests) == (2, [])


def test_files_go_with_the_question_and_are_on_the_card(stage: Stage) -> None:
    allowed(stage)
    stage.cloud.choose_destination(mini(stage))
    stage.window.writing._attaching.attach_text("", "Notes", "the secret ingredient is salt")
    stage.wait(lambda: not stage.window.writing._attaching.pending(""))
    type_and_send(stage, "What is it?")
    shown = card_of(stage).outgoing.toPlainText()
    assert "the secret ingredient is salt" in shown
    assert "What is it?" in shown
    click(card_of(stage).always)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    assert "the secret ingredient is salt" in stage.hand_cloud.outside.last.texts()[-1]
    assert stage.writing.drafts.box("").attachments == ()
    stage.hand_cloud.outside.last.finish()
    stage.window.writing._attaching.attach_text(stage.session.conversation.id, "More", "and pepper")
    stage.wait(lambda: not stage.window.writing._attaching.pending(stage.session.conversation.id))
    type_and_send(stage, "And now?")
    assert card_of(stage).isVisible(), "a file is more than the question"


def test_the_meter_holds_the_conversation_against_the_context_of_who_is_asked(stage: Stage, qtbot: QtBot) -> None:
    allowed(stage, LAB)
    opened(stage)
    meter = stage.window.conversation.composer.meter
    qtbot.waitUntil(lambda: meter.text().endswith("/ 4k"), timeout=5000)
    stage.cloud.choose_destination(mini(stage))
    assert meter.text().endswith("/ 125k")
    stage.cloud.choose_destination(LAB)
    assert meter.text() == "", "its context is not known"
