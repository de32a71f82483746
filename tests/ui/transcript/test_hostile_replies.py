"""Nothing that a reply says is opened, asked for or run: no file, no socket, no script."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hostile_replies import BEGIN, END, HERE_IS_A_SOCKET, hostile_replies
from published_payloads import AWAY, HARMLESS, TAGS, exfiltrations, payloads
from published_payloads import replies as published_replies
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.transcript.answer_view import AnswerView
from app.ui.transcript.text_pane import TextPane

HERE = Path(__file__).parent
OUTWARD = re.compile(r"\b(?:socket|connect|sendto|execve)\(")
COMPILED = sys.pycache_prefix or sys.prefix
# What drawing may open: fonts, and code that is loaded when it is first needed.
ALLOWED = re.compile(
    rf"(?:/usr/share/(?:fonts|fontconfig|X11|locale|zoneinfo)|/etc/fonts|/var/cache/fontconfig|/proc/self|/lib|/usr/lib|"
    rf"{re.escape(sys.prefix)}|{re.escape(sys.base_prefix)}|{re.escape(COMPILED)}|"
    rf"{re.escape(str(HERE.parents[2]))}/(?:app|resources|tests/data))"
)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.png"
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(path))
    return path


def links(view: AnswerView) -> list[str]:
    found: list[str] = []
    for pane in view.findChildren(TextPane):
        block = pane.document().begin()
        while block.isValid():
            fragments = block.begin()
            while not fragments.atEnd():
                form = fragments.fragment().charFormat()
                if form.isAnchor() or form.anchorHref():
                    found.append(form.anchorHref())
                fragments += 1
            block = block.next()
    return found


def test_no_hostile_reply_has_a_link_that_does_more_than_name_a_page(
    qtbot: QtBot, theme: Theme, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    original = TextPane.loadResource
    monkeypatch.setattr(
        TextPane, "loadResource", lambda self, kind, name: asked.append(name) or original(self, kind, name)
    )
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    replies = hostile_replies(str(secret))
    assert len(replies) > 100
    seen = 0
    for reply in replies:
        view.show_text("", is_over=True)
        view.show_text(reply, is_over=True)
        view.grab()
        for address in links(view):
            seen += 1
            assert urlsplit(address).scheme in ("http", "https", "mailto"), reply
        for pane in view.findChildren(TextPane):
            assert "\ufffc" not in pane.document().toRawText()  # no image, nor anything else that is not a letter
    assert seen > 5
    assert asked == []


def test_no_published_payload_is_a_picture_or_leads_anywhere_but_to_a_page(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(TextPane, "loadResource", lambda _self, _kind, name: asked.append(name))
    assert len(payloads()) > 400
    assert len(exfiltrations()) > 100
    view = AnswerView(theme=theme)
    qtbot.addWidget(view)
    addresses: set[str] = set()
    for reply in published_replies():
        view.show_text("", is_over=True)
        view.show_text(reply, is_over=True)
        view.grab()
        here = links(view)
        assert here[-1] == HARMLESS, "all before it was drawn, and nothing of it is still open"
        addresses.update(here)
        for pane in view.findChildren(TextPane):
            assert "\ufffc" not in pane.document().toRawText()
    assert {urlsplit(address).scheme for address in addresses} <= {"http", "https", "mailto"}
    assert AWAY in addresses, "an address that was written as one, which is shown before it opens"
    assert not any(ord(letter) >= TAGS for address in addresses for letter in address), "whose letters can be seen"
    assert asked == []


@pytest.mark.skipif(
    not shutil.which("strace")
    or subprocess.run(["strace", "-o", os.devnull, "true"], check=False, capture_output=True).returncode != 0,
    reason="strace is not installed, or may not trace",
)
@pytest.mark.takes_long
def test_rendering_hostile_replies_and_the_whole_specification_opens_no_file_and_no_socket(
    secret: Path, tmp_path: Path
) -> None:
    log = tmp_path / "calls"
    trace = ["strace", "-f", "-qq", "-s", "300", "-e", "trace=%file,%network,execve", "-o", str(log)]
    root = HERE.parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}:{HERE}:{HERE.parent}", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [*trace, sys.executable, str(HERE / "hostile_replies.py"), str(secret)],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        check=False,
    )
    assert done.stdout == "DONE\n", done.stderr
    calls = log.read_text(errors="replace").splitlines()
    begin = next(index for index, call in enumerate(calls) if BEGIN in call)
    end = next(index for index, call in enumerate(calls) if END in call)
    watched = calls[begin + 1 : end]
    assert "openat" in "".join(calls[:begin])  # the watch itself sees files
    assert [call for call in watched if OUTWARD.search(call)] == []
    paths = [match[1] for call in watched for match in re.finditer(r'"(/[^"]*)"', call)]
    assert [path for path in paths if not ALLOWED.match(path)] == []
    assert str(secret) not in "".join(watched)
    control = "".join(calls[end:])
    assert f'"{secret}"' in control
    assert re.search(rf"\bconnect\(.*{HERE_IS_A_SOCKET}", control)
