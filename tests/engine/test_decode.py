"""The loop one step ahead: what it yields, and that the cache holds just that wherever it is left."""

from __future__ import annotations

import threading
from typing import Any

import mlx.core as mx
import pytest
from networks import VOCABULARY, random_network

from app.chat.exchange import Recording, Sampling
from app.chat.token_record import unpack
from app.engine.decode import FORCED_AT_ONCE, decode
from app.engine.forward import quicken
from app.engine.limits import FREE, Limits
from app.engine.model import Steer, Written

PROMPT = [(7 * place) % VOCABULARY for place in range(150)]  # longer than the sliding window
GREEDY = Sampling(temperature=0.0)


class Told:
    """A control that is told; ``stops_at``: the question about stopping that is answered yes."""

    def __init__(self, stops_at: int = 1 << 30) -> None:
        self._asked = 0
        self._stops_at = stops_at
        self.paused = threading.Event()

    def is_stopped(self) -> bool:
        self._asked += 1
        return self._asked >= self._stops_at

    def is_paused(self) -> bool:
        return self.paused.is_set()

    def take_steering(self) -> tuple[Steer, ...]:
        return ()


class Puts:
    """A director that puts these ids after the tokens at these places."""

    def __init__(self, **places: tuple[int, ...]) -> None:
        self._places = {int(name.removeprefix("at")): ids for name, ids in places.items()}
        self.told: list[int] = []

    def after(self, token: int) -> tuple[int, ...]:
        self.told.append(token)
        return self._places.get(len(self.told), ())

    def limits(self) -> Limits:
        return FREE


@pytest.fixture(scope="module", params=["plain", "quick"])
def net(request: pytest.FixtureRequest) -> Any:
    network = random_network(layers=4)
    if request.param == "quick":
        assert quicken(network) == 4
    return network


def read(net: Any, prompt: list[int] = PROMPT) -> list[Any]:
    """A cache that holds all but the last id."""
    cache: list[Any] = net.make_cache()
    mx.eval(net(mx.array([prompt[:-1]]), cache))
    return cache


def decoded(net: Any, cache: list[Any], most: int = 40, prompt: list[int] = PROMPT, **options: Any) -> Any:
    control = options.pop("control", Told())
    return decode(net, cache, prompt[-1], most, options.pop("sampling", GREEDY), control, **options)


def greedy_without_cache(net: Any, ids: list[int], count: int) -> list[int]:
    ids = list(ids)
    for _ in range(count):
        ids.append(int(mx.argmax(net(mx.array([ids]))[0, -1]).item()))
    return ids[len(ids) - count :]


def held(cache: list[Any]) -> set[int]:
    return {layer.offset for layer in cache}


def test_greedy_ids_are_those_of_the_network_alone(net: Any) -> None:
    ids = [written.id for written in decoded(net, read(net), 12)]
    assert ids == greedy_without_cache(net, PROMPT, 12)


@pytest.mark.parametrize("taken", [1, 2, 7, 40])
def test_wherever_it_is_left_the_cache_holds_what_was_yielded(net: Any, taken: int) -> None:
    cache = read(net)
    steps = decoded(net, cache)
    ids = [next(steps).id for _ in range(taken)]
    assert held(cache) == {len(PROMPT) + taken}
    steps.close()
    assert held(cache) == {len(PROMPT) + taken}
    following = int(mx.argmax(net(mx.array([[5]]), cache)[0, -1]).item())
    assert [following] == greedy_without_cache(net, [*PROMPT, *ids, 5], 1)


@pytest.mark.parametrize("stops_at", [1, 2, 9])
def test_stop_is_obeyed_after_a_token_that_the_cache_holds(net: Any, stops_at: int) -> None:
    cache = read(net)
    assert len(list(decoded(net, cache, control=Told(stops_at)))) == stops_at
    assert held(cache) == {len(PROMPT) + stops_at}


