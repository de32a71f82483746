"""What one window is made of, built and connected here and nowhere else.

Owns the parts and the order in which they start and end; decides nothing.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.backends.local import LocalBackend
from app.chat.exchange import Sampling
from app.chat.failure import Failure
from app.logs import start_logging
from app.models.cloud_models import cloud_table
from app.models.found import Origin, places
from app.models.library import DEMO, LocalModel, find_model
from app.models.machine import read_machine
from app.outside import Outside
from app.paths import data_folder, demo_model_folder, logs_folder, reading_folder, resources_folder
from app.session.ahead import Ahead
from app.session.benchmark import Benchmark
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.session.downloads import Downloads
from app.session.elsewhere import Elsewhere
from app.session.formulas import Formulas
from app.session.kept_reading import KeptReading
from app.session.library import Library
from app.session.model_memory import ReadMemory
from app.session.models import Models
from app.session.preferences import Preferences
from app.session.second_opinion import SecondOpinion
from app.session.sleep import MINUTE_MS, Sleep
from app.session.writing import Writing
from app.signals import ENDING, calling
from app.store.failures import StorageError
from app.store.history import open_history
from app.store.secrets import Secrets
from app.store.settings import SettingsFile
from app.store.shipped_presets import read_shipped
from app.ui.garbage import GarbageCollector
from app.ui.language import Spoken
from app.ui.main_window import MainWindow
from app.ui.sentences import failure_words
from app.ui.taking_over import take_over
from app.ui.warming import Warming, imports

log = logging.getLogger("soliloquy")


def application() -> QApplication:
    """The one QApplication of this process."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QCoreApplication.setApplicationName("Soliloquy")
    QCoreApplication.setOrganizationName("Soliloquy")
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    return QApplication(sys.argv[:1])


