"""How the window looks now: tokens, fonts, sizes and icons, following the system or the person.

Widgets read the theme when they paint. A change sets the application's palette, which makes Qt repaint everything;
what a widget has cached in documents, fonts or fixed sizes it renews on ``changed``. There is no style sheet.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.session.preferences import Appearance, Follow
from app.ui.icons import Icons
from app.ui.motion import system_reduces_motion
from app.ui.text_size import USUAL, nearest
from app.ui.tokens import DARK, DARK_HIGH, LIGHT, LIGHT_HIGH, Tokens

CAPTION_PX, SMALL_PX, UI_PX, BODY_PX, CODE_PX = 11, 12, 13, 15, 13
HEADING_PX = (22, 19, 16, 15, 15, 15)  # by level; the deeper ones differ by weight only

COLUMN_WIDTH = 720
COLUMN_MARGIN = 32
HEADER_HEIGHT = 52

# Where there is no one system font (Linux), the first of these that is installed is taken.
LINUX_FAMILIES = ("Inter", "Noto Sans", "DejaVu Sans", "Noto Sans CJK JP")
LINUX_CODE_FAMILIES = ("JetBrains Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK JP")


class Theme(QObject):
    """``changed``: tokens or sizes are others than before. Built after the application: fonts need it.

    All sizes are given as in the design, at 100 %; ``font`` and ``scaled`` make the person's of them.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        icons: Path,
        system_reduces_motion: Callable[[], bool] = system_reduces_motion,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.icons = Icons(icons)
        self._appearance = Appearance.AUTO
        self._contrast = Follow.SYSTEM
        self._reduced_motion = Follow.SYSTEM
        self._system_reduces_motion = system_reduces_motion
        self._text_size = USUAL
        # Held, since PySide 6.11 calls the inner one deleted once nobody holds the outer one.
        self._hints = QGuiApplication.styleHints()
        self._access = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._access.contrastPreferenceChanged.connect(self._on_system_changed)
        self._tokens = self._wanted_tokens()
        self._set_palette()

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def is_dark(self) -> bool:
        return self._tokens in (DARK, DARK_HIGH)

    @property
    def has_high_contrast(self) -> bool:
        return self._tokens in (LIGHT_HIGH, DARK_HIGH)

    @property
    def moves(self) -> bool:
        """Whether things may slide and pulse. Asked at the moment: the system does not tell of a change."""
        if self._reduced_motion is Follow.SYSTEM:
            return not self._system_reduces_motion()
        return self._reduced_motion is Follow.NEVER

    @property
    def text_size(self) -> int:
        """In percent."""
        return self._text_size

    @property
    def appearance(self) -> Appearance:
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Also asks the system to draw menus and the title bar that way."""
        self._appearance = appearance
        scheme = {
            Appearance.AUTO: Qt.ColorScheme.Unknown,
            Appearance.LIGHT: Qt.ColorScheme.Light,
            Appearance.DARK: Qt.ColorScheme.Dark,
        }[appearance]
        self._hints.setColorScheme(scheme)
        self._refresh()

    def set_contrast(self, contrast: Follow) -> None:
        self._contrast = contrast
        self._refresh()

    def set_reduced_motion(self, reduced: Follow) -> None:
        self._reduced_motion = reduced

    def set_text_size(self, percent: int) -> None:
        """The nearest of the sizes that there are."""
        percent = nearest(percent)
        if percent != self._text_size:
            self._text_size = percent
            self.changed.emit()

    def scaled(self, pixels: float) -> int:
        """A length that grows with the text: of what holds words, or stands beside them."""
        return max(1, round(pixels * self._text_size / USUAL))

    def colour(self, token: str) -> QColor:
        return QColor(getattr(self._tokens, token))

    def font(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        if sys.platform.startswith("linux"):
            font.setFamilies([*LINUX_FAMILIES, font.family()])
        return _sized(font, self.scaled(pixels), weight)

    def code_font(self, pixels: int = CODE_PX) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        if sys.platform.startswith("linux"):
            font.setFamilies([*LINUX_CODE_FAMILIES, font.family()])
        font.setStyleHint(QFont.StyleHint.Monospace)
        return _sized(font, self.scaled(pixels), QFont.Weight.Normal)

    def _on_system_changed(self) -> None:
        self._refresh()

    def _wanted_tokens(self) -> Tokens:
        if self._appearance is Appearance.AUTO:
            # Offscreen reports Unknown, which is light.
            is_dark = self._hints.colorScheme() == Qt.ColorScheme.Dark
        else:
            is_dark = self._appearance is Appearance.DARK
        is_high = self._contrast is Follow.ALWAYS
        if self._contrast is Follow.SYSTEM:
            is_high = self._access.contrastPreference() == Qt.ContrastPreference.HighContrast
        if is_high:
            return DARK_HIGH if is_dark else LIGHT_HIGH
        return DARK if is_dark else LIGHT

    def _refresh(self) -> None:
        tokens = self._wanted_tokens()
        if tokens is not self._tokens:
            self._tokens = tokens
            self._set_palette()
            self.changed.emit()

    def _set_palette(self) -> None:
        role = QPalette.ColorRole
        palette = QPalette(self.colour("window"))
        for token, roles in {
            "window": (role.Window, role.Base),
            "panel": (role.AlternateBase,),
            "raised": (role.Button, role.ToolTipBase),
            "text": (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.HighlightedText),
            "text3": (role.PlaceholderText,),
            "selection": (role.Highlight,),
            "accent_text": (role.Link, role.LinkVisited),
            "accent": (role.Accent,),
            "line": (role.Mid, role.Midlight),
        }.items():
            for each in roles:
                palette.setColor(each, self.colour(token))
        for each in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, each, self.colour("text3"))
        QApplication.setPalette(palette)


def _sized(font: QFont, pixels: int, weight: QFont.Weight) -> QFont:
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font
