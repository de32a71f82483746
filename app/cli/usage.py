"""What ``soliloquy --help`` says: every command, in a line."""

from __future__ import annotations

from app.chat.sentence import sentence
from app.cli.told import telling

ROOM = 29  # columns for a command
COMMANDS = (
    ("soliloquy", sentence("open the window")),
    ('soliloquy ask "question"', sentence("answer in the terminal (soliloquy ask --help)")),
    (
        "soliloquy models list",
        sentence("which models there are; also get, check, remove, where (soliloquy models --help)"),
    ),
    ("soliloquy bench engine", sentence("how fast the engine is beside mlx-lm; also ui (soliloquy bench --help)")),
    ("soliloquy self-test", sentence("check this installation end to end (soliloquy self-test --help)")),
)


def usage() -> str:
    """In the person's language."""
    with telling() as tell:
        lines = [f"{command:{ROOM}}{tell(said)}" for command, said in COMMANDS]
    return "usage: " + "\n       ".join([*lines, "soliloquy --version | --help"])
