"""The demo model as it ships: small, harmony's own control tokens, no code, and a tokenizer that loses nothing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging" / "demo_model"))

from build_tokenizer import write_tokenizer
from tokenizer import CONTROL, PHRASES, Codec

from app.paths import demo_model_folder

LARGEST_FOLDER_BYTES = 4_000_000
CODEC = Codec(demo_model_folder() / "tokenizer.json")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_tokenizer(text: str) -> None:
    assert CODEC.decode(CODEC.text(text)) == text


@given(st.lists(st.sampled_from([*CONTROL, *PHRASES, "12 + 3", " the", "\n", "é", "日本"])).map("".join))
def test_text_that_spells_control_tokens_survives_and_yields_none(text: str) -> None:
    ids = CODEC.text(text)
    assert CODEC.decode(ids) == text
    assert not {CODEC.start, CODEC.end, CODEC.channel, CODEC.message_mark, CODEC.return_mark} & {*ids}


@given(st.integers(min_value=0))
def test_digits_are_always_single_tokens(number: int) -> None:
    assert len(CODEC.text(str(number))) == len(str(number))


def test_the_folder_is_small_and_holds_no_code() -> None:
    files = [p for p in demo_model_folder().iterdir() if p.is_file()]
    assert sum(p.stat().st_size for p in files) <= LARGEST_FOLDER_BYTES
    assert {p.suffix for p in files} <= {".json", ".safetensors", ".jinja", ".md"}
    config = json.loads((demo_model_folder() / "config.json").read_text(encoding="utf-8"))
    assert not {"auto_map", "model_file", "custom_pipelines"} & config.keys()


def test_the_config_is_the_gpt_oss_architecture() -> None:
    config = json.loads((demo_model_folder() / "config.json").read_text(encoding="utf-8"))
    assert config["architectures"] == ["GptOssForCausalLM"]
    assert config["layer_types"] == ["sliding_attention", "full_attention"] * 2
    assert config["sliding_window"] == 128
    assert config["rope_scaling"]["rope_type"] == "yarn"
    assert config["num_experts_per_tok"] < config["num_local_experts"]
    assert config["quantization_config"]["quant_method"] == "mxfp4"


@pytest.mark.parametrize("text", CONTROL)
def test_the_control_tokens_are_known_by_their_real_names(text: str) -> None:
    tokenizer = Tokenizer.from_file(str(demo_model_folder() / "tokenizer.json"))
    assert tokenizer.encode(text, add_special_tokens=False).ids == [tokenizer.token_to_id(text)]


def test_the_scripts_rebuild_the_tokenizer_byte_for_byte(tmp_path: Path) -> None:
    write_tokenizer(tmp_path / "tokenizer.json")
    assert (tmp_path / "tokenizer.json").read_bytes() == (demo_model_folder() / "tokenizer.json").read_bytes()
