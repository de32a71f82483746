"""Which models there are on this machine and where."""
