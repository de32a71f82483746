"""What a conversation is called on the disk where files belong to it: known to the window and to the engine."""

from __future__ import annotations

import hashlib


def folder_name(conversation: str) -> str:
    """32 hexadecimal digits, whatever stands in its id."""
    return hashlib.sha256(conversation.encode()).hexdigest()[:32]
