"""A file of every schema that was ever released opens in today's app. These files are never changed or deleted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.chat import plain
from app.chat.conversation import Conversation
from app.chat.draft import Draft
from app.chat.ledger import LedgerEntry
from app.chat.preset import Preset
from app.store.drafts import Slot
from app.store.history import open_history
from app.store.ledger import LoadedLedger
from app.store.migrations import SCHEMA_VERSION

RELEASED = Path(__file__).resolve().parents[1] / "data" / "history"


def test_there_is_a_file_of_every_schema() -> None:
    assert sorted(path.name for path in RELEASED.iterdir()) == [f"schema-{n + 1}" for n in range(SCHEMA_VERSION)]


@pytest.mark.parametrize("released", sorted(RELEASED.iterdir()), ids=lambda path: path.name)
def test_a_file_of_an_old_release_opens_with_everything_in_it(released: Path, folder: Path) -> None:
    folder.mkdir()
    for name in ("history.sqlite3", "history.id"):
        shutil.copyfile(released / name, folder / name)
    history = open_history(folder)
    assert history.notices == ()
    for data in json.loads((released / "expected.json").read_text()):
        expected = plain.from_plain(Conversation, data)
        loaded = history.load(expected.id).result(5)
        assert loaded is not None
        assert loaded.damage is None
        assert loaded.conversation == expected
    ledger = released / "ledger.json"  # from schema 3 on
    entries = json.loads(ledger.read_text()) if ledger.exists() else []
    assert history.ledger().result(5) == LoadedLedger(tuple(plain.from_plain(LedgerEntry, entry) for entry in entries))
    drafts = released / "drafts.json"  # from schema 4 on
    written = json.loads(drafts.read_text()) if drafts.exists() else []
    assert history.drafts().result(5) == {
        (held["conversation"], Slot(held["slot"])): plain.from_plain(Draft, held["draft"]) for held in written
    }
    presets = released / "presets.json"
    kept = json.loads(presets.read_text()) if presets.exists() else []
    assert history.presets().result(5) == tuple(plain.from_plain(Preset, preset) for preset in kept)
    assert history.close()
