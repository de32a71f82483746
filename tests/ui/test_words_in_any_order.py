"""Whatever a person does in the window, in whatever order, also across restarts, kills and a disk that refuses:
every word that was typed is on the disk afterwards, in a question, in a draft, or in what was deleted."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import tempfile
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton
from stage import LAB, Stage, conversation_of, reply_of

from app.chat.conversation import ConversationId, Effort
from app.chat.egress import Choice
from app.chat.exchange import Failed, FinishReason
from app.chat.failure import Failure, FailureKind
from app.store import jobs
from app.store.database import Database
from app.store.failures import DAMAGED, StorageError
from app.store.history import History, open_history


class Writer:
    """Each name of an action is a method. ``typed``: every word, each another one."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self._home, self._patch, self._homes = home, patch, 0
        self._typed: list[str] = []
        self._deleted: list[ConversationId] = []
        self._refuses = self._refuses_questions = False
        submit, append_turns = Database.submit, jobs.append_turns

        def maybe(database: Database, job: object) -> Future[object]:
            if not self._refuses:
                return submit(database, job)  # type: ignore[arg-type]
            future: Future[object] = Future()
            future.set_exception(StorageError(DAMAGED))
            return future

        def append_unless_full(*given: Any) -> None:
            if self._refuses_questions:
                raise sqlite3.OperationalError("database or disk is full")
            append_turns(*given)

        patch.setattr(Database, "submit", maybe)
        patch.setattr(jobs, "append_turns", append_unless_full)
        self._stage = self._opened(
            conversation_of("One", ("Is one odd?", reply_of("Yes."))),
            conversation_of("Two", ("Is two even?", reply_of("Yes.")), ("And four?", reply_of("Yes."))),
        )

    def type(self) -> None:
        self._composer.edit.insertPlainText(self._word())

    def send(self) -> None:
        self._half_a_second_later()
        self._composer._on_send_asked()

    def paste_much(self) -> None:
        self._composer.edit.text_refused.emit(f"a long text with {self._word()}")

    def click_an_example(self) -> None:
        example = self._stage.window.conversation.findChildren(QPushButton, "example")[0]
        if example.isVisible():
            example.click()

    def edit_last(self) -> None:
        self._stage.window.menus.edit_question.trigger()
        self._write_in_editor(-1)

    def edit_first(self) -> None:
        views = self._stage.window.conversation.transcript.views
        if views:
            views[0].question.pencil.click()
            self._write_in_editor(0)

    def ask_edited(self) -> None:
        self._half_a_second_later()
        for view in self._stage.window.conversation.transcript.views:
            if view.question.editor is not None:
                view.question.editor.edit.send_asked.emit()
                return

    def leave_edit(self) -> None:
        for view in self._stage.window.conversation.transcript.views:
            view.question.end_editing()

    def answered(self) -> None:
        if self._is_asked:
            self._stage.answer("Well.")
            self._stage.finish()

    def cut_off(self) -> None:
        if self._is_asked:
            self._stage.answer("We")
            self._stage.finish(FinishReason.LENGTH)

    def engine_lost(self) -> None:
        if self._is_asked:
            backend = self._stage.backend
            backend.over.add(backend.requests[-1].id)
            backend.reply(Failed(Failure(FailureKind.ENGINE_LOST, "Lost.")))

    def stop(self) -> None:
        self._stage.session.stop()

    def take_next_back(self) -> None:
        self._composer.next_edited.emit()

    def open_one(self) -> None:
        self._stage.session.open_conversation(ConversationId("One"))

    def open_two(self) -> None:
        self._stage.session.open_conversation(ConversationId("Two"))

    def open_newest(self) -> None:
        for summary in self._stage.library.conversations[:1]:
            self._stage.session.open_conversation(summary.id)

    def new_chat(self) -> None:
        self._stage.window.menus.new_chat.trigger()

    def delete(self) -> None:
        self._deleted.append(self._stage.session.conversation.id)
        self._stage.library.delete(self._deleted[-1])

    def undo(self) -> None:
        self._stage.library.undo_delete()

    def walk(self) -> None:
        self._stage.window.menus.previous_answer.trigger()

    def think_long(self) -> None:
        self._composer.choose_effort(Effort.HIGH)

    def be_a_pirate(self) -> None:
        self._stage.session.instruct("Pirate", "Talk like a pirate.")

    def ask_a_service(self) -> None:
        usable = self._stage.cloud.services.usable
        self._stage.cloud.choose_destination(usable[-1] if usable else None)

    def ask_here(self) -> None:
        self._stage.cloud.choose_destination(None)

    def accept(self) -> None:
        self._half_a_second_later()
        self._stage.cloud.choose(Choice.ONCE)

    def service_answers(self) -> None:
        for service in self._stage.hand_cloud.outside.asked:
            service.finish()

    def never(self) -> None:
        self._stage.cloud.services.is_never = not self._stage.cloud.services.is_never

    def wait(self) -> None:
        """Longer than a draft takes to be saved."""
        self._stage.writing.drafts.flush()
        self._settle()

    def disk_refuses(self) -> None:
        self._refuses = True

    def questions_are_refused(self) -> None:
        """As by a disk that is nearly full: drafts are taken. What is sent was typed half a second ago."""
        self._refuses_questions = True

    def disk_is_well(self) -> None:
        self._refuses = self._refuses_questions = False
        self._stage.session._journal.flush()
        self._stage.writing.drafts.flush()
        self._settle()

    def close_and_open(self) -> None:
        self.disk_is_well()
        self._stage.close()
        self._stage = self._opened()

    def kill_and_open(self) -> None:
        """What is on the disk half a second later is all that the next window finds."""
        if not self._refuses_questions:
            self.disk_is_well()
        self._refuses = False
        self.wait()
        self._homes += 1
        home = self._home.with_name(f"{self._home.name}-{self._homes}")
        shutil.copytree(self._home, home)
        self._refuses_questions = False
        self._stage.close()
        self._home = home
        self._stage = self._opened()

    def _opened(self, *conversations: object) -> Stage:
        stage = Stage(self._home, conversations=conversations)  # type: ignore[arg-type]
        stage.window.resize(1000, 700)
        stage.window.show()
        stage.hand_cloud.allow(LAB)
        stage.wait(stage.has_conversations if conversations else lambda: True)
        return stage

    @property
    def _composer(self):  # type: ignore[no-untyped-def]  # of the window
        return self._stage.window.conversation.composer

    @property
    def _is_asked(self) -> bool:
        """The last request of this machine's model is not over."""
        requests = self._stage.backend.requests
        return bool(requests) and requests[-1].id not in self._stage.backend.over

    def _word(self) -> str:
        self._typed.append(f"word{len(self._typed)}.")
        return self._typed[-1]

    def _half_a_second_later(self) -> None:
        if self._refuses_questions and not self._refuses:
            self.wait()

    def _write_in_editor(self, at: int) -> None:
        if not self._stage.session.path:
            return
        editor = self._stage.window.conversation.transcript.views[at].question.editor
        if editor is not None:
            editor.edit.insertPlainText(self._word())

    def _settle(self) -> None:
        for _ in range(4):
            if not self._refuses:
                self._stage.history.run(lambda: None).result(10)
            QApplication.processEvents()

    def _end(self) -> None:
        self.disk_is_well()
        self._stage.close()
        history = open_history(self._home)
        try:
            for conversation in self._deleted:
                history.restore(conversation).result(10)
            found = _all_words(history)
        finally:
            history.close()
        lost = [word for word in self._typed if word not in found]
        assert not lost


