"""Answers to one question side by side, with what differs between them marked."""
