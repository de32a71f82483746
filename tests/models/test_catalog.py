"""What we offer: that the file says what it may say, and that its figures agree with each other."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from app.chat.plain import PlainError
from app.models.catalog import FILE, CatalogModel, Figures, catalog, read_catalog
from app.models.fetch.order import fault_of, is_allowed_name
from app.models.shape import ModelShape
from app.paths import resources_folder

MODELS = catalog().models


def changed(tmp_path: Path, change: object) -> Path:
    """A copy of the file with something else in its first model."""
    data = json.loads((resources_folder() / FILE).read_text("utf-8"))
    assert isinstance(change, dict)
    data["models"][0].update(change)
    path = tmp_path / FILE
    path.write_text(json.dumps(data))
    return path


def linear(rows: int, columns: int, bits: int) -> int:
    """Bytes of a layer's weights: 16 bits as they are; fewer with a scale and a bias of 2 bytes for every 64."""
    values = rows * columns
    return values * 2 if bits == 16 else values * bits // 8 + values // 64 * 4


def tensor_bytes(shape: ModelShape, bits: int, router_bits: int) -> int:
    """Of gpt-oss with experts in MXFP4 (4 bits, and a byte for every 32) and everything else in ``bits``."""
    queries, keys = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    attention = sum(
        linear(rows, columns, bits) + rows * 2
        for rows, columns in (
            (queries, shape.hidden),
            (keys, shape.hidden),
            (keys, shape.hidden),
            (shape.hidden, queries),
        )
    )
    expert = 3 * shape.hidden * shape.intermediate * 17 // 32 + (2 * shape.intermediate + shape.hidden) * 2
    router = linear(shape.experts, shape.hidden, router_bits) + shape.experts * 2
    layer = attention + shape.heads * 2 + router + shape.experts * expert + 2 * shape.hidden * 2
    return shape.layers * layer + 2 * linear(shape.vocabulary, shape.hidden, bits) + shape.hidden * 2


@pytest.mark.parametrize(
    ("model_id", "bits", "router_bits"),
    [
        ("gpt-oss-20b", 8, 8),
        ("gpt-oss-20b-q4", 4, 8),
        ("gpt-oss-20b-openai", 16, 16),
        ("gpt-oss-120b", 16, 16),
        ("gpt-oss-120b-q8", 8, 8),
        ("gpt-oss-safeguard-20b", 16, 16),
    ],
)
def test_the_weights_follow_from_the_shape_to_the_byte(model_id: str, bits: int, router_bits: int) -> None:
    model = catalog().find(model_id)
    assert model is not None
    assert model.weight_bytes == tensor_bytes(model.shape, bits, router_bits)


def test_the_default_is_the_first_and_a_small_one() -> None:
    first = MODELS[0]
    assert catalog().default == first.id == "gpt-oss-20b"
    assert first.repository == "mlx-community/gpt-oss-20b-MXFP4-Q8"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_an_entry_says_no_more_than_is_known(model: CatalogModel) -> None:
    assert model.licence == "Apache-2.0"
    assert model.sentence.endswith(".")
    assert model.source.endswith(".")
    assert model.parameters_active < model.parameters_total
    if model.figures is Figures.EXACT:
        assert model.revision is not None
        shards = [file for file in model.files if file.name.endswith(".safetensors")]
        assert all(file.size_bytes and file.sha256 for file in model.files)
        # What is more in the files than tensors are their headers, of 100 to 300 bytes for each tensor.
        assert 0 < sum(file.size_bytes or 0 for file in shards) - model.weight_bytes < 200_000
    else:
        assert model.files == (), "a list that is not known to be whole would leave something out"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_an_order_for_it_is_carried_out(model: CatalogModel, tmp_path: Path) -> None:
    order = model.order(tmp_path)
    assert fault_of(order) is None
    assert order.files == model.files
    assert order.endpoint is None
    needed = {"config.json", "tokenizer.json", "model.safetensors.index.json"}
    assert all(map(is_allowed_name, needed))
    assert not model.files or needed < {file.name for file in model.files}


def test_openais_repository_is_fetched_in_part() -> None:
    model = catalog().find("gpt-oss-20b-openai")
    assert model is not None
    assert model.download_bytes == 13_789_256_009, "of 41 GB"
    assert not any("/" in file.name for file in model.files)


def test_the_day_of_the_figures_is_a_day() -> None:
    assert date.fromisoformat(catalog().as_of) <= date.today()


def test_no_address_of_a_host_is_in_the_file() -> None:
    text = (resources_folder() / FILE).read_text("utf-8")
    assert not re.search(r"https?://|\.co\b|\.com\b", text)


@pytest.mark.parametrize(
    "change",
    [
        {"revision": "main"},
        {"revision": "6CEE5E81ee83917806bbde320786a8fb61efebee"},
        {"repository": "../../etc"},
        {"weight_bytes": "12 GB"},
        {"figures": "guessed"},
        {"colour": "red"},
        {"id": "../gpt-oss-20b"},
        {"id": "gpt-oss-20b-q4"},
        {"id": "another"},
        {"files": [{"name": "original/model.safetensors"}]},
        {"files": [{"name": "model.py"}]},
        {"files": [{"name": "config.json", "sha256": "0614"}]},
        {"shape": {"layers": 24}},
    ],
)
def test_a_file_with_anything_odd_in_it_is_refused_by_name(change: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(PlainError, match=r"^catalog"):
        read_catalog(changed(tmp_path, change))


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000])
def test_a_file_that_is_no_catalogue_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(text)
    with pytest.raises(PlainError, match=r"^catalog"):
        read_catalog(path)
