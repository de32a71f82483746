"""What is said of services, prices and places: from the values alone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.cloud_model import ShutdownWarning
from app.chat.conversation import Source, SourceKind
from app.chat.egress import Egress, PriceRange
from app.chat.endpoint import PLAIN_HTTP_WARNING
from app.chat.ledger import MICRO_DOLLARS
from app.chat.outgoing import OutgoingRole
from app.chat.service import Service
from app.session.cloud_spending import Budget
from app.ui.dates import day_words
from app.ui.sentences import size_words, words_of

CENT = MICRO_DOLLARS // 100


def dollars_words(cost: int) -> str:
    """With as many digits as an amount below a cent needs; never ``$0`` for what costs something."""
    digits = 2 if cost == 0 or cost >= 100 * CENT else 4 if cost >= CENT // 100 else 6
    return f"${QLocale().toString(cost / MICRO_DOLLARS, 'f', digits)}"


def price_words(price: PriceRange | None) -> str:
    if price is None:
        return QCoreApplication.translate("Cloud", "its price is not known")
    low = dollars_words(price.at_least)
    if price.at_most is None:
        return QCoreApplication.translate("Cloud", "at least {low}, and more with a longer answer").format(low=low)
    high = dollars_words(price.at_most)
    return QCoreApplication.translate("Cloud", "at least {low}, at most {high}").format(low=low, high=high)


def tokens_words(tokens: int) -> str:
    """Counted here, from the length of the text."""
    if tokens == 1:
        return QCoreApplication.translate("Cloud", "about 1 token")
    count = QLocale().toString(tokens)
    return QCoreApplication.translate("Cloud", "about {count} tokens").format(count=count)


def pictures_words(egress: Egress) -> str:
    """How many pictures go along, and how large they are; nothing if none does."""
    pictures = egress.pictures
    if not pictures:
        return ""
    size = size_words(sum(picture.size_bytes for picture in pictures))
    if len(pictures) == 1:
        return QCoreApplication.translate("Cloud", "with 1 picture of {size}").format(size=size)
    count = QLocale().toString(len(pictures))
    return QCoreApplication.translate("Cloud", "with {count} pictures, {size} in all").format(count=count, size=size)


def uncounted_words(egress: Egress) -> str:
    """What is not in the tokens, since nobody knows what this model takes for it."""
    if not egress.uncounted_pictures:
        return ""
    return QCoreApplication.translate("Cloud", "and what it takes for the pictures, which is not known")


def budget_words(budget: Budget) -> str:
    spent = dollars_words(budget.spent)
    if budget.limit is None:
        return QCoreApplication.translate("Cloud", "{spent} this month").format(spent=spent)
    limit = dollars_words(budget.limit)
    return QCoreApplication.translate("Cloud", "{spent} of {limit} this month").format(spent=spent, limit=limit)


def plain_http_words() -> str:
    return words_of(PLAIN_HTTP_WARNING)


def role_words(role: OutgoingRole) -> str:
    match role:
        case OutgoingRole.SYSTEM:
            return QCoreApplication.translate("Cloud", "Instructions")
        case OutgoingRole.USER:
            return QCoreApplication.translate("Cloud", "You")
        case OutgoingRole.ASSISTANT:
            return QCoreApplication.translate("Cloud", "Answer")


def service_words(service: Service) -> str:
    """Model and whose it is, where the two differ."""
    return QCoreApplication.translate("Cloud", "{model} at {service}").format(
        model=service.model.label, service=service.endpoint.name
    )


def made_words(source: Source | None) -> str:
    """Where an answer was made; nothing if nobody said so."""
    if source is None:
        return ""
    if source.kind is SourceKind.LOCAL:
        return QCoreApplication.translate("Cloud", "{model} · on this Mac").format(model=source.label)
    if not source.service:
        return source.label
    return QCoreApplication.translate("Cloud", "{model} at {service}").format(
        model=source.label, service=source.service
    )


def shutdown_words(warning: ShutdownWarning) -> str:
    model, day = warning.model.label, day_words(warning.day)
    if warning.days_left > 1:
        return QCoreApplication.translate(
            "Cloud", "{model} is reported to be switched off on {day}, in {count} days."
        ).format(model=model, day=day, count=QLocale().toString(warning.days_left))
    if warning.days_left == 1:
        return QCoreApplication.translate("Cloud", "{model} is reported to be switched off tomorrow.").format(
            model=model
        )
    return QCoreApplication.translate("Cloud", "{model} is reported to have been switched off on {day}.").format(
        model=model, day=day
    )


def instead_words(service: Service) -> str:
    """What a button says that leads to a card."""
    return QCoreApplication.translate("Cloud", "Ask {model} instead…").format(model=service.model.label)


def terminal_words() -> str:
    """What stands for the conversation of a request that ``soliloquy ask`` sent."""
    return QCoreApplication.translate("LedgerTable", "Terminal")
