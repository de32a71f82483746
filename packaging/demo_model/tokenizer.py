"""A compact byte-level tokenizer: 256 bytes, the frequent words of the generated data, and harmony's control tokens.

There are no merges: a piece of text is one token if the vocabulary holds it whole, else one token a byte, so any text
round-trips. Digits are always single, and so are letters outside known words. The fixed parts of harmony's system
message are whole tokens (18 in all instead of about 70), which makes short conversations cheap.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer

VOCABULARY_SIZE = 960
CONTROL = (
    "<|startoftext|>",
    "<|endoftext|>",
    "<|return|>",
    "<|constrain|>",
    "<|channel|>",
    "<|start|>",
    "<|end|>",
    "<|message|>",
    "<|call|>",
)
PHRASES = (
    "You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06",
    "\nCurrent date: ",
    "\n\nReasoning: ",
    "\n\n# Valid channels: analysis, commentary, final. Channel must be included for every message.",
)
# One digit, a word with the space before it, a run of Japanese syllables, or anything else character by character.
WORDS = (
    r"\p{N}| ?\p{Latin}+| ?[+*=?:,.\-<>!\"']| ?\p{Hiragana}+|\p{Han}|\p{Katakana}+|\n+|\s|[^\s\p{L}\p{N}]+|\p{L}\p{M}*"
)


def byte_alphabet() -> list[str]:
    """The printable character that stands for each byte. Source: GPT-2's `bytes_to_unicode`."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table, extra = {}, 0
    for byte in range(256):
        if byte in kept:
            table[byte] = chr(byte)
        else:
            table[byte] = chr(256 + extra)
            extra += 1
    return [table[b] for b in range(256)]


def spelled(text: str) -> str:
    alphabet = byte_alphabet()
    return "".join(alphabet[b] for b in text.encode())


def escaped(text: str) -> str:
    return "".join("\\" + c if c in r".\+*?()[]{}|^$#-" else c for c in text)


def description(words: list[str]) -> dict[str, object]:
    """The tokenizer.json for the given words (in their byte spelling), control tokens last."""
    vocabulary = {piece: i for i, piece in enumerate(byte_alphabet())}
    for piece in [*map(spelled, PHRASES), *words]:
        vocabulary.setdefault(piece, len(vocabulary))
    for i in range(VOCABULARY_SIZE - len(CONTROL) - len(vocabulary)):
        vocabulary[f"<unused{i}>"] = len(vocabulary)
    control = [
        {
            "id": len(vocabulary) + i,
            "content": text,
            "single_word": False,
            "lstrip": False,
            "rstrip": False,
            "normalized": False,
            "special": True,
        }
        for i, text in enumerate(CONTROL)
    ]
    pattern = "|".join([*map(escaped, PHRASES), WORDS])
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": control,
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False},
                {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
            ],
        },
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": True,
            "vocab": vocabulary,
            "merges": [],
        },
    }


def frequent_words(texts: list[str], kept_as_letters: set[str], least: int) -> list[str]:
    """Pieces of the texts by frequency. Words of the letter tasks stay out: they are to be read letter by letter."""
    splitter = Tokenizer.from_str(json.dumps(description([]))).pre_tokenizer
    count: Counter[str] = Counter()
    for text in texts:
        count.update(piece for piece, _ in splitter.pre_tokenize_str(text))
    letters = {spelled(space + w) for w in kept_as_letters for space in ("", " ")}
    frequent = [p for p, n in sorted(count.items(), key=lambda item: (-item[1], item[0])) if n >= least]
    single_letters = {spelled(" " + c) for c in "abcdefghijklmnopqrstuvwxyz"} - {spelled(" a")}
    words = [p for p in frequent if len(p) > 1 and p not in letters | single_letters and len(p) < 40]
    return words[: VOCABULARY_SIZE - 256 - len(PHRASES) - len(CONTROL)]


class Codec:
    """Text and control tokens to ids. Text never yields a control token, whatever it spells."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.encode_special_tokens = True
        ids = {text: self._tokenizer.token_to_id(text) for text in CONTROL}
        self.start, self.end = ids["<|start|>"], ids["<|end|>"]
        self.channel, self.message_mark, self.return_mark = ids["<|channel|>"], ids["<|message|>"], ids["<|return|>"]
        self.stops = {ids["<|return|>"], ids["<|call|>"], ids["<|endoftext|>"]}
        self._cache: dict[str, list[int]] = {}

    def text(self, text: str) -> list[int]:
        found = self._cache.get(text)
        if found is None:
            found = list(self._tokenizer.encode(text, add_special_tokens=False).ids)
            if len(self._cache) < 200_000:
                self._cache[text] = found
        return found

    def message(self, role: str, content: str, channel: str | None = None) -> list[int]:
        header = [self.start, *self.text(role)]
        if channel:
            header += [self.channel, *self.text(channel)]
        return [*header, self.message_mark, *self.text(content), self.end]

    def decode(self, ids: list[int]) -> str:
        return str(self._tokenizer.decode(ids, skip_special_tokens=False))
