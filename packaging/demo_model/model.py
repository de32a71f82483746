"""The gpt-oss architecture in plain PyTorch, for training on a CPU.

Same mathematics as GptOssForCausalLM (attention sinks, alternating sliding and full attention, YaRN, top-k experts,
clamped SwiGLU); tokens are sorted by expert, so that each expert is one matrix product. Torch is needed here, in
optimizer.py, train.py and export.py, and nowhere else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Shape:
    vocabulary: int = 960
    hidden: int = 128
    expert: int = 128
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    head: int = 32
    experts: int = 8
    active: int = 2
    window: int = 128
    epsilon: float = 1e-5
    swiglu_limit: float = 7.0
    swiglu_alpha: float = 1.702  # fixed in the architecture
    rope_theta: float = 150_000.0
    rope_factor: float = 32.0
    rope_original: int = 4096
    beta_fast: float = 32.0
    beta_slow: float = 1.0


def rope_tables(shape: Shape, length: int) -> tuple[Tensor, Tensor]:
    """cos and sin, (length, head), of YaRN with the correction range rounded outwards (`truncate: true`).

    Source: Peng et al. 2023, and `_compute_yarn_parameters` of transformers.
    """
    d, base = shape.head, shape.rope_theta

    def dimension(rotations: float) -> float:
        return d * math.log(shape.rope_original / (rotations * 2 * math.pi)) / (2 * math.log(base))

    low, high = max(math.floor(dimension(shape.beta_fast)), 0), min(math.ceil(dimension(shape.beta_slow)), d - 1)
    frequencies = base ** -(torch.arange(0, d, 2, dtype=torch.float64) / d)
    ramp = ((torch.arange(d // 2, dtype=torch.float64) - low) / (high - low)).clamp(0, 1)
    inverse = frequencies / shape.rope_factor * ramp + frequencies * (1 - ramp)
    angles = torch.arange(length, dtype=torch.float64)[:, None] * inverse
    angles = torch.cat((angles, angles), -1)
    scale = 0.1 * math.log(shape.rope_factor) + 1.0
    return (angles.cos() * scale).float(), (angles.sin() * scale).float()


def rotated(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin


class Attention(nn.Module):
    def __init__(self, shape: Shape, sliding: bool) -> None:
        super().__init__()
        self.shape, self.window = shape, shape.window if sliding else None
        self.q_proj = nn.Linear(shape.hidden, shape.heads * shape.head)
        self.k_proj = nn.Linear(shape.hidden, shape.kv_heads * shape.head)
        self.v_proj = nn.Linear(shape.hidden, shape.kv_heads * shape.head)
        self.o_proj = nn.Linear(shape.heads * shape.head, shape.hidden)
        self.sinks = nn.Parameter(torch.zeros(shape.heads))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        s, (b, length, _) = self.shape, x.shape
        groups = s.heads // s.kv_heads
        q = rotated(self.q_proj(x).view(b, length, s.heads, s.head).transpose(1, 2), cos, sin)
        k = rotated(self.k_proj(x).view(b, length, s.kv_heads, s.head).transpose(1, 2), cos, sin)
        v = self.v_proj(x).view(b, length, s.kv_heads, s.head).transpose(1, 2)
        # Heads that share keys become rows of one product.
        q = (q * s.head**-0.5).reshape(b, s.kv_heads, groups * length, s.head)
        scores = (q @ k.transpose(-1, -2)).view(b, s.heads, length, length)
        scores = scores + causal_mask(length, self.window)
        # The sink is one more logit in the softmax whose weight goes nowhere.
        sink = self.sinks.view(1, -1, 1, 1).expand(b, -1, length, 1)
        weights = torch.cat((scores, sink), -1).softmax(-1)[..., :-1]
        mixed = weights.reshape(b, s.kv_heads, groups * length, length) @ v
        return self.o_proj(mixed.view(b, s.heads, length, s.head).transpose(1, 2).reshape(b, length, -1))


_masks: dict[tuple[int, int | None], Tensor] = {}


def causal_mask(length: int, window: int | None) -> Tensor:
    key = (length, window)
    if key not in _masks:
        i = torch.arange(length)
        hidden = i[None, :] > i[:, None]
        if window is not None:
            hidden |= i[None, :] <= i[:, None] - window
        _masks[key] = torch.zeros(length, length).masked_fill(hidden, float("-inf"))
    return _masks[key]


class Experts(nn.Module):
    """Router and experts. `gate_up` holds gate rows, then up rows (export interleaves them); inputs come last."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.router = nn.Linear(shape.hidden, shape.experts)
        self.gate_up = nn.Parameter(torch.randn(shape.experts, 2 * shape.expert, shape.hidden) * shape.hidden**-0.5)
        self.gate_up_bias = nn.Parameter(torch.zeros(shape.experts, 2 * shape.expert))
        self.down = nn.Parameter(torch.randn(shape.experts, shape.hidden, shape.expert) * shape.expert**-0.5 * 0.5)
        self.down_bias = nn.Parameter(torch.zeros(shape.experts, shape.hidden))
        self.quantized = False

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Output and the auxiliary loss that keeps the experts evenly used, for x of (tokens, hidden)."""
        s = self.shape
        logits = self.router(x)
        top, chosen = logits.topk(s.active, -1)
        weights = top.softmax(-1)
        order = chosen.reshape(-1).argsort(stable=True)
        counts = torch.bincount(chosen.reshape(-1), minlength=s.experts)
        rows = order // s.active
        gate_up, down = (
            (fake_mxfp4(self.gate_up), fake_mxfp4(self.down)) if self.quantized else (self.gate_up, self.down)
        )
        sizes = counts.tolist()
        parts = x[rows].split(sizes)
        hidden = torch.cat([torch.addmm(self.gate_up_bias[e], p, gate_up[e].T) for e, p in enumerate(parts)])
        gate, up = hidden.chunk(2, -1)
        gate = gate.clamp(max=s.swiglu_limit)
        up = up.clamp(-s.swiglu_limit, s.swiglu_limit)
        hidden = (up + 1) * gate * torch.sigmoid(s.swiglu_alpha * gate)
        out = torch.cat([torch.addmm(self.down_bias[e], p, down[e].T) for e, p in enumerate(hidden.split(sizes))])
        out = out * weights.reshape(-1)[order].unsqueeze(-1)
        balance = s.experts * (logits.softmax(-1).mean(0) * (counts / counts.sum())).sum()
        return torch.zeros_like(x).index_add(0, rows, out), balance


class Layer(nn.Module):
    def __init__(self, shape: Shape, sliding: bool) -> None:
        super().__init__()
        self.input_layernorm = nn.RMSNorm(shape.hidden, shape.epsilon)
        self.self_attn = Attention(shape, sliding)
        self.post_attention_layernorm = nn.RMSNorm(shape.hidden, shape.epsilon)
        self.mlp = Experts(shape)


class GptOss(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.hidden)
        self.layers = nn.ModuleList(Layer(shape, sliding=i % 2 == 0) for i in range(shape.layers))
        self.norm = nn.RMSNorm(shape.hidden, shape.epsilon)
        self.lm_head = nn.Linear(shape.hidden, shape.vocabulary, bias=False)
        nn.init.normal_(self.embed_tokens.weight, std=1.0)
        nn.init.normal_(self.lm_head.weight, std=0.02)
        self.cos, self.sin = rope_tables(shape, 2048)

    def forward(self, ids: Tensor, wanted: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Logits at the wanted positions (indices into the flattened batch; all if None) and the auxiliary loss."""
        b, length = ids.shape
        cos, sin = self.cos[:length], self.sin[:length]
        x = self.embed_tokens(ids)
        auxiliary = x.new_zeros(())
        for i, layer in enumerate(self.layers):
            x = x + layer.self_attn(layer.input_layernorm(x), cos, sin)
            flat = x.reshape(b * length, -1)
            if i == len(self.layers) - 1 and wanted is not None:
                flat = flat[wanted]  # nothing after the last attention looks at other positions
            out, balance = layer.mlp(layer.post_attention_layernorm(flat))
            auxiliary = auxiliary + balance
            flat = flat + out
            x = flat.view(b, length, -1) if flat.shape[0] == b * length else flat
        return self.lm_head(self.norm(flat)), auxiliary

    def quantize_experts(self, on: bool) -> None:
        for layer in self.layers:
            layer.mlp.quantized = on


