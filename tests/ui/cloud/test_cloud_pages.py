"""Settings' section of the cloud and the page of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cloud_scenes import CLOUD, allowed
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from scenes import library
from stage import LAB, Stage

from app.chat.cloud_model import CloudModel, ShutdownWarning
from app.chat.egress import PriceRange
from app.chat.failure import Failure, FailureKind
from app.ui.cloud.ledger_table import CONVERSATION, LEAST_REST, ROW, TIME, TWO_LINES
from app.ui.cloud.words import dollars_words, price_words, shutdown_words

KEY = "sk-typed-by-hand"


@pytest.fixture
def stage(staged: Callable[..., Stage]) -> Stage:
    return staged(*library())


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_never_hides_all_but_itself_and_what_was_sent(stage: Stage) -> None:
    CLOUD["cloud_never"](stage)
    section = stage.window.cloud_pages.section
    assert section.control("never_cloud").isChecked()
    assert not section.add.isVisible()
    assert not section._endpoints.isVisible()
    section.control("never_cloud").click()
    assert stage.preferences.never_cloud is False
    assert section.add.isVisible()
    assert section.view("openai").isVisible()


def test_a_key_is_typed_unseen_kept_and_removed(stage: Stage) -> None:
    stage.preferences.never_cloud = False
    stage.window.menus.settings.trigger()
    view = stage.window.cloud_pages.section.view("openai")
    assert "No key yet" in view.text()
    click(view.enter)
    assert view.line.echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClicks(view.line, KEY)
    QTest.keyClick(view.line, Qt.Key.Key_Return)
    assert view.line.text() == ""
    stage.wait(lambda: stage.cloud.keys.has("openai"))
    assert stage.hand_cloud.keyring.kept == {("Soliloquy", "openai"): KEY}
    assert "in the system's keyring" in view.text()
    click(view.forget)
    stage.wait(lambda: not stage.cloud.keys.has("openai"))
    assert stage.hand_cloud.keyring.kept == {}


def test_a_keyring_that_refuses_says_so_where_the_key_was_typed(stage: Stage) -> None:
    stage.preferences.never_cloud = False
    stage.window.menus.settings.trigger()
    stage.hand_cloud.keyring.trouble = RuntimeError(KEY)
    section = stage.window.cloud_pages.section
    view = section.view("openai")
    click(view.enter)
    view.line.setText(KEY)
    click(view.save)
    stage.wait(lambda: bool(section._failure.text()))
    assert "key was not kept" in section._failure.text()
    assert KEY not in section._failure.text()


def test_a_service_is_added_or_refused_with_what_was_typed_kept(stage: Stage) -> None:
    CLOUD["cloud_adding"](stage)
    add = stage.window.cloud_pages.section.add
    assert "use https" in add.refusal()
    assert add.address.text() == "http://example.com/v1"
    add.address.setText("https://example.com/v1/chat/completions")
    click(add.add)
    assert add.open.isVisible()
    added = stage.cloud.services.own[-1]
    assert (added.endpoint.base_url, added.endpoint.needs_key) == ("https://example.com/v1", False)
    view = stage.window.cloud_pages.section.view(added.endpoint.id)
    assert "Is asked for gpt-oss-120b." in view.text()
    click(view.remove)
    assert added not in stage.cloud.services.own


def test_the_list_of_models_is_read_by_click_and_one_of_it_chosen(stage: Stage) -> None:
    CLOUD["cloud_settings"](stage)
    view = stage.window.cloud_pages.section.view("lab")
    stage.wait(lambda: view.choose.isVisible())
    assert "It lists 2 models; what can be asked is among them." in view.text()
    [_, small] = view.choices()
    small.trigger()
    assert stage.cloud.services.own[0].model.id == "gpt-oss-20b"
    assert "Is asked for gpt-oss-20b." in view.text()
    stage.hand_cloud.outside.models = Failure(FailureKind.CLOUD_TIMEOUT, "Lab did not answer in time.")
    click(view.read)
    stage.wait(lambda: "did not answer" in view.text())


def test_an_unencrypted_address_and_a_model_that_goes_are_warned_of(stage: Stage) -> None:
    CLOUD["cloud_settings"](stage)
    section = stage.window.cloud_pages.section
    assert "not encrypted" in section.view("rack").text()
    assert "not encrypted" not in section.view("lab").text()
    assert "in 51 days" in section.view("openai").text()
    assert "GPT-6 Luna, can be asked here" in section.view("openai").text()


def test_the_ledger_has_every_request_totals_and_what_local_answers_would_have_cost(stage: Stage) -> None:
    CLOUD["ledger"](stage)
    page = stage.window.cloud_pages.ledger
    model = page.table.model()
    rows = [[model.index(row, column).data() for column in range(7)] for row in range(model.rowCount())]
    assert len(rows) == 6
    assert rows[0][1:] == ["openai", "gpt-4o-mini", "What is 85 + 47?", "61", "344", "$0.0002"]
    assert rows[1][3:] == ["(deleted)", "~0", "~0", "~$0.00"]
    assert rows[3][6] == "not known"
    assert rows[4][1:] == ["127.0.0.1:8080", "default_model", "Terminal", "61", "344", "not known"]
    above = page.text()
    assert "$0.0087 of $5.00 this month" in above
    assert "November 2026\n3\n48,271\n2,360\n$0.0087\n$0.00" in above
    assert "$0.0006 and 2 of unknown price" in above
    assert "with GPT-4o mini, at the prices of November 24, 2026" in above


def test_the_ledger_is_as_wide_as_its_text_is_large(stage: Stage, qtbot: QtBot) -> None:
    stage.window.resize(1600, 900)
    CLOUD["ledger"](stage)
    table = stage.window.cloud_pages.ledger.table
    before = table.width()
    stage.preferences.text_size = 150
    qtbot.waitUntil(lambda: table.width() > 1.4 * before, timeout=5000)
    assert sum(table.columnWidth(column) for column in range(7)) <= table.width()


def test_large_text_in_a_small_window_leaves_room_for_conversations_and_tells_the_time_below(
    stage: Stage, qtbot: QtBot
) -> None:
    CLOUD["ledger"](stage)
    stage.window.resize(720, 520)
    page = stage.window.cloud_pages.ledger
    table = page.table
    for size, has_two_lines in ((100, False), (150, True), (100, False)):
        stage.preferences.text_size = size
        qtbot.waitUntil(lambda is_hidden=has_two_lines: table.isColumnHidden(TIME) == is_hidden, timeout=5_000)
        title, *below = table.model().index(0, CONVERSATION).data().split("\n")
        assert title == "What is 85 + 47?"
        assert [line.split(",")[0] for line in below] == (["Today"] if has_two_lines else [])
        assert table.columnWidth(CONVERSATION) >= stage.window.theme.scaled(LEAST_REST)
        assert (
            table.rowHeight(0) == table.rowHeight(1) == stage.window.theme.scaled(TWO_LINES if has_two_lines else ROW)
        )
        assert ("The last column" in page.text()) == (not has_two_lines), "it is told only of one that is there"


def test_the_ledger_is_exported_where_the_person_says(stage: Stage, tmp_path: Path, qtbot: QtBot) -> None:
    CLOUD["ledger"](stage)
    page = stage.window.cloud_pages.ledger
    click(page._export)
    [dialog] = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out.csv"))
    dialog.reject()
    out = tmp_path / "out.csv"
    qtbot.waitUntil(lambda: out.exists() and len(out.read_text().splitlines()) == 7, timeout=5000)
    lines = out.read_text().splitlines()
    assert ",127.0.0.1:8080,default_model,Terminal,61,344,no," in "\n".join(lines)
    page.export_asked.emit(tmp_path / "no" / "out.csv")
    qtbot.waitUntil(lambda: "could not be written" in page.notices.text(), timeout=5000)


def test_an_empty_ledger_says_so_and_esc_leads_back(stage: Stage) -> None:
    CLOUD["ledger_empty"](stage)
    page = stage.window.cloud_pages.ledger
    assert "Nothing has been sent" in page.text()
    assert not page._export.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert stage.window.pages.widget.currentWidget() is stage.window.conversation


def test_the_limit_of_a_month_is_chosen_in_settings(stage: Stage) -> None:
    allowed(stage, LAB)
    stage.window.menus.settings.trigger()
    section = stage.window.cloud_pages.section
    section.control("cloud_limit").button(2).click()
    assert stage.cloud.spending.budget.limit == 5_000_000
    assert "$0.00 of $5.00 this month" in section._ledger.sentence
    QTest.mouseClick(section._ledger._control, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert stage.window.pages.widget.currentWidget() is stage.window.cloud_pages.ledger


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (0, "$0.00"),
        (6, "$0.000006"),
        (123, "$0.0001"),
        (9_830, "$0.0098"),
        (1_000_000, "$1.00"),
        (12_345_678, "$12.35"),
    ],
)
def test_an_amount_that_is_something_is_never_shown_as_nothing(cost: int, words: str) -> None:
    assert dollars_words(cost) == words


def test_a_price_without_an_upper_end_says_so() -> None:
    assert price_words(PriceRange(5, None)) == "at least $0.000005, and more with a longer answer"
    assert price_words(None) == "its price is not known"


def test_a_shutdown_is_told_with_its_days() -> None:
    model = CloudModel("m", "M", "e", "2026-11-24", "a test", shutdown="2027-01-14")
    day = date(2027, 1, 14)
    assert "in 60 days" in shutdown_words(ShutdownWarning(model, day, 60))
    assert "tomorrow" in shutdown_words(ShutdownWarning(model, day, 1))
    assert "have been switched off" in shutdown_words(ShutdownWarning(model, day, 0))
