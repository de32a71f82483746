"""What the machine is called on which this runs: every text says "this Mac", and elsewhere that is replaced."""

from __future__ import annotations

import sys

# Together they cover each form that stands in a text or its translation.
ELSEWHERE = (("this Mac", "this computer"), ("This Mac", "This computer"), ("your own Mac", "your own computer"),
             ("お手元のMac", "お手元のコンピュータ"), ("このMac", "このコンピュータ"))  # fmt: skip


def on_this_machine(text: str, platform: str = sys.platform) -> str:
    if platform == "darwin" or "Mac" not in text:
        return text
    for mac, other in ELSEWHERE:
        text = text.replace(mac, other)
    return text
