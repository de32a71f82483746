"""One HTTP exchange with a service: a request goes out at most once, and what comes back is handed on as it comes.

The only module of the window's process that reaches a network. Nothing is followed, cached, kept or tried again: no
redirects, cookies, connections or proxies (but the system's, where the person said so), and no text from the other side
is looked at here or repeated. Qt does its input and output in a thread of its own; everything here is called in the
thread that made the exchange.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QIODevice, QObject, QUrl, Signal
from PySide6.QtNetwork import (
    QNetworkAccessManager,
    QNetworkProxy,
    QNetworkProxyFactory,
    QNetworkProxyQuery,
    QNetworkReply,
    QNetworkRequest,
)

from app.backends.cloud_failures import Fault, Head, Phase
from app.backends.silence import Silence
from app.chat.secret import Secret

READ_BUFFER_BYTES = 256 * 1024  # a flood waits in the socket, not in our memory
USER_AGENT = b"Soliloquy"

_Attribute = QNetworkRequest.Attribute
_Error = QNetworkReply.NetworkError

_FAULTS = {
    _Error.HostNotFoundError: Fault.NO_HOST,
    _Error.ConnectionRefusedError: Fault.NOBODY,
    _Error.SslHandshakeFailedError: Fault.TLS,
    _Error.TimeoutError: Fault.SILENCE,
    _Error.RemoteHostClosedError: Fault.CLOSED,
    _Error.ContentReSendError: Fault.CLOSED,  # see _Body
    _Error.ProtocolFailure: Fault.NOT_HTTP,
    _Error.ProtocolUnknownError: Fault.NOT_HTTP,
    _Error.ProtocolInvalidOperationError: Fault.NOT_HTTP,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of silence in each phase. A model that reasons may say nothing for a long time before its first word."""

    connecting_s: float = 15.0
    waiting_s: float = 180.0
    streaming_s: float = 120.0


