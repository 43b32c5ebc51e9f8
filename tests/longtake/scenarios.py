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
from longtake.emulator import Emulator, Server


@frozen
class EmulatorClock:
    """The emulator's clock as the clients' own: sleeping moves it, nobody really sleeps."""

    emulator: Emulator

    def monotonic(self) -> float:
        return self.emulator.clock.now()

    def sleep(self, seconds: float) -> None:
        self.emulator.advance(seconds)

    async def sleep_async(self, seconds: float) -> None:
        self.emulator.advance(seconds)


@frozen
class Vendors:
    """Makes clients for the emulated vendors of one server."""

    server: Server

    @property
    def emulator(self) -> Emulator:
        return self.server.emulator

    def options(self, provider: str) -> dict[str, Any]:
        names = self.server.environment
        key = {"kie": "KIE_API_KEY", "useapi": "USEAPI_TOKEN", "chainhub": "CHAINHUB_API_KEY"}
        return {
            "api_key": names[key[provider]],
            "base_url": names[f"{provider.upper()}_BASE_URL"],
            "clock": EmulatorClock(self.emulator),
            "timeout_s": 10.0,
        }

    def source(self, family: str) -> str:
        return self.emulator.sources[family].id

    def kie(self, **options: Any) -> Kie:
        return Kie(**{**self.options("kie"), **options})

    def useapi(self, **options: Any) -> UseApi:
        return UseApi(**{**self.options("useapi"), **options})

    def chainhub(self, **options: Any) -> Chainhub:
        return Chainhub(**{**self.options("chainhub"), **options})

    def async_kie(self, **options: Any) -> AsyncKie:
        return AsyncKie(**{**self.options("kie"), **options})

    def async_useapi(self, **options: Any) -> AsyncUseApi:
        return AsyncUseApi(**{**self.options("useapi"), **options})

    def async_chainhub(self, **options: Any) -> AsyncChainhub:
        return AsyncChainhub(**{**self.options("chainhub"), **options})


@frozen(kw_only=True)
class Scenario:
    """One family: how its clients are made, and how a video is extended with them."""

    family: Target
    client: Callable[..., SyncClient[Any]]
    async_client: Callable[..., AsyncClient[Any]]
    extend: Callable[[Any, str], Task]
    extend_async: Callable[[Any, str], Awaitable[AsyncTask]]

    @property
    def name(self) -> str:
        """The family's name within its provider."""
        return self.family.partition("/")[2]


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
        client=Vendors.kie,
        async_client=Vendors.async_kie,
        extend=_runway,
        extend_async=_runway_async,
    ),
    Scenario(
        family="kie/veo",
        client=Vendors.kie,
        async_client=Vendors.async_kie,
        extend=_veo,
        extend_async=_veo_async,
    ),
    Scenario(
        family="kie/midjourney",
        client=Vendors.kie,
        async_client=Vendors.async_kie,
        extend=_midjourney,
        extend_async=_midjourney_async,
    ),
    Scenario(
        family="useapi/gen2",
        client=Vendors.useapi,
        async_client=Vendors.async_useapi,
        extend=_gen2,
        extend_async=_gen2_async,
    ),
    Scenario(
        family="chainhub/kling",
        client=Vendors.chainhub,
        async_client=Vendors.async_chainhub,
        extend=_kling,
        extend_async=_kling_async,
    ),
)

each_family = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.family)
"""Runs a test once for each family, with its `scenario`."""
