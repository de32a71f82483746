"""Pictures of every page and state, looked at by machine: there is something to see, and nothing is cut off.

They lie in pytest's folder of the test; ``pictures.py`` takes all of them for the eye.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from looking import cut_off, elided
from pictures import picture, set_up, speaking, wear
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from scenes import SCENES, library, told
from stage import Stage

RGB = 0xFFFFFF  # of a pixel
QUICKLY = 80  # Qt's scale for PNG, where no pixel is lost but time; its usual one takes longer than the drawing


@pytest.mark.parametrize("name", SCENES)
def test_each_state_has_its_picture(
    qapp: QApplication, staged: Callable[..., Stage], tmp_path: Path, name: str
) -> None:
    stage = staged(*library())
    set_up(stage, name)
    for look, ratio in (("light", 1), ("dark-high", 2)):
        wear(stage, look)
        image = picture(stage.window, ratio)
        assert image.width() == stage.window.width() * ratio
        assert_is_drawn(image, stage.window.theme.colour("window"))
        assert image.save(str(tmp_path / f"{name}_{look}_en_{ratio}x.png"), quality=QUICKLY)
    assert cut_off(stage.window) == []
    assert name.startswith("narrow") or elided(stage.window, told(stage)) == []


@pytest.mark.parametrize("name", SCENES)
def test_each_state_has_its_picture_in_japanese(
    qapp: QApplication, staged: Callable[..., Stage], tmp_path: Path, name: str
) -> None:
    with speaking("ja", qapp):
        stage = staged(*library())
        set_up(stage, name)
        image = picture(stage.window, 1)
        assert_is_drawn(image, stage.window.theme.colour("window"))
        assert image.save(str(tmp_path / f"{name}_light_ja_1x.png"), quality=QUICKLY)
        assert cut_off(stage.window) == []
        assert name.startswith("narrow") or elided(stage.window, told(stage)) == []


def assert_is_drawn(image: QImage, ground: QColor) -> None:
    """Many colours, and neither all ground nor none of it."""
    step = max(3, image.width() // 160)
    pixels = memoryview(image.constBits()).cast("I")
    width, height = image.bytesPerLine() // 4, image.height()
    seen = [pixel & RGB for row in range(0, height, step) for pixel in pixels[row * width : (row + 1) * width : step]]
    of_ground = seen.count(ground.rgb() & RGB) / len(seen)
    assert len(set(seen)) > 8
    assert of_ground < 0.97
