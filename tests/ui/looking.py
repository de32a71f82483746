"""What a test can see of a window by itself: words that are cut off, that nobody translated, controls without a name
and controls that the keyboard does not reach."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from app.ui.controls.label import ElidedLabel
from app.ui.controls.pill import Pill
from app.ui.palette.overlay import Overlay
from app.ui.transcript.text_pane import TextPane

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4  # what a translation may need more than the English text
_INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


class PseudoLocale(QTranslator):
    """Every text that goes through the translator is bracketed and longer: what is not was written past it."""

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        if re.match("Q[A-Z]", context):
            return source  # Qt's own
        if source == "Soliloquy":
            return OPEN + source + CLOSE  # a name
        more = re.sub(r"[{}]", "", source)[: round(len(source) * LONGER)]
        return f"{OPEN}{source} {more}{CLOSE}"

    def isEmpty(self) -> bool:
        return False


class Flashes(QObject):
    """What became a window of its own, which is seen for a moment even if it finds its place right after."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.seen: list[str] = []
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if is_shown and not isinstance(watched, QMainWindow | QMenu):
            self.seen.append(type(watched).__name__)
        return False


def shown(window: QWidget) -> Iterator[QWidget]:
    """All widgets that can be seen, those under a palette or a sheet left out."""
    over = [each for each in window.findChildren(Overlay) if each.isVisible()]
    for each in window.findChildren(QWidget):
        if each.isVisible() and (not over or any(top.isAncestorOf(each) for top in over)):
            yield each


def unbracketed(window: QWidget, data: str) -> list[tuple[str, str]]:
    """Words that did not go through the translator. ``data``: all that may stand there untranslated."""
    known = set(re.findall(r"[^\W\d_]+", data))
    found = []
    for each in shown(window):
        texts = [each.toolTip(), each.accessibleName(), each.accessibleDescription()]
        if isinstance(each, QLabel | QAbstractButton):
            texts.append(each.text())
        if isinstance(each, QLineEdit | QPlainTextEdit):
            texts.append(each.placeholderText())
        if isinstance(each, Pill):
            texts.append(each.text())
        for text in texts:
            left = _without_brackets(text)
            if any(word not in known for word in re.findall(r"[^\W\d_]{3,}", left)):
                found.append((type(each).__name__, text))
    return found


def unbracketed_actions(window: QWidget) -> list[str]:
    texts = [action.text() for menu in window.findChildren(QMenu) for action in (*menu.actions(), menu.menuAction())]
    return [text for text in texts if re.search(r"\w", _without_brackets(text))]


def cut_off(window: QWidget) -> list[tuple[str, str]]:
    """Words with less room than they need, those left out that may be elided."""
    found = []
    for each in shown(window):
        if not isinstance(each, QLabel | QAbstractButton) or not each.text():
            continue
        metrics = each.fontMetrics()
        if isinstance(each, ElidedLabel):
            continue
        flags = Qt.TextFlag.TextWordWrap if _wraps(each) else 0
        needed = metrics.boundingRect(0, 0, each.contentsRect().width(), 10_000, flags, each.text())
        draws_words = type(each).__name__ not in (
            "IconButton",
            "SendButton",
            "Switch",
            "Peek",
            "ReasoningHead",
            "ChipFace",
        )
        if draws_words and (needed.height() > each.height() + 1 or needed.width() > each.width() + 1):
            found.append((type(each).__name__, each.text()))
    return found


def elided(window: QWidget, data: str) -> list[str]:
    """Words that have given up their end, although no person or model has chosen how long they are."""
    known = set(re.findall(r"[^\W\d_]+", data))
    labels = [each for each in shown(window) if isinstance(each, ElidedLabel)]
    short = [each.text() for each in labels if each.fontMetrics().horizontalAdvance(each.text()) > each.width() + 1]
    return [text for text in short if not known & set(re.findall(r"[^\W\d_]{2,}", text))]


def controls(window: QWidget) -> list[QWidget]:
    """Whatever a person can do something with now."""
    kinds = QAbstractButton | QLineEdit | QPlainTextEdit | QTextEdit | QAbstractItemView
    return [
        each
        for each in shown(window)
        if isinstance(each, kinds) and each.isEnabled() and not isinstance(each, QScrollBar) and not _is_part(each)
    ]


def unnamed(window: QWidget) -> list[str]:
    """Controls that tell a screen reader nothing, or not what they are."""
    found = []
    for each in controls(window):
        interface = QAccessible.queryAccessibleInterface(each)
        if not interface.text(QAccessible.Text.Name).strip() or interface.role() in (
            QAccessible.Role.NoRole,
            QAccessible.Role.Client,
        ):
            found.append(f"{type(each).__name__} {each.objectName()} in {type(each.parent()).__name__}")
    return found


def walked_by_tab(window: QWidget) -> list[QWidget]:
    """What has the keyboard, press by press, until it comes round."""
    walked: list[QWidget] = []
    for _ in range(400):
        over = next((each for each in window.findChildren(Overlay) if each.isVisible()), None)
        (over if over is not None else window).focusNextPrevChild(True)
        now = QApplication.focusWidget()
        if now is None or now in walked:
            break
        walked.append(now)
    return walked


def _wraps(widget: QLabel | QAbstractButton) -> bool:
    return widget.wordWrap() if isinstance(widget, QLabel) else widget.objectName() == "example"


def _is_part(widget: QWidget) -> bool:
    """Qt's own inner parts, and text that is read and not worked with."""
    return widget.objectName().startswith("qt_") or isinstance(widget, TextPane | QHeaderView)


def _without_brackets(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _INNERMOST.sub(" ", text)
    return text
