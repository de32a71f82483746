"""A service that speaks chat completions: where it is and how it wants to be asked. Data, chosen by the person."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import Sentence, sentence


class EffortStyle(StrEnum):
    """Where a request says how long to reason."""

    NONE = "none"  # nowhere
    FIELD = "field"  # {"reasoning_effort": "low"}: OpenAI, vLLM, Groq, Ollama, LM Studio
    OBJECT = "object"  # {"reasoning": {"effort": "low"}}: OpenRouter
    TEMPLATE = "template"  # {"chat_template_kwargs": {"reasoning_effort": "low"}}: mlx_lm.server
    EITHER = "either"  # in a field and for the template: servers of one's own read one and pass over the other


class LimitName(StrEnum):
    """What the field is called that limits the tokens of the answer, reasoning included."""

    MAX_TOKENS = "max_tokens"
    MAX_COMPLETION_TOKENS = "max_completion_tokens"  # OpenAI's models that reason take no other


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``base_url`` is what ``checked_base_url`` gives: what stands before ``/chat/completions``, no slash at its end.

    ``id`` names its key in the keyring and its rows in the ledger. ``needs_key``: a request without one is not sent.
    """

    id: str
    name: str
    base_url: str
    needs_key: bool = True
    effort_style: EffortStyle = EffortStyle.FIELD
    limit_name: LimitName = LimitName.MAX_TOKENS

    @property
    def host(self) -> str:
        """For the person: host and port."""
        return urlsplit(self.base_url).netloc

    @property
    def is_encrypted(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def is_on_this_machine(self) -> bool:
        host = urlsplit(self.base_url).hostname or ""
        number = _number(host)
        return host == "localhost" if number is None else number.is_loopback

    @property
    def can_be_read_along(self) -> bool:
        """Whether ``PLAIN_HTTP_WARNING`` is true of it."""
        return not self.is_encrypted and not self.is_on_this_machine


OPENAI = Endpoint(
    "openai",
    "OpenAI",
    "https://api.openai.com/v1",
    limit_name=LimitName.MAX_COMPLETION_TOKENS,
)

PLAIN_HTTP_WARNING = sentence(
    "The connection to this address is not encrypted: whoever is on the same network can read along."
)

# Home and company networks, and this machine. ``ipaddress.is_private`` allows more: documentation, benchmarks, 0.0.0.0.
_PRIVATE = tuple(
    ipaddress.ip_network(block)
    for block in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_ADDRESS = re.compile(
    r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?((?:/[A-Za-z0-9._~-]+)*)/*", re.IGNORECASE
)


def checked_base_url(text: str) -> str | Failure:
    """The address in its one form, or why nothing may be sent there.

    ``https://`` anywhere; ``http://`` only to this machine and to private addresses, named by number, since what a
    name leads to can change. No user, query or fragment: a key in an address would end up in logs.
    """
    matched = _ADDRESS.fullmatch(text.strip())
    if matched is None:
        return _refused(sentence("This is not an address like “https://example.com/v1”."))
    scheme, host, port, path = (part or "" for part in matched.groups())
    scheme, host = scheme.lower(), host.lower()
    if port and not 0 < int(port[1:]) < 65536:
        return _refused(sentence("This address has a port that does not exist."))
    number = _number(host)
    if number is None and (host.startswith("[") or host[-1].isdigit() or not _NAME.fullmatch(host)):
        # 127.1 and 0x7f.1 are numbers to some and names to others.
        return _refused(sentence("This address has no valid host."))
    if scheme == "http" and not _is_near(host, number):
        return _refused(
            sentence("Without encryption (http) only this Mac and private addresses can be asked; use https.")
        )
    if path.endswith("/chat/completions"):
        path = path.removesuffix("/chat/completions")
    return f"{scheme}://{host}{port}{path}"


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_near(host: str, number: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> bool:
    if number is None:
        return host == "localhost"
    return any(number in block for block in _PRIVATE if block.version == number.version)


def _refused(why: Sentence) -> Failure:
    return failure_of(FailureKind.CLOUD_ADDRESS, why)
