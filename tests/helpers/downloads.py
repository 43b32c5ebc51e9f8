"""Downloads as tests make them: the same steps, sync and async."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import httpx
import pytest
from attrs import define, field

from tests.helpers.scenarios import BY_KIND, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from longtake import Progress, Snapshot
    from longtake.emulator import Fault
    from longtake_pytest import ServedEmulator

Way: TypeAlias = Literal["sync", "async"]

each_way = pytest.mark.parametrize("way", ["sync", "async"])
"""Runs a test twice, with `way`."""


@define(kw_only=True)
class Downloading:
    """One download from an emulated provider.

    Attributes:
        way: Sync or async.
        emulator: The provider.
        scenario: The family.
        faults: What the requests for the file meet, one each.
        between: What happens after the task has ended and before the download.
        resumed: Whether the task was made by another process.
        options: Options of the client.
        film: The video as it is, once it was downloaded.
    """

    way: Way
    emulator: ServedEmulator
    scenario: Scenario = BY_KIND["kie/veo"]
    faults: Sequence[Fault] = ()
    between: Callable[[], object] = lambda: None
    resumed: bool = False
    options: dict[str, Any] = field(factory=dict[str, Any])
    film: bytes = field(default=b"", init=False)
    _before: int = field(default=0, init=False)

    def to(self, target: Path | str, on_progress: Progress | None = None, **more: Any) -> Path:
        """Extend a video, and download it."""
        more = {"on_progress": on_progress, **more}
        if self.way == "async":
            return asyncio.run(self._to_async(target, more))
        with self.scenario.client(self.emulator, **self.options) as client:
            task = self.scenario.start(client, self._source)
            task.wait()
            if self.resumed:
                task = client.from_token(task.token)
                task.status()
            self._prepare(task.snapshot)
            return task.videos[0].download(target, **more)

    async def _to_async(self, target: Path | str, more: dict[str, Any]) -> Path:
        options: dict[str, Any] = {**self.emulator.options(self.scenario.provider), **self.options}
        async with self.scenario.async_class(**options) as client:
            task = await self.scenario.start_async(client, self._source)
            await task.wait()
            if self.resumed:
                task = client.from_token(task.token)
                await task.status()
            self._prepare(task.snapshot)
            return await task.videos[0].download(target, **more)

    @property
    def _source(self) -> str:
        return self.emulator.sources[self.scenario.kind].id

    def _prepare(self, snapshot: Snapshot | None) -> None:
        assert snapshot is not None
        self.film = httpx.get(snapshot.videos[0].url, trust_env=False).content
        self.emulator.task_kinds[self.scenario.kind].next_download(*self.faults)
        self.between()
        self._before = len(self.emulator.ledger.requests)

    @property
    def statuses(self) -> list[int | None]:
        """The statuses of the responses; 206 stands for a requested part."""
        return [
            request.status
            for request in self.emulator.ledger.requests[self._before :]
            if request.provider == "media"
        ]

    @property
    def polls(self) -> int:
        """How often the task was polled once the download had begun."""
        requests = self.emulator.ledger.requests[self._before :]
        return sum(request.operation == f"read {self.scenario.kind}" for request in requests)
