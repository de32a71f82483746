"""States of the composer worth looking at, and of the page of prompts and personas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from stage import BIG, Stage

from app.chat.attachment import AttachmentKind, attachment_of
from app.chat.conversation import ConversationId
from app.chat.draft import Draft
from app.chat.exchange import BackendState, Readiness
from app.extract.trouble import not_text
from app.session.counts import TokenCount
from app.ui.composer.scene import MeterScene
from app.ui.sentences import words_of

CSV = attachment_of("sales 2026.csv", AttachmentKind.CSV, "month,sum\nJan,3\nFeb,5\n" * 400, size_bytes=9_000)
LONG_NAME = "a rather long name of a report about many things.pdf"
PDF = attachment_of(LONG_NAME, AttachmentKind.PDF, "x" * 500_000, size_bytes=1)
NEXT = "And then 13 × 13, please, and also the difference between both"
REFUSED = not_text("holiday.zip").said
PRESETS = "Patient teacher Explain in small steps Summarise this Translate into Japanese three points"
DATA = f"report.pdf {CSV.name} {LONG_NAME} {NEXT} holiday.zip {PRESETS}"  # words on screen that nobody translates
LINES = "Please compare these two, and say what I should look at first.\n" * 5
TITLE = "What is 85 + 47?"


def _opened(stage: Stage) -> None:
    stage.backend.become(Readiness(BackendState.READY, BIG))
    stage.session.open_conversation(ConversationId(TITLE))
    stage.wait(lambda: stage.session.conversation.title == TITLE)
    stage.wait(lambda: bool(stage.writing.presets.personas))


def composer_files(stage: Stage) -> None:
    _opened(stage)
    persona = stage.writing.presets.personas[0]
    stage.session.instruct(persona.name, persona.text)
    for attachment in (CSV, PDF):
        stage.writing.drafts.attach(TITLE, attachment)
    stage.window.conversation.composer.show_text("Which month was better?")
    stage.wait(lambda: bool(stage.window.conversation.composer.meter.text()))


def composer_grown(stage: Stage) -> None:
    _opened(stage)
    stage.window.conversation.composer.show_text(LINES * 5)


def composer_next(stage: Stage) -> None:
    _opened(stage)
    stage.session.submit("And 12 × 12?", stage.preferences.effort, (CSV,))
    stage.wait(lambda: bool(stage.backend.requests))
    stage.think("12 × 12 is", tokens=20)
    stage.writing.drafts.put_next(TITLE, Draft(NEXT))
    stage.window.conversation.composer.show_text("One more thing")


def composer_full(stage: Stage) -> None:
    _opened(stage)
    composer = stage.window.conversation.composer
    composer.show_text("Which month was better?")
    stage.wait(lambda: bool(composer.meter.text()))
    composer.meter.show_meter(MeterScene(TokenCount(112_400), TokenCount(6), 131_072))
    composer.show_notice(words_of(REFUSED))


def composer_waiting(stage: Stage) -> None:
    composer_files(stage)
    stage.writing.attaching.expect(TITLE, Path("report.pdf").absolute())  # it never arrives
    stage.window.conversation.composer.edit.send_asked.emit()


def composer_slash(stage: Stage) -> None:
    _opened(stage)
    stage.window.activateWindow()
    stage.window.conversation.composer.take_focus()
    QTest.keyClicks(stage.window.conversation.composer.edit, "/")


def presets(stage: Stage) -> None:
    _opened(stage)
    stage.window.menus.presets.trigger()
    stage.window.presets.page.edit(stage.writing.presets.personas[0].id)
    stage.writing.presets.delete(stage.writing.presets.prompts[0].id)


COMPOSER: dict[str, Callable[[Stage], None]] = {
    scene.__name__: scene
    for scene in (
        composer_files, composer_grown, composer_next, composer_full, composer_waiting, composer_slash, presets,
    )
}  # fmt: skip
