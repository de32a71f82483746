"""Brings the translation file up to what stands in the code, and compiles it.

``python packaging/translations/update.py``; then translate in ``soliloquy_ja.ts`` whatever is marked as unfinished, and
run it again. Qt's lupdate finds what is given to ``tr`` and ``translate``. It knows nothing of our sentences, which are
made where Qt is unknown, and of the catalogue of models: those are put before it as calls of ``translate``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from sentences import CONTEXT, sentences

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
FILE = ROOT / "resources" / "translations" / "soliloquy_ja.ts"


def extract(ts: Path) -> None:
    """Adds what is new, unfinished, and drops what is gone. What is translated stays as it is."""
    sources = sorted(path for path in APP.rglob("*.py") if "tr(" in (text := path.read_text()) or "translate(" in text)
    with tempfile.TemporaryDirectory() as folder:
        ours = Path(folder) / "sentences.py"
        calls = (
            f"QCoreApplication.translate({json.dumps(CONTEXT)}, {json.dumps(text, ensure_ascii=False)})"
            for text in sentences(APP)
        )
        ours.write_text("\n".join(calls) + "\n", encoding="utf-8")
        options = ["-no-obsolete", "-disable-heuristic", "sametext", "-disable-heuristic", "similartext"]
        options += ["-locations", "none", "-source-language", "en", "-target-language", "ja", "-silent"]
        _run("lupdate", *options, *map(str, sources), str(ours), "-ts", str(ts))


def compile_to(ts: Path, qm: Path) -> None:
    _run("lrelease", "-silent", "-nounfinished", str(ts), "-qm", str(qm))


def _run(tool: str, *arguments: str) -> None:
    program = Path(sysconfig.get_path("scripts")) / f"pyside6-{tool}"
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode or done.stderr:
        sys.exit(f"{tool}: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    extract(FILE)
    compile_to(FILE, FILE.with_suffix(".qm"))
