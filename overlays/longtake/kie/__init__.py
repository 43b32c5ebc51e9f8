"""Clients for kie.ai."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from longtake._shell.client import AsyncClient, SyncClient
from longtake.kie._errors import KIE
from longtake_kie.resources import AsyncResources, Resources

if TYPE_CHECKING:
    from longtake._core.callbacks import Callbacks
    from longtake._shell.submit import Prepared
    from longtake._shell.task import AsyncTask, Task
    from longtake.kie._files import AsyncKieFiles, KieFiles
    from longtake.kie._veo_resource import AsyncKieVeo, KieVeo
    from longtake_kie import Client

__all__ = ["AsyncKie", "Kie"]


class Kie(SyncClient["Client"], Resources["Task", "Callbacks", "Prepared[Task]"]):
    """A client for kie.ai.

    The key comes from the argument `api_key`, the environment variable `KIE_API_KEY`, a profile or the system
    keyring. The argument `base_url`, the profile or `KIE_BASE_URL` can replace the provider's base URL.

    Example:
        >>> with Kie() as kie:
        ...     video = kie.veo.generate(prompt="A dog runs along a beach").wait()
        ...     longer = kie.veo.extend(task_id=video.source, prompt="It reaches the sea").wait()
        ...     longer.download("dog.mp4").name
        'dog.mp4'
    """

    _provider = KIE

    def _raw(self, base_url: str) -> Client:
        from longtake_kie import Client  # noqa: PLC0415 - only requests need it

        return Client(base_url)

    @cached_property
    def veo(self) -> KieVeo:
        """Videos made with Veo 3.1."""
        from longtake.kie._veo_resource import KieVeo  # noqa: PLC0415 - only requests need it

        return KieVeo(self._hooks)

    @cached_property
    def files(self) -> KieFiles:
        """Uploads of files to kie.ai."""
        from longtake.kie._files import KieFiles  # noqa: PLC0415 - only uploads need it

        return KieFiles(self._hooks.calling, self._settings.clock)


class AsyncKie(
    AsyncClient["Client"], AsyncResources["AsyncTask", "Callbacks", "Prepared[AsyncTask]"]
):
    """An asynchronous client for kie.ai.

    The key comes from the argument `api_key`, the environment variable `KIE_API_KEY`, a profile or the system
    keyring. The argument `base_url`, the profile or `KIE_BASE_URL` can replace the provider's base URL.

    Example:
        >>> async def main() -> str:
        ...     async with AsyncKie() as kie:
        ...         task = await kie.veo.generate(prompt="A dog runs along a beach")
        ...         video = await task.wait()
        ...         return (await video.download("dog.mp4")).name
        >>> asyncio.run(main())
        'dog.mp4'
    """

    _provider = KIE

    def _raw(self, base_url: str) -> Client:
        from longtake_kie import Client  # noqa: PLC0415 - only requests need it

        return Client(base_url)

    @cached_property
    def veo(self) -> AsyncKieVeo:
        """Videos made with Veo 3.1."""
        from longtake.kie._veo_resource import AsyncKieVeo  # noqa: PLC0415 - only requests need it

        return AsyncKieVeo(self._hooks)

    @cached_property
    def files(self) -> AsyncKieFiles:
        """Uploads of files to kie.ai."""
        from longtake.kie._files import AsyncKieFiles  # noqa: PLC0415 - only uploads need it

        return AsyncKieFiles(self._hooks.calling, self._settings.clock)
