"""Where the person writes, chooses how long to think, sends and stops."""
