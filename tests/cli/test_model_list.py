"""The rows and the table, for machines that this one is not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from app.cli.model_list import Row, as_plain, file_size, rows_of, summary, table
from app.cli.told import columns
from app.models.catalog import catalog
from app.models.fetch.folder import Plan, PlannedFile, Unfinished, write_unfinished
from app.models.fit import GIB, MachineMemory, mac_memory
from app.models.found import Origin, Place, find_models
from app.paths import demo_model_folder


def rows(models: Path, machine: MachineMemory) -> dict[str, Row]:
    found = find_models((Place(Origin.OURS, models),))
    return {row.id: row for row in rows_of(catalog(), models, found, machine)}


def test_a_mac_with_16_gb_sees_what_it_cannot_run_and_the_demo_that_it_can(tmp_path: Path) -> None:
    shown = rows(tmp_path, mac_memory(16 * GIB))
    text = table(tuple(shown.values()))
    assert text.count("Needs a Mac with 24 GB") == 4
    assert text.count("Needs a Mac with 96 GB") == 2
    assert text.splitlines()[-1].endswith("Fits")
    said = summary(mac_memory(16 * GIB), Path("/models"), 214_000_000_000)
    assert " ".join(each.english for each in said) == (
        "This Mac has 16.0 GB of memory, about 10.7 GB for a model. /models: 214.0 GB free."
    )


def test_a_limit_that_macos_told_is_not_called_a_guess() -> None:
    machine = MachineMemory(16 * GIB, 14 * GIB, is_measured=True)
    assert "memory, 14.0 GB for a model" in summary(machine, Path("/models"), 0)[0].english


def test_what_is_free_now_counts_only_for_what_could_be_loaded_now(tmp_path: Path) -> None:
    shutil.copytree(demo_model_folder(), tmp_path / "gpt-oss-20b")
    shown = rows(tmp_path, mac_memory(32 * GIB, free_bytes=2 * GIB))
    assert table((shown["gpt-oss-20b"],)).endswith("Not enough free memory now")
    assert table((shown["gpt-oss-20b-q4"],)).endswith("Fits")


def test_a_download_that_was_begun_shows_how_far_it_came(tmp_path: Path) -> None:
    entry = catalog().models[0]
    folder = tmp_path / entry.id
    folder.mkdir()
    order = entry.order(folder)
    write_unfinished(folder, Unfinished(order))
    assert rows(tmp_path, mac_memory(32 * GIB))[entry.id].on_disk.english == "no, a download was begun"
    plan = Plan(entry.repository, "a" * 40, (PlannedFile("model.safetensors", 1000, "sha256:" + "0" * 64),))
    write_unfinished(folder, Unfinished(order, plan))
    (folder / "model.safetensors.part").write_bytes(b"\0" * 425)
    assert rows(tmp_path, mac_memory(32 * GIB))[entry.id].on_disk.english == "42 % downloaded"


def test_a_row_for_programs_is_plain_data_with_the_reason(tmp_path: Path) -> None:
    row = as_plain(rows(tmp_path, mac_memory(16 * GIB))["gpt-oss-20b"])
    assert json.loads(json.dumps(row)) == row
    assert row["fit"] == "wont"
    assert row["context_tokens"] == 0
    assert str(row["reason"]).startswith("It needs 12.2 GB")


def test_the_name_of_a_folder_cannot_make_the_table_lie(tmp_path: Path) -> None:
    for name in ("two\nlines", "\x1b[31mred", "rtl\u202egnp.exe", "not\udcffutf-8"):
        shutil.copytree(demo_model_folder(), tmp_path / name)
    found = find_models((Place(Origin.OURS, tmp_path),))
    shown = table(tuple(rows(tmp_path, mac_memory(32 * GIB)).values()))
    assert len(shown.splitlines()) == 1 + len(catalog().models) + 4 + 1
    assert all(character.isprintable() for line in shown.splitlines() for character in line)
    assert sorted(model.label for model in found) == [
        "not⟨U+DCFF⟩utf-8", "rtl⟨U+202E⟩gnp.exe", "two lines", "⟨U+001B⟩[31mred"
    ]  # fmt: skip


def test_sizes_are_those_of_a_file_manager() -> None:
    assert file_size(12_104_215_835) == "12.1 GB"
    assert file_size(1_766_872) == "1.8 MB"
    assert file_size(999_000_000) == "1.0 GB"
    assert file_size(1_234_000_000_000) == "1,234.0 GB"


def test_columns_are_aligned_where_characters_take_two_places(tmp_path: Path) -> None:
    japanese = {"ON DISK": "ディスク上", "comes with the app": "アプリに付属", "no": "なし"}
    shown = rows(tmp_path, mac_memory(32 * GIB))
    text = table(tuple(shown.values()), lambda said: japanese.get(said.english, said.english))
    begins = {
        columns(line[: line.index(word)]) for line in text.split("\n") for word in japanese.values() if word in line
    }
    assert len(begins) == 1
    ends = {columns(line[: line.rindex("  ") + 2]) for line in text.split("\n")}
    assert len(ends) == 1
