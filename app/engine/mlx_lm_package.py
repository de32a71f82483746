"""Makes ``mlx_lm.models`` importable without running ``mlx_lm/__init__``.

That one (0.32.2) imports transformers, converters and a downloader: 3 s of CPU, a lower limit on open files, and code
that we never want in this process. The network of gpt-oss itself needs none of it.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

NAME = "mlx_lm"


def stand_in() -> None:
    """Puts an empty package in its place, which knows where its modules are. Raises ImportError if there is none."""
    if NAME in sys.modules:
        return
    spec = importlib.util.find_spec(NAME)
    if spec is None or spec.submodule_search_locations is None:
        raise ImportError(f"{NAME} is not installed")
    package = ModuleType(NAME)
    package.__path__ = list(spec.submodule_search_locations)
    package.__spec__ = spec
    sys.modules[NAME] = package
