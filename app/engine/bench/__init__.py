"""How fast the engine is, beside its peer: each figure and mlx-lm's own, in one run, on the same weights."""
