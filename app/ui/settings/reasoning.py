"""How much of the model's reasoning is shown, and what it is."""

from __future__ import annotations

from app.session.preferences import WhileThinking
from app.ui.settings.section import Section
from app.ui.theme import Theme


class ReasoningSection(Section):
    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.set_title(self.tr("Reasoning"))
        self.add_row(
            self.tr("Raw and unfiltered"),
            self.tr(
                "What you see of the reasoning is what the model wrote to itself. It can be wrong, and it may hold "
                "what an answer would not say."
            ),
        )
        self.add_choice(
            "while_thinking",
            self.tr("While the model thinks"),
            self.tr("What is shown until the answer begins. A reasoning that you open yourself stays open."),
            (
                (WhileThinking.LINE, self.tr("One line")),
                (WhileThinking.PEEK, self.tr("A few lines")),
                (WhileThinking.OPEN, self.tr("All of it")),
            ),
        )
        self.add_switch(
            "reasoning_open",
            self.tr("Always show the reasoning"),
            self.tr("Of every reply, also after its answer."),
        )
