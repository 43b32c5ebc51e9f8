"""The resource `gen2`."""

from __future__ import annotations

import builtins
from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import EXTEND_GEN2_VIDEO

if TYPE_CHECKING:
    from ..models import Gen2Task, Gen2TaskEnvelope

__all__ = ["AsyncGen2", "Gen2"]


class Gen2Starts(Starts[T, C]):
    """The operations of `gen2` that start tasks."""

    def extend(
        self,
        *,
        asset_id: str,
        interpolate: bool | None = True,
        motion: int | None = None,
        horizontal: int | None = None,
        vertical: int | None = None,
        roll: int | None = None,
        zoom: int | None = None,
        pan: int | None = None,
        tilt: int | None = None,
        seed: int | None = None,
        explore_mode: bool | None = None,
        reply_url: str | None = None,
        reply_ref: str | None = None,
        max_jobs: int | None = None,
        media_type: Literal["application/json", "multipart/form-data"] = "application/json",
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Extend the video by 4 seconds

        Withdrawn: the operation may stop working, and a call emits a DeprecationWarning. Use
        kie.jobs.pixverse.extend, which takes the URL of any video.

        Extending Gen-2 generations.

        `POST /v1/runwayml/gen2/extend`

        Args:
            asset_id: Specify the video assetId you want extend. Use GET /assets/?mediaType=video to see the list of video assets. To upload a new video asset use POST /assets.
            interpolate: Supported values: true (default), false.
            motion: Increase or decrease the intensity of motion in your video. Higher values result in more motion. This parameter is not compatible with other motion parameters below. Supported values: 1…10.
            horizontal: Specify horizontal motion. Supported values: -10…10.
            vertical: Specify vertical motion. Supported values: -10…10.
            roll: Specify roll motion. Supported values: -10…10.
            zoom: Specify zoom motion. Supported values: -10…10.
            pan: Specify pan motion. Supported values: -10…10.
            tilt: Specify tilt motion. Supported values: -10…10.
            seed: Valid range 1…4294967294.
            explore_mode: Set to true if you have a Runway Unlimited plan and wish to execute relaxed generation. You are not charged credits for Explore mode generations.
            reply_url: Optional, if not provided value from account will be used. Place here your callback URL. API will call the provided replyUrl once Runway task completed or failed. Maximum length 1024 characters. We recommend using sites like webhook.site to test callback URL functionality.
            reply_ref: Place here your reference id which will be stored and returned along with this Runway task response / result. Maximum length 1024 characters.
            max_jobs: Optional, if not provided value for referenced by video assetId account will be used. Valid range: 1…10.
            media_type: The encoding of the request's body.
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
        from ..models import Gen2ExtendForm, Gen2ExtendRequest

        _body: Gen2ExtendRequest | Gen2ExtendForm
        if media_type == "multipart/form-data":
            _body = Gen2ExtendForm(
                asset_id=asset_id,
                interpolate=_values.omitted(interpolate),
                motion=_values.omitted(motion),
                horizontal=_values.omitted(horizontal),
                vertical=_values.omitted(vertical),
                roll=_values.omitted(roll),
                zoom=_values.omitted(zoom),
                pan=_values.omitted(pan),
                tilt=_values.omitted(tilt),
                seed=_values.omitted(seed),
                explore_mode=_values.omitted(explore_mode),
                reply_url=_values.omitted(reply_url),
                reply_ref=_values.omitted(reply_ref),
                max_jobs=_values.omitted(max_jobs),
            )
        else:
            _body = Gen2ExtendRequest(
                asset_id=asset_id,
                interpolate=_values.omitted(interpolate),
                motion=_values.omitted(motion),
                horizontal=_values.omitted(horizontal),
                vertical=_values.omitted(vertical),
                roll=_values.omitted(roll),
                zoom=_values.omitted(zoom),
                pan=_values.omitted(pan),
                tilt=_values.omitted(tilt),
                seed=_values.omitted(seed),
                explore_mode=_values.omitted(explore_mode),
                reply_url=_values.omitted(reply_url),
                reply_ref=_values.omitted(reply_ref),
                max_jobs=_values.omitted(max_jobs),
            )

        return self._start(EXTEND_GEN2_VIDEO, _body, callbacks, reference, retry_failed)


class Gen2Calls(Calls):
    """The operations of `gen2` that start no task."""

    def get(
        self,
        *,
        task_id: str,
    ) -> Gen2TaskEnvelope | Gen2Task:
        """Get a task

        Reads a task.

        `GET /v1/runwayml/tasks/{taskId}`

        Args:
            task_id: The task's id, unchanged. The provider does not find the task if its `:` and `@` are percent-encoded.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.gen2.get_gen2_task import sync_detailed as _send
        from ..models import Gen2Task, Gen2TaskEnvelope

        with self._calling("get_gen2_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, Gen2TaskEnvelope | Gen2Task):
                raise _values.unexpected(_parsed)
            return _parsed

    def cancel(
        self,
        *,
        task_id: str,
    ) -> Gen2TaskEnvelope | Gen2Task:
        """Cancel a task

        Cancels a task that is still waiting or running, and deletes it. The provider does not
        document its response.

        `DELETE /v1/runwayml/tasks/{taskId}`

        Args:
            task_id: The task's id, unchanged. The provider does not find the task if its `:` and `@` are percent-encoded.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.gen2.cancel_gen2_task import sync_detailed as _send
        from ..models import Gen2Task, Gen2TaskEnvelope

        with self._calling("cancel_gen2_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, Gen2TaskEnvelope | Gen2Task):
                raise _values.unexpected(_parsed)
            return _parsed

    def list(
        self,
        *,
        offset: int,
        limit: int,
        email: str | None = None,
        statuses: str | None = None,
    ) -> builtins.list[Gen2Task] | Gen2Task:
        """List tasks

        Lists the tasks of a Runway account, those that were started at Runway itself too;
        `taskType` distinguishes Gen-2 from other kinds. May list a task whose submission got no
        response.

        `GET /v1/runwayml/tasks/`

        Args:
            offset: How many tasks to leave out at the beginning, at most 1000.
            limit: How many tasks to list, at most 1000.
            email: The email address of the Runway account. Required if you have several.
            statuses: Which statuses to list, with commas between them, such as `PENDING,RUNNING,THROTTLED`; all of them if left out.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.gen2.list_gen2_tasks import sync_detailed as _send
        from ..models import Gen2Task

        with self._calling("list_gen2_tasks") as _client:
            _response = _send(
                client=_client,
                offset=offset,
                limit=limit,
                email=_values.omitted(email),
                statuses=_values.omitted(statuses),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, list | Gen2Task):
                raise _values.unexpected(_parsed)
            return _parsed


class AsyncGen2Calls(Calls):
    """The operations of `gen2` that start no task."""

    async def get(
        self,
        *,
        task_id: str,
    ) -> Gen2TaskEnvelope | Gen2Task:
        """Get a task

        Reads a task.

        `GET /v1/runwayml/tasks/{taskId}`

        Args:
            task_id: The task's id, unchanged. The provider does not find the task if its `:` and `@` are percent-encoded.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.gen2.get_gen2_task import asyncio_detailed as _send
        from ..models import Gen2Task, Gen2TaskEnvelope

        with self._calling("get_gen2_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, Gen2TaskEnvelope | Gen2Task):
                raise _values.unexpected(_parsed)
            return _parsed

    async def cancel(
        self,
        *,
        task_id: str,
    ) -> Gen2TaskEnvelope | Gen2Task:
        """Cancel a task

        Cancels a task that is still waiting or running, and deletes it. The provider does not
        document its response.

        `DELETE /v1/runwayml/tasks/{taskId}`

        Args:
            task_id: The task's id, unchanged. The provider does not find the task if its `:` and `@` are percent-encoded.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.gen2.cancel_gen2_task import asyncio_detailed as _send
        from ..models import Gen2Task, Gen2TaskEnvelope

        with self._calling("cancel_gen2_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, Gen2TaskEnvelope | Gen2Task):
                raise _values.unexpected(_parsed)
            return _parsed

    async def list(
        self,
        *,
        offset: int,
        limit: int,
        email: str | None = None,
        statuses: str | None = None,
    ) -> builtins.list[Gen2Task] | Gen2Task:
        """List tasks

        Lists the tasks of a Runway account, those that were started at Runway itself too;
        `taskType` distinguishes Gen-2 from other kinds. May list a task whose submission got no
        response.

        `GET /v1/runwayml/tasks/`

        Args:
            offset: How many tasks to leave out at the beginning, at most 1000.
            limit: How many tasks to list, at most 1000.
            email: The email address of the Runway account. Required if you have several.
            statuses: Which statuses to list, with commas between them, such as `PENDING,RUNNING,THROTTLED`; all of them if left out.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.gen2.list_gen2_tasks import asyncio_detailed as _send
        from ..models import Gen2Task

        with self._calling("list_gen2_tasks") as _client:
            _response = await _send(
                client=_client,
                offset=offset,
                limit=limit,
                email=_values.omitted(email),
                statuses=_values.omitted(statuses),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, list | Gen2Task):
                raise _values.unexpected(_parsed)
            return _parsed


class Gen2(Gen2Starts[K, C], Gen2Calls, Generic[K, C, P]):
    """Videos made with Runway Gen-2."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> Gen2Starts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return Gen2Starts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_gen2_task", task_id)


class AsyncGen2(Gen2Starts[Coroutine[Any, Any, K], C], AsyncGen2Calls, Generic[K, C, P]):
    """Videos made with Runway Gen-2."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> Gen2Starts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return Gen2Starts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_gen2_task", task_id)
