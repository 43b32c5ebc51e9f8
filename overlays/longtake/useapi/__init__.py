"""useapi.net: Runway Gen-2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longtake._shell.client import AsyncClient, SyncClient
from longtake.useapi._errors import USEAPI
from longtake_useapi.resources import AsyncResources, Resources

if TYPE_CHECKING:
    from longtake._core.callbacks import Callbacks
    from longtake._shell.submit import Prepared
    from longtake._shell.task import AsyncTask, Task
    from longtake_useapi import Client

__all__ = ["AsyncUseApi", "UseApi"]


class UseApi(SyncClient["Client"], Resources["Task", "Callbacks", "Prepared[Task]"]):
    """A client for useapi.net.

    The key comes from the argument `api_key`, the environment variable `USEAPI_TOKEN`, a profile or the
    system keyring. The argument `base_url`, the profile or `USEAPI_BASE_URL` can replace the provider's base
    URL.

    Example:
        >>> with UseApi() as useapi:
        ...     video = useapi.gen2.extend(asset_id=asset_id).wait()
        ...     video.download("dog.mp4").name
        'dog.mp4'
    """

    _provider = USEAPI

    def _raw(self, base_url: str) -> Client:
        from longtake_useapi import Client  # noqa: PLC0415 - only requests need it

        return Client(base_url)


class AsyncUseApi(
    AsyncClient["Client"], AsyncResources["AsyncTask", "Callbacks", "Prepared[AsyncTask]"]
):
    """An asynchronous client for useapi.net.

    The key comes from the argument `api_key`, the environment variable `USEAPI_TOKEN`, a profile or the
    system keyring. The argument `base_url`, the profile or `USEAPI_BASE_URL` can replace the provider's base
    URL.

    Example:
        >>> async def main() -> str:
        ...     async with AsyncUseApi() as useapi:
        ...         task = await useapi.gen2.extend(asset_id=asset_id)
        ...         video = await task.wait()
        ...         return (await video.download("dog.mp4")).name
        >>> asyncio.run(main())
        'dog.mp4'
    """

    _provider = USEAPI

    def _raw(self, base_url: str) -> Client:
        from longtake_useapi import Client  # noqa: PLC0415 - only requests need it

        return Client(base_url)
