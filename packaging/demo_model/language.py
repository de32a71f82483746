"""Problems about letters and words, weekdays and dates."""

from __future__ import annotations

import datetime
import random

from holdout import is_held_out
from problem import Problem, Slip, analysis, in_japanese
from steps import numbered_backwards, numbered_letters
from talk import declined

UNCOUNTED = "count one letter (declined)"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = (  # noqa: SIM905 - as a list these would be two hundred lines
    "banana strawberry kiwi lemon melon grape cherry peach bread butter cheese sugar water river ocean "
    "island mountain forest garden flower tiger zebra rabbit monkey horse mouse snake eagle robin window "
    "door table chair spoon fork knife plate bottle candle pencil paper letter school teacher doctor "
    "nurse pilot farmer soldier king queen prince castle bridge street village country summer winter "
    "spring autumn cloud storm thunder snow rain wind fire stone silver golden copper yellow green purple "
    "orange black white brown happy angry quiet brave clever gentle music piano guitar violin dance "
    "theatre picture camera engine rocket planet comet galaxy shadow mirror pillow blanket basket hammer "
    "needle thread button pocket jacket shirt shoes ladder tunnel harbor anchor sailor pirate hello world "
    "python level kayak noon racecar committee mississippi balloon coffee pepper kitten puppy apple house "
    "dog cat bird fish tree book ball star moon sun car bus train ship plane road city town farm hill "
    "lake cake milk rice soup salt meat corn bean nut egg pie jam tea hat coat sock boot belt ring bag "
    "box cup pan pot bed rug lamp"
).split()
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

LENGTH = (
    'How many letters are in "{w}"?',
    "How many letters does the word {w} have?",
    "how many letters in {w}?",
    "How many letters are in the word {w}?",
    'Count the letters in "{w}".',
)
REVERSE = (
    'Reverse "{w}".',
    "Reverse the word {w}.",
    "Spell {w} backwards.",
    "What is {w} backwards?",
    'Write "{w}" backwards.',
    "「{w}」を逆にしてください。",
)
FIRST = ('What is the first letter of "{w}"?', "What is the first letter of {w}?", "Which letter does {w} start with?")
LAST = ('What is the last letter of "{w}"?', "What is the last letter of {w}?", "Which letter does {w} end with?")
COUNT = (
    "How many {c}'s are in {w}?",
    'How many times does the letter {c} appear in "{w}"?',
    'How many "{c}" are in "{w}"?',
    "How many {c} are in {w}?",
    "Count the letter {c} in {w}.",
)
SPELL = ("Spell {w}.", 'Spell the word "{w}".', "How do you spell {w}?")
DAYS_AFTER = (
    "What day is {n} days after {d}?",
    "Which weekday is {n} days after {d}?",
    "what day comes {n} days after {d}?",
    "Today is {d}. What day is it in {n} days?",
    "If today is {d}, what day is it in {n} days?",
)
DAYS_BEFORE = (
    "What day is {n} days before {d}?",
    "Which weekday is {n} days before {d}?",
    "Today is {d}. What day was it {n} days ago?",
)
DATE_AFTER = (
    "What date is {n} days after {m} {k}?",
    "Which date is {n} days after {m} {k}?",
    "What is the date {n} days after {m} {k}?",
)
TODAY = (
    "What is the date today?",
    "What's today's date?",
    "what date is it today",
    "What is today's date?",
    "What day is it today?",
    "今日は何日ですか？",
    "今日の日付は？",
)


def invented(rng: random.Random) -> str:
    """A word that no list holds: letters must be copied, not remembered."""
    if rng.random() < 0.5:
        return "".join(rng.choice(LETTERS) for _ in range(rng.randint(3, 9)))
    return "".join(
        rng.choice("bcdfghjklmnpqrstvwz") + rng.choice("aeiou") + rng.choice(("", "", "n", "r", "s", "t"))
        for _ in range(rng.randint(1, 3))
    )[:9].ljust(3, "s")


def word(rng: random.Random, held_out: bool | None) -> str:
    while True:
        w = rng.choice(WORDS) if rng.random() < 0.5 else invented(rng)
        if len(w) <= 9 and is_held_out("word", w) == bool(held_out):
            return w


def letters(rng: random.Random, effort: str, held_out: bool | None) -> Problem:
    w = word(rng, held_out)
    spelled = numbered_letters(w)
    draw = rng.random()
    if draw < 0.3:
        task, prompt, result = "count letters", rng.choice(LENGTH).format(w=w), str(len(w))
        work, check = f"Letters\n{spelled}\nSo {result}", f"Check {numbered_backwards(w)}"
        final = f'"{w}" has **{result}** letters.'
    elif draw < 0.55:
        task, prompt, result = "reverse a word", rng.choice(REVERSE).format(w=w), w[::-1]
        work, check = (
            f"Reverse\n{spelled}\n{numbered_backwards(w)}\nSo {result}",
            f"Check {numbered_backwards(result)}\nGives {w}",
        )
        final = f"**{result}**"
    elif draw < 0.63:
        return uncounted(rng, effort, w)
    elif draw < 0.9:
        last = rng.random() < 0.5
        task, result = "first or last letter", w[-1] if last else w[0]
        prompt = rng.choice(LAST if last else FIRST).format(w=w)
        work = f"{'Last' if last else 'First'}\n{spelled}\n{'Last' if last else 'First'} {result}"
        check = f"Check {numbered_backwards(w)}"
        final = f'The {"last" if last else "first"} letter of "{w}" is **{result}**.'
    else:
        task, prompt, result = "spell a word", rng.choice(SPELL).format(w=w), "-".join(w)
        work, check, final = f"Spell\n{spelled}\nSo {result}", f"Check {numbered_backwards(w)}", f"**{result}**"
    steps: list[str | Slip] = [work]
    if effort == "high":
        steps += [check, f"Answer {result}"]
    return Problem(task, prompt, analysis(effort, f"Guess {result}", steps), final, result)