def test_the_last_token_that_was_asked_for_is_in_the_cache_too(net: Any) -> None:
    cache = read(net)
    assert len(list(decoded(net, cache, 3))) == 3
    assert held(cache) == {len(PROMPT) + 3}


def test_forced_ids_come_after_their_token_and_decoding_goes_on_from_them(net: Any) -> None:
    cache, director = read(net), Puts(at3=(11, 12, 13), at5=(14,))
    written = list(decoded(net, cache, 12, director=director))
    flags = [token.is_forced for token in written]
    assert flags == [False] * 3 + [True] * 3 + [False] * 2 + [True] + [False] * 3
    ids = [token.id for token in written]
    assert [ids[3:6], ids[8]] == [[11, 12, 13], 14]
    assert director.told == [token.id for token in written if not token.is_forced][: len(director.told)]
    assert held(cache) == {len(PROMPT) + 12}
    assert ids[6:8] == greedy_without_cache(net, PROMPT + ids[:6], 2)
    assert ids[9:] == greedy_without_cache(net, PROMPT + ids[:9], 3)


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5])
def test_forced_ids_count_among_the_most_that_may_come(net: Any, most: int) -> None:
    cache = read(net)
    written = list(decoded(net, cache, most, director=Puts(at1=(11, 12, 13))))
    assert len(written) == most
    assert held(cache) == {len(PROMPT) + most}


def test_left_between_forced_ids_the_cache_lacks_only_those(net: Any) -> None:
    cache = read(net)
    steps = decoded(net, cache, director=Puts(at2=(11, 12, 13)))
    assert [next(steps).is_forced for _ in range(4)] == [False, False, True, True]
    steps.close()
    assert held(cache) == {len(PROMPT) + 2}


MANY = tuple((11 * place) % VOCABULARY for place in range(FORCED_AT_ONCE + 50))


def test_many_forced_ids_are_read_in_pieces(net: Any) -> None:
    cache = read(net)
    ids = [written.id for written in decoded(net, cache, len(MANY) + 4, director=Puts(at2=MANY))]
    assert tuple(ids[2:-2]) == MANY
    assert held(cache) == {len(PROMPT) + len(ids)}
    assert ids[-2:] == greedy_without_cache(net, PROMPT + ids[:-2], 2)


def test_stop_is_obeyed_between_pieces_of_forced_ids(net: Any) -> None:
    cache = read(net)
    written = list(decoded(net, cache, 2000, director=Puts(at2=MANY), control=Told(stops_at=3)))
    assert len(written) == 2 + len(MANY)
    assert held(cache) == {len(PROMPT) + 2 + FORCED_AT_ONCE}


def test_nothing_comes_while_it_is_paused(net: Any) -> None:
    control = Told()
    steps = decoded(net, read(net), control=control)
    next(steps)
    control.paused.set()
    came: list[Written] = []
    taking = threading.Thread(target=lambda: came.append(next(steps)))
    taking.start()
    taking.join(0.2)
    assert came == []
    control.paused.clear()
    taking.join(30)
    assert len(came) == 1


@pytest.mark.parametrize("recording", Recording)
def test_what_is_recorded_changes_no_id(net: Any, recording: Recording) -> None:
    sampling = Sampling(temperature=1.0, seed=5)
    plain = list(decoded(net, read(net), 8, sampling=sampling))
    recorded = list(decoded(net, read(net), 8, sampling=sampling, recording=recording, director=Puts(at6=(3,))))
    assert [token.id for token in recorded][:6] == [token.id for token in plain][:6]
    records = [unpack(token.record) for token in recorded]
    assert records[6] is None, "a forced token was not drawn"
    drawn = [record for record in (*records[:6], *records[7:]) if record is not None]
    assert len(drawn) == (0 if recording is Recording.OFF else 7)
    everything = recording is Recording.EVERYTHING
    assert all((len(record.alternatives), len(record.layers)) == ((8, 4) if everything else (0, 0)) for record in drawn)
