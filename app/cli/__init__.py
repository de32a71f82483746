"""The command line: the same engine and values as the window's, without a window."""
