"""Decoding: one id after the other, one step ahead of what is yielded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import mlx.core as mx

from app.chat.exchange import Recording, Sampling
from app.engine.model import Control, Written
from app.engine.probe import Arrays, Probe
from app.engine.sampling import Sampler

CLEAR_INTERVAL = 256  # generated tokens between two times that freed buffers are given back
PAUSE_INTERVAL_S = 0.02  # how soon going on is noticed


class Director(Protocol):
    """Who may put tokens into a reply."""

    def after(self, token: int) -> tuple[int, ...]:
        """The ids that are to follow this drawn one by force, mostly none. It is not asked again about those."""
        ...


class _Step(NamedTuple):
    """A step whose graph is being computed: the id that it draws (1,), and what is recorded of it."""

    chosen: mx.array
    recorded: Arrays


def decode(
    network: Any,
    cache: list[Any],
    last: int,
    most_tokens: int,
    sampling: Sampling,
    control: Control,
    *,
    recording: Recording = Recording.OFF,
    director: Director | None = None,
) -> Iterator[Written]:
    """Generated tokens. ``cache`` holds the prompt but for its ``last`` id.

    Wherever it is left, the cache holds the prompt and exactly the tokens that were yielded, also the last one; only
    if it is left between forced tokens, it lacks those of them that were yielded, since they are read together after
    the last. Stop is obeyed after a token. Raises whatever MLX raises.
    """
    sampler = Sampler(sampling)
    probe = Probe(network, recording, sampler.filtered_log_probabilities)

    def submitted(ids: mx.array) -> _Step:
        logits, routes = probe.logits(ids, cache)
        chosen = sampler.draw(logits)
        step = _Step(chosen, probe.arrays(logits, chosen, routes))
        mx.async_eval(step.chosen, *step.recorded)  # type: ignore[no-untyped-call]  # mlx has no type for it
        return step

    step = submitted(mx.array([last]))
    count = 0
    while True:
        following = submitted(step.chosen)
        token = int(step.chosen.item())  # type: ignore[arg-type]  # an index, so never complex
        yield Written(token, record=probe.text(step.recorded))
        count += 1
        _wait_while_paused(control)
        if count == most_tokens or control.is_stopped():
            return
        if director is not None and (forced := director.after(token)[: most_tokens - count]):
            yield from (Written(put, is_forced=True) for put in forced)
            following = submitted(mx.array(forced))  # in place of the one that was not to come after all
            count += len(forced)
            if count == most_tokens:
                return
        if count % CLEAR_INTERVAL == 0:
            mx.clear_cache()
        step = following


def _wait_while_paused(control: Control) -> None:
    while control.is_paused():
        threading.Event().wait(PAUSE_INTERVAL_S)
