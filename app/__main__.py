"""The one entry: decides which role this process has before anything heavy is imported.

``soliloquy`` opens the window; ``ask``, ``models``, ``bench`` and ``self-test`` are the command line; ``--engine`` is
the child that runs the model, ``--bench`` the one that measures it, ``--fetch`` the one that downloads models,
``--move`` the one that moves their folder, ``--tidy`` the one that clears the old one, ``--remove`` the one that
deletes a model, ``--formulas`` the one that draws formulas, ``--extract`` the one that reads a file that is attached.
Whatever else is asked is refused: an unknown argument never opens a window.
"""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """The exit status. 2: the arguments were not understood, 130: Ctrl-C came before there was anything to stop."""
    try:
        return _play_role(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return 130


def _play_role(arguments: list[str]) -> int:
    match arguments:
        case []:
            from app.main import run_window

            return run_window()
        case ["--engine", *rest]:
            return engine(rest)
        case ["--bench", *rest]:
            from app.engine.bench.run import run as run_bench

            return run_bench(rest)
        case ["--fetch", *rest]:
            from app.models.fetch.process import run

            return run(rest)
        case ["--move" | "--tidy", *_] as move:
            from app.models.moving import run as run_move

            return run_move(move)
        case ["--remove", *rest]:
            from app.models.removing import run as run_removal

            return run_removal(rest)
        case ["--formulas", *rest]:
            from app.formulas.worker import run as run_formulas

            return run_formulas(rest)
        case ["--extract", *rest]:
            from app.extract.process import run as run_extraction

            return run_extraction(rest)
        case ["ask", *rest]:
            from app.cli.ask import ask

            return ask(rest)
        case ["models", *rest]:
            from app.cli.models import models

            return models(rest)
        case ["bench", *rest]:
            from app.cli.bench import bench

            return bench(rest)
        case ["self-test", *rest]:
            from app.cli.self_test import self_test

            return self_test(rest)
        case ["--version"]:
            from app import __version__

            print(__version__)
            return 0
        case ["--help" | "-h" | "help"]:
            from app.cli.usage import usage

            print(usage())
            return 0
        case [unknown, *_]:
            from app.cli.usage import usage

            print(f"soliloquy: {unknown!r} is not a command.\n{usage()}", file=sys.stderr)
            return 2
        case _:
            raise AssertionError("a list has an element or none")


def engine(arguments: list[str] | None = None) -> int:
    """The role that runs the model and speaks ``app.wire`` on stdin and stdout."""
    from app.engine.loop import run

    return run(sys.argv[1:] if arguments is None else arguments)


if __name__ == "__main__":
    sys.exit(main())
