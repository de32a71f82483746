from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import conversations

from app.chat.conversation import Conversation, ConversationId, Effort, Reply, Turn, TurnId


def turn(name: str, parent: str | None = None) -> Turn:
    return Turn(TurnId(name), TurnId(parent) if parent else None, f"prompt {name}", Effort.LOW, 0.0)


def tree(*turns: Turn) -> Conversation:
    conversation = Conversation(ConversationId("c"), "title", 0.0, "2026-11-24")
    for one in turns:
        conversation = conversation.with_turn(one)
    return conversation


# a - b - d
#   \ c - e
FORKED = tree(turn("a"), turn("b", "a"), turn("c", "a"), turn("d", "b"), turn("e", "c"))


def test_the_path_runs_from_the_root_to_the_leaf() -> None:
    assert [one.id for one in FORKED.path(TurnId("e"))] == ["a", "c", "e"]
    assert FORKED.path(None) == ()
    with pytest.raises(KeyError):
        FORKED.path(TurnId("x"))


def test_siblings_share_a_parent_and_include_oneself() -> None:
    assert FORKED.sibling_ids[FORKED.turn(TurnId("c")).parent] == ("b", "c")
    assert FORKED.sibling_ids[None] == ("a",)


def test_the_newest_leaf_below_a_turn_is_the_newest_that_follows_from_it() -> None:
    assert FORKED.newest_leaf == "e"
    assert FORKED.newest_leaf_below(TurnId("b")) == "d"
    assert FORKED.newest_leaf_below(TurnId("a")) == "e"
    assert FORKED.newest_leaf_below(TurnId("e")) == "e"
    assert tree().newest_leaf is None
    with pytest.raises(KeyError):
        FORKED.newest_leaf_below(TurnId("x"))


def test_a_turn_needs_a_parent_that_is_there_and_an_id_of_its_own() -> None:
    with pytest.raises(KeyError):
        FORKED.with_turn(turn("f", "x"))
    with pytest.raises(ValueError, match="already"):
        FORKED.with_turn(turn("a"))


def test_a_reply_replaces_only_its_own() -> None:
    replied = FORKED.with_reply(TurnId("b"), Reply(answer="yes"))
    assert replied.turn(TurnId("b")).reply.answer == "yes"
    assert [one for one in replied.turns if one.id != "b"] == [one for one in FORKED.turns if one.id != "b"]
    with pytest.raises(KeyError):
        FORKED.with_reply(TurnId("x"), Reply())


@given(conversations(replies=st.just(Reply())))
def test_every_turn_lies_on_the_path_to_the_newest_leaf_below_it(conversation: Conversation) -> None:
    for one in conversation.turns:
        path = conversation.path(conversation.newest_leaf_below(one.id))
        assert one in path
        assert path[0].parent is None
        assert all(child.parent == parent.id for parent, child in pairwise(path))
        assert one.id in conversation.sibling_ids[one.parent]
