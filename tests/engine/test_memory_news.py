from __future__ import annotations

from app.engine.memory_news import MemoryNews
from app.engine.scripted_model import ScriptedModel
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder


def test_memory_is_told_when_it_has_changed_and_at_most_once_a_second() -> None:
    now = 7.0
    news = MemoryNews(clock=lambda: now)
    model = ScriptedModel(Vocabulary.load(demo_model_folder()))
    assert (news.due_in_s, news.is_due) == (None, False)
    news.change()
    assert (news.due_in_s, news.is_due) == (0.0, True)
    news.report(model)
    assert (news.due_in_s, news.is_due) == (None, False)
    now = 7.25
    news.change()
    assert (news.due_in_s, news.is_due) == (0.75, False)
    now = 9.0
    assert (news.due_in_s, news.is_due) == (0.0, True)
