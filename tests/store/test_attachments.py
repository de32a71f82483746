"""Files of questions, drafts and presets on disk: whole, once, and gone with what they belong to."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from app.chat.attachment import AttachmentKind, attachment_of
from app.chat.conversation import Conversation, ConversationId, Effort, Turn, TurnId
from app.chat.draft import Draft
from app.chat.preset import Preset, PresetKind
from app.store.drafts import NEW, Slot
from app.store.history import History, open_history

CSV = attachment_of("sums.csv", AttachmentKind.CSV, "month,sum\n日本,3\n\ud800", size_bytes=16)
PICTURE_LIKE = replace(CSV, name="b", data=b"\0\xff\x89")
TURN = Turn(TurnId("t"), None, "Which?", Effort.LOW, 5.0, attachments=(CSV, PICTURE_LIKE))
CONVERSATION = Conversation(ConversationId("c"), "Title", 1.0, "2026-11-24", "Be brief.", (TURN,), "Brief")


def loaded(history: History) -> Conversation:
    found = history.load(CONVERSATION.id).result(5)
    assert found is not None
    assert found.damage is None
    return found.conversation


def count(folder: Path, table: str) -> int:
    connection = sqlite3.connect(folder / "history.sqlite3")
    number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    return number


def test_a_question_comes_back_with_its_files_and_its_persona(history: History) -> None:
    history.append_turns(CONVERSATION, [TURN]).result(5)
    history.append_turns(CONVERSATION, [TURN]).result(5)  # repeating it does no harm
    back = loaded(history)
    assert (back.persona, back.instructions) == ("Brief", "Be brief.")
    clean = CSV.text.replace("\ud800", "\ufffd")
    assert back.turns[0].attachments == (replace(CSV, text=clean), replace(PICTURE_LIKE, text=clean))


def test_another_persona_holds_from_then_on(history: History) -> None:
    history.append_turns(CONVERSATION, [TURN]).result(5)
    history.instruct(CONVERSATION.id, "Pirate", "Arr.").result(5)
    assert (loaded(history).persona, loaded(history).instructions) == ("Pirate", "Arr.")
    history.instruct(CONVERSATION.id, "", "").result(5)
    assert (loaded(history).persona, loaded(history).instructions) == ("", "")


def test_a_damaged_file_of_a_question_is_told_and_the_rest_is_there(history: History, folder: Path) -> None:
    history.append_turns(CONVERSATION, [TURN]).result(5)
    assert history.close()
    connection = sqlite3.connect(folder / "history.sqlite3")
    connection.execute("UPDATE attachment SET text = x'00' WHERE number = 1")
    connection.commit()
    connection.close()
    again = open_history(folder)
    found = again.load(CONVERSATION.id).result(5)
    assert found is not None
    assert found.damage is not None
    assert [held.name for held in found.conversation.turns[0].attachments] == ["sums.csv", "b"]
    assert again.close()


def test_files_and_drafts_go_with_their_conversation(history: History, folder: Path) -> None:
    history.append_turns(CONVERSATION, [TURN]).result(5)
    history.keep_draft("c", Slot.BOX, Draft("more", (CSV,)), (CSV,)).result(5)
    history.keep_draft(NEW, Slot.BOX, Draft("other", (CSV,)), (CSV,)).result(5)
    history.keep_draft(TURN.id, Slot.BOX, Draft("other words for it")).result(5)
    history.purge(1.0).result(5)
    assert (TURN.id, Slot.BOX) in history.drafts().result(5)
    history.delete(CONVERSATION.id, now=lambda: 10.0).result(5)
    assert ("c", Slot.BOX) in history.drafts().result(5), "it can still be restored"
    history.purge(11.0).result(5)
    assert list(history.drafts().result(5)) == [(NEW, Slot.BOX)]
    assert (count(folder, "attachment"), count(folder, "draft_attachment"), count(folder, "turn")) == (0, 1, 0)


def test_a_draft_is_replaced_and_its_files_stay_unless_they_change(history: History) -> None:
    history.keep_draft("c", Slot.BOX, Draft("a", (CSV,), Effort.HIGH), (CSV,)).result(5)
    history.keep_draft("c", Slot.BOX, Draft("ab", (CSV,), Effort.HIGH)).result(5)
    [(place, draft)] = history.drafts().result(5).items()
    assert place == ("c", Slot.BOX)
    assert (draft.text, draft.effort, len(draft.attachments)) == ("ab", Effort.HIGH, 1)
    history.keep_draft("c", Slot.BOX, Draft(), ()).result(5)
    assert history.drafts().result(5) == {}


def test_a_preset_is_kept_changed_deleted_and_brought_back(history: History) -> None:
    brief = Preset("p", PresetKind.PERSONA, "Brief", "Be brief.", 2.0)
    older = Preset("q", PresetKind.PROMPT, "Summarise", "In three points:", 1.0)
    history.keep_presets(brief, older).result(5)
    history.keep_presets(replace(brief, text="Be very brief.")).result(5)
    assert history.presets().result(5) == (older, replace(brief, text="Be very brief."))
    history.delete_preset("q", now=lambda: 3.0).result(5)
    assert [held.id for held in history.presets().result(5)] == ["p"]
    history.keep_presets(older).result(5)
    assert [held.id for held in history.presets().result(5)] == ["q", "p"]
    history.delete_preset("p", now=lambda: 3.0).result(5)
    history.purge(4.0).result(5)
    history.keep_presets(older).result(5)
    assert [held.id for held in history.presets().result(5)] == ["q"]
