"""Formulas that are drawn when the test says so, as boxes that can be measured."""

from __future__ import annotations

from app.formulas.formula import Drawing, Outline, Tex
from app.formulas.outlines import OutlinePen
from app.session.formulas import Formulas


def bar(width: float = 2.0, ascent: float = 1.0, depth: float = 0.5) -> Outline:
    """A filled box, whose place on the screen can be measured."""
    pen = OutlinePen(1.0)
    pen._ring((0, -ascent), (width, -ascent), (width, depth), (0, depth))
    return Outline(width, ascent, depth, pen.packed())


class HandFormulas(Formulas):
    """Draws what the test says when the test says it."""

    def __init__(self) -> None:
        super().__init__(command=("/bin/false",))
        self.known: dict[Tex, Drawing] = {}
        self.asked: list[Tex] = []

    def drawing(self, tex: Tex) -> Drawing | None:
        if tex not in self.known:
            self.asked.append(tex)
        return self.known.get(tex)

    def draw(self, drawings: dict[str, Drawing], *, is_displayed: bool = False) -> None:
        held = {Tex(text, is_displayed): drawing for text, drawing in drawings.items()}
        self.known.update(held)
        self.drawn.emit(frozenset(held))
