"""Python's garbage is collected on the window's thread, when its event loop has nothing else to do, and nowhere else.

Python collects in whichever thread happens to allocate. Were that the store's, it would take down there what only the
window's thread may touch, timers and widgets that refer to each other, and with them the process. So the collector of
Python stays off in this process, and the event loop calls it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QAbstractEventDispatcher, QObject

# Of net allocations since the last time, of collections of the generation before it, and again. Looking through all
# that is there took 4 to 9 ms (60 turns on screen); taking down much that is garbage takes longer, so widgets that are
# done must go without the collector (tests/ui/test_lifetime.py).
THRESHOLDS = (700, 2, 20)


class GarbageCollector(QObject):
    """Begins with ``start``: before it, nothing that was made is garbage."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()

    def start(self) -> None:
        """What there is now stays for good, out of the collector's sight. After the QApplication."""
        gc.freeze()
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self.collect)

    def collect(self) -> None:
        """The oldest generation of which enough was made since it was looked through."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > THRESHOLDS[generation]:
                gc.collect(generation)
                return
