"""What ``--help`` says, in the person's language, without a cost for whoever does not ask."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.help import wrapped
from app.cli.told import columns
from app.paths import data_folder
from app.store.settings import Settings, SettingsFile

LIMIT_S = 60


def help_of(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(program, capture_output=True, text=True, timeout=LIMIT_S, check=False)


@pytest.mark.parametrize(
    ("arguments", "japanese"),
    [
        (["--help"], "ターミナルで回答"),
        (["ask", "--help"], "Nトークン生成したら停止します"),
        (["models", "--help"], "モデルのフォルダを出力"),
        (["models", "get", "--help"], "このヘルプを表示して終了します"),
        (["bench", "--help"], "終了ステータス: 0"),
    ],
)
def test_help_is_in_the_persons_language(arguments: list[str], japanese: str) -> None:
    SettingsFile(data_folder()).save(Settings(language="ja"))
    done = help_of(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert japanese in done.stdout
    assert done.stdout.startswith("usage: soliloquy")


def test_help_is_in_english_for_all_others() -> None:
    SettingsFile(data_folder()).save(Settings(language="en"))
    done = help_of("self-test", "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert "show this help message and exit" in done.stdout


def test_a_command_that_is_not_known_is_answered_with_those_that_are() -> None:
    SettingsFile(data_folder()).save(Settings(language="ja"))
    done = help_of("aks")
    assert done.returncode == 2
    assert "'aks' is not a command" in done.stderr
    assert "ウインドウを開く" in done.stderr


def test_who_asks_a_question_does_not_wait_for_the_words_of_help() -> None:
    program = (
        "import sys; from app.cli.ask import _parser; _parser().parse_args(['x']); print('PySide6' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=LIMIT_S, check=True)
    assert done.stdout == "False\n"


@given(st.text(alphabet="ab 。、あ漢（）", max_size=60), st.integers(4, 20))
def test_lines_hold_all_of_a_text_and_no_more_columns_than_there_are(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(columns(line) <= width or " " not in line for line in lines)


def test_japanese_is_wrapped_where_a_line_may_end() -> None:
    assert wrapped("質問。「-」では標準入力から読みます", 18) == ["質問。「-」では標", "準入力から読みます"]
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("", 7) == [""]
