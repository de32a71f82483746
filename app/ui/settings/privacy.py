"""What stays on this Mac, where it is, and for how long."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Signal

from app.ui.controls.text_button import TextButton
from app.ui.settings.section import Section
from app.ui.theme import Theme


class PrivacySection(Section):
    """``reveal_asked``: show the folder with the data."""

    reveal_asked = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.set_title(self.tr("Privacy"))
        self.add_row(
            self.tr("What stays on this Mac"),
            self.tr(
                "Everything, unless you ask a service yourself and agree to what is sent. The model runs in a process "
                "that has no access to the network. There is no account, no telemetry and no crash reporter."
            ),
        )
        words = self.tr("Reveal in Finder") if sys.platform == "darwin" else self.tr("Show in Folder")
        reveal = TextButton(words, theme=theme, icon="folder")
        reveal.clicked.connect(self.reveal_asked)
        self._place = self.add_row(self.tr("Where your data is"), "", reveal)
        self.add_row(
            self.tr("How it is kept"),
            self.tr(
                "Conversations are one file in that folder, readable by your account only and not encrypted beyond "
                "what the disk is. They stay until you delete them, and a week longer in case you want one back."
            ),
        )

    def show_folder(self, folder: Path) -> None:
        """A home folder is told as ``~``: nobody's name on a picture of the window."""
        try:
            shown = str(Path("~") / folder.relative_to(Path.home()))
        except ValueError:
            shown = str(folder)
        self._place.show_sentence(shown)
