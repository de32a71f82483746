"""What the window says that is made without Qt: ``sentence``, the messages of failures, the catalogue of models."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

CONTEXT = "Sentences"


def sentences(app: Path) -> list[str]:
    """Each English text once, sorted. Raises ValueError for one that is computed: nothing could translate it."""
    found = set(_of_catalogue(app.parent / "resources" / "models.json"))
    for path in sorted(app.rglob("*.py")):
        for text in _of_module(ast.parse(path.read_text(encoding="utf-8"))):
            if text is not None:
                found.add(text)
            elif path.parent.name != "cli":  # a terminal speaks English
                raise ValueError(f"{path}: a text for the person must be written out, with its values in sentence()")
    return sorted(found)


def _of_catalogue(file: Path) -> Iterator[str]:
    catalogue = json.loads(file.read_text(encoding="utf-8"))
    yield catalogue["demo"]["sentence"]
    for model in catalogue["models"]:
        yield model["sentence"]
        if " " in model["label"]:  # else it is the name alone
            yield model["label"]


def _of_module(module: ast.Module) -> Iterator[str | None]:
    """None stands for a text that is computed. A message that comes from elsewhere is found where it is made."""
    for scope in ast.walk(module):
        if not isinstance(scope, ast.Module | ast.FunctionDef):
            continue
        named = {
            node.targets[0].id: node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(scope):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id == "sentence":
                yield _written(node.args[0])
            elif node.func.id == "Failure" and len(node.args) > 1:
                message = node.args[1]
                if isinstance(message, ast.Name) and isinstance(scope, ast.FunctionDef):
                    message = named.get(message.id, message)
                if isinstance(message, ast.Constant | ast.JoinedStr):
                    yield _written(message)


def _written(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
