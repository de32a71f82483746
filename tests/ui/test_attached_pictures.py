"""Pictures in the window: a small one on the chip, who will see it, and what of it would go out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from picture_scenes import BEFORE, answered, attached, card, evening, local_only, photo, viewer
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
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


def pixels() -> QImage:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#d9825b"))
    return image


def bytes_of_a_file() -> QMimeData:
    data = QMimeData()
    data.setData("image/jpeg", evening(300, 200))
    return data


def pixels_alone() -> QMimeData:
    data = QMimeData()
    data.setImageData(pixels())
    return data


@pytest.mark.parametrize("given", [bytes_of_a_file, pixels_alone])
def test_a_picture_that_is_pasted_goes_with_the_question(
    given: Callable[[], QMimeData], stage: Stage, qtbot: QtBot
) -> None:
    composer = stage.window.conversation.composer
    composer.show_text("Where is this?")
    assert composer.edit.canInsertFromMimeData(given())
    composer.edit.insertFromMimeData(given())
    assert composer.text == "Where is this?"
    composer.edit.send_asked.emit()
    assert composer.waiting.startswith("Waiting for “Pasted picture.")
    qtbot.waitUntil(lambda: bool(stage.writing.drafts.box("").attachments), timeout=20_000)
    assert composer.waiting == "Attached: you can send now."
    assert stage.backend.requests == []
    [chip] = composer.chips.all
    assert chip.text().startswith("Pasted picture.")
    assert chip.text().endswith("300 × 200 pixels")
    assert "cannot see pictures" in words(stage)


def test_a_picture_of_the_clipboard_is_pasted_by_the_menu_and_let_go_over_the_window(
    stage: Stage, qtbot: QtBot
) -> None:
    view = stage.window.conversation
    stage.window.activateWindow()
    qtbot.waitUntil(view.composer.edit.hasFocus, timeout=5_000)
    QApplication.clipboard().setImage(pixels())
    stage.window.menus.paste.trigger()
    QApplication.clipboard().clear()  # what Python has put there must not outlive it
    data = pixels_alone()
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys),
                  QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)):  # fmt: skip
        QApplication.sendEvent(view, event)
    assert stage.writing.attaching.pending("") == ("Pasted picture.png", "Pasted picture.png")
    qtbot.waitUntil(lambda: len(stage.writing.drafts.box("").attachments) == 2, timeout=20_000)


def test_words_that_come_with_a_picture_of_themselves_are_pasted_as_words(stage: Stage) -> None:
    """As the cells of a spreadsheet do."""
    composer = stage.window.conversation.composer
    data = pixels_alone()
    data.setText("1\t2")
    composer.edit.insertFromMimeData(data)
    assert composer.text == "1\t2"
    assert stage.writing.attaching.pending("") == ()


def test_a_picture_that_is_pasted_into_a_question_that_was_asked_is_refused_in_words(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.session.open_conversation(BEFORE.id)
    stage.wait(lambda: bool(stage.session.path))
    stage.window.menus.edit_question.trigger()
    view = stage.window.conversation.transcript.last_view
    assert view is not None
    box = view.question.editor
    assert box is not None
    box.edit.insertFromMimeData(pixels_alone())
    assert "others can go with the next one" in box.note
