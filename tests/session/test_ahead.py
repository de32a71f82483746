"""What is read ahead, on which occasions, and that the next question then costs its own words only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.backends.local import LocalBackend
from app.chat.attachment import AttachmentKind, attachment_of, framed_all
from app.chat.conversation import Effort, Source, SourceKind, TurnId, Usage
from app.chat.exchange import BackendState, Delta, Finished, FinishReason, GenerationRequest, MemoryUse
from app.chat.prompt import Channel, Prompt, prompt_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder
from app.session.ahead import Ahead
from app.session.chat_session import ChatSession
from app.session.drafts import Drafts, place_of
from app.session.preferences import Preferences
from app.store.drafts import NEW
from app.store.history import History
from app.store.settings import SettingsFile

ENGINE = (sys.executable, "-m", "app", "--engine")
LIMIT_MS = 30_000
DONE = Finished(FinishReason.ENDED, Usage(), Source(SourceKind.LOCAL, "demo", "Demo"))


@pytest.fixture
def preferences(tmp_path: Path, qtbot: QtBot) -> Preferences:
    return Preferences(file=SettingsFile(tmp_path / "data"))


class Machine:
    saves_energy = False
    is_asked = True

    def is_low_power(self) -> bool:
        return self.saves_energy

    def stays_here(self, _conversation: str) -> bool:
        return self.is_asked


class Watched:
    """A session over a backend that is played by hand.

    Nothing in it may refer to itself: such garbage is collected in whichever thread it pleases, the store's included.
    """

    def __init__(
        self, session: ChatSession, backend: Any, preferences: Preferences, drafts: Drafts, qtbot: QtBot
    ) -> None:
        self.session, self.backend, self.preferences, self._qtbot = session, backend, preferences, qtbot
        self.machine = Machine()
        self.drafts = drafts
        self._ahead = Ahead(
            session=session,
            backend=backend,
            preferences=preferences,
            drafts=self.drafts,
            is_low_power=self.machine.is_low_power,
            delay_ms=0,
            typing_ms=0,
        )
        self._ahead.stays_here = self.machine.stays_here

    def now_prepared(self) -> list[tuple[tuple[str, ...], Effort]]:
        """What was prepared since it was asked last: the texts of the messages, and the effort."""
        self._qtbot.wait(30)
        return [(tuple(message.text for message in prompt.messages), prompt.effort) for prompt, _ in self._taken()]

    def now_typed(self, text: str) -> list[str]:
        """What was read of it, since it was asked last."""
        self.drafts.write(place_of(self.session.conversation), text)
        self._qtbot.wait(30)
        typed, self.backend.typed = self.backend.typed, []
        assert all(conversation == self.session.conversation.id for _, conversation in typed)
        return [words for words, _ in typed]

    def ask(self, text: str, answer: str = "") -> TurnId:
        before = len(self.backend.requests)
        turn = self.session.submit(text, self.preferences.effort)
        assert turn is not None
        self._qtbot.waitUntil(lambda: len(self.backend.requests) > before, timeout=LIMIT_MS)
        if answer:
            self.backend.reply(Delta(Channel.FINAL, answer, 1))
            self.backend.reply(DONE)
        return turn

    def _taken(self) -> list[tuple[Any, str]]:
        taken, self.backend.prepared = self.backend.prepared, []
        return taken


@pytest.fixture
def watched(
    session: ChatSession, backend: Any, preferences: Preferences, history: History, qtbot: QtBot
) -> Iterator[Watched]:
    drafts = Drafts(history=history)
    yield Watched(session, backend, preferences, drafts, qtbot)
    drafts.shutdown()


def test_a_file_is_read_as_soon_as_it_is_attached(watched: Watched) -> None:
    attachment = attachment_of("sums.csv", AttachmentKind.CSV, "a,b", size_bytes=3)
    watched.now_prepared()
    watched.drafts.attach(NEW, attachment)
    assert watched.now_prepared() == [((framed_all((attachment,)),), Effort.MEDIUM)]
    watched.drafts.detach(NEW, 0)
    assert watched.now_prepared() == [((), Effort.MEDIUM)]
    watched.ask("What is 2 + 2?", "4")
    watched.drafts.attach(watched.session.conversation.id, attachment)
    assert watched.now_prepared() == [(("What is 2 + 2?", "4", framed_all((attachment,))), Effort.MEDIUM)]


def test_a_question_is_read_while_it_is_written_but_for_its_last_word(watched: Watched) -> None:
    assert watched.now_typed("What") == [], "no word is over"
    assert watched.now_prepared() == [((), Effort.MEDIUM)]
    assert watched.now_typed("What is the sum") == ["What is the"]
    assert watched.now_typed("What is the summ") == [], "that is known"
    assert watched.now_typed("What is") == ["What"], "words were taken out"
    assert watched.now_typed("") == [""]
    watched.ask("What is the sum?")
    assert watched.now_typed("And then comes") == [], "somebody waits for a reply"
    watched.backend.reply(DONE)
    assert watched.now_prepared() == [(("What is the sum?",), Effort.MEDIUM)]
    assert watched.now_typed("And then comes") == ["And then"], "after what it will be asked after"


def test_what_is_typed_is_read_again_where_it_comes_after_something_else(watched: Watched) -> None:
    watched.now_typed("What is the sum")
    watched.preferences.effort = Effort.HIGH
    assert watched.now_typed("What is the sum") == ["What is the"]
    assert watched.now_prepared() == [((), Effort.MEDIUM), ((), Effort.HIGH)]


def test_nothing_typed_is_read_for_a_service_or_where_nothing_is_read_ahead(watched: Watched) -> None:
    watched.now_prepared()
    watched.machine.is_asked = False
    assert watched.now_typed("What is the sum") == []
    watched.machine.is_asked = True
    watched.machine.saves_energy = True
    assert watched.now_typed("What is the product") == []
    watched.machine.saves_energy = False
    watched.preferences.works_ahead = False
    assert watched.now_typed("What is the root") == []
    watched.preferences.works_ahead = True
    watched._qtbot.wait(30)
    assert watched.backend.typed == [("What is the", watched.session.conversation.id)]


def test_another_persona_is_read_at_once(watched: Watched) -> None:
    watched.now_prepared()
    watched.session.instruct("Brief", "Be brief.")
    watched._qtbot.wait(30)
    assert [prompt.instructions for prompt, _ in watched._taken()] == ["Be brief."]


def test_a_model_that_was_loaded_reads_what_every_question_begins_with(watched: Watched) -> None:
    watched.backend.become(BackendState.LOADING)
    assert watched.now_prepared() == []
    watched.backend.become(BackendState.READY)
    assert watched.now_prepared() == [((), Effort.MEDIUM)]
    watched.backend.become(BackendState.BUSY)
    watched.backend.become(BackendState.READY)
    assert watched.now_prepared() == [], "it is known already"
    watched.backend.become(BackendState.STARTING)
    watched.backend.become(BackendState.READY)
    assert watched.now_prepared() == [((), Effort.MEDIUM)], "another engine knows nothing"


def test_a_turn_that_has_ended_is_read_as_the_next_one_will_see_it(watched: Watched) -> None:
    watched.ask("What is 2 + 2?")
    assert watched.now_prepared() == [], "somebody waits for it"
    watched.backend.reply(Delta(Channel.ANALYSIS, "Two and two", 1))
    watched.backend.reply(Delta(Channel.FINAL, "4", 1))
    watched.backend.reply(DONE)
    assert watched.now_prepared() == [(("What is 2 + 2?", "4"), Effort.MEDIUM)]


def test_the_other_effort_is_read_when_the_switch_is_flipped(watched: Watched) -> None:
    watched.ask("What is 2 + 2?", "4")
    watched.now_prepared()
    watched.preferences.effort = Effort.HIGH
    assert watched.now_prepared() == [(("What is 2 + 2?", "4"), Effort.HIGH)]
    watched.preferences.sidebar_width = 300
    assert watched.now_prepared() == []


def test_the_conversation_and_the_branch_that_are_shown_are_read(watched: Watched) -> None:
    first = watched.ask("One", "1")
    conversation = watched.session.conversation.id
    watched.session.ask_again(first, Effort.MEDIUM)
    watched.now_prepared()
    watched.session.stop()
    assert watched.now_prepared() == [(("One",), Effort.MEDIUM)]
    watched.session.show_branch(first)
    assert watched.now_prepared() == [(("One", "1"), Effort.MEDIUM)]
    watched.session.start_conversation()
    assert watched.now_prepared() == [((), Effort.MEDIUM)]
    watched.session.open_conversation(conversation)
    watched._qtbot.waitUntil(lambda: watched.session.conversation.id == conversation, timeout=LIMIT_MS)
    assert watched.now_prepared() == [(("One",), Effort.MEDIUM)], "down to its newest turn"


def test_who_leafs_through_conversations_means_the_last_one(
    session: ChatSession, backend: Any, preferences: Preferences, qtbot: QtBot
) -> None:
    ahead = Ahead(session=session, backend=backend, preferences=preferences, delay_ms=20)
    for effort in (Effort.LOW, Effort.HIGH, Effort.LOW, Effort.HIGH):
        preferences.effort = effort
    qtbot.wait(100)
    assert [prompt.effort for prompt, _ in backend.prepared] == [Effort.HIGH]
    del ahead  # it lives until here


def test_nothing_is_read_ahead_where_energy_is_saved_or_the_person_does_not_want_it(watched: Watched) -> None:
    watched.machine.saves_energy = True
    watched.ask("One", "1")
    assert watched.now_prepared() == []
    watched.machine.saves_energy = False
    watched.preferences.works_ahead = False
    watched.ask("Two", "2")
    assert watched.now_prepared() == []
    watched.preferences.works_ahead = True
    assert watched.now_prepared() == [(("One", "1", "Two", "2"), Effort.MEDIUM)]


# With the engine's own process: counts


class Telling(LocalBackend):
    """Notes what the engine is to read ahead, and how many things it has done: after each it tells its memory once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.prepared: list[Prompt] = []
        self.asked = self.done = 0

    def generate(self, request: GenerationRequest) -> None:
        self.asked += 1
        super().generate(request)

    def prepare(self, prompt: Prompt, conversation: str) -> None:
        self.prepared.append(prompt)
        super().prepare(prompt, conversation)

    def _note_memory(self, use: MemoryUse | None) -> None:
        self.done += use is not None
        super()._note_memory(use)


