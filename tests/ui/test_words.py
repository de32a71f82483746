"""Every sentence on screen can be extracted for translation, and nothing that Qt would interpret is shown."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import app.ui

SOURCES = sorted(Path(app.ui.__file__).parent.rglob("*.py"))
SHOWING = {"setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName", "addMenu"}


def calls(source: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_translation(call: ast.Call) -> bool:
    """Strings and painters have a ``translate``, too."""
    owner = getattr(call.func, "value", None)  # None: it is called by its bare name
    is_qt = owner is None or (isinstance(owner, ast.Name) and owner.id == "QCoreApplication")
    return name_of(call) == "tr" or (name_of(call) == "translate" and is_qt)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_what_is_translated_is_a_plain_literal(source: Path) -> None:
    for call in calls(source):
        if is_translation(call) and source.name != "sentences.py":  # the texts of all ``Sentence``s
            assert call.args, f"{source.name}:{call.lineno}"
            assert all(isinstance(argument, ast.Constant) for argument in call.args), f"{source.name}:{call.lineno}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_words_reach_the_screen_untranslated(source: Path) -> None:
    for call in calls(source):
        if name_of(call) in SHOWING and call.args:
            shown = call.args[0]
            is_bare = isinstance(shown, ast.JoinedStr) and any(
                isinstance(part, ast.Constant) and any(letter.isalpha() for letter in str(part.value))
                for part in shown.values
            )
            is_literal = isinstance(shown, ast.Constant) and bool(shown.value)
            assert not is_bare, f"{source.name}:{call.lineno}"
            assert not is_literal, f"{source.name}:{call.lineno}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_nothing_is_interpreted_as_html_or_styled_by_a_sheet(source: Path) -> None:
    used = {name_of(call) for call in calls(source)}
    assert not used & {"setHtml", "setMarkdown", "insertHtml", "setStyleSheet", "processEvents", "exec"}
