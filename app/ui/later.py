"""What is made when it is first wanted, so that the first picture waits for nothing that is not in it.

A maker imports what it needs itself: a page that nobody opened has cost neither widgets nor modules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

Made = TypeVar("Made")
Page = TypeVar("Page", bound=QWidget)


class Later(Generic[Made]):
    """``value`` makes it, once; ``made`` only tells of it."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self.made: Made | None = None

    @property
    def value(self) -> Made:
        if self.made is None:
            self.made = self._make()
        return self.made


class LaterPage(Later[Page]):
    """A page that lies in ``stack`` from when it is made."""

    def __init__(self, stack: QStackedWidget, make: Callable[[], Page]) -> None:
        super().__init__(make)
        self._stack = stack

    @property
    def value(self) -> Page:
        is_new = self.made is None
        page = super().value
        if is_new:
            self._stack.addWidget(page)
        return page

    @property
    def is_shown(self) -> bool:
        """Asking makes nothing."""
        return self.made is not None and self._stack.currentWidget() is self.made

    def show(self) -> None:
        self._stack.setCurrentWidget(self.value)
