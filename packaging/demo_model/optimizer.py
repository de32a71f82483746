"""Muon for the matrices, AdamW for everything else, and a moving average of the weights."""

from __future__ import annotations

import torch
from torch import Tensor, nn

MUON_MOMENTUM = 0.95
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # Source: K. Jordan et al., Muon, 2024


def orthogonalized(g: Tensor, steps: int = 5) -> Tensor:
    """Nearest semi-orthogonal matrices of a batch (n, rows, columns)."""
    a, b, c = NEWTON_SCHULZ
    tall = g.shape[-2] > g.shape[-1]
    x = g.transpose(-1, -2) if tall else g
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.transpose(-1, -2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.transpose(-1, -2) if tall else x


class Muon:
    """Momentum, then orthogonalized. Parameters of one shape go in one batch; an expert is a matrix of its own."""

    def __init__(self, parameters: list[nn.Parameter]) -> None:
        self.groups: dict[tuple[int, ...], list[nn.Parameter]] = {}
        for p in parameters:
            self.groups.setdefault(tuple(p.shape), []).append(p)
        self.momenta = {shape: [torch.zeros_like(p) for p in group] for shape, group in self.groups.items()}

    @torch.no_grad()
    def step(self, rate: float) -> None:
        for shape, group in self.groups.items():
            updates = []
            for p, m in zip(group, self.momenta[shape], strict=True):
                assert p.grad is not None
                m.mul_(MUON_MOMENTUM).add_(p.grad)
                updates.append(p.grad.add(m, alpha=MUON_MOMENTUM))
            rows, columns = shape[-2:]
            flat = orthogonalized(torch.stack(updates).view(-1, rows, columns)).view(len(group), *shape)
            scale = rate * max(1.0, rows / columns) ** 0.5
            for p, u in zip(group, flat, strict=True):
                p.add_(u, alpha=-scale)

    def state(self) -> dict[str, list[Tensor]]:
        return {str(shape): momenta for shape, momenta in self.momenta.items()}

    def load(self, state: dict[str, list[Tensor]]) -> None:
        for shape, momenta in self.momenta.items():
            for mine, saved in zip(momenta, state[str(shape)], strict=True):
                mine.copy_(saved)


def split_parameters(model: nn.Module) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """Matrices inside the layers for Muon; embeddings, head, router, norms, biases and sinks for AdamW."""
    matrices, rest = [], []
    for name, p in model.named_parameters():
        is_matrix = name.endswith(("proj.weight", "mlp.gate_up", "mlp.down"))
        (matrices if is_matrix else rest).append(p)
    return matrices, rest
