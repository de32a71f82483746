"""The colours of the window by what they are for: light and dark, and both with high contrast.

Values only: every pair of text and ground that the window uses has a contrast of at least 4.5 : 1 (WCAG 2 AA), lines
that carry meaning at least 3 : 1. With high contrast it is 7 : 1 (AAA) and 4.5 : 1, and every line means something.
A test computes all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Tokens:
    """``#rrggbb`` each. A name ending in ``_soft`` is the tinted ground on which its strong colour is read."""

    window: str
    sidebar: str
    panel: str
    raised: str
    line: str
    line_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    text_on_accent: str
    accent_soft: str
    accent_text: str
    hover: str
    selected: str
    bubble: str
    chip: str
    code: str
    code_head: str
    thought: str
    thought_soft: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    selection: str
    found: str
    found_current: str
    focus: str


LIGHT = Tokens(
    window="#ffffff",
    sidebar="#f4f4f6",
    panel="#fafafb",
    raised="#ffffff",
    line="#e3e3e8",
    line_strong="#8a8a93",
    text="#1d1d1f",
    text2="#54545b",
    text3="#696970",
    accent="#0b63ce",
    text_on_accent="#ffffff",
    accent_soft="#e4effc",
    accent_text="#0a58b8",
    hover="#ebebef",
    selected="#e2e4ea",
    bubble="#f0f1f4",
    chip="#eeeff3",
    code="#f6f6f8",
    code_head="#eeeef2",
    thought="#6a4fc4",
    thought_soft="#f3f0fc",
    ok="#1a7037",
    ok_soft="#e4f4e9",
    warn="#8a5200",
    warn_soft="#fdf1dc",
    bad="#b3261e",
    bad_soft="#fdeceb",
    selection="#b9d7fb",
    found="#ffe27a",
    found_current="#ffb43a",
    focus="#0b63ce",
)

DARK = Tokens(
    window="#1b1b1d",
    sidebar="#232326",
    panel="#202023",
    raised="#29292d",
    line="#343439",
    line_strong="#75757e",
    text="#f1f1f3",
    text2="#b9b9c1",
    text3="#9a9aa3",
    accent="#1f6fdb",
    text_on_accent="#ffffff",
    accent_soft="#1d3352",
    accent_text="#79b5ff",
    hover="#2d2d31",
    selected="#37373d",
    bubble="#2b2b30",
    chip="#2f2f35",
    code="#232327",
    code_head="#2b2b30",
    thought="#b9a8ff",
    thought_soft="#2a2538",
    ok="#74d990",
    ok_soft="#1b3323",
    warn="#ffc266",
    warn_soft="#3a2c14",
    bad="#ff8f87",
    bad_soft="#40211f",
    selection="#2c5286",
    found="#6b5200",
    found_current="#8a6200",
    focus="#4c9dff",
)


LIGHT_HIGH = replace(
    LIGHT,
    line="#6b6b73",
    line_strong="#4a4a52",
    text="#000000",
    text2="#2b2b30",
    text3="#3b3b41",
    accent="#0846a0",
    accent_text="#063a86",
    thought="#432a96",
    ok="#0b4a20",
    warn="#5a3500",
    bad="#8a1811",
    focus="#0846a0",
)

DARK_HIGH = replace(
    DARK,
    window="#000000",
    sidebar="#0d0d0f",
    panel="#0a0a0b",
    raised="#141416",
    line="#85858e",
    line_strong="#a5a5ae",
    text="#ffffff",
    text2="#e4e4e9",
    text3="#d0d0d6",
    accent="#0b4fae",
    accent_soft="#0d2444",
    accent_text="#a9d0ff",
    hover="#26262a",
    selected="#333338",
    bubble="#1d1d20",
    chip="#232327",
    code="#111113",
    code_head="#1d1d20",
    thought="#d6caff",
    thought_soft="#1c1830",
    ok="#9df0b3",
    ok_soft="#0d2416",
    warn="#ffd79a",
    warn_soft="#2a1e08",
    bad="#ffc0bb",
    bad_soft="#2e1110",
    selection="#1c4a85",
    found="#4d3b00",
    found_current="#6b4c00",
    focus="#79b5ff",
)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Source: WCAG 2.2, definition of relative luminance."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
