"""The resource `runway`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _base
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import EXTEND_RUNWAY_VIDEO

if TYPE_CHECKING:
    from ..models import RunwayTaskResponse

__all__ = ["AsyncRunway", "Runway"]


class RunwayStarts(Starts[T, C]):
    """The operations of `runway` that start tasks."""

    def extend(
        self,
        *,
        task_id: str,
        prompt: str,
        quality: Literal["720p", "1080p"],
        water_mark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
    ) -> T:
        """Extend AI Video

        Extend existing AI-generated videos to create longer sequences.

        `POST /api/v1/runway/extend`

        Args:
            task_id: Unique identifier of the original video generation task. Must be a valid task ID from a previously generated video.
            prompt: Descriptive text that guides the continuation of the video. Explain what actions, movements, or developments should happen next. Be specific but maintain consistency with the original video content.
            quality: Video resolution, optional values are 720p or 1080p.
            water_mark: Video watermark text content. An empty string indicates no watermark, while a non-empty string will display the specified text as a watermark in the bottom right corner of the video.
            call_back_url: Where the end of the task is posted to. May be left out: the task can be read instead (the vendor's words ask for it, its schema does not).
            callbacks: What receives the provider's callbacks; its address is sent.
        """
        from ..models import RunwayExtendRequest

        return self._start(
            EXTEND_RUNWAY_VIDEO,
            RunwayExtendRequest(
                task_id=task_id,
                prompt=prompt,
                quality=quality,
                water_mark=_base.omitted(water_mark),
                call_back_url=_base.omitted(call_back_url),
            ),
            callbacks,
        )


class RunwayCalls(Calls):
    """The operations of `runway` that start no task."""

    def get(
        self,
        *,
        task_id: str,
    ) -> RunwayTaskResponse:
        """Get Runway task

        Reads a task that generates or extends a video; every 30 seconds is often enough. In its
        first moments a task may not be found (code 422; not documented by the vendor).

        `GET /api/v1/runway/record-detail`

        Args:
            task_id: The task's id, as its create returned it.
        """
        from ..api.runway.get_runway_task import sync_detailed as _send
        from ..models import RunwayTaskResponse

        with self._calling("get_runway_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, RunwayTaskResponse):
                raise _base.unexpected(_parsed)
            return _parsed


class AsyncRunwayCalls(Calls):
    """The operations of `runway` that start no task."""

    async def get(
        self,
        *,
        task_id: str,
    ) -> RunwayTaskResponse:
        """Get Runway task

        Reads a task that generates or extends a video; every 30 seconds is often enough. In its
        first moments a task may not be found (code 422; not documented by the vendor).

        `GET /api/v1/runway/record-detail`

        Args:
            task_id: The task's id, as its create returned it.
        """
        from ..api.runway.get_runway_task import asyncio_detailed as _send
        from ..models import RunwayTaskResponse

        with self._calling("get_runway_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, RunwayTaskResponse):
                raise _base.unexpected(_parsed)
            return _parsed


class Runway(RunwayStarts[K, C], RunwayCalls, Generic[K, C, P]):
    """Videos made with Runway."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> RunwayStarts[P, C]:
        """Prepare submissions with the same parameters. Nothing is sent."""
        return RunwayStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.
        """
        return self._hooks.task("get_runway_task", task_id)


class AsyncRunway(RunwayStarts[Coroutine[Any, Any, K], C], AsyncRunwayCalls, Generic[K, C, P]):
    """Videos made with Runway."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> RunwayStarts[P, C]:
        """Prepare submissions with the same parameters. Nothing is sent."""
        return RunwayStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.
        """
        return self._hooks.task("get_runway_task", task_id)
