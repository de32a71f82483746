"""Code has its colours while it is written, at a price that does not grow with its length."""

from __future__ import annotations

import inspect

import pytest

from app.ui.tokens import Tokens, contrast
from app.ui.transcript import splitter
from app.ui.transcript.code_colours import LOOKS, Part, colours_for
from app.ui.transcript.highlighting import Highlighter, Spans

PYTHON = inspect.getsource(splitter)
JAVASCRIPT = """\
// how it works
import { a } from "b";
const x = `t ${a + 1} u`, y = /re+/g;
async function go(n) {
  for (const i of [1, 2.5, 0xff]) { await n(i); }
  return x === null ? "s" : 's';
}
class A extends B { #p = 1; get q() { return this.#p; } }
"""
OTHERS = {
    "bash": 'for f in *.txt; do\n  echo "$f" # each\ndone\n',
    "rust": 'fn main() {\n    let x: u32 = 5; // five\n    println!("{}", x);\n}\n',
    "json": '{\n  "a": [1, 2.5, true],\n  "b": null\n}\n',
    "sql": "SELECT a, count(*)\nFROM t -- all\nWHERE b = 'x';\n",
    "html": '<!doctype html>\n<p class="x">Hi &amp; so</p>\n',
    "diff": "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n",
    "c": "#include <stdio.h>\nint main(void) { return 0; } // ok\n",
    "yaml": "a: 1\nb:\n  - c # d\n",
}


def by_line(language: str, code: str) -> list[Spans]:
    highlighter = Highlighter(language)
    return [highlighter.line(line) for line in code.split("\n")]


def look(spans: Spans, line: str) -> list[Part | None]:
    """For each letter that can be seen; spaces have no colour."""
    parts: list[Part | None] = [None] * len(line)
    for span in spans:
        parts[span.start : span.start + span.length] = [span.part] * span.length
    return [part for part, letter in zip(parts, line, strict=True) if not letter.isspace()]


@pytest.mark.parametrize(("language", "code"), [("python", PYTHON), ("js", JAVASCRIPT), *OTHERS.items()])
def test_lines_one_by_one_look_as_in_the_whole(language: str, code: str) -> None:
    lines = code.split("\n")
    whole = list(Highlighter(language).all_lines(code))
    assert len(whole) == len(lines)
    assert any(whole)
    for line, alone, together in zip(lines, by_line(language, code), whole, strict=True):
        assert look(alone, line) == look(together, line), line


def test_a_comment_over_lines_is_one_when_the_code_is_over() -> None:
    code = "int a;\n/* one\n   two */\nint b;"
    whole = list(Highlighter("c").all_lines(code))
    assert {span.part for span in whole[1] + whole[2]} == {Part.COMMENT}
    assert Part.COMMENT not in {span.part for span in whole[3]}


def test_parts_are_what_they_are() -> None:
    line = 'def route(h, k=4):  # "sum"'
    (spans,) = by_line("python", line)
    named = {line[span.start : span.start + span.length]: span.part for span in spans}
    assert named["def"] is Part.KEYWORD
    assert named["route"] is Part.NAME
    assert named["4"] is Part.NUMBER
    assert named['# "sum"'] is Part.COMMENT


@pytest.mark.parametrize("language", ["", "text", "nonsense", "../../etc", "python\0", "guess"])
def test_an_unknown_language_has_no_colours_and_no_name(language: str) -> None:
    highlighter = Highlighter(language)
    assert highlighter.line("def x(): pass") == ()
    assert list(highlighter.all_lines("def x(): pass")) == []
    assert highlighter.language == ""


def test_a_language_has_the_name_that_people_write() -> None:
    names = {alias: Highlighter(alias).language for alias in ("py", "js", "c++", "objc", "sh")}
    assert names == {"py": "Python", "js": "JavaScript", "c++": "C++", "objc": "Objective-C", "sh": "Bash"}


@pytest.mark.parametrize("tokens", LOOKS)
@pytest.mark.parametrize("part", Part)
def test_every_part_can_be_read_on_the_ground_of_code(tokens: Tokens, part: Part) -> None:
    least = 7 if tokens in LOOKS[2:] else 4.5
    assert contrast(colours_for(tokens).of(part), tokens.code) >= least