def _all_words(history: History) -> str:
    words: list[str] = []
    for draft in history.drafts().result(10).values():
        words += [draft.text, *(held.text for held in draft.attachments)]
    for summary in history.summaries().result(10):
        loaded = history.load(summary.id).result(10)
        assert loaded is not None
        assert loaded.damage is None
        for turn in loaded.conversation.turns:
            words += [turn.prompt, *(held.text for held in turn.attachments)]
    return "\n".join(words)


ACTIONS = sorted(name for name in vars(Writer) if not name.startswith("_"))
LIKELY = ["type", "type", "send", "send", "answered", "edit_last", "open_two", "accept", "kill_and_open"]


@settings(max_examples=3)
@example(["type", "send", "type", "send", "kill_and_open", "type", "click_an_example", "close_and_open"])
@example(["open_two", "type", "send", "type", "send", "delete", "wait", "type", "undo", "wait", "kill_and_open"])
@example(["open_one", "edit_last", "ask_a_service", "ask_edited", "edit_last", "accept", "service_answers", "type"])
@example(["type", "paste_much", "disk_refuses", "send", "wait", "new_chat", "type", "click_an_example", "answered"])
@example(["questions_are_refused", "type", "send", "type", "paste_much", "wait", "send", "type", "kill_and_open"])
@given(st.lists(st.sampled_from([*ACTIONS, *LIKELY, *LIKELY]), min_size=5, max_size=40))
def test_every_word_is_on_the_disk(qapp: QApplication, actions: list[str]) -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        writer = Writer(Path(home) / "data", patch)
        try:
            for action in actions:
                getattr(writer, action)()
                writer._settle()
        finally:
            writer._end()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            gc.collect()
