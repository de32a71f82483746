"""What the palette can find: each command of the menus, each conversation, each setting, and the order of the best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.chat.conversation import ConversationSummary
from app.ui.palette.matching import Folded, Match, folded, match

if TYPE_CHECKING:
    from app.ui.settings.row import Row
    from app.ui.settings.section import Section

MOST = 60  # rows; nobody reads on


@dataclass(frozen=True, slots=True)
class Entry:
    """``kind``: where it is from, in a word or two. ``also``: words by which it is found besides. ``run``: does it."""

    title: str
    kind: str
    run: Callable[[], object]
    keys: str = ""
    also: str = ""
    folded_title: Folded = field(init=False)
    folded_rest: Folded = field(init=False)

    def __post_init__(self) -> None:
        title = folded(self.title)
        object.__setattr__(self, "folded_title", title)
        object.__setattr__(self, "folded_rest", title.followed_by(folded(f" {self.kind} {self.also}"), len(self.title)))

    @property
    def words(self) -> str:
        """For reading aloud."""
        return ", ".join(part for part in (self.title, self.kind, self.keys) if part)


def commands(bar: QMenuBar) -> list[Entry]:
    """Whatever can be done now, with its keys."""
    return [
        Entry(plain(action.text()), place, action.trigger, keys_of(action), action.objectName().replace("_", " "))
        for place, action in actions_of(bar)
        if action.isEnabled()
    ]


def actions_of(bar: QMenuBar) -> Iterator[tuple[str, QAction]]:
    """All actions of all menus that are shown, each with the way to it: *View › Appearance*."""
    for action in bar.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _of_menu(menu, plain(action.text()))


def conversations(summaries: Iterable[ConversationSummary], opened: Callable[[str], object]) -> list[Entry]:
    kind = QCoreApplication.translate("Palette", "Conversation")
    return [Entry(" ".join(each.title.split()), kind, _call(opened, each.id)) for each in summaries]


def settings(sections: Iterable[Section], opened: Callable[[Row], object]) -> list[Entry]:
    return [
        Entry(
            row.title,
            QCoreApplication.translate("Palette", "Settings › {section}").format(section=section.title),
            _call(opened, row),
            also=row.sentence,
        )
        for section in sections
        for row in section.rows
    ]


def best(query: str, entries: Sequence[Entry]) -> list[tuple[Entry, Match]]:
    """Those that fit, the best first; in their own order as long as nothing is asked."""
    wanted = folded(query)
    if not wanted.text.strip():
        return [(entry, Match(0)) for entry in entries[:MOST]]
    found: list[tuple[Entry, Match]] = []
    for entry in entries:
        in_title = match(wanted, entry.folded_title)
        if in_title is not None:
            found.append((entry, in_title))
            continue
        anywhere = match(wanted, entry.folded_rest)
        if anywhere is not None and anywhere.score > MOST_FOR_REST:
            found.append((entry, Match(anywhere.score - MOST_FOR_REST)))
    found.sort(key=lambda each: -each[1].score)
    return found[:MOST]


MOST_FOR_REST = 60  # what stands beside the title counts less, and scattered letters of it not at all


def keys_of(action: QAction) -> str:
    """The first of its keys as the system writes it: ⇧⌘R on a Mac."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def plain(text: str) -> str:
    """Without the mark of a mnemonic."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _of_menu(menu: QMenu, place: str) -> Iterator[tuple[str, QAction]]:
    for action in menu.actions():
        if action.isSeparator() or not action.isVisible():
            continue
        below = action.menu()
        if isinstance(below, QMenu):
            yield from _of_menu(below, f"{place} › {plain(action.text())}")
        else:
            yield place, action


def _call(run: Callable[..., object], value: object) -> Callable[[], object]:
    return lambda: run(value)
