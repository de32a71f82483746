"""Branches of a conversation worth looking at, and a command that takes their pictures.

``QT_QPA_PLATFORM=offscreen PYTHONPATH=. python tests/ui/branch_scenes.py FOLDER [NAME …]``;
``QT_SCALE_FACTOR=2`` for Retina, ``LANG=ja_JP.UTF-8`` for Japanese.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from model_scenes import DEMO as DEMO_CARD
from model_scenes import TUNED, offered
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QWidget
from stage import BIG, RESOURCES, Stage, conversation_of, reply_of

from app.chat.conversation import Conversation, Effort, Turn, TurnId, Usage
from app.chat.egress import Choice
from app.chat.exchange import BackendState, Readiness
from app.session.model_card import CardState
from app.session.preferences import Appearance
from app.ui.language import language_for, speak

TEXTS = Path(__file__).parent / "texts"
REASONING = (TEXTS / "reasoning.txt").read_text().strip()
WHY = "Why is the sky blue, and why are sunsets red? Please keep it short."
SCATTERED = (
    "Sunlight is a mixture of all colours. On its way through the air it meets molecules that are **much smaller than "
    "the wavelength of light**, and these scatter short waves far more than long ones: the strength goes with `1 / λ⁴`."
)
FIRST = f"""{SCATTERED}

- Blue light (450 nm) is scattered about **4.4 times** as strongly as red light (650 nm).
- It reaches your eye from everywhere in the sky.

At sunset the light travels through about 40 times as much air. Most of the blue is gone by then, and red is left."""
SECOND = f"""{SCATTERED}

- Blue light (450 nm) is scattered about **5 times** as strongly as red light (650 nm).
- Violet is scattered even more, but our eyes see it badly.

In the evening the light travels through about 38 times as much air. Most of the blue is gone by then, and red is left.

