"""What a first run offers on each Mac, with the catalogue that ships."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from model_rig import demo

from app.models.catalog import catalog
from app.models.fetch.checksum import SHA256
from app.models.fetch.folder import Plan, PlannedFile, finish
from app.models.fit import GIB, mac_memory
from app.paths import demo_model_folder
from app.session.model_card import CardState
from app.session.model_shelf import Shelf, cards_on, recommended_of


@pytest.mark.parametrize(
    ("memory_gb", "expected"),
    [(8, None), (16, None), (24, "gpt-oss-20b"), (32, "gpt-oss-20b"), (64, "gpt-oss-20b"), (128, "gpt-oss-20b")],
)
def test_a_mac_is_offered_the_default_or_nothing_that_would_crash(
    memory_gb: int, expected: str | None, tmp_path: Path
) -> None:
    cards = cards_on(Shelf(tmp_path, (), (), demo()), catalog(), mac_memory(memory_gb * GIB))
    recommended = recommended_of(cards)
    assert (recommended.id if recommended else None) == expected
    assert [card.id for card in cards] == [*(model.id for model in catalog().models), "demo"]
    assert {card.state for card in cards[:-1]} == {CardState.ABSENT}
    assert all(card.sentence and card.licence and card.maker and card.size_bytes for card in cards)


def test_a_download_that_was_damaged_stays_on_the_list_and_can_be_mended(tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in demo_model_folder().iterdir()}
    folder = tmp_path / "tuned"
    folder.mkdir()
    planned = []
    for name, data in files.items():
        (folder / name).write_bytes(data)
        planned.append(PlannedFile(name, len(data), f"{SHA256}:{hashlib.sha256(data).hexdigest()}"))
    finish(folder, Plan("a-group/tuned", "a" * 40, tuple(planned)))
    shelf = Shelf(tmp_path, (), (), demo())
    card = cards_on(shelf, catalog(), mac_memory(32 * GIB))[-2]
    assert (card.label, card.state, card.failure) == ("tuned", CardState.ON_DISK, None)
    (folder / "config.json").write_bytes(b"x" * len(files["config.json"]))
    card = cards_on(shelf, catalog(), mac_memory(32 * GIB))[-2]
    assert (card.label, card.state, card.repository) == ("tuned", CardState.FAILED, "a-group/tuned")
    assert card.failure is not None
    assert card.failure.message == "It has no readable config.json."
    assert card.frees_bytes == sum(map(len, files.values()))


def test_memory_that_is_taken_just_now_does_not_change_what_is_said_of_the_machine(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, (), (), demo())
    taken = cards_on(shelf, catalog(), mac_memory(32 * GIB, 1 * GIB))
    assert taken == cards_on(shelf, catalog(), mac_memory(32 * GIB, 30 * GIB))
