"""Two vocabularies: the demo model's, which loads at once, and the real one, rebuilt once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import paths
from app.harmony.real_vocabulary import real_vocabulary
from app.harmony.vocabulary import Vocabulary

VECTORS = Path(__file__).parent.parent / "data" / "harmony" / "vectors.json"


@pytest.fixture(scope="session")
def vectors_file() -> Path:
    return VECTORS


@pytest.fixture(scope="session")
def demo() -> Vocabulary:
    return Vocabulary.load(paths.demo_model_folder())


@pytest.fixture(scope="session")
def real_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the real vocabulary lies as the cache keeps it."""
    folder = tmp_path_factory.mktemp("real-vocabulary")
    real_vocabulary(paths.resources_folder() / "harmony", folder)
    return folder


@pytest.fixture(scope="session")
def real(real_cache: Path) -> Vocabulary:
    return real_vocabulary(paths.resources_folder() / "harmony", real_cache)
