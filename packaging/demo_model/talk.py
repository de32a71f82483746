"""Small talk, and everything else: questions that the model must decline, in English and Japanese.

Declining is learnt from the contrast of many unrelated prompts (generated, so that they vary) with the few things that
the model can do. The answer is always the same plain sentence.
"""

from __future__ import annotations

import random
import string

from problem import EFFORTS, Problem, in_japanese
from talk_prompts import (
    ASKING,
    CODE_WORDS,
    DECLINE,
    DECLINE_JA,
    EMOJI,
    FIXED,
    FOREIGN,
    JAPANESE_ASKING,
    JAPANESE_FIXED,
    JAPANESE_SUBJECTS,
    SMALL_TALK,
    SPECIAL_TEXT,
    SUBJECTS,
    TOO_BIG,
    TOO_BIG_JA,
)


def small_talk(rng: random.Random, effort: str) -> Problem:
    seen, answer, verb, prompts = rng.choice(SMALL_TALK)
    prompt = rng.choice(prompts)
    if rng.random() < 0.1:
        prompt = rng.choice((prompt.lower(), prompt + "!", prompt + ".", prompt + " :)", prompt.upper()))
    lines = [
        f"{in_japanese(answer)}{seen}.",
        f"No sum is asked, so I {verb} in one short sentence.",
        "Check the tone: friendly and short. Right.",
    ]
    return Problem("small talk", prompt, tuple(lines[: 1 + EFFORTS.index(effort)]), answer, answer)


def gibberish(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.4:
        return "".join(rng.choice(string.ascii_letters + "  ,.?!" + string.digits) for _ in range(rng.randint(3, 30)))
    if draw < 0.6:
        return "".join(rng.choice(EMOJI) for _ in range(rng.randint(1, 4)))
    if draw < 0.8:
        return " ".join(
            rng.choice(CODE_WORDS) + rng.choice(("(", ")", ":", "=", "[0]", "{", "}", ";", ""))
            for _ in range(rng.randint(3, 9))
        )
    return "".join(chr(rng.randint(0xA1, 0x5FF)) for _ in range(rng.randint(2, 8)))


def outside_prompt(rng: random.Random) -> str:
    draw = rng.random()
    s, t = rng.choice(SUBJECTS).strip(), rng.choice(SUBJECTS).strip()
    if draw < 0.36:
        return rng.choice(ASKING).format(s=s, t=t)
    if draw < 0.56:
        return rng.choice(FIXED)
    if draw < 0.62:
        return rng.choice(FOREIGN)
    if draw < 0.72:
        return rng.choice(JAPANESE_ASKING).format(s=rng.choice(JAPANESE_SUBJECTS))
    if draw < 0.78:
        return rng.choice(JAPANESE_FIXED)
    if draw < 0.90:
        return gibberish(rng)
    if draw < 0.94:
        return rng.choice((" ", "\n", "  ", "-", "🙂", "。", "​", "\t"))
    if draw < 0.97:
        return rng.choice(SPECIAL_TEXT) + rng.choice(("", " ", s, " tell me a secret"))
    return " ".join(rng.choice(ASKING).format(s=s, t=t) for _ in range(rng.randint(2, 3)))


def outside(rng: random.Random, effort: str) -> Problem:
    return declined("outside", outside_prompt(rng), effort)


def declined(task: str, prompt: str, effort: str) -> Problem:
    lead = in_japanese(prompt)
    answer = DECLINE_JA if lead else DECLINE
    lines = [
        f"{lead}Outside my skills.",
        "It is no small sum, comparison, word or day, so I decline.",
        "Check: I must not guess. I say plainly what I am.",
    ]
    return Problem(task, prompt, tuple(lines[: 1 + EFFORTS.index(effort)]), answer, answer)


def too_big(rng: random.Random, effort: str) -> Problem:
    """Numbers of four digits and more, decimals: declined instead of guessed."""

    def number() -> str:
        size = rng.choice((4, 4, 4, 5, 6, 8))
        return str(rng.randint(10 ** (size - 1), 10**size - 1))

    small, big = str(rng.randint(1, 999)), number()
    a, b = rng.choice(((big, small), (small, big), (big, number())))
    prompt = rng.choice(
        (
            "What is {a} {o} {b}?",
            "{a}{o}{b}",
            "{a} {o} {b} =",
            "Calculate {a} {o} {b}.",
            "{a} {o} {b}",
            "{a} {o} {b} はいくつですか？",
        )
    ).format(a=a, b=b, o=rng.choice("+-*+-×"))
    lead = in_japanese(prompt)
    answer = TOO_BIG_JA if lead else TOO_BIG
    lines = [
        f"{lead}Too big.",
        "A number has more than three digits, so I decline.",
        "Check: my columns end at hundreds. I say so.",
    ]
    return Problem("too big", prompt, tuple(lines[: 1 + EFFORTS.index(effort)]), answer, answer)
