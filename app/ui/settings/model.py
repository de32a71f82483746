"""What the model does while nobody asks, what it keeps of what it has read, and what is recorded of its choices."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal

from app.chat.exchange import Recording
from app.session.preferences import Settings
from app.ui.controls.text_button import TextButton
from app.ui.sentences import size_words
from app.ui.settings.section import Section
from app.ui.theme import Theme

MINUTES = (5, 15, 30, 60)


class ModelSection(Section):
    """``kept_reading_removal_asked``: all that is kept on the disk of what was read."""

    kept_reading_removal_asked = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.set_title(self.tr("Model"))
        minutes, locale = self.tr("{minutes} min"), QLocale()
        waits: list[tuple[object, str]] = [(each, minutes.format(minutes=locale.toString(each))) for each in MINUTES]
        self.add_choice(
            "sleep_after_minutes",
            self.tr("Sleep when idle"),
            self.tr("The model gives its memory back after this time without a question; the next one wakes it."),
            [*waits, (0, self.tr("Never"))],
        )
        self.add_switch(
            "works_ahead",
            self.tr("Read ahead"),
            self.tr(
                "While nothing is asked, the model reads what the next question will come after, and the question "
                "itself while you write it. It then answers sooner; not in low-power mode."
            ),
        )
        self.add_switch(
            "keeps_reading",
            self.tr("Keep what was read on disk"),
            self.tr(
                "A conversation that is opened again then goes on at once. What is kept goes with its conversation, "
                "and all of it when this is switched off."
            ),
        )
        self._remove = TextButton(self.tr("Remove"), theme=theme, icon="trash")
        self._remove.setAccessibleName(self.tr("Remove what was read"))
        self._remove.clicked.connect(self.kept_reading_removal_asked)
        self._kept = self.add_row(self.tr("Kept now"), "", self._remove)
        self.show_kept(None)
        self.add_choice(
            "recording",
            self.tr("Record each token"),
            self.tr("How sure the model was, kept with the reply. Everything takes more room."),
            (
                (Recording.OFF, self.tr("Nothing")),
                (Recording.CONFIDENCE, self.tr("Confidence")),
                (Recording.EVERYTHING, self.tr("Everything")),
            ),
        )

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        self._kept.setVisible(settings.keeps_reading)

    def show_kept(self, size_bytes: int | None) -> None:
        """None: not known yet."""
        if size_bytes is None:
            words = self.tr("Looking…")
        elif size_bytes == 0:
            words = self.tr("Nothing is kept.")
        else:
            words = self.tr("{size}, and it can be read again at any time.").format(size=size_words(size_bytes))
        self._kept.show_sentence(words)
        self._remove.setEnabled(bool(size_bytes))

    def kept_words(self) -> str:
        return self._kept.sentence
