"""What a child process denies itself: as rules here, as a process in ``test_engine_process.py``."""

from __future__ import annotations

import socket

import pytest

from app.isolation import SEATBELT_PROFILE, ForbiddenError, prepare_environment, refuse


@pytest.mark.parametrize(
    "event",
    [
        *("socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"),
        *("pickle.find_class", "builtins.input"),
    ],
)
def test_reaching_out_starting_programs_and_asking_on_stdin_are_refused(event: str) -> None:
    with pytest.raises(ForbiddenError):
        refuse(event, ())


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_no_internet_socket_is_made(family: socket.AddressFamily) -> None:
    with pytest.raises(ForbiddenError):
        refuse("socket.__new__", (None, int(family), 1, 0))


@pytest.mark.parametrize("event", ["socket.connect", "socket.bind", "socket.sendto"])
def test_a_socket_that_came_from_elsewhere_cannot_be_used(event: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held, pytest.raises(ForbiddenError):
        refuse(event, (held, ("192.0.2.1", 9)))


def test_local_sockets_and_ordinary_work_are_left_alone() -> None:
    with socket.socket(socket.AF_UNIX) as held:
        refuse("socket.__new__", (None, int(socket.AF_UNIX), 1, 0))
        refuse("socket.connect", (held, "/run/x"))
    for event in ("open", "import", "compile", "ctypes.dlopen", "os.listdir"):
        refuse(event, ())


def test_the_environment_is_offline_and_names_nobody() -> None:
    environment = {"HF_ENDPOINT": "x", "HTTPS_PROXY": "x", "https_proxy": "x", "HF_TOKEN": "x", "PATH": "/bin"}
    prepare_environment(environment)
    assert environment["PATH"] == "/bin"
    assert environment["HF_HUB_OFFLINE"] == environment["TRANSFORMERS_OFFLINE"] == "1"
    assert environment["HF_HUB_DISABLE_TELEMETRY"] == environment["HF_HUB_DISABLE_IMPLICIT_TOKEN"] == "1"
    assert not environment.keys() & {"HF_ENDPOINT", "HTTPS_PROXY", "https_proxy", "HF_TOKEN"}


def test_the_profile_for_a_mac_denies_the_network_and_is_balanced() -> None:
    assert SEATBELT_PROFILE.startswith("(version 1)\n")
    assert "(deny network*)" in SEATBELT_PROFILE
    assert SEATBELT_PROFILE.count("(") == SEATBELT_PROFILE.count(")")
