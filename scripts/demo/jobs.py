"""The five operations as a user writes them: three that block, two that are awaited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import frozen

from longtake import (
    AsyncKie,
    AsyncTask,
    AsyncUseApi,
    AsyncVideo,
    Chainhub,
    Change,
    Kie,
    Task,
    Video,
)
from scripts.demo.clock import FastClock

Watch: TypeAlias = Callable[[str, Task | AsyncTask, Change | None], None]
"""Told of each family's task when it is submitted (no change yet) and at each change."""


@frozen(kw_only=True)
class Outcome:
    """What came of one extension.

    Attributes:
        task: The task, ended.
        waited_s: Seconds of the vendor's time from the submit to the end.
        file: Where the video lies.
        asynchronous: Whether it was awaited.
    """

    task: Task | AsyncTask
    waited_s: float
    file: Path
    asynchronous: bool


@frozen(kw_only=True)
class Stage:
    """What every job needs.

    Attributes:
        environment: Keys, addresses and sources by name, as the emulator gives them.
        clock: What tells the vendors' time.
        out: The folder for the videos.
        watch: Whom to tell.
    """

    environment: Mapping[str, str]
    clock: FastClock
    out: Path
    watch: Watch

    def client(self, provider: str, key: str) -> dict[str, Any]:
        """What a client of the provider is made with."""
        return {
            "api_key": self.environment[key],
            "base_url": self.environment[f"{provider}_BASE_URL"],
            "clock": self.clock,
        }

    def source(self, name: str) -> str:
        """The id of the video to extend."""
        return self.environment[f"{name}_SOURCE"]


def _follow(stage: Stage, family: str, task: Task) -> Outcome:
    started = stage.clock.monotonic()
    stage.watch(family, task, None)
    for change in task.events():
        stage.watch(family, task, change)
    waited_s = stage.clock.monotonic() - started
    video: Video = task.videos[0]
    file = video.download(stage.out / _file_name(family))
    return Outcome(task=task, waited_s=waited_s, file=file, asynchronous=False)


async def _follow_async(stage: Stage, family: str, task: AsyncTask) -> Outcome:
    started = stage.clock.monotonic()
    stage.watch(family, task, None)
    async for change in task.events():
        stage.watch(family, task, change)
    waited_s = stage.clock.monotonic() - started
    video: AsyncVideo = task.videos[0]
    file = await video.download(stage.out / _file_name(family))
    return Outcome(task=task, waited_s=waited_s, file=file, asynchronous=True)


def _file_name(family: str) -> str:
    return f"{family.replace('/', '-')}.mp4"


def kie_runway(stage: Stage) -> Outcome:
    """Extend a Runway video at kie.ai."""
    with Kie(**stage.client("KIE", "KIE_API_KEY")) as kie:
        task = kie.runway.extend(
            task_id=stage.source("KIE_RUNWAY"),
            prompt="The camera follows the cat out into the garden",
            quality="720p",
        )
        return _follow(stage, "kie/runway", task)


async def kie_veo(stage: Stage) -> Outcome:
    """Extend a Veo 3.1 video at kie.ai."""
    async with AsyncKie(**stage.client("KIE", "KIE_API_KEY")) as kie:
        task = await kie.veo.extend(
            task_id=stage.source("KIE_VEO"), prompt="The dog runs on", seeds=12345
        )
        return await _follow_async(stage, "kie/veo", task)


def kie_midjourney(stage: Stage) -> Outcome:
    """Extend a Midjourney video at kie.ai."""
    with Kie(**stage.client("KIE", "KIE_API_KEY")) as kie:
        task = kie.midjourney.extend(
            task_id=stage.source("KIE_MIDJOURNEY"),
            task_type="mj_video_extend_manual",
            index=0,
            prompt="The spacecraft dives into the nebula",
        )
        return _follow(stage, "kie/midjourney", task)


async def useapi_gen2(stage: Stage) -> Outcome:
    """Extend a Gen-2 video at useapi.net."""
    async with AsyncUseApi(**stage.client("USEAPI", "USEAPI_TOKEN")) as useapi:
        task = await useapi.gen2.extend(asset_id=stage.source("USEAPI_GEN2"), motion=5)
        return await _follow_async(stage, "useapi/gen2", task)


def chainhub_kling(stage: Stage) -> Outcome:
    """Extend a Kling video at chainhub.tech."""
    with Chainhub(**stage.client("CHAINHUB", "CHAINHUB_API_KEY")) as chainhub:
        task = chainhub.kling.extend(
            video_id=stage.source("CHAINHUB_KLING"), prompt="The wave breaks", cfg_scale=0.6
        )
        return _follow(stage, "chainhub/kling", task)


BLOCKING: Final = {
    "kie/runway": kie_runway,
    "kie/midjourney": kie_midjourney,
    "chainhub/kling": chainhub_kling,
}
AWAITED: Final = {"kie/veo": kie_veo, "useapi/gen2": useapi_gen2}
FAMILIES: Final = ("kie/runway", "kie/veo", "kie/midjourney", "useapi/gen2", "chainhub/kling")
