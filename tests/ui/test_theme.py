"""The look: readable in both schemes, following the system or the person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessibilityHints, QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stage import RESOURCES

import app.ui
from app.session.preferences import Appearance, Follow
from app.ui.controls.icon_button import IconButton
from app.ui.theme import Theme
from app.ui.tokens import DARK, DARK_HIGH, LIGHT, LIGHT_HIGH, Tokens, contrast

ALL = {"light": LIGHT, "dark": DARK, "light, high": LIGHT_HIGH, "dark, high": DARK_HIGH}
HIGH = {name: tokens for name, tokens in ALL.items() if "high" in name}

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
    ("text", "found"),
    ("text", "found_current"),
    ("thought", "window"),
]
LINE_PAIRS = [("line_strong", "window"), ("focus", "window"), ("focus", "sidebar"), ("focus", "raised")]


@pytest.mark.parametrize("tokens", ALL.values(), ids=ALL)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_every_text_can_be_read_on_its_ground(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("tokens", ALL.values(), ids=ALL)
@pytest.mark.parametrize(("line", "ground"), LINE_PAIRS)
def test_lines_that_mean_something_can_be_seen(tokens: Tokens, line: str, ground: str) -> None:
    assert contrast(getattr(tokens, line), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("tokens", HIGH.values(), ids=HIGH)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_with_high_contrast_every_text_stands_out(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 7


@pytest.mark.parametrize("tokens", HIGH.values(), ids=HIGH)
@pytest.mark.parametrize(("line", "ground"), [("line", "window"), ("line", "raised"), ("line", "sidebar"), *LINE_PAIRS])
def test_with_high_contrast_every_line_can_be_seen(tokens: Tokens, line: str, ground: str) -> None:
    assert contrast(getattr(tokens, line), getattr(tokens, ground)) >= 4.5


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


def test_high_contrast_comes_in_both_schemes_and_can_be_refused(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_contrast(Follow.ALWAYS)
    assert theme.tokens is LIGHT_HIGH
    theme.set_appearance(Appearance.DARK)
    assert theme.tokens is DARK_HIGH
    assert theme.is_dark
    assert theme.has_high_contrast
    theme.set_contrast(Follow.NEVER)
    assert theme.tokens is DARK


def test_the_systems_wish_for_contrast_is_looked_at_when_it_changes(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = QApplication.styleHints()
    wanted = Qt.ContrastPreference.HighContrast
    monkeypatch.setattr(QAccessibilityHints, "contrastPreference", lambda _: wanted)
    hints.accessibility().contrastPreferenceChanged.emit(wanted)
    assert theme.tokens is LIGHT_HIGH
    theme.set_contrast(Follow.NEVER)
    assert theme.tokens is LIGHT


def test_nothing_moves_where_the_system_or_the_person_says_so(qapp: QApplication) -> None:
    asked = [False]
    theme = Theme(icons=RESOURCES / "icons", system_reduces_motion=lambda: asked[0])
    assert theme.moves
    asked[0] = True
    assert not theme.moves
    theme.set_reduced_motion(Follow.NEVER)
    assert theme.moves
    theme.set_reduced_motion(Follow.ALWAYS)
    asked[0] = False
    assert not theme.moves


def test_a_size_that_there_is_not_becomes_the_nearest(theme: Theme) -> None:
    theme.set_text_size(104)
    assert theme.text_size == 100
    theme.set_text_size(1_000)
    assert theme.text_size == 150
    assert theme.font(13).pixelSize() == theme.scaled(13) == 20


def test_no_colour_stands_anywhere_but_in_the_tokens() -> None:
    """``code_colours`` are the tokens of highlighted code. Nothing at all is no colour."""
    ui = Path(app.ui.__file__).parent
    literal = re.compile(
        r"[\"']#[0-9a-fA-F]{3,8}\b|QColor\(\s*[\d\"'](?!, 0, 0, 0\))|QColor\.from"
        r"|GlobalColor\.(?!transparent)|(?<![.\w])rgba?\("
    )
    found = {
        (path.name, line.strip())
        for path in ui.rglob("*.py")
        if path.name not in ("tokens.py", "code_colours.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if literal.search(line)
    }
    assert found == set()


def test_an_icon_is_drawn_anew_for_each_pixel_ratio(qtbot: QtBot, theme: Theme) -> None:
    """A picture of the usual size, made larger, would have soft edges: fewer pixels of full strength."""
    button = IconButton("search", "Search", theme=theme)
    qtbot.addWidget(button)

    def drawn(ratio: int) -> QImage:
        image = QImage(button.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(theme.tokens.window))
        button.render(image)
        return image

    sharp = drawn(2)
    enlarged = drawn(1).scaled(sharp.size(), mode=Qt.TransformationMode.SmoothTransformation)
    ink = QColor(theme.tokens.text2).lightness()

    def full(image: QImage) -> int:
        places = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return sum(image.pixelColor(x, y).lightness() <= ink + 24 for x, y in places)

    assert full(sharp) > 1.5 * max(1, full(enlarged))


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
