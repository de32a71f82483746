"""The chain of thought: folded to one line unless the person wants to read it."""
