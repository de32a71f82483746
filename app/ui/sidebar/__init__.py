"""The list of conversations, and at its foot the state of the engine."""
