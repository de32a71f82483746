"""A prompt to token ids.

Control tokens are placed by id; every text between two of them is encoded as one plain string, so that no text can
open, close or forge a message. The system message holds OpenAI's own words only; instructions of the person go into
the developer message. Model folders' chat templates are never used: they differ and are wrong in several ways.

Source: docs/format.md and src/encoding.rs of openai/harmony 0.0.8, with the history rule of its format guide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.chat.prompt import BuiltinTool, Channel, Message, Prompt, Role, clean_text
from app.harmony.builtin_tools import BUILTIN_TOOLS, ToolNamespace
from app.harmony.typescript import tools_section
from app.harmony.vocabulary import CONSTRAIN, Vocabulary

_IDENTITY = "You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06"
_CHANNELS = "# Valid channels: analysis, commentary, final. Channel must be included for every message."
_FUNCTIONS_CHANNEL = "Calls to these tools must go to the commentary channel: 'functions'."


def render(prompt: Prompt, vocabulary: Vocabulary) -> list[int]:
    """The ids of the whole prompt. They end with ``<|start|>assistant``, or with the messages in ``prompt.open``.

    Raises ValueError for function parameters that are not JSON and for a tool message without a name.
    """
    ids = _before_reply(prompt, vocabulary)
    for message in prompt.open:
        _conversation_message(ids, vocabulary, message)
    if not prompt.open:
        ids.append(vocabulary.start)
        ids += vocabulary.encode(Role.ASSISTANT)
    return ids


def render_ahead(prompt: Prompt, vocabulary: Vocabulary) -> list[int]:
    """The ids with which every prompt begins that asks another question after these messages, up to its first word.

    A last message that is not closed is the beginning of that question.

    Raises as ``render``.
    """
    ids = _before_reply(prompt, vocabulary)
    if not prompt.messages or prompt.messages[-1].closed:
        _opening(ids, vocabulary, Message(Role.USER, ""))
    return ids


def kept(messages: Sequence[Message]) -> Iterator[Message]:
    """The history rule: reasoning stays only while it leads to a tool call whose turn has no final answer yet."""
    last_final = max((place for place, held in enumerate(messages) if held.channel is Channel.FINAL), default=-1)
    last_assistant = next((held for held in reversed(messages) if held.role is Role.ASSISTANT), None)
    is_calling = last_assistant is not None and last_assistant.recipient is not None
    for place, held in enumerate(messages):
        is_reasoning = held.role is Role.ASSISTANT and held.channel is Channel.ANALYSIS and held.recipient is None
        if not is_reasoning or (is_calling and place > last_final):
            yield held


def system_text(prompt: Prompt) -> str:
    identity = _IDENTITY if prompt.date is None else f"{_IDENTITY}\nCurrent date: {prompt.date}"
    sections = [identity, f"Reasoning: {prompt.effort}"]
    builtin = [BUILTIN_TOOLS[tool] for tool in BuiltinTool if tool in prompt.builtin_tools]
    if builtin:
        sections.append(tools_section(builtin))
    sections.append(f"{_CHANNELS}\n{_FUNCTIONS_CHANNEL}" if prompt.functions else _CHANNELS)
    return "\n\n".join(sections)


def developer_text(prompt: Prompt) -> str:
    """Empty if there is neither an instruction nor a function."""
    sections = [f"# Instructions\n\n{prompt.instructions}"] if prompt.instructions else []
    if prompt.functions:
        sections.append(tools_section([ToolNamespace("functions", "", prompt.functions)]))
    return "\n\n".join(sections)


def _before_reply(prompt: Prompt, vocabulary: Vocabulary) -> list[int]:
    ids: list[int] = []
    _message(ids, vocabulary, "system", system_text(prompt))
    developer = developer_text(prompt)
    if developer:
        _message(ids, vocabulary, "developer", developer)
    for message in kept(prompt.messages):
        _conversation_message(ids, vocabulary, message)
    return ids


def _message(ids: list[int], vocabulary: Vocabulary, role: str, text: str) -> None:
    ids.append(vocabulary.start)
    ids += vocabulary.encode(role)
    ids.append(vocabulary.message)
    ids += vocabulary.encode(text)
    ids.append(vocabulary.end)


def _conversation_message(ids: list[int], vocabulary: Vocabulary, message: Message) -> None:
    _opening(ids, vocabulary, message)
    ids += message.ids if _spells(message.ids, message.text, vocabulary) else vocabulary.encode(message.text)
    if message.closed:
        is_call = message.role is Role.ASSISTANT and message.recipient is not None
        ids.append(vocabulary.call if is_call else vocabulary.end)


def _opening(ids: list[int], vocabulary: Vocabulary, message: Message) -> None:
    ids.append(vocabulary.start)
    _header(ids, vocabulary, message)
    ids.append(vocabulary.message)


def _spells(ids: tuple[int, ...], text: str, vocabulary: Vocabulary) -> bool:
    """Whether these are text tokens of this very vocabulary that make exactly this text.

    Ids come from a model that may have been another one, and from a disk. Where they fit, they are what the model has
    read and written; encoding the text again may cut it otherwise, and nothing that was computed would be of use.
    """
    pieces = tuple(map(vocabulary.token_bytes, ids))  # empty for control tokens and for ids without a meaning
    return bool(pieces) and all(pieces) and b"".join(pieces) == clean_text(text).encode()


def _header(ids: list[int], vocabulary: Vocabulary, message: Message) -> None:
    open_text = _author(message)
    if message.channel is not None:
        ids += vocabulary.encode(open_text)
        ids.append(vocabulary.channel)
        open_text = message.channel.value
    if message.content_type is not None:
        open_text += " "
        if message.content_type.startswith(CONSTRAIN):
            ids += vocabulary.encode(open_text)
            ids.append(vocabulary.constrain)
            open_text = message.content_type.removeprefix(CONSTRAIN)
        else:
            open_text += message.content_type
    ids += vocabulary.encode(open_text)


def _author(message: Message) -> str:
    if message.role is Role.TOOL:
        if not message.name:
            raise ValueError("a tool message names its tool")
        return f"{message.name} to={Role.ASSISTANT}"
    if message.recipient is None or message.recipient == "all":  # everybody: the format leaves that unsaid
        return message.role
    return f"{message.role} to={message.recipient}"
