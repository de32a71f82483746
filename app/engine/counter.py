"""Counts tokens in a thread of its own, so that neither a reply nor a question waits for it.

Knows the vocabulary and nothing else of the model: no array of MLX is touched here.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from app.engine.stdio import Outbox
from app.wire.messages import Count, Counted

if TYPE_CHECKING:  # the reader's thread must not wait for tokenizers
    from app.harmony.vocabulary import Vocabulary

log = logging.getLogger("soliloquy.engine")


class Counter:
    """Any thread may ask. Of each name the newest is counted; what nobody can count now is dropped."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._changed = threading.Condition()
        self._wanted: dict[str, Count] = {}
        self._vocabulary: Vocabulary | None = None

    def start(self) -> None:
        threading.Thread(target=self._run, name="counter", daemon=True).start()

    def count(self, command: Count) -> None:
        with self._changed:
            if self._vocabulary is not None:
                self._wanted.pop(command.name, None)
                self._wanted[command.name] = command
                self._changed.notify()

    def use(self, vocabulary: Vocabulary | None) -> None:
        """Of the model that is loaded from now on; None for none."""
        with self._changed:
            self._vocabulary = None if vocabulary is None else vocabulary.twin()
            self._wanted.clear()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted)
                command = self._wanted.pop(next(iter(self._wanted)))
                vocabulary = self._vocabulary
            if vocabulary is None:
                continue
            try:
                tokens = _tokens(command, vocabulary)
            except Exception as error:  # noqa: BLE001  # whatever is odd about a text must not end the thread
                log.warning("not counted: %s", type(error).__name__)
                continue
            self._outbox.send(Counted(command.name, tokens))


def _tokens(command: Count, vocabulary: Vocabulary) -> int:
    from app.harmony.render import render_ahead

    if command.prompt is not None:
        return len(render_ahead(command.prompt, vocabulary))
    return len(vocabulary.encode(command.text))
