"""What may be done with a model, by where it stands; and what the person has to agree to before it is done.

Pure: decides and words, draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from app.chat.failure import FailureKind
from app.session.model_card import CardState, ModelCard
from app.ui.controls.text_button import ButtonKind
from app.ui.models.words import card_name
from app.ui.sentences import joined, size_words

HUB = "huggingface.co"  # where models are listed; the files themselves come from its servers at hf.co


class Intent(StrEnum):
    """What the person wants done with one model."""

    DOWNLOAD = "download"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    USE = "use"
    USE_ANYWAY = "use_anyway"  # knowing that other apps hold the memory now
    CHECK = "check"  # read it all again, and fetch what is damaged
    REVEAL = "reveal"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Offer:
    """The one action of a card."""

    intent: Intent
    words: str
    icon: str
    kind: ButtonKind = ButtonKind.PRIMARY


@dataclass(frozen=True, slots=True)
class Question:
    """Shown in the card before ``intent`` is carried out. ``yes`` is empty where there is nothing to agree to.

    ``is_advised``: agreeing is what one comes here to do, so it may have the strong colour; else it is only possible.
    """

    intent: Intent
    text: str
    yes: str
    no: str
    is_dangerous: bool = False
    is_advised: bool = True


def offer_of(card: ModelCard) -> Offer | None:
    """None while something runs, and for a model that this machine cannot load."""
    can_load = card.verdict is None or card.verdict.can_load
    match card.state:
        case CardState.ABSENT if card.is_found:
            return None  # its disk is away
        case CardState.ABSENT:
            words = QCoreApplication.translate("Models", "Download")
            return Offer(Intent.DOWNLOAD, words, "download", ButtonKind.PRIMARY if can_load else ButtonKind.PLAIN)
        case CardState.PAUSED:
            return Offer(Intent.RESUME, QCoreApplication.translate("Models", "Resume"), "play")
        case CardState.FAILED:
            words = QCoreApplication.translate("Models", "Try again")
            if card.folder is not None and _is_damaged(card):
                return Offer(Intent.CHECK, QCoreApplication.translate("Models", "Check the files"), "again")
            if card.folder is not None:
                return Offer(Intent.USE, words, "again")
            failed = card.download.failure if card.download is not None else None
            return None if failed is not None and not failed.can_retry else Offer(Intent.RESUME, words, "again")
        case CardState.ON_DISK:
            if not can_load:
                return None
            if card.is_current:
                return Offer(Intent.USE, QCoreApplication.translate("Models", "Load now"), "", ButtonKind.PLAIN)
            return Offer(Intent.USE, QCoreApplication.translate("Models", "Use"), "")
        case CardState.DOWNLOADING | CardState.LOADING | CardState.LOADED | CardState.REMOVING:
            return None


def can_cancel(card: ModelCard) -> bool:
    """Part of it is here, or on its way."""
    is_part = card.folder is None and card.progress is not None
    return card.state in (CardState.DOWNLOADING, CardState.PAUSED) or (card.state is CardState.FAILED and is_part)


def can_check(card: ModelCard) -> bool:
    """It was downloaded here, so its checksums are known, and no engine holds it."""
    is_at_rest = card.state is CardState.FAILED or (card.state is CardState.ON_DISK and not card.is_current)
    return is_at_rest and card.folder is not None and bool(card.frees_bytes)


def can_remove(card: ModelCard) -> bool:
    """It was downloaded here, or added by hand; what other programs keep is theirs."""
    is_there = card.state is not CardState.REMOVING and not card.is_demo
    return is_there and (card.is_added or bool(card.folder is not None and card.frees_bytes))


def missing_bytes(card: ModelCard) -> int:
    """What is still to come; what is here already is not fetched again."""
    return max(0, card.size_bytes - (card.progress.done if card.progress is not None else 0))


def question_before(intent: Intent, card: ModelCard, *, free_disk_bytes: int) -> Question | None:
    """None: it may be done at once."""
    match intent:
        case Intent.DOWNLOAD:
            return _download_question(card, free_disk_bytes)
        case Intent.CANCEL:
            return _cancel_question(card)
        case Intent.REMOVE:
            return _remove_question(card)
        case Intent.CHECK:
            return _check_question(card)
        case Intent.USE | Intent.USE_ANYWAY | Intent.PAUSE | Intent.RESUME | Intent.REVEAL:
            return None


def use_anyway_question(refusal: str) -> Question:
    """``refusal``: the sentence with which the model was not loaded; other apps hold the memory now."""
    return Question(
        Intent.USE_ANYWAY,
        refusal,
        QCoreApplication.translate("Models", "Use anyway"),
        QCoreApplication.translate("Models", "Not now"),
        is_advised=False,
    )


def agreement(card: ModelCard, *, free_disk_bytes: int) -> str:
    """What a download does, exactly: how much, from where, and what of the person's goes there."""
    does = QCoreApplication.translate(
        "Models", "Soliloquy will connect to {host} and its file servers and fetch {size}; {free} are free on the disk."
    ).format(host=HUB, size=size_words(missing_bytes(card)), free=size_words(free_disk_bytes))
    if card.repository:
        sends = QCoreApplication.translate("Models", "Of what you have typed, only the name of the repository is sent.")
    else:
        sends = QCoreApplication.translate("Models", "Nothing that you have typed is sent.")
    return joined(does, sends)


