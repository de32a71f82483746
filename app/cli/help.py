"""What ``--help`` says, in the person's language: looked up only when it is asked for.

A text is given to argparse as ``sentence("…").text``, where the translators find it. What argparse itself says of an
argument that it does not understand stays English.
"""

from __future__ import annotations

import argparse
import re

from app.chat.sentence import Sentence, sentence
from app.cli.told import columns, telling

ARGPARSES_OWN = (
    sentence("positional arguments"),
    sentence("options"),
    sentence("show this help message and exit"),
)  # so that the translators find them
# A word with the room after it; where each character is one, that with what may not begin a line.
_UNITS = re.compile(
    r"[\u3000-\u9fff\uff00-\uffef][、。，．）」』]*|[^\s\u3000-\u9fff\uff00-\uffef]+[、。，．）」』]*\s*|\s+"
)


class Parser(argparse.ArgumentParser):
    """Of a command; what follows it is never guessed from a part of an option."""

    def __init__(self, *, prog: str, description: str | None = None, epilog: str | None = None, **rest: object) -> None:
        rest.pop("allow_abbrev", None)
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=_Formatter,
            **rest,  # type: ignore[arg-type]
        )

    def format_help(self) -> str:
        with telling() as tell:

            def words(text: str | None) -> str | None:
                return tell(Sentence(text)) if text else text

            self.description, self.epilog = words(self.description), words(self.epilog)
            for group in self._action_groups:
                group.title = words(group.title)
            for action in self._actions:
                action.help = words(action.help)
                if isinstance(action, argparse._SubParsersAction):
                    for choice in action._choices_actions:
                        choice.help = words(choice.help)
            return super().format_help()


class _Formatter(argparse.HelpFormatter):
    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of so many columns at most, unless a word is longer. Between Japanese characters a line may end, too."""
    lines = [""]
    for unit in _UNITS.findall(" ".join(text.split())):
        if lines[-1] and columns(lines[-1] + unit.rstrip()) > width:
            lines.append("")
        lines[-1] += unit if lines[-1] else unit.lstrip()
    return [line.rstrip() for line in lines]
