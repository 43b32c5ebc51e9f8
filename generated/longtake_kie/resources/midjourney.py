"""The resource `midjourney`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import EXTEND_MIDJOURNEY_VIDEO

if TYPE_CHECKING:
    from ..models import MidjourneyTaskResponse

__all__ = ["AsyncMidjourney", "Midjourney"]


class MidjourneyStarts(Starts[T, C]):
    """The operations of `midjourney` that start tasks."""

    def extend(
        self,
        *,
        task_type: Literal["mj_video_extend_manual", "mj_video_extend_auto"],
        task_id: str,
        index: int,
        prompt: str | None = None,
        water_mark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Extend Midjourney Video

        Withdrawn: the operation may stop working, and a call emits a DeprecationWarning. Use
        kie.veo.extend or kie.jobs.grok_imagine.extend, with videos of these models.

        Extend existing Midjourney-generated videos to create longer sequences.

        `POST /api/v1/mj/generateVideoExtend`

        Args:
            task_type: Extension type for video generation mode. mj_video_extend_manual: Manual extension with custom prompt; mj_video_extend_auto: Automatic extension using AI-generated continuation.
            task_id: The id of the task that made the video.
            index: The number of the video in the task, from 0.
            prompt: Continuation prompt describing what should happen next in the video. Required for manual extension. Max length: 2000 characters.
            water_mark: The text of a watermark. Without it, the video has none.
            call_back_url: The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the task.
            callbacks: The receiver of the provider's callbacks, whose URL is sent.
            reference: Your own name for the submission. A client with a journal submits it once; the same reference returns the same task.
            retry_failed: Whether to submit anew if the task of the same reference has failed.

        Returns:
            The task. With an asynchronous client, await the call.

        Raises:
            InvalidRequestError: If a parameter is invalid. No task was created.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..models import MidjourneyExtendRequest

        return self._start(
            EXTEND_MIDJOURNEY_VIDEO,
            MidjourneyExtendRequest(
                task_type=task_type,
                task_id=task_id,
                index=index,
                prompt=_values.omitted(prompt),
                water_mark=_values.omitted(water_mark),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class MidjourneyCalls(Calls):
    """The operations of `midjourney` that start no task."""

    def get(
        self,
        *,
        task_id: str,
    ) -> MidjourneyTaskResponse:
        """Get a Midjourney task

        Reads any Midjourney task; every 30 seconds is often enough. In its first moments a task may
        not be found (code 422; not documented by the provider).

        `GET /api/v1/mj/record-info`

        Args:
            task_id: The task's id.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.midjourney.get_midjourney_task import sync_detailed as _send
        from ..models import MidjourneyTaskResponse

        with self._calling("get_midjourney_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, MidjourneyTaskResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class AsyncMidjourneyCalls(Calls):
    """The operations of `midjourney` that start no task."""

    async def get(
        self,
        *,
        task_id: str,
    ) -> MidjourneyTaskResponse:
        """Get a Midjourney task

        Reads any Midjourney task; every 30 seconds is often enough. In its first moments a task may
        not be found (code 422; not documented by the provider).

        `GET /api/v1/mj/record-info`

        Args:
            task_id: The task's id.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.midjourney.get_midjourney_task import asyncio_detailed as _send
        from ..models import MidjourneyTaskResponse

        with self._calling("get_midjourney_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, MidjourneyTaskResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class Midjourney(MidjourneyStarts[K, C], MidjourneyCalls, Generic[K, C, P]):
    """Videos made with Midjourney."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> MidjourneyStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return MidjourneyStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_midjourney_task", task_id)


class AsyncMidjourney(
    MidjourneyStarts[Coroutine[Any, Any, K], C], AsyncMidjourneyCalls, Generic[K, C, P]
):
    """Videos made with Midjourney."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> MidjourneyStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return MidjourneyStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_midjourney_task", task_id)
