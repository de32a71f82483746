"""The first promise, proved from outside: a whole session needs no network, and asks the system for none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SESSION = [sys.executable, str(Path(__file__).with_name("scripted_session.py"))]
EMPTY_NETWORK = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]
LIMIT_S = 300


def runs(command: list[str]) -> bool:
    return bool(shutil.which(command[0])) and subprocess.run([*command, "true"], check=False).returncode == 0


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, env=environment, check=False)


@pytest.mark.skipif(not runs(EMPTY_NETWORK), reason="this system lets nobody make an empty network (or is a Mac)")
def test_a_whole_session_works_where_there_is_no_network_at_all(own_home: Path) -> None:
    only_loopback = run([*EMPTY_NETWORK, "cat", "/proc/net/dev"]).stdout
    assert re.findall(r"^\s*(\w+):", only_loopback, re.MULTILINE) == ["lo"]
    done = run([*EMPTY_NETWORK, *SESSION, str(own_home)])
    assert done.stdout.endswith("DONE\n"), done.stderr


@pytest.mark.takes_long
@pytest.mark.skipif(not runs(["strace", "-o", os.devnull]), reason="strace is not installed, or may not trace")
def test_a_whole_session_opens_no_internet_socket(own_home: Path, tmp_path: Path) -> None:
    log = tmp_path / "calls"
    trace = ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto,sendmsg,execve", "-o", str(log)]
    done = run([*trace, *SESSION, str(own_home)])
    assert done.stdout.endswith("DONE\n"), done.stderr
    calls = log.read_text()
    assert "--engine" in calls  # the child was watched as well
    assert "AF_INET" not in calls
    # The watch itself must be able to see one.
    control = tmp_path / "control"
    open_socket = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"
    run([*trace[:-1], str(control), sys.executable, "-c", open_socket])
    assert "AF_INET" in control.read_text()
