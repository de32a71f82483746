"""The hub, over huggingface-hub's listing and addresses and a session of our own: no other module knows that library.

Bytes are read by us. huggingface-hub 2.4 starts a killed download from zero, retries only two statuses and compares no
checksums over plain HTTP.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import app
from app.chat.sentence import sentence
from app.models.fetch.answer import bytes_to_skip, check_identity, trouble_of, web_page
from app.models.fetch.checksum import GIT, SHA256
from app.models.fetch.events import FetchFailureKind
from app.models.fetch.folder import Plan, PlannedFile
from app.models.fetch.order import (
    FetchOrder,
    WantedFile,
    fault_of_files,
    is_allowed_name,
    is_loopback_address,
    is_revision,
    is_safe_address,
)
from app.models.fetch.trouble import (
    TroubleError,
    changed,
    connection_lost,
    silent_server,
    unsuitable,
    wrong_answer,
)

if TYPE_CHECKING:
    import httpx2  # at run time only after prepare_environment

USER_AGENT = f"Soliloquy/{app.__version__}"  # says nothing about the machine
MAX_LISTING_BYTES = 8 << 20  # a thousand files are a thirtieth of it
LISTING_LIMIT_S = 120.0
MAX_HOPS = 5  # the hub needs one, or two for a renamed repository

# huggingface-hub reads these once, when it is imported.
_ENVIRONMENT = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_XET": "1",
}
_FORGOTTEN = (
    *("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_ENDPOINT", "HF_DEBUG", "HF_HUB_USER_AGENT_ORIGIN"),
    *("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HUGGINGFACE_CO_STAGING", "HF_HUB_ENABLE_HF_TRANSFER"),
)
_CREDENTIALS = ("authorization", "proxy-authorization", "cookie")


def prepare_environment(environment: MutableMapping[str, str]) -> None:
    """Before anything of this module is used."""
    for name in _FORGOTTEN:
        environment.pop(name, None)
    environment.update(_ENVIRONMENT)


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a file from some offset on; the first ``skip_bytes`` of them come before what was asked for."""

    chunks: Iterator[bytes]
    skip_bytes: int


class Hub:
    """One hub, asked without a name. ``silence_s``: how long it may be silent."""

    def __init__(self, order: FetchOrder, *, silence_s: float) -> None:
        import httpx2
        from huggingface_hub import set_client_factory

        self._order = order
        self._silence_s = silence_s
        self._may_be_plain = is_loopback_address(order.hub)
        self._client = httpx2.Client(
            # No netrc, no proxies and no certificates from the environment.
            trust_env=False,
            proxy=order.proxy,
            headers={"user-agent": USER_AGENT, "accept-encoding": "identity"},
            timeout=silence_s,
            follow_redirects=True,
            max_redirects=MAX_HOPS,
            event_hooks={"request": [self._check_request], "response": [_check_response]},
        )
        set_client_factory(lambda: self._client)  # for the listing; a second call would close the session

    def plan(self) -> Plan:
        """Lists the repository and picks what was ordered. Raises TroubleError."""
        revision, listed = self._listed()
        wanted = self._order.files or tuple(WantedFile(name) for name in sorted(listed) if is_allowed_name(name))
        if not any(file.name.endswith(".safetensors") for file in wanted):
            raise unsuitable(
                sentence(
                    "“{name}” has no weights in the safetensors format, and no other kind can be loaded.",
                    name=self._order.repository,
                )
            )
        fault = fault_of_files(wanted)
        if fault is not None:
            raise changed(fault)
        return Plan(self._order.repository, revision, tuple(_planned(file, listed) for file in wanted))

    @contextmanager
    def body(self, plan: Plan, file: PlannedFile, start: int) -> Iterator[Body]:
        """The file from byte ``start`` on. Each call asks the hub anew, since signed addresses expire.

        Raises TroubleError, also where the chunks are read.
        """
        from huggingface_hub import hf_hub_url

        address = hf_hub_url(plan.repository, file.name, revision=plan.revision, endpoint=self._order.hub)
        request = self._client.build_request("GET", address, headers={"range": f"bytes={start}-"} if start else {})
        with _translated():
            for hop in range(MAX_HOPS + 1):
                response = self._client.send(request, stream=True, follow_redirects=False)
                try:
                    if hop == 0 and response.status_code < 400:
                        check_identity(response.headers, file)
                    if response.next_request is None:
                        yield Body(response.iter_raw(), _skip(response, file, start, is_signed=hop > 0))
                        return
                    request = response.next_request
                finally:
                    response.close()
            raise wrong_answer("too many redirects")

    def _listed(self) -> tuple[str, dict[str, _Listed]]:
        """The revision, and every file by its name, wanted or not."""
        from huggingface_hub import HfApi

        api = HfApi(endpoint=self._order.hub, token=False)
        try:
            with _translated():
                info = api.model_info(
                    self._order.repository, revision=self._order.revision, files_metadata=True, timeout=self._silence_s
                )
                revision = str(info.sha)
                listed = {
                    str(found.rfilename): _Listed(found.size, found.blob_id, found.lfs.sha256 if found.lfs else None)
                    for found in info.siblings or ()
                }
        except (ValueError, TypeError, KeyError, AttributeError) as error:  # whatever the library makes of nonsense
            raise wrong_answer(f"the listing cannot be read: {type(error).__name__}") from None
        if not is_revision(revision) or self._order.revision not in (None, revision):
            raise changed(f"the server's revision is {revision[:60]!r}")
        return revision, listed

    def _check_request(self, request: httpx2.Request) -> None:
        """The last thing before each request leaves, redirected ones included. Raises TroubleError."""
        if not is_safe_address(str(request.url), allow_loopback=self._may_be_plain):
            raise wrong_answer("an address without encryption, or with credentials in it")
        for name in _CREDENTIALS:
            request.headers.pop(name, None)
        request.headers["user-agent"] = USER_AGENT


