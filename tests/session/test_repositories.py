"""A repository that somebody names: looked at first, then offered, fetched and used like any other model."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from model_rig import SMALL, Rig, demo_files, demo_hub
from pytestqt.qtbot import QtBot

sys.path.append(str(Path(__file__).resolve().parent.parent / "models"))

from hub import REPOSITORY, REVISION, FakeHub, Fault

from app.chat.exchange import BackendState
from app.models.fit import GIB, Fit, mac_memory
from app.session.models import CardState, Progress

OTHER, OTHER_2 = "pocket-labs/other", "pocket-labs/two-other"
MakeRig = Callable[..., Rig]


class Named(Rig):
    """Writes down what came of looking."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # named by the tests
        self.found: list[str] = []
        self.refusals: list[str] = []
        self.models.looked_up.connect(self.found.append)
        self.models.not_found.connect(lambda failure: self.refusals.append(failure.message))

    def look_up(self, text: str) -> None:
        self.found.clear()
        self.refusals.clear()
        self.models.look_up(text)
        self.wait_until(lambda: bool(self.found or self.refusals))


@pytest.fixture
def make_rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Named]]:
    rigs: list[Named] = []

    def make(**options: object) -> Named:
        rigs.append(Named(tmp_path / "data", qtbot, **options))
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.close()


def the_hub(**options: object) -> AbstractContextManager[FakeHub]:
    names = (OTHER, OTHER_2, f"somebody/{SMALL}", "somebody/demo", "somebody/mine")
    return demo_hub(also=names, **options)


def of(rig: Rig, name: str) -> str:
    return str(rig.models.folder / name)


def asked(hub: FakeHub) -> list[str]:
    return [seen.path for seen in hub.seen]


@pytest.mark.parametrize("text", [OTHER, f" https://huggingface.co/{OTHER} "])
def test_what_is_found_is_offered_with_its_size_and_verdict(make_rig: Callable[..., Named], text: str) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        before = [card.id for card in rig.models.cards]
        rig.look_up(text)
        assert rig.found == [of(rig, "other")]
        card = rig.models.card(of(rig, "other"))
        assert (card.state, card.label, card.repository) == (CardState.ABSENT, "other", OTHER)
        assert card.size_bytes == sum(len(data) for name, data in demo_files().items() if name != "MODEL_CARD.md")
        assert card.verdict is not None
        assert card.verdict.fit is Fit.FITS
        assert [card.id for card in rig.models.cards] == [*before[:2], card.id, *before[2:]]
        assert not rig.models.folder.exists(), "nothing is kept"
        assert not any(".safetensors" in path for path in asked(hub)), "nothing large is fetched"


def test_it_is_judged_by_its_own_numbers(make_rig: Callable[..., Named]) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        rig.memory = mac_memory(GIB // 2)
        rig.look_up(OTHER)
        verdict = rig.models.card(rig.found[0]).verdict
        assert verdict is not None
        assert not verdict.can_load
        recommended = rig.models.recommended
        assert recommended is None or not recommended.repository, "a first run offers what is known"


def test_it_is_fetched_verified_used_and_removed_like_the_others(make_rig: Callable[..., Named]) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        rig.look_up(OTHER)
        card_id = rig.found[0]
        rig.models.download(card_id)
        rig.wait_until(lambda: rig.models.card(card_id).state is CardState.ON_DISK)
        card = rig.models.card(card_id)
        assert (card.folder, card.repository) == (rig.models.folder / "other", OTHER)
        assert card.frees_bytes == sum(map(len, demo_files().values()))
        rig.models.choose(card_id)
        rig.wait_for(BackendState.READY)
        rig.look_up(OTHER)
        assert rig.found == [card_id], "it is on the list already"
        rig.models.remove(card_id)
        rig.wait_until(lambda: bool(rig.removed))
        assert not (rig.models.folder / "other").exists()


def test_the_first_one_that_is_fetched_so_answers_as_soon_as_it_is_there(make_rig: Callable[..., Named]) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub, is_first_run=True)
        rig.start()
        rig.look_up(OTHER)
        rig.models.download(rig.found[0])
        rig.wait_until(lambda: rig.models.card(rig.found[0]).state is CardState.LOADED)
        current = rig.models.current
        assert current is not None
        assert current.id == rig.found[0]


def test_it_is_paused_and_goes_on_in_the_next_window(make_rig: Callable[..., Named]) -> None:
    with the_hub(bytes_per_second=2_000_000) as hub:
        rig = make_rig(hub=hub)
        rig.look_up(OTHER)
        card_id = rig.found[0]
        rig.models.download(card_id)
        rig.wait_until(lambda: (rig.models.card(card_id).progress or Progress(0, 1)).done > 0)
        rig.models.pause(card_id)
        assert rig.models.card(card_id).state is CardState.PAUSED
        rig.close()
        hub.bytes_per_second = None
        again = make_rig(hub=hub)
        card = again.models.card(card_id)
        assert (card.state, card.repository) == (CardState.PAUSED, OTHER)
        again.models.resume(card_id)
        again.wait_until(lambda: again.models.card(card_id).state is CardState.ON_DISK)
        assert len([card for card in again.models.cards if card.id == card_id]) == 1


