"""``soliloquy ask --endpoint`` as a person runs it: a real process that asks a service on this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from driving import OpenWindow
from pytestqt.qtbot import QtBot

sys.path.append(str(Path(__file__).resolve().parent.parent / "backends"))

from cloud_rig import demo_service
from peer import DONE, Call, chunk, serving, usage

from app.wire.lines import decode_report
from app.wire.messages import Reported

QUESTION = "What is 47 + 85?"
ASK = [sys.executable, "-m", "app", "ask"]
LIMIT_S = 120


def ask(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*ASK, *arguments], input=stdin, capture_output=True, timeout=LIMIT_S, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_answer_is_on_stdout_and_what_was_sent_and_the_reasoning_on_stderr() -> None:
    with serving() as peer:
        done = ask(QUESTION, "--endpoint", f"{peer.base_url}/")
        [call] = peer.calls
    assert done.returncode == 0, done.stderr
    assert done.stdout == "It is 5.\n"
    told, *reasoning = done.stderr.splitlines()
    assert told == f"Sending 1 message (16 characters) to {peer.base_url} for default_model."
    assert reasoning == ["Let me see."]
    assert call.head.startswith(b"POST /v1/chat/completions HTTP/1.1\r\n")
    assert b"authorization" not in call.head.lower()
    assert json.loads(call.body) == {
        "model": "default_model",
        "messages": [{"role": "user", "content": QUESTION}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "store": False,
    }


def test_what_is_chosen_goes_out_and_nothing_else() -> None:
    with serving() as peer:
        done = ask(
            "-", "--endpoint", peer.base_url, "--model", "größte", "--effort", "high", "--max-tokens", "7",
            stdin="Größe?".encode(),
        )  # fmt: skip
        [call] = peer.calls
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(f"Sending 1 message (6 characters) to {peer.base_url} for größte.\n")
    body = json.loads(call.body)
    assert body["messages"] == [{"role": "user", "content": "Größe?"}]
    assert (body["model"], body["max_tokens"], body["reasoning_effort"]) == ("größte", 7, "high")
    assert body["chat_template_kwargs"] == {"reasoning_effort": "high"}


def test_the_person_is_told_before_anything_goes_out() -> None:
    """The line is there while the service has not even answered; Ctrl-C then closes the connection."""
    with serving(Call.wait_until_gone) as peer:
        process = subprocess.Popen(
            [*ASK, QUESTION, "--endpoint", peer.base_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"Sending 1 message")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode in (130, -signal.SIGINT)
    assert out == b""
    assert b"Traceback" not in err


def test_control_c_in_mid_answer_keeps_it_and_closes_the_connection() -> None:
    def half(call: Call) -> None:
        call.answer()
        call.chunk(content="Half")
        call.wait_until_gone()

    with serving(half) as peer:
        process = subprocess.Popen(
            [*ASK, QUESTION, "--endpoint", peer.base_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.read(4) == b"Half"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT_S)
        assert peer.over.acquire(timeout=LIMIT_S), "the service saw the connection close"
    assert (process.returncode, out) == (130, b"\n")
    assert err.endswith(b"Stopped.\n")


def test_json_is_the_replys_events_as_with_the_model_of_this_machine() -> None:
    with serving() as peer:
        done = ask(QUESTION, "--endpoint", peer.base_url, "--json")
    assert done.returncode == 0, done.stderr
    reports = [decode_report(line.encode()) for line in done.stdout.splitlines()]
    assert all(isinstance(report, Reported) for report in reports)
    assert [json.loads(line)["type"] for line in done.stdout.splitlines()][-1] == "Finished"
    assert len(done.stderr.splitlines()) == 1, "it is told with --json, too"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--endpoint", "http://{host}@127.0.0.1/v1"], "not an address"),
        (["--endpoint", "{host}"], "not an address"),
        (["--endpoint", ""], "not an address"),
        (["--endpoint", "ftp://{host}/v1"], "not an address"),
        (["--endpoint", "http://{host}/v1?key=sk-1"], "not an address"),
        (["--endpoint", "http://example.com/v1"], "Without encryption"),
        (["--endpoint", "http://8.8.8.8/v1"], "Without encryption"),
        (["--endpoint", "http://{host}/v1", "--seed", "1"], "--seed is for the model on this"),
        (["--endpoint", "http://{host}/v1", "--record", "off"], "--record is for the model on this"),
        (["--endpoint", "http://{host}/v1", "--temperature", "0"], "--temperature is for"),
        (["--endpoint", "http://{host}/v1", "--thinking-budget", "9"], "--thinking-budget is for"),
        (["--endpoint", "http://{host}/v1", "--key-from-keyring", " "], "a name is needed"),
        (["--endpoint", "http://{host}/v1", "--effort", "extreme"], "invalid choice"),
        (["--key-from-keyring", "lab"], "needs --endpoint"),
    ],
)
def test_what_is_refused_is_not_sent(arguments: list[str], sentence: str) -> None:
    with serving() as peer:
        done = ask(QUESTION, *(argument.format(host=peer.host) for argument in arguments))
        assert peer.connections == 0
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Sending" not in done.stderr
    assert "sk-1" not in done.stderr
    assert done.stdout == ""


def test_an_empty_question_is_not_sent() -> None:
    with serving() as peer:
        assert ask(" \n", "--endpoint", peer.base_url).returncode == 2
        assert peer.connections == 0


def test_nothing_is_sent_if_the_person_cannot_be_told() -> None:
    with serving() as peer:
        line = f"{sys.executable} -m app ask '{QUESTION}' --endpoint {peer.base_url} 2>/dev/full"
        done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=LIMIT_S, check=False)
        assert peer.connections == 0
    assert (done.returncode, done.stdout) == (1, b"")


def test_a_key_that_the_keyring_does_not_have_is_a_failure_and_nothing_is_sent() -> None:
    with serving() as peer:
        done = ask(QUESTION, "--endpoint", peer.base_url, "--key-from-keyring", "soliloquy-test-no-such-key")
        assert peer.connections == 0
    assert done.returncode == 1
    assert "and the key “soliloquy-test-no-such-key” of the keyring" in done.stderr.splitlines()[0]
    assert "keyring" in done.stderr.splitlines()[1].lower()


def test_a_stream_that_breaks_is_a_failure_in_words_and_keeps_what_came() -> None:
    with serving(lambda call: (call.answer(), call.send(chunk(content="Half an answer")))) as peer:
        done = ask(QUESTION, "--endpoint", peer.base_url)
        assert len(peer.calls) == 1
    assert (done.returncode, done.stdout) == (1, "Half an answer\n")
    sentence = f"The connection to {peer.host} broke before the answer was complete. What came is kept."
    assert done.stderr.splitlines()[1:] == [sentence]


def test_nobody_at_the_address_is_a_failure_in_words() -> None:
    with serving() as peer:
        gone = peer.base_url
    done = ask(QUESTION, "--endpoint", gone)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Nobody answers at the address" in done.stderr


def test_every_request_stands_in_the_ledger_of_the_window_with_what_the_service_counted(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    def act(call: Call) -> None:
        """Says what it counted, as the last thing before the end."""
        call.answer()
        call.send(chunk(content="132") + chunk(finish="stop") + usage(61, 344) + DONE)

    with serving(act) as peer:
        host = peer.host
        assert ask(QUESTION, "--endpoint", peer.base_url).returncode == 0
        soliloquy = open_window(scripted=True)
        spending = soliloquy.cloud.spending
        qtbot.waitUntil(lambda: len(spending.entries) == 1, timeout=LIMIT_S * 1000)
        assert ask(QUESTION, "--endpoint", peer.base_url).returncode == 0, "also beside the open window"
        soliloquy.window.menus.ledger.trigger()
        qtbot.waitUntil(lambda: len(spending.entries) == 2, timeout=LIMIT_S * 1000)
    table = soliloquy.window.cloud_pages.ledger.table.model()
    rows = [[table.index(row, column).data() for column in range(1, 7)] for row in range(table.rowCount())]
    assert rows == [[host, "default_model", "Terminal", "61", "344", "not known"]] * 2


def test_what_cannot_be_entered_in_the_ledger_is_not_sent(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "terminal_requests").write_text("in the way")
    with serving() as peer:
        done = ask(QUESTION, "--endpoint", peer.base_url)
        assert peer.connections == 0
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be entered in the cloud ledger, and nothing was sent." in done.stderr


@pytest.mark.parametrize(("finish", "status"), [("length", 4), ("stop", 3)])
def test_a_cut_and_an_empty_answer_have_their_own_status(finish: str, status: int) -> None:
    def act(call: Call) -> None:
        call.answer()
        call.send(chunk(reasoning="Hm") + chunk(finish=finish) + DONE)

    with serving(act) as peer:
        assert ask(QUESTION, "--endpoint", peer.base_url).returncode == status


def test_mlx_lm_server_answers_with_reasoning_and_answer_apart() -> None:
    with demo_service() as base_url:
        done = ask(QUESTION, "--endpoint", base_url, "--effort", "high", "--max-tokens", "2000")
        short = ask(QUESTION, "--endpoint", base_url, "--effort", "high", "--max-tokens", "9")
    assert done.returncode == 0, done.stderr
    assert "132" in done.stdout
    assert len(done.stderr.splitlines()) > 1
    assert "<|" not in done.stdout + done.stderr
    assert (short.returncode, short.stdout) == (4, "")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_without_an_endpoint_no_internet_socket_is_opened(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    trace = ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg,execve", "-o", str(log)]
    if subprocess.run([*trace, "true"], check=False, env=os.environ).returncode != 0:
        pytest.skip("tracing is not allowed here")
    done = subprocess.run([*trace, *ASK, "Hello!", "--effort", "low"], capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "--engine" in log.read_text()
    assert "AF_INET" not in log.read_text()
    with serving() as peer:  # the watch itself must be able to see one
        asked = [*trace, *ASK, "Hello!", "--endpoint", peer.base_url]
        subprocess.run(asked, capture_output=True, timeout=300, check=True)
    assert "AF_INET" in log.read_text()
    assert "--engine" not in log.read_text()
