"""What you see: the only package with widgets.

Views show values and emit intent; they hold nothing that the session holds.
"""
