"""Which network computed something: a name under which it may be kept, and found only by the very same one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from app.engine import mlx_lm_package
from app.engine.model_folder import CheckedFolder
from app.engine.rope import ROPE_VERSION

mlx_lm_package.stand_in()  # before the first import from mlx_lm

import mlx.core as mx  # noqa: E402
from mlx_lm._version import __version__ as mlx_lm_version  # noqa: E402

SAMPLES = 16  # places of each file that are looked at: no training leaves all of them as they were
SAMPLE_BYTES = 4096


def cache_key(folder: CheckedFolder, dtype: str) -> str:
    """A SHA-256 in hexadecimal of all that rows of keys and values depend on. ``dtype``: of their numbers.

    Of the weights: their files' lengths, headers, and samples of the values. Raises OSError.
    """
    described = {
        "config": dict(folder.config),
        "dtype": dtype,
        "rope": ROPE_VERSION,
        "mlx": mx.__version__,  # type: ignore[attr-defined]  # mlx has no type for it
        "mlx-lm": mlx_lm_version,
        "weights": [_fingerprint(shard) for shard in folder.shards],
    }
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _fingerprint(path: Path) -> str:
    digest = hashlib.sha256()
    length = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(8)
        digest.update(length.to_bytes(8, "little") + header)
        digest.update(file.read(min(int.from_bytes(header, "little"), length)))
        first = file.tell()
        for sample in range(SAMPLES):
            file.seek(first + (length - first) * sample // SAMPLES)
            digest.update(file.read(SAMPLE_BYTES))
    return digest.hexdigest()
