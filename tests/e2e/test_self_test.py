"""``soliloquy self-test`` as README's run command starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

SELF_TEST = [sys.executable, "-m", "app", "self-test"]


@pytest.mark.parametrize(("appearance", "is_dark"), [("light", False), ("dark", True)])
def test_it_asks_through_the_window_and_takes_a_picture(appearance: str, is_dark: bool, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    environment.pop("DISPLAY", None)
    done = subprocess.run(
        [*SELF_TEST, "--screenshot", str(picture), "--appearance", appearance],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        check=False,
    )
    report = json.loads(done.stdout)
    assert done.returncode == 0, report
    assert report["ok"] is True
    assert "132" in report["answer"]
    assert report["reasoning_tokens"] > 0
    image = QImage(str(picture))
    assert image.width() >= 720
    corner = image.pixelColor(image.width() - 4, image.height() // 2)
    assert (corner.lightness() < 128) is is_dark


def test_an_installation_without_its_model_fails_and_says_so(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, app.models.library as library;"
        f"library.demo_model_folder = lambda: pathlib.Path({str(tmp_path / 'gone')!r});"
        "from app.cli.self_test import self_test; sys.exit(self_test([]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["ok"] is False
    assert "missing" in report["problems"][0]
