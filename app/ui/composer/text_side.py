"""At which side a text begins."""

from __future__ import annotations

import unicodedata

LOOKED_AT = 500  # characters; whoever begins with so many signs and digits writes no sentence


def begins_right(text: str) -> bool:
    """Whether its first letter is of a script that runs from right to left. Source: rules P2 and P3 of UAX #9."""
    for character in text[:LOOKED_AT]:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
            case _:
                pass
    return False
