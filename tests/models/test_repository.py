"""What a person may type to name a repository."""

from __future__ import annotations

import pytest

from app.models.repository import Repository, repository_of

REVISION = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    "text",
    [
        "a-group/tuned",
        "  a-group/tuned ",
        "https://huggingface.co/a-group/tuned",
        "http://www.huggingface.co/a-group/tuned/",
        "HF.co/a-group/tuned#files",
        "huggingface.co/a-group/tuned/tree/main?x=1",
        "huggingface.co/a-group/tuned/blob/main/config.json",
    ],
)
def test_the_newest_one_is_meant_however_it_is_written(text: str) -> None:
    assert repository_of(text) == Repository("a-group/tuned")


@pytest.mark.parametrize("text", [f"a-group/tuned@{REVISION}", f"https://hf.co/a-group/tuned/tree/{REVISION}/sub"])
def test_a_version_can_be_named(text: str) -> None:
    assert repository_of(text) == Repository("a-group/tuned", REVISION)


@pytest.mark.parametrize(
    "text", ["", " ", "gpt-oss-20b", "a/b/c", "a b/c", "https://example.com/a/b", "a/b@", "/", "a/"]
)
def test_everything_else_is_none(text: str) -> None:
    assert repository_of(text) is None
