"""The window speaks the system's language: Japanese or English, and English where it knows no better."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from model_scenes import MAC_32, PAGE_SCENES, WELCOMES, offered, welcomed
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from stage import RESOURCES, Stage, conversation_of, reply_of

from app.chat.failure import Failure, FailureKind
from app.machine_name import on_this_machine
from app.store.settings import Settings, SettingsFile
from app.ui.computer_words import name_this_machine
from app.ui.language import language_for, locale_for, speak
from app.ui.models.page import ModelsPage
from app.ui.theme import Theme
from app.ui.welcome.welcome import Welcome

TRANSLATIONS = RESOURCES / "translations"
ENGLISH_WORDS = re.compile(r"[a-z]{3,} [a-z]{2,}")
Words = Callable[[QWidget], str]


@pytest.fixture
def japanese(qapp: QApplication) -> Iterator[None]:
    installed = speak("ja", application=qapp, translations=TRANSLATIONS)
    assert len(installed) == 2
    yield
    for translator in installed:
        qapp.removeTranslator(translator)
        translator.deleteLater()


@pytest.mark.parametrize(
    ("platform", "badge", "title"),
    [("darwin", "このMac内", "このMacに合うモデル"), ("linux", "このコンピュータ内", "このコンピュータに合うモデル")],
)
def test_only_a_mac_is_called_one(japanese: None, qapp: QApplication, platform: str, badge: str, title: str) -> None:
    spoken = [QTranslator()]
    assert spoken[0].load("soliloquy_ja", str(TRANSLATIONS))
    installed = name_this_machine(qapp, spoken, platform)
    try:
        assert QCoreApplication.translate("Place", "On this Mac") == badge
        assert QCoreApplication.translate("FittingModel", "The model that fits this Mac") == title
        assert QCoreApplication.translate("Dates", "Today") == "今日"
    finally:
        for translator in installed:
            qapp.removeTranslator(translator)


def test_elsewhere_every_text_that_says_that_this_is_a_mac_says_something_else() -> None:
    messages = ElementTree.parse(TRANSLATIONS / "soliloquy_ja.ts").iter("message")
    texts = [(message.findtext("source", ""), message.findtext("translation", "")) for message in messages]
    claim_of = re.compile("(this|your own) Mac|(この|手元の)Mac", re.I)
    claims = [each for pair in texts for each in pair if claim_of.search(each)]
    assert len(claims) > 40
    for claim in claims:
        told = on_this_machine(claim, "linux")
        assert not claim_of.search(told), claim
        assert on_this_machine(claim, "darwin") == claim
    another = re.compile("this (machine|computer)|このコンピュータ", re.I)
    assert [each for pair in texts for each in pair if another.search(each)] == [], "one name for it"


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        (["ja-Jpan-JP", "ja-JP", "ja-Jpan", "ja"], "ja"),
        (["ja_JP"], "ja"),
        (["en-US", "en", "ja-JP"], "en"),
        (["de-DE", "de"], "en"),
        (["de-Latn-DE", "de", "ja-JP", "en"], "ja"),
        (["jam-JM"], "en"),  # Jamaican begins like Japanese
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_we_know_is_taken(wanted: list[str], language: str) -> None:
    assert language_for(wanted) == language


def test_english_and_a_missing_file_change_nothing(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert speak("en", application=qapp, translations=TRANSLATIONS) == []
    assert QCoreApplication.translate("Models", "Download") == "Download"
    with caplog.at_level("WARNING", logger="soliloquy.ui"):
        installed = speak("ja", application=qapp, translations=tmp_path)
    assert [record.getMessage() for record in caplog.records] == ["there are no words of soliloquy in ja"]
    assert QCoreApplication.translate("Models", "Download") == "Download"
    for translator in installed:
        qapp.removeTranslator(translator)


def test_a_german_system_is_shown_english(qapp: QApplication, theme: Theme, qtbot: QtBot, visible_words: Words) -> None:
    assert speak(language_for(["de-DE", "de"]), application=qapp, translations=TRANSLATIONS) == []
    welcome = Welcome(theme=theme)
    qtbot.addWidget(welcome)
    welcomed("promises", welcome)
    words = visible_words(welcome)
    assert "A chat whose reasoning you can read" in words
    assert "Continue" in words


PROGRAM = """
from PySide6.QtCore import QCoreApplication
from app import composition
composition.find_model = lambda _: print(ascii(QCoreApplication.translate("Models", "Download"))) or exit()
composition.run()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system is not asked by variables")
@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ダウンロード"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:ja"}, "ダウンロード"),
        ({"LANG": "de_DE.UTF-8"}, "Download"),
        ({"LANG": "C"}, "Download"),
    ],
)
def test_the_program_asks_the_system_before_anything_is_said(variables: dict[str, str], word: str) -> None:
    others = {name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_"))}
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, env={**others, **variables}, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == ascii(word), done.stderr


@pytest.mark.usefixtures("japanese")
def test_qts_own_words_are_japanese_too() -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "キャンセル"


@pytest.mark.parametrize(("chosen", "word"), [("ja", "ダウンロード"), ("en", "Download")])
def test_the_language_that_was_chosen_comes_before_the_systems(own_home: Path, chosen: str, word: str) -> None:
    SettingsFile(own_home).save(Settings(language=chosen))
    variables = {**os.environ, "LANG": "ja_JP.UTF-8", "SOLILOQUY_HOME": str(own_home)}
    program = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(program, env=variables, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == ascii(word), done.stderr


@pytest.mark.parametrize(
    ("language", "system", "expected"),
    [("ja", "en_US", "ja_JP"), ("en", "de_DE", "en_DE"), ("en", "en_GB", "en_GB"), ("ja", "ja_JP", "ja_JP")],
)
def test_dates_are_told_in_the_windows_language_and_written_as_in_the_region(
    language: str, system: str, expected: str
) -> None:
    found = locale_for(language, QLocale(system))
    wanted_language, territory = expected.split("_")
    assert found.language() == QLocale(wanted_language).language()
    assert QLocale.territoryToCode(found.territory()) == territory


@pytest.mark.usefixtures("japanese")
def test_the_first_run_is_japanese(theme: Theme, qtbot: QtBot, visible_words: Words) -> None:
    expected = {
        "promises": ("思考の過程が読めるチャット", "続ける", "スキップ"),
        "acknowledgement": ("思考は未加工のまま表示されます", "戻る", "理解しました"),
        "fitting": ("このMacに合うモデル", "このMacのメモリは32 GBです。", "12.1 GBをダウンロード"),
        "small_mac": ("gpt-ossはこのMacでは動作しません", "デモモデルを試す"),
    }
    for name in WELCOMES:
        welcome = Welcome(theme=theme)
        qtbot.addWidget(welcome)
        welcome.show()
        welcomed(name, welcome)
        words = visible_words(welcome)
        for part in expected.get(name, ()):
            assert part in words, name
        assert not ENGLISH_WORDS.search(words), (name, words)


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fresh", ("モデル", "完了", "ダウンロード", "リポジトリを追加…", "デモモデル（計算とあいさつのみ）")),
        ("several", ("一時停止中", "残り2分", "メモリを12.5 GB使用中")),
        ("asks_remove", ("会話は残ります。その後はデモモデルが答えます。",)),
        ("small_mac", ("メモリ24 GBのMacが必要",)),
        ("waiting", ("接続が切れました。届いた分は残っています。",)),
    ],
)
def test_the_models_page_is_japanese(
    theme: Theme, qtbot: QtBot, visible_words: Words, name: str, expected: tuple[str, ...]
) -> None:
    page = ModelsPage(theme=theme)
    qtbot.addWidget(page)
    page.show()
    PAGE_SCENES[name](page)
    words = visible_words(page)
    for part in expected:
        assert part in words, words
    assert not ENGLISH_WORDS.search(words), words


