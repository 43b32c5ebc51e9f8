"""The resource `veo` with hand-written methods, for videos in 1080p and 4K."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from longtake._core.callbacks import Callbacks, check_callbacks
from longtake._core.values import is_integer
from longtake.errors import InvalidRequestError
from longtake_kie.resources.veo import AsyncVeo, Veo

if TYPE_CHECKING:
    from longtake._shell.submit import AsyncHooks, Prepared, SyncHooks  # noqa: F401 - in strings
    from longtake._shell.task import AsyncTask, Task


class KieVeo(Veo["Task", "Callbacks", "Prepared[Task]"]):
    """Videos made with Veo 3.1."""

    def __init__(self, hooks: SyncHooks[Any]) -> None:
        super().__init__(hooks)
        self._own_hooks = hooks

    def get_1080p(self, *, task_id: str, index: int = 0) -> Task:
        """Get a Veo video in 1080p, as a task. It takes 1 to 3 minutes.

        The task repeats the request until its response has the link, so a failed request can be sent again.

        `GET /api/v1/veo/get-1080p-video`

        Args:
            task_id: The id of the Veo task that made the video. It must have succeeded. A video that was
                turned into 1080p cannot be extended any more.
            index: The number of the video in the task, from 0.

        Raises:
            InvalidRequestError: If `index` is not the number of a video.
            LongtakeError: If kie.ai cannot be reached or refuses the request.
        """
        from longtake.kie._veo_upscales import READ_1080P, upscale_id  # noqa: PLC0415 - only tasks need it

        check_index(index)
        self.read_1080p(task_id=task_id, index=index)
        now = self._own_hooks.session.clock.monotonic()
        return self._own_hooks.task(READ_1080P, upscale_id(task_id, index), submitted_at=now)

    def get_4k(
        self,
        *,
        task_id: str,
        index: int = 0,
        call_back_url: str | None = None,
        callbacks: Callbacks | None = None,
    ) -> Task:
        """Get a Veo video in 4K, as a task. It costs 120 credits and takes 5 to 10 minutes.

        Only the first request for a video is charged. The task repeats it until its response has the link, so
        a request whose outcome is unknown can be sent again.

        `POST /api/v1/veo/get-4k-video`

        Args:
            task_id: The id of the Veo task that made the video. It must have succeeded. A video that was
                turned into 4K cannot be extended any more.
            index: The number of the video in the task, from 0.
            call_back_url: The URL to which the provider sends a callback when the video is ready. Optional,
                because you can poll the task.
            callbacks: The receiver of the provider's callbacks, whose URL is sent.

        Raises:
            InvalidRequestError: If `index` is not the number of a video, or both `call_back_url` and
                `callbacks` are given.
            LongtakeError: If kie.ai cannot be reached or refuses the request.
        """
        from longtake.kie._veo_upscales import READ_4K, upscale_id  # noqa: PLC0415 - only tasks need it

        check_index(index)
        url = callback_url(callbacks, call_back_url)
        self.read_4k(task_id=task_id, index=index, call_back_url=url)
        now = self._own_hooks.session.clock.monotonic()
        return self._own_hooks.task(
            READ_4K, upscale_id(task_id, index), callbacks, submitted_at=now
        )


class AsyncKieVeo(AsyncVeo["AsyncTask", "Callbacks", "Prepared[AsyncTask]"]):
    """Videos made with Veo 3.1."""

    def __init__(self, hooks: AsyncHooks[Any]) -> None:
        super().__init__(hooks)
        self._own_hooks = hooks

    async def get_1080p(self, *, task_id: str, index: int = 0) -> AsyncTask:
        """Get a Veo video in 1080p, as a task. It takes 1 to 3 minutes.

        The task repeats the request until its response has the link, so a failed request can be sent again.

        `GET /api/v1/veo/get-1080p-video`

        Args:
            task_id: The id of the Veo task that made the video. It must have succeeded. A video that was
                turned into 1080p cannot be extended any more.
            index: The number of the video in the task, from 0.

        Raises:
            InvalidRequestError: If `index` is not the number of a video.
            LongtakeError: If kie.ai cannot be reached or refuses the request.
        """
        from longtake.kie._veo_upscales import READ_1080P, upscale_id  # noqa: PLC0415 - only tasks need it

        check_index(index)
        await self.read_1080p(task_id=task_id, index=index)
        now = self._own_hooks.session.clock.monotonic()
        return self._own_hooks.task(READ_1080P, upscale_id(task_id, index), submitted_at=now)

    async def get_4k(
        self,
        *,
        task_id: str,
        index: int = 0,
        call_back_url: str | None = None,
        callbacks: Callbacks | None = None,
    ) -> AsyncTask:
        """Get a Veo video in 4K, as a task. It costs 120 credits and takes 5 to 10 minutes.

        Only the first request for a video is charged. The task repeats it until its response has the link, so
        a request whose outcome is unknown can be sent again.

        `POST /api/v1/veo/get-4k-video`

        Args:
            task_id: The id of the Veo task that made the video. It must have succeeded. A video that was
                turned into 4K cannot be extended any more.
            index: The number of the video in the task, from 0.
            call_back_url: The URL to which the provider sends a callback when the video is ready. Optional,
                because you can poll the task.
            callbacks: The receiver of the provider's callbacks, whose URL is sent.

        Raises:
            InvalidRequestError: If `index` is not the number of a video, or both `call_back_url` and
                `callbacks` are given.
            LongtakeError: If kie.ai cannot be reached or refuses the request.
        """
        from longtake.kie._veo_upscales import READ_4K, upscale_id  # noqa: PLC0415 - only tasks need it

        check_index(index)
        url = callback_url(callbacks, call_back_url)
        await self.read_4k(task_id=task_id, index=index, call_back_url=url)
        now = self._own_hooks.session.clock.monotonic()
        return self._own_hooks.task(
            READ_4K, upscale_id(task_id, index), callbacks, submitted_at=now
        )


def check_index(index: object) -> None:
    """Raise `InvalidRequestError` for an index that is no number of a video."""
    if not is_integer(index) or index < 0:
        raise InvalidRequestError(
            f"index must be the number of a video, 0 or more, got {index!r}", provider="kie"
        )


def callback_url(callbacks: Callbacks | None, url: str | None) -> str | None:
    """Return the URL for callbacks about a video in 4K, None for none.

    Raises:
        InvalidRequestError: If there are two.
    """
    if callbacks is None:
        return url
    check_callbacks(callbacks)
    if url is not None:
        raise InvalidRequestError(
            "callbacks and call_back_url are mutually exclusive; pass one of them", provider="kie"
        )
    return callbacks.url("kie", kind="veo-4k")
