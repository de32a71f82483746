"""A model of a service: what it takes, what it costs, and until when it is there. Data with a date, never a promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from app.chat.conversation import Effort

WARN_DAYS = 60  # before a model is switched off


@dataclass(frozen=True, slots=True)
class CloudModel:
    """One row of the table. None: not known; a figure is never made up.

    ``endpoint``: the id of the one that offers it. ``dollars_in`` and ``dollars_out``: US dollars for a million tokens
    read and written. ``context_tokens``: the most that it reads and writes together, ``output_tokens`` the most that it
    writes, reasoning included. ``picture_tokens`` and ``picture_tile_tokens``: what any picture takes, and each tile of
    it (``tokens_of_picture``). ``efforts``: those that it takes, none if it takes no effort at all. ``as_of``: the day
    (ISO) on which these figures were gathered, ``source`` says where. ``shutdown``: the day from which it is not
    offered any more; ``successor``: the id of the model that its maker names instead.
    """

    id: str
    label: str
    endpoint: str
    as_of: str
    source: str
    dollars_in: float | None = None
    dollars_out: float | None = None
    context_tokens: int | None = None
    output_tokens: int | None = None
    sees_pictures: bool = False
    picture_tokens: int | None = None
    picture_tile_tokens: int | None = None
    efforts: tuple[Effort, ...] = ()
    shutdown: str | None = None
    successor: str | None = None

    def tokens_of_picture(self, width: int, height: int) -> int | None:
        """What reading it takes; None if that is not known of this model.

        Source: OpenAI's guide to images as input, "Calculating costs": it is scaled into a square of 2,048 pixels, then
        to a shorter side of 768, and cut into tiles of 512.
        """
        if self.picture_tokens is None or self.picture_tile_tokens is None:
            return None
        scale = min(1.0, 2_048 / max(width, height))
        scale *= min(1.0, 768 / max(1.0, min(width, height) * scale))
        tiles = ceil(max(1, round(width * scale)) / 512) * ceil(max(1, round(height * scale)) / 512)
        return self.picture_tokens + tiles * self.picture_tile_tokens

    def cost(self, tokens_in: int, tokens_out: int) -> int | None:
        """In micro-dollars, rounded to the nearest; None if a price that it needs is unknown."""
        if self.dollars_in is None or self.dollars_out is None:
            return None
        return round(self.dollars_in * tokens_in + self.dollars_out * tokens_out)


@dataclass(frozen=True, slots=True)
class ListedModel:
    """As an endpoint tells it in its own list. ``shutdown``: the day (ISO) from which it is not offered any more."""

    id: str
    shutdown: str | None = None


@dataclass(frozen=True, slots=True)
class ShutdownWarning:
    """A model that will go, or has gone. ``days_left`` is 0 or less from the day on which it goes."""

    model: CloudModel
    day: date
    days_left: int


def warning_for(model: CloudModel, today: date) -> ShutdownWarning | None:
    """From ``WARN_DAYS`` before the day on which the model goes; None before, or if no such day is known."""
    if model.shutdown is None:
        return None
    day = date.fromisoformat(model.shutdown)
    days_left = (day - today).days
    return ShutdownWarning(model, day, days_left) if days_left <= WARN_DAYS else None
