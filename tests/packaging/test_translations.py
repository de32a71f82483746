"""Whatever the window says is there in Japanese, and what is compiled is what was translated."""

from __future__ import annotations

import ast
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging" / "translations"))

from sentences import CONTEXT, sentences
from update import APP, FILE, compile_to, extract

PLACEHOLDER = re.compile(r"\{\w+\}")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# Names, and what is only values and signs.
SAME = {
    "ID",
    "Soliloquy",
    "Soliloquy {version}",
    "Soliloquy {ours} · mlx-lm {peer}",
    "Soliloquy {ours} · mlx_lm.server {peer}",
    "{place} / {count}",
    "{tokens} · {effort}",
}
SIGNS_ONLY = {
    "{verdict}.",
    ", ",
    "{verdict}. {reason}",
    "{day}, {time}",
    "{action}: {name}",
    "{done} of {total}",
    "{place} of {count}",
    "{percent} %",
    "{index} of {count}",
    "{name}: {value} ({bound}). {holds}.",
}
# What is handed to one of these is read by a person.
SHOWN_BY = {
    "setText", "setToolTip", "setWindowTitle", "setAccessibleName", "setAccessibleDescription", "setPlaceholderText",
    "addMenu", "addAction", "addButton", "setInformativeText", "set_words", "show_words",
    "Label", "ElidedLabel", "TextButton", "Pill", "IconButton", "add_row", "add_switch", "add_choice", "add_stepper",
    "set_title", "setTitle", "setStatusTip", "Entry", "QAction", "addTab", "announce",
}  # fmt: skip

NAMED_FIRST = {"IconButton", "add_switch", "add_choice", "add_stepper"}  # by a name that nobody reads


@dataclass(frozen=True, slots=True)
class Message:
    context: str
    source: str
    comment: str
    translation: str
    mark: str  # "unfinished", "vanished", "obsolete" or nothing


def messages_of(ts: Path) -> list[Message]:
    return [
        Message(
            context.findtext("name", ""),
            message.findtext("source", ""),
            message.findtext("comment", ""),
            message.findtext("translation", ""),
            message.find("translation").get("type", ""),  # type: ignore[union-attr]
        )
        for context in ElementTree.parse(ts).getroot().iter("context")
        for message in context.iter("message")
    ]


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return messages_of(FILE)


@pytest.fixture(scope="module")
def translated(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message.translation]


def test_every_text_of_the_code_is_in_the_file_and_nothing_else_is(tmp_path: Path, messages: list[Message]) -> None:
    updated = Path(shutil.copy(FILE, tmp_path))
    extract(updated)
    assert len(messages) > 300
    assert messages_of(updated) == messages, "run packaging/translations/update.py and translate what is new"


def test_every_text_is_translated(messages: list[Message]) -> None:
    assert [message for message in messages if message.mark or not message.translation] == []
    untouched = {message.source for message in messages if not JAPANESE.search(message.translation)}
    assert untouched == SAME | SIGNS_ONLY
    assert {message.source for message in messages if message.translation == message.source} == SAME


def test_the_same_values_stand_in_both_languages(translated: list[Message]) -> None:
    for message in translated:
        told = PLACEHOLDER.findall(message.translation)
        assert sorted(told) == sorted(PLACEHOLDER.findall(message.source)), message
        assert message.translation.count("{") == len(told), message


def test_japanese_is_set_as_japanese_is_set(translated: list[Message]) -> None:
    for message in translated:
        words = message.translation
        assert words.strip() == words, message
        plain = PLACEHOLDER.sub("", words).replace("42, 17, 88", "")
        assert not re.search(r"[“”,;!?]|\.(?!\w)", plain), message
        is_sentence = message.source.rstrip("”").endswith((".", "?")) and "{reason}" not in message.source
        if is_sentence and " " in message.source:
            assert words.endswith(("。", "？")), message
        assert message.source.endswith("…") == words.endswith("…"), message


