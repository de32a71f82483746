"""A question of yes or no to an object of macOS that there is one of, such as the workspace, without any binding."""

from __future__ import annotations

import ctypes
import sys

_FRAMEWORKS = "/System/Library/Frameworks/{0}.framework/{0}"
_OBJECTIVE_C = "/usr/lib/libobjc.dylib"


def mac_answers(framework: str, kind: bytes, the_one: bytes, question: bytes) -> bool:
    """``kind``: a class of the ``framework``; ``the_one``: its method that gives the object; ``question``: a method
    of that without arguments, which returns a BOOL.

    False on other systems, and where it cannot be told. Takes microseconds, starts nothing.
    """
    if sys.platform == "darwin":
        try:
            return _answer(framework, kind, the_one, question)
        except (OSError, AttributeError):  # a library or one of its functions is not there
            return False
    return False


def _answer(framework: str, kind: bytes, the_one: bytes, question: bytes) -> bool:
    ctypes.CDLL(_FRAMEWORKS.format(framework))  # brings the class
    objc = ctypes.CDLL(_OBJECTIVE_C)
    pointer = ctypes.c_void_p
    find_class = ctypes.CFUNCTYPE(pointer, ctypes.c_char_p)(("objc_getClass", objc))
    selector = ctypes.CFUNCTYPE(pointer, ctypes.c_char_p)(("sel_registerName", objc))
    # The one function that sends messages has to be called with the exact types of what it calls.
    send_for_object = ctypes.CFUNCTYPE(pointer, pointer, pointer)(("objc_msgSend", objc))
    send_for_answer = ctypes.CFUNCTYPE(ctypes.c_bool, pointer, pointer)(("objc_msgSend", objc))
    found = send_for_object(find_class(kind), selector(the_one))
    return bool(send_for_answer(found, selector(question)))
