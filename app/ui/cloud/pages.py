"""The cloud's section of Settings and the page of the ledger: what they show, and what the person does there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from app.chat.endpoint import OPENAI, Endpoint
from app.chat.failure import Failure
from app.chat.secret import Secret
from app.chat.service import Service
from app.session.cloud import Cloud
from app.session.library import Library
from app.ui.cloud.words import plain_http_words, shutdown_words, terminal_words
from app.ui.later import Later, LaterPage
from app.ui.menus import Menus
from app.ui.model_pages import ModelPages
from app.ui.sentences import failure_words
from app.ui.settings.showing import SettingsShowing
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.cloud.add_view import NewService
    from app.ui.cloud.endpoint_view import EndpointScene
    from app.ui.cloud.ledger_page import LedgerPage
    from app.ui.cloud.section import CloudSection


class CloudPages(QObject):
    """Each is made when it is first wanted, and brought up to date only while it can be seen."""

    def __init__(
        self,
        *,
        cloud: Cloud,
        library: Library,
        pages: ModelPages,
        settings: SettingsShowing,
        menus: Menus,
        theme: Theme,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._cloud, self._library = cloud, library
        self._pages, self._settings, self._theme = pages, settings, theme
        self._section = Later(self._new_section)
        settings.add_section(lambda: self.section)
        self._ledger = LaterPage(pages.widget, self._new_ledger)
        pages.widget.currentChanged.connect(self._show)
        menus.ledger.triggered.connect(self.open_ledger)
        for changed in (cloud.services.changed, cloud.keys.changed, cloud.spending.changed, cloud.listing.changed):
            changed.connect(self._show)
        cloud.listing.failed.connect(self._on_list_failed)
        cloud.keys.failed.connect(self._on_failed)
        cloud.spending.failed.connect(self._on_failed)

    @property
    def section(self) -> CloudSection:
        return self._section.value

    @property
    def ledger(self) -> LedgerPage:
        return self._ledger.value

    @property
    def typed_service(self) -> NewService | None:
        """A service that is being added, as far as it is typed."""
        return None if self._section.made is None else self._section.made.add.typed

    def open_ledger(self) -> None:
        self._cloud.spending.take_up()
        self._cloud.spending.read_local_use()
        self._ledger.show()
        self.ledger.opened()

    def _new_ledger(self) -> LedgerPage:
        from app.ui.cloud.ledger_page import LedgerPage

        ledger = LedgerPage(theme=self._theme)
        ledger.left.connect(self._pages.close)
        ledger.export_asked.connect(self._on_export_asked)
        return ledger

    def _new_section(self) -> CloudSection:
        from app.ui.cloud.section import CloudSection

        section = CloudSection(theme=self._theme)
        section.ledger_asked.connect(self.open_ledger)
        section.key_entered.connect(self._on_key_entered)
        section.key_removal_asked.connect(self._cloud.keys.remove)
        section.list_asked.connect(self._on_list_asked)
        section.model_chosen.connect(self._cloud.services.set_model)
        section.removal_asked.connect(self._cloud.services.remove)
        section.add.asked.connect(self._on_add_asked)
        return section

    def _show(self) -> None:
        if self._settings.is_shown:
            self.section.show_endpoints([self._openai_scene(), *map(self._own_scene, self._cloud.services.own)])
            self.section.show_budget(self._cloud.spending.budget)
        elif self._ledger.is_shown:
            self._show_ledger()

    def _show_ledger(self) -> None:
        from app.ui.cloud.ledger_page import LedgerScene

        spending = self._cloud.spending
        priced = (service.model for service in self._cloud.services.openai if service.model.cost(1, 1) is not None)
        scene = LedgerScene(
            spending.entries,
            spending.totals,
            spending.local_use,
            spending.budget,
            spending.damaged,
            next(priced, None),
            self._cloud.services.today,
        )
        self.ledger.show_ledger(scene, {held.id: held.title for held in self._library.conversations})

    def _openai_scene(self) -> EndpointScene:
        services = self._cloud.services.openai
        models = QCoreApplication.translate("CloudPages", "Can be asked: {models}.").format(
            models=QLocale().createSeparatedList([service.model.label for service in services])
        )
        return self._scene(OPENAI, models, services, is_own=False)

    def _own_scene(self, service: Service) -> EndpointScene:
        models = QCoreApplication.translate("CloudPages", "Is asked for {model}.").format(model=service.model.label)
        return self._scene(service.endpoint, models, (service,), is_own=True)

    def _scene(self, endpoint: Endpoint, models: str, services: tuple[Service, ...], *, is_own: bool) -> EndpointScene:
        from app.ui.cloud.endpoint_view import EndpointScene

        cloud = self._cloud
        listed = cloud.listing.models(endpoint.id)
        warnings = [
            shutdown_words(warning)
            for service in services
            if (warning := cloud.services.warning_for(service)) is not None
        ]
        for service in services:
            successor = cloud.services.successor_of(service)
            if cloud.services.warning_for(service) is not None and successor is not None:
                words = QCoreApplication.translate(
                    "CloudPages", "Its maker's successor, {model}, can be asked here, too."
                )
                warnings.append(words.format(model=successor.model.label))
        if endpoint.can_be_read_along:
            warnings.append(plain_http_words())
        return EndpointScene(
            endpoint,
            models,
            has_key=cloud.keys.has(endpoint.id),
            is_own=is_own,
            is_keyring_busy=cloud.keys.is_busy,
            is_reading=cloud.listing.is_reading(endpoint.id),
            listed=listed,
            list_words=_list_words(services, {model.id for model in listed}) if listed else "",
            warnings=tuple(warnings),
        )

    def _on_key_entered(self, endpoint_id: str, key: Secret) -> None:
        self._cloud.keys.keep(endpoint_id, key)

    def _on_list_asked(self, endpoint_id: str) -> None:
        endpoints = [OPENAI, *(service.endpoint for service in self._cloud.services.own)]
        endpoint = next((held for held in endpoints if held.id == endpoint_id), None)
        if endpoint is not None:
            self._cloud.listing.read(endpoint)

    def _on_list_failed(self, endpoint_id: str, failure: Failure) -> None:
        if self._settings.is_shown:
            self.section.view(endpoint_id).show_failure(failure_words(failure))

    def _on_add_asked(self, new: NewService) -> None:
        added = self._cloud.services.add(
            name=new.name,
            address=new.address,
            model=new.model,
            needs_key=new.needs_key,
            takes_effort=new.takes_effort,
        )
        if isinstance(added, Failure):
            self.section.add.show_refusal(failure_words(added))
        else:
            self.section.add.close_form()

    def _on_export_asked(self, file: Path) -> None:
        self._cloud.spending.export(file, lambda: None, terminal_words())

    def _on_failed(self, failure: Failure) -> None:
        if self._ledger.is_shown:
            self.ledger.notices.show_failure(failure)
        elif self._settings.is_shown:
            self.section.show_failure(failure_words(failure))


def _list_words(services: tuple[Service, ...], listed: set[str]) -> str:
    """What the endpoint's own list says of what can be asked."""
    count = QLocale().toString(len(listed))
    missing = [service.model.label for service in services if service.model.id not in listed]
    if not missing:
        words = QCoreApplication.translate("CloudPages", "It lists {count} models; what can be asked is among them.")
        return words.format(count=count)
    words = QCoreApplication.translate("CloudPages", "It lists {count} models, and not: {models}.")
    return words.format(count=count, models=QLocale().createSeparatedList(missing))
