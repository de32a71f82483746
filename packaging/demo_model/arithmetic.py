"""Problems of arithmetic with integers: adding, subtracting, multiplying by one digit, stories, comparing, sorting.

Low effort is a guess in one line, medium works in columns, high also checks its result.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from holdout import in_held_out_range, is_held_out
from problem import Problem, Slip, analysis
from steps import (
    LARGEST,
    add_columns,
    compare_digits,
    grouped,
    multiply_columns,
    padded,
    sign,
    sort_steps,
    subtract_columns,
)
from wordings import (
    ADD,
    ASCENDING,
    LARGER,
    MULTIPLY,
    NAMES,
    SMALLER,
    STORY_ADD,
    STORY_ADD_UNSEEN,
    STORY_SUBTRACT,
    STORY_SUBTRACT_UNSEEN,
    SUBTRACT,
    SUBTRACT_FROM,
    THINGS,
)

SLIP_SHARE = 0.03  # of the trained high-effort sums: the check finds a wrong digit and the columns are redone


def sum_lines(a: int, b: int, effort: str, rng: random.Random | None = None) -> list[str | Slip]:
    """Steps of a + b; with a generator now and then with a slip that the check finds."""
    columns, total = add_columns(a, b)
    lines: list[str | Slip] = []
    if effort == "high" and rng is not None and rng.random() < SLIP_SHARE:
        wrong, bad = add_columns(a, b, rng.randrange(2))
        lines += [Slip(f"{wrong}\nSo {grouped(bad)} = {bad}"), f"Check {subtract_columns(bad, b)[0]}"]
        lines += [f"Gives {padded(subtract_columns(bad, b)[1])} for {padded(a)}: wrong", "Again"]
    lines += [f"{columns}\nSo {grouped(total)} = {total}"]
    if effort == "high":
        check, back, _ = subtract_columns(total, b)
        lines += [f"Check {check}", f"Gives {padded(back)} for {padded(a)}: right", f"Answer {total}"]
    return lines


def difference_lines(a: int, b: int, effort: str, rng: random.Random | None = None) -> list[str | Slip]:
    """Steps of a - b. A borrow that is left over at the end shows that the result is negative: swap and negate."""
    lines: list[str | Slip] = []
    columns, result, borrow = subtract_columns(a, b)
    if borrow:
        lines += [columns, "Negative, swap"]
        columns, result, _ = subtract_columns(b, a)
    top, bottom, minus = (b, a, "-") if borrow else (a, b, "")
    if effort == "high" and rng is not None and not borrow and rng.random() < SLIP_SHARE:
        wrong, bad, _ = subtract_columns(a, b, rng.randrange(2))
        check, back = add_columns(bad, b)
        lines += [Slip(f"{wrong}\nSo {padded(bad)} = {bad}"), f"Check {check}"]
        lines += [f"Gives {grouped(back)} for {grouped(a)}: wrong", "Again"]
    lines += [f"{columns}\nSo {minus}{padded(result)} = {minus}{result}"]
    if effort == "high":
        check, back = add_columns(result, bottom)
        lines += [f"Check {check}", f"Gives {grouped(back)} for {grouped(top)}: right", f"Answer {minus}{result}"]
    return lines


def product_lines(a: int, b: int, effort: str) -> list[str | Slip]:
    columns, product = multiply_columns(a, b)
    lines: list[str | Slip] = [f"{columns}\nSo {grouped(product)} = {product}"]
    if effort == "high":
        again = f"Check {columns}\nGives {grouped(product)} for {grouped(product)}: right"
        lines += [again, f"Answer {product}"]
    return lines


def operands(rng: random.Random, digits: int, held_out: bool | None, kind: str) -> tuple[int, int]:
    """Two numbers of at most so many digits, the larger length reached by at least one.

    held_out None means: from the ranges that training never sees.
    """
    low, high = (10, 99) if digits == 2 else (100, LARGEST)
    while True:
        a, b = rng.randint(low, high), rng.randint(low, high)
        if rng.random() < 0.15:
            b = rng.randint(0, low)
        if digits == 2 and rng.random() < 0.1:
            a, b = rng.randint(0, 9), rng.randint(0, 9)
        if rng.random() < 0.1:
            a, b = b, a
        ranged = in_held_out_range(a, b)
        if (held_out is None and ranged) or (
            held_out is not None and not ranged and is_held_out(kind, a, b) == held_out
        ):
            return a, b


def add(rng: random.Random, effort: str, held_out: bool | None, digits: int, train: bool) -> Problem:
    a, b = operands(rng, digits, held_out, "add")
    prompt = rng.choice(ADD).format(a=a, b=b)
    steps = sum_lines(a, b, effort, rng if train else None)
    return Problem(
        f"add {digits} digits",
        prompt,
        analysis(effort, f"Guess {a + b}", steps),
        f"{a} + {b} = **{a + b}**",
        str(a + b),
    )


def subtract(rng: random.Random, effort: str, held_out: bool | None, digits: int, train: bool) -> Problem:
    a, b = operands(rng, digits, held_out, "subtract")
    if a < b and rng.random() < 0.85:
        a, b = b, a
    prompt = rng.choice(SUBTRACT if rng.random() < 0.85 else SUBTRACT_FROM).format(a=a, b=b)
    steps = difference_lines(a, b, effort, rng if train else None)
    return Problem(
        f"subtract {digits} digits",
        prompt,
        analysis(effort, f"Guess {a - b}", steps),
        f"{a} - {b} = **{a - b}**",
        str(a - b),
    )


def multiply(rng: random.Random, effort: str, held_out: bool | None) -> Problem:
    while True:
        a, b = rng.randint(2, 99) if rng.random() < 0.5 else rng.randint(100, LARGEST), rng.randint(2, 9)
        if is_held_out("multiply", a, b) == bool(held_out) and (held_out or not in_held_out_range(a)):
            break
    prompt = rng.choice(MULTIPLY).format(a=a, b=b)
    return Problem(
        "multiply by one digit",
        prompt,
        analysis(effort, f"Guess {a * b}", product_lines(a, b, effort)),
        f"{a} × {b} = **{a * b}**",
        str(a * b),
    )


def story(rng: random.Random, effort: str, held_out: bool | None, train: bool) -> Problem:
    """A word problem; the wordings of the evaluation are not those of the training."""
    plus = rng.random() < 0.5
    a, b = operands(rng, rng.choice((2, 2, 3)), held_out, "add" if plus else "subtract")
    if not plus and a < b:
        a, b = b, a
    unseen = STORY_ADD_UNSEEN if plus else STORY_SUBTRACT_UNSEEN
    seen = STORY_ADD if plus else STORY_SUBTRACT
    n, m = rng.sample(NAMES, 2)
    thing = rng.choice(THINGS)
    prompt = rng.choice(unseen if held_out else seen).format(a=a, b=b, n=n, m=m, t=thing)
    result = a + b if plus else a - b
    lines: Callable[..., list[str | Slip]] = sum_lines if plus else difference_lines
    steps = ["Together, so add" if plus else "Left, so subtract", *lines(a, b, effort, rng if train else None)]
    final = f"{a} {'+' if plus else '-'} {b} = **{result}**"
    return Problem("word problem", prompt, analysis(effort, f"Guess {result}", steps), final, str(result))


def compare(rng: random.Random, effort: str, held_out: bool | None) -> Problem:
    while True:
        a, b = rng.randint(0, LARGEST), rng.randint(0, LARGEST)
        if rng.random() < 0.6:  # near each other, else the first digit nearly always decides
            b = a // 10 * 10 + rng.randint(0, 9) if rng.random() < 0.5 else a // 100 * 100 + rng.randint(0, 99)
        if a != b and is_held_out("compare", a, b) == bool(held_out):
            break
    prompt = rng.choice(LARGER if rng.random() < 0.6 else SMALLER).format(a=a, b=b)
    # The answer is the relation in the order of the question: which of the two was asked for need not be remembered.
    result = f"{a} {sign(a, b)} {b}"
    steps: list[str | Slip] = [f"{compare_digits(a, b)}\nSo {result}"]
    if effort == "high":
        steps += [f"Check {compare_digits(b, a)}\nSo {b} {sign(b, a)} {a}: right", f"Answer {result}"]
    return Problem("compare", prompt, analysis(effort, f"Guess {result}", steps), f"**{result}**", result)


def sort(rng: random.Random, effort: str, held_out: bool | None) -> Problem:
    while True:
        numbers = tuple(rng.sample(range(10, 100), 3))
        if rng.random() < 0.5:
            numbers = (numbers[0], numbers[1], min(99, numbers[0] // 10 * 10 + rng.randint(0, 9)))
        if len(set(numbers)) == 3 and is_held_out("sort", *numbers) == bool(held_out):
            break
    separator = rng.choice((", ", ", ", " "))
    prompt = rng.choice(ASCENDING).format(list=separator.join(map(str, numbers)))
    lines, row = sort_steps(numbers, 2)
    result = ", ".join(map(str, row))
    steps: list[str | Slip] = [f"{lines}\nSo {result}"]
    if effort == "high":
        checked, _ = sort_steps(tuple(row), 1)
        steps += [f"Check {checked}", f"Answer {result}"]
    return Problem("sort three numbers", prompt, analysis(effort, f"Guess {result}", steps), f"**{result}**", result)
