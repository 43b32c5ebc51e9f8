"""Every public class has an example in its docstring, and the examples run against the emulator."""

from __future__ import annotations

import ast
import asyncio
import doctest
import importlib
import inspect
import pickle
import time
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

import longtake
from longtake import Chainhub, Kie
from longtake.callbacks import Receiver
from longtake.emulator import Fault
from longtake_pytest import ClientClock
from scripts.public_api import MODULES
from tests.helpers import callback_bodies
from tests.helpers.clips import Clip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from longtake.emulator import TaskKind
    from longtake_pytest import ServedEmulator

    Kinds = Mapping[str, TaskKind]

PUBLIC: Final[Mapping[str, Any]] = {
    name: getattr(module, name)
    for module in map(importlib.import_module, MODULES)
    for name in module.__all__
}
"""The public names. An example uses them without importing them."""

CLASSES: Final[Mapping[str, type]] = {
    name: value
    for name, value in PUBLIC.items()
    if inspect.isclass(value) and value.__module__.startswith("longtake")
}
"""The public classes that are written by hand: all but the resources, which are generated."""

VEO: Final = "kie/veo"
TEXT2VIDEO: Final = "chainhub/kling-text-to-video"
EXPIRED: Final = {"code": 200, "msg": "success", "data": {"successFlag": "expired"}}

SITUATIONS: Final[Mapping[str, Callable[[Kinds], object]]] = {
    "AuthenticationError": lambda kinds: kinds[VEO].always(Fault.refuse("unauthorized")),
    "ContentRejectedError": lambda kinds: kinds[TEXT2VIDEO].always(Fault.refuse("content")),
    "Created": lambda kinds: kinds[TEXT2VIDEO].next_submit(Fault.cut(accepted=True)),
    "DownloadTimeoutError": lambda kinds: kinds[VEO].always(Fault.half(), on="download"),
    "Failure": lambda kinds: kinds[VEO].next_task(fail="moderation"),
    "InsufficientCreditsError": lambda kinds: kinds[VEO].always(
        Fault.refuse("insufficient_credits")
    ),
    "MissingFileError": lambda kinds: kinds[VEO].always(Fault.altered("no_files"), on="read"),
    "NotCreated": lambda kinds: kinds[TEXT2VIDEO].next_submit(Fault.cut()),
    "RateLimitError": lambda kinds: kinds[VEO].always(Fault.refuse("rate_limit", retry_after_s=30)),
    "ServiceUnavailableError": lambda kinds: kinds[VEO].always(Fault.refuse("maintenance")),
    "SubmitOutcomeUnknown": lambda kinds: kinds[VEO].next_submit(Fault.cut(accepted=True)),
    "TaskExpiredError": lambda kinds: kinds[VEO].always(Fault.response(200, EXPIRED), on="read"),
    "TaskFailedError": lambda kinds: kinds[VEO].next_task(fail="error"),
    "TaskRejectedError": lambda kinds: kinds[VEO].next_task(fail="moderation"),
    "Undetermined": lambda kinds: kinds[VEO].next_submit(Fault.cut(accepted=True)),
    "UnexpectedResponseError": lambda kinds: kinds[VEO].always(Fault.not_json(), on="read"),
}
"""How the emulator behaves in the example of a class, where not as usual."""


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def provided(emulator: ServedEmulator, kie: Kie) -> Mapping[str, Callable[[], object]]:
    """Return the values of the names that an example may use without defining them, made on demand."""
    callback = callback_bodies.DONE[1]
    return {
        "asyncio": lambda: asyncio,
        "httpx": lambda: httpx,
        "longtake": lambda: longtake,
        "pickle": lambda: pickle,
        "pytest": lambda: pytest,
        "emulator": lambda: emulator,
        "kie": lambda: kie,
        "chainhub": Chainhub,
        "tasks": lambda: [kie.veo.generate(prompt="A dog runs along a beach")],
        "task": lambda: kie.veo.generate(prompt="A dog runs along a beach"),
        "video": lambda: kie.veo.generate(prompt="A dog runs along a beach").wait(),
        "asset_id": lambda: emulator.sources["useapi/gen2"].id,
        "receiver": Receiver,
        "webhook_key": lambda: callback_bodies.KIE_KEY,
        "headers": lambda: callback_bodies.headers(callback, at=int(time.time())),
        "body": lambda: callback_bodies.written(callback),
    }


def undefined(source: str) -> set[str]:
    """Return the names that a program uses and does not assign."""
    names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    assigned = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    return {name.id for name in names} - assigned


def test_the_public_classes_are_among_them() -> None:
    expected = {"Kie", "AsyncVideo", "RateLimitError", "Receiver", "Emulator", "ServedEmulator"}
    assert expected <= CLASSES.keys()
    assert SITUATIONS.keys() <= CLASSES.keys()


@pytest.mark.usefixtures("longtake_environment")
@pytest.mark.parametrize("name", CLASSES)
def test_a_public_class_has_an_example_that_runs(
    name: str,
    longtake_emulator: ServedEmulator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    text = inspect.cleandoc(CLASSES[name].__doc__ or "")
    example = doctest.DocTestParser().get_doctest(text, dict(PUBLIC), name, None, 0)
    assert example.examples, f"the docstring of {name} needs an Example section with lines of >>>"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "dog.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    if "take-1.mp4" in text:
        Clip().write(tmp_path / "take-1.mp4", range(48))
        Clip().write(tmp_path / "take-2.mp4", range(36, 84))
    if name == "MissingCredentialsError":
        monkeypatch.delenv("KIE_API_KEY")
    if name == "InterruptedBatch":
        monkeypatch.setattr(ClientClock, "wait", interrupt)
    if name in SITUATIONS:
        SITUATIONS[name](longtake_emulator.task_kinds)
    report: list[str] = []
    with Kie(**longtake_emulator.options("kie")) as kie:
        available = provided(longtake_emulator, kie)
        wanted = undefined("".join(each.source for each in example.examples))
        example.globs.update({each: available[each]() for each in available.keys() & wanted})
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        result = runner.run(example, out=report.append)
    assert result.failed == 0, "".join(report)
