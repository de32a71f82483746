"""What a server's answer to a request for the rest of a file means. Pure: status and headers in, a verdict out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from app.chat.sentence import sentence
from app.models.fetch.events import FetchFailureKind
from app.models.fetch.folder import PlannedFile
from app.models.fetch.trouble import TroubleError, changed, wrong_answer

MAX_WAIT_S = 900.0  # of what a server may ask for: after that we ask again

_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_HEXADECIMAL = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def bytes_to_skip(status: int, headers: Mapping[str, str], *, file: PlannedFile, start: int) -> int:
    """How many of the bytes that follow come before ``start``: 0, or ``start`` from a server that ignores ranges.

    Raises TroubleError for everything that is not the rest of this file.
    """
    if status not in (200, 206):
        raise trouble_of(status, headers)
    if headers.get("content-type", "").startswith("text/html"):
        raise web_page()
    if headers.get("content-encoding", "identity") != "identity":
        raise wrong_answer("the content is encoded")
    length = headers.get("content-length")
    expected = file.size_bytes - start if status == 206 else file.size_bytes
    if length is not None and length != str(expected):
        raise wrong_answer(f"Content-Length {length[:20]} instead of {expected}")
    if status == 200:
        return start
    found = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
    if found is None or int(found[1]) != start or found[3] not in (str(file.size_bytes), "*"):
        raise wrong_answer(f"Content-Range {headers.get('content-range', '')[:60]!r} for bytes from {start}")
    return 0


def check_identity(headers: Mapping[str, str], file: PlannedFile) -> None:
    """The hub names the checksum and size of what it is about to send, before it redirects. Raises TroubleError.

    Source: huggingface_hub, file_download.py: ETag or X-Linked-Etag is the SHA-256 of a large file, else its git id.
    """
    etag = (headers.get("x-linked-etag") or headers.get("etag") or "").removeprefix("W/").strip('"')
    algorithm, _, digest = file.digest.partition(":")
    is_comparable = _HEXADECIMAL.fullmatch(etag) is not None and len(etag) == len(digest)
    if is_comparable and etag != digest:
        raise changed(f"{file.name}: the server's {algorithm} is {etag}")
    size = headers.get("x-linked-size")
    if size is not None and size != str(file.size_bytes):
        raise changed(f"{file.name}: the server's size is {size[:20]}")


def trouble_of(status: int, headers: Mapping[str, str]) -> TroubleError:
    """For any status that brings no data."""
    detail = f"status {status}"
    code = headers.get("x-error-code", "")
    match status:
        case 401 if code != "GatedRepo":
            # Source: huggingface_hub, hf_raise_for_status: the hub says 401 for a repository that does not exist.
            return TroubleError(
                FetchFailureKind.NOT_FOUND,
                sentence(
                    "There is no public model of this name on the server; check the name or choose another model."
                ),
                is_final=True,
                detail=detail,
            )
        case 401 | 403:
            return TroubleError(
                FetchFailureKind.FORBIDDEN,
                sentence(
                    "The server does not give this model away without an account, which Soliloquy never uses; what has"
                    " arrived is kept, and you can choose another model."
                ),
                is_final=True,
                detail=detail,
            )
        case 404 | 410:
            return TroubleError(
                FetchFailureKind.NOT_FOUND,
                sentence(
                    "The server does not have this model, or not in this version; choose another model or look for an"
                    " update of Soliloquy."
                ),
                is_final=True,
                detail=detail,
            )
        case 429:
            return TroubleError(
                FetchFailureKind.SERVER,
                sentence("The server asks everybody to slow down; the download goes on by itself in a while."),
                wait_s=retry_after_s(headers),
                given_up=sentence(
                    "The server went on asking everybody to slow down; what has arrived is kept, so try again later."
                ),
                detail=detail,
            )
        case _ if status >= 500 or status in (408, 425):
            return TroubleError(
                FetchFailureKind.SERVER,
                sentence(
                    "The server has a problem of its own; what has arrived is kept and the download goes on by itself."
                ),
                wait_s=retry_after_s(headers),
                given_up=sentence(
                    "The server has a problem of its own that lasts; what has arrived is kept, so try again later."
                ),
                detail=detail,
            )
        case _:
            return wrong_answer(detail)


def web_page() -> TroubleError:
    return TroubleError(
        FetchFailureKind.WEB_PAGE,
        sentence(
            "A web page came instead of the model, usually the login page of a public network; open a browser, log in,"
            " and the download goes on."
        ),
        given_up=sentence(
            "A web page came instead of the model, usually the login page of a public network; open a browser, log in,"
            " then try again."
        ),
    )


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, as the header Retry-After says it: a number or a date (RFC 9110, 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), MAX_WAIT_S)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), MAX_WAIT_S)
