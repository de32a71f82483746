"""What harmony allows in the header of a message, token by token.

Covers replies without tools: the channel is all that such a header can say. Content is never touched.

Source: harmony's format guide; what models get wrong there is the reason for R4 to R8 in ``app/harmony/RULES.md``.
"""

from __future__ import annotations

from app.chat.prompt import Channel, Role
from app.harmony.vocabulary import Vocabulary


class HeaderGuard:
    """Follows the header that is open, if one is."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._role = (vocabulary.start, *vocabulary.encode(Role.ASSISTANT))
        self._headers = tuple(self.header(channel) for channel in Channel)
        self._ids: tuple[int, ...] | None = ()

    def header(self, channel: Channel) -> tuple[int, ...]:
        """The whole of a message's header."""
        vocabulary = self._vocabulary
        return (*self._role, vocabulary.channel, *vocabulary.encode(channel), vocabulary.message)

    def follow(self, token: int, *, was_open: bool, is_open: bool) -> None:
        """``was_open``, ``is_open``: whether the parser was in a header before this token, and is after it."""
        vocabulary = self._vocabulary
        if not is_open:
            self._ids = None
        elif token == vocabulary.end:
            self._ids = ()
        elif token == vocabulary.start:
            self._ids = (token,)
        elif token == vocabulary.channel and (not was_open or not self._ids):
            self._ids = (*self._role, token)
        else:
            self._ids = (*(self._ids or ()), token)

    def rest(self, channel: Channel) -> tuple[int, ...] | None:
        """What makes the open header one of this channel; None where it cannot become that, or none is open."""
        header = self.header(channel)
        if self._ids is None or header[: len(self._ids)] != self._ids:
            return None
        return header[len(self._ids) :]

    def allowed(self, *, has_answered: bool) -> frozenset[int] | None:
        """The ids that may come next; None where anything may. After an answer the turn may end as well."""
        ids = self._ids
        if ids is None:
            return None
        following = {header[len(ids)] for header in self._headers if header[: len(ids)] == ids}
        if has_answered and not ids:
            following.add(self._vocabulary.return_)
        return frozenset(following) or None
