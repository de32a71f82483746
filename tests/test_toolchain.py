"""Lint, format, types and import contracts, run as tests: one command checks everything."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CHECKS = {
    "lint": [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--no-cache", "--check", "."],
    "types": [sys.executable, "-m", "mypy", "--no-incremental"],
    "import contracts": [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ],
}


@pytest.mark.takes_long
@pytest.mark.parametrize("check", CHECKS)
def test_the_source_passes(check: str) -> None:
    done = subprocess.run(CHECKS[check], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"\n{done.stdout}\n{done.stderr}"


def test_pyside_is_not_the_release_that_loses_references() -> None:
    """PySide6 6.12.0 aborts Python 3.11 after some thousand calls, and its macOS build needs 14.4."""
    import PySide6

    assert (6, 10) <= PySide6.__version_info__[:2] < (6, 12)  # type: ignore[attr-defined]


def test_calls_that_return_none_keep_its_reference_count() -> None:
    from PySide6.QtCore import QObject

    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(5_000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 2_500


def test_the_lock_file_is_for_exactly_two_systems_and_has_hashes() -> None:
    lock = (ROOT / "uv.lock").read_text()
    assert "sys_platform == 'win32'" not in lock.split("[[package]]")[0]
    wheels = [line for line in lock.splitlines() if ".whl" in line]
    assert len(wheels) > 100
    assert all("sha256:" in line for line in wheels)
    assert not any(word in lock for word in ("win_amd64.whl", "win32.whl"))


def test_packaging_never_becomes_a_package() -> None:
    """Its name is that of a library that pytest and huggingface-hub import."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_no_two_test_files_have_the_same_name() -> None:
    """pytest imports each by its bare name: of two, it would run one."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
