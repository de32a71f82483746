"""The first token after a long history is measured in narrow layers as it is in those of gpt-oss-20b."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "full_width_first_token.py"


def test_what_was_drawn_is_the_history_and_only_the_question_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    command = [sys.executable, str(SCRIPT), str(folder), "--tokens", "300", "--repeats", "1", "--hidden", "64"]
    done = subprocess.run([*command, "--float32"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, 1), done.stderr  # how fast this machine is now is not what is tested
    read = re.findall(r"(\w+) +(\d+) tokens read:", done.stdout)
    assert [kind for kind, _ in read] == ["pasted", "typed"]
    pasted, typed = (int(tokens) for _, tokens in read)
    assert 60 <= pasted <= 70
    assert typed < pasted / 2
    assert not folder.exists()
