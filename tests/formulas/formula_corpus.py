"""Formulas that must be drawn, and others that must be refused, one a line."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "data" / "formulas"
DRAWN = tuple((_FOLDER / "drawn.txt").read_text().splitlines())
REFUSED = tuple((_FOLDER / "refused.txt").read_text().splitlines())
