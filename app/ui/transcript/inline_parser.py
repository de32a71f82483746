"""markdown-it's parser of what stands in a line, made quicker, and with an end to its work.

Quicker: only rules that the next letter can begin are asked, and a bare address is looked for where "www." stands, not
at every "w". With an end: a bracket looks through all that follows it, so the price of a text may be the square of its
length; whoever parses says how many steps may be taken, and text that needs more is no Markdown for us.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline

Rule = Callable[[StateInline, bool], bool]

LETTERS = {  # that a rule can begin with; all rules look at that first
    "newline": "\n",
    "formula": "$\\",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "footnote_ref": "[",
    "autolink": "<",
    "entity": "&",
    "gfm_autolink_www": "w",
    "gfm_autolink_protocol": ":",
    "gfm_autolink_email": "@",
}
_TERMINATORS = "\n!#$%&*+-:<=>@[\\]^_`{}~"  # at which text ends; markdown-it's own
_PROTOCOLS = ("http", "https", "mailto", "xmpp")
_UNLIMITED = 1 << 62


class TooCostlyError(Exception):
    """The text would need more steps than are left."""


class InlineParser(ParserInline):
    """Takes the place of the one that ``markdown`` has, with its rules. ``steps_left``: before it gives up."""

    def __init__(self, markdown: MarkdownIt) -> None:
        super().__init__()
        self.ruler, self.ruler2 = markdown.inline.ruler, markdown.inline.ruler2
        self.terminator_re = re.compile(rf"[{re.escape(_TERMINATORS)}]|w(?=ww\.)")
        self.steps_left = _UNLIMITED
        self._rules: dict[str, list[Rule]] = {letter: [] for letter in _TERMINATORS}
        for name, rule in zip(self.ruler.get_active_rules(), self.ruler.getRules(""), strict=True):
            if name == "text":
                self._text: Rule = rule
                continue
            for letter in LETTERS[name]:
                self._rules.setdefault(letter, []).append(_quick_protocol(rule) if letter == ":" else rule)
        markdown.inline = self

    def limit(self, steps: int | None) -> None:
        self.steps_left = _UNLIMITED if steps is None else steps

    def tokenize(self, state: StateInline) -> None:
        end, nesting = state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            self._spend()
            if state.level >= nesting or not self._takes(state, silent=False):
                state.append_pending(state.src[state.pos])
                state.pos += 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:
        self._spend()
        at = state.pos
        if at in state.cache:
            state.pos = state.cache[at]
            return
        if state.level >= state.md.options["maxNesting"]:
            state.pos = state.posMax  # markdown-it's own way
        else:
            state.level += 1
            if not self._takes(state, silent=True):
                state.pos += 1
            state.level -= 1
        state.cache[at] = state.pos

    def _spend(self) -> None:
        self.steps_left -= 1
        if self.steps_left < 0:
            raise TooCostlyError

    def _takes(self, state: StateInline, *, silent: bool) -> bool:
        """Whether a rule takes what stands there."""
        rules = self._rules.get(state.src[state.pos])
        if rules is None:
            return self._text(state, silent)
        if self._text(state, silent):  # a "w" that begins no address
            return True
        return any(rule(state, silent) for rule in rules)


def _quick_protocol(rule: Rule) -> Rule:
    """It looks through all words so far with each colon, for what can only be their end."""

    def quick(state: StateInline, silent: bool) -> bool:
        return state.pending.endswith(_PROTOCOLS) and rule(state, silent)

    return quick