class Chat:
    """A session that a person could sit in front of."""

    def __init__(self, session: ChatSession, backend: Telling, preferences: Preferences, qtbot: QtBot) -> None:
        self.session, self.preferences, self._backend, self._qtbot = session, preferences, backend, qtbot
        self._vocabulary = Vocabulary.load(demo_model_folder())

    def ask(self, text: str) -> Usage:
        assert self.session.submit(text, self.preferences.effort) is not None
        return self._usage()

    def ask_again(self) -> Usage:
        assert self.session.ask_again(self.session.path[-1].id, self.preferences.effort) is not None
        return self._usage()

    def wait_until_read_ahead(self) -> None:
        """Until what the next question would come after was asked for, and that and all before it is done."""
        backend = self._backend

        def is_done() -> bool:
            prompt = prompt_ahead(self.session.conversation, self.session.leaf, self.preferences.effort)
            things = len(("the load",)) + backend.asked + len(backend.prepared)
            return backend.prepared[-1:] == [prompt] and backend.done >= things

        self._qtbot.waitUntil(is_done, timeout=LIMIT_MS)

    def cost_of(self, question: str) -> int:
        """Tokens: its own words, and what opens the reply to it."""
        return len(self._vocabulary.encode(question)) + 2 + len(self._vocabulary.encode("assistant"))

    def _usage(self) -> Usage:
        self._qtbot.waitUntil(lambda: not self.session.is_answering, timeout=LIMIT_MS)
        usage = self.session.path[-1].reply.usage
        assert usage is not None
        return usage


