"""What stands in a line is read as markdown-it reads it, in fewer steps, and not at any price."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from app.ui.transcript.blocks import Paragraph, Plain
from app.ui.transcript.inline_parser import InlineParser
from app.ui.transcript.markdown import INLINE, html_of, line_across
from app.ui.transcript.math_rules import add_math
from app.ui.transcript.parsing import MAX_STEPS, parse

PIECES = [
    *(
        "a",
        "bc ",
        " ",
        "\n",
        "\n\n",
        "日本",
        "x@y.zz",
        "@",
        ":",
        "w",
        "ww",
        "www.",
        "www.a.bc ",
        "http",
        "https://a.b/c",
    ),
    *("- ", "---", "* * *", "**", "*", "_", "~~", "`", "``", "[", "]", "(", ")", "![", "[x](http://a.b)", "[r]"),
    *(
        "[r]: http://q\n\n",
        "[^1]",
        "[^1]: n\n\n",
        "<b@c.d>",
        "&amp;",
        "&",
        "$",
        "$$",
        "\\[",
        "\\(",
        "\\",
        "\\*",
        "|",
        "!",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def unchanged() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 50})
    markdown.use(footnote_plugin, inline=False, move_to_end=False).use(gfm_autolink_plugin)
    markdown.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    markdown.inline.ruler.at("footnote_ref", lambda state, silent: False)
    add_math(markdown)
    return markdown


def quick() -> MarkdownIt:
    markdown = unchanged()
    markdown.block.ruler.at("hr", line_across, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    InlineParser(markdown)
    return markdown


UNCHANGED, QUICK = unchanged(), quick()


@given(TEXTS)
def test_any_text_has_the_tokens_that_markdown_it_gives_it(text: str) -> None:
    assert [each.as_dict() for each in QUICK.parse(text, {})] == [each.as_dict() for each in UNCHANGED.parse(text, {})]


@given(st.text("-*_ \ta\n", max_size=12))
def test_a_line_across_is_one_for_markdown_it_too(text: str) -> None:
    assert [(each.type, each.map) for each in QUICK.parse(text, {})] == [
        (each.type, each.map) for each in UNCHANGED.parse(text, {})
    ]


@pytest.mark.parametrize("hostile", ["[" * 800, "![" * 400, "x[31m" * 800, "[a][" * 400])
def test_text_whose_reading_takes_too_many_steps_is_plain_and_whole(hostile: str) -> None:
    (placed,) = parse(f"{hostile}\n\n")
    assert placed.block == Plain(hostile)
    assert INLINE.steps_left == -1


def test_what_stands_before_a_costly_block_is_read() -> None:
    before, costly, after = parse("Some *words*.\n\n" + "[" * 800 + "\n\n- a list")
    assert isinstance(before.block, Paragraph)
    assert costly.block == Plain("[" * 800)
    assert after.block == Plain("- a list")  # no steps are left for it


def test_words_take_few_steps() -> None:
    parse("some words without www in it\n" * 300)
    assert INLINE.steps_left > MAX_STEPS - 1_000


def test_a_usual_answer_is_far_from_too_costly() -> None:
    text = "The [router](https://a.b/c) picks `k = 4` of **32** experts, see $x_i$ and [^1]: it *adds* them.\n" * 100
    (placed,) = parse(text)
    assert isinstance(placed.block, Paragraph)
    assert INLINE.steps_left > 0


def test_a_copy_has_all_marks_however_costly() -> None:
    assert html_of("[" * 300 + "*a*") == "<p>" + "[" * 300 + "<em>a</em></p>\n"
