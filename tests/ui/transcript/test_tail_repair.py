"""While an answer grows, no mark of Markdown flashes up in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenes import MARKDOWN
from test_splitter import MARKS

from app.ui.transcript.blocks import Block, Code, Footnote, Heading, ListBlock, Paragraph, Plain, Quote, Rule, Table
from app.ui.transcript.parsing import parse
from app.ui.transcript.splitter import Splitter
from app.ui.transcript.tail_repair import repaired

ANSWER = """\
# A heading with `code`

Some **bold words**, *slanted ones*, ***both*** and ~~struck~~ with a [link](https://example.org/a_(b) "title").
A second line with snake_case_names, 2 * 3 * 4 and `a * b` in it. ![A cat](https://example.org/cat.png) ends it.

* one **first**
* two `second` and [third](http://x.y)
  1. deep *and deeper*
- [x] done
- [ ] open

> Quoted **words** here.

| Name | Value |
|:--|--:|
| **a** | `1` |
| b | [x](http://x.y) |

A note[^1] and <https://example.org/> and a &amp; b.

***

Underlined
==========

```python
x = "**not bold**"
```

[^1]: The *note*.
"""


def words(blocks: tuple[Block, ...]) -> str:
    """All that stands there outside of code."""
    parts: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(runs) | Heading(_, runs):
                parts += [run.text for run in runs if not run.code]
            case ListBlock(items=items):
                parts += [words(item) for item in items]
            case Quote(inner) | Footnote(_, inner):
                parts.append(words(inner))
            case Table(_, rows):
                parts += [run.text for row in rows for cell in row for run in cell if not run.code]
            case Plain(text):
                parts.append(text)
            case Code() | Rule():
                pass
    return "\n".join(parts)


@pytest.mark.parametrize("text", [ANSWER, MARKDOWN.replace("<b>not bold</b>", "not bold")])
def test_no_mark_is_seen_at_any_moment(text: str) -> None:
    splitter = Splitter()
    blocks: tuple[Block, ...] = ()
    for letter in text:
        split = splitter.feed(letter)
        blocks += split.settled
        seen = words((*blocks, *split.tail))
        shown = seen.replace("2 * 3 * 4", "").replace("2 * 3 *", "").replace("2 * 3", "").replace("2 *", "")
        shown = shown.replace("[image", "").replace("]", "", 1) if "[image" in seen else shown
        for mark in ("*", "`", "~", "](", "|", "#", "[", "<", "\\", "==", "--", "&a"):
            assert mark not in shown, (mark, seen[-80:])


@pytest.mark.parametrize(
    ("tail", "shown"),
    [
        ("**bol", "**bol**"),
        ("**bold*", "**bold**"),
        ("a **", "a"),
        ("*a **b", "*a **b***"),
        ("a `co", "a `co`"),
        ("~~gone", "~~gone~~"),
        ("see [the ca", "see the ca"),
        ("see [the card](https://ex", "see the card"),
        ("snake_case", "snake_case"),
        ("3 * 4", "3 * 4"),
        ("done **bold** and", "done **bold** and"),
        ("Title\n--", "Title\n"),
        ("| a | b", ""),
        ("| a | b |\n|--", ""),
        ("text\n\n- ", "text\n\n"),
        ("a \\", "a"),
    ],
)
def test_what_is_begun_is_taken_as_finished(tail: str, shown: str) -> None:
    assert repaired(tail).rstrip() == shown.rstrip()


@given(st.lists(MARKS, max_size=30).map("".join))
def test_any_tail_can_be_repaired(tail: str) -> None:
    assert len(repaired(tail)) <= 2 * len(tail) + 8
    parse(repaired(tail))
