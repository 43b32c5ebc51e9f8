"""The operations that start a task, as tests call them: the same steps, sync and async.

A scenario is one operation of a specification and is found by its operationId. A new operation is one
more entry of `_OPERATIONS`. Cheap matrices run once per operation (`each_operation`). Expensive ones run
once per response reader (`each_task_kind`): of the task kinds that share a reader, one in
`_REPRESENTATIVES` stands for all. `chainhub/kling` stands for all kinds of
Kling tasks, at chainhub.tech and at Kling's own hosts. A
representative continues a video, so that these tests have a source.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from attrs import frozen

import longtake_chainhub.models
import longtake_kling.models
from longtake._providers import PROVIDERS
from longtake.models import MODELS
from longtake_kie.models import KlingShot
from tests.helpers.task_kinds import EVERY_KIND, TaskKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from longtake import AsyncTask, Task
    from longtake._shell.client import AsyncClient, SyncClient
    from longtake.emulator.task_kind import Source
    from longtake.models import ExtendModel
    from longtake_pytest import ProviderName, ServedEmulator


@frozen(kw_only=True)
class Scenario:
    """One operation that starts a task: how its clients are made, and how it is called.

    Attributes:
        operation: Its operationId.
        provider: The provider.
        kind: The task kind: how the tasks that it starts are read.
        name: The task kind's name within its provider.
        method: The operation on a client, such as `veo.extend`.
        source: The parameter that takes what is continued; None where nothing is.
        arguments: The other arguments of a valid call.
        arguments_async: The other arguments of another valid call.
        source_variable: The name of the video in the emulator that it continues, where the task kind has
            several; None for the first.
        is_part: Whether the result of an extension is only the new part.
    """

    operation: str
    provider: ProviderName
    kind: str
    name: str
    method: str
    source: str | None
    arguments: Mapping[str, Any]
    arguments_async: Mapping[str, Any]
    source_variable: str | None = None
    is_part: bool = False

    @property
    def id(self) -> str:
        """The operationId, with the provider where two providers have the operation."""
        return f"kling/{self.operation}" if self.provider == "kling" else self.operation

    @property
    def sync_class(self) -> type[SyncClient[Any]]:
        """The class of a synchronous client."""
        return PROVIDERS[self.provider].client

    @property
    def async_class(self) -> type[AsyncClient[Any]]:
        """The class of an asynchronous client."""
        return PROVIDERS[self.provider].async_client

    @property
    def target(self) -> ExtendModel:
        """Return the model of the operation as `longtake.extend` takes it."""
        if self.source is None:
            raise ValueError(f"{self.operation} extends no videos")
        return cast("ExtendModel", self.model)

    @property
    def model(self) -> str:
        """Return the model of the operation; the provider and the task kind where it has none."""
        resource = self.method.rpartition(".")[0].replace(".", "/")
        name = f"{self.provider}/{resource}"
        return name if name in MODELS else self.kind

    @property
    def words(self) -> TaskKind:
        """Return what the provider sends and expects for its tasks."""
        return EVERY_KIND[self.kind]

    @property
    def address(self) -> str:
        """Return the parameter that takes the URL for callbacks."""
        return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", self.words.common.callback_field).lower()

    @property
    def extension(self) -> dict[str, Any]:
        """What `longtake.extend` needs beside the source."""
        return {"prompt": "On it goes"} if self.words.common.prompts else {}

    def client(self, emulator: ServedEmulator, **options: Any) -> SyncClient[Any]:
        """Make a client of the emulated provider, with options of a test's own."""
        return self.sync_class(**emulator.options(self.provider), **options)

    def async_client(self, emulator: ServedEmulator, **options: Any) -> AsyncClient[Any]:
        """Make an async client of the emulated provider, with options of a test's own."""
        return self.async_class(**emulator.options(self.provider), **options)

    def source_in(self, emulator: ServedEmulator) -> str | None:
        """Return the id of a video that it can continue; None where it continues nothing."""
        return None if self.source is None else self._video_in(emulator).id

    def seconds_before(self, emulator: ServedEmulator) -> float:
        """Return the length in seconds of the video that is a part of the result; 0 without one."""
        return 0 if self.source is None or self.is_part else self._video_in(emulator).seconds

    def _video_in(self, emulator: ServedEmulator) -> Source:
        if self.source_variable is None:
            return emulator.sources[self.kind]
        videos = emulator.task_kinds[self.kind].sources
        return next(video for video in videos if video.variable == self.source_variable)

    def start(self, client: Any, source: str | None, **more: Any) -> Task:
        """Call the operation; `source` is what it continues, if it continues anything."""
        task: Task = self._call(client, source, {**self.arguments, **more})
        return task

    def start_async(self, client: Any, source: str | None, **more: Any) -> Awaitable[AsyncTask]:
        """Call the operation of an async client, with other arguments."""
        arguments = {**self.arguments_async, **more}
        started: Awaitable[AsyncTask] = self._call(client, source, arguments)
        return started

    def _call(self, client: Any, source: str | None, arguments: Mapping[str, Any]) -> Any:
        continued = {} if self.source is None else {self.source: source}
        return attrgetter(self.method)(client)(**continued, **arguments)


