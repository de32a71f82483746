"""However an answer is cut on its way, the same blocks stand there in the end, and most are never touched again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.transcript import splitter as splitter_module
from app.ui.transcript.blocks import Block, Code, ListBlock, Paragraph, Plain, Run, Table, joined_lists
from app.ui.transcript.parsing import Outline, parse
from app.ui.transcript.splitter import MAX_TAIL, MAX_WORD, SLICE, SLICE_LINES, SLICE_MARKS, Splitter, slice_end

MARKS = st.sampled_from(
    [
        "a",
        "bc ",
        " ",
        "    ",
        "\n",
        "\n\n",
        "- ",
        "* ",
        "1. ",
        "2) ",
        "# ",
        "> ",
        "```",
        "```py\n",
        "~~~",
        "`",
        "**",
        "***",
        "_",
        "~~",
        "---",
        "===",
        "| a | b |",
        "|--|:-:|",
        "|",
        "[x](http://a.b)",
        "![i](file:///x)",
        "[r]: http://q\n",
        "[r]",
        "[^1]",
        "[^1]: ",
        "- [x] ",
        "<b>",
        "\\",
        "\r",
        "\r\n",
        "\t",
        "日本",
        "\0",
        "\x0b",
        "\u2028",
        "&amp;",
        "$",
        "$$",
        "\\[",
        "\\]",
        "\\(",
        "\\)",
        "\\begin{align}",
        "\\end{align}",
    ]
)
TEXTS = st.lists(MARKS, max_size=40).map("".join)


def whole(text: str) -> list[Block]:
    return [placed.block for placed in parse(text)]


def reviewed(splitter: Splitter) -> list[Block]:
    """What has settled, now that all is known."""
    parts = list(splitter.review())
    assert splitter.settled == tuple(block for before, _ in parts for block in before)
    return [block for before, now in parts for block in (before if now is None else now)]


def fed(pieces: list[str]) -> list[Block]:
    """What stands there in the end."""
    splitter = Splitter()
    settled: list[Block] = []
    for piece in pieces:
        settled += splitter.feed(piece).settled
    last = splitter.finish()
    settled += last.settled
    assert splitter.settled == tuple(settled)
    settled = reviewed(splitter)
    return list(joined_lists((*settled, *last.tail)))


@given(st.lists(MARKS, max_size=40))
def test_any_cut_of_a_text_gives_the_blocks_of_one_parse_in_the_end(pieces: list[str]) -> None:
    assert fed(pieces) == whole("".join(pieces))


@given(TEXTS)
def test_one_character_at_a_time_is_as_good_as_all_at_once(text: str) -> None:
    assert fed(list(text)) == whole(text)


@given(st.lists(MARKS, max_size=40))
def test_what_is_settled_is_never_taken_back_while_text_comes(pieces: list[str]) -> None:
    splitter = Splitter()
    settled: list[Block] = []
    for piece in pieces:
        settled += splitter.feed(piece).settled
        assert splitter.settled == tuple(settled)


@given(st.lists(MARKS, max_size=20), st.lists(st.sampled_from(["word", " and", ", more", " 12", "日本"]), max_size=6))
def test_plain_words_are_added_as_a_parse_would_add_them(pieces: list[str], words: list[str]) -> None:
    quick = Splitter()
    for piece in (*pieces, *words):
        quick.feed(piece)
    parsed = Splitter()
    for piece in pieces:
        parsed.feed(piece)
    parsed.feed("".join(words) + "x")
    tail = quick.feed("x").tail
    assert joined_lists((*quick.settled, *tail)) == joined_lists((*parsed.settled, *parsed.feed("").tail))


def test_plain_words_need_no_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    splitter = Splitter()
    splitter.feed("- A list with **bold words")
    parsed: list[str] = []
    monkeypatch.setattr(splitter_module, "parse", lambda text, _known: parsed.append(text))
    (block,) = splitter.feed(" and more, of them").tail
    assert parsed == []
    assert isinstance(block, ListBlock)
    assert block.items == ((Paragraph((Run("A list with "), Run("bold words and more, of them", bold=True))),),)


def test_a_list_keeps_its_numbers_and_nesting() -> None:
    (block,) = whole("3. three\n4. four\n   - deep\n")
    assert isinstance(block, ListBlock)
    assert (block.start, block.is_loose, len(block.items)) == (3, False, 2)
    assert isinstance(block.items[1][1], ListBlock)


def test_an_open_fence_is_appended_to_without_any_parsing() -> None:
    splitter = Splitter()
    splitter.feed("```python\n" + "x = 1\n" * 10_000)
    assert splitter.parsed_length == 0
    split = splitter.feed("last")
    assert split.settled == ()
    (code,) = split.tail
    assert isinstance(code, Code)
    assert code.text.endswith("x = 1\nlast")


def test_what_is_parsed_again_does_not_grow_with_the_answer() -> None:
    splitter = Splitter()
    most = 0
    for number in range(500):
        splitter.feed(f"Paragraph {number} says something.\n\n")
        most = max(most, splitter.parsed_length)
    assert most < 100


def test_only_the_last_item_of_a_growing_list_is_parsed_again() -> None:
    splitter = Splitter()
    most = 0
    for number in range(300):
        splitter.feed(f"1. Item {number} says something.\n")
        most = max(most, splitter.parsed_length)
    assert most < 300
    assert [item.start for item in splitter.settled] == list(range(1, 1 + len(splitter.settled) * 6, 6))[
        : len(splitter.settled)
    ]


def test_a_row_of_a_table_is_read_once() -> None:
    splitter = Splitter()
    splitter.feed("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 100)
    assert splitter.parsed_length == 0
    (table,) = splitter.feed("| half a r").tail
    assert isinstance(table, Table)
    assert len(table.rows) == 101
    assert len(splitter.finish().tail[0].rows) == 102  # type: ignore[union-attr]


def test_html_is_text_and_an_image_is_its_description() -> None:
    assert whole("<b>x</b> ![a cat](file:///etc/passwd)") == [Paragraph((Run("<b>x</b> [image: a cat]"),))]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "app://x", "//host/x"]
)
def test_only_web_and_mail_addresses_become_links(address: str) -> None:
    (paragraph,) = whole(f"[x]({address})")
    assert isinstance(paragraph, Paragraph)
    assert all(not run.link for run in paragraph.runs)
    assert "x" in paragraph.runs[0].text


def test_a_block_of_unreasonable_size_is_shown_as_plain_text() -> None:
    blocks = fed(["some words\n" * (MAX_TAIL // 11 + 2), "one more\n"])
    assert any(isinstance(block, Plain) for block in blocks)
    text = "".join(block.text + "\n" for block in blocks if isinstance(block, Plain))
    assert text.startswith("some words\nsome words\n")


@given(st.lists(MARKS, max_size=40))
def test_taking_text_in_and_reading_its_tail_once_gives_the_same(pieces: list[str]) -> None:
    splitter = Splitter()
    settled = [block for piece in pieces for block in splitter.take(piece)]
    last = splitter.finish()
    settled += last.settled
    assert splitter.settled == tuple(settled)
    settled = reviewed(splitter)
    assert list(joined_lists((*settled, *last.tail))) == whole("".join(pieces))


def test_what_was_taken_in_shows_with_the_next_words() -> None:
    splitter = Splitter()
    splitter.feed("Some")
    splitter.take(" **bold")
    (block,) = splitter.feed(" words").tail
    assert block == Paragraph((Run("Some "), Run("bold words", bold=True)))


def test_text_that_is_only_taken_in_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(Outline, "read", lambda _self, blocks=(): read.append(len(blocks)) or ())
    splitter = Splitter()
    for _ in range(20):
        splitter.take("many words in one paragraph, ")
    assert read == []
    splitter.take("and\n\nthe next")
    assert read == [1]


def test_many_marks_in_many_small_blocks_are_no_reason_to_give_up() -> None:
    text = "- `a` **b** [c](https://d)\n" * 1_000
    assert list(joined_lists(tuple(fed([text])))) == whole(text)


def test_slices_end_behind_lines_and_are_short() -> None:
    for text in ("word " * 20_000, "- item\n" * 4_000, "**a** " * 9_000, "- `a` **b**\n" * 2_000, "x\n" + "y" * 9_000):
        at = 0
        while at < len(text):
            end = slice_end(text, at)
            part = text[at:end]
            assert 0 < len(part) <= SLICE
            assert part.count("\n") <= SLICE_LINES
            assert sum(map(part.count, "*`")) <= SLICE_MARKS
            assert end == len(text) or "\n" not in part or part.endswith("\n")
            at = end


def test_a_word_without_an_end_is_plain_and_many_long_ones_are_not() -> None:
    assert isinstance(fed(["x" * (MAX_WORD + 1)])[0], Plain)
    assert isinstance(fed(["x" * MAX_WORD + " " + "y" * MAX_WORD])[0], Paragraph)
