"""What a first run offers on each Mac, with the catalogue that ships."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_rig import demo

from app.models.catalog import catalog
from app.models.fit import GIB, mac_memory
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


def test_memory_that_is_taken_just_now_does_not_change_what_is_said_of_the_machine(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, (), (), demo())
    taken = cards_on(shelf, catalog(), mac_memory(32 * GIB, 1 * GIB))
    assert taken == cards_on(shelf, catalog(), mac_memory(32 * GIB, 30 * GIB))
