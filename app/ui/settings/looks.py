"""How the window looks: light or dark, contrast, the size of text, and whether things may move."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from app.session.preferences import Appearance, Follow
from app.ui.settings.section import Section
from app.ui.text_size import TEXT_SIZES
from app.ui.theme import Theme


class AppearanceSection(Section):
    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.set_title(self.tr("Appearance"))
        self.add_choice(
            "appearance",
            self.tr("Light or dark"),
            "",
            (
                (Appearance.AUTO, self.tr("Like the system")),
                (Appearance.LIGHT, self.tr("Light")),
                (Appearance.DARK, self.tr("Dark")),
            ),
        )
        self.add_choice(
            "contrast",
            self.tr("High contrast"),
            self.tr("Stronger text, and lines around everything that can be pressed."),
            self._follow(),
        )
        percent = self.tr("{percent} %")
        sizes = [(size, percent.format(percent=QLocale().toString(size))) for size in TEXT_SIZES]
        self.add_stepper(
            "text_size",
            self.tr("Text size"),
            self.tr("Of everything in the window."),
            sizes,
            less=self.tr("Smaller text"),
            more=self.tr("Larger text"),
        )
        self.add_choice(
            "reduced_motion",
            self.tr("Reduce motion"),
            self.tr("Nothing slides or pulses."),
            self._follow(),
        )

    def _follow(self) -> tuple[tuple[object, str], ...]:
        return (
            (Follow.SYSTEM, self.tr("Like the system")),
            (Follow.ALWAYS, self.tr("Always")),
            (Follow.NEVER, self.tr("Never")),
        )
