"""What is put into a growing reply, and what it is kept from: answer now, think more, a nudge, a budget, no loops.

Follows the ids with harmony's own parser, so that nothing is ever put where it would break the format, and never
into a call. Knows no MLX: it says which ids come by force and which may not come; ``decode`` sees to it.
"""

from __future__ import annotations

import re
from typing import assert_never

from app.chat.exchange import Steering
from app.chat.prompt import Channel, Role
from app.engine.assignment import open_turn
from app.engine.header_guard import HeaderGuard
from app.engine.limits import FREE, Limits
from app.engine.loops import LoopDetector
from app.engine.model import Assignment, Control
from app.harmony.parser import MessageKind, StreamParser, TextAdded
from app.harmony.vocabulary import Vocabulary

GRACE_TOKENS = 32  # within which a line or a sentence should end; one that is cut goes on in the answer
MORE_TOKENS = 256  # of reasoning that has to come once more of it is asked for
REASONING_LOOP_TOKENS = 256
ANSWER_LOOP_TOKENS = 2048  # somebody may have asked for a line a hundred times
_END = re.compile(r"(?:\n|(?<![\d.])[.!?][\"')\]*”’]*|[。！？…])\Z")  # 3. may go on: 3.14
_TAIL_CHARS = 16


class Director:
    """Directs one reply.

    ``prefix``: what the prompt already holds of the turn, if more than its beginning. ``thinking_budget``: reasoning
    tokens of the turn, the prefix's included, after which the answer is begun, at the next end of a line or sentence.
    ``guards_headers``: only for prompts that offer no tools.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        control: Control,
        *,
        prefix: tuple[int, ...] = (),
        thinking_budget: int | None = None,
        guards_headers: bool = False,
    ) -> None:
        self._vocabulary = vocabulary
        self._control = control
        self._budget = thinking_budget
        self._guards_headers = guards_headers
        self._parser = StreamParser(vocabulary, None)
        self._header = HeaderGuard(vocabulary)
        self._kind: MessageKind | None = None  # None: a header is open
        self._thought = 0
        self._has_answered = False
        self._is_answer_due = False  # asked for by the person
        self._is_answer_forced = False
        self._may_end_at = 0
        self._nudges: list[str] = []
        self._nudged_at = 0
        self._is_in_loop = False
        self._loops = LoopDetector(REASONING_LOOP_TOKENS)
        self._tail = ""
        for token in prefix or (vocabulary.start, *vocabulary.encode(Role.ASSISTANT)):
            self._follow(token)

    def after(self, token: int) -> tuple[int, ...]:
        """The ids that are to follow this drawn one by force, mostly none."""
        self._follow(token)
        for steer in self._control.take_steering():
            match steer.kind:
                case Steering.ANSWER_NOW:
                    self._is_answer_due, self._may_end_at = True, 0
                    self._nudges.clear()
                case Steering.THINK_MORE:
                    self._is_answer_due, self._may_end_at = False, self._thought + MORE_TOKENS
                case Steering.NUDGE:
                    self._nudges += [steer.text.strip()] if steer.text.strip() else []
                    self._nudged_at = self._thought
                case Steering.PAUSE | Steering.RESUME:
                    pass
                case unknown:
                    assert_never(unknown)
        forced = () if self._parser.stop is not None else self._forced()
        for put in forced:
            self._follow(put)
        return forced

    def limits(self) -> Limits:
        """While more reasoning or a nudge is due, reasoning cannot end."""
        if self._kind is MessageKind.THINKING and (self._nudges or self._thought < self._may_end_at):
            return Limits(without=self._vocabulary.control)
        if self._guards_headers and self._parser.stop is None:
            return Limits(only=self._header.allowed(has_answered=self._has_answered))
        return FREE

    def _follow(self, token: int) -> None:
        before = self._kind
        texts = [piece.text for piece in self._parser.feed(token) if isinstance(piece, TextAdded)]
        self._kind = kind = self._parser.open_kind
        self._header.follow(token, was_open=before is None, is_open=kind is None)
        if kind is None or before is not kind:
            least = REASONING_LOOP_TOKENS if kind is MessageKind.THINKING else ANSWER_LOOP_TOKENS
            self._loops, self._is_in_loop, self._tail = LoopDetector(least), False, ""
        elif token not in self._vocabulary.control:
            self._is_in_loop = self._loops.add(token)
            self._tail = (self._tail + "".join(texts))[-_TAIL_CHARS:]
            self._thought += kind is MessageKind.THINKING
        self._has_answered = self._has_answered or kind is MessageKind.ANSWER

    def _forced(self) -> tuple[int, ...]:
        vocabulary = self._vocabulary
        match self._kind:
            case MessageKind.THINKING if not self._parser.is_whole:
                return ()
            case MessageKind.THINKING if self._is_in_loop or self._is_answer_due or self._is_over_budget():
                if not self._is_answer_forced:
                    return (vocabulary.end, *self._answer(self._header.header(Channel.FINAL)))
                return (vocabulary.return_,) if self._is_in_loop else ()
            case MessageKind.THINKING if self._nudges and self._is_place(self._thought - self._nudged_at):
                return self._nudge()
            case MessageKind.ANSWER:
                self._is_answer_due = False
                self._nudges.clear()
                return (vocabulary.return_,) if self._is_in_loop else ()
            case None if self._is_answer_due and not self._is_answer_forced:
                rest = self._header.rest(Channel.FINAL)
                return () if rest is None else self._answer(rest)
            case _:
                return ()

    def _answer(self, ids: tuple[int, ...]) -> tuple[int, ...]:
        """Once a turn: a model that reasons again after that has its reasons."""
        self._is_answer_forced, self._is_answer_due = True, False
        self._nudges.clear()
        return ids

    def _nudge(self) -> tuple[int, ...]:
        gap = "" if not self._tail or self._tail.endswith("\n") else "\n\n"
        ids = tuple(self._vocabulary.encode(gap + "\n".join(self._nudges) + "\n"))
        self._nudges.clear()
        return ids

    def _is_over_budget(self) -> bool:
        if self._budget is None:
            return False
        return self._is_place(self._thought - max(self._budget, self._may_end_at))

    def _is_place(self, waited: int) -> bool:
        """Whether the text may be cut here, after so many tokens of waiting for its end."""
        is_end = not self._tail or _END.search(self._tail) is not None
        return waited >= GRACE_TOKENS or (waited >= 0 and is_end)


def director_of(assignment: Assignment, vocabulary: Vocabulary, control: Control) -> Director:
    request = assignment.request
    offers_tools = bool(request.prompt.functions or request.prompt.builtin_tools)
    return Director(
        vocabulary,
        control,
        prefix=open_turn(assignment, vocabulary),
        thinking_budget=request.thinking_budget,
        guards_headers=request.guards_headers and not offers_tools,
    )
