"""What was read survives the process, and only if every byte of it did."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cache_walk import VOCABULARY, Asked, tiny_network
from engine_driver import StartEngine

from app.chat.conversation import Effort
from app.chat.exchange import GenerationRequest, PromptProgress, RequestId, Sampling
from app.chat.folder_name import folder_name
from app.chat.prompt import Channel, Message, Prompt, Role
from app.engine import segments
from app.engine.layout import layout_of
from app.engine.memory import CacheBudget
from app.engine.prompt_cache import PromptCache
from app.engine.rows import LayerRows, Segment
from app.engine.segments import SegmentStore
from app.harmony.render import render_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder
from app.wire.messages import Forget, Generate, Leave, Prepare

import mlx.core as mx  # isort: skip

sys.path.insert(0, str(Path(__file__).parents[1]))

from full_disk import files_end_at

CONVERSATION = "a conversation"
TEXT = tuple(random.Random(1).randrange(VOCABULARY) for _ in range(130))
ENDS = (50, 90, 130)
LIMIT_S = 60.0


@pytest.fixture(scope="module")
def net() -> Any:
    return tiny_network()


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    (tmp_path / "kept").mkdir()
    return SegmentStore(tmp_path / "kept", "k" * 64)


def read(net: Any, ids: tuple[int, ...], cache: PromptCache | None = None) -> PromptCache:
    cache = cache or PromptCache(net, CacheBudget(1 << 30, None), piece_tokens=32)
    for _ in cache.prepare(ids, (), len(ids), Asked(), CONVERSATION):
        pass
    return cache


def keep(net: Any, store: SegmentStore) -> PromptCache:
    """Three segments, one after the other, as after three turns."""
    cache = PromptCache(net, CacheBudget(1 << 30, None), piece_tokens=32)
    for end in ENDS:
        read(net, TEXT[:end], cache)
        begin = store.kept(TEXT[:end], CONVERSATION)
        segment = cache.export_segment(begin, end)
        assert segment is not None
        assert store.save(segment, TEXT[:begin], CONVERSATION)
    return cache


def files(store: SegmentStore) -> list[Path]:
    return sorted(store._folder.glob("*/*/*.safetensors"), key=lambda path: int(path.name.split("-")[0]))


@pytest.mark.parametrize("dtype", [mx.float32, mx.bfloat16], ids=str)
def test_what_is_loaded_is_what_was_kept_bit_for_bit(dtype: mx.Dtype, net: Any, store: SegmentStore) -> None:
    cache = read(net, TEXT)
    segment = cache.export_segment(0, len(TEXT))
    assert segment is not None
    full, mark = (tuple(_as(layer, dtype) for layer in layers) for layers in (segment.full, segment.mark))
    assert store.save(replace(segment, full=full, mark=mark), (), CONVERSATION)
    (loaded,) = store.load((*TEXT, 1, 2), 0, CONVERSATION)
    assert (loaded.begin, loaded.tokens) == (0, TEXT)
    for one, other in zip((*loaded.full, *loaded.mark), (*full, *mark), strict=True):
        assert one.keys.dtype == one.values.dtype == dtype
        assert mx.array_equal(one.keys, other.keys).item()
        assert mx.array_equal(one.values, other.values).item()


def _as(layer: LayerRows, dtype: mx.Dtype) -> LayerRows:
    return LayerRows(layer.keys.astype(dtype), layer.values.astype(dtype))


def test_only_what_is_not_held_already_is_read_from_the_disk(net: Any, store: SegmentStore) -> None:
    keep(net, store)
    assert [segment.begin for segment in store.load((*TEXT, 1), 0, CONVERSATION)] == [0, 50, 90]
    assert [segment.begin for segment in store.load(TEXT, 60, CONVERSATION)] == [50, 90]
    assert store.load(TEXT, 130, CONVERSATION) == ()
    assert store.load(TEXT, 0, "another conversation") == ()
    assert store.kept(TEXT[:100], CONVERSATION) == 90
    assert store.kept((*TEXT[:60], 63, *TEXT[61:]), CONVERSATION) == 50


def test_nobody_else_may_read_it_and_no_backup_takes_it(net: Any, store: SegmentStore) -> None:
    keep(net, store)
    for path in files(store):
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert store._folder.stat().st_mode & 0o777 == 0o700
    assert (store._folder / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def _swap(path: Path) -> None:
    others = [other for other in path.parent.iterdir() if other != path]
    path.write_bytes(others[0].read_bytes())


def _link(path: Path) -> None:
    target = path.parent.parent / "elsewhere"
    path.rename(target)
    path.symlink_to(target)


def _block(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES: dict[str, Callable[[Path], object]] = {
    **{f"flipped {number}": _flip for number in range(8)},
    "cut off": lambda path: os.truncate(path, path.stat().st_size - 1),
    "empty": lambda path: path.write_bytes(b""),
    "swapped": _swap,
    "link": _link,
    "pipe": _block,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_segment_is_removed_and_read_again(
    damage: Callable[[Path], object], net: Any, store: SegmentStore, caplog: pytest.LogCaptureFixture
) -> None:
    keep(net, store)
    damaged = files(store)[1]
    damage(damaged)
    assert [segment.begin for segment in store.load(TEXT, 0, CONVERSATION)] == [0]
    assert not damaged.exists()
    assert not damaged.is_symlink()
    assert "is removed" in caplog.text
    assert store.kept(TEXT, CONVERSATION) == 50  # what comes after it is of no use


def test_another_model_finds_nothing_even_under_its_own_name(
    net: Any, store: SegmentStore, caplog: pytest.LogCaptureFixture
) -> None:
    keep(net, store)
    other = SegmentStore(store._folder, "o" * 64)
    assert other.load(TEXT, 0, CONVERSATION) == ()
    for path in files(store):
        begin, end, _, content = path.stem.split("-")
        place = other._place(CONVERSATION)
        place.mkdir(parents=True, exist_ok=True)
        path.rename(place / f"{begin}-{end}-{other._text_hash(TEXT[: int(end)])}-{content}.safetensors")
    assert other.load(TEXT, 0, CONVERSATION) == ()
    assert "is removed" in caplog.text


def test_names_of_a_long_conversation_are_looked_up_by_hashing_it_once(
    net: Any, store: SegmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(net, store)
    hashed = []
    packed = segments._packed
    monkeypatch.setattr(segments, "_packed", lambda tokens: hashed.append(len(tokens)) or packed(tokens))
    assert store.kept((*TEXT, 1, 2), CONVERSATION) == 130
    assert sum(hashed) == 130


def _other_shapes(segment: Segment) -> Iterator[Segment]:
    """Files that are whole and well named, and would make the model fail, each time that it is asked."""
    full, mark = segment.full, segment.mark
    yield replace(segment, full=full[1:])
    yield replace(segment, full=(*full, full[0]))
    yield replace(segment, mark=mark[1:])
    yield replace(segment, mark=tuple(LayerRows(layer.keys[..., 1:, :], layer.values[..., 1:, :]) for layer in mark))
    yield replace(segment, full=tuple(_as(layer, mx.bfloat16) for layer in full))
    yield replace(segment, full=tuple(LayerRows(layer.keys[..., 1:], layer.values[..., 1:]) for layer in full))
    yield replace(segment, full=tuple(LayerRows(layer.keys[0], layer.values[0]) for layer in full))
    yield replace(segment, full=tuple(LayerRows(layer.keys[0, 0, 0], layer.values[0, 0, 0]) for layer in full))
    yield replace(segment, mark=tuple(LayerRows(layer.keys[0, 0, 0], layer.values[0, 0, 0]) for layer in mark))


def test_rows_of_other_shapes_are_removed_and_never_reach_the_model(
    net: Any, store: SegmentStore, caplog: pytest.LogCaptureFixture
) -> None:
    cache = read(net, TEXT)
    segment = cache.export_segment(0, len(TEXT))
    assert segment is not None
    careful = SegmentStore(store._folder, "k" * 64, fits=layout_of(net).fits)
    for other in _other_shapes(segment):
        assert store.save(other, (), CONVERSATION)
        assert careful.load(TEXT, 0, CONVERSATION) == ()
        assert files(store) == []
    assert "is removed" in caplog.text
    assert store.save(segment, (), CONVERSATION)
    assert len(careful.load(TEXT, 0, CONVERSATION)) == 1


def test_those_used_longest_ago_make_room(net: Any, store: SegmentStore) -> None:
    keep(net, store)
    sizes = [path.stat().st_size for path in files(store)]
    for age, path in enumerate(files(store)):
        os.utime(path, ns=(age, age))
    cache = read(net, TEXT[:20])
    segment = cache.export_segment(0, 20)
    assert segment is not None
    small = SegmentStore(store._folder, "k" * 64, most_bytes=sum(sizes))
    assert small.save(segment, (), "another conversation")
    left = files(store)
    assert sum(path.stat().st_size for path in left) <= sum(sizes)
    assert len(left) == 3
    assert store.kept(TEXT, CONVERSATION) == 0  # the first was used longest ago
    assert not SegmentStore(store._folder, "k" * 64, most_bytes=10).save(segment, (), "a third one")
    assert len(files(store)) == 3


def test_a_full_disk_costs_nothing_but_the_segment(
    net: Any, store: SegmentStore, caplog: pytest.LogCaptureFixture
) -> None:
    segment = read(net, TEXT).export_segment(0, len(TEXT))
    assert segment is not None
    with files_end_at(4096):
        assert not store.save(segment, (), CONVERSATION)
    assert "could not be kept" in caplog.text
    assert list(store._folder.glob("*/*/*")) == []
    assert store.save(segment, (), CONVERSATION)


def test_what_is_forgotten_is_gone_from_the_disk(net: Any, store: SegmentStore) -> None:
    keep(net, store)
    store.forget("another conversation")
    assert len(files(store)) == 3
    store.forget(CONVERSATION)
    assert list(store._folder.glob("*/*")) == []


def test_nothing_is_kept_while_the_folder_is_not_there(
    net: Any, store: SegmentStore, caplog: pytest.LogCaptureFixture
) -> None:
    cache = keep(net, store)
    store._folder.rename(store._folder.with_name("elsewhere"))
    segment = cache.export_segment(0, len(TEXT))
    assert segment is not None
    assert not store.save(segment, (), CONVERSATION)
    assert store.load(TEXT, 0, CONVERSATION) == ()
    store.forget(CONVERSATION)
    assert not store._folder.exists()
    assert caplog.text == ""
    store._folder.mkdir()
    assert store.save(segment, (), CONVERSATION)
    assert store.kept(TEXT, CONVERSATION) == len(TEXT)


QUESTION = Message(Role.USER, "What is 47 + 85? " * 30)
ANSWER = Message(Role.ASSISTANT, "132", channel=Channel.FINAL)
HISTORY = Prompt(Effort.LOW, (QUESTION, ANSWER), "2026-11-24")
NEXT = Prompt(Effort.LOW, (QUESTION, ANSWER, Message(Role.USER, "And 2 + 2?")), "2026-11-24")


def test_a_new_process_reads_the_new_question_only(start_engine: StartEngine, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    first = start_engine("--segments", str(kept))
    first.send(Prepare(HISTORY, CONVERSATION))
    _until(lambda: len(list(kept.glob("*/*/*-*.safetensors"))) == 1)
    first.send(Leave())
    assert first.wait() == 0
    cold = start_engine()
    _, prompt, expected = _asked(cold)
    warm = start_engine("--segments", str(kept))
    reused, total, words = _asked(warm)
    assert (total, words) == (prompt, expected)
    ((end,),) = [[int(path.name.split("-")[1])] for path in kept.glob("*/*/*-*.safetensors")]
    assert reused == end > 300
    warm.send(Forget(CONVERSATION))
    _until(lambda: not list(kept.glob("*/*")))


def test_of_a_question_that_is_still_written_nothing_is_put_on_the_disk(
    start_engine: StartEngine, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    engine = start_engine("--segments", str(kept))
    file = Message(Role.USER, "A file is attached. " * 40, closed=False)
    engine.send(Prepare(replace(HISTORY, messages=(*HISTORY.messages, file)), CONVERSATION))
    _until(lambda: len(list(kept.glob("*/*/*-*.safetensors"))) == 1)
    ((name,),) = [[path.name for path in kept.glob("*/*/*-*.safetensors")]]
    vocabulary = Vocabulary.load(demo_model_folder())
    assert name.startswith(f"0-{len(render_ahead(HISTORY, vocabulary))}-")
    reused, total, _ = _asked(engine)
    assert total - reused < 30, "but it has been read, and what was before it is of use to another question"


def test_what_is_to_be_forgotten_is_gone_before_the_engine_is(start_engine: StartEngine, tmp_path: Path) -> None:
    mine, other = tmp_path / "kept" / "model" / folder_name(CONVERSATION), tmp_path / "kept" / "model" / "other"
    for place in (mine, other):
        place.mkdir(parents=True)
        (place / "segment").write_text("rows")
    engine = start_engine("--segments", str(tmp_path / "kept"), load=False)
    engine.send(Forget(CONVERSATION), Leave())
    assert engine.wait() == 0
    assert not mine.exists()
    assert (other / "segment").exists()


def _asked(engine: Any) -> tuple[int, int, list[Any]]:
    sampling = Sampling(temperature=0.0, max_tokens=12)
    engine.send(Generate(GenerationRequest(RequestId("r"), NEXT, sampling, conversation=CONVERSATION)))
    events = engine.reply("r")
    first = next(event for event in events if isinstance(event, PromptProgress))
    words = "".join(getattr(event, "text", "") for event in events)
    return first.reading.reused, first.reading.total, [words]


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)
