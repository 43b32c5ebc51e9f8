"""Kling's own hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from longtake._core.key_pair import Hidden, key_or_pair
from longtake._shell.client import AsyncClient, SyncClient
from longtake.errors import without_frames
from longtake.kling._errors import KLING
from longtake_kling.resources import AsyncResources, Resources

if TYPE_CHECKING:
    from typing import Unpack

    from longtake._core.callbacks import Callbacks
    from longtake._shell.api_key import ApiKey, AsyncApiKey
    from longtake._shell.client import AsyncClientOptions, SyncClientOptions
    from longtake._shell.submit import Prepared
    from longtake._shell.task import AsyncTask, Task
    from longtake_kling import Client

__all__ = ["AsyncKling", "Kling"]


class Kling(SyncClient["Client"], Resources["Task", "Callbacks", "Prepared[Task]"]):
    """A client for Kling's own hosts.

    The key is an API key, or an access key and a secret key. It comes from the arguments, the environment
    variables (`KLING_ACCESS_KEY` and `KLING_SECRET_KEY`, or `KLING_API_KEY`), a profile or the system
    keyring. Requests go to the host in Singapore. The argument `base_url`, the profile or `KLING_BASE_URL`
    can name another one, such as `https://api-beijing.klingai.com`.

    Example:
        >>> with Kling() as kling:
        ...     video = kling.kling.text_to_video(prompt="A dog runs along a beach").wait()
        ...     longer = kling.kling.extend(video_id=video.source, prompt="It reaches the sea").wait()
        ...     longer.download("dog.mp4").name
        'dog.mp4'
    """

    _provider = KLING

    def __init__(
        self,
        api_key: ApiKey | None = None,
        *,
        access_key: str | None = None,
        secret_key: str | None = None,
        **options: Unpack[SyncClientOptions],
    ) -> None:
        """Create a client. This finds the key and the URL, and sends nothing.

        Args:
            api_key: The API key, a `KeyPair`, or a function that returns one for each request.
            access_key: The access key, with `secret_key` and in place of `api_key`.
            secret_key: The secret key, which signs a token for each request and is never sent.
            **options: The other arguments of `Kie`, such as `base_url` and `timeout`.

        Raises:
            MissingCredentialsError: If no key is found. The message lists the places that were searched.
            InvalidRequestError: If a key or another argument is invalid.
        """
        keys: Hidden[tuple[ApiKey | None, str | None, str | None]] = Hidden(
            (api_key, access_key, secret_key)
        )
        hidden_options = Hidden(options)
        # From here on no variable of this frame shows a key, which a URL may contain, too.
        del api_key, access_key, secret_key, options

        def given() -> ApiKey | None:
            return key_or_pair(*keys.reveal())

        super().__init__(without_frames(given), **hidden_options.reveal())

    def _raw(self, base_url: str) -> Client:
        from longtake_kling import Client  # noqa: PLC0415 - only requests need it

        return Client(base_url)


class AsyncKling(
    AsyncClient["Client"], AsyncResources["AsyncTask", "Callbacks", "Prepared[AsyncTask]"]
):
    """An asynchronous client for Kling's own hosts.

    The key is an API key, or an access key and a secret key. It comes from the arguments, the environment
    variables (`KLING_ACCESS_KEY` and `KLING_SECRET_KEY`, or `KLING_API_KEY`), a profile or the system
    keyring. Requests go to the host in Singapore. The argument `base_url`, the profile or `KLING_BASE_URL`
    can name another one, such as `https://api-beijing.klingai.com`.

    Example:
        >>> async def main() -> str:
        ...     async with AsyncKling() as kling:
        ...         task = await kling.kling.text_to_video(prompt="A dog runs along a beach")
        ...         video = await task.wait()
        ...         return (await video.download("dog.mp4")).name
        >>> asyncio.run(main())
        'dog.mp4'
    """

    _provider = KLING

    def __init__(
        self,
        api_key: AsyncApiKey | None = None,
        *,
        access_key: str | None = None,
        secret_key: str | None = None,
        **options: Unpack[AsyncClientOptions],
    ) -> None:
        """Create a client. This finds the key and the URL, and sends nothing.

        Args:
            api_key: The API key, a `KeyPair`, or a function, async or not, that returns one for each request.
            access_key: The access key, with `secret_key` and in place of `api_key`.
            secret_key: The secret key, which signs a token for each request and is never sent.
            **options: The other arguments of `AsyncKie`, such as `base_url` and `timeout`.

        Raises:
            MissingCredentialsError: If no key is found. The message lists the places that were searched.
            InvalidRequestError: If a key or another argument is invalid.
        """
        keys: Hidden[tuple[AsyncApiKey | None, str | None, str | None]] = Hidden(
            (api_key, access_key, secret_key)
        )
        hidden_options = Hidden(options)
        # From here on no variable of this frame shows a key, which a URL may contain, too.
        del api_key, access_key, secret_key, options

        def given() -> AsyncApiKey | None:
            return key_or_pair(*keys.reveal())

        super().__init__(without_frames(given), **hidden_options.reveal())

    def _raw(self, base_url: str) -> Client:
        from longtake_kling import Client  # noqa: PLC0415 - only requests need it

        return Client(base_url)
