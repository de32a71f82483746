"""The page of all models: what this machine can hold, a card for each, and what can be done with their folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.chat.failure import Failure
from app.session.model_card import MachineMemory, ModelCard, Progress
from app.ui.controls.column_area import ColumnArea
from app.ui.controls.label import Label
from app.ui.controls.page import Page
from app.ui.controls.text_button import ButtonKind, TextButton
from app.ui.models.card_view import CardView
from app.ui.models.foot import Foot
from app.ui.models.note import Note
from app.ui.models.offers import use_anyway_question
from app.ui.models.repository_row import RepositoryRow
from app.ui.models.words import memory_words
from app.ui.notices import Notices
from app.ui.sentences import size_words
from app.ui.theme import UI_PX, Theme

COLUMN = 760
CARD_GAP = 12


class ModelsPage(Page):
    """Values come in by ``show_models``; what the person agreed to goes out.

    ``agreed(id, Intent)``; ``folder_added(Path)``; ``repository_asked(text)``, ``repository_left``: its answer is not
    wanted any more; ``folder_move_asked(Path)``; ``moving_stop_asked``; ``benchmark_asked``; ``left``: back to the
    conversation.
    """

    agreed = Signal(str, object)
    folder_added = Signal(object)
    repository_asked = Signal(str)
    repository_left = Signal()
    folder_move_asked = Signal(object)
    moving_stop_asked = Signal()
    benchmark_asked = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, parent=parent)
        self.setAccessibleName(self.tr("Models"))
        self._views: dict[str, CardView] = {}
        self._folder: Path | None = None
        self._benchmark = TextButton(self.tr("Benchmark…"), theme=theme, kind=ButtonKind.QUIET)
        self._benchmark.clicked.connect(self.benchmark_asked)
        self._machine = Label(theme=theme, ink="text2", pixels=UI_PX, wraps=True)
        self._removed = Note(theme=theme, wraps=True)
        self._removed.hide()
        self._notices = Notices(theme=theme)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(CARD_GAP)
        self._foot = Foot(theme=theme)
        self._foot.add_asked.connect(self._on_add)
        self._foot.repository_asked.connect(self.repository_asked)
        self._foot.repository_left.connect(self.repository_left)
        self._foot.move_asked.connect(self._on_move)
        self._foot.stop_asked.connect(self.moving_stop_asked)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 44, 0, 28)
        column.setSpacing(0)
        column.addWidget(self._head(self._benchmark))
        column.addSpacing(2)
        column.addWidget(self._machine)
        column.addSpacing(8)
        column.addWidget(self._removed)
        column.addSpacing(10)
        column.addLayout(self._cards)
        column.addSpacing(14)
        column.addWidget(self._foot)
        column.addStretch(1)
        self._area = ColumnArea(page, width=COLUMN, theme=theme)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._notices)
        outer.addWidget(self._area, 1)

    def show_models(
        self,
        cards: Sequence[ModelCard],
        *,
        machine: MachineMemory,
        free_disk_bytes: int,
        folder: Path,
        moving: Progress | None = None,
    ) -> None:
        """Cards keep their places and the keyboard while what they show changes."""
        self._folder = folder
        self._machine.setText(
            self.tr("Models run on this Mac and nowhere else. {memory} of memory · {disk} free on disk.").format(
                memory=memory_words(machine), disk=size_words(free_disk_bytes)
            )
        )
        self._foot.show_folder(folder, moving=moving)
        before = self.card_ids
        for gone in self._views.keys() - {card.id for card in cards}:
            self._drop(self._views.pop(gone))
        for place, card in enumerate(cards):
            view = self._views.get(card.id) or self._new_view(card)
            view.show_card(card, free_disk_bytes=free_disk_bytes)
            if self._cards.indexOf(view) != place:
                self._cards.removeWidget(view)
                self._cards.insertWidget(place, view)
                view.show()  # a new one only now: each part that is shown or hidden in sight costs half a millisecond
        if self.card_ids != before:
            self._order_tabs()

    def show_failure(self, failure: Failure) -> None:
        self._notices.show_failure(failure)

    def show_removed(self, label: str, freed_bytes: int) -> None:
        words = (
            self.tr("{name} was removed; {size} are free again.").format(name=label, size=size_words(freed_bytes))
            if freed_bytes
            else self.tr("{name} was taken off the list.").format(name=label)
        )
        self._removed.show_words(words, icon="check", ink="text2")
        self._removed.show()

    def ask_again(self, model_id: str, refusal: str) -> None:
        """The model was not loaded because other apps hold the memory: the person may want it nevertheless."""
        self._views[model_id].ask(use_anyway_question(refusal))

    def offer(self, model_id: str) -> None:
        """It was asked for by name: brought into sight, with the question that comes before its download."""
        self._foot.row.close_row()
        view = self._views[model_id]
        view.ask_to_download()
        QTimer.singleShot(0, view, lambda: self._area.ensureWidgetVisible(view))  # once it has its place

    def refuse_repository(self, words: str) -> None:
        self._foot.row.show_refusal(words)

    @property
    def repository(self) -> RepositoryRow:
        return self._foot.row

    def card(self, model_id: str) -> CardView:
        """Raises KeyError."""
        return self._views[model_id]

    @property
    def card_ids(self) -> list[str]:
        """In the order on screen."""
        return sorted(self._views, key=lambda each: self._cards.indexOf(self._views[each]))

    def opened(self) -> None:
        """The person has just come here."""
        self._removed.hide()
        self._area.verticalScrollBar().setValue(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_view(self, card: ModelCard) -> CardView:
        view = CardView(card, theme=self._theme, reveal_words=_reveal_words())
        view.agreed.connect(self.agreed)
        self._views[card.id] = view
        return view

    def _order_tabs(self) -> None:
        """From above to below: cards are younger than what stands under them."""
        cards = [control for model_id in self.card_ids for control in self._views[model_id].controls]
        for before, after in pairwise([self._benchmark, self._done, *cards, *self._foot.controls]):
            QWidget.setTabOrder(before, after)

    def _drop(self, view: CardView) -> None:
        had_focus = view.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self._cards.removeWidget(view)
        view.hide()
        view.deleteLater()
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_add(self) -> None:
        self._choose_folder(self.tr("Choose a folder with a gpt-oss model"), self.folder_added.emit)

    def _on_move(self) -> None:
        self._choose_folder(self.tr("Choose where the models are to be kept"), self.folder_move_asked.emit)

    def _choose_folder(self, title: str, chosen: Callable[[Path], object]) -> None:
        """The system's own dialog, as a sheet: nothing waits for it."""
        dialog = QFileDialog(self, title, str(self._folder or Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: chosen(Path(path)))
        dialog.open()

    def _on_escape(self) -> None:
        """What is being asked or typed goes first."""
        if not (self._foot.row.close_row() or any(view.decline() for view in self._views.values())):
            super()._on_escape()


def _reveal_words() -> str:
    if sys.platform == "darwin":
        return QCoreApplication.translate("Models", "Reveal in Finder")
    return QCoreApplication.translate("Models", "Show in Folder")
