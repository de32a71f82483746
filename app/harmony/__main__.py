"""``python -m app.harmony check FILE [--tokenizer FOLDER]``: run the cases of a vectors file.

Prints one line for each case that fails and then ``N passed, M failed``. Without ``--tokenizer`` over the real gpt-oss
vocabulary, which is rebuilt from our resources and kept in the data folder's cache; with it over the vocabulary in
FOLDER/tokenizer.json, comparing what has a meaning there (see ``vectors``). Exit status: 0 if all passed, 1 if any
failed, 2 if the file or the vocabulary cannot be used.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from app import paths
from app.harmony.real_vocabulary import SHA256, real_vocabulary
from app.harmony.vectors import Checker, VectorsError, read_vectors
from app.harmony.vocabulary import FILE_NAME, Vocabulary, VocabularyError


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m app.harmony", description="Harmony without a model.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="run a file of test vectors")
    check.add_argument("file", type=Path, help="a vectors file")
    check.add_argument("--tokenizer", type=Path, metavar="FOLDER", help="use the vocabulary in FOLDER/tokenizer.json")
    options = parser.parse_args(arguments)
    try:
        return _check(options.file, options.tokenizer)
    except (VectorsError, VocabularyError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2


def _check(file: Path, tokenizer: Path | None) -> int:
    vectors = read_vectors(file)
    if tokenizer is None or _is_real(tokenizer):
        checker = Checker(vectors.special, _real_vocabulary() if tokenizer is None else Vocabulary.load(tokenizer))
    else:
        checker = Checker(vectors.special, Vocabulary.load(tokenizer), _real_vocabulary)
    passed = failed = 0
    for failure in (*map(checker.render_failure, vectors.render), *map(checker.parse_failure, vectors.parse)):
        if failure:
            print(failure)
            failed += 1
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _real_vocabulary() -> Vocabulary:
    return real_vocabulary(paths.resources_folder() / "harmony", paths.data_folder() / "cache")


def _is_real(folder: Path) -> bool:
    try:
        return hashlib.sha256((folder / FILE_NAME).read_bytes()).hexdigest() == SHA256
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
