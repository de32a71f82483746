"""How models are told about: sizes, paces and states, in the person's own language and numbers.

Files are told in units of 10 ** 9 bytes, memory in units of 2 ** 30: both as macOS tells them.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QLocale

from app.session.model_card import CardState, Fit, MachineMemory, MemoryUse, ModelCard, Progress
from app.ui.sentences import UNIT_STEP, UNITS, in_unit, size_words, text_words, unit_of, words_of

MIB, GIB = 1 << 20, 1 << 30
MINUTE, HOUR = 60, 3600


def card_name(card: ModelCard) -> str:
    """The demo model is never named without what it can do."""
    if card.is_demo:
        return QCoreApplication.translate("Model", "Demo model — arithmetic and small talk only")
    return text_words(card.label)


def facts(card: ModelCard) -> str:
    """Who made it and how large it is, in one line; only what is known."""
    speed = card.tokens_per_second
    known = (
        card.repository or card.maker,
        card.licence,
        size_words(card.size_bytes) if card.size_bytes else "",
        words_of(card.parameters) if card.parameters is not None else "",
        QCoreApplication.translate("Models", "{speed} tok/s on this Mac").format(speed=_round(speed)) if speed else "",
    )
    return " · ".join(part for part in known if part)


def memory_words(machine: MachineMemory) -> str:
    return f"{_round(machine.total_bytes / GIB)} GB"


def memory_use_words(use: MemoryUse) -> str:
    """What is held, and for what; only what is more than nothing."""
    held = (
        (QCoreApplication.translate("Models", "{size} for the model"), use.weights),
        (QCoreApplication.translate("Models", "{size} for this conversation"), use.live),
        (QCoreApplication.translate("Models", "{size} to go on from earlier places in it"), use.marks),
        (QCoreApplication.translate("Models", "{size} for other branches and conversations"), use.parked),
        (QCoreApplication.translate("Models", "{size} kept ready"), use.buffers),
    )
    comma = QCoreApplication.translate("Models", ", ")
    parts = comma.join(words.format(size=memory_size_words(size)) for words, size in held if size)
    total, peak = memory_size_words(sum(size for _, size in held)), memory_size_words(use.peak)
    if use.limit is None:
        words = QCoreApplication.translate("Models", "Uses {total} of memory: {parts}. At most {peak} so far.")
        return words.format(total=total, parts=parts, peak=peak)
    words = QCoreApplication.translate(
        "Models", "Uses {total} of memory: {parts}. At most {peak} so far; {limit} are allowed."
    )
    return words.format(total=total, parts=parts, peak=peak, limit=memory_size_words(use.limit))


def memory_size_words(size_bytes: int) -> str:
    if size_bytes < GIB // 10:
        return f"{QLocale().toString(size_bytes / MIB, 'f', 0 if size_bytes >= 10 * MIB else 1)} MB"
    return f"{QLocale().toString(size_bytes / GIB, 'f', 1)} GB"


def bytes_done_words(progress: Progress) -> str:
    """Both numbers in the unit of the whole."""
    unit = unit_of(progress.total)
    return QCoreApplication.translate("Models", "{done} of {total}").format(
        done=in_unit(progress.done, unit), total=size_words(progress.total)
    )


def pace_words(progress: Progress) -> str:
    """Speed and time left, as far as they are known."""
    parts = []
    if progress.bytes_per_second is not None:
        parts.append(f"{_pace(progress.bytes_per_second)}/s")
    if progress.seconds_left is not None:
        left = duration_words(progress.seconds_left)
        parts.append(QCoreApplication.translate("Models", "{time} left").format(time=left))
    return " · ".join(parts)


def duration_words(seconds: float) -> str:
    """Rounded up: nobody minds to be early."""
    whole = max(1, math.ceil(seconds))
    if whole < MINUTE:
        return QCoreApplication.translate("Models", "{seconds} s").format(seconds=_round(whole))
    minutes = math.ceil(whole / MINUTE)
    if whole < HOUR:
        return QCoreApplication.translate("Models", "{minutes} min").format(minutes=_round(minutes))
    return QCoreApplication.translate("Models", "{hours} h {minutes} min").format(
        hours=_round(minutes // MINUTE), minutes=_round(minutes % MINUTE)
    )


def state_words(card: ModelCard) -> str:
    """Where a model stands, in a word or two."""
    match card.state:
        case CardState.ABSENT:
            return QCoreApplication.translate("Models", "Not downloaded")
        case CardState.DOWNLOADING:
            if card.progress is not None and card.progress.is_verifying:
                return QCoreApplication.translate("Models", "Checking the files")
            return QCoreApplication.translate("Models", "Downloading")
        case CardState.PAUSED:
            return QCoreApplication.translate("Models", "Paused")
        case CardState.REMOVING:
            return QCoreApplication.translate("Models", "Removing…")
        case CardState.FAILED:
            return QCoreApplication.translate("Models", "Failed")
        case CardState.ON_DISK:
            if card.is_current:
                return QCoreApplication.translate("Models", "Asleep")
            return QCoreApplication.translate("Models", "On disk")
        case CardState.LOADING:
            return QCoreApplication.translate("Models", "Loading")
        case CardState.LOADED:
            return QCoreApplication.translate("Models", "Loaded")


def verdict_look(fit: Fit) -> tuple[str, str]:
    """The sign and the ink of a verdict; its words say the same."""
    return ("check", "ok") if fit in (Fit.FITS, Fit.SHORT) else ("warning", "warn")


def percent_words(progress: Progress) -> str:
    return QCoreApplication.translate("Models", "{percent} %").format(percent=_round(int(progress.fraction * 100)))


def count_words(count: int) -> str:
    return QLocale().toString(count)


def _pace(bytes_per_second: float) -> str:
    unit = unit_of(bytes_per_second)
    value = bytes_per_second / UNIT_STEP**unit
    return f"{QLocale().toString(value, 'f', 1 if value < 10 else 0)} {UNITS[unit]}"


def _round(value: float) -> str:
    return QLocale().toString(round(value))