def test_cancelled_it_goes_without_a_trace_but_can_be_fetched_anew(make_rig: Callable[..., Named]) -> None:
    with the_hub(bytes_per_second=2_000_000) as hub:
        rig = make_rig(hub=hub)
        rig.look_up(OTHER)
        card_id = rig.found[0]
        rig.models.download(card_id)
        rig.wait_until(lambda: (rig.models.card(card_id).progress or Progress(0, 1)).done > 0)
        rig.models.cancel(card_id)
        rig.wait_until(lambda: rig.models.card(card_id).state is CardState.ABSENT)
        assert not (rig.models.folder / "other").exists()


def test_what_the_catalogue_has_is_found_there(make_rig: Callable[..., Named]) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        rig.look_up(REPOSITORY)
        assert rig.found == [SMALL]
        assert asked(hub) == []


def test_a_name_that_means_something_else_gets_a_folder_with_its_owner(make_rig: Callable[..., Named]) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        rig.look_up(f"somebody/{SMALL}")
        assert rig.found == [of(rig, f"somebody--{SMALL}")]
        rig.look_up("somebody/demo")
        assert rig.found == [of(rig, "somebody--demo")]
        (rig.models.folder / "mine").mkdir(parents=True)
        (rig.models.folder / "mine" / "config.json").write_text("{}")
        rig.look_up("somebody/mine")
        assert rig.found == [of(rig, "somebody--mine")]


def test_the_revision_that_was_named_is_the_one_that_is_fetched(make_rig: Callable[..., Named]) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        rig.look_up(f"{OTHER}@{REVISION}")
        assert rig.found == [of(rig, "other")]
        rig.look_up(f"{OTHER}@{'f' * 40}")
        assert rig.refusals


@pytest.mark.parametrize("text", ["", "gpt-oss-20b", "a/b/c", "../../etc", "-x/y", "a b/c", "\u202e/x"])
def test_what_is_no_name_is_refused_and_nobody_is_asked(make_rig: Callable[..., Named], text: str) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        rig.look_up(text)
        assert "is not the name of a repository" in rig.refusals[0]
        assert asked(hub) == []


@pytest.mark.parametrize("text", [f"{OTHER}@main", f"https://huggingface.co/{OTHER}/tree/experiments"])
def test_a_branch_is_no_version(make_rig: Callable[..., Named], text: str) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        rig.look_up(text)
        assert "40 hexadecimal digits" in rig.refusals[0]
        assert asked(hub) == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=401), "There is no public repository “pocket-labs/other”"),
        (Fault(status=404), "There is no public repository “pocket-labs/other”"),
        (Fault(status=401, headers={"X-Error-Code": "GatedRepo"}), "only to people with an account"),
        (Fault(status=403), "only to people with an account"),
        (Fault(status=429), "try again later"),
        (Fault(status=503), "try again later"),
    ],
)
def test_each_refusal_is_a_sentence_and_leaves_nothing(
    make_rig: Callable[..., Named], fault: Fault, words: str
) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        hub.faults["api"] = [fault] * 9
        rig.look_up(OTHER)
        assert words in rig.refusals[0]
        assert not rig.models.folder.exists()
        assert len(rig.models.cards) == 3


def test_without_a_connection_it_says_so(make_rig: Callable[..., Named]) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
    rig.look_up(OTHER)
    assert rig.refusals == ["The server cannot be reached: check the connection and try again."]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"config.json": json.dumps({"model_type": "llama"}).encode()}, "no gpt-oss model"),
        ({"config.json": b"<html>"}, "config.json of “pocket-labs/other” cannot be read"),
        ({"config.json": None}, "has no config.json"),
        ({"tokenizer.json": None}, "has no tokenizer.json"),
        ({"model.safetensors": None}, "no weights in the safetensors format"),
    ],
)
def test_what_is_no_gpt_oss_is_refused_before_anything_is_fetched(
    make_rig: Callable[..., Named], changes: dict[str, bytes | None], words: str
) -> None:
    with the_hub() as hub:
        files: dict[str, bytes | None] = {**hub.files, **changes}
        hub.files = {name: data for name, data in files.items() if data is not None}
        rig = make_rig(hub=hub)
        rig.look_up(OTHER)
        assert words in rig.refusals[0]
        assert not any("safetensors" in path for path in asked(hub))
        assert not rig.models.folder.exists()


def test_who_does_not_wait_hears_nothing(make_rig: Callable[..., Named]) -> None:
    with the_hub() as hub:
        rig = make_rig(hub=hub)
        rig.models.look_up(OTHER)
        rig.models.stop_looking()
        rig.look_up(OTHER_2)
        assert rig.found == [of(rig, "two-other")]
        assert [card.label for card in rig.models.cards if card.repository] == ["two-other"]