def uncounted(rng: random.Random, effort: str, w: str) -> Problem:
    """How often one letter occurs was not learnt, in two forms of the steps; so it is declined."""
    c = rng.choice(w) if rng.random() < 0.8 else rng.choice(LETTERS)
    return declined(UNCOUNTED, rng.choice(COUNT).format(w=w, c=c), effort)


def days_left(day: int, n: int, step: int) -> list[str]:
    """One line a day with its direction and the days that are left: every line follows from the one above alone."""
    direction = "+" if step > 0 else "-"
    return [f"{direction}{n - i} {WEEKDAYS[(day + step * i) % 7]}" for i in range(n + 1)]


def weekday(rng: random.Random, effort: str, held_out: bool | None) -> Problem:
    while True:
        day, n, step = rng.randrange(7), rng.randint(2, 12), rng.choice((1, 1, -1))
        if is_held_out("weekday", day, n, step > 0) == bool(held_out):
            break
    name = WEEKDAYS[day]
    prompt = rng.choice(DAYS_AFTER if step > 0 else DAYS_BEFORE).format(d=name, n=n)
    result = WEEKDAYS[(day + step * n) % 7]
    walked = [f"{name} {n} {'after' if step > 0 else 'before'}", *days_left(day, n, step)]
    steps: list[str | Slip] = ["\n".join([*walked, f"So {result}"])]
    if effort == "high":
        back = [f"Check {result} {n} {'before' if step > 0 else 'after'}", *days_left((day + step * n) % 7, n, -step)]
        steps += [*back, f"Gives {name} for {name}: right", f"Answer {result}"]
    return Problem("weekday", prompt, analysis(effort, f"Guess {result}", steps), f"It is **{result}**.", result)


def dates_left(month: int, day: int, n: int, step: int) -> tuple[list[str], tuple[int, int]]:
    """One line a day with its direction, the days left and the length of its month; and the date at the end."""
    lines = []
    for left in range(n, -1, -1):
        lines.append(f"{'+' if step > 0 else '-'}{left} {MONTHS[month]} {day}/{MONTH_DAYS[month]}")
        if left and step > 0:
            month, day = (month, day + 1) if day < MONTH_DAYS[month] else ((month + 1) % 12, 1)
        elif left:
            month, day = (month, day - 1) if day > 1 else ((month - 1) % 12, MONTH_DAYS[month - 1])
    return lines, (month, day)


def date(rng: random.Random, effort: str, held_out: bool | None) -> Problem:
    while True:
        month, n = rng.randrange(12), rng.randint(2, 7)
        day = rng.randint(1, MONTH_DAYS[month]) if rng.random() < 0.5 else MONTH_DAYS[month] - rng.randint(0, 5)
        if is_held_out("date", month, day, n) == bool(held_out):
            break
    prompt = rng.choice(DATE_AFTER).format(n=n, m=MONTHS[month], k=day)
    lines, (m, k) = dates_left(month, day, n, 1)
    result = f"{MONTHS[m]} {k}"
    steps: list[str | Slip] = ["\n".join([f"{MONTHS[month]} {day}, {n} after", *lines, f"So {result}"])]
    if effort == "high":
        back, _ = dates_left(m, k, n, -1)
        steps += ["\n".join([f"Check {result}, {n} before", *back])]
        steps += [f"Gives {MONTHS[month]} {day}: right", f"Answer {result}"]
    return Problem("date", prompt, analysis(effort, f"Guess {result}", steps), f"It is **{result}**.", result)


def today(rng: random.Random, effort: str, current: datetime.date | None) -> Problem:
    """The only date that the model knows is the one in the system message; without it, it says so."""
    prompt = rng.choice(TODAY)
    lead = in_japanese(prompt)
    if current is None:
        result = "日付はわかりません。" if lead else "I do not know the date."
        unknown: list[str | Slip] = [f"{lead}No current date is given."]
        if effort == "high":
            unknown.append("So I say that.")
        return Problem("today", prompt, analysis(effort, f"{lead}No date.", unknown), result, result)
    iso = current.isoformat()
    steps: list[str | Slip] = [f"{lead}The current date is {iso}"]
    if effort == "high":
        steps.append(f"Check {iso}: right")
    final = f"今日は **{iso}** です。" if lead else f"Today is **{iso}**."
    return Problem("today", prompt, analysis(effort, f"{lead}{iso}", steps), final, iso)
