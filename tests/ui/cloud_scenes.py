"""States of the cloud in the window, for pictures and for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from stage import LAB, NOW, Stage

from app.chat.cloud_model import ListedModel
from app.chat.conversation import ConversationId, Effort, Usage
from app.chat.egress import Choice
from app.chat.exchange import Delta, Failed, StepEnded
from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.ledger import LedgerEntry
from app.chat.prompt import Channel
from app.chat.sentence import sentence
from app.chat.service import Service

LOST = "The engine stopped unexpectedly. The text so far is kept; the engine starts again, and you can ask again."
NEAR = replace(LAB, endpoint=replace(LAB.endpoint, id="rack", name="Rack", base_url="http://192.168.7.20:8000/v1"))
QUESTION = "Please check this sum once more, and say in one sentence why it holds: 85 + 47 = 132."
HIDDEN = "Compare\u200b these two\u202e lists, please.\n\n- alpha\n- beta"


def allowed(stage: Stage, *services: Service) -> None:
    stage.hand_cloud.allow(*services)
    stage.wait(lambda: stage.cloud.spending.is_read)


def opened(stage: Stage, title: str = "What is 85 + 47?") -> None:
    stage.session.open_conversation(ConversationId(title))
    stage.wait(lambda: stage.session.conversation.title == title)


def mini(stage: Stage) -> Service:
    return stage.cloud.services.usable[0]


def lost(stage: Stage) -> None:
    """The engine died, and a service is offered."""
    allowed(stage)
    opened(stage)
    count = len(stage.backend.requests)
    stage.session.submit(QUESTION, Effort.MEDIUM)
    stage.wait(lambda: len(stage.backend.requests) > count)
    stage.think("The sum of 85 and 47")
    stage.backend.reply(Failed(Failure(FailureKind.ENGINE_LOST, LOST, "exit status −9 (killed)")))


def card(stage: Stage) -> None:
    lost(stage)
    stage.cloud.ask_again(stage.session.path[-1].id, mini(stage))


def card_near(stage: Stage) -> None:
    """An address that others can read along, unknown prices, characters that nobody sees, and a limit."""
    allowed(stage, NEAR)
    stage.cloud.choose_destination(stage.cloud.services.own[0])
    stage.window.conversation.composer.show_text(HIDDEN)
    stage.window.conversation.composer.send_button.click()


def card_refused(stage: Stage) -> None:
    allowed(stage)
    stage.cloud.spending.enter(
        LedgerEntry("r0", stage.hand_cloud.now, "openai", "gpt-4o-mini", "c", 100, 13, False, 998_000)
    )
    stage.cloud.spending.set_limit(1_000_000)
    opened(stage)
    stage.cloud.ask(QUESTION, Effort.MEDIUM, mini(stage))


def answered_there(stage: Stage) -> None:
    """By a service that keeps its reasoning to itself, and once more by one that shows it."""
    allowed(stage, LAB)
    opened(stage)
    stage.cloud.choose_destination(mini(stage))
    stage.cloud.ask(QUESTION, Effort.MEDIUM, mini(stage))
    stage.cloud.choose(Choice.CONVERSATION)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    service = stage.hand_cloud.outside.last
    service.say("It holds because adding 40 and then 7 to 85 gives 125 and then **132**.")
    service.finish(Usage(61, 0, 320, 24, 0.6, 2.1))
    stage.wait(lambda: any(held.has_gone_out for held in stage.library.conversations))


def waiting_there(stage: Stage) -> None:
    answered_there(stage)
    stage.cloud.ask("And 85 + 48?", Effort.MEDIUM, stage.cloud.services.own[0])
    stage.cloud.choose(Choice.ONCE)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 2)


def reasoned_there(stage: Stage) -> None:
    waiting_there(stage)
    service = stage.hand_cloud.outside.last
    service.reply(Delta(Channel.ANALYSIS, "85 + 48 is one more than 132.", 9))
    service.reply(StepEnded(1.2))
    service.say("133.")
    service.finish(Usage(80, 0, 9, 3, 0.3, 1.4))
    stage.cloud.choose_destination(None)


def busy(stage: Stage) -> None:
    """Too many requests: a countdown."""
    allowed(stage)
    opened(stage)
    stage.cloud.ask(QUESTION, Effort.MEDIUM, mini(stage))
    stage.cloud.choose(Choice.ONCE)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    said = sentence(
        "{service} gets too many questions just now. The question is kept; send it again a little later.",
        service="OpenAI",
    )
    failure = failure_of(FailureKind.CLOUD_BUSY, said, detail="HTTP 429", retry_at=time.time() + 42.0)
    stage.hand_cloud.outside.last.fail(failure)


def cloud_settings(stage: Stage) -> None:
    allowed(stage, LAB, NEAR)
    stage.hand_cloud.outside.models = LISTED
    stage.cloud.listing.read(LAB.endpoint)
    stage.window.resize(1120, 1000)
    stage.window.settings.open_at(stage.window.cloud_pages.section.rows[-1])


def cloud_never(stage: Stage) -> None:
    stage.window.resize(1120, 1000)
    stage.window.settings.open_at(stage.window.cloud_pages.section.rows[-1])


def cloud_adding(stage: Stage) -> None:
    cloud_settings(stage)
    add = stage.window.cloud_pages.section.add
    add.open.click()
    add.name.setText("Far away")
    add.address.setText("http://example.com/v1")
    add.model.setText("gpt-oss-120b")
    add.add.click()
    stage.window.settings.page.reveal(stage.window.cloud_pages.section.rows[-1])


def ledger(stage: Stage) -> None:
    allowed(stage)
    day = 86_400.0
    rows = (
        (NOW - 40 * day, "openai", "gpt-4o-mini", "What is 85 + 47?", 1_200, 640, False, 564),
        (NOW - 39 * day, "127.0.0.1:8080", "default_model", "", 61, 344, False, None),  # asked in a terminal
        (NOW - 38 * day, "lab", "gpt-oss-120b", "Counting letters", 900, 300, True, None),
        (NOW - 3 * day, "openai", "gpt-4o-mini", "Mixture-of-experts routing", 48_210, 2_016, False, 8_441),
        (NOW - 2 * day, "openai", "gpt-4o-mini", "gone", 0, 0, True, 0),
        (NOW - 600, "openai", "gpt-4o-mini", "What is 85 + 47?", 61, 344, False, 216),
    )
    for number, (at, endpoint, model, conversation, read, written, estimated, cost) in enumerate(rows):
        stage.cloud.spending.enter(
            LedgerEntry(f"r{number}", at, endpoint, model, conversation, read, written, estimated, cost)
        )
    stage.cloud.spending.set_limit(5_000_000)
    stage.window.menus.ledger.trigger()
    stage.wait(lambda: bool(stage.cloud.spending.local_use))


def ledger_empty(stage: Stage) -> None:
    stage.window.menus.ledger.trigger()


def narrow_card(stage: Stage) -> None:
    stage.window.resize(720, 520)
    card(stage)


def large_card(stage: Stage) -> None:
    stage.preferences.text_size = 150
    card_near(stage)


LISTED = (ListedModel("gpt-oss-120b"), ListedModel("gpt-oss-20b"))
ALL = (
    lost,
    card,
    card_near,
    narrow_card,
    large_card,
    card_refused,
    answered_there,
    waiting_there,
    reasoned_there,
    busy,
)
PAGES = (cloud_settings, cloud_never, cloud_adding, ledger, ledger_empty)
CLOUD: dict[str, Callable[[Stage], None]] = {scene.__name__: scene for scene in (*ALL, *PAGES)}