_IMAGE_URL: Final = "https://films.test/dog.png"
_VIDEO_URL: Final = "https://films.test/dog.mp4"


def _job(
    method: str,
    arguments: Mapping[str, Any],
    arguments_async: Mapping[str, Any],
    *,
    operation: str | None = None,
    source: str | None = None,
    source_variable: str | None = None,
    is_part: bool = False,
) -> Scenario:
    """Return an operation of kie's jobs API, which has one path and one task kind for all models."""
    return Scenario(
        operation=operation or method.replace(".", "_"),
        provider="kie",
        kind="kie/jobs",
        name="jobs",
        method=method,
        source=source,
        arguments=arguments,
        arguments_async=arguments_async,
        source_variable=source_variable,
        is_part=is_part,
    )


def _kling(provider: ProviderName, image: Callable[..., object]) -> tuple[Scenario, ...]:
    """Return the operations of a provider that has Kling's API.

    Args:
        provider: The provider.
        image: The provider's schema class of an image in a list.
    """
    listed = image(image="https://films.test/dog.png")
    return (
        Scenario(
            operation="extend_kling_video",
            provider=provider,
            kind=f"{provider}/kling",
            name="kling",
            method="kling.extend",
            source="video_id",
            arguments={"prompt": "On it goes", "cfg_scale": 0.7},
            arguments_async={"prompt": "On it goes", "negative_prompt": "rain"},
        ),
        Scenario(
            operation="generate_kling_text_to_video",
            provider=provider,
            kind=f"{provider}/kling-text-to-video",
            name="kling-text-to-video",
            method="kling.text_to_video",
            source=None,
            arguments={"prompt": "A dog runs", "aspect_ratio": "9:16"},
            arguments_async={"prompt": "A dog runs", "duration": "10"},
        ),
        Scenario(
            operation="generate_kling_image_to_video",
            provider=provider,
            kind=f"{provider}/kling-image-to-video",
            name="kling-image-to-video",
            method="kling.image_to_video",
            source=None,
            arguments={"image": "https://films.test/dog.png", "prompt": "A dog runs"},
            arguments_async={"image": "https://films.test/dog.png", "mode": "pro"},
        ),
        Scenario(
            operation="generate_kling_multi_image_to_video",
            provider=provider,
            kind=f"{provider}/kling-multi-image-to-video",
            name="kling-multi-image-to-video",
            method="kling.multi_image_to_video",
            source=None,
            arguments={"image_list": [listed], "prompt": "A dog runs"},
            arguments_async={"image_list": [listed], "prompt": "A dog runs", "duration": "10"},
        ),
    )


