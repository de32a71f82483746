"""How fast it writes and reads after texts of several lengths, beside bare mlx-lm after as many tokens.

The peer's rows are drawn instead of read: a step takes as long whatever stands in them.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import Any

import mlx.core as mx

from app.chat.conversation import Effort
from app.chat.exchange import Recording
from app.chat.prompt import Channel, Message, Prompt, Role
from app.engine import window
from app.engine.bench.bare import Decode
from app.engine.bench.check import Check
from app.engine.bench.talk import alone, words
from app.engine.bench.whole_path import Engine
from app.engine.rows import LayerRows
from app.harmony.vocabulary import Vocabulary

WRITTEN_AFTER = (512, 2048, 8192, 32_768)  # tokens
READ = (512, 2048)
LEAST_WRITING, LEAST_READING = 0.95, 0.85  # reading gives way more often than mlx-lm's, which costs 3 to 9 %
CONVERSATION = "lengths"


def lengths(context: int, *, has_gpu: bool) -> tuple[int, ...]:
    """Of ``WRITTEN_AFTER``, those that do not take minutes; none if ``context`` is 0."""
    most = 2 * context if has_gpu else context // 2
    return tuple(length for length in WRITTEN_AFTER if length <= most)


@dataclass(slots=True)
class Length:
    """Seconds a token, of both sides, in the order in which they were taken."""

    tokens: int
    bare: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    bare_reading: list[float] = field(default_factory=list)
    our_reading: list[float] = field(default_factory=list)

    def measure_bare(self, decode: Decode, network: Any, tokens: int) -> None:
        """Raises whatever MLX raises."""
        self.bare.append(decode(network, held(network, self.tokens), tokens))
        if self.tokens in READ:
            self.bare_reading.append(decode.reading(network, self.tokens) / self.tokens)

    def measure_ours(self, engine: Engine, vocabulary: Vocabulary, tokens: int) -> None:
        """Raises EngineError."""
        if self.tokens in READ:
            fresh = alone(words(vocabulary, self.tokens, 2000 + len(self.our_reading)))
            self.our_reading.append(engine.first_token(fresh, "") / engine.read_tokens)
        prompt = text_of(vocabulary, self.tokens)
        engine.first_token(prompt, CONVERSATION)  # whatever is not read of it yet
        self.ours.append(engine.seconds_per_token(tokens, Recording.OFF, prompt))

    def checks(self) -> list[Check]:
        rows = [_check(writing_name(self.tokens), LEAST_WRITING, self.bare, self.ours)]
        if self.our_reading:
            rows.append(_check(reading_name(self.tokens), LEAST_READING, self.bare_reading, self.our_reading))
        return rows


def writing_name(tokens: int) -> str:
    return f"decode after {tokens:,} tokens"


def reading_name(tokens: int) -> str:
    return f"reading {tokens:,} tokens"


def text_of(vocabulary: Vocabulary, tokens: int) -> Prompt:
    """Longer ones begin with the shorter. The reply stands inside of its reasoning, which a random model cannot end."""
    thought = Message(Role.ASSISTANT, "The", channel=Channel.ANALYSIS, closed=False)
    return Prompt(Effort.HIGH, (Message(Role.USER, words(vocabulary, tokens, 1)),), open=(thought,))


def held(network: Any, tokens: int) -> list[Any]:
    """Caches as after so many tokens."""
    caches: list[Any] = network.make_cache()
    arguments = network.args
    kind = network.model.embed_tokens(mx.zeros(1, mx.int32)).dtype
    for cache in caches:
        is_sliding = hasattr(cache, "max_size")
        count = min(tokens, cache.max_size) if is_sliding else tokens
        shape = (1, arguments.num_key_value_heads, count, arguments.head_dim)
        rows = LayerRows(*(mx.random.normal(shape).astype(kind) for _ in ("keys", "values")))
        if is_sliding:
            window.put_back(cache, rows, tokens)
        else:
            cache.keys, cache.values, cache.offset = rows.keys, rows.values, tokens
    mx.eval([(cache.keys, cache.values) for cache in caches])
    return caches


def _check(name: str, bound: float, bare: list[float], ours: list[float]) -> Check:
    return Check(
        name=name,
        value=statistics.median(one / other for one, other in zip(bare, ours, strict=True)),
        bound=bound,
        is_most=False,
        peer=1 / statistics.median(bare),
        ours=1 / statistics.median(ours),
        unit="tokens/s",
    )
