"""A child process denies itself the network, other programs, and everything else it has no business with.

Three layers, each where it exists: an audit hook (everywhere, sees Python only), a Seatbelt profile (macOS) and an
empty network namespace (Linux where allowed), which also bind native code. Must run before the first thread starts.
"""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import sys
from collections.abc import MutableMapping

# Libraries that could reach out are told not to, before they are imported.
ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
# On Linux, mlx (0.32) compiles fused CPU kernels with any g++ that it finds, in /tmp/mlx: a shared folder with a
# predictable name, whose libraries it would load. Unfused kernels are used instead; on a Mac nothing is compiled there.
LINUX_ENVIRONMENT = {"MLX_DISABLE_COMPILE": "1"}
FORGOTTEN_VARIABLES = (
    "HF_ENDPOINT",
    "HF_TOKEN",
    "HUGGING_FACE_HUB_TOKEN",
    "MLXLM_USE_MODELSCOPE",
    *("http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "no_proxy"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "NO_PROXY"),
)

# Everything but the network and starting programs. Metal's services are reached over Mach ports, not sockets.
SEATBELT_PROFILE = """(version 1)
(allow default)
(deny network*)
(deny process-exec*)
"""

_REFUSED_EVENTS = frozenset(
    (
        *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"),
        *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"),
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.spawn"),
        *("pickle.find_class", "builtins.input", "webbrowser.open"),
    )
)
_SOCKET_EVENTS_WITH_ADDRESS = frozenset(("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"))

_CLONE_NEWUSER = 0x10000000  # Source: linux/sched.h
_CLONE_NEWNET = 0x40000000


class ForbiddenError(PermissionError):
    """Something in this process tried what it never does."""


def prepare_environment(environment: MutableMapping[str, str]) -> None:
    for name in FORGOTTEN_VARIABLES:
        environment.pop(name, None)
    environment.update(ENVIRONMENT)
    if sys.platform == "linux":
        environment.update(LINUX_ENVIRONMENT)


def isolate() -> tuple[str, ...]:
    """Closes every door that this system lets us close; the names of those that are closed now."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the conversation
    closed = []
    if sys.platform == "linux" and _enter_empty_network():
        closed.append("network namespace")
    if sys.platform == "darwin" and _enter_seatbelt():
        closed.append("seatbelt")
    sys.addaudithook(refuse)
    return (*closed, "audit hook")


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """The audit hook. Raises ForbiddenError."""
    if event == "socket.__new__":
        _refuse_family(arguments[1])
    elif event in _SOCKET_EVENTS_WITH_ADDRESS:
        held = arguments[0]
        if isinstance(held, socket.socket):
            _refuse_family(held.family)
        else:
            raise ForbiddenError(event)
    elif event in _REFUSED_EVENTS:
        raise ForbiddenError(f"this process does not do that: {event}")


def _refuse_family(family: object) -> None:
    if family != socket.AF_UNIX:
        raise ForbiddenError("this process has no network")


def _enter_empty_network() -> bool:
    """Leaves the machine's network for an empty one: as root alone, else together with a name space of users."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return False
    for path, line in (
        ("/proc/self/uid_map", f"{user} {user} 1"),
        ("/proc/self/setgroups", "deny"),
        ("/proc/self/gid_map", f"{group} {group} 1"),
    ):
        try:
            with open(path, "w", encoding="ascii") as file:
                file.write(line)
        except OSError:  # only names are lost: files stay readable, their owner is merely unknown
            break
    return True


def _enter_seatbelt() -> bool:
    """Source: sandbox_init(3); it is called deprecated since 10.7 and is what browsers still use."""
    try:
        library = ctypes.CDLL("/usr/lib/libSystem.B.dylib")
        message = ctypes.c_char_p()
        return bool(library.sandbox_init(SEATBELT_PROFILE.encode(), ctypes.c_uint64(0), ctypes.byref(message)) == 0)
    except (OSError, AttributeError):
        return False
