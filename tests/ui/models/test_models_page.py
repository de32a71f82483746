"""The page of all models: cards in, words on screen and agreed intents out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from model_scenes import (
    ASKING,
    BROKEN,
    DEMO,
    DISK_FULL,
    FOLDER,
    LOST_NETWORK,
    MAC_16,
    PAGE_SCENES,
    TUNED,
    WAITING,
    fresh,
    offered,
    on_disk,
    part,
    short_of_memory,
    show,
    small_mac,
    states,
    with_first,
)
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.session.model_card import CardState, ModelCard, Progress
from app.ui.controls.label import ElidedLabel
from app.ui.controls.text_button import ButtonKind
from app.ui.models.card_view import CardView
from app.ui.models.offers import Intent
from app.ui.models.page import ModelsPage
from app.ui.theme import Theme

FIRST = "gpt-oss-20b"
Words = Callable[[QWidget], str]


class Heard:
    """What the page said, in order."""

    def __init__(self, page: ModelsPage) -> None:
        self.agreed: list[tuple[str, Intent]] = []
        self.left = 0
        page.agreed.connect(self._on_agreed)
        page.left.connect(self._on_left)

    def _on_agreed(self, model_id: str, intent: Intent) -> None:
        self.agreed.append((model_id, intent))

    def _on_left(self) -> None:
        self.left += 1


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> ModelsPage:
    page = ModelsPage(theme=theme)
    qtbot.addWidget(page)
    page.resize(868, 780)
    page.show()
    return page


@pytest.fixture
def heard(page: ModelsPage) -> Heard:
    return Heard(page)


def press(page: ModelsPage, model_id: str = FIRST) -> None:
    button = page.card(model_id).state.button
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(page: ModelsPage, *, yes: bool, model_id: str = FIRST) -> None:
    question = page.card(model_id).question
    assert question is not None
    button = question.yes if yes else question.no
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_card_is_complete_before_it_is_seen(page: ModelsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    show_card = CardView.show_card

    def watched(view: CardView, card: ModelCard, *, free_disk_bytes: int) -> None:
        seen.append(view.isVisible())
        show_card(view, card, free_disk_bytes=free_disk_bytes)

    monkeypatch.setattr(CardView, "show_card", watched)
    cards = offered()
    show(page, cards)
    assert seen == [False] * len(cards), "in sight, each part that comes or goes is laid out for itself"
    assert all(page.card(card.id).isVisible() for card in cards)


def choose(page: ModelsPage, words: str, model_id: str = FIRST) -> None:
    """From the menu of a card."""
    actions = {action.text(): action for action in page.card(model_id).state.menu.actions()}
    actions[words].trigger()


def icon_button(page: ModelsPage, name: str, model_id: str = FIRST) -> QAbstractButton:
    buttons = page.card(model_id).findChildren(QAbstractButton)
    return next(button for button in buttons if button.accessibleName() == name and button.isVisibleTo(page))


def test_memory_and_free_disk_stand_above(page: ModelsPage, visible_words: Words) -> None:
    fresh(page)
    assert "32 GB of memory · 214 GB free on disk" in visible_words(page)


def test_cards_stand_in_the_order_given_and_the_demo_says_what_it_can(page: ModelsPage, visible_words: Words) -> None:
    fresh(page)
    assert page.card_ids == [*(card.id for card in offered()), "demo"]
    assert "Demo model — arithmetic and small talk only" in visible_words(page.card("demo"))
    show(page, [replace(DEMO, label="something else")])
    assert page.card_ids == ["demo"]
    assert "something else" not in visible_words(page)
    assert "Demo model — arithmetic and small talk only" in visible_words(page.card("demo"))


def test_a_card_tells_maker_licence_size_and_verdict(page: ModelsPage, visible_words: Words) -> None:
    fresh(page)
    words = visible_words(page.card(FIRST))
    assert "OpenAI · Apache-2.0 · 12.1 GB · 21 B, 3.6 B active" in words
    assert "Fits" in words.split("\n")
    assert "The one to start with" in words


def test_a_download_is_agreed_to_with_size_room_and_host_before_it_is_asked_for(
    page: ModelsPage, heard: Heard, visible_words: Words
) -> None:
    fresh(page)
    press(page)
    assert heard.agreed == []
    words = visible_words(page.card(FIRST))
    assert "huggingface.co" in words
    assert "fetch 12.1 GB; 214 GB are free" in words
    answer(page, yes=False)
    assert heard.agreed == []
    assert page.card(FIRST).question is None
    press(page)
    answer(page, yes=True)
    assert heard.agreed == [(FIRST, Intent.DOWNLOAD)]


def test_without_room_a_download_cannot_be_agreed_to(page: ModelsPage, heard: Heard, visible_words: Words) -> None:
    show(page, [*offered(), DEMO], free_disk_bytes=8_000_000_000)
    press(page)
    question = page.card(FIRST).question
    assert question is not None
    assert question.yes is None
    assert "12.1 GB are needed and 8.0 GB are free" in visible_words(page.card(FIRST))
    answer(page, yes=False)
    assert heard.agreed == []


def test_a_download_shows_bytes_speed_and_time_left(page: ModelsPage, heard: Heard, visible_words: Words) -> None:
    progress = part(7_400_000_000, bytes_per_second=38e6, seconds_left=222)
    show(page, with_first(state=CardState.DOWNLOADING, progress=progress))
    words = visible_words(page.card(FIRST))
    assert "7.4 of 12.1 GB" in words
    assert "38 MB/s · 4 min left" in words
    icon_button(page, "Pause the download").click()
    assert heard.agreed == [(FIRST, Intent.PAUSE)]


def test_cancelling_says_what_it_deletes_and_asks(page: ModelsPage, heard: Heard, visible_words: Words) -> None:
    show(page, with_first(state=CardState.PAUSED, progress=part(7_400_000_000)))
    icon_button(page, "Cancel the download").click()
    assert "delete the 7.4 GB that are here" in visible_words(page.card(FIRST))
    assert heard.agreed == []
    answer(page, yes=True)
    assert heard.agreed == [(FIRST, Intent.CANCEL)]


@pytest.mark.parametrize(
    ("changes", "shown", "button", "intent"),
    [
        ({"state": CardState.PAUSED, "progress": part(3_100_000_000)}, "3.1 of 12.1 GB", "Resume", Intent.RESUME),
        (
            {"state": CardState.PAUSED, "progress": part(3_100_000_000), "failure": DISK_FULL},
            DISK_FULL.message, "Resume", Intent.RESUME,
        ),
        ({"state": CardState.FAILED, "failure": LOST_NETWORK}, LOST_NETWORK.message, "Try again", Intent.RESUME),
        (
            {"state": CardState.FAILED, "failure": LOST_NETWORK, "folder": FOLDER},
            LOST_NETWORK.message, "Try again", Intent.USE,
        ),
        ({"state": CardState.ON_DISK, "folder": FOLDER}, "Fits", "Use", Intent.USE),
        ({"state": CardState.ON_DISK, "folder": FOLDER, "is_current": True}, "Asleep", "Load now", Intent.USE),
    ],
)  # fmt: skip
def test_each_state_has_its_words_and_one_action(
    page: ModelsPage,
    heard: Heard,
    visible_words: Words,
    changes: dict[str, object],
    shown: str,
    button: str,
    intent: Intent,
) -> None:
    show(page, with_first(**changes))
    words = visible_words(page.card(FIRST))
    assert shown in words
    assert button in words.split("\n")
    press(page)
    assert heard.agreed == [(FIRST, intent)]


@pytest.mark.parametrize(
    ("state", "progress", "shown"),
    [
        (CardState.DOWNLOADING, Progress(50, 100, is_verifying=True), ("Checking the files", "50 %")),
        (CardState.DOWNLOADING, None, ("Downloading",)),
        (CardState.LOADING, Progress(430, 1000), ("Loading", "43 %")),
        (CardState.LOADING, None, ("Loading",)),
    ],
)
def test_what_runs_is_told_and_offers_nothing_else(
    page: ModelsPage, visible_words: Words, state: CardState, progress: Progress | None, shown: tuple[str, ...]
) -> None:
    show(page, with_first(state=state, progress=progress))
    words = visible_words(page.card(FIRST)).split("\n")
    assert set(shown) <= set(words)
    assert page.card(FIRST).state.button is None


def test_a_loaded_model_tells_its_measured_speed(page: ModelsPage, visible_words: Words) -> None:
    show(page, states())
    words = visible_words(page.card(FIRST))
    assert "94 tok/s on this Mac" in words
    assert "Loaded" in [page.card(FIRST).accessibleName().split(", ")[-1]]
    assert page.card(FIRST).state.button is None


def test_a_small_mac_is_told_why_and_what_it_would_take(page: ModelsPage, visible_words: Words) -> None:
    small_mac(page)
    words = visible_words(page.card(FIRST))
    assert "Needs a Mac with 24 GB" in words
    assert "It needs 12.2 GB of memory even for a short conversation" in words
    press(page)
    assert "It will not run on this Mac." in visible_words(page.card(FIRST))
    question = page.card(FIRST).question
    assert question is not None
    assert question.yes is not None
    assert question.yes.kind is ButtonKind.PLAIN, "nothing invites to what is of no use here"
    assert question.no.hasFocus()


def test_a_model_that_cannot_be_loaded_is_not_offered_for_use(page: ModelsPage) -> None:
    show(page, [on_disk(offered(MAC_16)[0]), DEMO], MAC_16)
    assert page.card(FIRST).state.button is None


def test_with_too_little_free_memory_it_asks_before_it_makes_the_machine_slow(
    page: ModelsPage, heard: Heard, visible_words: Words
) -> None:
    show(page, [on_disk(offered()[0]), DEMO])
    press(page)
    refusal = short_of_memory().message
    page.ask_again(FIRST, refusal)
    assert refusal in visible_words(page.card(FIRST))
    question = page.card(FIRST).question
    assert question is not None
    assert question.no.hasFocus(), "what makes the machine slow is not under the first key"
    answer(page, yes=True)
    assert heard.agreed == [(FIRST, Intent.USE), (FIRST, Intent.USE_ANYWAY)]


def test_a_download_that_waits_says_for_what(page: ModelsPage, visible_words: Words) -> None:
    show(page, with_first(state=CardState.DOWNLOADING, progress=part(7, notice=WAITING)))
    assert WAITING.english in visible_words(page.card(FIRST))


def test_a_model_whose_disk_is_away_can_only_be_taken_off_the_list(page: ModelsPage, visible_words: Words) -> None:
    show(page, [replace(TUNED, folder=None, state=CardState.ABSENT, sentence="“tuned” is not there.")])
    assert page.card(TUNED.id).state.button is None
    words = [action.text() for action in page.card(TUNED.id).state.menu.actions() if action.isVisible()]
    assert words == ["Take off the List…"]


def test_what_another_program_keeps_cannot_be_removed(page: ModelsPage) -> None:
    show(page, [replace(TUNED, is_added=False)])
    words = [action.text() for action in page.card(TUNED.id).state.menu.actions() if action.isVisible()]
    assert len(words) == 1
    assert "Remove…" not in words


def test_removing_says_what_it_frees_and_asks(page: ModelsPage, heard: Heard, visible_words: Words) -> None:
    show(page, states())
    choose(page, "Remove…")
    words = visible_words(page.card(FIRST))
    assert "This frees 12.1 GB" in words
    assert "The demo model answers then" in words
    answer(page, yes=True)
    assert heard.agreed == [(FIRST, Intent.REMOVE)]
    page.show_removed(FIRST, 12_100_000_000)
    assert "gpt-oss-20b was removed; 12.1 GB are free again." in visible_words(page)


def test_a_damaged_model_can_be_checked_after_it_was_said_what_that_does(
    page: ModelsPage, heard: Heard, visible_words: Words
) -> None:
    show(page, [on_disk(offered()[0], state=CardState.FAILED, is_current=True, failure=BROKEN), DEMO])
    button = page.card(FIRST).state.button
    assert button is not None
    assert button.text() == "Check the files", "to load it once more would be of no use"
    press(page)
    assert "Read all 12.1 GB of gpt-oss-20b again" in visible_words(page.card(FIRST))
    assert "connects to huggingface.co" in visible_words(page.card(FIRST))
    assert heard.agreed == []
    answer(page, yes=True)
    assert heard.agreed == [(FIRST, Intent.CHECK)]


def test_only_a_model_with_checksums_that_no_engine_holds_is_offered_to_be_checked(page: ModelsPage) -> None:
    first, second, *_ = offered()
    loaded = on_disk(first, state=CardState.LOADED, is_current=True)
    show(page, [loaded, on_disk(second), replace(TUNED, failure=BROKEN, state=CardState.FAILED), DEMO])
    offers = {
        card: [action.text() for action in page.card(card).state.menu.actions() if action.isVisible()]
        for card in page.card_ids
    }
    assert [card for card, words in offers.items() if "Check the Files…" in words] == [second.id]
    button = page.card(TUNED.id).state.button
    assert button is not None
    assert button.text() == "Try again"


def test_while_it_is_being_deleted_nothing_else_can_be_asked_for(page: ModelsPage, visible_words: Words) -> None:
    show(page, with_first(state=CardState.REMOVING, folder=FOLDER / FIRST, frees_bytes=12_100_000_000))
    card = page.card(FIRST)
    assert "Removing…" in visible_words(card)
    assert [button for button in card.findChildren(QAbstractButton) if button.isVisibleTo(page)] == []


def test_what_is_not_ours_is_only_taken_off_the_list(page: ModelsPage, heard: Heard, visible_words: Words) -> None:
    show(page, states())
    choose(page, "Take off the List…", TUNED.id)
    assert "Its files stay where they are" in visible_words(page.card(TUNED.id))
    answer(page, yes=True, model_id=TUNED.id)
    assert heard.agreed == [(TUNED.id, Intent.REMOVE)]


def test_the_folder_of_a_model_can_be_shown(page: ModelsPage, heard: Heard) -> None:
    show(page, states())
    page.card(FIRST).state.menu.actions()[0].trigger()
    assert heard.agreed == [(FIRST, Intent.REVEAL)]


def test_the_demo_cannot_be_removed(page: ModelsPage, visible_words: Words) -> None:
    fresh(page)
    names = [
        button.accessibleName() for button in page.card("demo").findChildren(QAbstractButton) if button.isVisible()
    ]
    assert not [name for name in names if name.startswith("More")]


def test_a_question_goes_when_the_model_stands_elsewhere(page: ModelsPage) -> None:
    fresh(page)
    press(page)
    show(page, with_first(state=CardState.DOWNLOADING, progress=part(0)))
    assert page.card(FIRST).question is None


def test_a_question_stays_while_figures_change(page: ModelsPage) -> None:
    show(page, with_first(state=CardState.DOWNLOADING, progress=part(1)))
    icon_button(page, "Cancel the download").click()
    show(page, with_first(state=CardState.DOWNLOADING, progress=part(2_000_000_000)))
    assert page.card(FIRST).question is not None


def test_cards_stay_the_same_widgets_while_bytes_arrive(page: ModelsPage, qtbot: QtBot) -> None:
    show(page, with_first(state=CardState.DOWNLOADING, progress=part(1)))
    before = page.card(FIRST)
    pause = icon_button(page, "Pause the download")
    page.activateWindow()
    pause.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(pause.hasFocus, timeout=5_000)
    for done in range(2, 50):
        show(page, with_first(state=CardState.DOWNLOADING, progress=part(done * 10**8)))
    assert page.card(FIRST) is before
    assert pause.hasFocus()


def test_the_keyboard_keeps_its_place_when_a_download_is_paused(page: ModelsPage, qtbot: QtBot) -> None:
    show(page, with_first(state=CardState.DOWNLOADING, progress=part(1)))
    pause = icon_button(page, "Pause the download")
    page.activateWindow()
    pause.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(pause.hasFocus, timeout=5_000)
    show(page, with_first(state=CardState.PAUSED, progress=part(1)))
    focus = QApplication.focusWidget()
    assert isinstance(focus, QAbstractButton)
    assert focus.text() == "Resume"


def press_escape(widget: QWidget) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(widget, event)


def test_escape_first_closes_a_question_then_the_page(page: ModelsPage, heard: Heard) -> None:
    fresh(page)
    press(page)
    question = page.card(FIRST).question
    assert question is not None
    press_escape(question)
    assert page.card(FIRST).question is None
    assert heard.left == 0
    press_escape(page.card(FIRST))
    assert heard.left == 1


def test_escape_is_not_left_to_the_menus_stop(page: ModelsPage) -> None:
    fresh(page)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QCoreApplication.sendEvent(page, event)
    assert event.isAccepted()


def test_tab_goes_from_above_to_below_through_cards_and_questions(page: ModelsPage) -> None:
    show(page, [on_disk(card) for card in offered()[:2]])
    show(page, [TUNED, *(on_disk(card) for card in offered()[:2])])  # one more, above
    choose(page, "Remove…", "gpt-oss-20b")
    walked = []
    control = page.nextInFocusChain()
    while control is not page:
        if isinstance(control, QAbstractButton) and control.isVisibleTo(page):
            walked.append(control.accessibleName() or control.text())
        control = control.nextInFocusChain()
    assert walked == [
        "Benchmark…", "Done",
        "Use: my-tuned-gpt-oss", "More for my-tuned-gpt-oss",
        "Use: gpt-oss-20b", "More for gpt-oss-20b", "Keep it", "Delete",
        "Use: gpt-oss-20b, 4-bit", "More for gpt-oss-20b, 4-bit",
        "Add a folder…", "Add a repository…", "Move the models folder…",
    ]  # fmt: skip


@pytest.mark.parametrize("width", range(420, 1000, 60))
def test_no_words_of_a_card_are_cut_off(page: ModelsPage, width: int) -> None:
    asleep, tight = on_disk(offered()[0], is_current=True, tokens_per_second=94.3), offered(MAC_16)
    show(page, [asleep, *states()[1:3], *tight[3:], on_disk(TUNED, verdict=tight[0].verdict), DEMO])
    page.resize(width, 700)
    QTest.qWait(0)
    labels = [label for label in page.findChildren(QLabel) if label.isVisibleTo(page) and label.text()]
    assert labels
    for label in labels:
        if not label.wordWrap() and not isinstance(label, ElidedLabel):
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), label.text()
        elif label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_deleting_is_never_under_the_first_key(page: ModelsPage, qtbot: QtBot) -> None:
    show(page, states())
    page.activateWindow()
    choose(page, "Remove…")
    question = page.card(FIRST).question
    assert question is not None
    qtbot.waitUntil(question.no.hasFocus, timeout=5_000)


def test_moving_the_folder_shows_how_far_it_is_and_can_be_stopped(
    page: ModelsPage, qtbot: QtBot, visible_words: Words
) -> None:
    show(page, states(), moving=Progress(3_100_000_000, 24_200_000_000))
    assert "Moving: 3.1 of 24.2 GB" in visible_words(page)
    assert "Move the models folder…" not in visible_words(page)
    stop = next(button for button in page.findChildren(QAbstractButton) if button.text() == "Stop moving")
    with qtbot.waitSignal(page.moving_stop_asked):
        stop.click()


@pytest.mark.parametrize(
    ("words", "signal"), [("Add a folder…", "folder_added"), ("Move the models folder…", "folder_move_asked")]
)
def test_a_folder_is_chosen_in_a_dialog_that_nothing_waits_for(
    page: ModelsPage, qtbot: QtBot, tmp_path: Path, words: str, signal: str
) -> None:
    fresh(page)
    next(button for button in page.findChildren(QAbstractButton) if button.text() == words).click()
    (dialog,) = page.findChildren(QFileDialog)
    with qtbot.waitSignal(getattr(page, signal)) as said:
        dialog.fileSelected.emit(str(tmp_path))
    assert said.args == [tmp_path]
    dialog.close()


def test_a_failure_is_shown_on_the_page(page: ModelsPage, visible_words: Words) -> None:
    fresh(page)
    page.show_failure(LOST_NETWORK)
    assert LOST_NETWORK.message in visible_words(page)


def test_data_is_shown_as_it_is_never_as_html(page: ModelsPage) -> None:
    hostile = ModelCard("x", "<img src='file:///etc/passwd'>", sentence="<b>bold</b>", maker="<i>me</i>")
    show(page, [hostile, DEMO])
    labels = [label for label in page.findChildren(QLabel) if label.text()]
    assert any("<b>bold</b>" in label.text() for label in labels)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)


@pytest.mark.parametrize("name", PAGE_SCENES)
def test_whatever_can_be_pressed_has_a_name(page: ModelsPage, name: str) -> None:
    PAGE_SCENES[name](page)
    buttons = [button for button in page.findChildren(QAbstractButton) if button.isVisibleTo(page)]
    assert buttons
    for button in buttons:
        interface = QAccessible.queryAccessibleInterface(button)
        assert interface.text(QAccessible.Text.Name), button


@pytest.mark.parametrize("width", [420, 700, 1200])
@pytest.mark.parametrize("scene", ASKING, ids=lambda scene: scene.__name__)
def test_no_card_is_wider_than_the_page(page: ModelsPage, scene: Callable[[ModelsPage], None], width: int) -> None:
    scene(page)
    page.resize(width, 700)
    QApplication.sendPostedEvents()
    QTest.qWait(0)
    for model_id in page.card_ids:
        card = page.card(model_id)
        right = card.mapTo(page, card.rect().topRight()).x()
        assert right <= width
        assert card.width() <= 760
        assert card.height() >= 84


def test_a_loaded_model_says_what_it_holds_and_no_other_does(page: ModelsPage, visible_words: Words) -> None:
    show(page, states())
    assert "Uses 12.5 GB of memory" in visible_words(page.card(FIRST))
    show(page, [on_disk(offered()[0], is_current=True), DEMO])
    assert "of memory" not in visible_words(page.card(FIRST))
