"""States of the window worth looking at, and a command that takes their pictures.

``QT_QPA_PLATFORM=offscreen PYTHONPATH=. python tests/ui/scenes.py FOLDER [NAME …]``; ``QT_SCALE_FACTOR=2`` for Retina,
``LANG=ja_JP.UTF-8`` for Japanese.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmark_scenes import RESULT
from cloud_scenes import CLOUD
from composer_scenes import COMPOSER, DATA, LINES
from model_scenes import DEMO as DEMO_CARD
from model_scenes import offered, states
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from stage import BIG, DEMO, RESOURCES, Stage, conversation_of, reply_of

from app.chat.conversation import Conversation, ConversationId, Effort, PromptReading, Usage
from app.chat.exchange import BackendState, Delta, Failed, Finished, FinishReason, PromptProgress, Readiness
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import Channel
from app.session.benchmark import Run
from app.session.preferences import Appearance, WhileThinking
from app.ui.language import language_for, speak

HOW = "How does a mixture-of-experts layer choose its experts, and why is it fast on a laptop?"
SPEED = "Mostly from **reading less memory**: about 1.9 GB of weights per token instead of 10 GB."
TEXTS = Path(__file__).parent / "texts"
REASONING = (TEXTS / "reasoning.txt").read_text().strip()
MARKDOWN = (TEXTS / "answer.md").read_text().strip()
LOST = "The engine stopped unexpectedly. The text so far is kept; the engine starts again, and you can ask again."
GONE = "The engine stopped three times in a row and is off now. Start it again, or choose another model."
FULL = "The disk is full: this stays in the window and is saved as soon as there is room."
NAMES = (
    "gpt oss 20b 120b OpenAI Apache MLX community Q8 English 日本語 Ctrl Shift Alt Esc Down Left Right Return tok GB "
    "MB KB python libc abi terminating exit status killed last line HTTPS huggingface co models Demo model Soliloquy "
    "api openai com GPT mini Rack Lab https January October November sk Luna v1 http Terra "
    "Python Apple M2 Max macOS arm64 mlx lm server"
)  # of things, keys and units
JAPANESE = (TEXTS / "japanese.md").read_text().strip()


def library() -> tuple[Conversation, ...]:
    plain = reply_of("85 + 47 = **132**.", "85 + 47. 85 + 40 = 125. 125 + 7 = 132.", seconds=2)
    return (
        conversation_of(
            "Mixture-of-experts routing",
            (HOW, reply_of(MARKDOWN, REASONING)),
            ("So where does the speed come from exactly? Please check the numbers.", reply_of(SPEED, REASONING)),
        ),
        conversation_of("What is 85 + 47?", ("What is 85 + 47?", plain)),
        conversation_of(
            "日本語の要約を直す",
            (
                "次の文章を三つの要点にまとめてください。",
                reply_of(JAPANESE, "ユーザーは要約を求めている。三つの要点を箇条書きで返す。"),
            ),
            days_ago=1,
        ),
        conversation_of("A rather long title that does not fit the sidebar at all", ("x", plain), days_ago=1.2),
        conversation_of("Sorting a handful of numbers", ("x", plain), days_ago=3),
        conversation_of("Which weekday is in ten days?", ("x", plain), days_ago=5),
        conversation_of("Counting letters", ("x", plain), days_ago=30),
    )


def told(stage: Stage) -> str:
    """All that stands on screen because somebody or something said it, and not because the window does."""
    turns = [turn for conversation in (*library(), stage.session.conversation) for turn in conversation.turns]
    said = [*(turn.prompt for turn in turns), *(turn.reply.answer + turn.reply.reasoning for turn in turns)]
    cards = [f"{card.label} {card.repository} {card.id}" for card in stage.models.cards]
    titles = [conversation.title for conversation in library()]
    return " ".join(
        [*said, *cards, *titles, stage.session.conversation.title, BIG.label, str(stage.reading), NAMES, DATA, LINES]
    )


def opened(stage: Stage, title: str) -> None:
    stage.session.open_conversation(ConversationId(title))
    stage.wait(lambda: stage.session.conversation.title == title)


def asked(stage: Stage, question: str) -> None:
    count = len(stage.backend.requests)
    stage.session.submit(question, Effort.HIGH)
    stage.wait(lambda: len(stage.backend.requests) > count)


def empty(stage: Stage) -> None:
    pass


def answered(stage: Stage) -> None:
    stage.backend.become(Readiness(BackendState.READY, BIG))
    opened(stage, "Mixture-of-experts routing")
    bar = stage.window.conversation.transcript.verticalScrollBar()
    stage.wait(lambda: bar.maximum() > 300)
    bar.setValue(0)


def answered_end(stage: Stage) -> None:
    opened(stage, "Mixture-of-experts routing")


def elsewhere(stage: Stage) -> None:
    """Four other conversations: one is answered, one waits for that, one has a new answer, one none."""
    for title in (
        "Counting letters",
        "Which weekday is in ten days?",
        "Sorting a handful of numbers",
        "日本語の要約を直す",
    ):
        opened(stage, title)
        asked(stage, "And once more?")
    opened(stage, "What is 85 + 47?")
    lost, answered, grows, _ = (request.id for request in stage.backend.requests)
    stage.backend.reply(Failed(Failure(FailureKind.ENGINE_LOST, LOST)), lost)
    stage.backend.reply(Finished(FinishReason.ENDED, Usage(), BIG.source), answered)
    stage.backend.reply(Delta(Channel.ANALYSIS, "Hm.", 1), grows)


def elsewhere_unseen(stage: Stage) -> None:
    """The same without the list, over a conversation that fills the window."""
    elsewhere(stage)
    opened(stage, "Mixture-of-experts routing")
    stage.window.menus.sidebar.trigger()


NESTED = """1. Install it first:

   ```python
   import venv; venv.create(".venv", with_pip=True)
   ```

