from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app import system_libraries
from app.system_libraries import OFFSCREEN, WAYLAND, X11, advice, missing_packages, needed_for, wanted_platform

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a Mac's wheels bring all libraries")


@linux_only
def test_a_library_that_is_not_there_is_named_by_its_package() -> None:
    assert missing_packages({"libc.so.6": "libc6", "libno-such-thing.so.1": "libno-such-thing1"}) == [
        "libno-such-thing1"
    ]


def test_nothing_is_missing_off_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert missing_packages({"libno-such-thing.so.1": "x"}) == []


def test_each_platform_asks_for_its_own_libraries() -> None:
    assert needed_for("offscreen") == OFFSCREEN
    assert needed_for("xcb") == OFFSCREEN | X11
    assert needed_for("wayland") == OFFSCREEN | X11 | WAYLAND


@pytest.mark.parametrize(
    ("variables", "platform"),
    [
        ({}, ""),
        ({"DISPLAY": ":0"}, "xcb"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
    ],
)
def test_the_platform_follows_the_display(
    variables: dict[str, str], platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wanted_platform() == platform


def test_the_advice_is_a_command_that_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 501)
    assert "sudo apt-get install --no-install-recommends -y libegl1 libgl1" in advice(["libegl1", "libgl1"])


@linux_only
def test_without_them_the_window_says_so_instead_of_dying(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.main import run_window

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(system_libraries, "_loads", lambda soname: soname != "libEGL.so.1")
    assert run_window() == 1
    assert "apt-get install --no-install-recommends -y libegl1\n" in capsys.readouterr().err


@linux_only
def test_without_a_display_the_window_names_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.main import run_window

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run_window() == 1
    assert "soliloquy ask" in capsys.readouterr().err


def test_ci_installs_what_this_module_names() -> None:
    script = (Path(__file__).parent.parent / ".ci" / "run").read_text()
    assert "missing_packages(OFFSCREEN)" in script
