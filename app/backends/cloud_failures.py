"""What a service, or the way to it, did wrong: one sentence for each case, made from numbers and known codes only.

No word that came from the other side stands in a sentence or in its details: it could repeat the key or the question.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence

MAX_RETRY_AFTER_S = 24 * 3600.0  # a clock that counts down for days is no help

_CREDIT_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})


class Fault(StrEnum):
    """How a connection ended that was not asked to end."""

    NO_HOST = "no_host"
    NOBODY = "nobody"  # the machine is there, but nothing answers at that port
    NO_NETWORK = "no_network"
    TLS = "tls"
    CLOSED = "closed"
    SILENCE = "silence"
    NOT_HTTP = "not_http"


class Phase(StrEnum):
    CONNECTING = "connecting"
    WAITING = "waiting"  # the request is sent, nothing has come back
    STREAMING = "streaming"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before an answer. ``retry_after`` as it was sent, ``content_type`` in small letters, without more."""

    status: int
    content_type: str = ""
    encoding: str = ""
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked for what, as the person knows them."""

    service: str
    model: str


def of_connection(fault: Fault, phase: Phase, asked: Asked) -> Failure:
    """No answer began."""
    name, detail = asked.service, f"{fault.value} while {phase.value}"
    match fault:
        case Fault.NO_HOST:
            said = sentence(
                "{service} was not found: there is no network, or the address is wrong. The question is kept.",
                service=name,
            )
            return failure_of(FailureKind.CLOUD_UNREACHABLE, said, detail=detail)
        case Fault.NOBODY:
            said = sentence(
                "Nobody answers at the address of {service}. The question is kept; try again when the service runs.",
                service=name,
            )
            return failure_of(FailureKind.CLOUD_UNREACHABLE, said, detail=detail)
        case Fault.NO_NETWORK:
            said = sentence(
                "There is no connection to {service} now. The question is kept; try again when there is a network.",
                service=name,
            )
            return failure_of(FailureKind.CLOUD_UNREACHABLE, said, detail=detail)
        case Fault.TLS:
            said = sentence(
                "The connection to {service} cannot be trusted, so nothing was sent. Check address and network.",
                service=name,
            )
            return failure_of(FailureKind.CLOUD_TLS, said, detail=detail)
        case Fault.CLOSED:
            said = sentence(
                "The connection to {service} ended before an answer began. The question is kept and can be sent again.",
                service=name,
            )
            return failure_of(FailureKind.CLOUD_BROKEN, said, detail=detail)
        case Fault.SILENCE:
            said = sentence(
                "{service} did not answer in time. The question is kept and can be sent again.", service=name
            )
            return failure_of(FailureKind.CLOUD_TIMEOUT, said, detail=detail)
        case Fault.NOT_HTTP:
            return unreadable(asked, detail)


def of_break(fault: Fault | None, asked: Asked) -> Failure:
    """The answer began and did not end."""
    if fault is Fault.SILENCE:
        said = sentence("{service} fell silent in the middle of the answer. What came is kept.", service=asked.service)
        return failure_of(FailureKind.CLOUD_TIMEOUT, said, detail="silence while streaming")
    said = sentence(
        "The connection to {service} broke before the answer was complete. What came is kept.", service=asked.service
    )
    return failure_of(FailureKind.CLOUD_BROKEN, said, detail=f"{fault or 'ended'} without a finish reason")


def unreadable(asked: Asked, detail: str) -> Failure:
    said = sentence(
        "{service} sent something that is not an answer, so it was not read on. What came before is kept.",
        service=asked.service,
    )
    return failure_of(FailureKind.CLOUD_UNREADABLE, said, detail=detail)


def of_head(head: Head, asked: Asked) -> Failure | None:
    """What is wrong with a head that should begin a stream of events; None if nothing is.

    A refusal (400 and above) is not judged here, since its body says more: ``of_refusal``.
    """
    stands_between = _of_somebody_between(head, asked)
    if stands_between is not None or head.status >= 400:
        return stands_between
    if head.status != 200 or head.content_type != "text/event-stream":
        return unreadable(asked, f"HTTP {head.status}, not a stream of events")
    if head.encoding not in ("", "identity"):
        return unreadable(asked, "the stream is compressed, which was not asked for")
    return None


def of_head_of_list(head: Head, asked: Asked) -> Failure | None:
    """The same for what should be a list of models."""
    stands_between = _of_somebody_between(head, asked)
    if stands_between is not None or head.status >= 400:
        return stands_between
    if head.status != 200 or head.encoding not in ("", "identity"):
        return unreadable(asked, f"HTTP {head.status}, not a list of models")
    return None


def _of_somebody_between(head: Head, asked: Asked) -> Failure | None:
    if 300 <= head.status < 400:
        said = sentence(
            "{service} names another address, which was not followed. Check the address in Settings.",
            service=asked.service,
        )
        return failure_of(FailureKind.CLOUD_REDIRECT, said, detail=f"HTTP {head.status}")
    if head.status == 511 or (head.status < 300 and head.content_type in ("text/html", "application/xhtml+xml")):
        said = sentence(
            "A web page came instead of an answer of {service}: is there a network that wants you to log in?",
            service=asked.service,
        )
        return failure_of(FailureKind.CLOUD_LOGIN_PAGE, said, detail=f"HTTP {head.status}, a web page")
    return None


def of_refusal(head: Head, code: str, asked: Asked, now: float) -> Failure:
    """``code``: a known one from the body, or empty. ``now``: seconds since 1970, UTC."""
    detail = f"HTTP {head.status}{f', {code}' if code else ''}"
    retry_at = retry_time(head.retry_after, now)
    said_by_code = of_code(code, asked, detail)
    if said_by_code is not None:
        return said_by_code
    name, model = asked.service, asked.model
    match head.status:
        case 401:
            return _wrong_key(asked, detail)
        case 402:
            return _no_credit(asked, detail)
        case 403:
            said = sentence(
                "{service} does not allow this: the key may be for something else, or your region is excluded.",
                service=name,
            )
            return failure_of(FailureKind.CLOUD_FORBIDDEN, said, detail=detail)
        case 404 | 410:
            said = sentence(
                "{model} is not offered by {service}, or no longer offered. Choose another model or check the address.",
                model=model,
                service=name,
            )
            return failure_of(FailureKind.CLOUD_MODEL_GONE, said, detail=detail)
        case 408:
            said = sentence(
                "{service} did not wait for the whole question. It is kept and can be sent again.", service=name
            )
            return failure_of(FailureKind.CLOUD_TIMEOUT, said, detail=detail)
        case 413:
            return _too_long(asked, detail)
        case 429:
            said = sentence(
                "{service} gets too many questions just now. The question is kept; send it again a little later.",
                service=name,
            )
            return failure_of(FailureKind.CLOUD_BUSY, said, detail=detail, retry_at=retry_at)
        case status if status >= 500:
            said = sentence(
                "{service} has a fault of its own just now. The question is kept; send it again a little later.",
                service=name,
            )
            return failure_of(FailureKind.CLOUD_SERVER, said, detail=detail, retry_at=retry_at)
        case _:
            said = sentence(
                "{service} did not take this question. Its settings for {model} may not fit.", service=name, model=model
            )
            return failure_of(FailureKind.CLOUD_REFUSED, said, detail=detail)


def of_error_in_stream(code: str, asked: Asked) -> Failure:
    """The service gave up after its answer had begun, and said so."""
    detail = f"an error in the stream{f', {code}' if code else ''}"
    said = sentence("{service} gave up in the middle of the answer. What came is kept.", service=asked.service)
    return of_code(code, asked, detail) or failure_of(FailureKind.CLOUD_SERVER, said, detail=detail)


def of_code(code: str, asked: Asked, detail: str) -> Failure | None:
    if code in _CREDIT_CODES:
        return _no_credit(asked, detail)
    match code:
        case "invalid_api_key":
            return _wrong_key(asked, detail)
        case "model_not_found":
            said = sentence(
                "{model} is not offered by {service}, or no longer offered. Choose another model.",
                model=asked.model,
                service=asked.service,
            )
            return failure_of(FailureKind.CLOUD_MODEL_GONE, said, detail=detail)
        case "context_length_exceeded":
            return _too_long(asked, detail)
        case "content_filter":
            return filtered(asked)
        case _:
            return None


def filtered(asked: Asked) -> Failure:
    said = sentence(
        "The content filter of {service} ended this answer. What came before is kept.", service=asked.service
    )
    return failure_of(FailureKind.CLOUD_FILTERED, said, detail="content_filter")


def no_key(asked: Asked) -> Failure:
    said = sentence("There is no key for {service}, so nothing was sent. Enter one in Settings.", service=asked.service)
    return failure_of(FailureKind.CLOUD_KEY, said)


def impossible_key(asked: Asked) -> Failure:
    said = sentence(
        "The key for {service} has characters that no key has, so nothing was sent. Enter it again.",
        service=asked.service,
    )
    return failure_of(FailureKind.CLOUD_KEY, said)


def retry_time(retry_after: str, now: float) -> float | None:
    """When asking again makes sense, in seconds since 1970, UTC: from seconds or an HTTP date. None: nobody said.

    Source: RFC 9110, section 10.2.3.
    """
    text = retry_after.strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        seconds = when.replace(tzinfo=when.tzinfo or UTC).timestamp() - now
    if not 0 <= seconds < float("inf"):
        return None if seconds != seconds or seconds > 0 else now
    return now + min(seconds, MAX_RETRY_AFTER_S)


def _wrong_key(asked: Asked, detail: str) -> Failure:
    said = sentence("{service} did not accept the key. Check it in Settings.", service=asked.service)
    return failure_of(FailureKind.CLOUD_KEY, said, detail=detail)


def _no_credit(asked: Asked, detail: str) -> Failure:
    said = sentence(
        "The account at {service} has no credit left. Asking again is useless until it is topped up there.",
        service=asked.service,
    )
    return failure_of(FailureKind.CLOUD_CREDIT, said, detail=detail)


def _too_long(asked: Asked, detail: str) -> Failure:
    said = sentence(
        "The conversation is too long for {model}. Begin a new one, or ask a model with a larger context.",
        model=asked.model,
    )
    return failure_of(FailureKind.PROMPT_TOO_LONG, said, detail=detail)
