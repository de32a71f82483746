"""Where the window stands: as it was left, but never where it cannot be seen or reached."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

LEAST_SEEN = (160, 48)  # px of the top of a window by which it can be taken hold of


def onto_screens(window: QRect, screens: Sequence[QRect]) -> QRect:
    """The same place where its upper edge can be taken hold of and it fits; else in the middle of the first screen.

    ``screens``: what is free on each, the main one first; the window stays as it is while there is none.
    """
    if not screens:
        return window
    for screen in screens:
        seen = window.intersected(screen)
        has_handle = seen.width() >= LEAST_SEEN[0] and seen.top() == window.top() and seen.height() >= LEAST_SEEN[1]
        if has_handle:
            return QRect(window.topLeft(), window.size().boundedTo(screen.size()))
    main = screens[0]
    size = window.size().boundedTo(main.size())
    return QRect(
        main.left() + (main.width() - size.width()) // 2,
        main.top() + (main.height() - size.height()) // 3,
        *size.toTuple(),
    )
