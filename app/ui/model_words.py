"""How a model is named on screen: the demo model always with what it can do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.exchange import BackendState, ModelInfo, Readiness
from app.ui.sentences import failure_words, text_words


def model_words(model: ModelInfo) -> str:
    if model.is_demo:
        return QCoreApplication.translate("Model", "Demo model — arithmetic and small talk only")
    return text_words(model.label)


def state_words(readiness: Readiness, *, is_answering: bool) -> str:
    """One line about the engine. A failure has its own sentence."""
    match readiness.state:
        case BackendState.OFF:
            return QCoreApplication.translate("Model", "Not started")
        case BackendState.STARTING:
            if readiness.model is not None:
                return QCoreApplication.translate("Model", "Restarting…")
            return QCoreApplication.translate("Model", "Starting…")
        case BackendState.LOADING:
            if readiness.fraction is None:
                return QCoreApplication.translate("Model", "Loading…")
            percent = QLocale().toString(int(readiness.fraction * 100))
            return QCoreApplication.translate("Model", "Loading… {percent} %").format(percent=percent)
        case BackendState.READY | BackendState.BUSY:
            if is_answering or readiness.state is BackendState.BUSY:
                return QCoreApplication.translate("Model", "Answering")
            return QCoreApplication.translate("Model", "Ready")
        case BackendState.ASLEEP:
            return QCoreApplication.translate("Model", "Asleep. Your next question wakes it.")
        case BackendState.FAILED:
            return (
                failure_words(readiness.failure)
                if readiness.failure
                else QCoreApplication.translate("Model", "Not running")
            )
