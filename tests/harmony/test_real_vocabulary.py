from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import paths
from app.chat.draft import settled
from app.harmony import real_vocabulary as module
from app.harmony.real_vocabulary import CACHE_NAME, RANKS_NAME, SHA256, SKELETON_NAME, real_vocabulary, rebuilt
from app.harmony.vocabulary import Vocabulary, VocabularyError


def _resources() -> Path:
    return paths.resources_folder() / "harmony"


def test_the_rebuilt_file_is_the_published_one_and_is_kept(real_cache: Path) -> None:
    assert hashlib.sha256((real_cache / CACHE_NAME).read_bytes()).hexdigest() == SHA256
    assert [path.name for path in real_cache.iterdir()] == [CACHE_NAME]


def test_an_undamaged_cache_needs_no_resources(real_cache: Path, tmp_path: Path) -> None:
    assert real_vocabulary(tmp_path / "missing", real_cache).size == 200_019


@pytest.fixture
def rebuilds(real_cache: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """From which resources it was rebuilt. That takes seconds, and was done for the folder of ``real_cache``."""
    asked: list[Path] = []

    def known(resources: Path) -> bytes:
        asked.append(resources)
        return (real_cache / CACHE_NAME).read_bytes()

    monkeypatch.setattr(module, "rebuilt", known)
    return asked


def test_a_damaged_cache_is_rebuilt(real_cache: Path, tmp_path: Path, rebuilds: list[Path]) -> None:
    data = bytearray((real_cache / CACHE_NAME).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / CACHE_NAME).write_bytes(data)
    assert real_vocabulary(_resources(), tmp_path).size == 200_019
    assert rebuilds == [_resources()]
    assert hashlib.sha256((tmp_path / CACHE_NAME).read_bytes()).hexdigest() == SHA256


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, rebuilds: list[Path]) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    assert real_vocabulary(_resources(), tmp_path / "file" / "cache").size == 200_019
    assert rebuilds == [_resources()]


@pytest.mark.parametrize("name", [RANKS_NAME, SKELETON_NAME])
@pytest.mark.parametrize("content", [None, b"damaged", b"{}"])
def test_damaged_resources_are_refused_with_a_sentence(name: str, content: bytes | None, tmp_path: Path) -> None:
    other = {RANKS_NAME, SKELETON_NAME} - {name}
    shutil.copy(_resources() / other.pop(), tmp_path)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(VocabularyError, match="damaged"):
        rebuilt(tmp_path)


_WORDS = [*["it's", "don't", "I'LL", "12345", "naïve", "Über", "漢字", "(yes)", "...", "e.g.", "a", "--"], "\n", "\t"]


@given(st.lists(st.sampled_from(_WORDS), max_size=12), st.text(max_size=20))
def test_what_is_settled_of_a_text_has_the_same_tokens_whatever_follows(
    real: Vocabulary, words: list[str], more: str
) -> None:
    text = " ".join(words)
    beginning = settled(text[:60])
    ids = real.encode(beginning)
    assert real.encode(text[:60] + more)[: len(ids)] == ids
