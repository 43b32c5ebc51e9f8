"""The main job as a user writes it: make a first video, extend it, download it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import frozen

import longtake
from longtake import AsyncTask, Change, Task
from longtake._providers import entry

if TYPE_CHECKING:
    from pathlib import Path

    from longtake import AsyncVideo, Video
    from longtake.models import ExtendModel, GenerateModel
    from scripts.demo.clock import FastClock

Watch: TypeAlias = Callable[[str, str, Task | AsyncTask, Change | None], None]
"""Called with the model, the step and its task when it is submitted (no change yet) and at each change."""


@frozen(kw_only=True)
class Shot:
    """A first video of one model, and its extension.

    Attributes:
        model: The model.
        first: The model again if it makes first videos, None if an existing video is extended.
        prompt: What the first video shows.
        next_prompt: How it goes on, None for a model that takes no prompt.
        duration_s: The length of the first video in seconds, None for the model's default.
        is_async: Whether the asynchronous client is used.
    """

    model: ExtendModel
    first: GenerateModel | None
    prompt: str = ""
    next_prompt: str | None
    duration_s: float | None = None
    is_async: bool = False

    @property
    def provider(self) -> str:
        """Return the provider."""
        return self.model.partition("/")[0]


SHOTS: Final[Mapping[str, Shot]] = {
    shot.model: shot
    for shot in (
        Shot(
            model="kie/runway",
            first="kie/runway",
            prompt="A cat sits at an open door",
            next_prompt="The camera follows the cat out into the garden",
        ),
        Shot(
            model="kie/veo",
            first="kie/veo",
            prompt="A dog runs along a beach",
            next_prompt="It reaches the sea",
            is_async=True,
        ),
        Shot(
            model="kie/jobs/pixverse",
            first="kie/jobs/pixverse",
            prompt="A spacecraft crosses a nebula",
            next_prompt="It dives into the nebula",
            duration_s=5,
        ),
        Shot(model="useapi/gen2", first=None, next_prompt=None, is_async=True),
        Shot(
            model="chainhub/kling",
            first="chainhub/kling",
            prompt="A wave rises",
            next_prompt="The wave breaks",
        ),
        Shot(
            model="kling/kling",
            first="kling/kling",
            prompt="Snow falls on a street",
            next_prompt="A tram comes round the corner",
            is_async=True,
        ),
    )
}
"""One shot for each model, by its name. Together they use every provider."""


@frozen(kw_only=True)
class Outcome:
    """The outcome of a shot.

    Attributes:
        task: The task of the extension, ended.
        is_part: Whether its video is known to be the new seconds only.
        polls: How often its tasks were polled.
        waited_s: Seconds of the provider's time from the first submission to the last end.
        first: The file of the first video, None if an existing video was extended.
        file: The file of the extension.
    """

    task: Task | AsyncTask
    is_part: bool
    polls: int
    waited_s: float
    first: Path | None
    file: Path


@frozen(kw_only=True)
class DemoContext:
    """The environment, clock and output of every shot.

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

    def client(self, shot: Shot) -> dict[str, Any]:
        """Return the options of a client for the emulated provider."""
        provider = entry(shot.provider).provider
        return {
            "api_key": self.environment[provider.key_variable],
            "base_url": self.environment[provider.base_url_variable],
            "clock": self.clock,
        }

    def source(self, shot: Shot) -> str:
        """Return the id of the emulator's own video of a model."""
        return self.environment[f"{shot.model.upper().replace('/', '_')}_SOURCE"]

    def file(self, shot: Shot, number: int) -> Path:
        """Return the file of a video: 1 is the first, 2 its extension."""
        return self.out / f"{shot.model.replace('/', '-')}-{number}.mp4"


def make(context: DemoContext, shot: Shot) -> Outcome:
    """Make a first video and extend it."""
    started, first, polls = context.clock.monotonic(), None, 0
    with entry(shot.provider).client(**context.client(shot)) as client:
        if shot.first:
            task = longtake.generate(
                shot.first, prompt=shot.prompt, duration_s=shot.duration_s, client=client
            )
            video = _end(context, shot, "generate", task)
            first, polls = video.download(context.file(shot, 1)), task.polls
            task = video.extend(prompt=shot.next_prompt)
        else:
            task = longtake.extend(
                shot.model, source=context.source(shot), prompt=shot.next_prompt, client=client
            )
        video = _end(context, shot, "extend", task)
        return Outcome(
            task=task,
            is_part=video.extent == "part",
            polls=polls + task.polls,
            waited_s=context.clock.monotonic() - started,
            first=first,
            file=video.download(context.file(shot, 2)),
        )


async def make_async(context: DemoContext, shot: Shot) -> Outcome:
    """Make a first video and extend it, with an asynchronous client."""
    started, first, polls = context.clock.monotonic(), None, 0
    async with entry(shot.provider).async_client(**context.client(shot)) as client:
        if shot.first:
            task = await longtake.generate_async(
                shot.first, prompt=shot.prompt, duration_s=shot.duration_s, client=client
            )
            video = await _end_async(context, shot, "generate", task)
            first, polls = await video.download(context.file(shot, 1)), task.polls
            task = await video.extend(prompt=shot.next_prompt)
        else:
            task = await longtake.extend_async(
                shot.model, source=context.source(shot), prompt=shot.next_prompt, client=client
            )
        video = await _end_async(context, shot, "extend", task)
        return Outcome(
            task=task,
            is_part=video.extent == "part",
            polls=polls + task.polls,
            waited_s=context.clock.monotonic() - started,
            first=first,
            file=await video.download(context.file(shot, 2)),
        )


def _end(context: DemoContext, shot: Shot, step: str, task: Task) -> Video:
    context.watch(shot.model, step, task, None)
    for change in task.events():
        context.watch(shot.model, step, task, change)
    return task.videos[0]


async def _end_async(context: DemoContext, shot: Shot, step: str, task: AsyncTask) -> AsyncVideo:
    context.watch(shot.model, step, task, None)
    async for change in task.events():
        context.watch(shot.model, step, task, change)
    return task.videos[0]
