"""Whether the person has asked this machine to save energy."""

from __future__ import annotations

import ctypes
import sys

_FOUNDATION = "/System/Library/Frameworks/Foundation.framework/Foundation"
_OBJECTIVE_C = "/usr/lib/libobjc.dylib"


def is_low_power() -> bool:
    """Low Power Mode of macOS; False elsewhere, and where it cannot be told. Takes microseconds, starts nothing.

    Source: NSProcessInfo.isLowPowerModeEnabled in Apple's Foundation, there since macOS 12.
    """
    if sys.platform == "darwin":
        try:
            return _process_info_says_so()
        except (OSError, AttributeError):  # a library or one of its functions is not there
            return False
    return False


def _process_info_says_so() -> bool:
    ctypes.CDLL(_FOUNDATION)  # brings the class
    objc = ctypes.CDLL(_OBJECTIVE_C)
    pointer = ctypes.c_void_p
    find_class = ctypes.CFUNCTYPE(pointer, ctypes.c_char_p)(("objc_getClass", objc))
    selector = ctypes.CFUNCTYPE(pointer, ctypes.c_char_p)(("sel_registerName", objc))
    # The one function that sends messages has to be called with the exact types of what it calls.
    send_for_object = ctypes.CFUNCTYPE(pointer, pointer, pointer)(("objc_msgSend", objc))
    send_for_answer = ctypes.CFUNCTYPE(ctypes.c_bool, pointer, pointer)(("objc_msgSend", objc))
    process_info = send_for_object(find_class(b"NSProcessInfo"), selector(b"processInfo"))
    return bool(send_for_answer(process_info, selector(b"isLowPowerModeEnabled")))
