"""Where the open conversation is answered, as the badge, the sentence below the box and the empty state say it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.chat.service import Service
from app.ui.cloud.place_badge import HERE, Place, PlaceChoice
from app.ui.cloud.words import service_words


def place_of(destination: Service | None, *, has_gone_out: bool) -> Place:
    if destination is not None:
        explanation = QCoreApplication.translate(
            "Place", "Questions here go to {host}. You see what is sent before it is."
        ).format(host=destination.endpoint.host)
        return Place(destination.model.label, "cloud", "warn", explanation)
    if has_gone_out:
        return Place(
            QCoreApplication.translate("Place", "Partly sent out"),
            "cloud",
            "warn",
            QCoreApplication.translate(
                "Place", "Parts of this conversation were sent to a service. New questions stay on this Mac."
            ),
        )
    return Place(
        QCoreApplication.translate("Place", "On this Mac"),
        "chip",
        "ok",
        QCoreApplication.translate("Place", "The model runs on this Mac. Nothing you type leaves it."),
    )


def choices_of(services: Sequence[Service], destination: Service | None) -> tuple[PlaceChoice, ...]:
    """None where there is nothing to choose."""
    if not services:
        return ()
    here = PlaceChoice(HERE, QCoreApplication.translate("Place", "On this Mac"), destination is None)
    return (here, *(PlaceChoice(held.id, service_words(held), held == destination) for held in services))


def foot_words(destination: Service | None, *, has_gone_out: bool) -> str:
    if destination is not None:
        return QCoreApplication.translate(
            "Place", "{model} answers. What you send leaves this Mac, after you saw it. Check important facts."
        ).format(model=service_words(destination))
    if has_gone_out:
        return QCoreApplication.translate(
            "Place", "Runs on this Mac. Parts of this conversation were sent out before. Check important facts."
        )
    return QCoreApplication.translate("Place", "Runs on this Mac. Nothing is sent anywhere. Check important facts.")


def promise_words(destination: Service | None) -> str:
    if destination is not None:
        return QCoreApplication.translate(
            "Place", "This conversation goes to {model}. Before anything is sent, you see exactly what."
        ).format(model=service_words(destination))
    return QCoreApplication.translate(
        "Place",
        "A private chat whose reasoning you can read as it is written. "
        "The model runs on this Mac; nothing you type leaves it.",
    )