@pytest.mark.usefixtures("japanese")
def test_the_whole_window_is_japanese(staged: Callable[..., Stage], visible_words: Words) -> None:
    stage = staged(conversation_of("足し算", ("47 + 85 は？", reply_of("132です。", "47 + 85 = 132"))))
    window = stage.window
    window.pages.open_welcome()
    assert "思考の過程が読めるチャット" in visible_words(window)
    stage.models.become(*offered(MAC_32))
    window.menus.models.trigger()
    assert "モデルはこのMacだけで動作します。" in visible_words(window)
    for action in window.findChildren(QAction):
        assert not ENGLISH_WORDS.search(action.text().lower()), action.text()
    for widget in window.findChildren(QWidget):
        texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton):
            texts.append(widget.text())
        if isinstance(widget, QLineEdit):
            texts.append(widget.placeholderText())
        for text in texts:
            assert not ENGLISH_WORDS.search(text), (type(widget), text)


@pytest.mark.usefixtures("japanese")
def test_a_failure_that_was_only_said_in_english_is_told_in_japanese(
    staged: Callable[..., Stage], visible_words: Words
) -> None:
    stage = staged()
    said = "No model is loaded yet. Choose one, then ask again."
    stage.session.failed.emit(Failure(FailureKind.NOT_READY, said))
    assert "モデルがまだ読み込まれていません。" in visible_words(stage.window)
