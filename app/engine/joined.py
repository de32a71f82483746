"""gpt-oss's layers, made quicker for one token at a time without changing a bit of what they compute.

Matrices that are multiplied with the same vector are joined into one (queries, keys and values; gate and up), and what
stands before and after attention is compiled as a whole. A network is converted in place, layer by layer, by giving its
modules these classes; ``layer(x, mask, cache)`` goes on to work for any number of tokens.

Whether the results really are the same is for ``app.engine.forward`` to find out.
"""

from __future__ import annotations

import copy
from typing import Any

from app.engine import mlx_lm_package

mlx_lm_package.stand_in()  # before the first import from mlx_lm

import mlx.core as mx  # noqa: E402
import mlx.nn as nn  # noqa: E402
from mlx_lm.models.base import scaled_dot_product_attention  # noqa: E402
from mlx_lm.models.gpt_oss import AttentionBlock, MLPBlock, TransformerBlock, mlx_topk  # noqa: E402
from mlx_lm.models.switch_layers import SwitchGLU, _gather_sort, _scatter_unsort  # noqa: E402

SORT_FROM = 64  # chosen experts from which mlx-lm (0.32.2) sorts them, for locality
_PACKING = ("group_size", "bits", "mode", "global_scale")


class Tape:
    """Where routers write what they chose in the step that is being built; ``rows`` is None while nobody asks.

    A row is a layer's experts and their weights, each (1, 1, experts per token), in no order.
    """

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: list[tuple[mx.array, mx.array]] | None = None

    def write(self, experts: mx.array, weights: mx.array) -> None:
        if self.rows is not None:
            self.rows.append((experts, weights))


class TapedExperts(MLPBlock):  # type: ignore[misc]  # mlx-lm ships no types
    """The experts of a layer, with a ``tape``."""

    tape: Tape

    def __call__(self, x: mx.array) -> mx.array:
        result, experts, weights = routed(self, x)
        self.tape.write(experts, weights)
        return result


class JoinedProjections(SwitchGLU):  # type: ignore[misc]
    """Gate and up in one ``gate_up_proj``, gate first."""

    def __call__(self, x: mx.array, indices: mx.array) -> mx.array:
        x = mx.expand_dims(x, (-2, -3))
        is_sorted = indices.size >= SORT_FROM
        used, inverse = indices, None
        if is_sorted:
            x, used, inverse = _gather_sort(x, indices)
        gate, up = mx.split(self.gate_up_proj(x, used, sorted_indices=is_sorted), 2, axis=-1)
        x = self.down_proj(self.activation(up, gate), used, sorted_indices=is_sorted)
        if is_sorted:
            x = _scatter_unsort(x, inverse, indices.shape)
        result: mx.array = x.squeeze(-2)
        return result


class JoinedAttention(AttentionBlock):  # type: ignore[misc]
    """Queries, keys and values from one ``qkv_proj``, in that order."""

    def __call__(self, x: mx.array, mask: mx.array | str | None, cache: Any = None) -> mx.array:
        turned, values = self.projected(x)
        if x.shape[1] > 1:  # caches keep such arrays as they are, and a part would keep the whole in memory
            values = mx.contiguous(values)
        result: mx.array = self.o_proj(self.attended(turned, values, mask, cache))
        return result

    def projected(self, x: mx.array) -> tuple[mx.array, mx.array]:
        """Queries and keys, which are yet to be turned, and values: (1, heads, tokens, width)."""
        heads = self.qkv_proj(x).reshape(*x.shape[:2], -1, self.head_dim).swapaxes(1, 2)
        turned = self.num_attention_heads + self.num_key_value_heads
        return heads[:, :turned], heads[:, turned:]

    def attended(self, turned: mx.array, values: mx.array, mask: mx.array | str | None, cache: Any) -> mx.array:
        """(1, tokens, heads × width)."""
        split = self.num_attention_heads
        offset = 0 if cache is None else cache.offset
        if turned.shape[2] > 1:
            queries, keys = (self.rope(part, offset=offset) for part in (turned[:, :split], turned[:, split:]))
        else:
            turned = self.rope(turned, offset=offset)
            queries, keys = turned[:, :split], turned[:, split:]
        if cache is not None:
            keys, values = cache.update_and_fetch(keys, values)
        seen: mx.array = scaled_dot_product_attention(
            queries, keys, values, cache, self.sm_scale, mask=mask, sinks=self.sinks
        )
        return seen.swapaxes(1, 2).reshape(1, seen.shape[2], -1)


