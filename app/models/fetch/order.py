"""What is to be fetched, and which names we fetch at all.

An order comes from the catalogue or from a person; the listing of a repository comes from strangers. Both go through
the same list of allowed names, so no name can lead out of the model's folder or bring code along.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

HUB = "https://huggingface.co"

# What gpt-oss needs to run, and what its licence asks to go with it. Weights that pickle holds are not among them.
_NAMES = frozenset(
    (
        *("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"),
        *("special_tokens_map.json", "added_tokens.json", "chat_template.jinja", "chat_template.json"),
        *("model.safetensors.index.json", "README.md", "NOTICE", "USAGE_POLICY"),
    )
)
_PATTERN = re.compile(r"(?!-)[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}\.safetensors|LICENSE[A-Za-z0-9._-]{0,60}", re.ASCII)
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}", re.ASCII)
_REVISION = re.compile(r"[0-9a-f]{40}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class WantedFile:
    """``size_bytes`` and ``sha256`` (64 hex digits): what is known beforehand. They outrank what a server says."""

    name: str
    size_bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class FetchOrder:
    """``folder`` is absolute. ``revision``: 40 hex digits; None takes the newest one and stays with it.

    ``doubts``: what is here already is read again, and fetched again where it is not what it was.
    ``files``: empty for all allowed names of the repository. ``endpoint``: another hub than the public one, ``proxy``:
    the address of a proxy; neither is ever taken from the environment.
    """

    repository: str
    folder: str
    revision: str | None = None
    files: tuple[WantedFile, ...] = ()
    endpoint: str | None = None
    proxy: str | None = None
    doubts: bool = False

    @property
    def hub(self) -> str:
        return (self.endpoint or HUB).rstrip("/")


def is_allowed_name(name: str) -> bool:
    return name in _NAMES or _PATTERN.fullmatch(name) is not None


def fault_of(order: FetchOrder) -> str | None:
    """Why this order is not carried out, as the end of a sentence; None if nothing is wrong with it."""
    if _REPOSITORY.fullmatch(order.repository) is None or ".." in order.repository:
        return "the name of the repository is not of the form owner/name"
    if order.revision is not None and not is_revision(order.revision):
        return "its revision is not of 40 lower-case hexadecimal digits"
    if not PurePath(order.folder).is_absolute() or "\0" in order.folder or ".." in PurePath(order.folder).parts:
        return "its folder is no absolute path"
    for address in (order.hub, order.proxy):
        if address is not None and not is_safe_address(address, allow_loopback=True):
            return "its address is not https, or has a name or password in it"
    return fault_of_files(order.files)


def fault_of_files(files: Iterable[WantedFile]) -> str | None:
    seen: set[str] = set()
    for file in files:
        if not is_allowed_name(file.name):
            return f"the name {file.name[:80]!r} is not one that a model has"
        if file.name.casefold() in seen:  # one file on a Mac, whatever the server thinks
            return f"{file.name!r} is there twice"
        if file.size_bytes is not None and file.size_bytes < 0:
            return f"{file.name!r}: a size below zero"
        if file.sha256 is not None and _SHA256.fullmatch(file.sha256) is None:
            return f"{file.name!r}: sha256 is not 64 lower-case hexadecimal digits"
        seen.add(file.name.casefold())
    return None


def is_revision(text: str) -> bool:
    """A full commit id, which names the same files for ever; a branch does not."""
    return _REVISION.fullmatch(text) is not None


def is_safe_address(address: str, *, allow_loopback: bool) -> bool:
    """Encrypted and free of credentials; plain http only to this very machine, and only where that is allowed."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and allow_loopback and _is_loopback(host))


def is_loopback_address(address: str) -> bool:
    return _is_loopback(urlsplit(address).hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