```python
print((650 / 450) ** 4)  # 4.35
```"""
THIRD = "Because air scatters blue light in all directions. At sunset the way through the air is long, and red is left."
JA_WHY = "空はなぜ青いのですか。短く説明してください。"
JA_FIRST = (
    "空が青いのは、太陽の光が空気の分子で散乱されるからです。波長の短い青い光は、赤い光よりも約4倍強く散乱されます。"
)
JA_SECOND = (
    "空が青く見えるのは、太陽の光が空気の分子で散乱されるためです。"
    "波長の短い青い光は、赤い光よりも約5倍強く散乱されます。夕方は光の道のりが長くなります。"
)


def answers(title: str, question: str, *texts: str) -> Conversation:
    """One question with several answers, of this model and of another, at different efforts."""
    efforts = (Effort.LOW, Effort.HIGH, Effort.MEDIUM)
    first = conversation_of(title, (question, reply_of(texts[0], REASONING, seconds=4)), effort=efforts[0])
    source = replace(first.turns[0].reply.source, label="gpt-oss-20b")  # type: ignore[type-var]
    other = replace(first.turns[0].reply.source, label="my-tuned-gpt-oss")  # type: ignore[type-var]
    turns: list[Turn] = []
    for index, text in enumerate(texts):
        reply = replace(reply_of(text, REASONING, seconds=4 + 9 * index), source=other if index == 2 else source)
        turns.append(replace(first.turns[0], id=TurnId(f"{title}-{index}"), effort=efforts[index % 3], reply=reply))
    return replace(first, turns=tuple(turns))


def library() -> tuple[Conversation, ...]:
    return (
        answers("Why is the sky blue?", WHY, FIRST, SECOND, THIRD),
        answers("空はなぜ青い", JA_WHY, JA_FIRST, JA_SECOND),
    )


def opened(stage: Stage, title: str = "Why is the sky blue?", branch: int = 1) -> None:
    stage.backend.become(Readiness(BackendState.READY, BIG))
    cards = [replace(card, state=CardState.ON_DISK) for card in offered()[:1]]
    cards[0] = replace(cards[0], is_current=True)
    stage.models.become(*cards, TUNED, replace(DEMO_CARD, is_current=False, state=CardState.ON_DISK))
    stage.session.open_conversation(title)  # type: ignore[arg-type]
    stage.wait(lambda: stage.session.conversation.title == title)
    stage.session.show_branch(TurnId(f"{title}-{branch}"))


def walker(stage: Stage) -> None:
    """The ring around the way from answer to answer, and the pencil of who is near."""
    opened(stage)
    stage.window.activateWindow()
    view = stage.window.conversation.transcript.views[0]
    view.foot.walker.setFocus(Qt.FocusReason.TabFocusReason)
    view.question.pencil.show_near(True)


def menu(stage: Stage) -> QWidget:
    opened(stage)
    stage.window.branching.show_menu(stage.session.path[0].id)
    return stage.window.branching.menu


def editing(stage: Stage) -> None:
    opened(stage)
    stage.window.activateWindow()
    stage.window.menus.edit_question.trigger()


def editing_in_japanese(stage: Stage) -> None:
    opened(stage, "空はなぜ青い")
    stage.window.activateWindow()
    stage.window.menus.edit_question.trigger()


def compare(stage: Stage) -> None:
    opened(stage)
    stage.window.activateWindow()
    stage.window.menus.compare.trigger()
    compared(stage)


def compared(stage: Stage) -> None:
    stage.wait(lambda: not stage.window.compare.page.is_comparing)


def compare_three(stage: Stage) -> None:
    compare(stage)
    stage.window.compare.page.add_button.click()
    compared(stage)
    stage.window.compare.page.columns[1].pane.toggle()
    stage.window.compare.page.columns[1].walker.setFocus(Qt.FocusReason.TabFocusReason)


def compare_growing(stage: Stage) -> None:
    opened(stage)
    stage.session.ask_again(stage.session.path[0].id, Effort.HIGH)
    stage.wait(lambda: len(stage.backend.requests) == 1)
    stage.think("Let me compare the strengths: (650/450)^4 is", tokens=20)
    stage.window.menus.compare.trigger()


def compare_narrow(stage: Stage) -> None:
    stage.window.resize(720, 520)
    compare(stage)


def compare_japanese(stage: Stage) -> None:
    opened(stage, "空はなぜ青い")
    stage.window.menus.compare.trigger()
    compared(stage)


def compare_cloud(stage: Stage) -> None:
    """The menu's way to a service, its answer beside the first one."""
    opened(stage, branch=0)
    stage.hand_cloud.allow()
    stage.wait(lambda: stage.cloud.spending.is_read)
    stage.cloud.ask_again(stage.session.path[0].id, stage.cloud.services.usable[0])
    stage.cloud.choose(Choice.ONCE)
    stage.wait(lambda: len(stage.hand_cloud.outside.asked) == 1)
    stage.hand_cloud.outside.last.say(SECOND)
    stage.hand_cloud.outside.last.finish(Usage(61, 0, 0, 144, 0.6, 2.1))
    stage.window.menus.compare.trigger()
    compared(stage)


def menu_cloud(stage: Stage) -> QWidget:
    opened(stage)
    stage.hand_cloud.allow()
    stage.window.branching.show_menu(stage.session.path[0].id)
    return stage.window.branching.menu


COMPARED = (compare_cloud, menu_cloud, compare, compare_three, compare_growing, compare_narrow, compare_japanese)
SCENES: dict[str, Callable[[Stage], QWidget | None]] = {
    scene.__name__: scene for scene in (walker, menu, editing, editing_in_japanese, *COMPARED)
}


def main() -> None:
    folder, *names = sys.argv[1:]
    app = QApplication([])
    speak(language_for(QLocale.system().uiLanguages()), application=app, translations=RESOURCES / "translations")
    Path(folder).mkdir(parents=True, exist_ok=True)
    ratio = int(app.devicePixelRatio())
    for name in names or SCENES:
        with tempfile.TemporaryDirectory() as home:
            stage = Stage(Path(home), conversations=library())
            stage.window.resize(1120, 780)
            stage.window.show()
            stage.wait(stage.has_conversations)
            shown = SCENES[name](stage) or stage.window
            for appearance in (Appearance.LIGHT, Appearance.DARK):
                stage.preferences.appearance = appearance
                compared(stage)
                for _ in range(40):
                    app.processEvents()
                shown.grab().save(f"{folder}/{name}_{appearance}_{ratio}x.png")
            stage.close()


if __name__ == "__main__":
    main()
