"""The resource `veo`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _base
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import EXTEND_VEO_VIDEO

if TYPE_CHECKING:
    from ..models import VeoTaskResponse

__all__ = ["AsyncVeo", "Veo"]


class VeoStarts(Starts[T, C]):
    """The operations of `veo` that start tasks."""

    def extend(
        self,
        *,
        task_id: str,
        prompt: str,
        seeds: int | None = None,
        watermark: str | None = None,
        call_back_url: str | None = None,
        model: Literal["fast", "quality", "lite"] | None = "fast",
        callbacks: C | None = None,
    ) -> T:
        """Extend Veo 3.1 AI Video

        Extend an existing Veo3.1 video by generating new content based on the original video and a
        text prompt.

        `POST /api/v1/veo/extend`

        Args:
            task_id: Task ID of the original video generation. Must be a valid taskId returned from the video generation interface. Note: Videos generated after 1080P generation cannot be extended.
            prompt: Text prompt describing the extended video content. Should detail how you want the video to be extended, including actions, scene changes, style, etc.
            seeds: Random seed parameter for controlling the randomness of generated content. Range: 10000-99999. Same seeds will generate similar video content, different seeds will generate different video content. If not specified, the system will automatically assign random seeds.
            watermark: Watermark text (optional). If provided, a watermark will be added to the generated video.
            call_back_url: Callback URL when the task is completed (optional). Strongly recommended for production environments. The system will send a POST request to this URL when video extension is completed, containing task status and results; The callback contains generated video URLs, task information, etc. Your callback endpoint should accept POST requests with JSON payloads containing video results; For detailed callback format and implementation guide, see Video Generation Callbacks; Alternatively, you can use the get video details interface to poll task status
            model: The tier that makes the extension. `lite` costs least, `quality` most.
            callbacks: What receives the provider's callbacks; its address is sent.
        """
        from ..models import VeoExtendRequest

        return self._start(
            EXTEND_VEO_VIDEO,
            VeoExtendRequest(
                task_id=task_id,
                prompt=prompt,
                seeds=_base.omitted(seeds),
                watermark=_base.omitted(watermark),
                call_back_url=_base.omitted(call_back_url),
                model=_base.omitted(model),
            ),
            callbacks,
        )


class VeoCalls(Calls):
    """The operations of `veo` that start no task."""

    def get(
        self,
        *,
        task_id: str,
    ) -> VeoTaskResponse:
        """Get Veo task

        Reads a task that generates or extends a video; every 30 seconds is often enough. In its
        first moments a task may not be found (code 422; not documented by the vendor).

        `GET /api/v1/veo/record-info`

        Args:
            task_id: The task's id, as its create returned it.
        """
        from ..api.veo.get_veo_task import sync_detailed as _send
        from ..models import VeoTaskResponse

        with self._calling("get_veo_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, VeoTaskResponse):
                raise _base.unexpected(_parsed)
            return _parsed


class AsyncVeoCalls(Calls):
    """The operations of `veo` that start no task."""

    async def get(
        self,
        *,
        task_id: str,
    ) -> VeoTaskResponse:
        """Get Veo task

        Reads a task that generates or extends a video; every 30 seconds is often enough. In its
        first moments a task may not be found (code 422; not documented by the vendor).

        `GET /api/v1/veo/record-info`

        Args:
            task_id: The task's id, as its create returned it.
        """
        from ..api.veo.get_veo_task import asyncio_detailed as _send
        from ..models import VeoTaskResponse

        with self._calling("get_veo_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, VeoTaskResponse):
                raise _base.unexpected(_parsed)
            return _parsed


class Veo(VeoStarts[K, C], VeoCalls, Generic[K, C, P]):
    """Videos made with Veo 3.1."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> VeoStarts[P, C]:
        """Prepare submissions with the same parameters. Nothing is sent."""
        return VeoStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.
        """
        return self._hooks.task("get_veo_task", task_id)


class AsyncVeo(VeoStarts[Coroutine[Any, Any, K], C], AsyncVeoCalls, Generic[K, C, P]):
    """Videos made with Veo 3.1."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> VeoStarts[P, C]:
        """Prepare submissions with the same parameters. Nothing is sent."""
        return VeoStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.
        """
        return self._hooks.task("get_veo_task", task_id)
