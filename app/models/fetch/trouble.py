"""What can go wrong on the way, as exceptions that carry their sentence.

Raised where it is seen; ``download.py`` alone decides whether it is tried again.
"""

from __future__ import annotations

import errno

from app.chat.sentence import Sentence, sentence
from app.models.fetch.events import FetchFailed, FetchFailureKind

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # EFBIG: the volume or a limit allows no file of that size


class TroubleError(Exception):
    """``is_final``: trying again by itself is of no use. ``wait_s``: how long the server asks us to wait.

    ``given_up``: what is said in place of ``sentence`` once it was tried in vain for long and is not tried any more.
    """

    def __init__(
        self,
        kind: FetchFailureKind,
        sentence: Sentence,
        *,
        is_final: bool = False,
        can_retry: bool = True,
        wait_s: float | None = None,
        given_up: Sentence | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(sentence.english)
        self.kind = kind
        self.sentence = sentence
        self.is_final = is_final
        self.can_retry = can_retry
        self.wait_s = wait_s
        self.detail = detail
        self._last_sentence = given_up or sentence

    @property
    def failed(self) -> FetchFailed:
        """At the end: nothing goes on by itself any more."""
        return FetchFailed(self.kind, self._last_sentence, self.can_retry, self.detail)


def connection_lost(detail: str = "") -> TroubleError:
    return TroubleError(
        FetchFailureKind.NETWORK,
        sentence(
            "The connection was lost; what has arrived is kept, and the download goes on once there is a connection."
        ),
        given_up=sentence(
            "The connection was lost and did not come back; what has arrived is kept, so try again later."
        ),
        detail=detail,
    )


def silent_server(detail: str = "") -> TroubleError:
    return TroubleError(
        FetchFailureKind.NETWORK,
        sentence("The server has stopped sending; what has arrived is kept, and the download goes on from there."),
        given_up=sentence("The server sends nothing any more; what has arrived is kept, so try again later."),
        detail=detail,
    )


def wrong_answer(detail: str) -> TroubleError:
    return TroubleError(
        FetchFailureKind.SERVER,
        sentence(
            "The server sends something else than was asked for; what has arrived is kept and you can try again later."
        ),
        detail=detail,
    )


def changed(detail: str) -> TroubleError:
    return TroubleError(
        FetchFailureKind.CHANGED,
        sentence(
            "The files on the server are not those of the model you chose, so nothing more is fetched; choose another"
            " one."
        ),
        is_final=True,
        can_retry=False,
        detail=detail,
    )


def unsuitable(why: Sentence) -> TroubleError:
    return TroubleError(FetchFailureKind.UNSUITABLE, why, is_final=True, can_retry=False)


def damaged(name: str) -> TroubleError:
    return TroubleError(
        FetchFailureKind.DAMAGED,
        sentence(
            "“{name}” has arrived damaged twice; all other files are kept, and you can try again, perhaps elsewhere.",
            name=name,
        ),
        is_final=True,
        detail=name,
    )


def disk_full(needed_bytes: int | None = None, free_bytes: int | None = None) -> TroubleError:
    if needed_bytes is None or free_bytes is None:
        said = sentence(
            "The disk is full; what has arrived is kept, so make room, or move the models folder, and go on."
        )
    else:
        said = sentence(
            "There is not enough room on the disk: {needed_bytes} are still needed and {free_bytes} are free; what is"
            " here is kept, so make room, or move the models folder, and go on.",
            needed_bytes=needed_bytes,
            free_bytes=free_bytes,
        )
    return TroubleError(FetchFailureKind.DISK_FULL, said, is_final=True)


def of_folder(error: OSError) -> TroubleError:
    """What a failed write or read on our own disk means."""
    if error.errno in _FULL:
        return disk_full()
    return TroubleError(
        FetchFailureKind.FOLDER,
        sentence(
            "The model's folder cannot be written; what has arrived is kept, so make it writable or choose another"
            " folder."
        ),
        is_final=True,
        detail=f"{type(error).__name__} {error.errno}: {error.strerror}",
    )


def busy() -> TroubleError:
    return TroubleError(
        FetchFailureKind.BUSY,
        sentence("This model is already being fetched by another process, perhaps in a terminal; let that one finish."),
        is_final=True,
    )


def refused(fault: str) -> TroubleError:
    return TroubleError(
        FetchFailureKind.ORDER,
        sentence(
            "This cannot be fetched, because {fault}; nothing was changed, and you can choose another model.",
            fault=fault,
        ),
        is_final=True,
        can_retry=False,
        detail=fault,
    )
