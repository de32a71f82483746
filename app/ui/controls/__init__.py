"""Small painted controls, each drawn from the theme's tokens and reachable by keyboard."""
