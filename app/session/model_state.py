"""What happens to a model now, laid over its card: a download, the engine."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from app.chat.exchange import BackendState, Readiness
from app.chat.failure import FailureKind, failure_of
from app.session.download import Download, DownloadState
from app.session.model_card import CardState, ModelCard, Progress

LOADING_TOTAL = 1000  # loading is told in thousandths


def with_download(card: ModelCard, download: Download | None) -> ModelCard:
    """One that is on disk stays so: what is fetched again beside it does not concern the reader."""
    if download is None or card.folder is not None or download.state is DownloadState.DONE:
        return card
    progress = Progress(
        download.done_bytes,
        card.size_bytes if download.total_bytes is None else download.total_bytes,
        download.bytes_per_second,
        download.seconds_left,
        is_verifying=download.state is DownloadState.VERIFYING,
        notice=download.notice,
    )
    failed = download.failure
    failure = None if failed is None else failure_of(FailureKind.DOWNLOAD, failed.sentence, detail=failed.detail)
    return replace(card, state=_state_of(download.state), download=download, progress=progress, failure=failure)


def with_engine(card: ModelCard, readiness: Readiness, *, is_current: bool) -> ModelCard:
    """``is_current``: it is the one that the engine is to run."""
    card = replace(card, is_current=is_current)
    if card.folder is None:
        return card
    if readiness.can_answer and readiness.model is not None and readiness.model.folder == str(card.folder):
        return replace(card, state=CardState.LOADED)
    if not is_current:
        return card
    match readiness.state:
        case BackendState.FAILED:
            return replace(card, state=CardState.FAILED, failure=readiness.failure)
        case BackendState.STARTING | BackendState.LOADING | BackendState.READY | BackendState.BUSY:
            done = int((readiness.fraction or 0.0) * LOADING_TOTAL)
            return replace(card, state=CardState.LOADING, progress=Progress(done, LOADING_TOTAL))
        case BackendState.OFF | BackendState.ASLEEP:
            return card
        case _:
            assert_never(readiness.state)


def _state_of(state: DownloadState) -> CardState:
    match state:
        case DownloadState.STARTING | DownloadState.FETCHING | DownloadState.VERIFYING | DownloadState.WAITING:
            return CardState.DOWNLOADING
        case DownloadState.PAUSED:
            return CardState.PAUSED
        case DownloadState.REMOVING:
            return CardState.REMOVING
        case DownloadState.FAILED:
            return CardState.FAILED
        case DownloadState.DONE:
            return CardState.ABSENT  # until the disk was looked at again
        case _:
            assert_never(state)
