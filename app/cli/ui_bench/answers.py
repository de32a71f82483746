"""Answers as a model writes them, made from a few lines by rules, so that every run measures the same text."""

from __future__ import annotations

from collections.abc import Iterator

CHARACTERS_PER_TOKEN = 4
_TALE = """
the router scores every expert and only the best four run so the weights that are read for a token are a small part of
all of them which is where the time is saved on a machine whose memory is slow while its arithmetic is fast
"""
_WORDS = tuple(_TALE.split())


def answer_of(tokens: int) -> str:
    """About so many tokens of prose, lists, code, tables, quotes and formulas, in turn."""
    parts: list[str] = []
    length = 0
    for part in _parts():
        parts.append(part)
        length += len(part) + 2
        if length >= tokens * CHARACTERS_PER_TOKEN:
            break
    return "\n\n".join(parts)[: tokens * CHARACTERS_PER_TOKEN]


def _parts() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"## Part {number}: how it works"
        yield _prose(number, 60)
        yield _list(number)
        yield _prose(number + 1, 90)
        yield _code(number)
        yield _prose(number + 2, 40) + f" It follows that $y_{{{number}}} = \\sum_i g_i E_i(h)$ holds."
        yield _table(number)
        yield f"$$\ng_{{{number}}} = \\frac{{e^{{s_i}}}}{{\\sum_j e^{{s_j}}}}\n$$"
        yield f"> {_prose(number + 3, 30)}"
        yield _prose(number + 4, 110)


def _prose(seed: int, words: int) -> str:
    found = []
    for index in range(words):
        word = _WORDS[(seed * 7 + index) % len(_WORDS)]
        match (seed + index) % 23:
            case 5:
                word = f"**{word}**"
            case 11:
                word = f"*{word}*"
            case 17:
                word = f"`{word}_{index}`"
            case 21:
                word = f"[{word}](https://example.org/{index})"
        found.append(word)
    return " ".join(found).capitalize() + "."


def _list(seed: int) -> str:
    items = [f"{index}. **Step {index}** – {_prose(seed + index, 14)}" for index in range(1, 6)]
    return "\n".join([*items, f"   - {_prose(seed, 8)}", f"   - {_prose(seed + 1, 8)}"])


def _code(seed: int) -> str:
    lines = ["```python", f"def route_{seed}(h, w_router, k=4):", '    """Top-k routing for one token."""']
    lines += [f"    scores_{index} = w_router @ h + {index} * 0.5  # [32] of step {index}" for index in range(14)]
    return "\n".join([*lines, "    return [s for s in (scores_0, scores_1) if s is not None]", "```"])


def _table(seed: int) -> str:
    rows = [f"| Variant {seed}.{row} | {row * 1.9:.1f} GB | **{row * 11}** tok/s |" for row in range(1, 11)]
    return "\n".join(["| Precision | Weights read | Decode speed |", "|:--|--:|--:|", *rows])
