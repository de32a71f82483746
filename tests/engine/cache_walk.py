"""Random walks through conversations on one prompt cache, every step of which is compared with reading from scratch."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from app.engine import network as _network  # before mlx-lm: it makes that light
from app.engine.memory import CacheBudget
from app.engine.model import Steer
from app.engine.prompt_cache import PromptCache

import mlx.core as mx  # isort: skip
import mlx.nn as nn  # isort: skip
from mlx_lm.models import gpt_oss  # isort: skip

from app.chat.exchange import Sampling  # isort: skip
from app.engine.decode import decode  # isort: skip
from app.engine.segments import SegmentStore  # isort: skip

assert _network
VOCABULARY = 64
TOLERANCE = 1e-3  # of logits, in float32
GREEDY_TOKENS = 2
STEPS = ("append", "edit", "regenerate", "branch", "fork", "stop", "cancel", "evict", "reopen", "type")


class Asked:
    """A control that is stopped once it was asked so often; ``asked``: how often it was."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.asked = 0

    def is_stopped(self) -> bool:
        self.asked += 1
        return self.most is not None and self.asked > self.most

    def is_paused(self) -> bool:
        return False

    def take_steering(self) -> tuple[Steer, ...]:
        return ()


def tiny_network(
    *,
    layers: int = 4,
    window: int = 16,
    seed: int = 0,
    hidden: int = 32,
    heads: int = 2,
    width: int = 16,
    full: int | None = None,
) -> Any:
    """``heads`` of that ``width``; ``full``: layers of full attention, the last ones; None for every second layer."""
    types = None if full is None else ["sliding_attention"] * (layers - full) + ["full_attention"] * full
    arguments = gpt_oss.ModelArgs(
        num_hidden_layers=layers,
        num_local_experts=4,
        num_experts_per_tok=2,
        hidden_size=hidden,
        intermediate_size=hidden,
        head_dim=width,
        num_attention_heads=heads,
        num_key_value_heads=1,
        vocab_size=VOCABULARY,
        sliding_window=window,
        layer_types=types,
        rope_scaling={"rope_type": "default"},
    )
    mx.random.seed(seed)
    net = gpt_oss.Model(arguments)
    net.eval()
    net.update(nn.utils.tree_map(lambda array: mx.random.normal(array.shape) / 4, net.parameters()))
    mx.eval(net.parameters())
    return net


class Walk:
    """``scale``: how long messages are; to be about as long as the window. ``pieces``: of a prompt, in scales.

    ``folder``: where segments are kept for reopening.
    """

    def __init__(
        self,
        net: Any,
        seed: int,
        folder: Path,
        *,
        scale: int = 16,
        pieces: int = 2,
        parked_bytes: int = 1 << 18,
        most_bytes: int | None = None,
    ) -> None:
        self._net = net
        folder.mkdir(exist_ok=True)
        self._store = SegmentStore(folder, "a key")
        self._conversation = f"walk {seed}"
        self._piece = pieces * scale
        self._random = random.Random(seed)
        self._scale = scale
        self._budget = CacheBudget(parked_bytes, most_bytes)
        self.cache = self._new_cache()
        self._texts: list[list[int]] = [self._some(self._scale)]
        self._bounds: list[int] = []

    def take(self, step: str) -> None:
        """Raises AssertionError, or what MLX raises, if the cache is not exact."""
        match step:
            case "append":
                prompt = [*self._texts[-1], *self._some(self._scale)]
            case "edit":
                prompt = self._cut(self._texts[-1]) + self._some(self._scale)
            case "branch":
                prompt = [*self._random.choice(self._texts), *self._some(self._scale // 2)]
            case "fork":
                prompt = self._cut(self._random.choice(self._texts))
            case "stop":
                prompt = [*self._texts[-1], *self._some(4)]
                self._prepare(prompt, len(prompt) - 1)
                prompt += self._decode(prompt)
            case "cancel":
                prompt = [*self._texts[-1], *self._some(4 * self._scale)]
                self._prepare(prompt, len(prompt) - 1, Asked(self._random.randrange(30)))
            case "type":
                words = self._some(2 * self._scale)
                lasting = len(self._texts[-1])
                for count in sorted({self._random.randrange(1, len(words) + 1) for _ in range(6)}):
                    self._prepare([*self._texts[-1], *words[:count]], lasting + count, lasting=lasting)
                prompt = [*self._texts[-1], *self._cut(words), *self._some(2)]
            case "evict":
                self.cache.forget(self._conversation)
                prompt = self._random.choice(self._texts)
            case "reopen":
                prompt = [*self._texts[-1], *self._some(2)]
                self._reopen(prompt)
            case _:
                prompt = self._texts[-1]
        self.check(prompt)

    def check(self, prompt: list[int]) -> None:
        """Greedy tokens, and the logits on the way to them, are those of reading everything again."""
        self._texts = [*self._texts[-7:], prompt]
        self._prepare(prompt, len(prompt) - 1)
        ours, mine = list(prompt), []
        self.cache.begin_reply()
        for _ in range(GREEDY_TOKENS):
            mine.append(self._net(mx.array([ours[-1:]]), self.cache.live)[0, -1])
            self.cache.note(ours[-1])
            ours.append(int(mx.argmax(mine[-1])))
        # Each next token after the same ones before it, so what follows is their own way as well.
        cold = self._net.make_cache()
        if len(prompt) > 1:
            self._net(mx.array([prompt[:-1]]), cold)
        right = self._net(mx.array([ours[len(prompt) - 1 : -1]]), cold)[0]
        assert float(mx.abs(mx.stack(mine) - right).max()) <= TOLERANCE
        assert ours[len(prompt) :] == mx.argmax(right, axis=-1).tolist()
        self.cache.settle()
        assert self.cache.tokens == tuple(ours[:-1])

    def _prepare(
        self, prompt: list[int], upto: int, control: Asked | None = None, *, lasting: int | None = None
    ) -> None:
        bounds = list(range(0, len(prompt), 3 * self._scale))
        for _ in self.cache.prepare(prompt, bounds, upto, control or Asked(), self._conversation, lasting):
            pass

    def _decode(self, prompt: list[int]) -> list[int]:
        """Begins a reply, which is stopped in the middle."""
        self.cache.begin_reply()
        self.cache.note(prompt[-1])
        written = []
        for token in decode(
            self._net, self.cache.live, prompt[-1], 9, Sampling(temperature=0.0), Asked(self._random.randrange(9))
        ):
            self.cache.note(token.id)
            written.append(token.id)
        self.cache.settle()
        return written

    def _reopen(self, prompt: list[int]) -> None:
        """In what another process would be, which finds on the disk what this one has left there."""
        tokens = self.cache.tokens
        for end in self.cache.marks:
            begin = self._store.kept(tokens[:end], self._conversation)
            segment = self.cache.export_segment(begin, end)
            if segment is not None:
                assert self._store.save(segment, tokens[:begin], self._conversation)
        self.cache = self._new_cache()
        found = self._store.load(prompt, 0, self._conversation)
        assert bool(found) == bool(self._store.kept(prompt, self._conversation))
        if found:
            self.cache.import_segments((), found, self._conversation)

    def _new_cache(self) -> PromptCache:
        return PromptCache(self._net, self._budget, piece_tokens=self._piece)

    def _cut(self, text: list[int]) -> list[int]:
        return text[: self._random.randrange(1, len(text) + 1)]

    def _some(self, most: int) -> list[int]:
        return [self._random.randrange(VOCABULARY) for _ in range(self._random.randrange(1, most + 1))]
