"""``soliloquy models list|get|check|remove|where``: which models there are, on this disk and to be had.

Exit status: 0 done, 1 it could not be done (a sentence on stderr says why), 2 not understood, 130 stopped by Ctrl-C.
Nothing but ``get`` uses the network, and that in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from app.chat.plain import PlainError
from app.chat.sentence import Sentence, sentence
from app.chat.unseen import visible_line
from app.cli.exit_status import Exit
from app.cli.help import Parser
from app.cli.model_list import Row, as_plain, file_size, rows_of, summary, table
from app.cli.told import telling, told
from app.models.catalog import catalog
from app.models.fetch.folder import discard, locked, read_marker, read_unfinished
from app.models.fetch.trouble import TroubleError
from app.models.found import Origin, Place, find_models, places
from app.models.library import DEMO
from app.models.machine import read_machine
from app.paths import data_folder, models_folder
from app.store.settings import SettingsFile

SHOWN_CHARACTERS = 80  # of a name that is not known, in the sentence about it


def models(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        status: int = options.action(options)
    except (PlainError, FileNotFoundError) as error:
        return _refuse(
            sentence(
                "The list of models of this installation is damaged ({error}): please install Soliloquy again.",
                error=str(error),
            )
        )
    except KeyboardInterrupt:
        return Exit.STOPPED
    return status


def our_folder() -> Path:
    """Where downloads go: in the data folder, unless the person moved them."""
    return Path(SettingsFile(data_folder()).load().models_folder or models_folder())


def rows() -> tuple[Row, ...]:
    """What there is now."""
    ours = our_folder()
    everywhere = (Place(Origin.OURS, ours), *(place for place in places() if place.origin is not Origin.OURS))
    return rows_of(catalog(), ours, find_models(everywhere), read_machine())


def _list(options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps([as_plain(row) for row in rows()], indent=1))  # ASCII: the name of a file need not be UTF-8
        return Exit.DONE
    shown, about = rows(), summary(read_machine(), our_folder(), free_disk_bytes(our_folder()))
    with telling() as tell:
        print(table(shown, tell))
        print(f"\n{tell(*about)}")
    return Exit.DONE


def _where(_options: argparse.Namespace) -> int:
    print(our_folder())
    return Exit.DONE


def _remove(options: argparse.Namespace) -> int:
    name = options.id
    if name == DEMO:
        return _refuse(sentence("The demo model comes with the app and cannot be removed on its own."))
    folder = our_folder() / name
    if not _is_in_ours(folder, name):
        return _refuse(_not_ours(name))
    if read_marker(folder) is None and read_unfinished(folder) is None:
        there = visible_line(str(folder))
        return _refuse(
            sentence(
                "“{name}” was not downloaded by Soliloquy, so it is not removed: {folder}",
                name=_shown(name),
                folder=there,
            )
        )
    size_bytes = _bytes_in(folder)
    if not options.yes and not _is_agreed(
        sentence("Remove {name} and free {size}?", name=_shown(name), size=file_size(size_bytes))
    ):
        print(told(sentence("Nothing was removed.")), file=sys.stderr)
        return Exit.FAILED
    try:
        with locked(folder, lambda _seconds: None):
            discard(folder)
    except TroubleError:
        return _refuse(sentence("{name} is being downloaded; pause that first, then remove it.", name=_shown(name)))
    except OSError as error:
        return _refuse(
            sentence("{name} could not be removed: {reason}.", name=_shown(name), reason=str(error.strerror))
        )
    freed = file_size(size_bytes - _bytes_in(folder))
    print(told(sentence("{name} was removed; {size} are free again.", name=_shown(name), size=freed)))
    return Exit.DONE


def _get(options: argparse.Namespace) -> int:
    from app.cli.model_get import get

    return get(options.model, models=our_folder(), endpoint=options.hub, is_forced=options.anyway)


def _check(options: argparse.Namespace) -> int:
    from app.cli.model_get import check

    name = options.id
    folder = our_folder() / name
    if not _is_in_ours(folder, name):
        return _refuse(_not_ours(name))
    return check(folder, endpoint=options.hub)


def free_disk_bytes(folder: Path) -> int:
    """Where that folder is or would be made."""
    while not folder.exists() and folder.parent != folder:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _is_in_ours(folder: Path, name: str) -> bool:
    """Whether it is a folder directly in ours, and no link to somewhere else."""
    if name in ("", ".", "..") or Path(name).name != name:
        return False
    try:
        return folder.is_dir() and not folder.is_symlink()
    except OSError:  # a name that is too long
        return False


def _not_ours(name: str) -> Sentence:
    row = next((row for row in rows() if row.id == name), None)
    if row is not None and row.folder is not None:
        return sentence(
            "{name} belongs to another program, which can remove it: {folder}",
            name=_shown(name),
            folder=visible_line(str(row.folder)),
        )
    if row is not None:
        return sentence("{name} is not on this disk, so there is nothing to remove.", name=_shown(name))
    return sentence(
        "There is no model “{name}” in the models folder; “soliloquy models list” shows which there are.",
        name=_shown(name),
    )


def _bytes_in(folder: Path) -> int:
    try:
        return sum(path.lstat().st_size for path in folder.iterdir() if path.is_file() and not path.is_symlink())
    except OSError:
        return 0


def _is_agreed(question: Sentence) -> bool:
    """Only a person at a terminal agrees without ``--yes``."""
    if not sys.stdin.isatty():
        unasked = sentence("Not asked, since nobody is there to answer: add --yes.")
        print(told(question, unasked), file=sys.stderr)
        return False
    print(f"{told(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _shown(name: str) -> str:
    return visible_line(name)[:SHOWN_CHARACTERS]


def _refuse(said: Sentence) -> int:
    print(told(said), file=sys.stderr)
    return Exit.FAILED


def _parser() -> Parser:
    parser = Parser(
        prog="soliloquy models",
        description=sentence("Which models there are, and getting and removing them.").text,
        epilog=sentence(
            "Exit status: 0 done, 1 it could not be done, 2 not understood, 130 stopped (get goes on later)."
        ).text,
    )
    actions = parser.add_subparsers(required=True, metavar="list|get|check|remove|where")
    listing = actions.add_parser("list", help=sentence("all models, and whether they fit this Mac").text)
    listing.add_argument("--json", action="store_true", help=sentence("print them as a JSON array instead").text)
    listing.set_defaults(action=_list)
    getting = actions.add_parser("get", help=sentence("download a model, or go on with it").text)
    getting.add_argument(
        "model", metavar="ID|OWNER/NAME[@REVISION]", help=sentence("of the list, or any gpt-oss repository").text
    )
    getting.add_argument(
        "--hub", metavar="ADDRESS", help=sentence("another hub than the public one, such as a mirror").text
    )
    getting.add_argument(
        "--anyway", action="store_true", help=sentence("even if it does not fit, or another program has it").text
    )
    getting.set_defaults(action=_get)
    checking = actions.add_parser(
        "check", help=sentence("read a downloaded model again, and fetch what is damaged anew").text
    )
    checking.add_argument("id", metavar="ID")
    checking.add_argument(
        "--hub", metavar="ADDRESS", help=sentence("another hub than the public one, such as a mirror").text
    )
    checking.set_defaults(action=_check)
    removing = actions.add_parser("remove", help=sentence("delete a downloaded model, or what of it is there").text)
    removing.add_argument("id", metavar="ID")
    removing.add_argument("--yes", action="store_true", help=sentence("do not ask").text)
    removing.set_defaults(action=_remove)
    where = actions.add_parser("where", help=sentence("print the models folder").text)
    where.set_defaults(action=_where)
    return parser
