"""One conversation for both sides, in harmony's form: a long text first, then questions and answers about it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from app.chat.conversation import Effort
from app.chat.prompt import Channel, Message, Prompt, Role
from app.harmony.vocabulary import Vocabulary

QUESTION_TOKENS, ANSWER_TOKENS = 60, 250
_WORDS = ("sea", "harbour", "storm", "light", "stone", "boat", "keeper", "window", "north", "lamp", "rope", "salt")
_SHORT = "a"  # one token, in every vocabulary that is in use


@dataclass(frozen=True, slots=True)
class Talk:
    """``turns`` are questions with their answers; each has its own words, so that no text begins like another."""

    turns: tuple[tuple[str, str], ...]

    def asked(self, turn: int) -> Prompt:
        """With that turn's question (from 0) as the last message."""
        return _prompt(*_history(self.turns[:turn]), Message(Role.USER, self.turns[turn][0]))

    def answered(self, turn: int) -> Prompt:
        """With that turn's answer as the last message."""
        return _prompt(*_history(self.turns[: turn + 1]))

    def edited(self, turn: int, question: str) -> Prompt:
        return _prompt(*_history(self.turns[:turn]), Message(Role.USER, question))


def talk(vocabulary: Vocabulary, turns: int, first_tokens: int) -> Talk:
    """``first_tokens``: about so many in the first question."""
    questions = [words(vocabulary, first_tokens, 0)]
    questions += [words(vocabulary, QUESTION_TOKENS, turn) for turn in range(1, turns)]
    return Talk(tuple((asked, words(vocabulary, ANSWER_TOKENS, 100 + turn)) for turn, asked in enumerate(questions)))


def alone(question: str) -> Prompt:
    """A conversation with one question; an empty one for a question that is empty."""
    return _prompt(*((Message(Role.USER, question),) if question else ()))


def asking(ahead: Prompt, question: str) -> Prompt:
    """The question after these messages."""
    return replace(ahead, messages=(*ahead.messages, Message(Role.USER, question)))


def words(vocabulary: Vocabulary, tokens: int, seed: int) -> str:
    """A text of so many tokens, another one for each seed; of a few more, if they are fewer than it begins with.

    Texts of neighbouring seeds have not even their first word in common, so none is read in part with the other.
    """
    chosen = [f"{_WORDS[seed % len(_WORDS)]} {seed}:"]
    left = tokens - len(vocabulary.encode(chosen[0]))
    sizes = {word: len(vocabulary.encode(f" {word}")) for word in (*_WORDS, _SHORT)}
    for place in itertools.count(seed):
        if left <= 0:
            break
        word = _WORDS[(place * place + place // len(_WORDS)) % len(_WORDS)]
        word = word if sizes[word] <= left else _SHORT
        chosen.append(word)
        left -= sizes[word]
    return " ".join(chosen)


def _prompt(*messages: Message) -> Prompt:
    return Prompt(Effort.LOW, messages)


def _history(turns: tuple[tuple[str, str], ...]) -> tuple[Message, ...]:
    return tuple(
        message
        for question, answer in turns
        for message in (Message(Role.USER, question), Message(Role.ASSISTANT, answer, channel=Channel.FINAL))
    )
