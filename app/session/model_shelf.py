"""Which models there are, in the catalogue and on this machine: cards that say nothing yet of what happens to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.chat.failure import FailureKind, failure_of
from app.chat.sentence import Sentence, sentence
from app.chat.unseen import visible_line
from app.models.catalog import Catalog, CatalogModel
from app.models.fetch.events import Found
from app.models.fetch.folder import Unfinished, complete_in, is_complete, read_marker, read_unfinished, unfinished_in
from app.models.fit import MachineMemory, judge
from app.models.folder import FolderError, ModelFolder, look_into
from app.models.found import FoundModel, Origin, Place, find_models
from app.models.library import DEMO_LABEL, LocalModel
from app.session.model_card import CardState, ModelCard

GOOD_CONTEXT = 32_768  # tokens; with so many, the model that we know best comes before a smaller one with more


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where to look. ``folder``: ours, where downloads go; ``elsewhere``: of other programs; ``added``: by hand.

    ``named``: repositories that somebody named and that could be fetched, with the names of their folders.
    """

    folder: Path
    elsewhere: tuple[Place, ...]
    added: tuple[Path, ...]
    demo: LocalModel
    named: tuple[tuple[str, Found], ...] = ()


def cards_on(shelf: Shelf, catalog: Catalog, memory: MachineMemory) -> tuple[ModelCard, ...]:
    """The catalogue in its order, then what was found and added, the demo last. Reads the disk, and no weights.

    The verdicts are about the machine, not about what is free of its memory in this moment.
    """
    memory = replace(memory, free_bytes=None)
    found = find_models((Place(Origin.OURS, shelf.folder), *shelf.elsewhere))
    offered = tuple(_offered(model, catalog, shelf, found, memory) for model in catalog.models)
    taken = {card.folder for card in offered} | {shelf.folder / model.id for model in catalog.models}
    others = [_found(model, memory) for model in found if model.model.path not in taken]
    taken |= {card.folder for card in others}
    added = [_added(folder, memory) for folder in shelf.added if folder not in taken]
    taken |= {card.folder for card in added}
    named = [_named(shelf.folder / name, found, memory) for name, found in shelf.named]
    begun = [_begun(unfinished) for unfinished in unfinished_in(shelf.folder)]
    fetched = {card.id: card for card in (*begun, *named) if Path(card.id) not in taken}
    whole = [_damaged(folder) for folder in complete_in(shelf.folder) if folder not in taken]
    damaged = [card for card in whole if card is not None]
    return (*offered, *fetched.values(), *others, *damaged, *added, _demo(shelf.demo, catalog))


def recommended_of(cards: Iterable[ModelCard]) -> ModelCard | None:
    """Of the catalogue, what fits this machine best; None if nothing can be loaded.

    With room for a good context before others, the default before others, else in the order of the catalogue.
    """
    offered = [card for card in cards if not (card.is_demo or card.is_found or card.repository)]
    fitting = [card for card in offered if card.verdict and card.verdict.can_load]
    return max(fitting, key=lambda card: (_has_room(card), card.is_default), default=None)  # the first of equal ones


def _has_room(card: ModelCard) -> bool:
    return card.verdict is not None and card.verdict.context_tokens >= GOOD_CONTEXT


def _offered(
    model: CatalogModel, catalog: Catalog, shelf: Shelf, found: Sequence[FoundModel], memory: MachineMemory
) -> ModelCard:
    own = shelf.folder / model.id
    is_here = is_complete(own) or any(other.model.path == own for other in found)
    is_own = is_here and read_unfinished(own) is None  # nothing half-there is ever loaded
    elsewhere = next((other.model.path for other in found if other.name == model.repository), None)
    folder = own if is_own else elsewhere
    marker = read_marker(own)
    return ModelCard(
        id=model.id,
        label=model.label,
        maker=model.maker,
        licence=model.licence,
        sentence=model.sentence,
        size_bytes=model.download_bytes,
        parameters=_in_words(model.parameters_total, model.parameters_active),
        state=CardState.ABSENT if folder is None else CardState.ON_DISK,
        verdict=judge(model.shape, model.weight_bytes, memory),
        is_default=model.id == catalog.default,
        folder=folder,
        frees_bytes=marker.total_bytes if is_own and marker is not None else 0,
    )


