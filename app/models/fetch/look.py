"""Looks at a repository that somebody has named, before anything of it is kept: is it a gpt-oss, and how large?

Asks for the listing and for config.json, and writes nothing. One try: somebody sits there and waits.
"""

from __future__ import annotations

import json

from app.chat.sentence import Sentence, sentence
from app.models.fetch.checksum import SHA256
from app.models.fetch.events import FetchFailed, FetchFailureKind, Found
from app.models.fetch.folder import Plan, PlannedFile
from app.models.fetch.hub import Hub
from app.models.fetch.order import FetchOrder, WantedFile, fault_of
from app.models.fetch.trouble import TroubleError, refused, unsuitable, wrong_answer
from app.models.shape import ModelShape, ShapeError, shape_of

CONFIG, TOKENIZER = "config.json", "tokenizer.json"
MAX_CONFIG_BYTES = 1 << 20


def look(order: FetchOrder, *, silence_s: float) -> Found | FetchFailed:
    """``order.folder`` is not touched."""
    try:
        fault = fault_of(order)
        if fault is not None:
            raise refused(fault)
        hub = Hub(order, silence_s=silence_s)
        plan = hub.plan()
        shape = _shape(hub, plan)
    except TroubleError as error:
        return FetchFailed(error.kind, _sentence(error, order.repository), error.can_retry, error.detail)
    return Found(
        plan.repository,
        plan.revision,
        tuple(_wanted(file) for file in plan.files),
        sum(file.size_bytes for file in plan.files if file.name.endswith(".safetensors")),
        shape,
    )


def _shape(hub: Hub, plan: Plan) -> ModelShape:
    """Raises TroubleError."""
    files = {file.name: file for file in plan.files}
    for name in (CONFIG, TOKENIZER):
        if name not in files:
            raise unsuitable(sentence("“{name}” has no {file}, so it cannot be used.", name=plan.repository, file=name))
    try:
        config: object = json.loads(_content(hub, plan, files[CONFIG]))
    except (ValueError, RecursionError):
        config = None
    if not isinstance(config, dict):
        raise unsuitable(sentence("The {file} of “{name}” cannot be read.", file=CONFIG, name=plan.repository))
    try:
        return shape_of(config)
    except ShapeError as error:
        raise unsuitable(error.sentence) from None


def _content(hub: Hub, plan: Plan, file: PlannedFile) -> bytes:
    """Of a small file. Raises TroubleError."""
    if file.size_bytes > MAX_CONFIG_BYTES:
        raise wrong_answer(f"{file.name} has {file.size_bytes} bytes")
    content = bytearray()
    with hub.body(plan, file, 0) as body:
        for chunk in body.chunks:
            content += chunk
            if len(content) > file.size_bytes:
                break
    if len(content) != file.size_bytes:
        raise wrong_answer(f"{file.name}: {len(content)} bytes instead of {file.size_bytes}")
    return bytes(content)


def _wanted(file: PlannedFile) -> WantedFile:
    algorithm, _, digest = file.digest.partition(":")
    return WantedFile(file.name, file.size_bytes, digest if algorithm == SHA256 else None)


def _sentence(error: TroubleError, name: str) -> Sentence:
    """Nothing has arrived yet that could be kept, so the sentences of a download would be beside the point."""
    match error.kind:
        case FetchFailureKind.NETWORK:
            return sentence("The server cannot be reached: check the connection and try again.")
        case FetchFailureKind.SERVER:
            return sentence("The server has a problem of its own, or too much to do: try again later.")
        case FetchFailureKind.NOT_FOUND:
            return sentence(
                "There is no public repository “{name}”, or not in this version: check the name.", name=name
            )
        case FetchFailureKind.FORBIDDEN:
            return sentence(
                "“{name}” is given only to people with an account there, which Soliloquy never uses. If you have one,"
                " download it yourself and add its folder.",
                name=name,
            )
        case FetchFailureKind.CHANGED:
            return sentence("The server's list of what is in “{name}” makes no sense, so it is not fetched.", name=name)
        case _:
            return error.failed.sentence
