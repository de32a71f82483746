"""The look: readable in both schemes, following the system or the person."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stage import RESOURCES

from app.session.preferences import Appearance
from app.ui.theme import Theme
from app.ui.tokens import DARK, LIGHT, Tokens, contrast

TEXT_PAIRS = [
    *(
        (ink, ground)
        for ink in ("text", "text2")
        for ground in (
            "window",
            "sidebar",
            "panel",
            "raised",
            "hover",
            "selected",
            "bubble",
            "code",
            "code_head",
            "chip",
        )
    ),
    *(("text3", ground) for ground in ("window", "sidebar", "panel", "raised", "hover")),
    ("text_on_accent", "accent"),
    ("accent_text", "window"),
    ("accent_text", "bubble"),
    ("accent_text", "accent_soft"),
    *((ink, "raised") for ink in ("ok", "warn", "bad")),
    *((name, f"{name}_soft") for name in ("ok", "warn", "bad", "thought")),
    *((ink, f"{name}_soft") for name in ("warn", "bad", "thought") for ink in ("text", "text2")),
    ("bad", "sidebar"),
    ("text", "selection"),
    ("thought", "window"),
]
LINE_PAIRS = [("line_strong", "window"), ("focus", "window"), ("focus", "sidebar"), ("focus", "raised")]


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_every_text_can_be_read_on_its_ground(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), LINE_PAIRS)
def test_lines_that_mean_something_can_be_seen(tokens: Tokens, line: str, ground: str) -> None:
    assert contrast(getattr(tokens, line), getattr(tokens, ground)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_persons_choice_changes_tokens_palette_and_is_announced(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_appearance(Appearance.DARK)
    assert theme.is_dark
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    theme.set_appearance(Appearance.LIGHT)
    assert theme.tokens is LIGHT


def test_a_change_of_the_system_is_followed_only_on_auto(theme: Theme) -> None:
    hints = QApplication.styleHints()
    theme.set_appearance(Appearance.DARK)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.is_dark
    theme.set_appearance(Appearance.AUTO)
    assert theme.is_dark == (hints.colorScheme() == Qt.ColorScheme.Dark)


@pytest.mark.parametrize("name", sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg")))
def test_every_icon_is_drawn_in_the_colour_asked_for(theme: Theme, name: str) -> None:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    theme.icons.paint(painter, name, QRectF(0, 0, 48, 48), QColor("#ff0000"))
    painter.end()
    inked = [image.pixelColor(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 200]
    assert len(inked) > 20
    assert all(colour.red() > 200 and colour.green() < 60 for colour in inked)
