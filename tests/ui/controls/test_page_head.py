"""A title keeps its line: what can be done goes below it where there is no room beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.controls.label import Label
from app.ui.controls.page_head import PageHead
from app.ui.controls.text_button import TextButton
from app.ui.theme import HEADING_PX, Theme


def test_buttons_stand_beside_the_title_or_below_it_by_the_room_that_there_is(qtbot: QtBot, theme: Theme) -> None:
    title = Label("クラウドの利用記録", theme=theme, pixels=HEADING_PX[0], wraps=True)
    buttons = [TextButton("Export as CSV…", theme=theme), TextButton("Done", theme=theme)]
    head = PageHead(title, *buttons)
    qtbot.addWidget(head)
    head.show()
    assert QTest.qWaitForWindowExposed(head)

    def is_below(widget: QWidget) -> bool:
        return widget.mapTo(head, QPoint(0, 0)).y() >= title.geometry().bottom()

    for width, text_size, below in ((600, 100, False), (360, 100, True), (600, 100, False), (450, 150, True)):
        theme.set_text_size(text_size)
        head.resize(width, head.heightForWidth(width))
        qtbot.waitUntil(lambda wanted=below: head.is_stacked == wanted, timeout=5_000)
        qtbot.waitUntil(lambda wanted=below: [is_below(each) for each in buttons] == [wanted] * 2, timeout=5_000)
        assert title.fontMetrics().horizontalAdvance(title.text()) <= title.width(), "in one line"
