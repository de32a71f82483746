"""The benchmark's page in the window: how one gets there and back, and what passes between it and the session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.session.benchmark import Benchmark, Subject
from app.ui.later import LaterPage
from app.ui.menus import Menus
from app.ui.model_pages import ModelPages
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.ui.benchmark.page import BenchmarkPage


class BenchmarkShowing(QObject):
    """Adds its page to those of ``pages``, when it is first wanted. It is brought up to date only while it can be
    seen."""

    def __init__(self, *, benchmark: Benchmark, pages: ModelPages, menus: Menus, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._benchmark, self._pages, self._theme = benchmark, pages, theme
        self._page = LaterPage(pages.widget, self._new_page)
        benchmark.changed.connect(self._show)
        pages.benchmark_asked.connect(self.open)
        menus.benchmark.triggered.connect(self.open)

    @property
    def page(self) -> BenchmarkPage:
        return self._page.value

    def _new_page(self) -> BenchmarkPage:
        from app.ui.benchmark.page import BenchmarkPage

        page = BenchmarkPage(theme=self._theme)
        page.run_asked.connect(self._on_run_asked)
        page.cancel_asked.connect(self._benchmark.cancel)
        page.export_asked.connect(self._on_export_asked)
        page.left.connect(self._pages.close)
        return page

    def open(self) -> None:
        self._page.show()
        self._show()
        self.page.opened()

    def _show(self) -> None:
        if self._page.is_shown:
            model = self._benchmark.model
            self.page.show_benchmark(
                self._benchmark.run, self._benchmark.result, model=model.label if model is not None else ""
            )

    def _on_run_asked(self, subject: Subject) -> None:
        self._benchmark.start(subject)

    def _on_export_asked(self, file: Path) -> None:
        failure = self._benchmark.export(file)
        if failure is not None:
            self.page.show_failure(failure)
