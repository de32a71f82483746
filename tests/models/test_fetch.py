"""Whole downloads: the real process against a hub on this machine that fails to order."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fetching import Fetching, content, fetch, fetch_here, fetching
from hub import HTML, LARGE_BYTES, REVISION, WANTED, FakeHub, Fault, model_files, serving

from app.models.fetch.events import (
    Fetched,
    FetchEvent,
    FetchFailed,
    FetchFailureKind,
    Listed,
    Progress,
    Verifying,
    Waiting,
)
from app.models.fetch.folder import is_complete, order_to_check, read_unfinished, unfinished_in
from app.models.fetch.order import WantedFile

# The long form, by hand:
# FETCH_MB=200 FETCH_SHARDS=40 FETCH_KILLS=50 pytest -n 0 -k kill_at_any_moment -o junit_family=xunit1 --junitxml=FILE
FETCH_MB = int(os.environ.get("FETCH_MB", "12"))
FETCH_SHARDS = int(os.environ.get("FETCH_SHARDS", "6"))
FETCH_KILLS = int(os.environ.get("FETCH_KILLS", "6"))
CHUNK_BYTES = 1 << 20  # what a kill may cost a file; ours is 64 KiB, the rest is the system's socket buffers
FIRST = "model-00001-of-00005.safetensors"
SECOND = "model-00002-of-00005.safetensors"


def weights(hub: FakeHub) -> set[str]:
    return {name for name in hub.files if name.startswith("model-")}


def expected(hub: FakeHub) -> dict[str, bytes]:
    return {name: hub.files[name] for name in (*WANTED, *weights(hub))}


def assert_whole(folder: Path, hub: FakeHub) -> None:
    found = content(folder)
    marker = json.loads(found.pop("download.json"))
    assert found == expected(hub)
    assert marker["revision"] == hub.revision
    assert is_complete(folder)


def test_a_model_arrives_whole_and_nothing_else_does(tmp_path: Path) -> None:
    with serving() as hub, fetching(hub.order(tmp_path / "m")) as run:
        last = run.end()
        assert run.errors() == ""
    total = sum(map(len, expected(hub).values()))
    assert last == Fetched(str(tmp_path / "m"), total)
    assert run.events[0] == Listed(0, total, len(expected(hub)), REVISION)
    assert Progress in map(type, run.events)
    assert run.events[-2] == Verifying(total, total)
    assert_whole(tmp_path / "m", hub)
    assert (tmp_path / "m").stat().st_mode & 0o077 == 0


def test_what_is_here_already_is_not_even_asked_for(tmp_path: Path) -> None:
    with serving() as hub:
        fetch_here(hub.order(tmp_path / "m"))
        hub.seen.clear()
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched)
        assert hub.seen == []


def test_a_file_that_went_missing_is_the_only_one_fetched_again(tmp_path: Path) -> None:
    with serving() as hub:
        fetch_here(hub.order(tmp_path / "m"))
        (tmp_path / "m" / FIRST).unlink()
        assert not is_complete(tmp_path / "m")
        hub.seen.clear()
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched)
        assert {seen.file for seen in hub.seen} == {FIRST}
        assert_whole(tmp_path / "m", hub)


def count(kills: dict[str, int], hub: FakeHub) -> None:
    """Files are fetched one after the other, so a kill hits the one that was asked for last."""
    name = hub.downloads()[-1].file
    kills[name] = kills.get(name, 0) + 1


@pytest.mark.takes_long
def test_kill_at_any_moment_costs_a_chunk_at_most(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(7)
    folder = tmp_path / "m"
    files = model_files(FETCH_MB * 1_000_000, shards=FETCH_SHARDS)
    wanted_bytes = sum(len(data) for name, data in files.items() if name in WANTED or name.startswith("model-0"))
    kills_during: dict[str, int] = {}
    with serving(files, bytes_per_second=wanted_bytes / 3) as hub:
        for number in range(FETCH_KILLS):
            with fetching(hub.order(folder)) as run:
                goal = 0.85 * wanted_bytes * (number + chance.random()) / FETCH_KILLS
                run.read_until(lambda event, goal=goal: isinstance(event, Progress) and event.done_bytes >= goal)
                run.kill()
            parts = {path.name.removesuffix(".part"): path.stat().st_size for path in folder.glob("*.safetensors.part")}
            count(kills_during, hub)
            assert not is_complete(folder)
            assert [found.order.folder for found in unfinished_in(tmp_path)] == [str(folder)]
            before = len(hub.seen)
            if number % 2:  # half of the time, look at once where the next process begins
                with fetching(hub.order(folder)) as run:
                    run.read_until(lambda event: isinstance(event, Progress))
                    run.kill()
                starts = {seen.file: seen.start for seen in reversed(hub.seen[before:]) if seen.is_cdn}
                assert all(starts[name] == parts.get(name, 0) for name in starts)
                count(kills_during, hub)
        hub.bytes_per_second = None
        assert isinstance(fetch_here(hub.order(folder)), Fetched)
        assert_whole(folder, hub)
        again = {name: sum(seen.sent_bytes for seen in hub.downloads(name)) - len(files[name]) for name in weights(hub)}
        record_property("fetched_again_bytes", again)
        record_property("kills_by_file", kills_during)
        assert all(again[name] <= CHUNK_BYTES * kills_during.get(name, 0) for name in again)
        assert sum(seen.path.startswith("/api/") for seen in hub.seen) == 1


def test_a_kill_before_the_first_byte_or_during_the_checks_costs_nothing(tmp_path: Path) -> None:
    with serving(model_files(8_000_000)) as hub:
        with fetching(hub.order(tmp_path / "m")) as run:
            run.read_until(lambda event: isinstance(event, Listed))
            run.kill()
        for _ in range(2):
            with fetching(hub.order(tmp_path / "m")) as run:
                run.read_until(
                    lambda event: isinstance(event, Verifying | Fetched)
                )  # the kill before may have come late
                run.kill()
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched)
        assert_whole(tmp_path / "m", hub)
        assert sum(seen.sent_bytes for seen in hub.downloads() if seen.is_cdn) <= 8_300_000 + CHUNK_BYTES


def flip(body: bytes) -> bytes:
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]


def test_a_flipped_bit_costs_one_file(tmp_path: Path) -> None:
    with serving() as hub:
        hub.faults["cdn"] = [Fault(changes=flip)]  # the first large file
        with fetching(hub.order(tmp_path / "m")) as run:
            assert isinstance(run.end(), Fetched)
        asked = [seen.file for seen in hub.downloads()]
        assert len(asked) == len(expected(hub)) + 1
        assert [name for name in set(asked) if asked.count(name) == 2] == [FIRST]
        assert_whole(tmp_path / "m", hub)


def test_a_flipped_bit_in_a_small_file_is_noticed_too(tmp_path: Path) -> None:
    with serving() as hub:
        hub.faults["resolve"] = [Fault(changes=flip)]
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched)
        assert len(hub.downloads("LICENSE")) == 2
        assert_whole(tmp_path / "m", hub)


def damage(path: Path) -> None:
    path.write_bytes(flip(path.read_bytes()))


def test_a_check_finds_what_was_damaged_since_and_fetches_only_that(tmp_path: Path) -> None:
    with serving() as hub:
        fetch_here(hub.order(tmp_path / "m"))
        damage(tmp_path / "m" / SECOND)
        assert is_complete(tmp_path / "m"), "names and sizes alone do not show it"
        hub.seen.clear()
        order = order_to_check(tmp_path / "m", hub.endpoint)
        assert order is not None
        with fetching(order) as run:
            run.read_until(lambda event: isinstance(event, Listed))
            assert not is_complete(tmp_path / "m"), "nothing is loaded before it was checked"
            assert isinstance(run.end(), Fetched)
        assert {seen.file for seen in hub.seen} == {SECOND}
        assert_whole(tmp_path / "m", hub)


def test_a_check_of_a_sound_model_asks_nobody(tmp_path: Path) -> None:
    with serving() as hub:
        fetch_here(hub.order(tmp_path / "m"))
        hub.seen.clear()
        order = order_to_check(tmp_path / "m", hub.endpoint)
        assert order is not None
        assert isinstance(fetch_here(order), Fetched)
        assert hub.seen == []
        assert_whole(tmp_path / "m", hub)


def test_a_check_that_is_killed_trusts_nothing_that_it_has_not_read(tmp_path: Path) -> None:
    with serving() as hub:
        fetch_here(hub.order(tmp_path / "m"))
        damage(tmp_path / "m" / SECOND)
        order = order_to_check(tmp_path / "m", hub.endpoint)
        assert order is not None
        with fetching(order) as run:
            run.read_until(lambda event: isinstance(event, Listed))
            run.kill()
        assert not is_complete(tmp_path / "m")
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched), (
            "an order as for any download goes on with it"
        )
        assert_whole(tmp_path / "m", hub)


def test_a_file_that_is_damaged_each_time_is_given_up_and_all_others_are_kept(tmp_path: Path) -> None:
    with serving() as hub:
        good = hub.files[FIRST]
        listing = hub.info()
        hub.listing = listing
        hub.files[FIRST] = flip(good)
        hub.faults["resolve"] = [Fault()] * 99
        with fetching(hub.order(tmp_path / "m")) as run:
            last = run.end()
        # The hub itself announces another checksum than it listed: nothing of that file is fetched.
        assert isinstance(last, FetchFailed)
        assert last.kind is FetchFailureKind.CHANGED
        hub.files[FIRST] = good
        hub.faults["cdn"] = [Fault(changes=flip)] + [Fault()] * 5 + [Fault(changes=flip)]
        last = fetch_here(hub.order(tmp_path / "m"))
        assert isinstance(last, FetchFailed)
        assert (last.kind, last.can_retry) == (FetchFailureKind.DAMAGED, True)
        assert FIRST in last.sentence.english
        assert expected(hub).keys() - content(tmp_path / "m").keys() == {FIRST}
        assert not is_complete(tmp_path / "m")
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched)
        assert_whole(tmp_path / "m", hub)


def test_a_full_disk_is_a_sentence_and_the_download_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with serving() as hub:
        last = fetch(hub.order(tmp_path / "m"), file_limit=400_000)
        assert isinstance(last, FetchFailed)
        assert (last.kind, last.can_retry) == (FetchFailureKind.DISK_FULL, True)
        assert (tmp_path / "m" / f"{FIRST}.part").stat().st_size == 400_000
        assert isinstance(fetch(hub.order(tmp_path / "m")), Fetched)
        assert hub.downloads(FIRST)[-1].start == 400_000
        assert_whole(tmp_path / "m", hub)


def test_without_enough_room_nothing_is_begun(tmp_path: Path) -> None:
    with serving() as hub:
        last = fetch_here(hub.order(tmp_path / "m"), spare_bytes=10**18)
        assert isinstance(last, FetchFailed)
        assert last.kind is FetchFailureKind.DISK_FULL
        assert "3.2 MB" not in last.sentence.english
        assert "are free" in last.sentence.english
        assert hub.downloads() == []


@pytest.mark.parametrize(
    "faults",
    [
        {"resolve": [Fault(status=503), Fault(status=500)]},
        {"resolve": [Fault(status=429, headers={"Retry-After": "0"})]},
        {"resolve": [HTML]},
        {"api": [Fault(status=502), HTML]},
        {"api": [Fault(body=b"{}"), Fault(body=b"[[[["), Fault(body=b'{"siblings": 3, "sha": 1}')]},
        {"api": [Fault(body=b" " * (9 << 20))]},
        {"cdn": [Fault(status=403), Fault(status=408)]},
        {"cdn": [Fault(cut_after=70_000), Fault(cut_after=20_000), Fault(cut_after=0)]},
        {"cdn": [Fault(cut_after=100_000), Fault(ignores_range=True)]},
        {"cdn": [Fault(cut_after=100_000), Fault(ignores_range=True, cut_after=110_000)]},
        {"cdn": [Fault(cut_after=100_000), Fault(status=416)]},
        {"cdn": [Fault(cut_after=100_000), Fault(headers={"Content-Range": "bytes 5-9/10"})]},
        {"cdn": [Fault(claims_bytes=9_000_000)]},
        {"cdn": [Fault(claims_bytes=90_000)]},
        {"cdn": [Fault(), Fault(stall_after=50_000)]},
        {"cdn": [Fault(headers={"Content-Encoding": "gzip"})]},
        {"cdn": [HTML]},
    ],
    ids=lambda faults: "-".join(faults),
)
def test_a_server_that_fails_for_a_while_is_only_slow(tmp_path: Path, faults: dict[str, list[Fault]]) -> None:
    with serving(faults=faults) as hub:
        said: list[FetchEvent] = []
        assert isinstance(fetch_here(hub.order(tmp_path / "m"), said=said, silence_s=0.3), Fetched)
        assert Waiting in map(type, said)
        assert not any(faults.values())
        assert_whole(tmp_path / "m", hub)


@pytest.mark.parametrize(
    ("faults", "kind", "words"),
    [
        ({"api": [Fault(status=401)]}, FetchFailureKind.NOT_FOUND, "no public model"),
        ({"api": [Fault(status=401, headers={"X-Error-Code": "GatedRepo"})]}, FetchFailureKind.FORBIDDEN, "account"),
        ({"api": [Fault(status=404)]}, FetchFailureKind.NOT_FOUND, "does not have this model"),
        ({"api": [HTML] * 5}, FetchFailureKind.WEB_PAGE, "log in"),
        ({"resolve": [Fault(status=401)]}, FetchFailureKind.NOT_FOUND, "no public model"),
        ({"resolve": [Fault(status=403)]}, FetchFailureKind.FORBIDDEN, "account"),
        ({"resolve": [Fault(status=404)]}, FetchFailureKind.NOT_FOUND, "does not have this model"),
        ({"resolve": [HTML] * 5}, FetchFailureKind.WEB_PAGE, "log in"),
        ({"cdn": [HTML] * 5}, FetchFailureKind.WEB_PAGE, "log in"),
        ({"cdn": [Fault(status=503)] * 5}, FetchFailureKind.SERVER, "problem of its own"),
        ({"cdn": [Fault(status=429)] * 5}, FetchFailureKind.SERVER, "slow down"),
        ({"cdn": [Fault(status=416)] * 5}, FetchFailureKind.SERVER, "something else"),
        ({"cdn": [Fault(cut_after=0)] * 5}, FetchFailureKind.NETWORK, "connection was lost"),
        ({"cdn": [Fault(stall_after=0)] * 5}, FetchFailureKind.NETWORK, "sends nothing any more"),
    ],
)
def test_a_server_that_goes_on_failing_is_a_sentence_and_the_rest_is_kept(
    tmp_path: Path, faults: dict[str, list[Fault]], kind: FetchFailureKind, words: str
) -> None:
    with serving(faults=faults) as hub:
        last = fetch_here(hub.order(tmp_path / "m"), silence_s=0.2)
        assert isinstance(last, FetchFailed)
        assert last.kind is kind
        assert words in last.sentence.english
        assert "goes on" not in last.sentence.english, "it does not, unless somebody asks for it"
        assert last.can_retry
        assert not is_complete(tmp_path / "m")
        assert read_unfinished(tmp_path / "m") is not None
        assert all(hub.files[path.name] == path.read_bytes() for path in (tmp_path / "m").glob("[!u]*[!t]"))


def test_no_server_at_all_is_told_as_a_lost_connection(tmp_path: Path) -> None:
    with serving() as hub:
        order = hub.order(tmp_path / "m")
    last = fetch_here(order)
    assert isinstance(last, FetchFailed)
    assert last.kind is FetchFailureKind.NETWORK


def test_only_tries_in_vain_are_counted(tmp_path: Path) -> None:
    with serving() as hub:
        hub.faults["cdn"] = [Fault(cut_after=100_000) for _ in range(9)]  # more than the five tries that are allowed
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched)
        assert_whole(tmp_path / "m", hub)


def test_a_line_ends_the_wait(tmp_path: Path) -> None:
    faults = {"resolve": [Fault(status=429, headers={"Retry-After": "600"})]}
    with serving(faults=faults) as hub, fetching(hub.order(tmp_path / "m")) as run:
        waiting = run.read_until(lambda event: isinstance(event, Waiting))
        assert isinstance(waiting, Waiting)
        assert waiting.seconds == 600
        run.say()
        assert isinstance(run.end(), Fetched)


@pytest.mark.parametrize("moment", [None, Listed, Progress, Waiting])
def test_the_end_of_its_input_ends_it_at_any_moment(tmp_path: Path, moment: type | None) -> None:
    with serving(bytes_per_second=1_000_000) as hub:
        if moment is Waiting:
            hub.faults["resolve"] = [Fault(status=429, headers={"Retry-After": "600"})]
        with fetching(hub.order(tmp_path / "m")) as run:
            if moment is not None:
                run.read_until(lambda event: isinstance(event, moment))
            assert run.hang_up() == 0
        hub.bytes_per_second = None
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched)


def test_the_newest_revision_is_resolved_once_and_kept(tmp_path: Path) -> None:
    with serving(bytes_per_second=3_000_000) as hub, fetching(hub.order(tmp_path / "m")) as run:
        run.read_until(lambda event: isinstance(event, Progress) and event.done_bytes > LARGE_BYTES)
        run.kill()
        hub.bytes_per_second = None
        before, hub.revision = hub.revision, "f" * 40
        last = fetch_here(hub.order(tmp_path / "m"))
        # The old revision is gone from this hub, and we did not silently take another one.
        assert isinstance(last, FetchFailed)
        assert last.kind is FetchFailureKind.NOT_FOUND
        hub.revision = before
        assert isinstance(fetch_here(hub.order(tmp_path / "m")), Fetched)
        assert_whole(tmp_path / "m", hub)


def test_another_revision_replaces_what_differs_and_keeps_what_does_not(tmp_path: Path) -> None:
    with serving() as hub:
        fetch_here(hub.order(tmp_path / "m", revision=hub.revision))
        hub.revision = "f" * 40
        hub.files[FIRST] = flip(hub.files[FIRST])
        hub.seen.clear()
        assert isinstance(fetch_here(hub.order(tmp_path / "m", revision=hub.revision)), Fetched)
        assert {seen.file for seen in hub.downloads()} == {FIRST}
        assert_whole(tmp_path / "m", hub)


def test_a_server_with_other_files_than_the_catalogue_names_is_refused(tmp_path: Path) -> None:
    with serving() as hub:
        for wanted in (
            WantedFile(FIRST, sha256="0" * 64),
            WantedFile(FIRST, size_bytes=5),
            WantedFile("model-00009-of-00005.safetensors"),
        ):
            last = fetch_here(hub.order(tmp_path / "m", files=(wanted,)))
            assert isinstance(last, FetchFailed)
            assert (last.kind, last.can_retry) == (FetchFailureKind.CHANGED, False)
        last = fetch_here(hub.order(tmp_path / "m", revision="e" * 40))
        assert isinstance(last, FetchFailed)
        assert hub.downloads() == []


def test_an_order_may_name_its_files(tmp_path: Path) -> None:
    with serving() as hub:
        names = ("config.json", FIRST)
        assert isinstance(fetch_here(hub.order(tmp_path / "m", files=tuple(map(WantedFile, names)))), Fetched)
        assert content(tmp_path / "m").keys() == {*names, "download.json"}


TRAVERSALS = (
    "../evil.safetensors",
    "/tmp/evil.safetensors",
    "original/../../evil.safetensors",
    "..\\evil.safetensors",
    "evil\0.safetensors",
)


@pytest.mark.parametrize("name", TRAVERSALS)
def test_a_name_that_leads_out_is_refused_in_an_order(tmp_path: Path, name: str) -> None:
    with serving() as hub:
        last = fetch_here(hub.order(tmp_path / "models" / "m", files=(WantedFile(name), WantedFile("config.json"))))
        assert isinstance(last, FetchFailed)
        assert (last.kind, last.can_retry) == (FetchFailureKind.ORDER, False)
        assert hub.seen == []
        assert not (tmp_path / "models").exists()


def test_names_that_lead_out_are_never_taken_from_a_listing(tmp_path: Path) -> None:
    files = {**model_files(), **dict.fromkeys(TRAVERSALS, b"x")}
    with serving(files) as hub:
        assert isinstance(fetch_here(hub.order(tmp_path / "models" / "m")), Fetched)
        assert_whole(tmp_path / "models" / "m", hub)
        assert [path.name for path in tmp_path.rglob("*evil*")] == []


def test_two_names_that_are_one_on_a_mac_are_refused(tmp_path: Path) -> None:
    files = {**model_files(), "MODEL-00001-of-00005.safetensors": b"x"}
    with serving(files) as hub:
        last = fetch_here(hub.order(tmp_path / "m"))
    assert isinstance(last, FetchFailed)
    assert last.kind is FetchFailureKind.CHANGED


@pytest.mark.parametrize(
    "address", ["http://example.invalid/x", "ftp://127.0.0.1/x", "http://me:secret@localhost:1/x", "file:///etc/passwd"]
)
def test_a_redirect_to_somewhere_unsafe_is_not_followed(tmp_path: Path, address: str) -> None:
    with serving(redirect_to=address) as hub:
        last = fetch_here(hub.order(tmp_path / "m"))
    assert isinstance(last, FetchFailed)
    assert last.kind is FetchFailureKind.SERVER


def test_redirects_in_a_circle_end(tmp_path: Path) -> None:
    with serving() as hub:
        hub.redirect_to = f"{hub.endpoint}/pocket-labs/many-files/resolve/{REVISION}/tokenizer.json"
        last = fetch_here(hub.order(tmp_path / "m"), tries=2)
    assert isinstance(last, FetchFailed)
    assert last.kind is FetchFailureKind.SERVER


def tokens(tmp_path: Path) -> dict[str, str]:
    """Every place where credentials lie about on a developer's machine."""
    (tmp_path / "hf").mkdir()
    (tmp_path / "hf" / "token").write_text("hf_secretfromfile")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\nmachine localhost login me password secret\n")
    netrc.chmod(0o600)
    return {
        "HF_TOKEN": "hf_secretfromenvironment",
        "HUGGING_FACE_HUB_TOKEN": "hf_secretfromenvironment",
        "HF_HOME": str(tmp_path / "hf"),
        "NETRC": str(netrc),
        "HTTP_PROXY": "http://me:secret@127.0.0.1:9",
        "http_proxy": "http://me:secret@127.0.0.1:9",
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_USER_AGENT_ORIGIN": "secret",
    }


