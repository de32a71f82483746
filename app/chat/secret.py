"""A text that must not be seen: the key of a service."""

from __future__ import annotations

from typing import NoReturn

HIDDEN = "Secret(hidden)"


class Secret:
    """Shows itself nowhere: not printed, formatted, copied into a message, or pickled. ``reveal`` is the only way out.

    A secret has no ``__dict__``, so that a traceback or a debugger that prints attributes finds nothing either.
    """

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        """For the one line that needs it. Keep the result in no variable that outlives the line."""
        return self.__text

    @property
    def fits_a_header(self) -> bool:
        """Printable ASCII without spaces: anything else could become another header, or an error that shows it."""
        return all("!" <= character <= "~" for character in self.__text)

    def __bool__(self) -> bool:
        return bool(self.__text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.__text == self.__text

    def __hash__(self) -> int:
        raise TypeError("a secret is no key of a table")

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not copied into data")
