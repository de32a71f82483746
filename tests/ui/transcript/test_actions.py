"""What stands under an answer says who made it, whatever that one is called."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.chat.conversation import Reply, ReplyStatus, Source, SourceKind
from app.ui.controls.label import ElidedLabel
from app.ui.theme import Theme
from app.ui.transcript.actions import Actions


@pytest.mark.parametrize(
    ("label", "tip"),
    [
        ("Demo", "Demo at Lab"),
        ("a < b & c", "<p>a &lt; b &amp; c at Lab</p>"),
        ("<img src='file:///tmp/x.png'>", "<p>&lt;img src=&#x27;file:///tmp/x.png&#x27;&gt; at Lab</p>"),
    ],
)
def test_the_name_of_a_model_is_no_html_in_its_tip(label: str, tip: str, theme: Theme, qtbot: QtBot) -> None:
    actions = Actions(theme=theme)
    qtbot.addWidget(actions)
    source = Source(SourceKind.CLOUD, "m", label, "Lab")
    actions.show_reply(Reply(status=ReplyStatus.ANSWERED, source=source), place=0, count=1, can_ask=True)
    assert actions.made() == f"{label} at Lab"
    assert [each.toolTip() for each in tipped(actions)] == [tip]


def tipped(actions: Actions) -> list[QWidget]:
    return [each for each in actions.findChildren(ElidedLabel) if each.toolTip()]
