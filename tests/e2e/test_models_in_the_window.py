"""From the button to the answer: a model is downloaded from a hub on this machine, used and removed by hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

sys.path.append(str(Path(__file__).resolve().parent.parent / "session"))

from hand_cloud import HandCloud
from model_rig import LIMIT_MS, SMALL, FakeHub, Rig, demo_hub

from app.chat.conversation import Effort
from app.paths import demo_model_folder, resources_folder
from app.session.benchmark import Benchmark
from app.session.chat_session import ChatSession
from app.session.elsewhere import Elsewhere
from app.session.kept_reading import KeptReading
from app.session.library import Library
from app.session.second_opinion import SecondOpinion
from app.session.writing import Writing
from app.store.history import open_history
from app.ui.main_window import MainWindow
from app.ui.models.note import Note
from app.ui.models.offers import Intent
from app.ui.models.page import ModelsPage
from app.ui.models.repository_row import RepositoryRow

TUNED = "a-group/tuned"


class Hands:
    """The whole window over real models, downloads and an engine process."""

    def __init__(self, rig: Rig, home: Path, hub: FakeHub) -> None:
        self.rig = rig
        self.hub = hub
        self.history = open_history(home)
        self.session = ChatSession(backend=rig.backend, history=self.history)
        self.benchmark = Benchmark(
            backend=rig.backend,
            models=rig.models,
            preferences=rig.preferences,
            tokenizer=demo_model_folder() / "tokenizer.json",
        )
        library = Library(history=self.history)
        self.kept_reading = KeptReading(
            folder=None, history=self.history, library=library, backend=rig.backend, preferences=rig.preferences
        )
        self.hand_cloud = HandCloud(home, session=self.session, history=self.history, preferences=rig.preferences)
        self.writing = Writing.of(
            session=self.session,
            backend=rig.backend,
            history=self.history,
            preferences=rig.preferences,
            pasted=home / "pasted",
        )
        self.window = MainWindow(
            session=self.session,
            library=library,
            elsewhere=Elsewhere(session=self.session),
            preferences=rig.preferences,
            models=rig.models,
            opinion=SecondOpinion(session=self.session, models=rig.models, cloud=self.hand_cloud.cloud),
            benchmark=self.benchmark,
            resources=resources_folder(),
            kept_reading=self.kept_reading,
            writing=self.writing,
            cloud=self.hand_cloud.cloud,
            folder=home,
        )
        self.window.resize(1000, 700)
        self.window.show()
        self.window.menus.models.trigger()

    @property
    def page(self) -> ModelsPage:
        return self.window.pages.page

    def words(self) -> str:
        labels = self.page.card(SMALL).findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def state(self) -> str:
        return self.page.card(SMALL).accessibleName().removeprefix("Small, ")

    def press(self, words: str) -> None:
        button = self.page.card(SMALL).state.button
        assert button is not None
        assert button.text() == words
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def agree(self) -> None:
        question = self.page.card(SMALL).question
        assert question is not None
        assert question.yes is not None
        QTest.mouseClick(question.yes, Qt.MouseButton.LeftButton)

    def close(self) -> None:
        self.window.close()
        self.session.shutdown()
        self.writing.shutdown()
        self.hand_cloud.close()
        self.kept_reading.shutdown()
        self.history.close()
        self.window.deleteLater()


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with demo_hub(also=(TUNED,)) as hub:
        rig = Rig(tmp_path / "data", qtbot, hub=hub)
        rig.start()
        hands = Hands(rig, tmp_path / "data", hub)
        yield hands
        hands.close()
        rig.close()


def test_from_the_button_to_the_answer_and_back(hands: Hands, qtbot: QtBot) -> None:
    assert hands.state() == "Not downloaded"
    hands.press("Download")
    assert hands.state() == "Not downloaded"  # nothing is fetched before it is agreed to
    hands.agree()
    qtbot.waitUntil(lambda: hands.state() == "On disk", timeout=LIMIT_MS)
    hands.press("Use")
    qtbot.waitUntil(lambda: hands.state() == "Loaded", timeout=LIMIT_MS)
    hands.window.menus.new_chat.trigger()
    hands.session.submit("Hello", Effort.LOW)
    qtbot.waitUntil(lambda: hands.session.path[-1].reply.status.is_over, timeout=LIMIT_MS)
    source = hands.session.path[-1].reply.source
    assert source is not None
    assert source.label == "Small"
    hands.window.menus.models.trigger()
    folder = hands.rig.models.card(SMALL).folder
    assert folder is not None
    assert folder.is_dir()
    hands.page.card(SMALL).state.intended.emit(Intent.REMOVE)
    assert "This frees" in hands.words()
    hands.agree()
    qtbot.waitUntil(lambda: hands.state() == "Not downloaded", timeout=LIMIT_MS)
    assert not folder.exists()
    assert hands.rig.failures == []


def press_icon(hands: Hands, name: str) -> None:
    buttons = hands.page.card(SMALL).findChildren(QAbstractButton)
    next(each for each in buttons if each.accessibleName() == name and each.isVisible()).click()


def test_a_download_is_paused_resumed_and_cancelled_by_hand(hands: Hands, qtbot: QtBot) -> None:
    hands.hub.bytes_per_second = 200_000  # long enough to be seen and stopped, also on a busy machine
    hands.press("Download")
    hands.agree()
    qtbot.waitUntil(lambda: "kB/s" in hands.words(), timeout=LIMIT_MS)
    press_icon(hands, "Pause the download")
    qtbot.waitUntil(lambda: hands.state() == "Paused", timeout=LIMIT_MS)
    hands.press("Resume")
    qtbot.waitUntil(lambda: hands.state() == "Downloading", timeout=LIMIT_MS)
    press_icon(hands, "Cancel the download")
    assert hands.state() == "Downloading"  # asked first
    hands.agree()
    qtbot.waitUntil(lambda: hands.state() == "Not downloaded", timeout=LIMIT_MS)
    assert not (hands.rig.home / "models" / SMALL).exists()


def test_a_repository_is_named_looked_at_agreed_to_and_answers(hands: Hands, qtbot: QtBot) -> None:
    foot = [button for button in hands.page.findChildren(QAbstractButton) if button.text() == "Add a repository…"]
    QTest.mouseClick(foot[0], Qt.MouseButton.LeftButton)
    row = hands.page.findChild(RepositoryRow)
    QTest.keyClicks(row.line, "a-group/not-there")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    said = row.findChild(Note)
    qtbot.waitUntil(lambda: "no public repository “a-group/not-there”" in said.text(), timeout=LIMIT_MS)
    row.line.selectAll()
    QTest.keyClicks(row.line, f"https://huggingface.co/{TUNED}")
    QTest.keyClick(row.line, Qt.Key.Key_Return)
    folder = str(hands.rig.models.folder / "tuned")
    qtbot.waitUntil(lambda: folder in hands.page.card_ids, timeout=LIMIT_MS)
    card = hands.page.card(folder)
    assert not row.isVisible()
    assert hands.rig.models.card(folder).folder is None, "nothing is fetched before it is agreed to"
    question = card.question
    assert question is not None
    assert "only the name of the repository is sent" in question.question.text
    assert question.yes is not None
    QTest.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.accessibleName() == "tuned, On disk", timeout=LIMIT_MS)
    use = card.state.button
    assert use is not None
    QTest.mouseClick(use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.accessibleName() == "tuned, Loaded", timeout=LIMIT_MS)
    assert hands.rig.answered("Hello").source.label == "tuned"
    assert hands.rig.failures == []


def test_a_model_too_large_for_the_machine_says_so_and_offers_nothing_strong(hands: Hands) -> None:
    card = hands.page.card("huge")
    assert "Too large for any Mac" in [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