def _named(folder: Path, found: Found, memory: MachineMemory) -> ModelCard:
    return ModelCard(
        id=str(folder),
        label=folder.name,
        repository=found.repository,
        size_bytes=found.total_bytes,
        verdict=judge(found.shape, found.weight_bytes, memory),
    )


def _begun(unfinished: Unfinished) -> ModelCard:
    """A download of none of the catalogue's models, begun here or in a terminal."""
    folder = Path(unfinished.order.folder)
    size_bytes = unfinished.plan.total_bytes if unfinished.plan is not None else 0
    label = visible_line(folder.name)
    return ModelCard(id=str(folder), label=label, repository=unfinished.order.repository, size_bytes=size_bytes)


def _damaged(folder: Path) -> ModelCard | None:
    """Of a download that is whole by its sizes and no gpt-oss any more; None if it is one.

    What is ours stays on the list: it takes room, and can be mended.
    """
    marker = read_marker(folder)
    try:
        look_into(folder)
    except FolderError as error:
        why = error.sentence
    else:
        return None
    size_bytes = marker.total_bytes if marker is not None else 0
    return ModelCard(
        id=str(folder),
        label=visible_line(folder.name),
        repository=marker.repository if marker is not None else "",
        size_bytes=size_bytes,
        state=CardState.FAILED,
        failure=failure_of(FailureKind.MODEL_BROKEN, why),
        is_found=True,
        folder=folder,
        frees_bytes=size_bytes,
    )


def _found(model: FoundModel, memory: MachineMemory) -> ModelCard:
    marker = read_marker(model.model.path) if model.origin is Origin.OURS else None
    card = _of_folder(model.model, model.label, memory, frees_bytes=marker.total_bytes if marker else 0)
    repository = marker.repository if marker is not None else "" if model.origin is Origin.OURS else model.name
    return replace(card, repository=repository)


def _added(folder: Path, memory: MachineMemory) -> ModelCard:
    """Stays on the list while its disk is away: it was added by hand."""
    label = visible_line(folder.name)
    try:
        return _of_folder(look_into(folder), label, memory, is_added=True)
    except FolderError as error:
        broken = failure_of(FailureKind.MODEL_MISSING, error.sentence)
        return ModelCard(str(folder), label, failure=broken, is_found=True, is_added=True)


def _of_folder(
    model: ModelFolder, label: str, memory: MachineMemory, *, frees_bytes: int = 0, is_added: bool = False
) -> ModelCard:
    return ModelCard(
        id=str(model.path),
        label=label,
        size_bytes=model.disk_bytes,
        state=CardState.ON_DISK,
        verdict=judge(model.shape, model.weight_bytes, memory),
        is_found=True,
        is_added=is_added,
        folder=model.path,
        frees_bytes=frees_bytes,
    )


def _demo(demo: LocalModel, catalog: Catalog) -> ModelCard:
    try:
        size_bytes = look_into(demo.folder).disk_bytes
    except FolderError:
        size_bytes = 0  # the engine says what is wrong with it
    return ModelCard(
        id=demo.id,
        label=demo.label or DEMO_LABEL,
        maker=catalog.demo.maker,
        licence=catalog.demo.licence,
        sentence=catalog.demo.sentence,
        size_bytes=size_bytes,
        state=CardState.ON_DISK,
        is_demo=demo.is_demo,
        folder=demo.folder,
    )


def _in_words(total: int, active: int) -> Sentence:
    """``21 B, 3.6 B active``."""
    return sentence("{total} B, {active} B active", total=_billions(total), active=_billions(active))


def _billions(count: int) -> str:
    billions = count / 1e9
    return f"{billions:.0f}" if billions >= 10 else f"{billions:.1f}"
