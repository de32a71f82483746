"""The language of the window, and which key sends."""

from __future__ import annotations

from app.ui.settings.section import Section
from app.ui.theme import Theme


class GeneralSection(Section):
    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.set_title(self.tr("General"))
        self.add_choice(
            "language",
            self.tr("Language"),
            "",
            # Each language in its own words, so that it can be found by whoever cannot read the present one.
            (("", self.tr("Like the system")), ("en", "English"), ("ja", "日本語")),
        )
        self.add_choice(
            "enter_sends",
            self.tr("Send a question with"),
            self.tr("The other one of the two breaks the line."),
            ((True, self.tr("Return")), (False, self.tr("Shift-Return"))),
        )
