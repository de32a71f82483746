"""The benchmark's page in the window: how one gets there and back, and what passes between it and the session."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.session.benchmark import Benchmark, Subject
from app.ui.benchmark.page import BenchmarkPage
from app.ui.menus import Menus
from app.ui.model_pages import ModelPages
from app.ui.theme import Theme


class BenchmarkShowing(QObject):
    """Adds its page to those of ``pages``. It is brought up to date only while it can be seen."""

    def __init__(self, *, benchmark: Benchmark, pages: ModelPages, menus: Menus, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._benchmark, self._pages = benchmark, pages
        self.page = BenchmarkPage(theme=theme)
        pages.widget.addWidget(self.page)
        benchmark.changed.connect(self._show)
        self.page.run_asked.connect(self._on_run_asked)
        self.page.cancel_asked.connect(benchmark.cancel)
        self.page.export_asked.connect(self._on_export_asked)
        self.page.left.connect(pages.close)
        pages.page.benchmark_asked.connect(self.open)
        menus.benchmark.triggered.connect(self.open)

    def open(self) -> None:
        self._pages.widget.setCurrentWidget(self.page)
        self._show()
        self.page.opened()

    def _show(self) -> None:
        if self._pages.widget.currentWidget() is self.page:
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
