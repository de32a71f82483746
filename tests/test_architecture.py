"""Each half of the app imports with the other half's libraries missing, and nothing heavy is loaded too early."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Run in a fresh interpreter: blocks some libraries, imports a module, and prints which of the watched ones came along.
PROBE = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(f"{{name}} is blocked here")
sys.meta_path.insert(0, Block())
import importlib
for module in {modules!r}:
    importlib.import_module(module)
print(*sorted(name for name in {watched!r} if name in sys.modules))
"""


def loaded(modules: list[str], *, blocked: list[str], watched: list[str]) -> list[str]:
    code = PROBE.format(modules=modules, blocked=set(blocked), watched=watched)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


MLX = ["mlx", "mlx_lm", "transformers", "numpy", "torch"]
QT = ["PySide6", "shiboken6"]
NETWORK = ["huggingface_hub", "httpx2", "requests", "urllib3"]


def test_values_need_the_standard_library_only() -> None:
    modules = ["app.chat.conversation", "app.chat.exchange", "app.chat.fold", "app.chat.plain", "app.chat.prompt"]
    assert loaded([*modules, "app.wire.lines"], blocked=[*MLX, *QT, *NETWORK, "tokenizers"], watched=[]) == []


def test_the_window_needs_no_model_library() -> None:
    watched = ["mlx", "mlx_lm", "transformers", "tokenizers", "numpy", "huggingface_hub", "ziamath", "latex2mathml"]
    assert loaded(["app.composition"], blocked=["mlx", "mlx_lm", "transformers"], watched=watched) == []


def test_the_engine_needs_no_window_and_no_network_library() -> None:
    assert loaded(["app.engine.loop"], blocked=[*QT, *NETWORK], watched=["ssl", "http.client"]) == []


def test_formulas_are_drawn_without_a_window_a_model_or_a_network_library() -> None:
    blocked = [*MLX, *QT, *NETWORK]
    assert loaded(["app.formulas.worker", "app.formulas.typesetting"], blocked=blocked, watched=["sqlite3"]) == []


def test_the_entry_loads_nothing_heavy_before_it_knows_its_role() -> None:
    watched = ["PySide6", "mlx", "mlx_lm", "tokenizers", "sqlite3", "argparse", "app.main", "app.cli"]
    assert loaded(["app.__main__"], blocked=[], watched=watched) == []


@pytest.mark.parametrize("role", [["--version"], ["--help"]])
def test_a_question_about_the_program_itself_needs_no_library(role: list[str]) -> None:
    code = f"import sys; sys.argv = ['soliloquy', *{role!r}]; import app.__main__ as entry; sys.exit(entry.main())"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
