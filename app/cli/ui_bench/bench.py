"""All measurements of the window, each in a process of its own so that none warms or burdens the next."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping

from app.cli.ui_bench.figures import Figure

PARTS = ("stream", "stalls", "open", "memory", "launch")
FIRST_PICTURE = "first-picture"  # one start of the app; ``launch`` takes the least of several
WARM_STARTS = 3
LIMIT_S = 900


def bench_ui(*, part: str | None, as_json: bool) -> int:
    """The exit status: 0 every figure is within its bound, 1 one is not."""
    figures = _measured(part) if part is not None else [each for name in PARTS for each in _in_a_child(name)]
    if as_json:
        print(json.dumps({"figures": [figure.as_json() for figure in figures]}))
    else:
        for figure in figures:
            print(figure.as_line())
    return 0 if all(figure.holds for figure in figures) else 1


def _measured(part: str) -> list[Figure]:
    from app.cli.ui_bench import opening, stalls, streaming, whole_app

    measures: dict[str, Callable[[], list[Figure]]] = {
        "stream": streaming.measure,
        "stalls": stalls.measure,
        "open": opening.measure,
        "memory": whole_app.measure_memory,
        "launch": _measured_launch,
        FIRST_PICTURE: whole_app.measure_first_picture,
    }
    return measures[part]()


def _measured_launch() -> list[Figure]:
    """Of a warm start: what is imported was compiled before, as in every installation that was used once. The first
    start does that here, and is not measured; of the others the least counts, as what a neighbour did is none of ours.
    """
    with tempfile.TemporaryDirectory() as compiled:
        environment = {"PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        _, *starts = (_in_a_child(FIRST_PICTURE, environment) for _ in range(1 + WARM_STARTS))
    return min(starts, key=lambda figures: figures[0].value)


def _in_a_child(part: str, variables: Mapping[str, str] = {}) -> list[Figure]:
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **variables}
    command = [*program, "bench", "ui", "--part", part, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=LIMIT_S, check=False)
    if not done.stdout.startswith("{"):
        raise SystemExit(f"the measurement of {part} failed: {done.stderr.strip()[-400:]}")
    found = json.loads(done.stdout)["figures"]
    return [Figure(each["name"], each["value"], each["unit"], each["bound"]) for each in found]
