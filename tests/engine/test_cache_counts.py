"""How many tokens each request of a long conversation costs before its first one, counted where the layers get them.

What is read while nobody waits, the answer as the history will show it, is counted apart.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest
from cache_walk import Asked, tiny_network

from app.engine.memory import CacheBudget
from app.engine.prompt_cache import PromptCache

SCRIPT = json.loads((Path(__file__).parent.parent / "data" / "cache_counts.json").read_text())
START, MESSAGE, END, CHANNEL, RETURN, USER, ASSISTANT, ANALYSIS, FINAL = range(9)
FIRST_WORD = 16


class Counted:
    """The embedding of tokens, which counts them."""

    def __init__(self, embedding: Any) -> None:
        self._embedding = embedding
        self.tokens = 0

    def __call__(self, ids: mx.array) -> Any:
        self.tokens += ids.size
        return self._embedding(ids)


class Chat:
    """A person and a model that say what the script says, in one prompt cache."""

    def __init__(self) -> None:
        self._net = tiny_network(window=128, hidden=16, heads=1, width=4)  # counts are those of any
        self._counted = self._net.model.embed_tokens = Counted(self._net.model.embed_tokens)
        self._cache = PromptCache(self._net, CacheBudget(2 << 30), piece_tokens=512)
        self._words = itertools.count()
        self.answers: dict[tuple[int, ...], list[int]] = {}
        self.begun = [START, USER, MESSAGE, *self.words(SCRIPT["system"]), END]

    def words(self, count: int) -> list[int]:
        """Different ones each time."""
        seed = next(self._words)
        return [FIRST_WORD + (seed * 7 + place * place + place // 9) % 48 for place in range(count)]

    def question(self, before: list[int], words: int) -> list[int]:
        return [*before, START, USER, MESSAGE, *self.words(words), END, START, ASSISTANT]

    def ask(self, prompt: list[int]) -> int:
        """How many tokens are read until the first one of the reply is there; the reply is written, too."""
        read = self._read(prompt, len(prompt) - 1)
        self._cache.begin_reply()
        answer = self.answers.setdefault(tuple(prompt), self.words(SCRIPT["answer"]))
        reasoning = [CHANNEL, ANALYSIS, MESSAGE, *self.words(SCRIPT["reasoning"]), END, START, ASSISTANT]
        written = [prompt[-1], *reasoning, CHANNEL, FINAL, MESSAGE, *answer, RETURN]
        mx.eval(self._net.model(mx.array([written]), self._cache.live))
        for token in written:
            self._cache.note(token)
        self._cache.settle()
        return read + 1  # the step of the prompt's last token makes the first one of the reply

    def history(self, prompt: list[int]) -> list[int]:
        return [*prompt, CHANNEL, FINAL, MESSAGE, *self.answers[tuple(prompt)], END]

    def rest(self, prompt: list[int]) -> int:
        """Reads what the next question will come after; how many tokens."""
        ahead = [*self.history(prompt), START, USER, MESSAGE]
        return self._read(ahead, len(ahead))

    def _read(self, ids: list[int], upto: int) -> int:
        before = self._counted.tokens
        starts = [place for place, token in enumerate(ids) if token == START]
        *_, last = self._cache.prepare(ids, starts, upto, Asked())
        read = self._counted.tokens - before
        assert read == upto - last.reused, "what is told is what is done"
        return read


def test_the_scripted_conversation_costs_no_more_than_its_new_words(record_property: Any) -> None:
    chat = Chat()
    counts: list[int] = []
    idle = 0
    before, prompts = chat.begun, []
    for _ in range(SCRIPT["turns"]):
        prompts.append(chat.question(before, SCRIPT["question"]))
        counts.append(chat.ask(prompts[-1]))
        idle += chat.rest(prompts[-1])
        before = chat.history(prompts[-1])
    most = [SCRIPT["first_turn_reads"], *[SCRIPT["later_turn_reads"]] * (SCRIPT["turns"] - 1)]
    counts.append(chat.ask(prompts[-1]))
    most.append(SCRIPT["regenerate_reads"])
    chat.rest(prompts[-1])
    for edit in SCRIPT["edits"]:
        edited = chat.question(chat.history(prompts[edit["turn"] - 2]), edit["new"])
        counts.append(chat.ask(edited))
        most.append(edit["reads"])
        chat.rest(edited)
    for others in (0, SCRIPT["other_chats"]):
        for _ in range(others):
            chat.ask(chat.question(chat.begun, SCRIPT["other_chat_question"]))
        counts.append(chat.ask(chat.question(chat.history(prompts[-1]), SCRIPT["question"])))
        most.append(SCRIPT["return_reads"])
    record_property("counts", counts)
    assert all(count <= limit for count, limit in zip(counts, most, strict=True)), counts
    assert sum(counts) <= SCRIPT["sum"], counts
    turn = SCRIPT["answer"] + 4
    assert idle <= SCRIPT["turns"] * (turn + 6), "an answer is read once, without its reasoning"


def test_the_count_notices_a_cache_without_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PromptCache, "_mark", lambda self, place: None)
    monkeypatch.setattr("app.engine.prompt_cache.read_piece", _without_marks)
    with pytest.raises(AssertionError):
        test_the_scripted_conversation_costs_no_more_than_its_new_words(lambda name, value: None)


def _without_marks(network: Any, caches: Any, ids: Any, places: Any, control: Any) -> Any:
    from app.engine.prefill import read_piece

    del places
    return read_piece(network, caches, ids, (), control)
