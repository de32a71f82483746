"""The real process: one line in, one line out, every door closed, and gone when nobody asks any more."""

from __future__ import annotations

import json
import subprocess
import sys

from formula_corpus import DRAWN

from app.formulas.formula import Outline, Refusal, Tex
from app.formulas.lines import READY, decode_drawing, encode_tex

COMMAND = (sys.executable, "-m", "app", "--formulas")

# What its libraries could do, tried from within after it has locked itself in.
TRIES = """
import socket, subprocess, sys
from app.formulas import worker
from app.formulas.formula import Refusal
import app.formulas.typesetting as typesetting

def tried(tex):
    done = []
    for name, act in {
        "socket": lambda: socket.socket(socket.AF_INET),
        "resolve": lambda: socket.getaddrinfo("localhost", 80),
        "program": lambda: subprocess.run(["true"]),
        "read": lambda: open("/etc/passwd"),
        "write": lambda: open("/tmp/soliloquy-formulas", "w"),
    }.items():
        try:
            act()
            done.append(name)
        except PermissionError:
            pass
    return Refusal(",".join(done))

real = typesetting.typeset
typesetting.typeset = lambda tex: tried(tex) if tex.text == "try" else real(tex)
sys.exit(worker.run([]))
"""


def test_it_answers_each_line_and_leaves_at_the_end_of_its_input() -> None:
    asked = b"".join(map(encode_tex, (Tex("x^2"), Tex(r"\foo"), Tex(r"\frac{a}{b}", is_displayed=True))))
    done = subprocess.run(COMMAND, input=asked, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    ready, *answers = done.stdout.splitlines(keepends=True)
    assert ready == READY
    assert [type(decode_drawing(line)) for line in answers] == [Outline, Refusal, Outline]
    assert done.stderr == b""


def test_behind_its_locks_it_draws_what_it_draws_without_them() -> None:
    """Nothing that a formula needs is loaded too late."""
    asked = [Tex(text, is_displayed=True) for text in DRAWN[::5]]
    done = subprocess.run(
        COMMAND, input=b"".join(map(encode_tex, asked)), capture_output=True, timeout=120, check=False
    )
    answers = [decode_drawing(line) for line in done.stdout.splitlines()[1:]]
    assert [type(answer) for answer in answers] == [Outline] * len(asked)


def test_it_leaves_at_a_line_that_is_no_formula() -> None:
    done = subprocess.run(COMMAND, input=b'{"tex": 1}\n', capture_output=True, timeout=120, check=False)
    assert done.returncode == 4
    assert b"no formula" in done.stderr


def test_it_reaches_no_network_no_program_and_no_file() -> None:
    done = subprocess.run(
        (sys.executable, "-c", TRIES), input=encode_tex(Tex("try")), capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[1]) == {"refused": ""}
