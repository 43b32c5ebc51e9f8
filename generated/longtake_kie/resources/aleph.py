"""The resource `aleph`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import GENERATE_ALEPH_VIDEO

if TYPE_CHECKING:
    from ..models import AlephTaskResponse

__all__ = ["AsyncAleph", "Aleph"]


class AlephStarts(Starts[T, C]):
    """The operations of `aleph` that start tasks."""

    def generate(
        self,
        *,
        prompt: str,
        video_url: str,
        aspect_ratio: Literal["16:9", "9:16", "4:3", "3:4", "1:1", "21:9"] | None = None,
        reference_image: str | None = None,
        seed: int | None = None,
        water_mark: str | None = None,
        upload_cn: bool | None = False,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate an Aleph video

        Changes a video as a prompt describes, with Runway Aleph. The result is a new video, which
        is kept for 14 days. A request costs 110 credits.

        `POST /api/v1/aleph/generate`

        Args:
            prompt: How the video changes, such as its subjects, movement, style or setting. The maximum length is not documented.
            video_url: The URL of the video to change. The provider must be able to fetch it.
            aspect_ratio: Width to height of the new video. Without it, the provider decides.
            reference_image: The URL of a reference image for the style or content of the new video.
            seed: The random seed. The same seed gives similar videos. Without it, the provider chooses one.
            water_mark: The text of a watermark. Without it, or with an empty string, the video has none.
            upload_cn: Whether the result is stored on servers in China (Alibaba Cloud) and not elsewhere.
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
        from ..models import AlephGenerateRequest

        return self._start(
            GENERATE_ALEPH_VIDEO,
            AlephGenerateRequest(
                prompt=prompt,
                video_url=video_url,
                aspect_ratio=_values.omitted(aspect_ratio),
                reference_image=_values.omitted(reference_image),
                seed=_values.omitted(seed),
                water_mark=_values.omitted(water_mark),
                upload_cn=_values.omitted(upload_cn),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class AlephCalls(Calls):
    """The operations of `aleph` that start no task."""

    def get(
        self,
        *,
        task_id: str,
    ) -> AlephTaskResponse:
        """Get an Aleph task

        Reads a task of Aleph. Polling every 30 seconds is often enough. In its first moments a task
        may not be found (code 422; not documented by the provider).

        `GET /api/v1/aleph/record-info`

        Args:
            task_id: The id of the task, as the request for the video returned it.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.aleph.get_aleph_task import sync_detailed as _send
        from ..models import AlephTaskResponse

        with self._calling("get_aleph_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, AlephTaskResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class AsyncAlephCalls(Calls):
    """The operations of `aleph` that start no task."""

    async def get(
        self,
        *,
        task_id: str,
    ) -> AlephTaskResponse:
        """Get an Aleph task

        Reads a task of Aleph. Polling every 30 seconds is often enough. In its first moments a task
        may not be found (code 422; not documented by the provider).

        `GET /api/v1/aleph/record-info`

        Args:
            task_id: The id of the task, as the request for the video returned it.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.aleph.get_aleph_task import asyncio_detailed as _send
        from ..models import AlephTaskResponse

        with self._calling("get_aleph_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, AlephTaskResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class Aleph(AlephStarts[K, C], AlephCalls, Generic[K, C, P]):
    """Videos changed with Runway Aleph."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> AlephStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return AlephStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_aleph_task", task_id)


class AsyncAleph(AlephStarts[Coroutine[Any, Any, K], C], AsyncAlephCalls, Generic[K, C, P]):
    """Videos changed with Runway Aleph."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> AlephStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return AlephStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_aleph_task", task_id)