2. Then look:

   | File | Lines |
   |:--|--:|
   | ahead.py | 120 |

> A remark:
>
> ```python
> print("hello")
> ```
"""


def nested(stage: Stage) -> None:
    """Code and a table inside of a list, code inside of a quote."""
    opened(stage, "What is 85 + 47?")
    asked(stage, "How do I begin?")
    stage.answer(NESTED)
    stage.finish()


def thinking(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    asked(stage, "And the same with 1,285 + 4,747?\nPlease check it twice.")
    stage.think("The person wants 1285 + 4747. ", tokens=12)
    stage.clock.seconds += 4  # a thought that has just begun shows its head alone
    stage.think(REASONING.replace("\n\n", " "), tokens=376)


def thinking_open(stage: Stage) -> None:
    thinking(stage)
    stage.window.menus.reasoning.trigger()


def thinking_peek(stage: Stage) -> None:
    stage.preferences.while_thinking = WhileThinking.PEEK
    thinking(stage)


def thought_found(stage: Stage) -> None:
    opened(stage, "Mixture-of-experts routing")
    stage.window.menus.find_reasoning.trigger()
    pane = stage.window.conversation.transcript.last_view.pane
    pane.find_bar.line.setText("the")


def no_answer(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    asked(stage, "And 12 × 12?")
    stage.think("12 × 12 is 144.", tokens=20)
    stage.end_thought(2)
    stage.finish()


def preamble(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    asked(stage, "And 12 × 12, please, step by step?")
    stage.think("12 × 12 is 144.", tokens=20)
    stage.end_thought(2)
    stage.backend.reply(Delta(Channel.COMMENTARY, "I multiply by ten and by two, and add both.", 5, begins=True))
    stage.answer("12 × 12 = 120 + 24 = **144**.")
    stage.finish()


def thought_open(stage: Stage) -> None:
    opened(stage, "Mixture-of-experts routing")
    stage.window.menus.reasoning.trigger()


def loading(stage: Stage) -> None:
    stage.backend.become(Readiness(BackendState.LOADING, DEMO, 0.4))
    asked(stage, "What is 47 + 85?")


def reading(stage: Stage) -> None:
    stage.backend.become(Readiness(BackendState.BUSY, DEMO))
    asked(stage, "What is 47 + 85?")
    stage.backend.reply(PromptProgress(PromptReading(512, 2048, 0)))


def failure(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    asked(stage, "And 12 × 12?")
    stage.think("12 × 12 is")
    stage.backend.reply(
        Failed(Failure(FailureKind.ENGINE_LOST, LOST, "exit status −9 (killed)\nlast line: libc++abi: terminating"))
    )
    stage.backend.become(Readiness(BackendState.FAILED, None, None, Failure(FailureKind.ENGINE_START, GONE)))
    stage.session.failed.emit(Failure(FailureKind.STORAGE, FULL))
    stage.library.delete(ConversationId("Counting letters"))
    stage.wait(lambda: stage.library.can_undo)


def stopped(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    asked(stage, "Tell me a long story")
    stage.think("A story about", tokens=300)
    stage.end_thought(8)
    stage.answer("Once upon a time there was a **very")
    stage.session.stop()
    stage.session.ask_again(stage.session.path[-1].id, Effort.LOW)
    stage.wait(lambda: len(stage.backend.requests) == 2)
    stage.answer("No.")
    stage.finish()
    stage.window.conversation.composer.edit.setPlainText("One line\n" * 4 + "and a last one")


def japanese(stage: Stage) -> None:
    opened(stage, "日本語の要約を直す")


def narrow(stage: Stage) -> None:
    stage.window.resize(720, 520)
    stage.window.menus.sidebar.trigger()
    answered_end(stage)


def narrow_empty(stage: Stage) -> None:
    stage.window.resize(720, 520)


def keyboard(stage: Stage) -> None:
    """Where the ring is after a few steps of Tab."""
    opened(stage, "What is 85 + 47?")
    stage.window.activateWindow()
    stage.window.conversation.transcript.view(stage.session.path[0].id).pane.head.setFocus(
        Qt.FocusReason.TabFocusReason
    )


def keyboard_list(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    stage.window.activateWindow()
    stage.window.sidebar.list.setFocus(Qt.FocusReason.TabFocusReason)


def renaming(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    stage.window.sidebar.list.rename_selected()


def models(stage: Stage) -> None:
    """The page has scenes of its own in ``model_scenes.py``."""
    cards = states()
    stage.backend.become(Readiness(BackendState.READY, BIG))
    stage.models.become(*cards, recommended=cards[0])
    stage.window.menus.models.trigger()


def models_keyboard(stage: Stage) -> None:
    models(stage)
    stage.window.activateWindow()
    stage.window.pages.page.card("gpt-oss-20b-openai").state.take_focus()


def welcome(stage: Stage) -> None:
    stage.models.become(*offered(), DEMO_CARD, recommended=offered()[0])
    stage.window.pages.open_welcome()
    for _ in range(2):
        stage.window.pages.welcome.main_button().click()


def settings(stage: Stage) -> None:
    stage.window.menus.settings.trigger()


def settings_end(stage: Stage) -> None:
    settings(stage)
    stage.window.resize(1120, 780)
    page = stage.window.settings.page
    stage.wait(lambda: page.privacy.height() > 100)
    page.reveal(page.privacy.rows[-1])


def palette(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    stage.window.menus.palette.trigger()


def palette_typed(stage: Stage) -> None:
    palette(stage)
    stage.window.palettes.palette.line.setText("re")


def keys(stage: Stage) -> None:
    opened(stage, "What is 85 + 47?")
    stage.window.menus.keys.trigger()


def benchmark(stage: Stage) -> None:
    stage.benchmark.become(Run(), RESULT)
    stage.window.menus.benchmark.trigger()


def compared(stage: Stage) -> None:
    stopped(stage)
    stage.window.menus.compare.trigger()


def narrow_settings(stage: Stage) -> None:
    stage.window.resize(720, 520)
    settings(stage)


def narrow_models(stage: Stage) -> None:
    stage.window.resize(720, 520)
    models(stage)


def narrow_welcome(stage: Stage) -> None:
    stage.window.resize(720, 520)
    welcome(stage)


THOUGHTS = (thinking_peek, thought_found, no_answer, preamble)
ALL = (empty, answered, answered_end, thinking, thinking_open, thought_open, loading, reading, failure, stopped)
MODELS = (models, models_keyboard, welcome, narrow_models, narrow_welcome)
SETTINGS = (settings, settings_end, narrow_settings, palette, palette_typed, keys, benchmark, compared)
MORE = (
    *THOUGHTS,
    elsewhere,
    elsewhere_unseen,
    nested,
    japanese,
    narrow,
    narrow_empty,
    keyboard,
    keyboard_list,
    renaming,
)
NAMED: dict[str, Callable[[Stage], None]] = {scene.__name__: scene for scene in (*ALL, *MODELS, *SETTINGS, *MORE)}
SCENES = {**NAMED, **CLOUD, **COMPOSER}


def main() -> None:
    folder, *names = sys.argv[1:]
    app = QApplication([])
    speak(language_for(QLocale.system().uiLanguages()), application=app, translations=RESOURCES / "translations")
    Path(folder).mkdir(parents=True, exist_ok=True)
    ratio = int(app.devicePixelRatio())
    for name in names or SCENES:
        with tempfile.TemporaryDirectory() as home:
            stage = Stage(Path(home), conversations=library())
            window = stage.window
            window.resize(1120, 780)
            window.show()
            stage.wait(stage.has_conversations)
            SCENES[name](stage)
            for appearance in (Appearance.LIGHT, Appearance.DARK):
                stage.preferences.appearance = appearance
                for _ in range(20):
                    app.processEvents()
                window.grab().save(f"{folder}/{name}_{appearance}_{ratio}x.png")
            stage.close()


if __name__ == "__main__":
    main()