@dataclass(frozen=True, slots=True)
class _Listed:
    size_bytes: object
    blob_id: object
    sha256: object


def _planned(wanted: WantedFile, listed: dict[str, _Listed]) -> PlannedFile:
    """What is ordered, completed by what is listed; where both say something, they must agree."""
    found = listed.get(wanted.name)
    if found is None:
        raise changed(f"{wanted.name} is missing")
    size, sha256 = found.size_bytes, found.sha256
    if not isinstance(size, int) or size < 0 or wanted.size_bytes not in (None, size):
        raise changed(f"{wanted.name}: the server's size is {str(size)[:20]}")
    if isinstance(sha256, str) and wanted.sha256 not in (None, sha256):
        raise changed(f"{wanted.name}: the server's sha256 is {sha256[:64]}")
    digest = wanted.sha256 or sha256
    if isinstance(digest, str):
        return PlannedFile(wanted.name, size, f"{SHA256}:{digest}")
    if not isinstance(found.blob_id, str):
        raise changed(f"{wanted.name}: no checksum is known")
    return PlannedFile(wanted.name, size, f"{GIT}:{found.blob_id}")


def _skip(response: httpx2.Response, file: PlannedFile, start: int, *, is_signed: bool) -> int:
    try:
        return bytes_to_skip(response.status_code, response.headers, file=file, start=start)
    except TroubleError as error:
        if is_signed:  # a signed address may have expired; the hub itself has just said yes
            error.is_final = False
        raise


def _check_response(response: httpx2.Response) -> None:
    """Before the library reads a listing: no page, and an end to it. Raises TroubleError, then or while it is read."""
    is_page = response.headers.get("content-type", "").startswith("text/html")
    if is_page and response.status_code == 200:
        raise web_page()
    if response.request.url.path.startswith("/api/models/"):
        response.stream = _bounded(response.stream)


def _bounded(stream: object) -> httpx2.SyncByteStream:
    """At most so many bytes in at most so much time, whatever a server sends."""
    import httpx2

    assert isinstance(stream, httpx2.SyncByteStream)
    inner, deadline = stream, time.monotonic() + LISTING_LIMIT_S

    class Bounded(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in inner:
                size += len(chunk)
                if size > MAX_LISTING_BYTES:
                    raise wrong_answer("the listing has no end")
                if time.monotonic() > deadline:
                    raise silent_server("the listing takes too long")
                yield chunk

        def close(self) -> None:
            inner.close()

    return Bounded()


@contextmanager
def _translated() -> Iterator[None]:
    """Everything that the libraries raise about the network, as TroubleError."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    try:
        yield
    except HfHubHTTPError as error:
        raise trouble_of(error.response.status_code, error.response.headers) from None
    except httpx2.TimeoutException as error:
        raise silent_server(type(error).__name__) from None
    except (httpx2.TooManyRedirects, httpx2.DecodingError, httpx2.InvalidURL) as error:
        raise wrong_answer(type(error).__name__) from None
    except httpx2.HTTPError as error:
        if _is_about_certificates(error):
            raise _strange_certificate() from None
        raise connection_lost(type(error).__name__) from None


def _is_about_certificates(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _strange_certificate() -> TroubleError:
    return TroubleError(
        FetchFailureKind.CERTIFICATE,
        sentence(
            "The server cannot prove who it is, so nothing is fetched from it; check the date of this Mac and"
            " whether the network asks for a login."
        ),
    )
