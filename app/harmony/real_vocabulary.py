"""The vocabulary of the real gpt-oss, rebuilt from OpenAI's merge ranks: byte for byte the published tokenizer.json.

Ships as 1.1 MB of ranks (the xz file) instead of 28 MB of JSON. The result is known by its hash, so a damaged or
tampered copy in the cache is noticed and rebuilt. Works offline; needs no cache, but is quicker with one.

Source: o200k_base.tiktoken of OpenAI; the published file was made from it by transformers' TikTokenConverter, whose
rule for the merges (each token's splits into two tokens, by the ranks of the halves) is repeated here.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import lzma
import os
import tempfile
from pathlib import Path

from app.chat.sentence import sentence
from app.harmony.byte_level import characters_of
from app.harmony.vocabulary import FILE_NAME, Vocabulary, VocabularyError

SHA256 = "0614fe83cadab421296e664e1f48f4261fa8fef6e03e63bb75c20f38e37d07d3"  # of the published tokenizer.json
RANKS_NAME = "o200k_base.tiktoken.xz"
SKELETON_NAME = "tokenizer_skeleton.json"  # everything in the file but the vocabulary and its merges
CACHE_NAME = "gpt-oss-" + FILE_NAME


def real_vocabulary(resources: Path, cache: Path) -> Vocabulary:
    """From ``cache`` if it lies there undamaged, else rebuilt from ``resources`` and kept in ``cache`` if it can be.

    Raises VocabularyError when the resources are missing or damaged.
    """
    kept = cache / CACHE_NAME
    with contextlib.suppress(OSError):
        data = kept.read_bytes()
        if hashlib.sha256(data).hexdigest() == SHA256:
            return Vocabulary.from_bytes(data)
    data = rebuilt(resources)
    with contextlib.suppress(OSError):  # a cache that cannot be written only costs time
        _write(kept, data)
    return Vocabulary.from_bytes(data)


def rebuilt(resources: Path) -> bytes:
    """The content of tokenizer.json. Raises VocabularyError."""
    try:
        ranks = _ranks(lzma.decompress((resources / RANKS_NAME).read_bytes()))
        skeleton = json.loads((resources / SKELETON_NAME).read_bytes())
        data = _filled(json.dumps(skeleton, ensure_ascii=False, indent=2), ranks).encode()
    except (OSError, ValueError, LookupError, TypeError, lzma.LZMAError):
        raise VocabularyError(
            sentence("The files of the real vocabulary in {folder} are missing or damaged.", folder=str(resources))
        ) from None
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise VocabularyError(
            sentence("The files of the real vocabulary in {folder} are damaged.", folder=str(resources))
        )
    return data


def _ranks(lines: bytes) -> dict[bytes, int]:
    """Each line: a token in base64, a space, its rank, which is its id."""
    pairs = (line.split() for line in lines.splitlines())
    return {base64.b64decode(token): int(rank) for token, rank in pairs}


def _filled(skeleton: str, ranks: dict[bytes, int]) -> str:
    """As ``json.dumps`` with an indent of 2 would write it, which takes five times as long. Raises ValueError."""
    before, between = skeleton.split('"vocab": {}')
    between, after = between.split('"merges": []')
    quoted = {token: json.dumps(characters_of(token), ensure_ascii=False) for token in ranks}
    vocab = ",\n".join(f"      {quoted[token]}: {rank}" for token, rank in ranks.items())
    pairs = (f"      [\n        {quoted[left]},\n        {quoted[right]}\n      ]" for left, right in _merges(ranks))
    merges = ",\n".join(pairs)
    return f'{before}"vocab": {{\n{vocab}\n    }}{between}"merges": [\n{merges}\n    ]{after}'


def _merges(ranks: dict[bytes, int]) -> list[tuple[bytes, bytes]]:
    merges: list[tuple[bytes, bytes]] = []
    for token in sorted(ranks, key=ranks.__getitem__):
        halves = [
            (token[:cut], token[cut:]) for cut in range(1, len(token)) if token[:cut] in ranks and token[cut:] in ranks
        ]
        if len(halves) > 1:
            halves.sort(key=lambda pair: (ranks[pair[0]], ranks[pair[1]]))
        merges += halves
    return merges


def _write(path: Path, data: bytes) -> None:
    """All or nothing, also if two processes write at once. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
