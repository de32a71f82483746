"""Words with formulas among them: the lines that a paragraph is drawn in, and about how long it is on screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from app.ui.transcript.blocks import Run, Runs

_MARKS = " .,;:!?。、，．"
_COMMAND, _UNSEEN = re.compile(r"\\[A-Za-z]+"), re.compile(r"[{}^_&\\\s]")


def lines_of(runs: Runs) -> Iterator[Runs]:
    """One line if there is none. Marks that end a sentence stay beside the formula that they follow."""
    if not any(run.is_displayed for run in runs):
        yield runs
        return
    line: list[Run] = []
    for run in runs:
        if run.is_displayed:
            if _stripped(line):
                yield _stripped(line)
            line = [run]
            continue
        if line and line[-1].is_displayed:
            marks = run.text[: len(run.text) - len(run.text.lstrip(_MARKS))].strip()
            yield (*line, replace(run, text=marks)) if marks else tuple(line)
            line, run = [], replace(run, text=run.text.lstrip(_MARKS))
        line.append(run)
    if _stripped(line):
        yield _stripped(line)


def seen_text(runs: Runs) -> str:
    """Letters that take about as much room as the runs will: a formula takes less than its source."""
    return "".join(_UNSEEN.sub("", _COMMAND.sub("m", run.tex)) if run.tex else run.text for run in runs)


def _stripped(line: list[Run]) -> Runs:
    """Without the spaces and line breaks that a formula of its own line makes needless."""
    held = [run for run in line if run.text]
    if held and not held[-1].tex:
        held[-1] = replace(held[-1], text=held[-1].text.rstrip())
    if held and not held[0].tex:
        held[0] = replace(held[0], text=held[0].text.lstrip())
    return tuple(run for run in held if run.text)
