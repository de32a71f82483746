from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.fetch.order import FetchOrder, WantedFile, fault_of, is_allowed_name, is_safe_address

SOUND = FetchOrder("openai/gpt-oss-20b", "/models/gpt-oss-20b")


@pytest.mark.parametrize(
    "name",
    [
        "config.json",
        "model.safetensors",
        "model-00002-of-00003.safetensors",
        "model.safetensors.index.json",
        "chat_template.jinja",
        "LICENSE",
        "LICENSE.txt",
        "README.md",
        "USAGE_POLICY",
    ],
)
def test_what_a_model_needs_is_allowed(name: str) -> None:
    assert is_allowed_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../config.json",
        "/etc/config.json",
        "original/model.safetensors",
        "metal/model.bin",
        "..\\model.safetensors",
        "C:\\model.safetensors",
        "model.safetensors\n",
        "model.safetensors\0",
        ".safetensors",
        ".hidden.safetensors",
        "-rf.safetensors",
        "ｍodel.safetensors",
        "a" * 200 + ".safetensors",
        "pytorch_model.bin",
        "modeling_gpt_oss.py",
        "tokenizer.model",
        "download.json",
        "unfinished.json",
        "config.json.part",
        "model.safetensors.part",
        "CONFIG.JSON",
    ],
)
def test_everything_else_is_not(name: str) -> None:
    assert not is_allowed_name(name)


@given(st.text(max_size=40).map(lambda text: text + ".safetensors"))
def test_an_allowed_name_is_one_plain_component(name: str) -> None:
    if is_allowed_name(name):
        assert name.isascii()
        assert not set(name) & set("/\\\0:\n ")
        assert not name.startswith((".", "-"))


def test_a_sound_order_has_no_fault() -> None:
    assert fault_of(SOUND) is None


@pytest.mark.parametrize(
    "change",
    [
        {"repository": "gpt-oss-20b"},
        {"repository": "../gpt-oss-20b"},
        {"repository": "openai/.."},
        {"repository": "openai/gpt-oss-20b/tree/main"},
        {"repository": "openai/gpt?x=1"},
        {"revision": "main"},
        {"revision": "0" * 39},
        {"revision": "G" * 40},
        {"folder": "models/m"},
        {"folder": "/models/../../etc"},
        {"folder": "/models/a\0b"},
        {"endpoint": "http://huggingface.co"},
        {"endpoint": "https://me:secret@huggingface.co"},
        {"endpoint": "file:///etc"},
        {"endpoint": "https://"},
        {"endpoint": "https://[::1"},
        {"proxy": "http://proxy.example"},
        {"files": (WantedFile("evil.py"),)},
        {"files": (WantedFile("config.json"), WantedFile("config.json"))},
        {"files": (WantedFile("a.safetensors"), WantedFile("A.safetensors"))},
        {"files": (WantedFile("config.json", size_bytes=-1),)},
        {"files": (WantedFile("config.json", sha256="abc"),)},
    ],
)
def test_an_unsound_order_is_refused_in_words(change: dict[str, object]) -> None:
    values = {"repository": SOUND.repository, "folder": SOUND.folder, **change}
    fault = fault_of(FetchOrder(**values))  # type: ignore[arg-type]
    assert fault is not None
    fault.encode()


@pytest.mark.parametrize(
    ("address", "allow_loopback", "is_safe"),
    [
        ("https://huggingface.co/x", False, True),
        ("http://huggingface.co/x", True, False),
        ("http://127.0.0.1:8000/x", True, True),
        ("http://127.0.0.1:8000/x", False, False),
        ("http://[::1]:8000/x", True, True),
        ("http://localhost/x", True, True),
        ("http://localhost.example.com/x", True, False),
        ("http://127.0.0.1.example.com/x", True, False),
        ("https://me@huggingface.co/", True, False),
        ("https://huggingface.co:nonsense/", True, False),
        ("ftp://127.0.0.1/", True, False),
        ("", True, False),
    ],
)
def test_only_encrypted_addresses_and_this_machine_are_safe(address: str, allow_loopback: bool, is_safe: bool) -> None:
    assert is_safe_address(address, allow_loopback=allow_loopback) is is_safe
