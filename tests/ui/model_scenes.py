"""States of the models page and of the first run worth looking at, and a command that takes their pictures.

``QT_QPA_PLATFORM=offscreen PYTHONPATH=. python tests/ui/model_scenes.py FOLDER [NAME …]``;
``QT_SCALE_FACTOR=2`` for Retina, ``LANG=ja_JP.UTF-8`` for Japanese.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QWidget
from stage import RESOURCES

from app.chat.failure import Failure, FailureKind, failure_of
from app.chat.sentence import sentence
from app.models.catalog import CatalogModel, catalog
from app.models.fetch.trouble import connection_lost, disk_full
from app.models.fit import GIB, LEAST_CONTEXT, MachineMemory, judge, mac_memory
from app.session.model_card import CardState, MemoryUse, ModelCard, Progress
from app.session.preferences import Appearance
from app.ui.language import language_for, speak
from app.ui.models.offers import Intent
from app.ui.models.page import ModelsPage
from app.ui.models.repository_row import RepositoryRow
from app.ui.sentences import failure_words, words_of
from app.ui.theme import Theme
from app.ui.welcome.welcome import Welcome

FOLDER = Path.home() / "Library/Application Support/Soliloquy/models"
FREE = 214_000_000_000
MAC_32 = mac_memory(32 * GIB, 24 * GIB)
MAC_16 = mac_memory(16 * GIB, 9 * GIB)
WAITING = connection_lost().sentence
LOST_NETWORK = failure_of(FailureKind.DOWNLOAD, connection_lost().failed.sentence)
DISK_FULL = failure_of(FailureKind.DOWNLOAD, disk_full(4_700_000_000, 3_100_000_000).sentence)
BROKEN = failure_of(
    FailureKind.MODEL_BROKEN, sentence("“{name}” in the model folder is not valid JSON.", name="config.json")
)
DEMO = ModelCard(
    "demo",
    "Demo model — arithmetic and small talk only",
    maker="Soliloquy",
    licence="Apache-2.0",
    sentence=catalog().demo.sentence,
    size_bytes=11_800_000,
    state=CardState.LOADED,
    is_demo=True,
    is_current=True,
    folder=Path("/Applications/Soliloquy.app/Contents/Resources/demo_model"),
    tokens_per_second=412.0,
)
TUNED = ModelCard(
    "/models/lm-studio/my-tuned-gpt-oss",
    "my-tuned-gpt-oss",
    size_bytes=12_400_000_000,
    parameters=sentence("{total} B, {active} B active", total="21", active="3.6"),
    state=CardState.ON_DISK,
    is_found=True,
    is_added=True,
    folder=Path("/models/lm-studio/my-tuned-gpt-oss"),
)


USED = MemoryUse(
    weights=12_076_119_168, live=810 << 20, marks=96 << 20, parked=410 << 20, buffers=0, peak=13 << 30, limit=21 << 30
)


def card_of(model: CatalogModel, machine: MachineMemory = MAC_32, **rest: object) -> ModelCard:
    card = ModelCard(
        model.id,
        model.label,
        maker=model.maker,
        licence=model.licence,
        sentence=model.sentence,
        size_bytes=model.download_bytes,
        parameters=sentence(
            "{total} B, {active} B active",
            total=f"{model.parameters_total / 1e9:.0f}",
            active=f"{model.parameters_active / 1e9:.1f}",
        ),
        verdict=judge(model.shape, model.weight_bytes, machine),
        is_default=model.id == catalog().default,
    )
    return replace(card, **rest)  # type: ignore[arg-type]


def short_of_memory() -> Failure:
    model, machine = catalog().models[0], mac_memory(32 * GIB, 6 * GIB)
    verdict = judge(model.shape, model.weight_bytes, machine, LEAST_CONTEXT)
    said = sentence("{name} was not loaded.", name=model.label)
    return failure_of(FailureKind.OUT_OF_MEMORY, said, *verdict.sentences)


def offered(machine: MachineMemory = MAC_32) -> list[ModelCard]:
    return [card_of(model, machine) for model in catalog().models]


def with_first(machine: MachineMemory = MAC_32, **changes: object) -> list[ModelCard]:
    """The catalogue, its first model in another state, and the demo."""
    first, *others = offered(machine)
    return [replace(first, **changes), *others, DEMO]  # type: ignore[arg-type]


def on_disk(card: ModelCard, **rest: object) -> ModelCard:
    changes = {"state": CardState.ON_DISK, "folder": FOLDER / card.id, "frees_bytes": card.size_bytes, **rest}
    return replace(card, **changes)  # type: ignore[arg-type]


def part(done: int, card: ModelCard | None = None, **rest: object) -> Progress:
    """Of ``card``, or of the first one."""
    return Progress(done, (card or offered()[0]).size_bytes, **rest)  # type: ignore[arg-type]


def states(machine: MachineMemory = MAC_32) -> list[ModelCard]:
    """As many states as there are cards for."""
    q8, q4, openai, *others = offered(machine)
    return [
        on_disk(q8, state=CardState.LOADED, is_current=True, tokens_per_second=94.3, memory=USED),
        replace(
            q4, state=CardState.DOWNLOADING, progress=part(7_400_000_000, q4, bytes_per_second=38e6, seconds_left=100)
        ),
        replace(openai, state=CardState.PAUSED, progress=part(3_100_000_000, openai)),
        *others,
        TUNED,
        replace(DEMO, state=CardState.ON_DISK, is_current=False),
    ]


def recommended_of(cards: list[ModelCard]) -> ModelCard | None:
    return next((card for card in cards if card.is_default and card.verdict and card.verdict.can_load), None)


def show(page: ModelsPage, cards: list[ModelCard], machine: MachineMemory = MAC_32, **rest: object) -> None:
    shown = {"free_disk_bytes": FREE, "folder": FOLDER, **rest}
    page.show_models(cards, machine=machine, **shown)  # type: ignore[arg-type]


def fresh(page: ModelsPage) -> None:
    show(page, [*offered(), DEMO])


def several(page: ModelsPage) -> None:
    show(page, states())


def downloading(page: ModelsPage) -> None:
    progress = part(7_400_000_000, bytes_per_second=38e6, seconds_left=222)
    show(page, with_first(state=CardState.DOWNLOADING, progress=progress))


def waiting(page: ModelsPage) -> None:
    show(page, with_first(state=CardState.DOWNLOADING, progress=part(7_400_000_000, notice=WAITING)))


def verifying(page: ModelsPage) -> None:
    progress = part(5_400_000_000, is_verifying=True)
    show(page, with_first(state=CardState.DOWNLOADING, progress=progress))


def paused_full(page: ModelsPage) -> None:
    show(page, with_first(state=CardState.PAUSED, progress=part(7_400_000_000), failure=DISK_FULL))


def failed(page: ModelsPage) -> None:
    cards = with_first(state=CardState.FAILED, progress=part(7_400_000_000), failure=LOST_NETWORK)
    cards[1] = on_disk(cards[1], state=CardState.FAILED, failure=BROKEN)
    show(page, cards)
    page.show_failure(BROKEN)


def loading(page: ModelsPage) -> None:
    first = on_disk(offered()[0], state=CardState.LOADING, is_current=True, progress=Progress(430, 1000))
    show(page, [first, *offered()[1:], replace(DEMO, state=CardState.ON_DISK, is_current=False)])


def asleep(page: ModelsPage) -> None:
    first = on_disk(offered()[0], is_current=True, tokens_per_second=94.3)
    show(page, [first, *offered()[1:], replace(DEMO, state=CardState.ON_DISK, is_current=False)])


def removing(page: ModelsPage) -> None:
    show(page, [on_disk(offered()[0], state=CardState.REMOVING), *offered()[1:], DEMO])


def asks_download(page: ModelsPage) -> None:
    fresh(page)
    page.card("gpt-oss-20b").state.intended.emit(Intent.DOWNLOAD)


def no_room(page: ModelsPage) -> None:
    show(page, [*offered(), DEMO], free_disk_bytes=8_000_000_000)
    page.card("gpt-oss-20b").state.intended.emit(Intent.DOWNLOAD)


def asks_remove(page: ModelsPage) -> None:
    several(page)
    page.card("gpt-oss-20b").state.intended.emit(Intent.REMOVE)


def asks_check(page: ModelsPage) -> None:
    """The engine has refused it, and it can be mended."""
    first = on_disk(offered()[0], state=CardState.FAILED, is_current=True, failure=BROKEN)
    show(page, [first, *offered()[1:], replace(DEMO, state=CardState.ON_DISK, is_current=False)])
    page.card("gpt-oss-20b").state.intended.emit(Intent.CHECK)


def busy(page: ModelsPage) -> None:
    show(page, [on_disk(offered()[0]), *offered()[1:], DEMO])
    page.ask_again("gpt-oss-20b", failure_words(short_of_memory()))


def small_mac(page: ModelsPage) -> None:
    show(page, [*offered(MAC_16), DEMO], MAC_16)


def small_mac_asks(page: ModelsPage) -> None:
    small_mac(page)
    page.card("gpt-oss-20b").state.intended.emit(Intent.DOWNLOAD)


def moving(page: ModelsPage) -> None:
    show(page, states(), moving=Progress(3_100_000_000, 24_200_000_000))
    page.show_removed("gpt-oss-120b", 65_200_000_000)


def narrow(page: ModelsPage) -> None:
    page.resize(468, 700)
    several(page)
    page.card("gpt-oss-20b").state.intended.emit(Intent.REMOVE)


NAMED = ModelCard(
    str(FOLDER / "gpt-oss-20b-finetuned-japanese-legal-v2-MXFP4"),
    "gpt-oss-20b-finetuned-japanese-legal-v2-MXFP4",
    repository="a-research-group/gpt-oss-20b-finetuned-japanese-legal-v2-MXFP4",
    size_bytes=12_400_000_000,
    verdict=offered()[0].verdict,
)


def named(page: ModelsPage) -> None:
    """A repository that was looked up."""
    show(page, [*offered(), NAMED, DEMO])
    page.offer(NAMED.id)


def open_row(page: ModelsPage, text: str) -> RepositoryRow:
    show(page, [offered()[0], DEMO])
    row = page.findChild(RepositoryRow)
    row.open()
    row.line.setText(text)
    row.line.textEdited.emit(text)
    return row


def adding(page: ModelsPage) -> None:
    open_row(page, "")


def adding_looks(page: ModelsPage) -> None:
    open_row(page, "openai/gpt-oss-20b").look.click()


def adding_refused(page: ModelsPage) -> None:
    adding_looks(page)
    said = sentence(
        "“{name}” is given only to people with an account there, which Soliloquy never uses. If you have one,"
        " download it yourself and add its folder.",
        name="a-research-group/some-model",
    )
    page.refuse_repository(words_of(said))


ALL = (fresh, several, downloading, waiting, verifying, paused_full, failed, loading, asleep, removing)
ASKING = (asks_download, no_room, asks_remove, asks_check, busy, small_mac, small_mac_asks, moving, narrow)
ADDING = (named, adding, adding_looks, adding_refused)
PAGE_SCENES: dict[str, Callable[[ModelsPage], None]] = {scene.__name__: scene for scene in (*ALL, *ASKING, *ADDING)}


def welcomed(name: str, welcome: Welcome) -> None:
    """One screen of the first run: 1, 2, or 3 for a machine or a state."""
    cards, machine, free = [*offered(), DEMO], MAC_32, FREE
    if name == "small_mac":
        cards, machine = [*offered(MAC_16), DEMO], MAC_16
    elif name == "downloading":
        cards = with_first(
            state=CardState.DOWNLOADING, progress=part(7_400_000_000, bytes_per_second=38e6, seconds_left=222)
        )
    elif name == "no_room":
        free = 8_000_000_000
    welcome.show_models(cards, recommended=recommended_of(cards), machine=machine, free_disk_bytes=free)
    for _ in range({"promises": 0, "acknowledgement": 1}.get(name, 2)):
        welcome.main_button().click()


WELCOMES = ("promises", "acknowledgement", "fitting", "downloading", "no_room", "small_mac")


def take(widget: QWidget, theme: Theme, path: str) -> None:
    ratio = int(widget.devicePixelRatio())
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.set_appearance(appearance)
        for _ in range(20):
            QApplication.processEvents()
        widget.grab().save(f"{path}_{appearance}_{ratio}x.png")


def main() -> None:
    folder, *names = sys.argv[1:]
    app = QApplication([])
    language = language_for(QLocale.system().uiLanguages())
    if not speak(language, application=app, translations=RESOURCES / "translations"):
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    Path(folder).mkdir(parents=True, exist_ok=True)
    theme = Theme(icons=RESOURCES / "icons")
    for name in WELCOMES if not names else ():
        welcome = Welcome(theme=theme)
        welcome.resize(868, 780)
        welcome.show()
        welcomed(name, welcome)
        take(welcome, theme, f"{folder}/welcome_{name}")
        welcome.close()
    for name in names or PAGE_SCENES:
        page = ModelsPage(theme=theme)
        page.resize(868, 780)
        page.show()
        PAGE_SCENES[name](page)
        app.processEvents()
        take(page, theme, f"{folder}/models_{name}")
        page.close()


if __name__ == "__main__":
    main()
