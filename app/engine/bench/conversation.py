"""A conversation whose tokens are counted: 8 turns, regenerated, edited, left for other chats and come back to.

Runs on a small network of random weights with gpt-oss's window: how many tokens are read does not depend on the
weights. Numbers stand for control tokens and words, so no vocabulary is needed.
"""

from __future__ import annotations

import itertools

from app.engine import mlx_lm_package

mlx_lm_package.stand_in()  # before the first import from mlx_lm

import mlx.core as mx  # noqa: E402
from mlx_lm.models import gpt_oss  # noqa: E402

from app.engine.bench.cancel import Control  # noqa: E402
from app.engine.memory import CacheBudget  # noqa: E402
from app.engine.prompt_cache import PromptCache  # noqa: E402

MOST_TOKENS = 884  # what the prototype of this cache read
TURNS, OTHER_CHATS = 8, 6
SYSTEM, QUESTION, REASONING, ANSWER, SHORT_QUESTION = 56, 60, 40, 250, 40  # words
EDITS = ((7, 62), (3, 41), (2, 41))  # the turn, and the words of its new question
BUDGET_BYTES, PIECE_TOKENS = 2 << 30, 512
_START, _MESSAGE, _END, _CHANNEL, _RETURN, _USER, _ASSISTANT, _ANALYSIS, _FINAL = range(9)
_FIRST_WORD, _VOCABULARY = 16, 64


class Conversation:
    """A person and a model that say what they are made to say, in one prompt cache."""

    def __init__(self) -> None:
        self._network = _network()
        self._cache = PromptCache(self._network, CacheBudget(BUDGET_BYTES), piece_tokens=PIECE_TOKENS)
        self._texts = itertools.count()
        self._answers: dict[tuple[int, ...], list[int]] = {}
        self._begun = [_START, _USER, _MESSAGE, *self._words(SYSTEM), _END]

    def counts(self) -> list[int]:
        """The tokens that each request reads until the first one of its reply is there; not those of other chats."""
        counts, prompts, before = [], [], self._begun
        for _ in range(TURNS):
            prompts.append(self._question(before, QUESTION))
            counts.append(self._ask(prompts[-1]))
            self._rest(prompts[-1])
            before = self._history(prompts[-1])
        counts.append(self._ask(prompts[-1]))
        self._rest(prompts[-1])
        for turn, length in EDITS:
            edited = self._question(self._history(prompts[turn - 2]), length)
            counts.append(self._ask(edited))
            self._rest(edited)
        for others in (0, OTHER_CHATS):
            for _ in range(others):
                self._ask(self._question(self._begun, SHORT_QUESTION))
            counts.append(self._ask(self._question(self._history(prompts[-1]), QUESTION)))
        return counts

    def _words(self, count: int) -> list[int]:
        """Different ones each time."""
        seed = next(self._texts)
        return [_FIRST_WORD + (seed * 7 + place * place + place // 9) % 48 for place in range(count)]

    def _question(self, before: list[int], length: int) -> list[int]:
        return [*before, _START, _USER, _MESSAGE, *self._words(length), _END, _START, _ASSISTANT]

    def _history(self, prompt: list[int]) -> list[int]:
        return [*prompt, _CHANNEL, _FINAL, _MESSAGE, *self._answers[tuple(prompt)], _END]

    def _ask(self, prompt: list[int]) -> int:
        read = self._read(prompt, len(prompt) - 1)
        self._cache.begin_reply()
        answer = self._answers.setdefault(tuple(prompt), self._words(ANSWER))
        reasoning = [_CHANNEL, _ANALYSIS, _MESSAGE, *self._words(REASONING), _END, _START, _ASSISTANT]
        written = [prompt[-1], *reasoning, _CHANNEL, _FINAL, _MESSAGE, *answer, _RETURN]
        mx.eval(self._network.model(mx.array([written]), self._cache.live))
        for token in written:
            self._cache.note(token)
        self._cache.settle()
        return read + 1  # the step of the prompt's last token makes the first one of the reply

    def _rest(self, prompt: list[int]) -> None:
        ahead = [*self._history(prompt), _START, _USER, _MESSAGE]
        self._read(ahead, len(ahead))

    def _read(self, ids: list[int], upto: int) -> int:
        starts = [place for place, token in enumerate(ids) if token == _START]
        *_, last = self._cache.prepare(ids, starts, upto, Control())
        return upto - last.reused


def _network() -> gpt_oss.Model:
    arguments = gpt_oss.ModelArgs(
        num_hidden_layers=4,
        num_local_experts=4,
        num_experts_per_tok=2,
        hidden_size=32,
        intermediate_size=32,
        head_dim=16,
        num_attention_heads=2,
        num_key_value_heads=1,
        vocab_size=_VOCABULARY,
        sliding_window=128,
        rope_scaling={"rope_type": "default"},
    )
    network = gpt_oss.Model(arguments)
    mx.eval(network.parameters())
    return network
