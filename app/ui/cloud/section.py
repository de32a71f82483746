"""The cloud on the page of settings: never, or whom and up to how much."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.chat.ledger import MICRO_DOLLARS
from app.session.cloud_spending import Budget
from app.session.preferences import Settings
from app.ui.cloud.add_view import AddView
from app.ui.cloud.endpoint_view import EndpointScene, EndpointView
from app.ui.cloud.words import budget_words
from app.ui.controls.text_button import TextButton
from app.ui.models.note import Note
from app.ui.settings.section import Section
from app.ui.theme import Theme

LIMITS = (1, 5, 20, 100)  # dollars a month


class CloudSection(Section):
    """``ledger_asked``: to see what was spent. For the rest see the views of the endpoints, whose signals these are."""

    ledger_asked = Signal()
    key_entered = Signal(str, object)
    key_removal_asked = Signal(str)
    list_asked = Signal(str)
    model_chosen = Signal(str, str)
    removal_asked = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__(theme=theme)
        self.set_title(self.tr("Cloud"))
        self.add_switch(
            "never_cloud",
            self.tr("Never use the cloud"),
            self.tr("No question can leave this Mac, and nothing offers to send one."),
        )
        self._views: dict[str, EndpointView] = {}
        self._endpoints = QWidget()
        self._list = QVBoxLayout(self._endpoints)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._column.addWidget(self._endpoints)
        self._failure = Note(theme=theme, wraps=True)
        self._failure.setContentsMargins(16, 0, 16, 8)
        self.show_failure("")
        self._column.addWidget(self._failure)
        self.add = AddView(theme=theme)
        self._column.addWidget(self.add)
        self._controls.extend(self.add.controls)
        limits: list[tuple[object, str]] = [(None, self.tr("None"))]
        limits += [(dollars * MICRO_DOLLARS, f"${QLocale().toString(dollars)}") for dollars in LIMITS]
        self._limit = self.add_choice(
            "cloud_limit",
            self.tr("Limit of a month"),
            self.tr("What could pass it is not sent. Models whose price is not known cannot be counted."),
            limits,
        )
        self._proxy = self.add_switch(
            "cloud_proxy",
            self.tr("Use the system's proxy"),
            self.tr("For services only. While this is off no proxy is used, whatever the environment says."),
        )
        ledger = TextButton(self.tr("Show the ledger"), theme=theme)
        ledger.clicked.connect(self.ledger_asked)
        self._ledger = self.add_row(self.tr("What was sent"), "", ledger)

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        for widget in (self._endpoints, self.add, self._limit, self._proxy):
            widget.setVisible(not settings.never_cloud)
        if settings.never_cloud:
            self.show_failure("")

    def show_failure(self, words: str) -> None:
        """Of the keyring; empty for none."""
        self._failure.show_words(words, icon="warning", ink="bad")
        self._failure.setVisible(bool(words))

    def show_endpoints(self, scenes: Sequence[EndpointScene]) -> None:
        wanted = {scene.endpoint.id for scene in scenes}
        for endpoint_id in [held for held in self._views if held not in wanted]:
            view = self._views.pop(endpoint_id)
            self._list.removeWidget(view)
            view.hide()
            view.deleteLater()
        for place, scene in enumerate(scenes):
            view = self._views.get(scene.endpoint.id) or self._new_view(scene.endpoint.id)
            view.show_scene(scene)
            if self._list.indexOf(view) != place:
                self._list.insertWidget(place, view)
                view.show()
        before = self._controls[0]
        for view in self._views.values():
            for control in view.controls:
                QWidget.setTabOrder(before, control)
                before = control
        QWidget.setTabOrder(before, self.add.open)

    def show_budget(self, budget: Budget) -> None:
        self._ledger.show_sentence(budget_words(budget))

    def view(self, endpoint_id: str) -> EndpointView:
        """Raises KeyError."""
        return self._views[endpoint_id]

    def _new_view(self, endpoint_id: str) -> EndpointView:
        view = EndpointView(theme=self._theme)
        view.key_entered.connect(self.key_entered)
        view.key_removal_asked.connect(self.key_removal_asked)
        view.list_asked.connect(self.list_asked)
        view.model_chosen.connect(self.model_chosen)
        view.removal_asked.connect(self.removal_asked)
        self._views[endpoint_id] = view
        return view
