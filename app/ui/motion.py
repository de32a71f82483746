"""Whether the system asks that nothing moves without need."""

from __future__ import annotations

import ctypes
import sys

_APPKIT = "/System/Library/Frameworks/AppKit.framework/AppKit"
_OBJECTIVE_C = "/usr/lib/libobjc.dylib"


def system_reduces_motion() -> bool:
    """Reduce Motion of macOS; False elsewhere, and where it cannot be told. Takes microseconds.

    Qt 6.11 tells the wanted contrast and not this. Source: NSWorkspace.accessibilityDisplayShouldReduceMotion in
    Apple's AppKit, there since macOS 10.12.
    """
    if sys.platform == "darwin":
        try:
            return _workspace_says_so()
        except (OSError, AttributeError):  # a library or one of its functions is not there
            return False
    return False


def _workspace_says_so() -> bool:
    ctypes.CDLL(_APPKIT)  # brings the class
    objc = ctypes.CDLL(_OBJECTIVE_C)
    pointer = ctypes.c_void_p
    find_class = ctypes.CFUNCTYPE(pointer, ctypes.c_char_p)(("objc_getClass", objc))
    selector = ctypes.CFUNCTYPE(pointer, ctypes.c_char_p)(("sel_registerName", objc))
    # The one function that sends messages has to be called with the exact types of what it calls.
    send_for_object = ctypes.CFUNCTYPE(pointer, pointer, pointer)(("objc_msgSend", objc))
    send_for_answer = ctypes.CFUNCTYPE(ctypes.c_bool, pointer, pointer)(("objc_msgSend", objc))
    workspace = send_for_object(find_class(b"NSWorkspace"), selector(b"sharedWorkspace"))
    return bool(send_for_answer(workspace, selector(b"accessibilityDisplayShouldReduceMotion")))
