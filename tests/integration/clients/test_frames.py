"""A submission passes few frames of longtake's on its way to httpx: a traceback stays readable."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path
from traceback import walk_stack
from typing import TYPE_CHECKING, Any, Final

import httpx

from longtake import AsyncKie, Kie
from tests.helpers.paths import ROOT
from tests.helpers.scripted_waits import both_clients

if TYPE_CHECKING:
    import pytest

MOST: Final = 6
OURS: Final = (str(ROOT / "overlays"), str(ROOT / "generated"))


@both_clients
def test_a_call_has_at_most_six_frames(monkeypatch: pytest.MonkeyPatch, asynchronous: bool) -> None:
    passed: list[str] = []

    def note() -> None:
        for frame, _ in walk_stack(inspect.currentframe()):
            code = frame.f_code
            if code.co_filename.endswith("resources/veo.py"):
                return
            if code.co_filename.startswith(OURS):
                passed.append(f"{Path(code.co_filename).name} {code.co_name}")

    kind: Any = httpx.AsyncClient if asynchronous else httpx.Client
    send = kind.send

    def noting(client: Any, *arguments: Any, **options: Any) -> Any:
        note()
        return send(client, *arguments, **options)

    monkeypatch.setattr(kind, "send", noting)
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, json={"code": 200, "data": {"taskId": "t"}})
    )

    async def submit() -> None:
        async with AsyncKie("a-key", transport=transport) as kie:
            await kie.veo.extend(task_id="s", prompt="On")

    if asynchronous:
        asyncio.run(submit())
    else:
        with Kie("a-key", transport=transport) as kie:
            kie.veo.extend(task_id="s", prompt="On")
    assert 0 < len(passed) <= MOST, passed