def no_room(card: ModelCard, *, free_disk_bytes: int) -> str:
    """A sentence, or empty if there is room."""
    if missing_bytes(card) <= free_disk_bytes:
        return ""
    return QCoreApplication.translate(
        "Models", "{size} are needed and {free} are free on the disk: make room there, or move the models folder."
    ).format(size=size_words(missing_bytes(card)), free=size_words(free_disk_bytes))


def _download_question(card: ModelCard, free_disk_bytes: int) -> Question:
    lacking = no_room(card, free_disk_bytes=free_disk_bytes)
    if lacking:
        return Question(Intent.DOWNLOAD, lacking, "", QCoreApplication.translate("Models", "Close"))
    text = agreement(card, free_disk_bytes=free_disk_bytes)
    can_load = card.verdict is None or card.verdict.can_load
    if not can_load:
        warning = QCoreApplication.translate("Models", "It will not run on this Mac.")
        text = joined(warning, text)
    yes = QCoreApplication.translate("Models", "Download {size}").format(size=size_words(missing_bytes(card)))
    return Question(Intent.DOWNLOAD, text, yes, QCoreApplication.translate("Models", "Not now"), is_advised=can_load)


def _is_damaged(card: ModelCard) -> bool:
    """Trying to load it once more would be of no use."""
    is_damage = card.failure is not None and card.failure.kind in (FailureKind.MODEL_BROKEN, FailureKind.MODEL_MISSING)
    return is_damage and can_check(card)


def _check_question(card: ModelCard) -> Question:
    text = QCoreApplication.translate(
        "Models",
        "Read all {size} of {name} again and compare them with their checksums? It cannot be used meanwhile. Only if "
        "something is damaged, Soliloquy connects to {host} and fetches that again.",
    ).format(size=size_words(card.frees_bytes), name=card_name(card), host=HUB)
    yes = QCoreApplication.translate("Models", "Check the files")
    return Question(Intent.CHECK, text, yes, QCoreApplication.translate("Models", "Not now"))


def _cancel_question(card: ModelCard) -> Question:
    progress = card.progress
    done = 0 if progress is None else progress.total if progress.is_verifying else progress.done
    text = QCoreApplication.translate(
        "Models", "Stop the download and delete the {size} that are here? Pausing it keeps them."
    ).format(size=size_words(done))
    return Question(
        Intent.CANCEL,
        text,
        QCoreApplication.translate("Models", "Stop and delete"),
        QCoreApplication.translate("Models", "Go back"),
        is_dangerous=True,
    )


def _remove_question(card: ModelCard) -> Question:
    if not card.is_added:
        text = QCoreApplication.translate(
            "Models", "Delete {name} from this Mac? This frees {size}. Your conversations stay."
        ).format(name=card_name(card), size=size_words(card.frees_bytes))
        yes = QCoreApplication.translate("Models", "Delete")
    else:
        text = QCoreApplication.translate(
            "Models", "Take {name} off this list? Its files stay where they are, so this frees nothing."
        ).format(name=card_name(card))
        yes = QCoreApplication.translate("Models", "Take off the list")
    if card.is_current:
        after = QCoreApplication.translate("Models", "The demo model answers then.")
        text = joined(text, after)
    return Question(
        Intent.REMOVE, text, yes, QCoreApplication.translate("Models", "Keep it"), is_dangerous=not card.is_added
    )
