"""Thirty-three texts that have stalled or broken renderers of Markdown."""

from __future__ import annotations


def nasty_inputs() -> dict[str, str]:
    """Each by its name."""
    return {
        "one word of 200,000 letters": "x" * 200_000,
        "one line of 200,000 letters and spaces": "word " * 40_000,
        "Japanese without a break": "日本語の文章が続きます" * 10_000,
        "4,000 nested lists in a line": "- " * 4_000 + "x",
        "4,000 lists, each one deeper": "".join(f"{' ' * 2 * depth}- x\n" for depth in range(400)) * 3,
        "4,000 items": "- item\n" * 4_000,
        "4,000 nested quotes": "> " * 4_000 + "x",
        "quotes and lists in turn": "> - " * 2_000 + "x",
        "a table of 200 × 500": _table(200, 500),
        "a table of 5,000 columns": _table(5_000, 2),
        "a table without an end": "| a | b |\n|---|---|\n" + "| x | y |\n" * 5_000,
        "open stars": "*a " * 40_000,
        "open bold": "**a " * 20_000,
        "stars without words": "*" * 50_000,
        "underscores": "_a_" * 20_000,
        "tildes": "~~a " * 20_000,
        "open brackets": "[" * 50_000,
        "brackets in brackets": "[a](" * 20_000,
        "images in images": "![" * 20_000,
        "links": "[a](http://b.c) " * 8_000,
        "definitions": "".join(f"[{number}]: http://x/{number}\n" for number in range(4_000)) + "[1][2][3]",
        "footnotes": "".join(f"a[^{number}] " for number in range(4_000)),
        "backticks": "`" * 50_000,
        "backticks of every length": "".join("`" * length + " " for length in range(300)),
        "an open fence of 30,000 lines": "```python\n" + "x = 1\n" * 30_000,
        "a line of code of 200,000 letters": "```js\n" + "f(1);" * 40_000 + "\n```",
        "a thousand fences": "```\nx\n```\n" * 1_000,
        "entities": "&amp;&#x26;&nosuch;" * 5_000,
        "backslashes": "\\" * 60_000,
        "open angle brackets": "<a " * 30_000,
        "dollars": "$a " * 30_000 + "\\[" * 2_000,
        "marks of direction and letters of no width": "\u202eabc\u202c\u200b\u2066x\u2069" * 8_000,
        "control letters and lone surrogates": "\x00\x07\x1b[31m\ud800\ufffe\u2028" * 8_000,
    }


def _table(columns: int, rows: int) -> str:
    return "\n".join(["|a" * columns + "|", "|-" * columns + "|", *(["|b" * columns + "|"] * (rows - 1))]) + "\n"
