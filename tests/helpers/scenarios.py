"""The five families as tests drive them: the same steps, sync and async."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest
from attrs import frozen

from longtake import (
    AsyncChainhub,
    AsyncKie,
    AsyncTask,
    AsyncUseApi,
    Chainhub,
    Kie,
    Target,
    Task,
    UseApi,
)
from longtake._shell.client import AsyncClient, SyncClient
from longtake_pytest import EmulatedProvider, ServedEmulator

_PROVIDERS: Final[dict[type[Kie | UseApi | Chainhub], EmulatedProvider]] = {
    Kie: "kie",
    UseApi: "useapi",
    Chainhub: "chainhub",
}


@frozen(kw_only=True)
class Scenario:
    """One family: how its clients are made, and how a video is extended with them."""

    family: Target
    sync_class: type[Kie | UseApi | Chainhub]
    async_class: type[AsyncKie | AsyncUseApi | AsyncChainhub]
    extend: Callable[[Any, str], Task]
    extend_async: Callable[[Any, str], Awaitable[AsyncTask]]

    @property
    def name(self) -> str:
        """The family's name within its provider."""
        return self.family.partition("/")[2]

    @property
    def provider(self) -> EmulatedProvider:
        """The provider's name."""
        return _PROVIDERS[self.sync_class]

    def client(self, emulator: ServedEmulator, **options: Any) -> SyncClient[Any]:
        """Make a client of the emulated provider, with options of a test's own."""
        return self.sync_class(**emulator.options(self.provider), **options)

    def async_client(self, emulator: ServedEmulator, **options: Any) -> AsyncClient[Any]:
        """Make an async client of the emulated provider, with options of a test's own."""
        return self.async_class(**emulator.options(self.provider), **options)


def _runway(kie: Kie, source: str) -> Task:
    return kie.runway.extend(task_id=source, prompt="On it goes", quality="720p")


def _runway_async(kie: AsyncKie, source: str) -> Awaitable[AsyncTask]:
    return kie.runway.extend(task_id=source, prompt="On it goes", quality="1080p")


def _veo(kie: Kie, source: str) -> Task:
    return kie.veo.extend(task_id=source, prompt="On it goes", seeds=12345)


def _veo_async(kie: AsyncKie, source: str) -> Awaitable[AsyncTask]:
    return kie.veo.extend(task_id=source, prompt="On it goes")


def _midjourney(kie: Kie, source: str) -> Task:
    return kie.midjourney.extend(
        task_id=source, task_type="mj_video_extend_manual", index=0, prompt="On it goes"
    )


def _midjourney_async(kie: AsyncKie, source: str) -> Awaitable[AsyncTask]:
    return kie.midjourney.extend(task_id=source, task_type="mj_video_extend_auto", index=1)


def _gen2(useapi: UseApi, source: str) -> Task:
    return useapi.gen2.extend(asset_id=source, motion=5, seed=4294967294)


def _gen2_async(useapi: AsyncUseApi, source: str) -> Awaitable[AsyncTask]:
    return useapi.gen2.extend(
        asset_id=source, interpolate=False, horizontal=-3, media_type="multipart/form-data"
    )


def _kling(chainhub: Chainhub, source: str) -> Task:
    return chainhub.kling.extend(video_id=source, prompt="On it goes", cfg_scale=0.7)


def _kling_async(chainhub: AsyncChainhub, source: str) -> Awaitable[AsyncTask]:
    return chainhub.kling.extend(video_id=source, prompt="On it goes", negative_prompt="rain")


SCENARIOS: Final = (
    Scenario(
        family="kie/runway",
        sync_class=Kie,
        async_class=AsyncKie,
        extend=_runway,
        extend_async=_runway_async,
    ),
    Scenario(
        family="kie/veo",
        sync_class=Kie,
        async_class=AsyncKie,
        extend=_veo,
        extend_async=_veo_async,
    ),
    Scenario(
        family="kie/midjourney",
        sync_class=Kie,
        async_class=AsyncKie,
        extend=_midjourney,
        extend_async=_midjourney_async,
    ),
    Scenario(
        family="useapi/gen2",
        sync_class=UseApi,
        async_class=AsyncUseApi,
        extend=_gen2,
        extend_async=_gen2_async,
    ),
    Scenario(
        family="chainhub/kling",
        sync_class=Chainhub,
        async_class=AsyncChainhub,
        extend=_kling,
        extend_async=_kling_async,
    ),
)

each_family = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.family)
"""Runs a test once for each family, with its `scenario`."""
