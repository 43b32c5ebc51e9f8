"""The five operations as a user writes them: three synchronous, two asynchronous."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

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

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.demo.clock import FastClock

Watch: TypeAlias = Callable[[str, Task | AsyncTask, Change | None], None]
"""Called for each model's task when it is submitted (no change yet) and at each change."""


@frozen(kw_only=True)
class ExtensionOutcome:
    """The result of one extension.

    Attributes:
        task: The task, ended.
        waited_s: Seconds of the provider's time from the submit to the end.
        file: Where the video lies.
        asynchronous: Whether the client was asynchronous.
    """

    task: Task | AsyncTask
    waited_s: float
    file: Path
    asynchronous: bool


@frozen(kw_only=True)
class DemoContext:
    """The environment, clock and output of every extension.

    Attributes:
        environment: Keys, addresses and sources by name, as the emulator gives them.
        clock: The clock of the emulated providers.
        out: The folder for the videos.
        watch: Called at each change.
    """

    environment: Mapping[str, str]
    clock: FastClock
    out: Path
    watch: Watch

    def client(self, provider: str, key: str) -> dict[str, Any]:
        """Return what a client of the provider is made with."""
        return {
            "api_key": self.environment[key],
            "base_url": self.environment[f"{provider}_BASE_URL"],
            "clock": self.clock,
        }

    def source(self, name: str) -> str:
        """Return the id of the video to extend."""
        return self.environment[f"{name}_SOURCE"]


def _follow(context: DemoContext, model: str, task: Task) -> ExtensionOutcome:
    started = context.clock.monotonic()
    context.watch(model, task, None)
    for change in task.events():
        context.watch(model, task, change)
    waited_s = context.clock.monotonic() - started
    video: Video = task.videos[0]
    file = video.download(context.out / _file_name(model))
    return ExtensionOutcome(task=task, waited_s=waited_s, file=file, asynchronous=False)


async def _follow_async(context: DemoContext, model: str, task: AsyncTask) -> ExtensionOutcome:
    started = context.clock.monotonic()
    context.watch(model, task, None)
    async for change in task.events():
        context.watch(model, task, change)
    waited_s = context.clock.monotonic() - started
    video: AsyncVideo = task.videos[0]
    file = await video.download(context.out / _file_name(model))
    return ExtensionOutcome(task=task, waited_s=waited_s, file=file, asynchronous=True)


def _file_name(model: str) -> str:
    return f"{model.replace('/', '-')}.mp4"


def kie_runway(context: DemoContext) -> ExtensionOutcome:
    """Extend a Runway video at kie.ai."""
    with Kie(**context.client("KIE", "KIE_API_KEY")) as kie:
        task = kie.runway.extend(
            task_id=context.source("KIE_RUNWAY"),
            prompt="The camera follows the cat out into the garden",
            quality="720p",
        )
        return _follow(context, "kie/runway", task)


async def kie_veo(context: DemoContext) -> ExtensionOutcome:
    """Extend a Veo 3.1 video at kie.ai."""
    async with AsyncKie(**context.client("KIE", "KIE_API_KEY")) as kie:
        task = await kie.veo.extend(
            task_id=context.source("KIE_VEO"), prompt="The dog runs on", seeds=12345
        )
        return await _follow_async(context, "kie/veo", task)


def kie_midjourney(context: DemoContext) -> ExtensionOutcome:
    """Extend a Midjourney video at kie.ai."""
    with Kie(**context.client("KIE", "KIE_API_KEY")) as kie:
        task = kie.midjourney.extend(
            task_id=context.source("KIE_MIDJOURNEY"),
            task_type="mj_video_extend_manual",
            index=0,
            prompt="The spacecraft dives into the nebula",
        )
        return _follow(context, "kie/midjourney", task)


async def useapi_gen2(context: DemoContext) -> ExtensionOutcome:
    """Extend a Gen-2 video at useapi.net."""
    async with AsyncUseApi(**context.client("USEAPI", "USEAPI_TOKEN")) as useapi:
        task = await useapi.gen2.extend(asset_id=context.source("USEAPI_GEN2"), motion=5)
        return await _follow_async(context, "useapi/gen2", task)


def chainhub_kling(context: DemoContext) -> ExtensionOutcome:
    """Extend a Kling video at chainhub.tech."""
    with Chainhub(**context.client("CHAINHUB", "CHAINHUB_API_KEY")) as chainhub:
        task = chainhub.kling.extend(
            video_id=context.source("CHAINHUB_KLING"), prompt="The wave breaks", cfg_scale=0.6
        )
        return _follow(context, "chainhub/kling", task)


SYNC_EXTENSIONS: Final = {
    "kie/runway": kie_runway,
    "kie/midjourney": kie_midjourney,
    "chainhub/kling": chainhub_kling,
}
ASYNC_EXTENSIONS: Final = {"kie/veo": kie_veo, "useapi/gen2": useapi_gen2}
MODELS: Final = ("kie/runway", "kie/veo", "kie/midjourney", "useapi/gen2", "chainhub/kling")
