"""A key is in the keyring that we chose, was read back, and is seen nowhere else."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from app.chat.failure import Failure
from app.chat.secret import Secret
from app.store import secrets
from app.store.failures import StorageError
from app.store.secrets import KEYRINGS, Secrets, system_keyrings

CANARY = "sk-canary-91c2"


class Good(KeyringBackend):
    """Keeps keys in memory, as a keyring would."""

    priority = 0.1  # type: ignore[assignment]  # never chosen by the library
    kept: dict[tuple[str, str], str]
    appid = "ours"

    def __init__(self) -> None:
        super().__init__()
        self.kept = {}
        made.append(self)

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("none")


class Swallows(Good):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Cuts(Good):
    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:8])


class Raises(Good):
    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot keep {password}")

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("locked")


class KeepsForEver(Good):
    def delete_password(self, service: str, username: str) -> None:
        pass


class CannotBeMade(Good):
    def __init__(self) -> None:
        raise RuntimeError("no session bus")


made: list[Good] = []


@pytest.fixture(autouse=True)
def _fresh() -> None:
    made.clear()


def test_a_key_is_kept_read_and_removed() -> None:
    keys = Secrets([Good])
    assert keys.read("openai") is None
    keys.keep("openai", Secret(CANARY))
    keys.keep("home", Secret("other"))
    assert made[0].kept == {("Soliloquy", "openai"): CANARY, ("Soliloquy", "home"): "other"}
    assert keys.read("openai") == Secret(CANARY)
    keys.remove("openai")
    keys.remove("openai")
    assert keys.read("openai") is None
    assert keys.read("home") == Secret("other")


@pytest.mark.parametrize("kind", [Swallows, Cuts, Raises])
def test_a_keyring_that_does_not_give_back_what_it_got_is_refused(
    kind: type[Good], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(StorageError) as caught:
        Secrets([kind]).keep("openai", Secret(CANARY))
    assert caught.value.failure is secrets.NOT_KEPT
    assert not made[0].kept, "nor is half of it left"
    assert CANARY not in str(caught.value) + caplog.text
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None, "what the keyring raised would show the key"


def test_without_a_keyring_nothing_is_kept_and_it_says_so(own_home: Path) -> None:
    keys = Secrets([CannotBeMade])
    with pytest.raises(StorageError) as caught:
        keys.keep("openai", Secret(CANARY))
    assert caught.value.failure is secrets.NO_KEYRING
    assert keys.read("openai") is secrets.NO_KEYRING
    assert not own_home.exists()


def test_the_next_keyring_is_used_where_the_first_does_not_work() -> None:
    keys = Secrets([CannotBeMade, Good])
    keys.keep("openai", Secret(CANARY))
    assert keys.read("openai") == Secret(CANARY)


def test_a_locked_keyring_says_so() -> None:
    read = Secrets([Raises]).read("openai")
    assert isinstance(read, Failure)
    assert read is secrets.NOT_READ


def test_a_key_that_stays_is_told() -> None:
    keys = Secrets([KeepsForEver])
    keys.keep("openai", Secret(CANARY))
    with pytest.raises(StorageError) as caught:
        keys.remove("openai")
    assert caught.value.failure is secrets.NOT_REMOVED


@pytest.mark.parametrize("text", ["", "two words", "line\nbreak", "schlüssel"])
def test_what_is_no_key_is_not_kept(text: str) -> None:
    with pytest.raises(StorageError) as caught:
        Secrets([Good]).keep("openai", Secret(text))
    assert caught.value.failure is secrets.NOT_A_KEY
    assert not made


def test_properties_from_the_environment_have_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_APPID", "theirs")
    Good()
    Secrets([Good]).read("openai")
    assert [keyring.appid for keyring in made] == ["theirs", "ours"]


EVIL = """
import pathlib
from keyring.backend import KeyringBackend
pathlib.Path({mark!r}).touch()
class Keyring(KeyringBackend):
    priority = 99
    def get_password(self, service, username): return None
    def set_password(self, service, username, password): pass
    def delete_password(self, service, username): pass
"""
CHOOSING = """
import sys
{control}
from app.store.secrets import system_keyrings, Secrets
print([f"{{kind.__module__}}.{{kind.__name__}}" for kind in system_keyrings()])
Secrets().read("openai")
"""


@pytest.mark.parametrize("is_control", [False, True], ids=["ours", "the library's own choice"])
def test_neither_environment_nor_config_file_chooses_the_keyring(tmp_path: Path, is_control: bool) -> None:
    mark = tmp_path / "loaded"
    (tmp_path / "evil_keyring.py").write_text(EVIL.format(mark=str(mark)))
    config = tmp_path / "python_keyring"
    config.mkdir()
    (config / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring=evil_keyring.Keyring\nkeyring-path={tmp_path}\n")
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "SOLILOQUY_HOME": str(tmp_path / "home"),
        "PYTHON_KEYRING_BACKEND": "evil_keyring.Keyring",
        "PYTHONPATH": f"{Path(__file__).resolve().parents[2]}:{tmp_path}",
    }
    code = CHOOSING.format(control="import keyring; keyring.get_keyring()" if is_control else "")
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert mark.exists() is is_control
    assert "evil" not in done.stdout


def test_only_keyrings_of_the_system_are_named() -> None:
    named = {f"{module}.{name}" for names in KEYRINGS.values() for module, name in names}
    assert {f"{kind.__module__}.{kind.__name__}" for kind in system_keyrings()} <= named
    assert not any(word in name for name in named for word in ("null", "fail", "chainer", "file"))
