"""``soliloquy bench ui``: what the window costs, in CPU time of its one thread, beside what it may cost."""
