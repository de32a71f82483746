from __future__ import annotations

import json
import typing
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from app import paths
from app.chat.prompt import clean_text
from app.harmony.real_vocabulary import CACHE_NAME
from app.harmony.vocabulary import FILE_NAME, MAX_PIECE_CHARS, REQUIRED, Vocabulary, VocabularyError

Parts = dict[str, typing.Any]

_PIECES = (*REQUIRED, "<|", "|>", "<|reserved_200013|>", "<|start", "|", "\x00", "\ud83d", "\ude00", "\ufffd")
# Text that likes to be mistaken for control tokens.
_TRICKY = st.lists(
    st.one_of(
        st.sampled_from(
            (*REQUIRED, "<|", "|>", "<|reserved_200013|>", "<|start", "|", "\x00", "\ud83d", "\ude00", "\ufffd")
        ),
        st.text(max_size=8),
        st.text(st.characters(categories=("Cs",)), max_size=2),
    ),
    max_size=12,
).map("".join)


@given(text=_TRICKY)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_round_trips_and_holds_no_control_token(text: str, demo: Vocabulary) -> None:
    ids = demo.encode(text)
    assert demo.control.isdisjoint(ids)
    assert b"".join(map(demo.token_bytes, ids)) == clean_text(text).encode()


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ufffd", "👩‍👩‍👧‍👦", "  a\r\n\tb ", "e\u0301", "\u202e", "𝔘"])
def test_unusual_characters_round_trip_in_both_vocabularies(text: str, demo: Vocabulary, real: Vocabulary) -> None:
    for vocabulary in (demo, real):
        assert b"".join(map(vocabulary.token_bytes, vocabulary.encode(text))) == text.encode()


def test_lone_surrogates_become_replacement_characters_and_pairs_their_character(demo: Vocabulary) -> None:
    assert demo.encode("a\ud800b\udfff") == demo.encode("a\ufffdb\ufffd")
    assert demo.encode("\ud83d\ude00") == demo.encode("😀")


def test_every_spelled_control_token_of_the_real_vocabulary_is_text(real: Vocabulary) -> None:
    assert real.encode("<|start|>") == [27, 91, 5236, 91, 29]  # as openai-harmony encodes it
    for token in real.control:
        name = next(name for name in _special_names() if real.special(name) == token)
        assert real.control.isdisjoint(real.encode(f"{name} x{name}{name}\n{name}"))


def _special_names() -> list[str]:
    skeleton = json.loads((paths.resources_folder() / "harmony" / "tokenizer_skeleton.json").read_bytes())
    return [token["content"] for token in skeleton["added_tokens"]]


def test_stops_are_ours_and_do_not_hold_the_end_token(demo: Vocabulary, real: Vocabulary) -> None:
    assert real.stops == {200002, 200012, 199999}
    for vocabulary in (demo, real):
        assert vocabulary.stops == {vocabulary.return_, vocabulary.call, vocabulary.endoftext}
        assert vocabulary.end not in vocabulary.stops
        assert vocabulary.stops < vocabulary.control


@pytest.mark.parametrize("token", [-1, -(2**70), 2**31, 2**32, 2**64, 2**70])
def test_an_impossible_id_has_no_bytes(token: int, demo: Vocabulary, real: Vocabulary) -> None:
    assert demo.token_bytes(token) == real.token_bytes(token) == b""


def test_control_tokens_have_no_bytes_and_every_other_id_below_size_has(demo: Vocabulary, real: Vocabulary) -> None:
    for vocabulary in (demo, real):
        without = {token for token in range(vocabulary.size + 50) if not vocabulary.token_bytes(token)}
        assert without == vocabulary.control | set(range(vocabulary.size, vocabulary.size + 50))


def test_a_megabyte_is_encoded_whole_and_as_if_in_one_piece(real: Vocabulary, real_cache: Path) -> None:
    text = "It's an ANSWER, 答え 12345 and some 🎉.  \n\n\t" * 25_000
    tokenizer = Tokenizer.from_file(str(real_cache / CACHE_NAME))
    assert real.encode(text) == tokenizer.encode(text, add_special_tokens=False).ids


