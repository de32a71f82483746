"""Verdicts, refusals and failures reach the screen through the translator, with numbers as the person reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from model_scenes import MAC_16, MAC_32, offered, on_disk, show
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.models.catalog import catalog
from app.models.fetch.answer import trouble_of
from app.models.fetch.trouble import connection_lost, disk_full
from app.models.fit import GIB, judge, mac_memory
from app.session.model_card import CardState, ModelCard, Progress
from app.ui.models.page import ModelsPage
from app.ui.sentences import CONTEXT, failure_words, joined, words_of
from app.ui.theme import Theme
from app.ui.welcome.welcome import Welcome

Words = Callable[[QWidget], str]


class Brackets(QTranslator):
    """A language in which every sentence stands in brackets."""

    def translate(self, context: str, text: str, _comment: str | None = None, _count: int = -1) -> str | None:
        return f"⟦{text}⟧" if context == CONTEXT else None

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def brackets() -> Iterator[None]:
    translator = Brackets()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("gigabytes", [8, 16, 24, 32, 64, 128])
def test_the_window_says_the_same_as_a_terminal(gigabytes: int) -> None:
    for model in catalog().models:
        verdict = judge(model.shape, model.weight_bytes, mac_memory(gigabytes * GIB, 9 * GIB))
        for said in (verdict.label, *verdict.sentences):
            assert words_of(said) == said.english


@pytest.mark.usefixtures("qapp")
def test_numbers_are_told_in_the_language_of_the_system() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    said = sentence("{a_bytes}, {b_memory}, {c}", a_bytes=12_104_000_000, b_memory=GIB * 23 // 2, c=131_072)
    assert words_of(said) == "12,1 GB, 11,5 GB, 131.072"


@pytest.mark.usefixtures("qapp", "brackets")
def test_a_failure_is_translated_sentence_by_sentence() -> None:
    failure = failure_of(FailureKind.STORAGE, sentence("{name} stays.", name="A"), sentence("Try again."))
    assert failure_words(failure) == "⟦A stays.⟧ ⟦Try again.⟧"
    assert failure_words(Failure(FailureKind.INTERNAL, "Without values.")) == "⟦Without values.⟧"


@pytest.mark.usefixtures("qapp")
def test_sentences_stand_apart_unless_a_full_width_stop_does_that() -> None:
    assert joined("One.", "Two?", "Three.") == "One. Two? Three."
    assert joined("一。", "二？", "三。") == "一。二？三。"


@pytest.mark.usefixtures("brackets")
def test_the_page_translates_verdicts_waiting_and_failures(theme: Theme, qtbot: QtBot, visible_words: Words) -> None:
    page = ModelsPage(theme=theme)
    qtbot.addWidget(page)
    page.show()
    waiting = Progress(1, 2, notice=connection_lost().sentence)
    full = failure_of(FailureKind.DOWNLOAD, disk_full(12_000_000_000, 1_000_000_000).sentence)
    first, second, *_ = offered(MAC_16)
    third = ModelCard("third", "Third", state=CardState.DOWNLOADING, progress=waiting)
    show(page, [first, on_disk(second, state=CardState.FAILED, failure=full), third])
    gone = trouble_of(404, {}).failed
    page.show_failure(failure_of(FailureKind.DOWNLOAD, gone.sentence))
    words = visible_words(page)
    for start in ("Needs a Mac with 24 GB", "It needs 12.2 GB", "The connection was lost", "There is not enough room",
                  "The server does not have this model"):  # fmt: skip
        assert f"⟦{start}" in words


@pytest.mark.usefixtures("brackets")
def test_the_first_run_translates_the_verdict(theme: Theme, qtbot: QtBot, visible_words: Words) -> None:
    welcome = Welcome(theme=theme)
    qtbot.addWidget(welcome)
    welcome.show()
    cards = offered()
    welcome.show_models(cards, recommended=cards[0], machine=MAC_32, free_disk_bytes=10**12)
    welcome.main_button().click()
    welcome.main_button().click()
    assert "⟦Fits⟧. ⟦It needs " in visible_words(welcome)
