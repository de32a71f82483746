"""Soliloquy: private, offline chat with gpt-oss in which the reasoning can be seen. See README.md in this folder."""

__version__ = "0.1.0"