_OPERATIONS: Final = (
    Scenario(
        operation="generate_runway_video",
        provider="kie",
        kind="kie/runway",
        name="runway",
        method="runway.generate",
        source=None,
        arguments={
            "prompt": "A dog runs",
            "duration": 5,
            "quality": "720p",
            "aspect_ratio": "9:16",
        },
        arguments_async={
            "prompt": "A dog runs",
            "duration": 10,
            "quality": "720p",
            "image_url": "https://films.test/dog.png",
        },
    ),
    Scenario(
        operation="generate_aleph_video",
        provider="kie",
        kind="kie/aleph",
        name="aleph",
        method="aleph.generate",
        source=None,
        arguments={"prompt": "In snow", "video_url": "https://films.test/dog.mp4"},
        arguments_async={
            "prompt": "In snow",
            "video_url": "https://films.test/dog.mp4",
            "aspect_ratio": "21:9",
            "seed": 7,
        },
    ),
    Scenario(
        operation="generate_veo_video",
        provider="kie",
        kind="kie/veo",
        name="veo",
        method="veo.generate",
        source=None,
        arguments={"prompt": "A dog runs", "aspect_ratio": "9:16", "duration": 4},
        arguments_async={
            "prompt": "A dog runs",
            "image_urls": ["https://films.test/dog.png"],
            "generation_type": "REFERENCE_2_VIDEO",
            "enable_translation": False,
        },
    ),
    Scenario(
        operation="extend_runway_video",
        provider="kie",
        kind="kie/runway",
        name="runway",
        method="runway.extend",
        source="task_id",
        arguments={"prompt": "On it goes", "quality": "720p"},
        arguments_async={"prompt": "On it goes", "quality": "1080p"},
    ),
    Scenario(
        operation="extend_veo_video",
        provider="kie",
        kind="kie/veo",
        name="veo",
        method="veo.extend",
        source="task_id",
        arguments={"prompt": "On it goes", "seeds": 12345},
        arguments_async={"prompt": "On it goes"},
    ),
    Scenario(
        operation="extend_midjourney_video",
        provider="kie",
        kind="kie/midjourney",
        name="midjourney",
        method="midjourney.extend",
        source="task_id",
        arguments={"task_type": "mj_video_extend_manual", "index": 0, "prompt": "On it goes"},
        arguments_async={"task_type": "mj_video_extend_auto", "index": 1},
    ),
    Scenario(
        operation="extend_gen2_video",
        provider="useapi",
        kind="useapi/gen2",
        name="gen2",
        method="gen2.extend",
        source="asset_id",
        arguments={"motion": 5, "seed": 4294967294},
        arguments_async={
            "interpolate": False,
            "horizontal": -3,
            "media_type": "multipart/form-data",
        },
    ),
    *_kling("chainhub", longtake_chainhub.models.KlingImage),
    *_kling("kling", longtake_kling.models.KlingImage),
    _job(
        "jobs.create",
        {"model": "minimax-h3/text-to-video", "input": {"prompt": "A dog runs"}},
        {"model": "minimax-h3/text-to-video", "input": {"prompt": "A cat sleeps"}},
        operation="create_job",
    ),
    _job(
        "jobs.runway.generate",
        {"prompt": "A dog runs", "duration": 5, "quality": "720p"},
        {"prompt": "A dog runs", "duration": 10, "quality": "720p"},
    ),
    _job(
        "jobs.runway.extend",
        {"prompt": "On it goes", "quality": "720p"},
        {"prompt": "On it goes", "quality": "1080p"},
        source="task_id",
        source_variable="KIE_JOBS_RUNWAY_SOURCE",
    ),
    _job(
        "jobs.aleph.generate",
        {"prompt": "At night", "video_url": _VIDEO_URL},
        {"prompt": "At night", "video_url": _VIDEO_URL, "seed": 7},
    ),
    _job(
        "jobs.veo.generate",
        {"prompt": "A dog runs"},
        {
            "prompt": "A dog runs",
            "image_urls": [_IMAGE_URL],
            "generation_type": "REFERENCE_2_VIDEO",
        },
    ),
    _job(
        "jobs.veo.extend",
        {"prompt": "On it goes", "seeds": 12345},
        {"prompt": "On it goes"},
        source="task_id",
        is_part=True,
    ),
    _job("jobs.veo.get_1080p", {}, {"index": 0}, source="task_id"),
    _job("jobs.veo.get_4k", {}, {"index": 0}, source="task_id"),
    _job(
        "jobs.grok_imagine.text_to_video",
        {"prompt": "A dog runs"},
        {"prompt": "A dog runs", "duration": 30, "mode": "fun"},
    ),
    _job(
        "jobs.grok_imagine.image_to_video",
        {"image_urls": [_IMAGE_URL]},
        {"task_id": "a-task", "index": 5, "duration": "6"},
    ),
    _job(
        "jobs.grok_imagine.extend",
        {"prompt": "", "extend_times": 6},
        {"prompt": "On", "extend_at": 3, "extend_times": 10},
        source="task_id",
        source_variable="KIE_JOBS_GROK_SOURCE",
    ),
    _job(
        "jobs.grok_imagine.upscale",
        {},
        {"resolution": "1080p"},
        source="task_id",
        source_variable="KIE_JOBS_GROK_SOURCE",
    ),
    _job(
        "jobs.pixverse.text_to_video",
        {"prompt": "A dog runs"},
        {"prompt": "A dog runs", "quality": "360p", "generate_audio_switch": True},
    ),
    _job(
        "jobs.pixverse.image_to_video",
        {"prompt": "A dog runs", "image_urls": [_IMAGE_URL]},
        {"prompt": "A dog runs", "image_urls": [_IMAGE_URL], "duration": 15},
    ),
    _job(
        "jobs.pixverse.transition",
        {
            "prompt": "A dog runs",
            "first_frame_image_url": _IMAGE_URL,
            "last_frame_image_url": _IMAGE_URL,
        },
        {
            "prompt": "A dog runs",
            "first_frame_image_url": _IMAGE_URL,
            "last_frame_image_url": _IMAGE_URL,
            "seed": 0,
        },
    ),
    _job(
        "jobs.pixverse.extend",
        {"prompt": "On it goes", "duration": 1},
        {"prompt": "On it goes", "duration": 15},
        source="task_id",
    ),
    _job(
        "jobs.wan.text_to_video",
        {"prompt": "A dog runs"},
        {"prompt": "A dog runs", "duration": 15, "prompt_extend": False},
    ),
    _job(
        "jobs.wan.image_to_video",
        {"prompt": "A dog runs", "first_frame_url": _IMAGE_URL, "last_frame_url": _IMAGE_URL},
        {"prompt": "A dog runs", "first_frame_url": _IMAGE_URL},
    ),
    _job(
        "jobs.wan.video_edit",
        {"video_url": _VIDEO_URL},
        {"video_url": _VIDEO_URL, "prompt": "At night", "audio_setting": "origin"},
    ),
    _job(
        "jobs.kling.video",
        {"prompt": "A dog runs", "multi_prompt": []},
        {
            "prompt": "",
            "sound": True,
            "multi_shots": True,
            "multi_prompt": [KlingShot(prompt="A dog runs", duration=3)],
        },
    ),
    _job(
        "jobs.seedance.video",
        {"prompt": "A dog runs"},
        {"first_frame_url": _IMAGE_URL, "resolution": "4k"},
    ),
    _job(
        "jobs.topaz.upscale",
        {"video_url": _VIDEO_URL},
        {"video_url": _VIDEO_URL, "upscale_factor": "4"},
    ),
)
_REPRESENTATIVES: Final = (
    "extend_runway_video",
    "extend_veo_video",
    "extend_midjourney_video",
    "jobs_pixverse_extend",
    "extend_gen2_video",
    "extend_kling_video",
)


