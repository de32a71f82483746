"""Whole conversations in harmony: which task at which effort, what came before, and what the loss looks at.

The system message and the history rule (earlier analysis dropped, earlier answers kept and ended by <|end|>) are those
of the harmony format. Text is encoded between control tokens, so that a question that spells one is only text.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import arithmetic
import language
import talk
from problem import EFFORTS, Problem, Slip, analysis
from tokenizer import Codec

GUESS_LOSS_WEIGHT = 0.05  # a guess in one line cannot be learnt well; its noise must not drown the worked steps
INSTRUCTIONS = (
    "You are a friendly math tutor.",
    "Answer briefly.",
    "Be polite.",
    "Always be concise.",
    "Speak like a teacher.",
    "You are a helpful assistant.",
    "Use simple words.",
    "簡潔に答えてください。",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """Token ids of a conversation and, for each, how much its prediction counts."""

    ids: list[int]
    weights: list[float]


def system_text(effort: str, current: datetime.date | None) -> str:
    date = f"\nCurrent date: {current.isoformat()}" if current else ""
    return (
        "You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06"
        f"{date}\n\nReasoning: {effort}\n\n"
        "# Valid channels: analysis, commentary, final. Channel must be included for every message."
    )


def prompt_ids(
    codec: Codec, system: str, developer: str | None, history: list[tuple[str, str]], question: str
) -> list[int]:
    ids = codec.message("system", system)
    if developer:
        ids += codec.message("developer", f"# Instructions\n\n{developer}")
    for asked, answered in history:
        ids += codec.message("user", asked) + codec.message("assistant", answered, channel="final")
    return ids + codec.message("user", question) + [codec.start, *codec.text("assistant")]


def render(
    codec: Codec, prompt: list[int], problem: Problem, guess: bool, guess_weight: float = GUESS_LOSS_WEIGHT
) -> Sample:
    ids, weights = list(prompt), [0.0] * len(prompt)

    def put(tokens: list[int], weight: float = 1.0) -> None:
        ids.extend(tokens)
        weights.extend([weight] * len(tokens))

    put([codec.channel, *codec.text("analysis"), codec.message_mark])
    for i, piece in enumerate(problem.pieces):
        if i:
            put(codec.text("\n"))
        put(codec.text(piece), 0.0 if isinstance(piece, Slip) else guess_weight if guess else 1.0)
    put([codec.end, codec.start, *codec.text("assistant"), codec.channel, *codec.text("final"), codec.message_mark])
    put(codec.text(problem.final))
    put([codec.return_mark])
    return Sample(ids, weights)


Maker = Callable[[random.Random, str, "bool | None", bool], Problem]
# Name, share in training, generator (generator, effort, held out, in training).
TASKS: dict[str, tuple[float, Maker]] = {
    "add 2 digits": (10, lambda r, e, h, t: arithmetic.add(r, e, h, 2, t)),
    "add 3 digits": (11, lambda r, e, h, t: arithmetic.add(r, e, h, 3, t)),
    "subtract 2 digits": (10, lambda r, e, h, t: arithmetic.subtract(r, e, h, 2, t)),
    "subtract 3 digits": (12, lambda r, e, h, t: arithmetic.subtract(r, e, h, 3, t)),
    "multiply by one digit": (8, lambda r, e, h, _t: arithmetic.multiply(r, e, h)),
    "word problem": (7, lambda r, e, h, t: arithmetic.story(r, e, h, t)),
    "compare": (8, lambda r, e, h, _t: arithmetic.compare(r, e, h)),
    "sort three numbers": (7, lambda r, e, h, _t: arithmetic.sort(r, e, h)),
    "letters and words": (21, lambda r, e, h, _t: language.letters(r, e, h)),
    "weekday": (9, lambda r, e, h, _t: language.weekday(r, e, h)),
    "date": (4, lambda r, e, h, _t: language.date(r, e, h)),
    "small talk": (26, lambda r, e, _h, _t: talk.small_talk(r, e)),
    "outside": (14, lambda r, e, _h, _t: talk.outside(r, e)),
    "too big": (5, lambda r, e, _h, _t: talk.too_big(r, e)),
}
OPENINGS = (
    "Hi, ",
    "Hello! ",
    "Please: ",
    "Quick question: ",
    "Can you help me? ",
    "Tell me: ",
    "Question: ",
    "すみません、",
)
CLOSINGS = (" Thanks!", " please", "\n", " ", "  ", " Thank you.", "!", " :)")
EFFORT_SHARES = {"low": 14, "medium": 38, "high": 48}
NEVER_GUESSED = ("small talk", "outside", "too big", "today", language.UNCOUNTED)
FOLLOW_UP = (
    ("Now add {b}.", "Add {b} to that.", "plus {b}?", "And plus {b}?", "+ {b}"),
    ("Now subtract {b}.", "Subtract {b} from that.", "minus {b}?", "And minus {b}?", "- {b}"),
)


def follow_up(rng: random.Random, effort: str) -> tuple[list[tuple[str, str]], Problem]:
    """A sum, then one that starts from its result, which only the history holds."""
    first = (
        arithmetic.add(rng, effort, False, 2, True)
        if rng.random() < 0.5
        else arithmetic.subtract(rng, effort, False, 2, True)
    )
    a, b, plus = int(first.answer), rng.randint(1, 99), rng.random() < 0.5
    if not plus and b > a:
        plus = True
    if a < 0:
        a, first = 47 + 85, Problem("add", "47 + 85", (), "47 + 85 = **132**", "132")
    prompt = rng.choice(FOLLOW_UP[0 if plus else 1]).format(b=b)
    lines = arithmetic.sum_lines(a, b, effort) if plus else arithmetic.difference_lines(a, b, effort)
    result = a + b if plus else a - b
    final = f"{a} {'+' if plus else '-'} {b} = **{result}**"
    return [(first.prompt, first.final)], Problem(
        "follow-up", prompt, analysis(effort, f"Guess {result}", lines), final, str(result)
    )


def training_sample(
    codec: Codec,
    rng: random.Random,
    emphasis: Mapping[str, float] = MappingProxyType({}),
    guess_weight: float = GUESS_LOSS_WEIGHT,
) -> Sample:
    """One conversation that no held-out problem is part of. ``emphasis``: factors on the shares of tasks."""
    effort = rng.choices(EFFORTS, [EFFORT_SHARES[e] for e in EFFORTS])[0]
    current = None if rng.random() < 0.1 else datetime.date(2024, 1, 1) + datetime.timedelta(days=rng.randrange(1461))
    developer = rng.choice(INSTRUCTIONS) if rng.random() < 0.04 else None
    history: list[tuple[str, str]] = []
    draw = rng.random()
    if draw < 0.03:
        history, problem = follow_up(rng, effort)
    elif draw < 0.06:
        problem = language.today(rng, effort, current)
    else:
        problem = draw_task(rng, effort, emphasis)
        if rng.random() < 0.12:
            earlier = [draw_task(rng, effort) for _ in range(rng.randint(1, 2))]
            history = [(p.prompt, p.final) for p in earlier]
    guess = effort == "low" and problem.task not in NEVER_GUESSED
    prompt = prompt_ids(codec, system_text(effort, current), developer, history, problem.prompt)
    return render(codec, prompt, problem, guess, guess_weight)


def loosened(rng: random.Random, problem: Problem) -> Problem:
    """The same question as people type it: a greeting before it, a thank you after it, no final mark, no capital."""
    prompt, draw = problem.prompt, rng.random()
    if draw < 0.06:
        prompt = rng.choice(OPENINGS) + prompt
    elif draw < 0.12:
        prompt = prompt + rng.choice(CLOSINGS)
    elif draw < 0.22:
        prompt = prompt.rstrip(".?") or prompt
    elif draw < 0.30:
        prompt = prompt[0].lower() + prompt[1:]
    return replace(problem, prompt=prompt)


def draw_task(rng: random.Random, effort: str, emphasis: Mapping[str, float] = MappingProxyType({})) -> Problem:
    shares = [share * emphasis.get(name, 1) for name, (share, _) in TASKS.items()]
    name = rng.choices(list(TASKS), shares)[0]
    problem = TASKS[name][1](rng, effort, False, True)
    return problem if name in NEVER_GUESSED else loosened(rng, problem)