def test_no_request_carries_credentials_or_says_who_we_are(tmp_path: Path) -> None:
    with serving() as hub:
        assert isinstance(fetch(hub.order(tmp_path / "m"), environment=tokens(tmp_path)), Fetched)
        assert_whole(tmp_path / "m", hub)
        assert len(hub.seen) > 14
        allowed = {"host", "accept", "accept-encoding", "connection", "user-agent", "range"}
        for seen in hub.seen:
            assert seen.headers.keys() <= allowed
            assert seen.headers["user-agent"].startswith("Soliloquy/")
            assert "secret" not in str(seen)
            assert seen.path.startswith(("/api/models/pocket-labs/many-files", "/pocket-labs/many-files/", "/cdn/"))
        assert {seen.host.partition(":")[0] for seen in hub.seen} == {"127.0.0.1", "localhost"}


def test_the_hubs_own_library_is_content_with_the_hub_of_these_tests(tmp_path: Path) -> None:
    """The fake speaks the real protocol, and it does see a token when one is sent."""
    code = "import sys, huggingface_hub as hub; hub.snapshot_download(sys.argv[1], local_dir=sys.argv[2])"
    with serving() as hub:
        environment = {**os.environ, **tokens(tmp_path), "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1"}
        for name in ("HTTP_PROXY", "http_proxy", "NETRC", "HF_ENDPOINT"):
            del environment[name]
        subprocess.run(
            [sys.executable, "-c", code, "pocket-labs/many-files", str(tmp_path / "copy")],
            env={**environment, "HF_ENDPOINT": hub.endpoint},
            check=True,
            capture_output=True,
            timeout=60,
        )
        for name, data in hub.files.items():
            assert (tmp_path / "copy" / name).read_bytes() == data
        assert any(seen.headers.get("authorization") == "Bearer hf_secretfromenvironment" for seen in hub.seen)


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "m").write_text("a file in the way")
    with serving() as hub:
        last = fetch_here(hub.order(tmp_path / "m"))
    assert isinstance(last, FetchFailed)
    assert last.kind is FetchFailureKind.FOLDER


