"""A session with a service that fails in many ways, as a program of its own: its end is a crash with all variables.

The key and the text come in on stdin, since what they may never stand in includes the arguments and the environment.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

from backend_probe import Probe
from peer import Act, chunk, serving, well
from PySide6.QtCore import QCoreApplication

from app.backends.cloud import CloudBackend
from app.chat.cloud_model import CloudModel
from app.chat.endpoint import Endpoint
from app.chat.exchange import Failed
from app.chat.secret import Secret
from app.logs import start_logging


def failing(key: str, question: str) -> list[Act]:
    echo = f"Incorrect API key: {key}. {question}".encode()
    return [
        lambda call: call.refuse("401 " + echo.decode(), echo),
        lambda call: call.refuse("429 Too Many", echo, Retry_After="5"),
        lambda call: call.refuse("500 X", echo),
        lambda call: call.refuse("302 Found", b"", Location="http://127.0.0.1:9/" + key),
        lambda call: call.refuse("200 OK", b"<html>" + echo, kind="text/html"),
        lambda call: (call.answer(), call.send(chunk(content="half")), call.reset()),
        lambda call: (call.answer(), call.send(b"data: {" + echo + b"\n\n")),
        well,
    ]


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def main() -> None:
    start_logging(Path(sys.argv[1]), logging.DEBUG)
    app = QCoreApplication([])
    held = [Secret(sys.stdin.readline().strip())]
    question = sys.stdin.readline().strip()
    acts = failing(held[0].reveal(), question)
    with serving() as peer:
        endpoint = Endpoint("peer", "The peer", peer.base_url)
        model = CloudModel("m-1", "M 1", "peer", "2026-11-24", "a test")
        backend = CloudBackend(endpoint=endpoint, model=model, read_key=lambda: held[0])
        probe = Probe(backend)  # type: ignore[arg-type]  # it watches any backend
        for number, act in enumerate(acts):
            peer.act = act
            probe.ask(question, f"r{number}")
            probe.wait_for_end(f"r{number}")
        failures = [event for events in probe.events.values() for event in events if isinstance(event, Failed)]
        say(len(peer.calls), len(failures), failures, backend, vars(backend))
        say(Path("/proc/self/cmdline").read_text(), Path("/proc/self/environ").read_text())
        sent = sum(held[0].reveal().encode() in call.head for call in peer.calls)
        backend.shutdown()
    del question, acts, act, probe, peer  # the test's own: what is left belongs to the app
    try:
        raise RuntimeError(f"crash with {held}")
    except RuntimeError as error:
        shown = traceback.TracebackException.from_exception(error, capture_locals=True)
        say("".join(shown.format()))
    logging.getLogger("soliloquy").critical("the end: %r %s", held, vars(backend))
    say("sent", sent, app is not None)


main()
