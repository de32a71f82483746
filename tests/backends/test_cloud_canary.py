"""A key and a question that nobody else has: after a session full of failures they are found nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
KEY = "sk-canary-5d0e77aa91"
QUESTION = "canary-question-31cc08"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_key_and_the_question_are_found_nowhere(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    done = subprocess.run(
        [sys.executable, str(HERE / "cloud_session.py"), str(logs)],
        input=f"{KEY}\n{QUESTION}\n",
        env={**os.environ, "PYTHONPATH": f"{HERE.parents[1]}:{HERE}", "SOLILOQUY_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("8 7 ")
    assert "sent 8 True" in done.stdout, "the key did go where it belongs"
    written = "".join(path.read_text() for path in logs.iterdir())
    assert "cloud_key" in written
    assert "crash with" in done.stdout
    everything = done.stdout + done.stderr + written
    for canary in (KEY, QUESTION):
        assert canary not in everything
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(canary.encode() in path.read_bytes() for path in files for canary in (KEY, QUESTION))
