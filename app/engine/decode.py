"""Decoding: one id after the other, one step ahead of what is yielded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import mlx.core as mx

from app.chat.exchange import Recording, Sampling
from app.engine.limits import FREE, Limits
from app.engine.model import Control, Written
from app.engine.probe import Arrays, Probe
from app.engine.sampling import Draw, Sampler
from app.engine.undo import Undo

CLEAR_INTERVAL = 256  # generated tokens between two times that freed buffers are given back
PAUSE_INTERVAL_S = 0.02  # how soon going on is noticed
FORCED_AT_ONCE = 512  # forced tokens; a book put in at once would take the memory of all its logits


class Director(Protocol):
    """Who may put tokens into a reply."""

    def after(self, token: int) -> tuple[int, ...]:
        """The ids that are to follow this drawn one by force, mostly none. It is not asked again about those."""
        ...

    def limits(self) -> Limits:
        """What may come next, after all that it knows of. Within ``without``, no token may change what may come."""
        ...


class _Step(NamedTuple):
    """A step whose graph is being computed.

    ``logits``: (1, vocabulary), from which it is drawn, within ``limits``; ``recorded``: what is recorded of it.
    """

    logits: mx.array
    routes: Arrays
    limits: Limits
    draw: Draw
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
    if it is left among forced tokens, it lacks the later ones of those that were yielded, since they are read after the
    last. Stop is obeyed after a token, and between pieces of many forced ones. Raises whatever MLX raises.
    """
    sampler = Sampler(sampling)
    probe = Probe(network, recording, sampler.filtered_log_probabilities)

    def submitted(ids: mx.array, limits: Limits) -> _Step:
        return drawn(*probe.logits(ids, cache), limits)

    def drawn(logits: mx.array, routes: Arrays, limits: Limits, *, exactly: bool = False) -> _Step:
        draw = sampler.draw(logits, limits, exactly=exactly)
        step = _Step(logits, routes, limits, draw, probe.arrays(logits, draw.id, routes))
        doubts = () if draw.is_exact is None else (draw.is_exact,)
        mx.async_eval(logits, draw.id, *doubts, *step.recorded)  # type: ignore[no-untyped-call]  # mlx has no type
        return step

    def accepted(step: _Step) -> tuple[_Step, _Step]:
        """The step as it counts, and the one that is submitted after it."""
        ahead = step.limits if step.limits.only is None else FREE  # what a header allows is known token by token
        before = None if step.draw.is_exact is None else (Undo(cache), sampler.state)
        sampler.accept(step.draw.id)
        following = submitted(step.draw.id, ahead)
        if before is None or step.draw.is_exact is None or step.draw.is_exact.item():
            return step, following
        undo, sampler.state = before
        undo.take_back()
        return accepted(drawn(step.logits, step.routes, step.limits, exactly=True))

    limits = FREE if director is None else director.limits()
    step = submitted(mx.array([last]), limits)
    count = 0
    while True:
        step, following = accepted(step)
        token = int(step.draw.id.item())  # type: ignore[arg-type]  # an index, so never complex
        yield Written(token, record=probe.text(step.recorded))
        count += 1
        _wait_while_paused(control)
        if count == most_tokens or control.is_stopped():
            return
        if director is not None:
            forced = director.after(token)[: most_tokens - count]
            limits = director.limits()
            if forced:
                yield from (Written(put, is_forced=True) for put in forced)
                sampler.accept(mx.array(forced))
                count += len(forced)
                while len(forced) > FORCED_AT_ONCE:
                    network.model(mx.array([forced[:FORCED_AT_ONCE]]), cache)
                    mx.eval([(layer.keys, layer.values) for layer in cache])
                    forced = forced[FORCED_AT_ONCE:]
                    _wait_while_paused(control)
                    if control.is_stopped():
                        return
                following = submitted(mx.array(forced), limits)  # in place of the one that was not to come after all
                if count == most_tokens:
                    return
            elif limits != following.limits:
                following = drawn(following.logits, following.routes, limits)
        if count % CLEAR_INTERVAL == 0:
            mx.clear_cache()
        step = following


def _wait_while_paused(control: Control) -> None:
    while control.is_paused():
        threading.Event().wait(PAUSE_INTERVAL_S)
