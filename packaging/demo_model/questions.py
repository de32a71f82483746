"""The problems of the evaluation: one row of the table each, all held out from training.

The same seed gives the same problems, and every effort gets the same ones. Knows nothing about how a model is run.
"""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import arithmetic
import language
import unseen
from conversation import TASKS, draw_task, follow_up, prompt_ids, render, system_text
from problem import EFFORTS, Problem
from tokenizer import Codec

SEED = 2026
CURRENT_DATE = datetime.date(2026, 11, 24)
SHOWCASE = "What is 47 + 85?"

Make = Callable[[random.Random, str], tuple[list[tuple[str, str]], Problem]]


@dataclass(frozen=True, slots=True)
class Question:
    task: str
    effort: str
    prompt: list[int]
    reference: list[int]  # the reply that training would have shown; empty if there is none
    text: str
    accepted: Callable[[str], bool]
    answer: str


def rows() -> dict[str, Make]:
    """Name of a row of the table and how to draw one problem of it, all held out from training."""

    def plain(name: str) -> Make:
        return lambda rng, effort: ([], TASKS[name][1](rng, effort, True, False))

    def ranged(make: Callable[..., Problem], digits: int) -> Make:
        return lambda rng, effort: ([], make(rng, effort, None, digits, False))

    def after_history(rng: random.Random, effort: str) -> tuple[list[tuple[str, str]], Problem]:
        earlier = [draw_task(rng, "low") for _ in range(2)]
        make = rng.choice((arithmetic.add, arithmetic.subtract))
        return [(p.prompt, p.final) for p in earlier], make(rng, effort, True, rng.choice((2, 3)), False)

    makers = {name: plain(name) for name in TASKS if name != "letters and words"}
    makers["add, unseen range"] = lambda r, e: ranged(arithmetic.add, r.choice((2, 3)))(r, e)
    makers["subtract, unseen range"] = lambda r, e: ranged(arithmetic.subtract, r.choice((2, 3)))(r, e)
    makers["add/subtract after two turns"] = after_history
    makers["follow-up on the last result"] = lambda r, e: follow_up(r, e)
    makers["today's date"] = lambda r, e: ([], language.today(r, e, CURRENT_DATE))
    for kind in ("count letters", "reverse a word", language.UNCOUNTED, "first or last letter", "spell a word"):
        makers[kind] = letters_of(kind)
    return makers


def letters_of(kind: str) -> Make:
    def make(rng: random.Random, effort: str) -> tuple[list[tuple[str, str]], Problem]:
        while True:
            problem = language.letters(rng, effort, True)
            if problem.task == kind:
                return [], problem

    return make


def expects(problem: Problem) -> Callable[[str], bool]:
    def accepted(final: str) -> bool:
        bold = re.findall(r"\*\*(.+?)\*\*", final)
        return bold == [problem.answer] if "**" in problem.final else final.strip() == problem.answer

    return accepted


def questions(codec: Codec, per_task: int, only: list[str]) -> list[Question]:
    found = []
    for task, make in rows().items():
        if only and task not in only:
            continue
        for effort in EFFORTS:
            rng = random.Random(f"{SEED}/{task}")
            for _ in range(per_task):
                history, problem = make(rng, effort)
                ids = prompt_ids(codec, system_text(effort, CURRENT_DATE), None, history, problem.prompt)
                reference = render(codec, ids, problem, False).ids[len(ids) :]
                found.append(Question(task, effort, ids, reference, problem.prompt, expects(problem), problem.answer))
    if not only or "hand-written" in only:
        for effort in EFFORTS:
            system = system_text(effort, CURRENT_DATE)
            for text in unseen.OUTSIDE:
                ids = prompt_ids(codec, system, None, [], text)
                found.append(Question("outside, hand-written", effort, ids, [], text, declines, "declined"))
            for text, part in unseen.SMALL_TALK:
                ids = prompt_ids(codec, system, None, [], text)
                found.append(
                    Question("small talk, hand-written", effort, ids, [], text, lambda f, p=part: p in f, part)
                )
    return found


def declines(final: str) -> bool:
    return "small demo model" in final or "小さなデモ用モデル" in final
