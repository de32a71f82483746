"""Models of services: figures that are known, dates that are warned of, and a table that the person can correct."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.chat.cloud_model import warning_for
from app.chat.endpoint import OPENAI
from app.models.cloud_models import FILE, cloud_table


def write(folder: Path, *models: dict[str, object], as_of: str = "2026-12-01") -> None:
    (folder / FILE).write_text(json.dumps({"as_of": as_of, "models": models}))


OWN = {"id": "gpt-oss-20b", "label": "Ours", "endpoint": "home", "as_of": "2026-12-01", "source": "my own"}


def test_the_shipped_table(tmp_path: Path) -> None:
    table, failure = cloud_table(tmp_path)
    assert failure is None
    mini, luna = table.find(OPENAI.id, "gpt-4o-mini"), table.find(OPENAI.id, "gpt-6-luna")
    assert mini is not None
    assert luna is not None
    assert (mini.dollars_in, mini.dollars_out, mini.context_tokens, mini.output_tokens) == (0.15, 0.6, 128_000, 16_384)
    assert (mini.shutdown, mini.successor, mini.efforts) == ("2027-01-14", luna.id, ())
    assert mini.cost(6_000, 1_000) == 1_500  # micro-dollars
    assert (luna.dollars_in, luna.dollars_out, luna.cost(1, 1)) == (None, None, None)


@pytest.mark.parametrize(
    ("today", "days_left"),
    [("2026-11-14", None), ("2026-11-15", 60), ("2026-11-24", 51), ("2027-01-13", 1), ("2027-01-14", 0)],
)
def test_a_model_that_goes_is_warned_of_from_sixty_days_before(
    tmp_path: Path, today: str, days_left: int | None
) -> None:
    mini = cloud_table(tmp_path)[0].find(OPENAI.id, "gpt-4o-mini")
    assert mini is not None
    warning = warning_for(mini, date.fromisoformat(today))
    assert (None if warning is None else warning.days_left) == days_left
    if warning is not None:
        assert warning.model.successor == "gpt-6-luna"
        assert warning.day == date(2027, 1, 14)


def test_the_persons_own_table_adds_and_replaces(tmp_path: Path) -> None:
    write(tmp_path, OWN, {**OWN, "id": "gpt-4o-mini", "endpoint": "openai", "dollars_in": 0.2, "dollars_out": 1})
    table, failure = cloud_table(tmp_path)
    assert failure is None
    assert [model.id for model in table.models] == ["gpt-oss-20b", "gpt-4o-mini", "gpt-6-luna"]
    assert table.models[1].dollars_in == 0.2
    assert table.as_of == "2026-12-01"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"as_of": "2026-12-01"}',
        b'{"as_of": "soon", "models": []}',
        json.dumps({"as_of": "2026-12-01", "models": [OWN, OWN]}).encode(),
        json.dumps({"as_of": "2026-12-01", "models": [{**OWN, "price": 1}]}).encode(),
        json.dumps({"as_of": "2026-12-01", "models": [{**OWN, "dollars_in": "cheap"}]}).encode(),
        json.dumps({"as_of": "2026-12-01", "models": [{**OWN, "dollars_in": -1}]}).encode(),
        json.dumps({"as_of": "2026-12-01", "models": [{**OWN, "shutdown": "some day"}]}).encode(),
        json.dumps({"as_of": "2026-12-01", "models": [{**OWN, "id": ""}]}).encode(),
    ],
)
def test_a_damaged_file_of_the_person_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    table, failure = cloud_table(tmp_path)
    assert table == cloud_table(tmp_path / "elsewhere")[0]
    assert failure is not None
    assert FILE in failure.message
    assert (tmp_path / FILE).read_bytes() == content
