"""Code has its colours while it is written, at a price that does not grow with its length."""

from __future__ import annotations

import inspect
import threading
from concurrent.futures import Future

import pytest
from pygments.lexer import Lexer

from app.ui.tokens import Tokens, contrast
from app.ui.transcript import highlighting, lexing, splitter
from app.ui.transcript.code_colours import LOOKS, Part, colours_for
from app.ui.transcript.highlighting import MAX_LINE, TOKENS, Highlighter, Spans
from app.ui.transcript.lexers_coming import lexer_coming

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


def highlighter_of(language: str) -> Highlighter:
    lexer_coming(language).result(timeout=60)
    return Highlighter(language)


def whole_of(language: str, code: str) -> list[Spans]:
    return [spans for spans in highlighter_of(language).all_lines(code) if spans is not None]


def by_line(language: str, code: str) -> list[Spans]:
    highlighter = highlighter_of(language)
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
    whole = whole_of(language, code)
    assert len(whole) == len(lines)
    assert any(whole)
    for line, alone, together in zip(lines, by_line(language, code), whole, strict=True):
        assert look(alone, line) == look(together, line), line


def test_a_comment_over_lines_is_one_when_the_code_is_over() -> None:
    code = "int a;\n/* one\n   two */\nint b;"
    whole = whole_of("c", code)
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
    highlighter = highlighter_of(language)
    assert highlighter.line("def x(): pass") == ()
    assert list(highlighter.all_lines("def x(): pass")) == []
    assert highlighter.language == ""


def test_a_language_has_the_name_that_people_write() -> None:
    names = {alias: highlighter_of(alias).language for alias in ("py", "js", "c++", "objc", "sh")}
    assert names == {"py": "Python", "js": "JavaScript", "c++": "C++", "objc": "Objective-C", "sh": "Bash"}


@pytest.mark.parametrize("tokens", LOOKS)
@pytest.mark.parametrize("part", Part)
def test_every_part_can_be_read_on_the_ground_of_code(tokens: Tokens, part: Part) -> None:
    least = 7 if tokens in LOOKS[2:] else 4.5
    assert contrast(colours_for(tokens).of(part), tokens.code) >= least


def test_a_lexer_is_loaded_in_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    load = lexing.lexer_for
    monkeypatch.setattr(
        lexing, "lexer_for", lambda name: (threads.append(threading.current_thread().name), load(name))[1]
    )
    lexer_coming("language that nobody asked for").result(timeout=60)
    assert threads == ["lexers"]
    assert lexer_coming("language that nobody asked for").done()  # and is asked for once
    assert threads == ["lexers"]


def test_a_lexer_that_cannot_be_loaded_leaves_the_way_free_for_the_next_one(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(lexing, "lexer_for", lambda _name: 1 // 0)
        assert lexer_coming("a language whose lexer is broken").result(timeout=60) is None
    assert lexer_coming("a language that nobody knows").result(timeout=60) is None
    assert [record.message for record in caplog.records] == ["a lexer cannot be loaded"]
    caplog.clear()


def test_a_lexer_that_has_not_come_gives_no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    coming: Future[Lexer | None] = Future()
    monkeypatch.setattr(highlighting, "lexer_coming", lambda _language: coming)
    highlighter = Highlighter("py")
    assert not highlighter.is_ready
    assert highlighter.line("def x(): pass") == ()
    assert highlighter.language == ""
    coming.set_result(lexer_coming("python").result(timeout=60))
    assert highlighter.is_ready
    assert highlighter.line("def x(): pass") != ()
    assert highlighter.language == "Python"


def test_a_long_line_is_read_in_parts_and_keeps_one_colour() -> None:
    code = "f(1); " * MAX_LINE + "\ng(2);"
    read = list(highlighter_of("js").all_lines(code))
    assert read.count(None) >= 4 * MAX_LINE // TOKENS
    long, short = (spans for spans in read if spans is not None)
    assert long == ()
    assert short != ()
