"""Pictures in the window: a small one on the chip, who will see it, and what of it would go out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from picture_scenes import BEFORE, answered, attached, card, local_only, photo, viewer
from pytestqt.qtbot import QtBot
from stage import LAB, Stage

from app.chat.egress import Choice
from app.chat.outgoing import outgoing_messages

Staged = Callable[..., Stage]


@pytest.fixture
def stage(staged: Staged) -> Stage:
    return staged(BEFORE)


def words(stage: Stage) -> str:
    return stage.window.conversation.composer.sight


def test_a_chip_has_a_small_picture_and_its_size(stage: Stage) -> None:
    attached(stage)
    [chip] = stage.window.conversation.composer.chips.all
    assert chip.text().replace(",", "") == "IMG_2041.jpg 2048 × 1365 pixels"
    assert chip.face.accessibleName().startswith("IMG_2041.jpg, 2")
    middle = chip.face.grab().toImage().pixelColor(17, 10)
    assert middle.red() > middle.blue(), "the evening sky, and no icon"


def test_who_cannot_see_it_is_said_before_it_is_asked(stage: Stage) -> None:
    attached(stage)
    blind = "The model on this Mac cannot see pictures: it is only told that there is one."
    assert words(stage) == f"{blind} GPT-4o mini can: choose it beside the title."
    stage.cloud.choose_destination(stage.cloud.services.find("openai/gpt-4o-mini"))
    assert words(stage) == ""
    stage.cloud.services.is_never = True
    assert words(stage) == blind


def test_a_service_that_is_not_known_to_see_is_named(stage: Stage) -> None:
    attached(stage)
    stage.hand_cloud.allow(LAB)
    stage.cloud.choose_destination(stage.cloud.services.find(LAB.id))
    assert words(stage) == "gpt-oss-120b is not known to see pictures: it is only told that there is one."


def test_without_a_picture_nothing_is_said(stage: Stage) -> None:
    attached(stage)
    [chip] = stage.window.conversation.composer.chips.all
    chip.removed.emit()
    assert words(stage) == ""


def test_the_card_tells_of_each_picture_and_counts_it(stage: Stage, qtbot: QtBot) -> None:
    card(stage)
    shown = stage.window.conversation.egress
    qtbot.waitUntil(lambda: shown.outgoing.is_whole, timeout=10_000)
    told = shown.text().replace(",", "")
    size = len(photo().data)
    assert "Picture: IMG_2041.jpg 2048 × 1365 pixels" in told
    assert "with 1 picture of" in told
    assert stage.cloud.pending is not None
    assert stage.cloud.pending.egress.pictures[0].size_bytes == size
    assert stage.cloud.pending.egress.tokens > 2_833 + 5_667
    assert stage.hand_cloud.outside.asked == []


def test_the_very_picture_of_the_card_goes_out(stage: Stage) -> None:
    answered(stage)
    request = stage.hand_cloud.outside.last.requests[-1]
    sent = outgoing_messages(request.prompt, sees_pictures=True)[-1]
    assert [picture.data for picture in sent.pictures] == [photo().data]


def test_dont_send_keeps_the_picture_in_the_box(stage: Stage) -> None:
    card(stage)
    stage.cloud.choose(Choice.NOT_NOW)
    assert len(stage.window.conversation.composer.chips.all) == 1
    assert stage.hand_cloud.outside.asked == []


def test_the_viewer_shows_what_it_is_and_what_would_be_sent(stage: Stage) -> None:
    shown = viewer(stage)
    assert "What would be sent of it are its pixels alone: no place, no time, no camera." in shown.notices()
    stage.window.writing.viewer.close()


def test_a_picture_stands_at_its_question(stage: Stage) -> None:
    local_only(stage)
    [chip] = stage.window.conversation.transcript.views[1].question.files.all
    assert chip.text().startswith("IMG_2041.jpg 2")
