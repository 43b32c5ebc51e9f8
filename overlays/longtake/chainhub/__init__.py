"""chainhub.tech: Kling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longtake._shell.client import AsyncClient, SyncClient
from longtake.chainhub._errors import CHAINHUB
from longtake_chainhub.resources import AsyncResources, Resources

if TYPE_CHECKING:
    from longtake._core.callbacks import Callbacks
    from longtake._shell.submit import Prepared
    from longtake._shell.task import AsyncTask, Task
    from longtake_chainhub import Client

__all__ = ["AsyncChainhub", "Chainhub"]


class Chainhub(SyncClient["Client"], Resources["Task", "Callbacks", "Prepared[Task]"]):
    """A client for chainhub.tech.

    The key comes from the argument `api_key`, the environment variable `CHAINHUB_API_KEY`, a profile or the
    system keyring. The argument `base_url`, the profile or `CHAINHUB_BASE_URL` can replace the base URL.

    Example:
        >>> with Chainhub() as chainhub:
        ...     video = chainhub.kling.text_to_video(prompt="A dog runs along a beach").wait()
        ...     longer = chainhub.kling.extend(video_id=video.source, prompt="It reaches the sea").wait()
        ...     longer.download("dog.mp4").name
        'dog.mp4'
    """

    _provider = CHAINHUB

    def _raw(self, base_url: str) -> Client:
        from longtake_chainhub import Client  # noqa: PLC0415 - only requests need it

        return Client(base_url)


class AsyncChainhub(
    AsyncClient["Client"], AsyncResources["AsyncTask", "Callbacks", "Prepared[AsyncTask]"]
):
    """An asynchronous client for chainhub.tech.

    The key comes from the argument `api_key`, the environment variable `CHAINHUB_API_KEY`, a profile or the
    system keyring. The argument `base_url`, the profile or `CHAINHUB_BASE_URL` can replace the base URL.

    Example:
        >>> async def main() -> str:
        ...     async with AsyncChainhub() as chainhub:
        ...         task = await chainhub.kling.text_to_video(prompt="A dog runs along a beach")
        ...         video = await task.wait()
        ...         return (await video.download("dog.mp4")).name
        >>> asyncio.run(main())
        'dog.mp4'
    """

    _provider = CHAINHUB

    def _raw(self, base_url: str) -> Client:
        from longtake_chainhub import Client  # noqa: PLC0415 - only requests need it

        return Client(base_url)