class CompiledBlock(TransformerBlock):  # type: ignore[misc]
    """A layer with ``JoinedAttention``, whose static parts are compiled for steps of one token."""

    def __call__(self, x: mx.array, mask: mx.array | str | None, cache: Any = None) -> mx.array:
        if x.shape[:2] != (1, 1):
            whole: mx.array = super().__call__(x, mask, cache)
            return whole
        turned, values = self.before(x)
        result: mx.array
        result, experts, weights = self.after(x, self.self_attn.attended(turned, values, mask, cache))
        self.mlp.tape.write(experts, weights)
        return result


def routed(block: Any, x: mx.array) -> tuple[mx.array, mx.array, mx.array]:
    """The result of a layer's experts, which ones they were, and their weights. Source: mlx-lm's ``MLPBlock``."""
    logits = block.router(x)
    chosen, experts = mlx_topk(logits, k=block.num_experts_per_tok, axis=-1)
    weights = mx.softmax(chosen, axis=-1, precise=True)
    results = block.experts(x, experts) * mx.expand_dims(weights, axis=-1)
    return results.sum(axis=-2), experts, weights


def tape_of(network: Any) -> Tape:
    """The tape on which all of the network's layers write; they are given one if they have none."""
    layers = network.layers
    if not isinstance(layers[0].mlp, TapedExperts):
        tape = Tape()
        for layer in layers:
            layer.mlp.__class__ = TapedExperts
            layer.mlp.tape = tape
    held: Tape = layers[0].mlp.tape
    return held


def joined(layer: Any) -> Any:
    """The layer with its parallel matrices joined, or None where they are already, or are of different forms.

    The old one is as it was; everything else is shared by both.
    """
    attention, experts = layer.self_attn, layer.mlp.experts
    if isinstance(attention, JoinedAttention):
        return None
    qkv = _joined(0, attention.q_proj, attention.k_proj, attention.v_proj)
    gate_up = _joined(1, experts.gate_proj, experts.up_proj)
    if qkv is None or gate_up is None:
        return None
    result = copy.copy(layer)
    result.self_attn = _changed(attention, JoinedAttention, ("q_proj", "k_proj", "v_proj"), qkv_proj=qkv)
    result.mlp = copy.copy(layer.mlp)
    result.mlp.experts = _changed(experts, JoinedProjections, ("gate_proj", "up_proj"), gate_up_proj=gate_up)
    return result


def compiled(layer: Any) -> Any:
    """A layer that ``joined`` made, compiled. The old one is as it was."""
    result = copy.copy(layer)
    result.__class__ = CompiledBlock
    attention, before = layer.self_attn, layer.input_layernorm
    mlp, after = layer.mlp, layer.post_attention_layernorm

    def before_attention(x: mx.array) -> tuple[mx.array, mx.array]:
        return attention.projected(before(x))  # type: ignore[no-any-return]

    def after_attention(x: mx.array, seen: mx.array) -> tuple[mx.array, mx.array, mx.array]:
        x = x + attention.o_proj(seen)
        y, experts, weights = routed(mlp, after(x))
        return x + y, experts, weights

    result.before, result.after = mx.compile(before_attention), mx.compile(after_attention)
    return result


def _joined(axis: int, *parts: Any) -> Any:
    """One module in place of several that are given the same input; None if they do not work in the same way."""
    first, *rest = parts
    names = [name for name, held in first.items() if isinstance(held, mx.array)]
    for part in rest:
        is_alike = type(part) is type(first) and [name for name, held in part.items() if held is not None] == names
        if not is_alike or any(getattr(part, name, None) != getattr(first, name, None) for name in _PACKING):
            return None
        if any(part[name].dtype != first[name].dtype for name in names):
            return None
    result = copy.copy(first)
    for name in names:
        result[name] = mx.concatenate([part[name] for part in parts], axis=axis)
    mx.eval([result[name] for name in names])
    return result


def _changed(module: Any, kind: type[nn.Module], without: tuple[str, ...], **more: Any) -> Any:
    result = copy.copy(module)
    result.__class__ = kind
    for name in without:
        del result[name]
    for name, held in more.items():
        setattr(result, name, held)
    return result