class HttpExchange(QObject):
    """``answered`` comes at most once and first, ``ended`` once and last; nothing after ``abort``."""

    answered = Signal(object)  # Head
    arrived = Signal(bytes)
    ended = Signal(object)  # Fault, or None: the other side ended it, whole or not

    def __init__(
        self, *, limits: Limits = Limits(), uses_system_proxy: bool = False, parent: QObject | None = None
    ) -> None:
        """``uses_system_proxy``: those of the system, which on Linux are what the environment says; else none is."""
        super().__init__(parent)
        self.phase = Phase.CONNECTING
        self._limits = limits
        self._uses_system_proxy = uses_system_proxy
        # One for each exchange: it would ask on a connection that the other side is just about to close.
        self._manager = QNetworkAccessManager(self)
        self._manager.setRedirectPolicy(QNetworkRequest.RedirectPolicy.ManualRedirectPolicy)
        self._reply: QNetworkReply | None = None
        self._body: _Body | None = None
        self._has_answered = False
        self.limit_s: float | None = None  # shorter than what the phase allows, from now on
        shortest_s = min(limits.connecting_s, limits.waiting_s, limits.streaming_s, 1.0)
        self._silence = Silence(self._allowed_s, shortest_limit_s=shortest_s, parent=self)
        self._silence.lasted_too_long.connect(self._on_silence)

    def post(self, url: str, body: bytes, *, accept: str, key: Callable[[], Secret | None]) -> None:
        """Once in the life of the exchange. ``key`` is asked for here and kept by nobody but the request itself."""
        request = self._request(url, accept, key)
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        request.setHeader(QNetworkRequest.KnownHeaders.ContentLengthHeader, len(body))
        request.setAttribute(_Attribute.DoNotBufferUploadDataAttribute, True)
        self._body = _Body(body, self)
        self._watch(self._manager.post(request, self._body))

    def get(self, url: str, *, accept: str, key: Callable[[], Secret | None]) -> None:
        """Once in the life of the exchange. Nothing of a person goes out, so what Qt does is let pass: when the
        connection closes before an answer began, it asks a second time (6.11)."""
        self._watch(self._manager.get(self._request(url, accept, key)))

    def abort(self) -> None:
        """At once, in every phase; the connection is closed. Harmless when repeated."""
        self._silence.ignore()
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.disconnect(self)
            reply.abort()
            reply.deleteLater()

    def _request(self, url: str, accept: str, key: Callable[[], Secret | None]) -> QNetworkRequest:
        target = QUrl(url, QUrl.ParsingMode.StrictMode)
        self._manager.setProxy(self._proxy(target))
        request = QNetworkRequest(target)
        for attribute, held in (
            (_Attribute.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.AlwaysNetwork),
            (_Attribute.CacheSaveControlAttribute, False),
            (_Attribute.CookieLoadControlAttribute, QNetworkRequest.LoadControl.Manual),
            (_Attribute.CookieSaveControlAttribute, QNetworkRequest.LoadControl.Manual),
            (_Attribute.AuthenticationReuseAttribute, QNetworkRequest.LoadControl.Manual),
            (_Attribute.Http2AllowedAttribute, False),  # one request a connection: there is nothing to share
        ):
            request.setAttribute(attribute, held)
        for name, value in (
            (b"Accept", accept.encode()),
            (b"Accept-Encoding", b"identity"),  # also stops Qt from unpacking, and with it what unpacks without end
            (b"Accept-Language", b"*"),  # Qt would tell the system's
            (b"User-Agent", USER_AGENT),  # Qt would call itself a browser
            (b"Connection", b"close"),
        ):
            request.setRawHeader(name, value)
        secret = key()
        if secret is not None:
            request.setRawHeader(b"Authorization", b"Bearer " + secret.reveal().encode())
        return request

    def _proxy(self, target: QUrl) -> QNetworkProxy:
        if self._uses_system_proxy:
            found = QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(target))
            if found:
                return found[0]
        return QNetworkProxy(QNetworkProxy.ProxyType.NoProxy)

    def _watch(self, reply: QNetworkReply) -> None:
        self._reply = reply
        reply.setReadBufferSize(READ_BUFFER_BYTES)
        reply.requestSent.connect(self._on_sent)
        reply.metaDataChanged.connect(self._on_head)
        reply.readyRead.connect(self._on_data)
        reply.finished.connect(self._on_finished)
        self._silence.watch()

    def _on_sent(self) -> None:
        if self.phase is Phase.CONNECTING:
            self.phase = Phase.WAITING
            self._silence.end()

    def _on_head(self) -> None:
        reply = self._reply
        status = reply.attribute(_Attribute.HttpStatusCodeAttribute) if reply is not None else None
        if reply is None or self._has_answered or not isinstance(status, int):
            return
        self._has_answered = True
        self.phase = Phase.STREAMING
        self._silence.end()
        self.answered.emit(
            Head(
                status,
                _header(reply, "Content-Type").partition(";")[0].strip().lower(),
                _header(reply, "Content-Encoding").strip().lower(),
                _header(reply, "Retry-After"),
            )
        )

    def _on_data(self) -> None:
        self._on_head()  # in case Qt has data to tell before it tells of the head
        if self._reply is not None and (data := self._reply.readAll().data()):
            self._silence.end()
            self.arrived.emit(data)

    def _on_finished(self) -> None:
        self._on_data()
        if self._reply is None:  # whoever took the data has had enough
            return
        error = self._reply.error()
        self.abort()
        if self._has_answered:  # then a status that tells of an error is no fault of the connection
            fault = Fault.CLOSED if _FAULTS.get(error) is Fault.CLOSED else None
        else:
            fault = _FAULTS.get(error, Fault.NO_NETWORK)
        self.ended.emit(fault)

    def _on_silence(self, _limit_s: float) -> None:
        self.abort()
        self.ended.emit(Fault.SILENCE)

    def _allowed_s(self) -> float | None:
        allowed = {
            Phase.CONNECTING: self._limits.connecting_s,
            Phase.WAITING: self._limits.waiting_s,
            Phase.STREAMING: self._limits.streaming_s,
        }[self.phase]
        return allowed if self.limit_s is None else min(allowed, self.limit_s)


class _Body(QIODevice):
    """A body that can be read once, so that a request cannot go out twice.

    When a connection closes early, or at the end of an answer without a length, Qt (6.11.3) goes back to the beginning
    of the body and opens another connection to send the request again; nothing was seen to arrive on it, but only
    because the first answer had ended by then. A body that does not go back gives ContentReSendError instead, which
    therefore only means that the connection was closed.
    """

    def __init__(self, data: bytes, parent: QObject) -> None:
        super().__init__(parent)
        self._data = data
        self._at = 0
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def isSequential(self) -> bool:
        return True

    def bytesAvailable(self) -> int:
        return len(self._data) - self._at

    def atEnd(self) -> bool:
        return self._at >= len(self._data)

    def reset(self) -> bool:
        return False

    def readData(self, maxlen: int) -> bytes:
        data = self._data[self._at : self._at + maxlen]
        self._at += len(data)
        return data

    def writeData(self, data: bytes | bytearray | memoryview, len: int) -> int:  # noqa: A002, ARG002  # Qt's names
        return -1


def _header(reply: QNetworkReply, name: str) -> str:
    return bytes(reply.rawHeader(name).data()).decode("latin-1")
