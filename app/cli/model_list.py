"""What ``soliloquy models list`` shows: a row for each model of the catalogue and each one that is on this disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.chat.sentence import Sentence, sentence
from app.chat.unseen import visible_line
from app.cli.told import Tell, columns, in_english
from app.models.catalog import Catalog, CatalogModel, Figures
from app.models.fetch.folder import done_bytes, read_unfinished
from app.models.fit import MachineMemory, Verdict, judge
from app.models.folder import FolderError, look_into
from app.models.found import FoundModel, Origin
from app.models.library import DEMO, DEMO_LABEL
from app.paths import demo_model_folder

GB = 1_000_000_000  # files, as Finder counts them
TITLES = (sentence("ID"), sentence("SIZE"), sentence("ON DISK"), sentence("FIT"))
GAP = "  "
_PLACES = {
    Origin.OURS: sentence("yes"),
    Origin.HUGGING_FACE: sentence("yes, in the Hugging Face cache"),
    Origin.LM_STUDIO: sentence("yes, in LM Studio"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One model. ``id``: what to type for it. ``folder``: None while it is not on disk."""

    id: str
    label: str
    size_bytes: int
    is_size_exact: bool
    on_disk: Sentence
    folder: Path | None
    verdict: Verdict | None
    sentence: str = ""
    repository: str = ""


def rows_of(catalog: Catalog, models: Path, found: Sequence[FoundModel], machine: MachineMemory) -> tuple[Row, ...]:
    """The catalogue in its order, then the others that were found, the demo model last. ``models``: our folder."""
    offered = tuple(_offered(model, models, found, machine) for model in catalog.models)
    shown = {row.folder for row in offered} | {models / model.id for model in catalog.models}
    others = tuple(_found(model, machine) for model in found if model.model.path not in shown)
    return (*offered, *others, _demo(catalog, machine))


def table(rows: Sequence[Row], tell: Tell = in_english) -> str:
    """Aligned; the last column is as long as it needs to be."""
    cells = [
        [tell(title) for title in TITLES],
        *([visible_line(row.id), tell(size(row)), tell(row.on_disk), _on_this_machine(row, tell)] for row in rows),
    ]
    widths = [max(columns(line[column]) for line in cells) for column in range(len(TITLES))]
    return "\n".join(
        GAP.join(text + " " * (width - columns(text)) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    )


def summary(machine: MachineMemory, models: Path, free_disk_bytes: int) -> tuple[Sentence, Sentence]:
    """What the verdicts are about."""
    total, limit = machine.total_bytes, machine.gpu_limit_bytes
    if machine.is_measured:
        memory = sentence(
            "This Mac has {total_memory} of memory, {limit_memory} for a model.", total_memory=total, limit_memory=limit
        )
    else:
        memory = sentence(
            "This Mac has {total_memory} of memory, about {limit_memory} for a model.",
            total_memory=total,
            limit_memory=limit,
        )
    return memory, sentence("{folder}: {free} free.", folder=str(models), free=file_size(free_disk_bytes))


def as_plain(row: Row) -> dict[str, object]:
    """For ``--json``."""
    verdict = row.verdict
    return {
        "id": row.id,
        "label": row.label,
        "repository": row.repository or None,
        "size_bytes": row.size_bytes,
        "size_is_exact": row.is_size_exact,
        "folder": None if row.folder is None else str(row.folder),
        "fit": verdict.fit.value if verdict else None,
        "context_tokens": verdict.context_tokens if verdict else None,
        "need_bytes": verdict.need_bytes if verdict else None,
        "reason": verdict.reason.english if verdict else "",
        "advice": verdict.advice.english if verdict and verdict.advice else "",
        "sentence": row.sentence,
    }


def size(row: Row) -> Sentence:
    words = file_size(row.size_bytes)
    return Sentence(words) if row.is_size_exact else sentence("about {size}", size=words)


def file_size(size_bytes: int) -> str:
    return f"{size_bytes / GB:,.1f} GB" if size_bytes >= GB // 10 else f"{size_bytes / 1_000_000:,.1f} MB"


def _offered(model: CatalogModel, models: Path, found: Sequence[FoundModel], machine: MachineMemory) -> Row:
    own = models / model.id
    here = next((other for other in found if other.model.path == own), None)
    here = here or next((other for other in found if other.name == model.repository), None)
    return Row(
        id=model.id,
        label=model.label,
        size_bytes=model.download_bytes,
        is_size_exact=model.figures is Figures.EXACT,
        on_disk=_PLACES[here.origin] if here else _begun(own),
        folder=here.model.path if here else None,
        # What is free now counts only for what could be loaded now.
        verdict=judge(model.shape, model.weight_bytes, machine if here else replace(machine, free_bytes=None)),
        sentence=model.sentence,
        repository=model.repository,
    )


def _begun(folder: Path) -> Sentence:
    unfinished = read_unfinished(folder)
    if unfinished is None:
        return sentence("no")
    if unfinished.plan is None or not unfinished.plan.total_bytes:
        return sentence("no, a download was begun")
    percent = 100 * done_bytes(folder, unfinished.plan) // unfinished.plan.total_bytes
    return sentence("{percent} % downloaded", percent=percent)


def _found(model: FoundModel, machine: MachineMemory) -> Row:
    """Ours is known by its folder's name, another program's by its path."""
    is_ours = model.origin is Origin.OURS
    return Row(
        id=model.name if is_ours else str(model.model.path),
        label=model.label,
        size_bytes=model.model.disk_bytes,
        is_size_exact=True,
        on_disk=_PLACES[model.origin],
        folder=model.model.path,
        verdict=judge(model.model.shape, model.model.weight_bytes, machine),
        repository="" if is_ours else model.name,
    )


def _demo(catalog: Catalog, machine: MachineMemory) -> Row:
    try:
        demo = look_into(demo_model_folder())
    except (FolderError, FileNotFoundError):
        return Row(DEMO, DEMO_LABEL, 0, True, sentence("missing: please install Soliloquy again"), None, None)
    return Row(
        id=DEMO,
        label=DEMO_LABEL,
        size_bytes=demo.disk_bytes,
        is_size_exact=True,
        on_disk=sentence("comes with the app"),
        folder=demo.path,
        verdict=judge(demo.shape, demo.weight_bytes, machine),
        sentence=catalog.demo.sentence,
    )


def _on_this_machine(row: Row, tell: Tell) -> str:
    return tell(row.verdict.label) if row.verdict else ""