class Soliloquy:
    """The window and everything behind it, for one data folder. Raises StorageError if another window has it open."""

    def __init__(
        self,
        *,
        home: Path,
        model: LocalModel,
        reading: Path | None = None,
        engine: Sequence[str] | None = None,
        sampling: Sampling = Sampling(),
        memory: ReadMemory = read_machine,
        minute_ms: int = MINUTE_MS,
        welcomes: bool = False,
        secrets: Secrets | None = None,
        spoken: Spoken | None = None,
    ) -> None:
        """``model``: answers until another one is chosen, and whenever that one is missing. ``welcomes``: who is here
        for the first time. ``reading``: a folder for what the engine has read, so that it reads it once; None: nowhere.
        ``spoken``: changes the language as soon as another one is chosen; None: it stays.

        For tests and development: ``engine``, another command that starts the child process; ``memory``, of another
        machine; ``minute_ms``, shorter minutes until an idle engine sleeps; ``secrets``, another keyring.
        """
        self._garbage = GarbageCollector()  # before there is another thread
        self.history = open_history(home)
        if not self.history.is_kept:
            reading = None  # nothing read is kept of conversations that are not
        settings = SettingsFile(home)
        self.preferences = Preferences(file=settings)
        self.backend = LocalBackend(
            command=engine,
            segments=reading,
            piece_tokens=None if self.preferences.benchmark is None else self.preferences.benchmark.piece_tokens,
            folder=model.folder,
            label=model.label,
            is_demo=model.is_demo,
        )
        folder = home / "models"
        self.downloads = Downloads(models=Path(self.preferences.models_folder or folder))
        self.models = Models(
            backend=self.backend,
            preferences=self.preferences,
            downloads=self.downloads,
            demo=model,
            folder=folder,
            memory=memory,
            elsewhere=[place for place in places() if place.origin is not Origin.OURS],
        )
        self.benchmark = Benchmark(
            backend=self.backend,
            models=self.models,
            preferences=self.preferences,
            tokenizer=demo_model_folder() / "tokenizer.json",
        )
        self.sleep = Sleep(backend=self.backend, preferences=self.preferences, minute_ms=minute_ms)
        self.session = ChatSession(
            backend=self.backend,
            history=self.history,
            sampling=sampling,
            recording=lambda: self.preferences.recording,
        )
        self.writing = Writing.of(
            session=self.session,
            backend=self.backend,
            history=self.history,
            preferences=self.preferences,
            pasted=home / "pasted",
            shipped=read_shipped(resources_folder(), QLocale().name()[:2]),  # in the window's language
        )
        self.ahead = Ahead(
            session=self.session, backend=self.backend, preferences=self.preferences, drafts=self.writing.drafts
        )
        self.library = Library(history=self.history)
        self.session.saved.connect(self.library.refresh)
        self.library.renamed.connect(self.session.set_title)
        self.library.deleted.connect(self.session.forget)
        outside = Outside(uses_proxy=lambda: self.preferences.cloud_proxy)
        table, table_notice = cloud_table(home)
        self.elsewhere = Elsewhere(session=self.session)
        self.library.deleted.connect(self.elsewhere.forget)
        self.cloud = Cloud(
            session=self.session,
            history=self.history,
            preferences=self.preferences,
            secrets=secrets or Secrets(),
            table=table,
            make_backend=outside.backend,
            make_list=outside.model_list,
            sampling=sampling,
        )
        self.library.deleted.connect(self.cloud.forget)
        self.ahead.stays_here = self.writing.following.stays_here = self.cloud.stays_here
        self.kept_reading = KeptReading(  # after the session, so that a reply is stopped before it is forgotten
            folder=reading,
            history=self.history,
            library=self.library,
            backend=self.backend,
            preferences=self.preferences,
        )
        self.formulas = Formulas()
        self._opinion = SecondOpinion(session=self.session, models=self.models, cloud=self.cloud)
        self._home = home
        self._spoken = spoken
        self.window = self._new_window()
        self.preferences.changed.connect(self._on_preference_changed)
        pages = (lambda: self.window.settings.page, lambda: self.window.pages.page)
        self._warming = Warming([*imports(), *pages], window=self.window)
        self._welcomes = welcomes
        self._notices = [*self.history.notices, *filter(None, (settings.notice, self.models.notice, table_notice))]

    def open(self) -> None:
        """Shows the window first; the engine starts behind it."""
        self.window.show()
        if self._welcomes and not self.preferences.reasoning_acknowledged:
            self.window.pages.open_welcome()
        self.kept_reading.start()
        self.backend.start()
        self.library.refresh()
        self.writing.start()
        self.cloud.start()
        self.models.resume_all()
        for notice in self._notices:
            self.session.failed.emit(notice)
        self._garbage.start()
        self._warming.start()
        log.info("the window is open")

    def _new_window(self) -> MainWindow:
        window = MainWindow(
            session=self.session,
            library=self.library,
            elsewhere=self.elsewhere,
            preferences=self.preferences,
            models=self.models,
            opinion=self._opinion,
            benchmark=self.benchmark,
            resources=resources_folder(),
            formulas=self.formulas,
            kept_reading=self.kept_reading,
            writing=self.writing,
            cloud=self.cloud,
            folder=self._home,
        )
        window.engine_start_asked.connect(self.backend.start)
        return window

    def _on_preference_changed(self, name: str) -> None:
        if name == "language" and self._spoken is not None:
            QTimer.singleShot(0, self.window, self._speak_anew)  # when the button that was pressed is done

    def _speak_anew(self) -> None:
        """In a window that is built anew: each widget got its words when it was made. Not in one that was closed."""
        if self._spoken is not None and self.window.isVisible() and self._spoken.choose(self.preferences.language):
            before, self.window = self.window, self._new_window()
            take_over(self.window, before)

    def close(self) -> None:
        """Keeps everything, then lets the engine go. Safe to call twice."""
        self.session.shutdown()
        self.writing.shutdown()
        self.cloud.shutdown()
        self.benchmark.shutdown()
        self.models.shutdown()
        self.downloads.shutdown()
        self.formulas.shutdown()
        self.preferences.flush()
        self.backend.shutdown()
        self.kept_reading.shutdown()
        self.history.close()
        log.info("the window is closed")


def run() -> int:
    """The window with the demo model; the exit status."""
    start_logging(logs_folder())
    app = application()
    spoken = Spoken(application=app, translations=resources_folder() / "translations")
    spoken.choose(SettingsFile(data_folder()).load().language)  # before anything is built
    model = find_model(DEMO)
    if isinstance(model, Failure):
        return _tell(failure_words(model))
    try:
        soliloquy = Soliloquy(home=data_folder(), model=model, reading=reading_folder(), welcomes=True, spoken=spoken)
    except StorageError as error:
        return _tell(failure_words(error.failure))
    with calling(lambda: soliloquy.window.close(), *ENDING):  # one that comes while it opens is obeyed by the loop
        soliloquy.open()
        status = app.exec()
        soliloquy.close()
    return status


def _tell(sentence: str) -> int:
    """There is no window to say it in: a box for those who double-clicked, stderr for those in a terminal."""
    log.warning("not started: %s", sentence)
    print(sentence, file=sys.stderr)
    if QApplication.platformName() == "offscreen":
        return 1  # nobody could close the box
    box = QMessageBox(QMessageBox.Icon.Information, "Soliloquy", sentence)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()
    return 1