SCENARIOS: Final = {scenario.id: scenario for scenario in _OPERATIONS}
"""The scenarios by operationId; those of Kling's own hosts have `kling/` before it."""
BY_KIND: Final[Mapping[str, Scenario]] = {
    SCENARIOS[operation].kind: SCENARIOS[operation] for operation in _REPRESENTATIVES
}
"""One scenario per response reader, by the task kind that stands for all that share the reader."""
BY_PROVIDER: Final[Mapping[str, Scenario]] = {
    "kie": SCENARIOS["extend_veo_video"],
    "useapi": SCENARIOS["extend_gen2_video"],
    "chainhub": SCENARIOS["extend_kling_video"],
    "kling": SCENARIOS["kling/extend_kling_video"],
}
"""One scenario per provider."""

each_operation = pytest.mark.parametrize(
    "scenario", SCENARIOS.values(), ids=lambda scenario: scenario.id
)
"""Runs a test once for each operation, with its `scenario`: for cheap matrices."""
each_task_kind = pytest.mark.parametrize(
    "scenario", BY_KIND.values(), ids=lambda scenario: scenario.kind
)
"""Runs a test once for each response reader, with one operation's `scenario`: for expensive matrices."""
each_provider = pytest.mark.parametrize(
    "scenario", BY_PROVIDER.values(), ids=lambda scenario: scenario.provider
)
"""Runs a test once for each provider, with one operation's `scenario`."""
