"""What is sent to a model: the messages of a path through the tree, with the history rule applied.

The prompt is a value without tokens. Turning it into ids is the business of ``app.harmony`` in the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from app.chat.attachment import Attachment, framed_all, pictures_in, question_text
from app.chat.conversation import Conversation, Effort, Reply, SourceKind, Turn, TurnId
from app.chat.picture import Picture
from app.chat.trace import COMMENTARY


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class Channel(StrEnum):
    """Harmony's channels. The person reads them as reasoning, preamble and answer."""

    ANALYSIS = "analysis"
    COMMENTARY = "commentary"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt, after harmony's own fields (Source: openai/harmony, docs/format.md).

    ``recipient`` names the tool that an assistant message calls; ``name`` the tool whose result a tool message is.
    ``content_type`` is what stands before the text of a call, such as ``<|constrain|>json``. ``closed`` False, for the
    last of ``Prompt.open`` only: the model goes on inside this message; and for the last one of a prompt that is only
    prepared: the person goes on. ``ids``: the ids that the model generated for
    this very text, if they are known; they count only where they spell it. ``pictures``: beside the text of a question,
    for services that see; ``without_pictures`` comes before any pipe.
    """

    role: Role
    text: str
    channel: Channel | None = None
    recipient: str | None = None
    content_type: str | None = None
    name: str | None = None
    closed: bool = True
    ids: tuple[int, ...] = ()
    pictures: tuple[Picture, ...] = ()


class BuiltinTool(StrEnum):
    """Tools that the model knows from its training."""

    BROWSER = "browser"
    PYTHON = "python"


@dataclass(frozen=True, slots=True)
class FunctionTool:
    """A function that the model may call. ``parameters``: its JSON schema as JSON text, None if it takes none."""

    name: str
    description: str = ""
    parameters: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """A whole prompt. ``date`` is YYYY-MM-DD or None; ``instructions`` is the developer message, empty for none.

    ``open``: assistant messages that already stand at the beginning of the reply: resumed reasoning, a forced answer.
    """

    effort: Effort
    messages: tuple[Message, ...]
    date: str | None = None
    instructions: str = ""
    builtin_tools: tuple[BuiltinTool, ...] = ()
    functions: tuple[FunctionTool, ...] = ()
    open: tuple[Message, ...] = ()


def clean_text(text: str) -> str:
    """Lone surrogates become U+FFFD (Qt strings can hold them, UTF-8 and SQLite cannot). Nothing else changes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text  # nearly every text, and long ones are asked for often


def prompt_for(conversation: Conversation, turn_id: TurnId) -> Prompt:
    """The prompt that asks the question of ``turn_id``. Raises KeyError if there is no such turn."""
    asked = conversation.turn(turn_id)
    prompt = prompt_asking(conversation, asked.parent, asked.prompt, asked.effort, asked.attachments)
    return replace(prompt, open=tuple(_begun(asked.reply))) if asked.forked_from is not None else prompt


def _begun(reply: Reply) -> Iterator[Message]:
    """What a reply that is to be finished has already, up to an answer in which the model goes on."""
    if reply.reasoning:
        yield Message(Role.ASSISTANT, reply.reasoning, Channel.ANALYSIS)
    for preamble in reply.preambles:
        yield Message(Role.ASSISTANT, preamble, Channel.COMMENTARY)
    yield Message(Role.ASSISTANT, reply.answer, Channel.FINAL, closed=False)


def prompt_asking(
    conversation: Conversation,
    parent: TurnId | None,
    text: str,
    effort: Effort,
    attachments: tuple[Attachment, ...] = (),
) -> Prompt:
    """The prompt that would ask this after the turn ``parent``. Raises KeyError if there is no such turn."""
    question = _question(clean_text(text), attachments)
    messages = (*messages_for(conversation.path(parent)), question)
    return Prompt(effort, messages, conversation.date, conversation.instructions)


def prompt_ahead(
    conversation: Conversation, leaf: TurnId | None, effort: Effort, attachments: tuple[Attachment, ...] = ()
) -> Prompt:
    """What the next question after ``leaf`` will be asked with, all but its own words. KeyError: no such turn.

    ``attachments`` of that question stand in a last message that is not closed.
    """
    messages = tuple(messages_for(conversation.path(leaf)))
    if attachments:
        messages = (*messages, Message(Role.USER, framed_all(attachments), closed=False))
    return Prompt(effort, messages, conversation.date, conversation.instructions)


def prompt_begun(ahead: Prompt, words: str) -> Prompt:
    """What ``prompt_ahead`` gave, with the words with which the next question begins; as it was if there are none."""
    if not words:
        return ahead
    messages, begun = ahead.messages, ""
    if messages and not messages[-1].closed:
        messages, begun = messages[:-1], messages[-1].text
        words = words.lstrip("\r\n")  # as ``question_text`` does
    return replace(ahead, messages=(*messages, Message(Role.USER, begun + clean_text(words), closed=False)))


def messages_for(history: Iterable[Turn]) -> Iterator[Message]:
    """Earlier turns as the model sees them: questions and visible text, without their reasoning.

    Source: the history rule of harmony's format guide. An answer that was stopped stays as far as it came; reasoning
    that led to no answer is dropped.
    """
    for turn in history:
        yield _question(turn.prompt, turn.attachments)
        yield from _visible(turn.reply)


def without_pictures(prompt: Prompt) -> Prompt:
    """What a model that only reads is given; the words that go with each picture stay."""
    if not any(message.pictures for message in prompt.messages):
        return prompt
    return replace(prompt, messages=tuple(replace(message, pictures=()) for message in prompt.messages))


def _question(text: str, attachments: tuple[Attachment, ...]) -> Message:
    return Message(Role.USER, question_text(text, attachments), pictures=pictures_in(attachments))


def _visible(reply: Reply) -> Iterator[Message]:
    """With the ids that were generated for each text, where the trace of a local model tells which they are."""
    is_local = reply.source is None or reply.source.kind is SourceKind.LOCAL  # none was named: it was interrupted
    runs = reply.trace.runs_of(COMMENTARY) if is_local and reply.preambles else ()
    of_preambles = runs if len(runs) == len(reply.preambles) else ((),) * len(reply.preambles)
    for preamble, ids in zip(reply.preambles, of_preambles, strict=True):
        yield Message(Role.ASSISTANT, preamble, Channel.COMMENTARY, ids=ids)
    if reply.answer:
        ids = reply.trace.answer_ids if is_local else ()
        yield Message(Role.ASSISTANT, reply.answer, Channel.FINAL, ids=ids)
