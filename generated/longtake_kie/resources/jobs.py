"""The resource `jobs`."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic

from .. import _values
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import CREATE_JOB

if TYPE_CHECKING:
    from ..models import JobResponse
    from .jobs_aleph import AsyncJobsAleph, JobsAleph
    from .jobs_grok_imagine import AsyncJobsGrokImagine, JobsGrokImagine
    from .jobs_kling import AsyncJobsKling, JobsKling
    from .jobs_pixverse import AsyncJobsPixverse, JobsPixverse
    from .jobs_runway import AsyncJobsRunway, JobsRunway
    from .jobs_seedance import AsyncJobsSeedance, JobsSeedance
    from .jobs_topaz import AsyncJobsTopaz, JobsTopaz
    from .jobs_veo import AsyncJobsVeo, JobsVeo
    from .jobs_wan import AsyncJobsWan, JobsWan

__all__ = ["AsyncJobs", "Jobs"]


class JobsStarts(Starts[T, C]):
    """The operations of `jobs` that start tasks."""

    def create(
        self,
        *,
        model: str,
        input: Mapping[str, Any],
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Create a job

        Starts a task of any model. The charge is taken when the task is created and refunded if it
        fails (reported). An account may start 20 tasks in 10 seconds and run about 100 at once.

        `POST /api/v1/jobs/createTask`

        Args:
            model: The provider's model id, such as `minimax-h3/text-to-video`. The provider's site has the list.
            input: The parameters of the model by the provider's own names, such as `{"prompt": "A dog runs"}`. longtake does not check them.
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
        from ..models import OtherJob, OtherJobInput

        return self._start(
            CREATE_JOB,
            OtherJob(
                model=model,
                input_=OtherJobInput.from_dict(input),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsCalls(Calls):
    """The operations of `jobs` that start no task."""

    def get(
        self,
        *,
        task_id: str,
    ) -> JobResponse:
        """Get a job

        Reads a task of the jobs API, of any model. A task may be read 10 times a second.

        `GET /api/v1/jobs/recordInfo`

        Args:
            task_id: The task's id (`taskId` of the response that created it, not `recordId`).

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.jobs.get_job import sync_detailed as _send
        from ..models import JobResponse

        with self._calling("get_job") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, JobResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class AsyncJobsCalls(Calls):
    """The operations of `jobs` that start no task."""

    async def get(
        self,
        *,
        task_id: str,
    ) -> JobResponse:
        """Get a job

        Reads a task of the jobs API, of any model. A task may be read 10 times a second.

        `GET /api/v1/jobs/recordInfo`

        Args:
            task_id: The task's id (`taskId` of the response that created it, not `recordId`).

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.jobs.get_job import asyncio_detailed as _send
        from ..models import JobResponse

        with self._calling("get_job") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, JobResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class Jobs(JobsStarts[K, C], JobsCalls, Generic[K, C, P]):
    """Tasks of kie.ai's unified jobs API, with any model."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> JobsStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)

    @cached_property
    def aleph(self) -> JobsAleph[K, C, P]:
        """Runway Aleph, which edits a video, through the jobs API."""
        from .jobs_aleph import JobsAleph

        return JobsAleph(self._hooks)

    @cached_property
    def grok_imagine(self) -> JobsGrokImagine[K, C, P]:
        """Grok Imagine through the jobs API."""
        from .jobs_grok_imagine import JobsGrokImagine

        return JobsGrokImagine(self._hooks)

    @cached_property
    def kling(self) -> JobsKling[K, C, P]:
        """Kling 3.0 through the jobs API."""
        from .jobs_kling import JobsKling

        return JobsKling(self._hooks)

    @cached_property
    def pixverse(self) -> JobsPixverse[K, C, P]:
        """PixVerse V6 through the jobs API."""
        from .jobs_pixverse import JobsPixverse

        return JobsPixverse(self._hooks)

    @cached_property
    def runway(self) -> JobsRunway[K, C, P]:
        """Runway through the jobs API."""
        from .jobs_runway import JobsRunway

        return JobsRunway(self._hooks)

    @cached_property
    def seedance(self) -> JobsSeedance[K, C, P]:
        """Seedance 2 through the jobs API."""
        from .jobs_seedance import JobsSeedance

        return JobsSeedance(self._hooks)

    @cached_property
    def topaz(self) -> JobsTopaz[K, C, P]:
        """Topaz, which enlarges a video, through the jobs API."""
        from .jobs_topaz import JobsTopaz

        return JobsTopaz(self._hooks)

    @cached_property
    def veo(self) -> JobsVeo[K, C, P]:
        """Veo 3.1 through the jobs API."""
        from .jobs_veo import JobsVeo

        return JobsVeo(self._hooks)

    @cached_property
    def wan(self) -> JobsWan[K, C, P]:
        """Wan 2.7 through the jobs API."""
        from .jobs_wan import JobsWan

        return JobsWan(self._hooks)


class AsyncJobs(JobsStarts[Coroutine[Any, Any, K], C], AsyncJobsCalls, Generic[K, C, P]):
    """Tasks of kie.ai's unified jobs API, with any model."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> JobsStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)

    @cached_property
    def aleph(self) -> AsyncJobsAleph[K, C, P]:
        """Runway Aleph, which edits a video, through the jobs API."""
        from .jobs_aleph import AsyncJobsAleph

        return AsyncJobsAleph(self._hooks)

    @cached_property
    def grok_imagine(self) -> AsyncJobsGrokImagine[K, C, P]:
        """Grok Imagine through the jobs API."""
        from .jobs_grok_imagine import AsyncJobsGrokImagine

        return AsyncJobsGrokImagine(self._hooks)

    @cached_property
    def kling(self) -> AsyncJobsKling[K, C, P]:
        """Kling 3.0 through the jobs API."""
        from .jobs_kling import AsyncJobsKling

        return AsyncJobsKling(self._hooks)

    @cached_property
    def pixverse(self) -> AsyncJobsPixverse[K, C, P]:
        """PixVerse V6 through the jobs API."""
        from .jobs_pixverse import AsyncJobsPixverse

        return AsyncJobsPixverse(self._hooks)

    @cached_property
    def runway(self) -> AsyncJobsRunway[K, C, P]:
        """Runway through the jobs API."""
        from .jobs_runway import AsyncJobsRunway

        return AsyncJobsRunway(self._hooks)

    @cached_property
    def seedance(self) -> AsyncJobsSeedance[K, C, P]:
        """Seedance 2 through the jobs API."""
        from .jobs_seedance import AsyncJobsSeedance

        return AsyncJobsSeedance(self._hooks)

    @cached_property
    def topaz(self) -> AsyncJobsTopaz[K, C, P]:
        """Topaz, which enlarges a video, through the jobs API."""
        from .jobs_topaz import AsyncJobsTopaz

        return AsyncJobsTopaz(self._hooks)

    @cached_property
    def veo(self) -> AsyncJobsVeo[K, C, P]:
        """Veo 3.1 through the jobs API."""
        from .jobs_veo import AsyncJobsVeo

        return AsyncJobsVeo(self._hooks)

    @cached_property
    def wan(self) -> AsyncJobsWan[K, C, P]:
        """Wan 2.7 through the jobs API."""
        from .jobs_wan import AsyncJobsWan

        return AsyncJobsWan(self._hooks)
