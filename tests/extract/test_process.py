"""The process that reads files: one line of answer, and no way to anything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from files import pdf, stream_bomb_pdf

from app.chat.plain import PlainError
from app.extract.messages import Extracted, ExtractEnd, ExtractFailed, decode

# The role, after which the process tries what it should not be able to do, and says what happened.
TRIES = """
import sys
from pathlib import Path
from app.extract import process
from app.extract.reading import extract as real

def tries(path):
    import socket, subprocess
    told = []
    for name, what in (("write", lambda: Path(sys.argv[2]).write_bytes(b"x" * 10)),
                       ("start", lambda: subprocess.run(["true"])),
                       ("connect", lambda: socket.create_connection(("127.0.0.1", 9), 1))):
        try:
            what()
            told.append(name)
        except OSError:
            pass
    found = real(path)
    object.__setattr__(found, "text", "managed: " + " ".join(told))
    return found

import app.extract.reading
app.extract.reading.extract = tries
sys.exit(process.run([sys.argv[1]]))
"""


def extracted(*command: str) -> tuple[int, ExtractEnd]:
    done = subprocess.run([sys.executable, *command], capture_output=True, timeout=120, check=False)
    assert done.stdout.count(b"\n") == 1, done.stderr
    return done.returncode, decode(done.stdout)


def test_it_answers_with_the_text_and_leaves(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("Hello"))
    status, end = extracted("-m", "app", "--extract", str(tmp_path / "a.pdf"))
    assert status == 0
    assert isinstance(end, Extracted)
    assert (end.attachment.name, end.attachment.text) == ("a.pdf", "[page 1]\nHello")


def test_it_can_write_start_and_reach_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    status, end = extracted("-c", TRIES, str(tmp_path / "a.txt"), str(tmp_path / "written"))
    assert status == 0
    assert isinstance(end, Extracted)
    assert end.attachment.text == "managed: "
    written = tmp_path / "written"
    assert not written.exists() or written.stat().st_size == 0


def test_a_page_that_inflates_without_end_costs_bounded_memory_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(stream_bomb_pdf())
    status, end = extracted("-m", "app", "--extract", str(tmp_path / "bomb.pdf"))
    assert status == 1
    assert isinstance(end, ExtractFailed)
    assert "bomb.pdf" in end.said.english


@pytest.mark.parametrize("arguments", [[], ["relative.txt"], ["/a", "/b"]])
def test_other_arguments_are_not_understood(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "app", "--extract", *arguments], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize("line", [b"", b"[]", b'{"type":"Extracted"}', b'{"type":"X"}', b"\xff", b"[" * 100_000])
def test_a_line_that_is_no_answer_is_refused(line: bytes) -> None:
    with pytest.raises(PlainError):
        decode(line)
