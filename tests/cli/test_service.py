"""What is said before a service is asked is exactly what then goes out; a key comes from the keyring only."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

sys.path.append(str(Path(__file__).resolve().parent.parent / "backends"))

from backend_probe import Probe
from peer import serving

from app.backends.base import Backend
from app.chat.conversation import Effort, Reply, ReplyStatus
from app.chat.endpoint import PLAIN_HTTP_WARNING
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import Message, Prompt, Role
from app.chat.secret import Secret
from app.cli.service import Service, announcement, backend_for, service_at
from app.store.secrets import Secrets

KEY = "sk-canary-51b0"

pytestmark = pytest.mark.usefixtures("qapp")  # else the first that tells anything makes a lesser one


class Keyring:
    """Keeps keys in memory, as a keyring would, and tells which it was asked for."""

    kept: dict[tuple[str, str], str] = {}  # noqa: RUF012  # each use makes a keyring of its own class
    asked: list[tuple[str, str]] = []  # noqa: RUF012

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    monkeypatch.setattr(Keyring, "kept", {})
    monkeypatch.setattr(Keyring, "asked", [])
    return Secrets([Keyring])


def service(address: str, *, key_name: str | None = None, effort: Effort | None = None) -> Service:
    made = service_at(address, model=None, effort=effort, key_name=key_name)
    assert isinstance(made, Service)
    return made


def prompt(*texts: str) -> Prompt:
    return Prompt(Effort.LOW, tuple(Message(Role.USER, text) for text in texts), "2026-11-24")


@pytest.mark.parametrize(
    ("address", "key_name", "texts", "line"),
    [
        (
            "http://127.0.0.1:8080/v1/",
            None,
            ("Größe?",),
            "Sending 1 message (6 characters) to http://127.0.0.1:8080/v1 for default_model.",
        ),
        (
            "https://example.com/v1/chat/completions",
            "lab",
            ("a" * 1000, "b" * 500),
            "Sending 2 messages (1,500 characters) and the key “lab” of the keyring to https://example.com/v1"
            " for default_model.",
        ),
        (
            "http://192.168.1.7:8080/v1",
            None,
            ("a",),
            "Sending 1 message (1 character) to http://192.168.1.7:8080/v1 for default_model. "
            + PLAIN_HTTP_WARNING.english,
        ),
    ],
)
def test_one_line_tells_where_it_goes_and_what(
    address: str, key_name: str | None, texts: tuple[str, ...], line: str
) -> None:
    assert announcement(service(address, key_name=key_name), prompt(*texts)) == line


@pytest.mark.parametrize("address", ["http://example.com/v1", "example.com", "http://8.8.8.8/v1", ""])
def test_an_address_that_may_not_be_asked_is_no_service(address: str) -> None:
    refused = service_at(address, model=None, effort=None, key_name=None)
    assert isinstance(refused, Failure)
    assert refused.kind is FailureKind.CLOUD_ADDRESS


@pytest.mark.parametrize("effort", [None, *Effort])
def test_effort_is_told_only_if_it_was_chosen(effort: Effort | None) -> None:
    assert service("http://127.0.0.1/v1", effort=effort).model.efforts == (() if effort is None else (effort,))


@pytest.mark.parametrize("key_name", [None, "lab"])
def test_the_key_of_that_name_goes_out_and_no_other(
    key_name: str | None, secrets: Secrets, qapp: QCoreApplication
) -> None:
    secrets.keep("lab", Secret(KEY))
    secrets.keep("endpoint", Secret("sk-other"))
    Keyring.asked.clear()
    with serving() as peer:
        backend = backend_for(service(peer.base_url, key_name=key_name), secrets=secrets)
        assert not Keyring.asked
        assert ask(backend).status is ReplyStatus.ANSWERED
        [call] = peer.calls
    assert (f"Authorization: Bearer {KEY}".encode() in call.head) is (key_name == "lab")
    assert (b"Authorization" in call.head) is (key_name == "lab")
    assert Keyring.asked == ([] if key_name is None else [("Soliloquy", "lab")])


def test_without_the_key_nothing_is_sent(secrets: Secrets, qapp: QCoreApplication) -> None:
    with serving() as peer:
        failure = ask(backend_for(service(peer.base_url, key_name="lab"), secrets=secrets)).failure
        assert peer.connections == 0
    assert failure is not None
    assert failure.kind is FailureKind.CLOUD_KEY
    assert failure.message == "The keyring has no key “lab” for this app, so nothing was sent."


def ask(backend: Backend) -> Reply:
    probe = Probe(backend)  # type: ignore[arg-type]  # it watches any backend
    probe.ask("Hello")
    reply = probe.wait_for_end()
    backend.shutdown()
    return reply
