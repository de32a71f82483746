"""Formulas: TeX in, outlines out, in a process of their own that knows nothing of windows, networks or files."""