@pytest.mark.parametrize("character", ["A", " ", "\n", "漢", "1", "!"])
def test_a_text_without_a_good_place_to_cut_is_encoded_whole(character: str, real: Vocabulary) -> None:
    text = character * (2 * MAX_PIECE_CHARS + 1)
    assert b"".join(map(real.token_bytes, real.encode(text))) == text.encode()


def _without_start(parts: Parts) -> None:
    parts["added_tokens"] = [token for token in parts["added_tokens"] if token["content"] != "<|start|>"]


def _start_is_text(parts: Parts) -> None:
    next(token for token in parts["added_tokens"] if token["content"] == "<|start|>")["special"] = False


def _other_decoder(parts: Parts) -> None:
    parts["decoder"] = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}


def _no_decoder(parts: Parts) -> None:
    parts["decoder"] = None


def _control_is_spelled(parts: Parts) -> None:
    """Control tokens that are ordinary entries too, with nothing that would cut their spelling apart."""
    parts["model"]["vocab"] |= {token["content"]: token["id"] for token in parts["added_tokens"]}
    parts["pre_tokenizer"] = parts["pre_tokenizer"]["pretokenizers"][-1]


def _lower_case(parts: Parts) -> None:
    parts["normalizer"] = {"type": "Lowercase"}


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_without_start, "lacks the control token <|start|>"),
        (_start_is_text, "<|start|> of this vocabulary is not marked"),
        (_other_decoder, "not made of bytes"),
        (_no_decoder, "not made of bytes"),
        (_control_is_spelled, "> would become a control token"),
        (_lower_case, "does not give text back"),
    ],
)
def test_an_unusable_vocabulary_is_refused_with_a_sentence(
    damage: Callable[[Parts], None], sentence: str, tmp_path: Path
) -> None:
    parts = json.loads((paths.demo_model_folder() / FILE_NAME).read_bytes())
    damage(parts)
    (tmp_path / FILE_NAME).write_text(json.dumps(parts))
    with pytest.raises(VocabularyError) as refused:
        Vocabulary.load(tmp_path)
    assert sentence in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"{}", b"\xff\xfe", b'{"version": "1.0"}', b"[" * 10_000])
def test_a_file_that_is_no_tokenizer_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(VocabularyError, match=r"is damaged or is not a tokenizer file\.$"):
        Vocabulary.load(tmp_path)


def test_a_missing_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"cannot be read: No such file or directory\.$"):
        Vocabulary.load(tmp_path)


def test_limits_in_the_folder_do_not_shorten_the_prompt(tmp_path: Path) -> None:
    parts = json.loads((paths.demo_model_folder() / FILE_NAME).read_bytes())
    parts["truncation"] = {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0}
    (tmp_path / FILE_NAME).write_text(json.dumps(parts))
    vocabulary = Vocabulary.load(tmp_path)
    assert b"".join(map(vocabulary.token_bytes, vocabulary.encode("word " * 50))) == b"word " * 50


def test_a_tokenizer_that_is_already_loaded_can_be_taken_over(demo: Vocabulary) -> None:
    tokenizer = Tokenizer.from_file(str(paths.demo_model_folder() / FILE_NAME))
    assert Vocabulary.from_tokenizer(tokenizer).encode("<|end|>") == demo.encode("<|end|>")


def test_every_token_can_be_told_to_people(demo: Vocabulary) -> None:
    assert demo.token_text(demo.start) == "<|start|>"
    assert "".join(map(demo.token_text, demo.encode("Hello <|end|>"))) == "Hello <|end|>"
    halves = [token for token in range(256) if len(demo.token_bytes(token)) == 1 and demo.token_bytes(token)[0] > 0x7F]
    assert halves
    assert {demo.token_text(token) for token in halves} == {"\ufffd"}
    assert demo.token_text(demo.size + 1) == ""
