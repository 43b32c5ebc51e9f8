"""Schemas from a catalogue of models: captured from the emulator, read, and generated from."""

from __future__ import annotations

import importlib
import itertools
import json
import shutil
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from typer.testing import CliRunner

from scripts.capture import __main__ as command
from scripts.capture import sources
from scripts.capture.adopt import adopt
from scripts.capture.models import ModelCapture
from scripts.capture.run import Folders
from scripts.capture.web import FetchLimits, Web
from scripts.generate.packages import write_package
from scripts.generate.templates_patched import write_templates
from scripts.specs import build
from scripts.specs.errors import SpecError
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator
    from scripts.capture.manifest import ManifestEntry

NEW = "minimax-h3/text-to-video"


class EmulatorClock:
    """A clock of a capture that moves that of the emulator."""

    def __init__(self, emulator: ServedEmulator) -> None:
        self._emulator = emulator
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self._emulator.clock.now()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._emulator.advance(seconds)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    shutil.copytree(SPECS / "kie", tmp_path / "specs" / "kie")
    return Folders(tmp_path / "out", tmp_path / "specs")


def captured(
    emulator: ServedEmulator, folders: Folders, *patterns: str, key: str | None = None
) -> dict[str, ManifestEntry]:
    """Capture schemas from the emulated catalogue; the entries by page."""
    # An earlier capture has used this second's request.
    emulator.advance(1)
    provider = sources.load(folders.specs, "kie")
    assert provider.models is not None
    catalogue = evolve(provider.models, server=f"{emulator.base_url}/kie")
    with Web(EmulatorClock(emulator), FetchLimits(pause_s=0)) as web:
        one = ModelCapture(provider, catalogue, key or emulator.kie.key, folders, web)
        return {entry.page: entry for entry in one.capture(patterns, lambda _: None)}


def test_the_models_that_fit_are_stored_one_request_a_second(
    longtake_emulator: ServedEmulator, folders: Folders
) -> None:
    found = captured(longtake_emulator, folders, "grok-imagine/*", "minimax*")
    assert {page: entry.outcome for page, entry in found.items()} == {
        "model-grok-imagine-extend.json": "new",
        "model-minimax-h3-text-to-video.json": "new",
    }
    requests = longtake_emulator.ledger.requests
    assert [request.path for request in requests] == [
        "/api/v1/models",
        "/api/v1/models/grok-imagine/extend/schema",
        f"/api/v1/models/{NEW}/schema",
    ]
    times = [request.time for request in requests]
    assert all(after - before >= 1 for before, after in itertools.pairwise(times))
    assert all(request.code == 200 for request in requests)
    text = (folders.output / "kie" / "model-grok-imagine-extend.json").read_text(encoding="utf-8")
    assert "Error " in json.loads(text)["components"]["schemas"]
    assert longtake_emulator.kie.key not in "".join(
        file.read_text(encoding="utf-8") for file in folders.output.rglob("*.json")
    )


def test_a_second_capture_finds_what_is_adopted_unchanged(
    longtake_emulator: ServedEmulator, folders: Folders
) -> None:
    captured(longtake_emulator, folders, NEW)
    assert [file.name for file in adopt(folders)] == ["model-minimax-h3-text-to-video.json"]
    (entry,) = captured(longtake_emulator, folders, NEW).values()
    assert entry.outcome == "unchanged"


def test_a_model_without_a_schema_and_a_wrong_key_are_reported(
    longtake_emulator: ServedEmulator, folders: Folders
) -> None:
    (entry,) = captured(longtake_emulator, folders, "luma*").values()
    assert (entry.outcome, entry.reason) == ("failed", "the catalogue has no schema of it")
    with pytest.raises(SpecError, match="code 401"):
        captured(longtake_emulator, folders, "*", key="another-key")
    with pytest.raises(SpecError, match="expected a pattern that fits one of the"):
        captured(longtake_emulator, folders, "films/*")


def test_the_command_needs_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIE_API_KEY", raising=False)
    arguments = ["--output", str(tmp_path), "--models", "veo/*", "kie"]
    result = CliRunner().invoke(command.app, arguments)
    assert result.exit_code == 2
    assert "expected the key of the provider in KIE_API_KEY" in result.output
    result = CliRunner().invoke(command.app, [*arguments[:-1], "useapi"])
    assert "expected a provider with `models`" in result.output


@pytest.fixture
def client(
    longtake_emulator: ServedEmulator,
    folders: Folders,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """The package that is generated with four captured models."""
    captured(longtake_emulator, folders, NEW, "*/extend", "omnihuman*")
    adopt(folders)
    built = build.build(folders.specs, "kie")
    notes = [note.text for note in built.notes]
    assert f"{NEW} of a page is jobs.minimax_h3.text_to_video" in notes
    assert "pixverse-v6/extend is on a page too, which is kept: remove it here" in notes
    write_templates(tmp_path / "templates")
    write_package(built.document, tmp_path / "longtake_captured", tmp_path / "templates")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    yield importlib.import_module("longtake_captured.resources")
    for name in [name for name in sys.modules if name.startswith("longtake_captured")]:
        del sys.modules[name]


def test_a_captured_model_gets_a_method_and_a_known_one_keeps_its_own(client: Any) -> None:
    sent: list[Any] = []

    class Hooks:
        def prepare(self, start: Any, body: Any, *options: object) -> Any:
            del options
            sent.append((start.operation, start.exactly_one, body.to_dict()))

        start = calling = task = prepare

    made: Any = type("Client", (client.Resources,), {"_hooks": Hooks()})
    jobs = made().jobs
    jobs.minimax_h3.prepare.text_to_video(prompt="A dog runs", aspect_ratio="16:9", duration=6)
    jobs.omnihuman_1_5.prepare.create(image_url="https://a.test/i", audio_url="https://a.test/a")
    jobs.grok_imagine.prepare.extend(task_id="t", prompt="On", extend_at=2, extend_times=6)
    jobs.pixverse.prepare.extend(task_id="t", prompt="On it goes", duration=1, quality="720p")
    assert [(operation, body["model"]) for operation, _, body in sent] == [
        ("jobs_minimax_h3_text_to_video", NEW),
        ("jobs_omnihuman_1_5_create", "omnihuman-1-5"),
        ("jobs_grok_imagine_extend", "grok-imagine/extend"),
        ("jobs_pixverse_extend", "pixverse-v6/extend"),
    ]
    assert [name for name, _ in sent[3][1]] == ["task_id", "video_url"]
    assert sent[0][2]["input"]["prompt"] == "A dog runs"
