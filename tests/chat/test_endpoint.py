from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.endpoint import OPENAI, Endpoint, checked_base_url
from app.chat.failure import Failure, FailureKind


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("  HTTPS://API.Example.com/v1/  ", "https://api.example.com/v1"),
        ("https://example.com/v1/chat/completions", "https://example.com/v1"),
        ("https://example.com", "https://example.com"),
        ("http://localhost:8080/v1", "http://localhost:8080/v1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("http://192.168.0.7:11434/v1", "http://192.168.0.7:11434/v1"),
        ("http://10.1.2.3/v1", "http://10.1.2.3/v1"),
        ("http://[fd00::5]/v1", "http://[fd00::5]/v1"),
    ],
)
def test_addresses_that_may_be_asked(typed: str, address: str) -> None:
    assert checked_base_url(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "api.openai.com/v1",
        "ftp://example.com",
        "file:///etc/passwd",
        "http://example.com/v1",
        "http://8.8.8.8/v1",
        "http://172.32.0.1/v1",
        "http://[2001:db8::1]/v1",
        "http://0.0.0.0/v1",
        "http://localhost.example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://127.1/v1",
        "http://0x7f.0.0.1/v1",
        "http://2130706433/v1",
        "http://[::ffff:8.8.8.8]/v1",
        "https://user:secret@example.com/v1",
        "http://127.0.0.1@example.com/v1",
        "http://127.0.0.1\\@example.com/v1",
        "https://example.com/v1?key=secret",
        "https://example.com/v1#x",
        "https://example.com:99999/v1",
        "https://exa mple.com/v1",
        "https://bücher.example/v1",
        "https://-x.com/v1",
        "https://../v1",
        "https://[::1",
    ],
)
def test_addresses_that_may_not(typed: str) -> None:
    refused = checked_base_url(typed)
    assert isinstance(refused, Failure)
    assert refused.kind is FailureKind.CLOUD_ADDRESS
    assert "secret" not in refused.message + refused.detail


@given(st.text(max_size=30), st.sampled_from(["", "http://", "https://", "http://127.0.0.1", "https://a.b/"]))
def test_any_text_is_an_address_in_its_one_form_or_refused(text: str, before: str) -> None:
    address = checked_base_url(before + text)
    assert isinstance(address, Failure) or checked_base_url(address) == address


def test_the_preset_is_in_its_one_form() -> None:
    assert checked_base_url(OPENAI.base_url) == OPENAI.base_url
    assert (OPENAI.host, OPENAI.is_encrypted) == ("api.openai.com", True)


@pytest.mark.parametrize(
    ("address", "is_on_this_machine", "can_be_read_along"),
    [
        ("http://127.0.0.1:8080/v1", True, False),
        ("http://localhost:8080/v1", True, False),
        ("http://[::1]:8080/v1", True, False),
        ("https://127.0.0.1/v1", True, False),
        ("http://192.168.1.7:8080/v1", False, True),
        ("http://[fe80::1]/v1", False, True),
        ("https://192.168.1.7/v1", False, False),
        ("https://localhost.example.com/v1", False, False),
    ],
)
def test_who_can_read_along(address: str, is_on_this_machine: bool, can_be_read_along: bool) -> None:
    endpoint = Endpoint("e", "E", address)
    assert checked_base_url(address) == address
    assert (endpoint.is_on_this_machine, endpoint.can_be_read_along) == (is_on_this_machine, can_be_read_along)
