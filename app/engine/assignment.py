"""What a question may look like, decided once: either it becomes an assignment for the model, or a failure in words."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator

from app.chat.exchange import GenerationRequest, Sampling
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.prompt import Prompt, Role
from app.chat.sentence import sentence
from app.engine.model import Assignment, Model
from app.harmony.render import render, render_ahead
from app.harmony.vocabulary import Vocabulary

SLICE_CHARACTERS = 1 << 16  # of a very long text, counted at a time
SLICE_TOKENS = 16  # more than a cut through a text can add


def assign(request: GenerationRequest, model: Model) -> Assignment | Failure:
    """Raises ValueError for a prompt that cannot be rendered."""
    if not _asks_anything(request):
        return Failure(FailureKind.PROMPT_EMPTY, "There is nothing to answer: the question is empty.")
    if not _is_sane(request.sampling) or (request.thinking_budget or 0) < 0:
        said = sentence("The settings for how words are chosen make no sense; nothing was asked.")
        return failure_of(FailureKind.INTERNAL, said)
    wanted = request.sampling.max_tokens
    if _is_hopeless(request.prompt, model):
        return _too_long(None, model.context_tokens)
    prompt = tuple(render(request.prompt, model.vocabulary))
    free = model.context_tokens - len(prompt)
    if free < 1:
        return _too_long(len(prompt), model.context_tokens)
    if wanted is not None and free < wanted:
        return _no_room(len(prompt), model.context_tokens, wanted)
    return Assignment(request, prompt, wanted or free)


def read_ahead(prompt: Prompt, model: Model) -> tuple[int, ...] | None:
    """What the next question after these messages will begin with; None if there will be no room for it.

    Raises ValueError for a prompt that cannot be rendered.
    """
    if _is_hopeless(prompt, model):
        return None
    ids = tuple(render_ahead(prompt, model.vocabulary))
    return ids if len(ids) < model.context_tokens else None


def message_starts(ids: tuple[int, ...], vocabulary: Vocabulary) -> tuple[int, ...]:
    """The places where a message begins."""
    return tuple(_places(ids, vocabulary.start))


def closed_end(prompt: Prompt, ids: tuple[int, ...], vocabulary: Vocabulary) -> int:
    """How many of the ids of ``read_ahead`` come before the first words of a question that is still being written."""
    if not prompt.messages or prompt.messages[-1].closed:
        return len(ids)
    return ids.index(vocabulary.message, message_starts(ids, vocabulary)[-1]) + 1


def open_turn(assignment: Assignment, vocabulary: Vocabulary) -> tuple[int, ...]:
    """What the prompt already holds of the reply; empty if that is only its beginning."""
    prompt, open_messages = assignment.prompt, len(assignment.request.prompt.open)
    if not open_messages:
        return ()
    return prompt[message_starts(prompt, vocabulary)[-open_messages] :]


def _places(ids: tuple[int, ...], token: int) -> Iterator[int]:
    place = -1
    with contextlib.suppress(ValueError):  # there is no further one
        while True:
            place = ids.index(token, place + 1)
            yield place


def _asks_anything(request: GenerationRequest) -> bool:
    last = request.prompt.messages[-1:]
    return any(message.role is not Role.USER or message.text.strip() for message in last)


def _is_sane(sampling: Sampling) -> bool:
    return (
        math.isfinite(sampling.temperature)
        and sampling.temperature >= 0.0
        and 0.0 < sampling.top_p <= 1.0
        and (sampling.max_tokens is None or sampling.max_tokens >= 1)
        and 0.0 <= sampling.min_p <= 1.0
        and sampling.top_k >= 0
        and 0.0 < sampling.repetition_penalty < math.inf
    )


def _is_hopeless(prompt: Prompt, model: Model) -> bool:
    """Whether the prompt is far too long, found without encoding all of it: 10 MB would take 6 s."""
    texts = (prompt.instructions, *(message.text for message in (*prompt.messages, *prompt.open)))
    if sum(map(len, texts)) <= model.context_tokens:  # a token is a character or more, except in rare scripts
        return False
    tokens = 0
    for text in texts:
        for begin in range(0, len(text), SLICE_CHARACTERS):
            tokens += len(model.vocabulary.encode(text[begin : begin + SLICE_CHARACTERS])) - SLICE_TOKENS
            if tokens > model.context_tokens:
                return True
    return False


def _too_long(prompt: int | None, context: int) -> Failure:
    """``prompt``: None if it was not counted, since it is far more than ``context``."""
    if prompt is None:
        said = sentence(
            "This conversation is too long for the model: it has more than {context} tokens, the most that the model "
            "reads. Nothing was sent; shorten the question or begin a new conversation.",
            context=context,
        )
    else:
        said = sentence(
            "This conversation is too long for the model: it has {prompt} tokens and the model reads at most "
            "{context}. Nothing was sent; shorten the question or begin a new conversation.",
            prompt=prompt,
            context=context,
        )
    return failure_of(FailureKind.PROMPT_TOO_LONG, said)


def _no_room(prompt: int, context: int, wanted: int) -> Failure:
    said = sentence(
        "The model reads and writes at most {context} tokens together: with the {prompt} of this conversation "
        "there is no room for a reply of {wanted}. Shorten one of them.",
        context=context,
        prompt=prompt,
        wanted=wanted,
    )
    return failure_of(FailureKind.PROMPT_TOO_LONG, said)
