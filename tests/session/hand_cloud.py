"""A cloud whose services answer what the test says, over a keyring in memory and a real store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.backends.base import Backend
from app.chat.cloud_model import CloudModel, ListedModel
from app.chat.conversation import Effort, Usage
from app.chat.endpoint import Endpoint
from app.chat.exchange import (
    BackendState,
    Delta,
    Failed,
    Finished,
    FinishReason,
    GenerationRequest,
    Readiness,
    ReplyEvent,
    RequestId,
)
from app.chat.failure import Failure
from app.chat.outgoing import outgoing_messages
from app.chat.prompt import Channel
from app.chat.secret import Secret
from app.chat.service import Service
from app.models.cloud_models import CloudTable, cloud_table
from app.outside import Outside as RealOutside
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.session.preferences import Preferences
from app.store.history import History
from app.store.secrets import Secrets
from app.store.settings import SettingsFile

KEY = "sk-canary-3f9d"
NOW = 1_764_000_000.0
TODAY = date(2026, 11, 28)
USAGE = Usage(100, 0, 0, 10)
LAB = Service(
    Endpoint("lab", "Lab", "http://127.0.0.1:9/v1", needs_key=False),
    CloudModel("gpt-oss-120b", "gpt-oss-120b", "lab", "2026-11-28", "a test", efforts=tuple(Effort)),
)


class MemoryKeyring:
    """Keeps keys in memory, as a keyring would. ``trouble``: what it raises instead."""

    kept: dict[tuple[str, str], str]
    trouble: Exception | None

    def get_password(self, service: str, username: str) -> str | None:
        self._work()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._work()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._work()
        del self.kept[service, username]

    def _work(self) -> None:
        if self.trouble is not None:
            raise self.trouble


def memory_keyring() -> type[MemoryKeyring]:
    """A new one, empty."""
    return type("Keyring", (MemoryKeyring,), {"kept": {}, "trouble": None})


class HandService(Backend):
    """Keeps the requests to one service; the test replies by hand, with one end for each."""

    def __init__(self, service: Service, key: Secret | None) -> None:
        super().__init__()
        self.service, self.key = service, key
        self.requests: list[GenerationRequest] = []
        self.is_over = False

    @property
    def readiness(self) -> Readiness:
        return Readiness(BackendState.READY)

    def start(self) -> None:
        pass

    def generate(self, request: GenerationRequest) -> None:
        self.requests.append(request)

    def stop(self, request: RequestId) -> None:
        self.finish(reason=FinishReason.STOPPED)

    def shutdown(self) -> None:
        if not self.is_over:
            self.stop(self.requests[-1].id)

    def texts(self) -> list[str]:
        return [message.text for message in outgoing_messages(self.requests[-1].prompt)]

    def say(self, text: str) -> None:
        self.reply(Delta(Channel.FINAL, text, 1))

    def finish(self, usage: Usage = USAGE, reason: FinishReason = FinishReason.ENDED) -> None:
        if not self.is_over:
            self.is_over = True
            self.reply(Finished(reason, usage, self.service.answers_as))

    def fail(self, failure: Failure) -> None:
        self.is_over = True
        self.reply(Failed(failure))

    def reply(self, event: ReplyEvent) -> None:
        self.replied.emit(self.requests[-1].id, event)


class HandList(QObject):
    ended = Signal(object)

    def __init__(self, outside: Outside, endpoint: Endpoint) -> None:
        super().__init__()
        self._outside, self._endpoint = outside, endpoint

    def ask(self, key: Secret | None) -> None:
        self._outside.listed.append((self._endpoint.id, key is not None))
        QTimer.singleShot(0, self, lambda: self.ended.emit(self._outside.models))

    def abort(self) -> None:
        pass


class Outside:
    """Everything that was asked of anybody, in order. ``refusal``: there is no network here at all."""

    def __init__(self) -> None:
        self.asked: list[HandService] = []
        self.refusal: Failure | None = None
        self.listed: list[tuple[str, bool]] = []  # endpoint, and whether its key went along
        self.models: tuple[ListedModel, ...] | Failure = ()

    def backend(self, service: Service, key: Secret | None) -> Backend | Failure:
        if self.refusal is not None:
            return self.refusal
        self.asked.append(HandService(service, key))
        return self.asked[-1]

    def model_list(self, endpoint: Endpoint) -> HandList:
        return HandList(self, endpoint)

    @property
    def last(self) -> HandService:
        return self.asked[-1]


class HandCloud:
    """``keyring.kept`` is what the system keeps; ``outside`` what left."""

    def __init__(
        self,
        folder: Path,
        *,
        session: ChatSession,
        history: History,
        preferences: Preferences | None = None,
        today: date = TODAY,
        table: CloudTable | None = None,
        real: RealOutside | None = None,
    ) -> None:
        """``real``: who is asked instead of the test's hands, over the network of this machine."""
        self.preferences = preferences or Preferences(file=SettingsFile(folder))
        self.keyring = memory_keyring()
        self.outside = Outside()
        self.now = NOW
        self.failures: list[Failure] = []
        self.cloud = Cloud(
            session=session,
            history=history,
            preferences=self.preferences,
            secrets=Secrets([self.keyring]),  # type: ignore[list-item]  # a keyring needs nothing but its three calls
            table=table or cloud_table(folder)[0],
            make_backend=(real or self.outside).backend,
            make_list=(real or self.outside).model_list,
            now=lambda: self.now,
            today=lambda: today,
        )
        self.cloud.failed.connect(self.failures.append)
        self.cloud.start()

    def close(self) -> None:
        self.cloud.shutdown()
        self.preferences.flush()

    def allow(self, *services: Service) -> None:
        """As if the person had added these and OpenAI's key."""
        self.keyring.kept["Soliloquy", "openai"] = KEY
        self.preferences.cloud_keys = ("openai",)
        self.preferences.own_services = services
        self.preferences.never_cloud = False
