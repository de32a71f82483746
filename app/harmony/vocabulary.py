"""A model's vocabulary, as harmony needs it: control tokens by id, plain text to ids, ids to bytes.

Built on the raw ``tokenizers`` library with control tokens switched off for text, so that nothing which a person types
or a model writes can ever become a control token. Deliberately does not turn ids into text: characters may be split
over several tokens, which is the parser's business.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders

from app.chat.prompt import clean_text
from app.chat.sentence import Sentence, sentence
from app.harmony.byte_level import bytes_of
from app.harmony.encodings import Encodings

START = "<|start|>"
END = "<|end|>"
MESSAGE = "<|message|>"
CHANNEL = "<|channel|>"
CONSTRAIN = "<|constrain|>"
RETURN = "<|return|>"
CALL = "<|call|>"
ENDOFTEXT = "<|endoftext|>"
REQUIRED = (START, END, MESSAGE, CHANNEL, CONSTRAIN, RETURN, CALL, ENDOFTEXT)

FILE_NAME = "tokenizer.json"
# A long text is encoded in pieces: the library's regular expressions give up (they panic) on ten million equal
# characters in a row (tokenizers 0.23, onig's retry limit), and a piece takes 160 times its size in memory meanwhile.
MAX_PIECE_CHARS = 100_000
_LETTER_BEFORE_SPACE = re.compile(r"[^\W\d_](?= )")
_CUT_SEARCH_CHARS = 1_000

_MAX_ID = 2**32 - 1  # what the tokenizers library can look up
# Must come back as it went in; among it a NUL, a tab, and characters of two, three and four bytes.
_PROBE = "Aa 0\t\n\x00\x7f~ é ß ж 漢字 € 👩‍👧 \ufffd"


class VocabularyError(ValueError):
    """This vocabulary cannot be used; ``said`` says why to the person."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(said.english)
        self.said = said


class Vocabulary:
    """The vocabulary of one model; always says the same.

    ``size`` is one more than the largest id that has a meaning here.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Takes the tokenizer over: it is set to treat control tokens in text as text. Raises VocabularyError."""
        tokenizer.encode_special_tokens = True
        tokenizer.no_truncation()  # a folder's own limits would silently shorten the prompt
        tokenizer.no_padding()
        added = tokenizer.get_added_tokens_decoder()
        self._tokenizer = tokenizer
        self._encodings = Encodings()
        self._special = {token.content: number for number, token in added.items() if token.special}
        self._bytes = {number: token.content.encode() for number, token in added.items() if not token.special}
        self.control: frozenset[int] = frozenset(self._special.values())
        self.size: int = max(tokenizer.get_vocab_size(with_added_tokens=True), *(number + 1 for number in added))
        self._check_names([token.content for token in added.values()])
        self.start: int = self._special[START]
        self.end: int = self._special[END]
        self.message: int = self._special[MESSAGE]
        self.channel: int = self._special[CHANNEL]
        self.constrain: int = self._special[CONSTRAIN]
        self.return_: int = self._special[RETURN]
        self.call: int = self._special[CALL]
        self.endoftext: int = self._special[ENDOFTEXT]
        self.stops: frozenset[int] = frozenset((self.return_, self.call, self.endoftext))
        self._check_decoder()
        self._check_spellings()
        self._check_round_trip()

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """The vocabulary in ``folder/tokenizer.json``. Raises VocabularyError."""
        path = folder / FILE_NAME
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise VocabularyError(
                sentence("The vocabulary {path} cannot be read: {reason}.", path=str(path), reason=reason)
            ) from None
        return cls.from_bytes(data)

    @classmethod
    def from_bytes(cls, data: bytes) -> Vocabulary:
        """The vocabulary in the content of a tokenizer.json. Raises VocabularyError."""
        try:
            tokenizer = Tokenizer.from_buffer(data)
        except Exception:  # noqa: BLE001 - the library raises bare Exception for whatever it cannot read
            raise VocabularyError(sentence("{file} is damaged or is not a tokenizer file.", file=FILE_NAME)) from None
        return cls(tokenizer)

    @classmethod
    def from_tokenizer(cls, tokenizer: Tokenizer) -> Vocabulary:
        """Takes the tokenizer over. Raises VocabularyError."""
        return cls(tokenizer)

    def twin(self) -> Vocabulary:
        """The same vocabulary for another thread, which remembers on its own what it has encoded."""
        twin = copy.copy(self)
        twin._encodings = Encodings()
        return twin

    def encode(self, text: str) -> list[int]:
        """Plain text to ids: whatever the text spells, no id is a control token. Lone surrogates become U+FFFD."""
        known = self._encodings.get(text)
        if known is not None:
            return known
        ids: list[int] = []
        for piece in _pieces(clean_text(text)):
            ids += self._tokenizer.encode(piece, add_special_tokens=False).ids
        if not self.control.isdisjoint(ids):  # cannot happen after the checks above; too dangerous to believe
            raise VocabularyError(sentence("This vocabulary turned plain text into a control token."))
        self._encodings.put(text, ids)
        return ids

    def token_bytes(self, token: int) -> bytes:
        """The bytes of a text token, which need not be whole characters; none for a control token or unknown id."""
        known = self._bytes.get(token)
        if known is not None:
            return known
        if token in self.control or not 0 <= token <= _MAX_ID:
            return b""
        spelled = self._tokenizer.id_to_token(token)
        if spelled is None:
            return b""
        try:
            data = bytes_of(spelled)
        except KeyError:
            data = spelled.encode()
        self._bytes[token] = data
        return data

    def token_text(self, token: int) -> str:
        """For people: a control token by its name, half a character as U+FFFD, nothing for an unknown id."""
        if token in self.control:
            return next(name for name, number in self._special.items() if number == token)
        return self.token_bytes(token).decode("utf-8", "replace")

    def special(self, name: str) -> int | None:
        """The id of the control token with this name, None if the vocabulary has no such token."""
        return self._special.get(name)

    def _check_names(self, added: list[str]) -> None:
        for name in REQUIRED:
            if name in self._special:
                continue
            if name in added:
                raise VocabularyError(
                    sentence("The token {name} of this vocabulary is not marked as a control token.", name=name)
                )
            raise VocabularyError(
                sentence("This vocabulary lacks the control token {name}, so it is not one for harmony.", name=name)
            )

    def _check_decoder(self) -> None:
        if not isinstance(self._tokenizer.decoder, decoders.ByteLevel):
            raise VocabularyError(
                sentence("The tokens of this vocabulary are not made of bytes, so its text cannot be read.")
            )

    def _check_spellings(self) -> None:
        for name in self._special:
            if not self.control.isdisjoint(self._tokenizer.encode(name, add_special_tokens=False).ids):
                raise VocabularyError(
                    sentence("With this vocabulary the typed text {name} would become a control token.", name=name)
                )

    def _check_round_trip(self) -> None:
        if b"".join(map(self.token_bytes, self.encode(_PROBE))) != _PROBE.encode():
            raise VocabularyError(sentence("This vocabulary does not give text back as it was written."))


def _pieces(text: str) -> Iterator[str]:
    """Cut between a letter and a space, if that is near: there no token of o200k_base can reach across."""
    start = 0
    while len(text) - start > MAX_PIECE_CHARS:
        end = start + MAX_PIECE_CHARS
        places = _LETTER_BEFORE_SPACE.finditer(text, end - _CUT_SEARCH_CHARS, end)
        end = max((place.end() for place in places), default=end)
        yield text[start:end]
        start = end
    yield text[start:]