MXFP4_BLOCK = 32
MXFP4_LEVELS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)


def mxfp4_codes(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Four-bit codes (sign in bit 3) and shared exponents of blocks of 32 along the last axis.

    Source: OCP Microscaling Formats v1.0; the exponent is chosen so that only values that round to 6 saturate.
    """
    blocks = weight.detach().float().unflatten(-1, (-1, MXFP4_BLOCK))
    largest = blocks.abs().amax(-1, keepdim=True).clamp(min=2.0**-100)
    exponent = torch.floor(torch.log2(largest / 6.0) + 1 - math.log2(7 / 6))  # up to 7 rounds to 6
    scaled = blocks / torch.exp2(exponent)
    middles = torch.tensor([0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5.0])
    codes = torch.bucketize(scaled.abs().contiguous(), middles)
    return codes + 8 * (scaled < 0), exponent.squeeze(-1)


def mxfp4_values(codes: Tensor, exponent: Tensor) -> Tensor:
    levels = torch.tensor(MXFP4_LEVELS)
    values = levels[codes % 8] * torch.where(codes >= 8, -1.0, 1.0)
    return (values * torch.exp2(exponent).unsqueeze(-1)).flatten(-2)


def fake_mxfp4(weight: Tensor) -> Tensor:
    """The weight as MXFP4 will hold it; gradients pass through unchanged."""
    return weight + (mxfp4_values(*mxfp4_codes(weight)) - weight).detach()
