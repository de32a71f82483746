"""Worked steps, small enough that a tiny model can learn each one: column arithmetic, comparing, counting.

Every step copies from at most a line away and does one thing. Numbers are written with three digits, so that a column
always stands at the same distance. All functions are pure; what they write is true, except for a slip asked for.
"""

from __future__ import annotations

PLACES = ("ones", "tens", "hundreds")
LARGEST = 999  # of an operand: three columns


def padded(number: int) -> str:
    return f"{number:03d}"


def grouped(number: int) -> str:
    """Result of an addition or multiplication with its thousands digit: 132 -> 0,132."""
    return f"{number // 1000},{number % 1000:03d}"


def digit(number: int, place: int) -> int:
    return number // 10**place % 10


def add_columns(a: int, b: int, slip_place: int | None = None) -> tuple[str, int]:
    """Lines of a column addition and the sum they spell; a slip writes a wrong digit at one place."""
    lines, carry, result = [f"{padded(a)} + {padded(b)}"], 0, 0
    for place, name in enumerate(PLACES):
        x, y = digit(a, place), digit(b, place)
        total = x + y + carry
        written = (total + 1) % 10 if place == slip_place else total % 10
        lines.append(f"{name} {x}+{y}+{carry}={total // 10}{written} carry {total // 10}")
        carry = total // 10
        result += written * 10**place
    return "\n".join(lines), result + 1000 * carry


def subtract_columns(a: int, b: int, slip_place: int | None = None) -> tuple[str, int, int]:
    """Lines, last three digits and final borrow of a - b. Ten is always lent and given back if not needed,

    so that every column has the same form; a thousands digit of `a` is only compared with the final borrow.
    """
    left = grouped(a) if a > LARGEST else padded(a)
    lines, borrow, result = [f"{left} - {padded(b)}"], 0, 0
    for place, name in enumerate(PLACES):
        x, y = digit(a, place), digit(b, place)
        total = 10 + x - y - borrow
        written = (total + 1) % 10 if place == slip_place else total % 10
        lines.append(f"{name} 1{x}-{y}-{borrow}={total // 10}{written} borrow {1 - total // 10}")
        borrow = 1 - total // 10
        result += written * 10**place
    return "\n".join(lines), result, borrow


def multiply_columns(a: int, factor: int) -> tuple[str, int]:
    lines, carry, result = [f"{padded(a)} * {factor}"], 0, 0
    for place, name in enumerate(PLACES):
        x = digit(a, place)
        product = x * factor
        total = product + carry
        lines.append(f"{name} {x}*{factor}={product:02d}, {product:02d}+{carry}={total:02d} carry {total // 10}")
        carry = total // 10
        result += total % 10 * 10**place
    return "\n".join(lines), result + 1000 * carry


def sign(a: int, b: int) -> str:
    return "<" if a < b else ">" if a > b else "="


def compare_digits(a: int, b: int) -> str:
    """Digit by digit from the highest place until they differ."""
    lines = [f"{padded(a)} ? {padded(b)}"]
    for place in (2, 1, 0):
        x, y = digit(a, place), digit(b, place)
        lines.append(f"{PLACES[place]} {x}{sign(x, y)}{y}")
        if x != y:
            break
    return "\n".join(lines)


def compare_pair(a: int, b: int) -> str:
    """One line for two numbers below 100: tens first, ones only if those are equal."""
    tens = f"{a // 10}{sign(a // 10, b // 10)}{b // 10}"
    return tens if a // 10 != b // 10 else f"{tens} {a % 10}{sign(a % 10, b % 10)}{b % 10}"


def sort_steps(numbers: tuple[int, ...], passes: int) -> tuple[str, list[int]]:
    """Neighbours compared and swapped; two passes sort three numbers, a third one changes nothing (a check)."""
    row = list(numbers)
    lines = [" ".join(f"{n:02d}" for n in row)]
    for _ in range(passes):
        for i in range(len(row) - 1):
            a, b = row[i], row[i + 1]
            step = f"{a:02d} {b:02d}: {compare_pair(a, b)}"
            if a > b:
                row[i], row[i + 1] = b, a
            verb = "swap" if a > b else "keep"
            lines.append(f"{len(lines)} {step} {verb}: " + " ".join(f"{n:02d}" for n in row))
    return "\n".join(lines), row


def numbered_letters(word: str) -> str:
    """The number stands before its letter here and backwards, so that a letter is found again by its number."""
    return " ".join(f"{i}{c}" for i, c in enumerate(word, 1))


def numbered_backwards(word: str) -> str:
    return " ".join(f"{i}{c}" for i, c in reversed(list(enumerate(word, 1))))
