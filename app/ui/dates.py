"""How days and moments are written, everywhere in the window: near ones by their names, others as the region does it.

``when``: seconds since 1970. Days are those of the local clock; a moment that no clock can mean is a long time ago.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

WEEK_DAYS = 7
LONG_AGO = date(1970, 1, 1)
_WEEKDAY = re.compile(r"[,،]?\s*dddd[,،]?\s*")  # within the long form of a region


def group_words(when: float, today: date) -> str:
    """Over what was used in that time."""
    days = (today - _day_of(when)).days
    if days <= 1:
        return _near_words(days)
    if days <= WEEK_DAYS:
        return QCoreApplication.translate("Dates", "Previous 7 days")
    return QCoreApplication.translate("Dates", "Earlier")


def day_words(day: date) -> str:
    """``November 24, 2026`` or ``24 November 2026``: in a sentence, where no today is meant."""
    return QLocale().toString(QDate(day.year, day.month, day.day), _long_form())


def listed_day_words(day: str) -> str:
    """Of a list's ``2026-11-24``; whatever else stands there stays."""
    try:
        return day_words(date.fromisoformat(day))
    except ValueError:
        return day


def moment_words(when: float, today: date | None = None) -> str:
    """``Today, 14:05``; of another day its date with a short month. ``today``: None for the one of the clock."""
    day = _day_of(when)
    locale, days = QLocale(), ((today or date.today()) - day).days
    time = datetime.fromtimestamp(when).time() if day != LONG_AGO else None
    short = _long_form().replace("MMMM", "MMM")
    named = _near_words(days) if 0 <= days <= 1 else locale.toString(QDate(day.year, day.month, day.day), short)
    if time is None:
        return named
    return QCoreApplication.translate("Dates", "{day}, {time}").format(
        day=named, time=locale.toString(QTime(time.hour, time.minute), QLocale.FormatType.ShortFormat)
    )


def month_words(month: str) -> str:
    """``2026-11`` as the language writes it."""
    year, number = month.split("-")
    name = QLocale().standaloneMonthName(int(number))
    return QCoreApplication.translate("Dates", "{month} {year}").format(month=name, year=year)


def _day_of(when: float) -> date:
    try:
        return datetime.fromtimestamp(when).date()
    except (ValueError, OverflowError, OSError):  # from a clock that was wrong, or a damaged row
        return LONG_AGO


def _near_words(days: int) -> str:
    if days <= 0:
        return QCoreApplication.translate("Dates", "Today")
    return QCoreApplication.translate("Dates", "Yesterday")


def _long_form() -> str:
    """Of the region, without the day of the week."""
    return _WEEKDAY.sub("", QLocale().dateFormat(QLocale.FormatType.LongFormat))