def test_a_text_with_a_count_has_a_form_for_one() -> None:
    """As a text of its own: Qt's plurals would need an English file as well."""
    assert not any("%n" in path.read_text(encoding="utf-8") for path in APP.rglob("*.py"))


def test_what_is_compiled_is_what_was_translated(tmp_path: Path, messages: list[Message]) -> None:
    fresh = tmp_path / "fresh.qm"
    compile_to(FILE, fresh)
    for qm in (FILE.with_suffix(".qm"), fresh):
        translator = QTranslator()
        assert translator.load(str(qm))
        for message in messages:
            told = translator.translate(message.context, message.source, message.comment or None)
            assert told == message.translation, f"{qm}: run packaging/translations/update.py"
    assert FILE.with_suffix(".qm").stat().st_size == fresh.stat().st_size, "it holds what is not in the file any more"


def test_sentences_without_qt_are_found_and_must_be_written_out(tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (tmp_path / "resources").mkdir()
    shutil.copy(APP.parent / "resources" / "models.json", tmp_path / "resources")
    (app / "one.py").write_text(
        'x = sentence("One “{name}” " "and more.", name="a")\ny = Failure(KIND, "Two.")\n'
        'def f(end):\n    said = "Three."\n    Failure(KIND, end.said)\n    return Failure(KIND, said)\n'
    )
    found = sentences(app)
    assert {"One “{name}” and more.", "Two.", "Three."} <= set(found)
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    "computed",
    [
        'sentence(f"{1}")',
        "sentence(words)",
        'Failure(KIND, f"{1}")',
        'def f():\n    said = f"{1}"\n    return Failure(KIND, said)',
    ],
)
def test_a_text_that_is_computed_is_refused_but_in_a_terminal(tmp_path: Path, computed: str) -> None:
    (tmp_path / "resources").mkdir()
    shutil.copy(APP.parent / "resources" / "models.json", tmp_path / "resources")
    cli = tmp_path / "app" / "cli"
    cli.mkdir(parents=True)
    (cli / "one.py").write_text(computed)
    sentences(tmp_path / "app")
    (tmp_path / "app" / "one.py").write_text(computed)
    with pytest.raises(ValueError, match="written out"):
        sentences(tmp_path / "app")


def test_no_widget_is_given_english_past_the_translator() -> None:
    assert list(bare_texts(ast.parse('label.setText("Bare words")\nLabel("More", theme=t)\nx.setText(t.tr("a"))'))) == [
        "Bare words",
        "More",
    ]
    for path in sorted((APP / "ui").rglob("*.py")):
        assert list(bare_texts(ast.parse(path.read_text(encoding="utf-8")))) == [], path


def test_what_is_given_to_the_translator_is_written_out() -> None:
    """An f-string is extracted as it is written and never met again when the program runs."""
    computed = 'self.tr(f"{n} files")\nx.translate("A", words)\nself.tr("a" + b)\nself.tr("fine")'
    assert len(list(computed_texts(ast.parse(computed)))) == 3
    for path in sorted((APP / "ui").rglob("*.py")):
        assert list(computed_texts(ast.parse(path.read_text(encoding="utf-8")))) == [], path


def computed_texts(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        place = {"tr": 0, "translate": 1}.get(node.func.attr)
        if place is None or len(node.args) <= place or isinstance(node.args[place], ast.Constant):
            continue
        if node.func.attr == "translate" and not isinstance(node.args[0], ast.Constant):
            continue  # sentences from elsewhere, see ``sentences.py``, and moving a painter
        yield ast.unparse(node)


def bare_texts(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for argument in node.args[name in NAMED_FIRST :] if name in SHOWN_BY else ():
            parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
            for part in parts:
                if isinstance(part, ast.Constant) and re.search(r"[A-Za-z]{2}", str(part.value or "")):
                    yield str(part.value)


def test_the_context_of_sentences_is_that_of_the_window() -> None:
    from app.ui import sentences as window

    assert window.CONTEXT == CONTEXT
