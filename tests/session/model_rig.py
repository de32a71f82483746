"""Models for tests: a real engine process, real downloads from a hub on this machine, a catalogue of two."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

sys.path.append(str(Path(__file__).resolve().parent.parent / "models"))

from fetching import QUICK
from hub import REPOSITORY, REVISION, FakeHub, serving

from app.backends.local import LocalBackend
from app.chat.conversation import Effort
from app.chat.exchange import BackendState, Finished, GenerationRequest, RequestId, Sampling
from app.chat.failure import Failure
from app.chat.prompt import Message, Prompt, Role
from app.models.catalog import Catalog, CatalogModel, DemoText, Figures
from app.models.fit import GIB, MachineMemory, mac_memory
from app.models.folder import look_into
from app.models.found import Place
from app.models.library import DEMO, LocalModel
from app.models.shape import shape_of
from app.paths import demo_model_folder
from app.session.downloads import Downloads
from app.session.fetch_process import default_command
from app.session.models import Models
from app.session.preferences import Preferences
from app.store.settings import SettingsFile

SCRIPTED = (sys.executable, "-m", "app", "--engine", "--scripted")
LIMIT_MS = 30_000
SMALL, HUGE = "small", "huge"


def demo_files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in demo_model_folder().iterdir()}


def demo() -> LocalModel:
    return LocalModel(DEMO, "Demo", demo_model_folder(), is_demo=True)


def entry(model_id: str, weight_bytes: int, repository: str, revision: str | None) -> CatalogModel:
    shape = shape_of(json.loads((demo_model_folder() / "config.json").read_text()))
    billions = 1_000_000_000
    return CatalogModel(
        id=model_id,
        label=model_id.capitalize(),
        sentence="For tests.",
        maker="Nobody",
        packed_by="Nobody",
        licence="Apache-2.0",
        repository=repository,
        revision=revision,
        parameters_total=21 * billions,
        parameters_active=3_600_000_000,
        weight_bytes=weight_bytes,
        figures=Figures.APPROXIMATE,
        source="Made up.",
        shape=shape,
        files=(),
    )


def catalogue() -> Catalog:
    """One that is the demo model under another name, one that fits no machine."""
    small = entry(SMALL, look_into(demo_model_folder()).weight_bytes, REPOSITORY, REVISION)
    huge = entry(HUGE, 1000 * GIB, "pocket-labs/huge", None)
    return Catalog("2026-11-24", HUGE, DemoText("For tests.", "Nobody", "Apache-2.0"), (small, huge))


class Rig:
    """Everything around ``Models``, over one data folder. ``memory`` may be changed while it runs."""

    def __init__(
        self,
        home: Path,
        qtbot: QtBot,
        *,
        hub: FakeHub | None = None,
        elsewhere: tuple[Place, ...] = (),
        command: tuple[str, ...] | None = SCRIPTED,
        move_command: tuple[str, ...] | None = None,
        is_first_run: bool = False,
    ) -> None:
        self.home = home
        self.qtbot = qtbot
        self.memory: MachineMemory = mac_memory(32 * GIB, 24 * GIB)
        self.preferences = Preferences(file=SettingsFile(home))
        if not is_first_run:
            self.preferences.model = self.preferences.model or DEMO
        self.backend = LocalBackend(folder=demo().folder, label="Demo", is_demo=True, command=command)
        folder = home / "models"
        self.downloads = Downloads(
            models=Path(self.preferences.models_folder or folder), command=(*default_command(), *QUICK)
        )
        self.models = Models(
            backend=self.backend,
            preferences=self.preferences,
            downloads=self.downloads,
            demo=demo(),
            folder=folder,
            memory=lambda: self.memory,
            elsewhere=elsewhere,
            catalogue=catalogue(),
            endpoint=None if hub is None else hub.endpoint,
            move_command=move_command,
        )
        self.failures: list[Failure] = []
        self.removed: list[tuple[str, int]] = []
        self.models.failed.connect(self.failures.append)
        self.models.removed.connect(lambda label, freed: self.removed.append((label, freed)))
        self.ends: dict[str, Finished] = {}
        self.backend.replied.connect(self._on_replied)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LIMIT_MS)

    def wait_for(self, state: BackendState) -> None:
        self.wait_until(lambda: self.backend.readiness.state is state)

    def start(self) -> None:
        self.backend.start()
        self.wait_for(BackendState.READY)

    def ask(self, text: str, name: str = "r1") -> None:
        prompt = Prompt(Effort.LOW, (Message(Role.USER, text),), "2026-11-24")
        self.backend.generate(GenerationRequest(RequestId(name), prompt, Sampling(temperature=0.0)))

    def answered(self, text: str, name: str = "r1") -> Finished:
        self.ask(text, name)
        self.wait_until(lambda: name in self.ends)
        return self.ends[name]

    def close(self) -> None:
        self.models.shutdown()
        self.downloads.shutdown()
        self.preferences.flush()
        self.backend.shutdown()

    def _on_replied(self, request: str, event: object) -> None:
        if isinstance(event, Finished):
            self.ends[request] = event


@contextmanager
def demo_hub(**options: object) -> Iterator[FakeHub]:
    with serving(demo_files(), **options) as hub:
        yield hub
