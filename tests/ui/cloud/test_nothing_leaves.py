"""Whatever a person does in the window, in whatever order: an endpoint hears what an accepted card showed, and no more.

Services are asked over the network of this machine; what they hear is compared with what stood on the cards, word by
word, by somebody who knows nothing of the app's own idea of consent.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from scenes import library
from stage import DEMO, LAB, Stage

sys.path.append(str(Path(__file__).resolve().parents[2] / "backends"))

from peer import Call, Peer, serving, well

from app.chat.conversation import ConversationId, Effort, Usage
from app.chat.exchange import Delta, Failed, Finished, FinishReason
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import Channel
from app.outside import Outside

Messages = tuple[tuple[str, str], ...]


def answering(call: Call) -> None:
    if call.head.startswith(b"GET"):
        call.refuse("200 OK", json.dumps({"data": [{"id": "m"}]}).encode())
    else:
        well(call)


@dataclass
class Ear:
    """What one endpoint may have heard, by what the cards said."""

    peer: Peer
    may_come: list[Messages] = field(default_factory=list)  # shown by accepted cards, not come yet
    granted: dict[str, set[tuple[str, str]]] = field(default_factory=dict)  # by conversation: what it knows of it
    lists_asked: int = 0
    heard: int = 0

    def check(self, conversation: str) -> None:
        """Every new call, against what was accepted until now. ``conversation``: where something was done."""
        posts = [call for call in self.peer.calls if call.head.startswith(b"POST")]
        gets = [call for call in self.peer.calls if call.head.startswith(b"GET")]
        assert len(gets) <= self.lists_asked
        assert all(call.body == b"" for call in gets)
        for call in posts[self.heard :]:
            said = json.loads(call.body)["messages"]
            messages = tuple((message["role"], message["content"]) for message in said)
            if messages in self.may_come:
                self.may_come.remove(messages)
            else:
                assert conversation in self.granted, f"nobody agreed to {messages}"
                *before, (role, _) = messages
                assert role == "user"
                assert set(before) <= self.granted[conversation], f"more than the question: {messages}"
            if conversation in self.granted:
                self.granted[conversation] |= {*messages, ("assistant", "It is 5.")}
        self.heard = len(posts)


class Person:
    """Does things in a window. Each name of an action is a method."""

    def __init__(self, stage: Stage, ears: dict[str, Ear]) -> None:
        self.stage, self.ears = stage, ears
        self.view = stage.window.conversation

    def type_one(self) -> None:
        self.view.composer.show_text("one")

    def type_two(self) -> None:
        self.view.composer.show_text("two, a longer question")

    def send(self) -> None:
        self.view.composer.send_button.click()

    def queue(self) -> None:
        self.view.composer.queue_button.click()

    def attach(self) -> None:
        self.stage.window.writing._on_text_refused("a pasted text that is too long for the box")

    def choose_here(self) -> None:
        self._choose(0)

    def choose_first(self) -> None:
        self._choose(1)

    def choose_second(self) -> None:
        self._choose(2)

    def accept_once(self) -> None:
        self._accept(self.view.egress.once)

    def accept_always(self) -> None:
        self._accept(self.view.egress.always)

    def refuse(self) -> None:
        if self.view.egress.isVisible():
            self.view.egress.not_now.click()

    def open_old(self) -> None:
        self.stage.session.open_conversation(ConversationId("Counting letters"))

    def new_chat(self) -> None:
        self.stage.window.menus.new_chat.trigger()

    def ask_again(self) -> None:
        if self.stage.window.menus.ask_again.isEnabled():
            self.stage.window.menus.ask_again.trigger()

    def take_the_offer(self) -> None:
        view = self.view.transcript.last_view
        if view is not None and view.failure.elsewhere.isVisible():
            view.failure.elsewhere.click()

    def take_a_persona(self) -> None:
        self.stage.session.instruct("Teacher", "Explain as a teacher does.")

    def take_another_persona(self) -> None:
        self.stage.session.instruct("Pirate", "Talk like a pirate.")

    def be_nobody(self) -> None:
        self.stage.session.instruct("", "")

    def edit_last(self) -> None:
        self.stage.window.menus.edit_question.trigger()
        view = self.view.transcript.last_view
        if view is not None and view.question.editor is not None:
            view.question.editor.show_text(f"{view.question.editor.text()} edited")
            view.question.editor.edit.send_asked.emit()

    def ask_another(self) -> None:
        """Of the last turn, whoever is last in its menu."""
        if self.stage.session.path:
            branching = self.stage.window.branching
            branching.show_menu(self.stage.session.path[-1].id)
            ways = [action for action in branching.menu.actions() if action.isEnabled() and "…" in action.text()]
            for action in ways[-1:]:
                branching.menu.triggered.emit(action)

    def walk_back(self) -> None:
        self.stage.window.menus.previous_answer.trigger()

    def walk_on(self) -> None:
        self.stage.window.menus.next_answer.trigger()

    def delete(self) -> None:
        self.stage.library.delete(self.stage.session.conversation.id)

    def undo(self) -> None:
        self.stage.library.undo_delete()

    def think_long(self) -> None:
        self.view.composer.choose_effort(Effort.HIGH)

    def read_lists(self) -> None:
        for service in self.stage.cloud.services.own:
            if not self.stage.cloud.listing.is_reading(service.endpoint.id) and not self.stage.cloud.services.is_never:
                self.ears[service.endpoint.id].lists_asked += 1
            self.stage.cloud.listing.read(service.endpoint)

    def never(self) -> None:
        self.stage.cloud.services.is_never = True
        for ear in self.ears.values():
            ear.granted.clear()

    def after_all(self) -> None:
        self.stage.cloud.services.is_never = False

    def stop(self) -> None:
        self.stage.session.stop()

    def local_answer(self) -> None:
        self._reply(Delta(Channel.FINAL, "made here", 2), Finished(FinishReason.ENDED, Usage(), DEMO.source))

    def local_failure(self) -> None:
        self._reply(Failed(Failure(FailureKind.ENGINE_LOST, "Lost.")))

    def look_elsewhere(self) -> None:
        self.stage.window.menus.settings.trigger()
        self.stage.window.menus.ledger.trigger()
        self.stage.window.pages.close()

    def _choose(self, index: int) -> None:
        actions = list(self.view.header.place.actions_to_choose.values())
        if index < len(actions):
            actions[index].trigger()

    def _accept(self, button: QAbstractButton) -> None:
        card = self.view.egress
        if not (card.isVisible() and button.isEnabled()):
            return
        assert card.pending is not None
        shown = card.outgoing.toPlainText()
        messages = tuple((message.role.value, message.text) for message in card.pending.egress.messages)
        assert all(text in shown for _, text in messages), "the card shows all that it asks about"
        ear = self.ears[card.pending.service.endpoint.id]
        assert ear.peer.host in card.text()
        ear.may_come.append(messages)
        if button is card.always:
            for other in self.ears.values():
                other.granted.pop(card.pending.conversation, None)  # a new choice ends that for another place
            ear.granted[card.pending.conversation] = set()
        button.click()

    def _reply(self, *events: object) -> None:
        waiting = [request for request in self.stage.backend.requests if request.id not in self.stage.backend.over]
        for event in events:
            if waiting:
                self.stage.backend.reply(event, waiting[-1].id)  # type: ignore[arg-type]
        if waiting:
            self.stage.backend.over.add(waiting[-1].id)


ACTIONS = sorted(name for name in vars(Person) if not name.startswith("_"))
# What leads somewhere is done more often than chance would.
LIKELY = ["type_one", "send", "choose_first", "choose_second", "accept_once", "accept_always", "after_all"]


@pytest.fixture(scope="module")
def ears(qapp: QApplication) -> Iterator[tuple[Peer, Peer]]:
    with serving(answering) as first, serving(answering) as second:
        yield first, second


GRANTED = ["choose_first", "type_one", "send", "accept_always"]
BETWEEN_US = ["choose_here", "type_two", "send", "local_answer", "choose_first", "type_one", "send"]


@pytest.mark.takes_long
@settings(max_examples=12)
@example([*GRANTED, *BETWEEN_US])
@example([*GRANTED, "attach", "send", "new_chat", "choose_first", "type_two", "send"])
@example([*GRANTED, "choose_second", "type_two", "send", "never", "after_all", "choose_first", "send"])
@example([*GRANTED, "choose_here", "type_two", "send", "local_failure", "take_the_offer"])
@example([*GRANTED, "take_a_persona", "type_two", "send", "accept_always", "take_another_persona", "type_one", "send"])
@example([*GRANTED, "edit_last", "walk_back", "type_two", "send", "ask_another", "accept_once", "type_one", "send"])
@given(st.lists(st.sampled_from([*ACTIONS, *LIKELY, *LIKELY]), min_size=5, max_size=40))
def test_an_endpoint_hears_what_an_accepted_card_showed_and_no_more(
    ears: tuple[Peer, Peer], actions: list[str]
) -> None:
    for peer in ears:
        peer.calls.clear()
    with a_person(*ears) as person:
        play(person, actions)


@contextlib.contextmanager
def a_person(*peers: Peer) -> Iterator[Person]:
    """In a window of their own, who may ask these and nobody else."""
    heard = {name: Ear(peer) for name, peer in zip(("first", "second"), peers, strict=False)}
    with tempfile.TemporaryDirectory() as home:
        stage = Stage(Path(home), conversations=library()[-2:], outside=Outside(uses_proxy=lambda: False))
        stage.window.show()
        stage.hand_cloud.allow(
            *(
                replace(LAB, endpoint=replace(LAB.endpoint, id=name, name=name, base_url=ear.peer.base_url))
                for name, ear in heard.items()
            )
        )
        stage.preferences.cloud_keys = ()
        try:
            yield Person(stage, heard)
        finally:
            stage.close()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            gc.collect()


def play(person: Person, actions: list[str]) -> None:
    for action in actions:
        getattr(person, action)()
        settle(person.stage)
        for ear in person.ears.values():
            ear.check(person.stage.session.conversation.id)
    settle(person.stage, 100)
    person.stage.wait(lambda: not person.stage.cloud.listing._reading)  # else the next walk would hear of it
    for ear in person.ears.values():
        ear.check("")


def settle(stage: Stage, least: int = 3) -> None:
    """Until nobody outside is still to answer, or to be asked; and a little, for what should not come at all."""
    running = stage.session._growing._running
    for _ in range(least):
        QApplication.processEvents()
    stage.wait(lambda: all(held.backend is stage.backend for held in running.values()))


def test_a_sequence_can_reach_an_endpoint_at_all(ears: tuple[Peer, Peer]) -> None:
    """Else the test above could not fail."""
    for peer in ears:
        peer.calls.clear()
    with a_person(ears[0]) as person:
        play(person, ["choose_first", "type_one", "send", "accept_always", "type_two", "send", "read_lists"])
        assert person.ears["first"].heard == 2
        path = person.stage.session.path
        assert [turn.reply.answer for turn in path] == ["It is 5.", "It is 5."]
        assert path[0].effort is Effort.MEDIUM
