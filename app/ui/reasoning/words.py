"""What the head of the reasoning pane says, from the values alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from app.chat.conversation import Effort, Reply, ReplyStatus, SourceKind
from app.chat.exchange import BackendState, Readiness


@dataclass(frozen=True, slots=True)
class Head:
    """``title`` says what happens or happened, ``facts`` with how much."""

    title: str
    facts: str = ""
    is_live: bool = False


def head_of(reply: Reply, effort: Effort, seconds: float, readiness: Readiness | None) -> Head | None:
    """None if there is nothing to say: a reply without reasoning that is not waited for."""
    if reply.steps:
        title = _thinking_title(reply, seconds)
        return Head(title, _facts(reply, effort), reply.is_thinking)
    if reply.status.is_over or reply.has_text:
        return _hidden_thought(reply, effort)
    return Head(_waiting_title(reply, readiness), "", True)


def _hidden_thought(reply: Reply, effort: Effort) -> Head | None:
    """A service that reasons and does not say what."""
    tokens = 0 if reply.usage is None else reply.usage.reasoning_tokens
    if not tokens or reply.source is None or reply.source.kind is not SourceKind.CLOUD:
        return None
    title = QCoreApplication.translate("ReasoningPane", "Thought, not shared by the provider")
    return Head(title, _tokens_and_effort(tokens, effort))


def effort_words(effort: Effort) -> str:
    match effort:
        case Effort.LOW:
            return QCoreApplication.translate("ReasoningPane", "low effort")
        case Effort.MEDIUM:
            return QCoreApplication.translate("ReasoningPane", "medium effort")
        case Effort.HIGH:
            return QCoreApplication.translate("ReasoningPane", "high effort")


def duration_words(seconds: float) -> str:
    """Whole seconds, from a minute on with minutes; never "0 s" for something that happened."""
    whole = max(1, round(seconds))
    locale = QLocale()
    if whole < 60:
        return QCoreApplication.translate("ReasoningPane", "{seconds} s").format(seconds=locale.toString(whole))
    minutes, rest = divmod(whole, 60)
    return QCoreApplication.translate("ReasoningPane", "{minutes} min {seconds} s").format(
        minutes=locale.toString(minutes), seconds=locale.toString(rest)
    )


def _thinking_title(reply: Reply, seconds: float) -> str:
    time = duration_words(seconds)
    if reply.is_thinking:
        return QCoreApplication.translate("ReasoningPane", "Thinking… {time}").format(time=time)
    if reply.status is ReplyStatus.STOPPED and not reply.answer:
        return QCoreApplication.translate("ReasoningPane", "Stopped after {time}").format(time=time)
    return QCoreApplication.translate("ReasoningPane", "Thought for {time}").format(time=time)


def _facts(reply: Reply, effort: Effort) -> str:
    return _tokens_and_effort(reply.reasoning_tokens, effort)


def _tokens_and_effort(count: int, effort: Effort) -> str:
    if count == 1:
        tokens = QCoreApplication.translate("ReasoningPane", "1 token")
    else:
        tokens = QCoreApplication.translate("ReasoningPane", "{count} tokens").format(count=QLocale().toString(count))
    return QCoreApplication.translate("ReasoningPane", "{tokens} · {effort}").format(
        tokens=tokens, effort=effort_words(effort)
    )


def _waiting_title(reply: Reply, readiness: Readiness | None) -> str:
    locale = QLocale()
    if reply.source is not None and reply.source.kind is SourceKind.CLOUD:
        return QCoreApplication.translate("ReasoningPane", "Asking {model}…").format(model=reply.source.label)
    if readiness is not None and readiness.state in (BackendState.STARTING, BackendState.LOADING):
        if readiness.fraction is None:
            return QCoreApplication.translate("ReasoningPane", "Waiting for the model…")
        percent = locale.toString(int(readiness.fraction * 100))
        return QCoreApplication.translate("ReasoningPane", "Waiting for the model… {percent} %").format(percent=percent)
    if reply.reading is not None and reply.reading.done < reply.reading.total:
        return QCoreApplication.translate("ReasoningPane", "Reading the question… {done} of {total} tokens").format(
            done=locale.toString(reply.reading.done), total=locale.toString(reply.reading.total)
        )
    return QCoreApplication.translate("ReasoningPane", "Reading the question…")
