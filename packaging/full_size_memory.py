"""Is the memory that we predict what a model really takes? `python packaging/full_size_memory.py FOLDER`

Writes a gpt-oss with random weights into FOLDER (the full size of gpt-oss-20b unless other numbers are given: 12.1 GB,
file by file), loads it with the app's own engine in a child process, reads one short prompt, prints the prediction and
the peak that MLX counted, and removes FOLDER again. Exit status: 0 within 3 %, 1 not, 2 not understood.

On a Mac nothing more is needed than the memory. On a CPU bfloat16 is very slow: --float32 keeps everything that is not
packed in float32 (0.12 GB more) and is about ten times as fast.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from random_model import write_model

from app.models.catalog import catalog
from app.models.fit import peak_bytes
from app.models.shape import ModelShape

TOLERANCE = 0.03
LOAD_LIMIT_S = 3600

# In the child: MLX never enters this process, and its peak is that of a process that did nothing else.
CHILD = """
import json, sys
from pathlib import Path
import mlx.core as mx
from app.engine import memory, model_folder
from app.engine.network import read_network
folder, tokens = Path(sys.argv[1]), int(sys.argv[2])
checked = model_folder.check(folder)
memory.limit_buffers(None)
network = read_network(checked, lambda fraction: None, lambda: False)
loaded = mx.get_active_memory()
cache = network.make_cache()
network.model(mx.array([[index % 900 for index in range(tokens)]]), cache)
mx.eval([layer.state for layer in cache])
print(json.dumps({"loaded_bytes": loaded, "peak_bytes": mx.get_peak_memory()}))
"""


def main() -> int:
    options = _options()
    shape = ModelShape(**{name: getattr(options, name) for name in ModelShape.__slots__})
    if options.folder.exists():
        print(f"{options.folder} is there already; name a folder that is to be made.", file=sys.stderr)
        return 2
    began = time.monotonic()
    try:
        weight_bytes = write_model(options.folder, shape, float32=options.float32)
        written = time.monotonic()
        measured = _measured(options.folder, options.tokens)
    finally:
        shutil.rmtree(options.folder, ignore_errors=True)
    value_bytes = 4 if options.float32 else 2
    predicted = peak_bytes(shape, weight_bytes, options.tokens, value_bytes=value_bytes)
    error = predicted / measured["peak_bytes"] - 1
    report = {
        "tokens": options.tokens,
        "weight_bytes": weight_bytes,
        **measured,
        "predicted_bytes": predicted,
        "error_percent": round(error * 100, 3),
        "write_seconds": round(written - began, 1),
        "load_and_read_seconds": round(time.monotonic() - written, 1),
    }
    print(json.dumps(report) if options.json else "\n".join(f"{name:24}{value:>20,}" for name, value in report.items()))
    return 0 if abs(error) <= TOLERANCE else 1


def _measured(folder: Path, tokens: int) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder.absolute()), str(tokens)],
        stdout=subprocess.PIPE,
        timeout=LOAD_LIMIT_S,
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    measured: dict[str, int] = json.loads(done.stdout)
    return measured


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="is made, filled and removed")
    parser.add_argument("--tokens", type=int, default=8, help="of the prompt that is read")
    parser.add_argument("--float32", action="store_true", help="for a CPU")
    parser.add_argument("--json", action="store_true")
    default = catalog().models[0].shape
    for name in ModelShape.__slots__:
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(default, name), metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