@pytest.fixture(params=[(), ("--scripted",)], ids=["real", "scripted"])
def chat(history: History, preferences: Preferences, qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[Chat]:
    command = (*ENGINE, *request.param, "--memory-interval", "0")
    backend = Telling(folder=demo_model_folder(), label="Demo", is_demo=True, command=command)
    session = ChatSession(backend=backend, history=history, today=lambda: date(2026, 11, 24))
    ahead = Ahead(session=session, backend=backend, preferences=preferences, is_low_power=Machine().is_low_power)
    backend.start()
    qtbot.waitUntil(lambda: backend.readiness.state is BackendState.READY, timeout=LIMIT_MS)
    yield Chat(session, backend, preferences, qtbot)
    session.shutdown()
    backend.shutdown()
    ahead.deleteLater()


def test_each_question_costs_its_own_words_only(chat: Chat) -> None:
    chat.wait_until_read_ahead()
    for question in ("What is 2 + 2?", "And 3 + 3?", "And <|end|> then?"):
        usage = chat.ask(question)
        assert usage.prompt_tokens - usage.reused_tokens == chat.cost_of(question)
        chat.wait_until_read_ahead()


def test_asking_again_costs_one_token(chat: Chat) -> None:
    chat.ask("What is 2 + 2?")
    usage = chat.ask_again()
    assert usage.prompt_tokens - usage.reused_tokens == 1
    chat.wait_until_read_ahead()
    usage = chat.ask_again()
    assert usage.prompt_tokens - usage.reused_tokens == 1


def test_an_effort_that_was_flipped_first_costs_no_more(chat: Chat) -> None:
    chat.ask("What is 2 + 2?")
    chat.wait_until_read_ahead()
    chat.preferences.effort = Effort.HIGH
    chat.wait_until_read_ahead()
    usage = chat.ask("And 3 + 3?")
    assert usage.prompt_tokens - usage.reused_tokens == chat.cost_of("And 3 + 3?")


def test_another_conversation_is_read_when_it_is_opened(chat: Chat) -> None:
    chat.ask("What is 2 + 2?")
    first = chat.session.conversation.id
    chat.session.start_conversation()
    chat.wait_until_read_ahead()
    chat.session.open_conversation(first)
    chat._qtbot.waitUntil(lambda: chat.session.conversation.id == first, timeout=LIMIT_MS)
    chat.wait_until_read_ahead()
    usage = chat.ask("And 3 + 3?")
    assert usage.prompt_tokens - usage.reused_tokens == chat.cost_of("And 3 + 3?")


def test_without_reading_ahead_the_answer_is_read_with_the_question(chat: Chat) -> None:
    chat.preferences.works_ahead = False
    chat.ask("What is 2 + 2?")
    usage = chat.ask("And 3 + 3?")
    assert usage.prompt_tokens - usage.reused_tokens > chat.cost_of("And 3 + 3?")
