"""What reading costs: the first token beside mlx-lm's server, opening again, and the memory that it takes."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from app.engine import memory, model_folder
from app.engine.bench import scripted
from app.engine.bench.check import Check, NotRun
from app.engine.bench.first_token import (
    EDITED_TURN,
    LONG,
    Kind,
    Times,
    against_empty,
    against_server,
    play,
    server_name,
)
from app.engine.bench.http_server import PeerError, server
from app.engine.bench.llama_cpp import llama
from app.engine.bench.progress import Progress
from app.engine.bench.talk import Talk, alone, talk, words
from app.engine.bench.whole_path import Engine, engine
from app.engine.prefill import DEFAULT_PIECE_TOKENS
from app.harmony.render import render, render_ahead
from app.harmony.vocabulary import Vocabulary

MEASURED_KINDS = (Kind.NEXT, Kind.EDIT)
SERVER, LLAMA = "mlx_lm.server", "llama.cpp"
COUNTING, STOPPING = "counting what is read", "stopping"
STOPS, CPU_STOPS = 10, 3
STOPPED_PIECES = 4  # of a text, in the second of which it is stopped
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """``folder``: of the model; ``deep``: of one with all layers, if that is another one.

    ``context``: tokens of the long text. ``is_together``: both sides may hold the weights at once.
    """

    folder: Path
    deep: Path
    program: tuple[str, ...]
    context: int
    turns: int
    edits: int
    is_together: bool

    @property
    def steps(self) -> int:
        return self.turns + EDITED_TURN + 1 + self.edits + 2 + len(("ours", SERVER, LLAMA))


@dataclass(frozen=True, slots=True)
class _Played:
    """``reason``: why there is nothing of the server, empty if there is. ``read``: tokens in the scripted conversation,
    by request."""

    peak_bytes: int
    reason: str
    read: list[int]
    peer_read: list[int]


def reading(plan: Plan, progress: Progress) -> list[Check | NotRun]:
    """Raises EngineError, ModelFolderError, VocabularyError."""
    vocabulary = Vocabulary.load(plan.folder)
    played = EDITED_TURN + 1 + plan.turns
    whole = talk(vocabulary, played + 1, plan.context)
    told = Talk(whole.turns[:played])
    with tempfile.TemporaryDirectory(prefix="soliloquy-bench-") as segments:
        program = (*plan.program, "--segments", segments)
        ours, theirs = Times(), Times()
        played_out = _play(plan, program, told, vocabulary, (ours, theirs), progress)
        reason = played_out.reason
        rows: list[Check | NotRun] = [*_counted(plan, played_out, vocabulary, progress)]
        rows += [against_empty(plan.context, ours, is_typed=is_typed) for is_typed in (False, True)]
        for kind in MEASURED_KINDS:
            name = server_name(plan.context, kind)
            rows.append(NotRun(name, reason) if reason else against_server(plan.context, kind, ours, theirs))
        progress.begin("opening again")
        rows += _reopening(plan, program, whole, vocabulary, ours)
        progress.begin(STOPPING)
        rows.append(_stopping(plan, program, vocabulary))
    rows.append(_memory(plan, len(render(told.answered(played - 1), vocabulary)), played_out.peak_bytes))
    return rows


def _play(
    plan: Plan,
    program: tuple[str, ...],
    told: Talk,
    vocabulary: Vocabulary,
    times: tuple[Times, Times],
    progress: Progress,
) -> _Played:
    """All that both are asked, side by side where there is memory for it."""
    reason, read, peer_read = "", [], []
    with ExitStack() as running:
        if plan.is_together:
            started = _started(plan.folder, program, running)
            mine = play(started, told, vocabulary, plan.edits, times[0], started.read_typed)
        try:
            with server(plan.folder, vocabulary) as peer:
                for step in play(peer, told, vocabulary, plan.edits, times[1]):
                    progress.begin("first tokens", words=f"first tokens, {step}")
                    if plan.is_together:
                        next(mine)
                progress.begin(COUNTING, words=f"{COUNTING}, {SERVER}")
                peer_read = scripted.counts(peer, vocabulary)
        except PeerError as error:
            reason = str(error)
        if not plan.is_together:
            started = _started(plan.folder, program, running)
            mine = play(started, told, vocabulary, plan.edits, times[0], started.read_typed)
        for step in mine:  # what is left of it
            if reason:
                progress.begin("first tokens", words=f"first tokens, {step}")
        peak_bytes = started.peak_bytes  # of the long conversation
        if reason:
            progress.begin(COUNTING, words=f"{COUNTING}, {SERVER}: {reason}")
        progress.begin(COUNTING)
        read = scripted.counts(started, vocabulary)
        return _Played(peak_bytes, reason, read, peer_read)


def _counted(plan: Plan, played: _Played, vocabulary: Vocabulary, progress: Progress) -> Iterator[Check | NotRun]:
    """What ours reads in the scripted conversation, and what others do."""
    yield scripted.own(played.read)
    if played.reason:
        yield NotRun(scripted.peer_name(SERVER), played.reason)
    else:
        yield scripted.against(SERVER, played.read, played.peer_read)
    progress.begin(COUNTING, words=f"{COUNTING}, {LLAMA}")
    try:
        with llama(plan.folder, vocabulary) as peer:
            yield scripted.against(LLAMA, played.read, scripted.counts(peer, vocabulary))
    except PeerError as error:
        yield NotRun(scripted.peer_name(LLAMA), str(error))


def _started(folder: Path, program: tuple[str, ...], running: ExitStack) -> Engine:
    started = running.enter_context(engine(program))
    started.load(folder)
    started.wait_for_rest()
    return started


def _reopening(
    plan: Plan, program: tuple[str, ...], whole: Talk, vocabulary: Vocabulary, ours: Times
) -> Iterator[Check]:
    """In a new process, to which nothing was said of the conversation."""
    last = len(whole.turns) - 1
    prompt = whole.asked(last)
    new = len(render(prompt, vocabulary)) - len(render_ahead(whole.answered(last - 1), vocabulary))
    with ExitStack() as running:
        started = _started(plan.folder, program, running)
        seconds = started.first_token(prompt, LONG)
    yield Check(
        "tokens read beyond the question after opening again", started.read_tokens - new, 0, True, unit="no ratio"
    )
    (all_read,) = ours.seconds[Kind.WHOLE]
    yield Check(
        "first token after opening again, to reading all", seconds / all_read, 1 / 4, True,
        1000 * all_read, 1000 * seconds, "ms",
    )  # fmt: skip


def _stopping(plan: Plan, program: tuple[str, ...], vocabulary: Vocabulary) -> Check | NotRun:
    """Stop at moments that are spread over a piece, beside the time that a piece takes."""
    count = CPU_STOPS if memory.read_device() is None else STOPS
    name = "time until a stop is obeyed, of that of a piece"
    with ExitStack() as running:
        started = _started(plan.deep, program, running)
        tried = [
            started.stop(
                alone(words(vocabulary, STOPPED_PIECES * DEFAULT_PIECE_TOKENS, 3000 + at)), 0, (at + 0.5) / count
            )
            for at in range(count)
        ]
    times = [measured for measured in tried if measured is not None]
    if not times:
        return NotRun(name, "every text was read before it could be stopped")
    waited, pieces = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(wait / piece for wait, piece in times)
    return Check(name, ratio, 0.10, True, 1000 * pieces, 1000 * waited, "ms")


def _memory(plan: Plan, tokens: int, peak_bytes: int) -> Check:
    checked = model_folder.check(plan.folder)
    planned = planned_bytes(checked.config, checked.weight_bytes, tokens)
    return Check(
        "memory, peak to plan", peak_bytes / planned, 1.0, True, planned / MEGABYTE, peak_bytes / MEGABYTE, "MB"
    )


def planned_bytes(config: Mapping[str, object], weight_bytes: int, tokens: int) -> int:
    """What a device has to give for so many tokens. ``config`` as the folder's check leaves it.

    Source: the formula that ``memory.context_limit`` solves for the tokens.
    """
    types = cast(list[str], config["layer_types"])
    heads, width, window = (cast(int, config[name]) for name in ("num_key_value_heads", "head_dim", "sliding_window"))
    full = types.count("full_attention")
    row = 2 * heads * width * memory.VALUE_BYTES
    rows = full * row * tokens * (100 + memory.MARKS_PERCENT) // 100 + (len(types) - full) * row * window
    return weight_bytes + rows + memory.LEAST_WORKING_BYTES + memory.BUFFERS_BYTES
