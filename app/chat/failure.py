"""What the world did wrong, as a value. What we did wrong is an exception and belongs in the crash log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.chat.sentence import Sentence


class FailureKind(StrEnum):
    """What went wrong, for code that chooses what to offer next and for translation."""

    ENGINE_LOST = "engine_lost"  # the child process died or hung while it worked
    ENGINE_START = "engine_start"  # it cannot be started at all
    MODEL_MISSING = "model_missing"
    MODEL_UNSAFE = "model_unsafe"  # the folder holds something that we refuse to load
    MODEL_BROKEN = "model_broken"  # it is safe but cannot be loaded
    NOT_READY = "not_ready"  # asked before a model was loaded
    DOWNLOAD = "download"  # a model did not arrive as a whole
    OUT_OF_MEMORY = "out_of_memory"
    PROMPT_EMPTY = "prompt_empty"
    PROMPT_TOO_LONG = "prompt_too_long"
    ATTACHMENT = "attachment"  # a file that cannot be read
    STORAGE = "storage"  # the data folder cannot be written or read
    ANOTHER_INSTANCE = "another_instance"
    CLOUD_ADDRESS = "cloud_address"  # nothing may be sent there
    CLOUD_KEY = "cloud_key"  # missing, or the service does not accept it
    CLOUD_CREDIT = "cloud_credit"  # the account has no money left
    CLOUD_FORBIDDEN = "cloud_forbidden"  # the key is right, but not for this
    CLOUD_MODEL_GONE = "cloud_model_gone"  # not offered there, or not any more
    CLOUD_BUSY = "cloud_busy"  # too many requests; see ``Failure.retry_at``
    CLOUD_REFUSED = "cloud_refused"  # the service does not take this request
    CLOUD_FILTERED = "cloud_filtered"  # the service's content filter ended the answer
    CLOUD_SERVER = "cloud_server"  # the service has a fault
    CLOUD_UNREACHABLE = "cloud_unreachable"  # no connection: no network, no such host, nobody there
    CLOUD_TLS = "cloud_tls"  # the connection cannot be trusted
    CLOUD_TIMEOUT = "cloud_timeout"  # silence
    CLOUD_BROKEN = "cloud_broken"  # the connection ended in the middle
    CLOUD_LOGIN_PAGE = "cloud_login_page"  # a web page came instead of an answer
    CLOUD_REDIRECT = "cloud_redirect"  # the service names another address
    CLOUD_UNREADABLE = "cloud_unreadable"  # what came is no stream of an answer
    CLOUD_LIMIT = "cloud_limit"  # it could cost more than the person allows in a month
    KEYRING = "keyring"  # the system's keyring cannot be used
    INTERNAL = "internal"  # a fault of ours that was caught at a process border


@dataclass(frozen=True, slots=True)
class Failure:
    """``message``: one sentence for the person (what happened, what was kept, what can be done now), in English.

    ``detail``: technical lines for a "Details" button; never a prompt, a reply or a key. ``said``: the message in a
    form that can be translated, empty where there is none; see ``failure_of``. ``retry_at``: seconds since 1970, UTC,
    before which asking again is useless; None where nobody said so.
    """

    kind: FailureKind
    message: str
    detail: str = ""
    said: tuple[Sentence, ...] = ()
    retry_at: float | None = None


def failure_of(kind: FailureKind, *said: Sentence, detail: str = "", retry_at: float | None = None) -> Failure:
    """One whose message can be told in any language."""
    return Failure(kind, " ".join(sentence.english for sentence in said), detail, said, retry_at)
