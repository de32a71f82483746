"""Which models there are and what may be done with each: real engine processes, real downloads, a real disk."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from model_rig import HUGE, SCRIPTED, SMALL, Rig, demo_files, demo_hub
from pytestqt.qtbot import QtBot

from app.chat.exchange import BackendState
from app.chat.failure import FailureKind
from app.models.fetch.folder import is_complete, locked
from app.models.fit import GIB, Fit, mac_memory
from app.models.found import Origin, Place
from app.paths import demo_model_folder
from app.session.models import CardState, Progress

MakeRig = Callable[..., Rig]
NOTHING = Progress(0, 1)
LONG = "script:\nwait 0.3\nanswer Old.\nend"
COPYING = (
    sys.executable,
    "-c",
    "import sys; from app.models import moving; moving._is_one_volume = lambda s, t: False; "
    "sys.exit(moving.run(sys.argv[1:]))",
)


@pytest.fixture
def make_rig(tmp_path: Path, qtbot: QtBot) -> Iterator[MakeRig]:
    rigs: list[Rig] = []

    def make(**options: object) -> Rig:
        rigs.append(Rig(tmp_path / "data", qtbot, **options))  # type: ignore[arg-type]  # named by the tests
        return rigs[-1]

    yield make
    for rig in rigs:
        rig.close()


def put_model(folder: Path) -> Path:
    return Path(shutil.copytree(demo_model_folder(), folder))


def states(rig: Rig) -> dict[str, CardState]:
    return {card.id: card.state for card in rig.models.cards}


def test_a_new_machine_has_the_catalogue_and_the_demo(make_rig: MakeRig) -> None:
    rig = make_rig()
    assert states(rig) == {SMALL: CardState.ABSENT, HUGE: CardState.ABSENT, "demo": CardState.ON_DISK}
    small, huge, demo = rig.models.cards
    assert small.parameters is not None
    assert (small.label, small.parameters.english) == ("Small", "21 B, 3.6 B active")
    assert small.verdict is not None
    assert small.verdict.fit is Fit.FITS
    assert huge.verdict is not None
    assert huge.verdict.fit is Fit.WONT
    assert demo.is_demo
    assert demo.size_bytes > 1_000_000
    assert rig.models.current == demo
    assert rig.models.notice is None
    assert rig.models.free_disk_bytes > 0
    assert rig.models.folder == rig.home / "models"


def test_a_first_run_is_offered_what_fits_and_not_the_default_that_does_not(make_rig: MakeRig) -> None:
    recommended = make_rig().models.recommended
    assert recommended is not None
    assert recommended.id == SMALL


def test_the_card_follows_the_engine(make_rig: MakeRig) -> None:
    rig = make_rig()
    seen: list[CardState] = []
    rig.models.changed.connect(lambda: seen.append(rig.models.card("demo").state))
    rig.start()
    rig.wait_until(lambda: seen[-1] is CardState.LOADED)
    assert CardState.LOADING in seen
    rig.wait_until(lambda: rig.models.card("demo").memory is not None)
    assert rig.models.card("demo").memory == rig.backend.memory_use
    rig.backend.sleep()
    rig.wait_until(lambda: seen[-1] is CardState.ON_DISK)
    assert rig.models.card("demo").memory is None


def test_a_model_is_fetched_chosen_and_answers(make_rig: MakeRig) -> None:
    with demo_hub() as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        assert rig.models.card(SMALL).state is CardState.DOWNLOADING
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        card = rig.models.card(SMALL)
        assert card.folder == rig.home / "models" / SMALL
        assert card.download is None
        assert card.frees_bytes == sum(map(len, demo_files().values()))
        rig.models.choose(SMALL)
        assert rig.models.card(SMALL).state is CardState.LOADING
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.LOADED)
        assert rig.answered("Hello").source.label == "Small"
        assert rig.models.card("demo").state is CardState.ON_DISK
        assert rig.failures == []


def test_a_damaged_model_is_mended_and_answers(make_rig: MakeRig) -> None:
    with demo_hub() as hub:
        rig = make_rig(hub=hub, command=None)
        rig.models.download(SMALL)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        config = rig.home / "models" / SMALL / "config.json"
        config.write_bytes(b"x" * config.stat().st_size)
        rig.models.choose(SMALL)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.FAILED)
        failure = rig.models.card(SMALL).failure
        assert failure is not None
        assert failure.kind is FailureKind.MODEL_BROKEN
        hub.seen.clear()
        rig.models.check(SMALL)
        assert rig.models.card(SMALL).state is CardState.DOWNLOADING
        assert rig.models.card(SMALL).folder is None, "it is not to be had while it is checked"
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.LOADED)
        assert {seen.file for seen in hub.seen} == {"config.json"}
        assert config.read_bytes() == demo_files()["config.json"]
        assert rig.failures == []


def test_the_folder_is_not_moved_while_something_in_it_is_being_deleted(make_rig: MakeRig, tmp_path: Path) -> None:
    with demo_hub(bytes_per_second=1_000_000) as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: (rig.models.card(SMALL).progress or NOTHING).done > 0)
        rig.models.cancel(SMALL)
        assert rig.models.card(SMALL).state is CardState.REMOVING
        rig.models.move_folder(tmp_path / "elsewhere")
        assert rig.models.moving is None
        assert "is being deleted" in rig.failures[-1].message
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ABSENT)
        rig.models.move_folder(tmp_path / "elsewhere")
        rig.wait_until(lambda: rig.models.folder == tmp_path / "elsewhere")


def test_nothing_is_deleted_while_the_folder_is_being_moved(make_rig: MakeRig, tmp_path: Path) -> None:
    with demo_hub(bytes_per_second=1_000_000) as hub:
        rig = make_rig(hub=hub, move_command=COPYING)
        rig.models.download(SMALL)
        rig.wait_until(lambda: (rig.models.card(SMALL).progress or NOTHING).done > 0)
        rig.models.move_folder(tmp_path / "elsewhere")
        assert rig.models.moving is not None
        rig.models.cancel(SMALL)
        rig.models.remove(SMALL)
        assert ["is being moved" in failure.message for failure in rig.failures] == [True, True]
        hub.bytes_per_second = None
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        assert rig.models.card(SMALL).folder == tmp_path / "elsewhere" / SMALL


def test_what_was_not_downloaded_here_cannot_be_checked(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = make_rig()
    put_model(rig.home / "models" / "copied")
    rig.models.rescan()
    rig.models.check(str(rig.home / "models" / "copied"))
    assert [failure.kind for failure in rig.failures] == [FailureKind.MODEL_BROKEN]
    assert "was not downloaded by Soliloquy" in rig.failures[0].message


def test_the_first_model_answers_as_soon_as_it_is_there(make_rig: MakeRig) -> None:
    with demo_hub() as hub:
        rig = make_rig(hub=hub, is_first_run=True)
        rig.start()
        rig.models.download(SMALL)
        rig.ask(LONG)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.LOADED)
        assert rig.ends["r1"].source.label == "Demo"
        assert rig.answered("Hello", "r2").source.label == "Small"
        assert rig.preferences.model == SMALL
        assert rig.failures == []


def test_who_chose_the_demo_keeps_it_when_a_model_has_arrived(make_rig: MakeRig) -> None:
    with demo_hub() as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        assert rig.models.current == rig.models.card("demo")


def test_a_download_is_paused_and_goes_on_in_the_next_window(make_rig: MakeRig) -> None:
    with demo_hub(bytes_per_second=2_000_000) as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: (rig.models.card(SMALL).progress or NOTHING).done > 0)
        rig.models.pause(SMALL)
        assert rig.models.card(SMALL).state is CardState.PAUSED
        rig.models.resume(SMALL)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.DOWNLOADING)
        rig.close()
        again = make_rig(hub=hub)
        assert again.models.card(SMALL).state is CardState.PAUSED
        again.models.resume_all()
        again.wait_until(lambda: again.models.card(SMALL).state is CardState.ON_DISK)


def test_one_that_the_person_paused_waits_in_the_next_window(make_rig: MakeRig) -> None:
    with demo_hub(bytes_per_second=1_000_000) as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: (rig.models.card(SMALL).progress or NOTHING).done > 0)
        rig.models.pause(SMALL)
        rig.close()
        again = make_rig(hub=hub)
        again.models.resume_all()
        assert again.models.card(SMALL).state is CardState.PAUSED
        again.models.cancel(SMALL)
        again.wait_until(lambda: again.models.card(SMALL).state is CardState.ABSENT)
        assert not (again.home / "models" / SMALL).exists()


def test_a_download_that_fails_says_why(make_rig: MakeRig) -> None:
    with demo_hub() as hub:
        rig = make_rig(hub=hub)
        rig.models.download(HUGE)
        rig.wait_until(lambda: rig.models.card(HUGE).state is CardState.FAILED)
        failure = rig.models.card(HUGE).failure
        assert failure is not None
        assert failure.kind is FailureKind.DOWNLOAD
        assert failure.message
        assert rig.models.card(HUGE).download is not None


def test_the_choice_is_remembered(make_rig: MakeRig, tmp_path: Path) -> None:
    put_model(tmp_path / "data" / "models" / SMALL)
    rig = make_rig()
    rig.models.choose(SMALL)
    rig.close()
    again = make_rig()
    assert again.models.notice is None
    current = again.models.current
    assert current is not None
    assert current.id == SMALL
    again.start()
    assert again.answered("Hello").source.label == "Small"


def test_a_chosen_model_that_is_gone_is_told_and_the_demo_answers(make_rig: MakeRig, tmp_path: Path) -> None:
    folder = put_model(tmp_path / "data" / "models" / SMALL)
    rig = make_rig()
    rig.models.choose(SMALL)
    rig.close()
    shutil.rmtree(folder)
    again = make_rig()
    assert again.models.notice is not None
    assert again.models.notice.kind is FailureKind.MODEL_MISSING
    assert "Small" in again.models.notice.message
    again.start()
    assert again.answered("Hello").source.label == "Demo"
    assert again.preferences.model == SMALL, "its disk may come back"


def test_a_reply_that_runs_is_finished_by_the_model_that_began_it(make_rig: MakeRig, tmp_path: Path) -> None:
    put_model(tmp_path / "data" / "models" / SMALL)
    rig = make_rig()
    rig.start()
    rig.ask(LONG)
    rig.wait_for(BackendState.BUSY)
    rig.models.choose(SMALL)
    assert rig.models.card(SMALL).state is CardState.LOADING
    assert rig.models.card("demo").state is CardState.LOADED
    rig.ask("Hello", "r2")
    rig.wait_until(lambda: "r2" in rig.ends)
    assert [rig.ends[name].source.label for name in ("r1", "r2")] == ["Demo", "Small"]


def test_a_model_that_is_not_on_disk_cannot_be_chosen(make_rig: MakeRig) -> None:
    rig = make_rig()
    rig.models.choose(HUGE)
    assert [failure.kind for failure in rig.failures] == [FailureKind.MODEL_MISSING]
    assert rig.models.current == rig.models.card("demo")
    assert rig.preferences.model == "demo"


def test_a_model_too_large_for_the_machine_is_refused_before_it_is_tried(make_rig: MakeRig, tmp_path: Path) -> None:
    put_model(tmp_path / "data" / "models" / SMALL)
    rig = make_rig()
    rig.start()
    rig.memory = mac_memory(GIB // 2)
    rig.models.choose(SMALL, even_if_slow=True)
    (failure,) = rig.failures
    assert failure.kind is FailureKind.OUT_OF_MEMORY
    assert "Small was not loaded" in failure.message
    assert "this Mac can give a model 0.3 GB" in failure.message
    assert rig.models.card(SMALL).failure == failure
    assert rig.answered("Hello").source.label == "Demo"


def test_memory_that_other_apps_hold_is_told_and_the_person_may_insist(make_rig: MakeRig, tmp_path: Path) -> None:
    put_model(tmp_path / "data" / "models" / SMALL)
    rig = make_rig()
    rig.start()
    rig.memory = mac_memory(32 * GIB, GIB // 2)
    rig.models.choose(SMALL)
    (failure,) = rig.failures
    assert "Close other apps" in failure.message
    assert rig.models.card("demo").state is CardState.LOADED
    refused = rig.models.card(SMALL)
    assert (refused.state, refused.failure) == (CardState.ON_DISK, failure)
    rig.models.choose(SMALL, even_if_slow=True)
    rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.LOADED)
    assert rig.models.card(SMALL).failure is None
    rig.close()
    again = make_rig()
    again.memory = rig.memory
    again.start()
    assert again.models.card(SMALL).state is CardState.LOADED, "it is remembered that the person insists"


def test_waking_asks_again_whether_there_is_room(make_rig: MakeRig, tmp_path: Path) -> None:
    put_model(tmp_path / "data" / "models" / SMALL)
    rig = make_rig()
    rig.models.choose(SMALL)
    rig.wait_for(BackendState.READY)
    rig.backend.sleep()
    rig.memory = mac_memory(32 * GIB, GIB // 2)
    rig.ask("Hello")
    rig.wait_for(BackendState.FAILED)
    assert rig.models.card(SMALL).state is CardState.FAILED
    failure = rig.models.card(SMALL).failure
    assert failure is not None
    assert failure.kind is FailureKind.OUT_OF_MEMORY
    rig.memory = mac_memory(32 * GIB, 24 * GIB)
    rig.models.choose(SMALL)
    rig.wait_for(BackendState.READY)


def test_what_the_engine_holds_counts_as_free_for_the_next_model(make_rig: MakeRig, tmp_path: Path) -> None:
    for name in (SMALL, "other"):
        put_model(tmp_path / "data" / "models" / name)
    rig = make_rig(command=None)
    rig.models.choose(SMALL)
    rig.wait_for(BackendState.READY)
    loaded = rig.backend.readiness.model
    assert loaded is not None
    assert loaded.weight_bytes > 0
    other = rig.home / "models" / "other"
    asked: list[int] = []
    refusal = rig.models._memory.refusal

    def listening(folder: Path, *, label: str, held_bytes: int = 0) -> object:
        asked.append(held_bytes)
        return refusal(folder, label=label, held_bytes=held_bytes)

    rig.models._memory.refusal = listening  # type: ignore[method-assign,assignment]
    rig.models.choose(str(other))
    rig.wait_until(lambda: rig.models.card(str(other)).state is CardState.LOADED)
    assert asked == [loaded.weight_bytes, loaded.weight_bytes]


def test_a_folder_is_added_by_hand_remembered_and_forgotten_but_never_deleted(
    make_rig: MakeRig, tmp_path: Path
) -> None:
    folder = put_model(tmp_path / "converted")
    rig = make_rig()
    rig.models.add_folder(folder)
    rig.models.add_folder(folder)
    rig.close()
    again = make_rig()
    card = again.models.card(str(folder))
    assert (card.label, card.is_added, card.frees_bytes, card.state) == ("converted", True, 0, CardState.ON_DISK)
    again.models.choose(card.id)
    again.wait_for(BackendState.READY)
    again.models.remove(card.id)
    assert again.removed == [("converted", 0)]
    assert card.id not in states(again)
    assert folder.is_dir()
    again.wait_until(lambda: again.models.card("demo").state is CardState.LOADED)


def test_a_folder_that_is_no_model_is_refused_in_words(make_rig: MakeRig, tmp_path: Path) -> None:
    rig = make_rig()
    (tmp_path / "photos").mkdir()
    rig.models.add_folder(tmp_path / "photos")
    rig.models.add_folder(tmp_path / "nowhere")
    assert len(rig.failures) == 2
    assert "photos" in rig.failures[0].message
    assert len(rig.models.cards) == 3


def test_an_added_folder_whose_disk_is_away_stays_on_the_list(make_rig: MakeRig, tmp_path: Path) -> None:
    folder = put_model(tmp_path / "converted")
    rig = make_rig()
    rig.models.add_folder(folder)
    folder.rename(tmp_path / "away")
    rig.models.rescan()
    card = rig.models.card(str(folder))
    assert card.state is CardState.ABSENT
    assert card.failure is not None
    assert "config.json is missing" in card.failure.message
    rig.models.choose(card.id)
    assert rig.failures[-1].kind is FailureKind.MODEL_MISSING


def test_models_of_other_programs_are_found_and_not_ours_to_delete(make_rig: MakeRig, tmp_path: Path) -> None:
    folder = put_model(tmp_path / "lmstudio" / "somebody" / "tuned")
    rig = make_rig(elsewhere=(Place(Origin.LM_STUDIO, tmp_path / "lmstudio"),))
    card = rig.models.card(str(folder))
    assert (card.label, card.is_found, card.is_added) == ("tuned", True, False)
    rig.models.remove(card.id)
    assert "not downloaded by Soliloquy" in rig.failures[0].message
    assert folder.is_dir()


def test_a_catalogue_model_that_another_program_has_is_used_where_it_is(make_rig: MakeRig, tmp_path: Path) -> None:
    folder = put_model(tmp_path / "lmstudio" / "pocket-labs" / "many-files")
    rig = make_rig(elsewhere=(Place(Origin.LM_STUDIO, tmp_path / "lmstudio"),))
    card = rig.models.card(SMALL)
    assert (card.state, card.folder, card.frees_bytes) == (CardState.ON_DISK, folder, 0)
    assert len(rig.models.cards) == 3


def test_the_loaded_model_is_unloaded_before_it_is_removed(make_rig: MakeRig) -> None:
    with demo_hub() as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        rig.models.choose(SMALL)
        rig.wait_for(BackendState.READY)
        rig.ask(LONG)
        rig.wait_for(BackendState.BUSY)
        folder, frees = rig.home / "models" / SMALL, rig.models.card(SMALL).frees_bytes
        rig.models.remove(SMALL)
        assert is_complete(folder), "it answers"
        assert states(rig)[SMALL] is CardState.REMOVING
        rig.wait_until(lambda: bool(rig.removed))
        assert rig.removed == [("Small", frees)]
        assert rig.ends["r1"].source.label == "Small"
        assert not folder.exists()
        assert states(rig)[SMALL] is CardState.ABSENT
        assert rig.answered("Hello", "r2").source.label == "Demo"


def test_the_demo_cannot_be_removed(make_rig: MakeRig) -> None:
    rig = make_rig()
    rig.models.remove("demo")
    assert len(rig.failures) == 1
    assert demo_model_folder().is_dir()


@pytest.mark.parametrize("command", [None, COPYING], ids=["rename", "copy"])
def test_the_models_folder_moves_with_everything_and_the_model_answers_from_there(
    command: tuple[str, ...] | None, make_rig: MakeRig, tmp_path: Path
) -> None:
    old = tmp_path / "data" / "models"
    put_model(old / SMALL)
    put_model(old / "tuned")
    rig = make_rig(move_command=command)
    rig.models.choose(str(old / "tuned"))
    rig.wait_for(BackendState.READY)
    new = tmp_path / "volume"
    rig.models.move_folder(new)
    assert rig.models.moving is not None
    rig.wait_until(lambda: rig.models.folder == new)
    assert rig.models.moving is None
    current = rig.models.current
    assert current is not None
    assert current.folder == new / "tuned"
    assert rig.models.card(SMALL).folder == new / SMALL
    rig.wait_until(lambda: rig.models.card(current.id).state is CardState.LOADED)
    rig.wait_until(lambda: not old.exists() and not rig.preferences.models_folder_before)
    assert rig.answered("Hello").source.label == "tuned"
    rig.close()
    again = make_rig()
    assert again.models.notice is None
    assert again.models.folder == new
    assert again.models.current == again.models.card(str(new / "tuned"))
    assert rig.failures == []


@pytest.mark.parametrize("moment", ["ready", "busy", "loading"])
def test_a_question_during_a_move_is_answered_and_the_model_then_follows(
    moment: str, make_rig: MakeRig, tmp_path: Path
) -> None:
    """The move waits for a file, so that the question falls into it."""
    script = (
        "import pathlib, sys, time\n"
        f"while not pathlib.Path({str(tmp_path / 'go')!r}).exists(): time.sleep(0.01)\n"
        + COPYING[-1].replace("; ", "\n")
    )
    loading = ("--scripted-load", "wait 0.3") if moment == "loading" else ()
    old, new = tmp_path / "data" / "models", tmp_path / "volume"
    put_model(old / "tuned")
    rig = make_rig(move_command=(sys.executable, "-c", script), command=(*SCRIPTED, *loading))
    rig.models.choose(str(old / "tuned"))
    rig.wait_for(BackendState.READY)
    rig.models.move_folder(new)
    assert rig.backend.readiness.state is BackendState.ASLEEP
    rig.ask(LONG)
    rig.wait_for(BackendState(moment))
    (tmp_path / "go").touch()
    rig.wait_until(lambda: rig.models.folder == new)
    rig.wait_until(lambda: rig.models.card(str(new / "tuned")).state is CardState.LOADED)
    rig.wait_until(lambda: "r1" in rig.ends and not old.exists())
    assert rig.answered("Hello", "r2").source.label == "tuned"


def test_a_model_that_lies_elsewhere_stays_loaded_while_the_folder_moves(make_rig: MakeRig, tmp_path: Path) -> None:
    put_model(tmp_path / "data" / "models" / SMALL)
    rig = make_rig()
    rig.start()
    pid = rig.backend.engine_pid
    states: list[BackendState] = []
    rig.backend.readiness_changed.connect(lambda readiness: states.append(readiness.state))
    rig.models.move_folder(tmp_path / "volume")
    rig.wait_until(lambda: rig.models.card(SMALL).folder == tmp_path / "volume" / SMALL)
    assert rig.backend.engine_pid == pid
    assert states == []


def test_a_folder_with_other_things_gets_a_folder_of_ours(make_rig: MakeRig, tmp_path: Path) -> None:
    put_model(tmp_path / "data" / "models" / SMALL)
    (tmp_path / "volume").mkdir()
    (tmp_path / "volume" / "notes.txt").write_text("mine")
    rig = make_rig()
    rig.models.move_folder(tmp_path / "volume")
    rig.wait_until(lambda: rig.models.moving is None)
    assert rig.models.folder == tmp_path / "volume" / "Soliloquy models"
    assert rig.models.card(SMALL).folder == rig.models.folder / SMALL


def test_a_move_that_was_broken_off_goes_on_in_the_next_window(make_rig: MakeRig, tmp_path: Path) -> None:
    old, new = tmp_path / "data" / "models", tmp_path / "volume"
    put_model(old / SMALL)
    rig = make_rig(move_command=COPYING)
    rig.models.move_folder(new)
    rig.close()
    assert (old / SMALL / "config.json").exists()
    again = make_rig(move_command=COPYING)
    again.models.resume_all()
    again.wait_until(lambda: again.models.folder == new and not old.exists())
    assert again.models.card(SMALL).folder == new / SMALL


def test_a_move_that_fails_is_told_and_changes_nothing(make_rig: MakeRig, tmp_path: Path) -> None:
    put_model(tmp_path / "data" / "models" / SMALL)
    (tmp_path / "file").write_text("")
    rig = make_rig()
    rig.models.choose(SMALL)
    rig.wait_for(BackendState.READY)
    rig.models.move_folder(tmp_path / "file")
    rig.wait_until(lambda: bool(rig.failures))
    assert rig.models.moving is None
    assert rig.models.folder == tmp_path / "data" / "models"
    rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.LOADED)


def test_a_download_goes_on_where_the_folder_was_moved_to(make_rig: MakeRig, tmp_path: Path) -> None:
    with demo_hub(bytes_per_second=1_000_000) as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: (rig.models.card(SMALL).progress or NOTHING).done > 0)
        rig.models.move_folder(tmp_path / "volume")
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        assert rig.models.card(SMALL).folder == tmp_path / "volume" / SMALL
        assert is_complete(tmp_path / "volume" / SMALL)
        assert not (tmp_path / "data" / "models").exists()


def test_what_was_begun_before_the_folder_moved_is_deleted_where_it_is_now(make_rig: MakeRig, tmp_path: Path) -> None:
    with demo_hub(bytes_per_second=2_000_000) as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: (rig.models.card(SMALL).progress or Progress(0, 1)).done > 0)
        rig.models.pause(SMALL)
        rig.models.move_folder(tmp_path / "new")
        rig.wait_until(lambda: rig.models.folder == tmp_path / "new")
        assert (tmp_path / "new" / SMALL).is_dir()
        rig.models.cancel(SMALL)
        assert states(rig)[SMALL] is CardState.REMOVING
        rig.wait_until(lambda: states(rig)[SMALL] is CardState.ABSENT)
        assert not (tmp_path / "new" / SMALL).exists()


def test_removing_and_cancelling_do_not_keep_the_window_waiting(make_rig: MakeRig) -> None:
    """The files are still there when the call returns: somebody else deletes them."""
    with demo_hub() as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        rig.models.remove(SMALL)
        assert is_complete(rig.home / "models" / SMALL)
        assert states(rig)[SMALL] is CardState.REMOVING
        rig.models.remove(SMALL)
        rig.wait_until(lambda: bool(rig.removed))
        assert states(rig)[SMALL] is CardState.ABSENT
        assert len(rig.removed) == 1


@pytest.mark.takes_long
def test_a_model_that_is_fetched_elsewhere_is_not_removed_and_stays(make_rig: MakeRig) -> None:
    with demo_hub() as hub:
        rig = make_rig(hub=hub)
        rig.models.download(SMALL)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        with locked(rig.home / "models" / SMALL, time.sleep):
            rig.models.remove(SMALL)
            rig.wait_until(lambda: bool(rig.failures))
        assert "is being downloaded elsewhere" in rig.failures[0].message
        assert states(rig)[SMALL] is CardState.ON_DISK


def test_a_models_folder_whose_disk_is_away_gets_no_download(make_rig: MakeRig, tmp_path: Path) -> None:
    with demo_hub() as hub:
        rig = make_rig(hub=hub)
        rig.preferences.models_folder = str(tmp_path / "Volumes" / "Away" / "models")
        rig.close()
        again = make_rig(hub=hub)
        again.models.download(SMALL)
        assert "connect its disk" in again.failures[0].message
        assert not (tmp_path / "Volumes").exists()
        assert again.models.free_disk_bytes > 0


def test_the_speed_of_a_long_reply_is_remembered_on_the_card(make_rig: MakeRig) -> None:
    rig = make_rig()
    rig.start()
    rig.answered("script:\npace 0.002\nanswer Short.\nend")
    assert rig.models.card("demo").tokens_per_second is None
    rig.answered("script:\npace 0.002\nanswer " + "abcdefghij " * 12 + "\nend", "r2")
    speed = rig.models.card("demo").tokens_per_second
    assert speed is not None
    assert 10 < speed < 600
    rig.close()
    assert make_rig().models.card("demo").tokens_per_second == speed


def test_names_that_are_not_known_do_no_harm(make_rig: MakeRig) -> None:
    rig = make_rig()
    for name in ("", "../..", os.sep, "nobody"):
        for action in ("choose", "download", "pause", "resume", "cancel", "remove"):
            getattr(rig.models, action)(name)
    assert demo_model_folder().is_dir()
    assert len(rig.models.cards) == 3


def test_a_change_of_figures_is_announced_four_times_a_second_at_most(make_rig: MakeRig) -> None:
    with demo_hub(bytes_per_second=1_500_000) as hub:
        rig = make_rig(hub=hub)
        announced: list[float] = []
        rig.models.changed.connect(lambda: announced.append((rig.models.card(SMALL).progress or NOTHING).fraction))
        rig.models.download(SMALL)
        rig.wait_until(lambda: rig.models.card(SMALL).state is CardState.ON_DISK)
        assert len(announced) < 16
        assert any(0 < fraction < 1 for fraction in announced)