def test_a_link_in_the_folder_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "m" / "LICENSE.part").symlink_to(tmp_path / "precious")
    with serving() as hub:
        last = fetch_here(hub.order(tmp_path / "m"))
    assert isinstance(last, FetchFailed)
    assert last.kind is FetchFailureKind.FOLDER
    assert (tmp_path / "precious").read_text() == "precious"


@pytest.mark.takes_long
def test_two_processes_never_write_into_one_folder(tmp_path: Path) -> None:
    with serving(bytes_per_second=200_000) as hub:
        with fetching(hub.order(tmp_path / "m")) as first:
            first.read_until(lambda event: isinstance(event, Progress))
            second = Fetching(hub.order(tmp_path / "m"))
            last = second.end()
            second.close()
            assert isinstance(last, FetchFailed)
            assert last.kind is FetchFailureKind.BUSY
            hub.bytes_per_second = None
            assert isinstance(first.end(), Fetched)
        assert_whole(tmp_path / "m", hub)


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b"nonsense\n", b'{"repository": "a/b", "folder": 3}\n', b"\xff\n"])
def test_an_order_that_cannot_be_read_is_refused(tmp_path: Path, line: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--fetch"], input=line, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 4
    assert json.loads(done.stdout)["kind"] == "internal"


def test_no_order_is_no_fault() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--fetch"], input=b"", capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_records_that_somebody_edited_do_not_lead_out(tmp_path: Path) -> None:
    with serving() as hub:
        fetch(hub.order(tmp_path / "models" / "m"), "--spare-bytes", str(10**18))
        record = tmp_path / "models" / "m" / "unfinished.json"
        data = json.loads(record.read_text())
        data["plan"]["files"][0]["name"] = "../LICENSE"
        record.write_text(json.dumps(data))
        assert read_unfinished(tmp_path / "models" / "m") is None
        assert isinstance(fetch(hub.order(tmp_path / "models" / "m")), Fetched)
        assert_whole(tmp_path / "models" / "m", hub)
        assert not (tmp_path / "models" / "LICENSE").exists()
