"""What the providers' clients share: a key, an address, an httpx client, and the ways in and out."""

from __future__ import annotations

import math
import os
from collections.abc import Hashable
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeAlias, TypeVar

from longtake._core.credentials import Credential, check_key_type, find_credential, table_name
from longtake._core.key_pair import Hidden
from longtake._core.provider import Provider
from longtake._core.tokens import NotPicklable
from longtake._core.values import is_integer, is_number
from longtake._shell.api_key import (
    ApiKey,
    AsyncApiKey,
    CallableKey,
    KeySource,
    StaticKey,
    find_profile,
    look_up_keyring,
)
from longtake._shell.clock import Clock, SystemClock
from longtake._shell.http.client import (
    ApiClient,
    AsyncApiClient,
    RawClient,
    attach,
    attach_async,
)
from longtake._shell.http.connections import AsyncTransport, SyncTransport
from longtake._shell.http.request import Settings, checked_base_url, host_of
from longtake.errors import (
    InvalidRequestError,
    MissingCredentialsError,
    SubmitOutcomeUnknown,
    without_frames,
)

# What a client does once it is made is loaded when it is first asked for.
if TYPE_CHECKING:
    from longtake._core.callbacks import Callbacks
    from longtake._core.rate_limit import Limits
    from longtake._shell.session import AsyncSession, SyncSession
    from longtake._shell.submit import AsyncHooks, Prepared, SyncHooks
    from longtake._shell.task import AsyncTask, Task

RawT = TypeVar("RawT", bound=RawClient)
SessionT = TypeVar("SessionT", bound="SyncSession[Any] | AsyncSession[Any]")

DEFAULT_TIMEOUT_S = 60.0
"""The seconds that one request may take in total by default."""

DEFAULT_MAX_RESPONSE_BYTES = 4 * 1024 * 1024
"""The most bytes of a decoded response that are read by default."""

DEFAULT_DOWNLOAD_STALL_S = 60.0
"""The seconds in which 1,024 bytes of a download must arrive by default."""

DEFAULT_ATTEMPTS = 4
"""How often one request is sent at most, unless told otherwise. A submit in doubt is never sent again."""


class _Client(NotPicklable, Generic[RawT, SessionT]):
    """What sync and async clients share: finding the key and the address."""

    _provider: ClassVar[Provider]

    client: RawT
    """The generated client, for its own functions: authenticated, with longtake's errors and safe retries."""

    _settings: Settings
    _open_session: SessionT | None = None
    _session_lock: Lock

    @property
    def _session(self) -> SessionT:
        # One, whichever thread is the first to have something to do.
        with self._session_lock:
            if self._open_session is None:
                self._open_session = self._open()
            return self._open_session

    def _open(self) -> SessionT:
        """What families and tasks call through."""
        raise NotImplementedError

    def _raw(self, base_url: str) -> RawT:
        """The provider's generated client at an address, not yet connected."""
        raise NotImplementedError

    def _settings_for(
        self,
        given: Hidden[AsyncApiKey | None],
        profile: str | None,
        place: Hidden[str | None],
        *,
        timeout: float | None,
        attempts: int,
        clock: Clock | None,
        max_response_bytes: int,
        download_stall_s: float,
        allow_private_hosts: bool,
    ) -> Settings:
        if not (is_integer(attempts) and attempts >= 1):
            raise InvalidRequestError(f"attempts must be at least 1, not {attempts!r}")
        if timeout is not None and not (is_number(timeout) and 0 < timeout < math.inf):
            raise InvalidRequestError(
                f"timeout must be a positive number of seconds or None, got {timeout!r}"
            )
        if not (is_integer(max_response_bytes) and max_response_bytes >= 1):
            raise InvalidRequestError(
                f"max_response_bytes must be a whole number, 1 or more, got {max_response_bytes!r}"
            )
        if not (is_number(download_stall_s) and 0 < download_stall_s < math.inf):
            raise InvalidRequestError(
                f"download_stall_s must be a positive number of seconds, got {download_stall_s!r}"
            )
        if not isinstance(allow_private_hosts, bool):  # pyright: ignore[reportUnnecessaryIsInstance] - "no" would be yes
            raise InvalidRequestError(
                f"allow_private_hosts must be True or False, got {allow_private_hosts!r}"
            )
        # Frames hold keys: the environment's, those of all profiles, the one that was given.
        keys, address = without_frames(
            lambda: self._key_and_address(given.reveal(), profile, place.reveal())
        )
        return Settings(
            provider=self._provider,
            keys=keys,
            base_url=address,
            timeout=timeout,
            attempts=attempts,
            clock=clock or SystemClock(),
            max_response_bytes=max_response_bytes,
            download_stall_s=download_stall_s,
            allow_private_hosts=allow_private_hosts,
        )

    def _key_and_address(
        self, api_key: AsyncApiKey | None, profile: str | None, base_url: str | None
    ) -> tuple[KeySource, str]:
        """Return where requests get their key, and where they go."""
        provider = self._provider
        named = self._profile(api_key, profile)
        stated = self._given_address(base_url, named)
        if callable(api_key):
            address = stated or provider.base_url
            return CallableKey(api_key, provider, address), address
        credential = named or find_credential(
            provider,
            api_key,
            os.environ,
            look_up_keyring,
            profile=lambda name: find_profile(provider, name),
            host=host_of(stated or provider.base_url),
        )
        address = stated or _profiles_address(credential) or provider.base_url
        check_key_type(provider, credential.key, address)
        return StaticKey(credential), address

    def _profile(self, api_key: AsyncApiKey | None, profile: str | None) -> Credential | None:
        if profile is None:
            return None
        if api_key is not None:
            raise InvalidRequestError("api_key and profile were given: which one is it?")
        found = find_profile(self._provider, profile)
        if found is None:
            raise MissingCredentialsError(
                f"the profile {profile!r} has nothing for {self._provider.name}: it needs a table "
                f"{table_name(profile, self._provider)}",
                provider=self._provider.name,
            )
        return found

    def _given_address(self, base_url: str | None, named: Credential | None) -> str | None:
        """The address that the caller gave, or the profile that the caller named, or the environment."""
        if base_url is not None:
            return checked_base_url(base_url, "base_url")
        if named is not None and (of_profile := _profiles_address(named)):
            return of_profile
        variable = self._provider.base_url_variable
        from_environment = os.environ.get(variable, "").strip()
        if from_environment:
            return checked_base_url(from_environment, f"the environment variable {variable}")
        return None

    @property
    def identity(self) -> Hashable:
        """What is equal for clients that are made from the same key and address. It holds no key."""
        return self._settings.keys.identity, self._settings.base_url

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class SyncClient(_Client[RawT, "SyncSession[Any]"]):
    """A synchronous client for one provider."""

    def __init__(
        self,
        api_key: ApiKey | None = None,
        *,
        profile: str | None = None,
        base_url: str | None = None,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        attempts: int = DEFAULT_ATTEMPTS,
        transport: SyncTransport | None = None,
        clock: Clock | None = None,
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
        download_stall_s: float = DEFAULT_DOWNLOAD_STALL_S,
        allow_private_hosts: bool = True,
    ) -> None:
        """Find the key and the address. Nothing is sent yet.

        Without `api_key` the key is that of the environment (`KIE_API_KEY`, `USEAPI_TOKEN`,
        `CHAINHUB_API_KEY`), else of the profile that `LONGTAKE_PROFILE` names, else of the system keyring
        (service `longtake`, user: the provider). For Kling's own hosts it may be a `KeyPair`. Without
        `base_url` the address is the profile's, else that of `KIE_BASE_URL`, `USEAPI_BASE_URL` or
        `CHAINHUB_BASE_URL`, else the provider's own.

        Args:
            api_key: The key, or a function without arguments that returns it before each request.
            profile: The profile in the user's configuration file that has the key.
            base_url: Where the API is. Otherwise as the profile or the environment says.
            timeout: Seconds that one request may take in total, to the end of its response; None: no limit.
            attempts: How often one request is sent at most. A submit in doubt is never sent again.
            transport: An httpx transport, such as a proxy's or a test's.
            clock: What tells the time and sleeps, for tests.
            max_response_bytes: The most bytes of a response of the API that are read, after decompression.
            download_stall_s: Seconds in which 1,024 bytes of a download must arrive, or it is broken off.
            allow_private_hosts: Whether downloads may connect to loopback, link-local and private addresses.

        Raises:
            MissingCredentialsError: If there is no key; the message says where it was looked for.
            InvalidRequestError: If the key, the profile or the address cannot be used, or a variable of the
                environment that names a proxy or certificates.
        """
        given: Hidden[AsyncApiKey | None] = Hidden(api_key)
        place = Hidden(base_url)
        # From here on no variable of this frame shows a key, whatever is wrong. An address may hold one.
        del api_key, base_url
        settings = self._settings_for(
            given,
            profile,
            place,
            timeout=timeout,
            attempts=attempts,
            clock=clock,
            max_response_bytes=max_response_bytes,
            download_stall_s=download_stall_s,
            allow_private_hosts=allow_private_hosts,
        )
        self.client = self._raw(settings.base_url)
        self._settings = settings
        self._transport = transport
        self._session_lock = Lock()
        self._http = ApiClient(settings, transport)
        attach(self.client, self._http)

    def _open(self) -> SyncSession[RawT]:
        from longtake._shell.session import open_session  # noqa: PLC0415 - for those who do something

        opened = open_session(self.client, self._settings, self._transport)
        opened.close_signal.closed = self._http.is_closed
        return opened

    @property
    def _hooks(self) -> SyncHooks[RawT]:
        from longtake._shell.submit import SyncHooks  # noqa: PLC0415 - for those who do something

        return SyncHooks(self._session, self._provider)

    def from_token(self, token: str, *, callbacks: Callbacks | None = None) -> Task:
        """Return the task that a token stands for, as another process or an earlier run left it.

        Args:
            token: The value of `task.token`.
            callbacks: What receives callbacks, if the task was submitted with its address.

        Raises:
            InvalidRequestError: If it is no token, or one of another provider's task.
        """
        return self._hooks.resume(token, callbacks)

    def extend(
        self, kind: str, *, source: str, callbacks: Callbacks | None = None, **options: object
    ) -> Task:
        """Extend a video by the names that all providers share; `longtake.extend` describes them.

        Args:
            kind: The model's name, such as `veo`.
            source: The task id, video id or asset id to continue; `video.source` is always right.
            callbacks: What receives the provider's callbacks. Not with `callback_url`.
            **options: `prompt`, `seed`, `watermark` and `callback_url`, as far as the model takes them.

        Raises:
            InvalidRequestError: If the model cannot do what is asked. Nothing was sent.
            SubmitOutcomeUnknown: If nobody can tell whether the task was made.
            LongtakeError: If the provider refuses the request.
        """
        hooks = self._hooks
        start, body = hooks.extension(kind, source, options)
        return hooks.start(start, body, callbacks)

    def prepare_extend(
        self, kind: str, *, source: str, callbacks: Callbacks | None = None, **options: object
    ) -> Prepared[Task]:
        """Prepare what `extend` submits, for `submit_all`. Nothing is sent.

        Args:
            kind: The model's name, such as `veo`.
            source: The task id, video id or asset id to continue; `video.source` is always right.
            callbacks: What receives the provider's callbacks. Not with `callback_url`.
            **options: `prompt`, `seed`, `watermark` and `callback_url`, as far as the model takes them.

        Raises:
            InvalidRequestError: If the model cannot do what is asked.
        """
        hooks = self._hooks
        start, body = hooks.extension(kind, source, options)
        return hooks.prepare(start, body, callbacks)

    @property
    def limits(self) -> Limits:
        """What the account may do, for what is submitted or waited for together; shared by its clients."""
        return self._session.limits.settings

    @property
    def unknown_outcomes(self) -> tuple[SubmitOutcomeUnknown, ...]:
        """What interruptions left of submits that were under way, until `reconcile` has settled it."""
        return self._open_session.recent_submits.unknown_outcomes if self._open_session else ()

    def close(self) -> None:
        """Close the connections. Tasks of this client can no longer be looked at."""
        try:
            self._http.close()
            if self._open_session:
                self._open_session.downloads.close()
        finally:
            if self._open_session and self._http.is_closed:
                self._open_session.close_signal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient(_Client[RawT, "AsyncSession[Any]"]):
    """An asynchronous client for one provider."""

    def __init__(
        self,
        api_key: AsyncApiKey | None = None,
        *,
        profile: str | None = None,
        base_url: str | None = None,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        attempts: int = DEFAULT_ATTEMPTS,
        transport: AsyncTransport | None = None,
        clock: Clock | None = None,
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
        download_stall_s: float = DEFAULT_DOWNLOAD_STALL_S,
        allow_private_hosts: bool = True,
    ) -> None:
        """Find the key and the address. Nothing is sent yet.

        Without `api_key` the key is that of the environment (`KIE_API_KEY`, `USEAPI_TOKEN`,
        `CHAINHUB_API_KEY`), else of the profile that `LONGTAKE_PROFILE` names, else of the system keyring
        (service `longtake`, user: the provider). For Kling's own hosts it may be a `KeyPair`. Without
        `base_url` the address is the profile's, else that of `KIE_BASE_URL`, `USEAPI_BASE_URL` or
        `CHAINHUB_BASE_URL`, else the provider's own.

        Args:
            api_key: The key, or a function, async or not, that returns it before each request.
            profile: The profile in the user's configuration file that has the key.
            base_url: Where the API is. Otherwise as the profile or the environment says.
            timeout: Seconds that one request may take in total, to the end of its response; None: no limit.
            attempts: How often one request is sent at most. A submit in doubt is never sent again.
            transport: An httpx transport, such as a proxy's or a test's.
            clock: What tells the time and sleeps, for tests.
            max_response_bytes: The most bytes of a response of the API that are read, after decompression.
            download_stall_s: Seconds in which 1,024 bytes of a download must arrive, or it is broken off.
            allow_private_hosts: Whether downloads may connect to loopback, link-local and private addresses.

        Raises:
            MissingCredentialsError: If there is no key; the message says where it was looked for.
            InvalidRequestError: If the key, the profile or the address cannot be used, or a variable of the
                environment that names a proxy or certificates.
        """
        given: Hidden[AsyncApiKey | None] = Hidden(api_key)
        place = Hidden(base_url)
        # From here on no variable of this frame shows a key, whatever is wrong. An address may hold one.
        del api_key, base_url
        settings = self._settings_for(
            given,
            profile,
            place,
            timeout=timeout,
            attempts=attempts,
            clock=clock,
            max_response_bytes=max_response_bytes,
            download_stall_s=download_stall_s,
            allow_private_hosts=allow_private_hosts,
        )
        self.client = self._raw(settings.base_url)
        self._settings = settings
        self._transport = transport
        self._session_lock = Lock()
        self._http = AsyncApiClient(settings, transport)
        attach_async(self.client, self._http)

    def _open(self) -> AsyncSession[RawT]:
        from longtake._shell.session import open_async_session  # noqa: PLC0415 - for those who do something

        opened = open_async_session(self.client, self._settings, self._transport)
        opened.close_signal.closed = self._http.is_closed
        return opened

    @property
    def _hooks(self) -> AsyncHooks[RawT]:
        from longtake._shell.submit import AsyncHooks  # noqa: PLC0415 - for those who do something

        return AsyncHooks(self._session, self._provider)

    def from_token(self, token: str, *, callbacks: Callbacks | None = None) -> AsyncTask:
        """Return the task that a token stands for, as another process or an earlier run left it.

        Args:
            token: The value of `task.token`.
            callbacks: What receives callbacks, if the task was submitted with its address.

        Raises:
            InvalidRequestError: If it is no token, or one of another provider's task.
        """
        return self._hooks.resume(token, callbacks)

    async def extend(
        self, kind: str, *, source: str, callbacks: Callbacks | None = None, **options: object
    ) -> AsyncTask:
        """Extend a video by the names that all providers share; `longtake.extend` describes them.

        Args:
            kind: The model's name, such as `veo`.
            source: The task id, video id or asset id to continue; `video.source` is always right.
            callbacks: What receives the provider's callbacks. Not with `callback_url`.
            **options: `prompt`, `seed`, `watermark` and `callback_url`, as far as the model takes them.

        Raises:
            InvalidRequestError: If the model cannot do what is asked. Nothing was sent.
            SubmitOutcomeUnknown: If nobody can tell whether the task was made.
            LongtakeError: If the provider refuses the request.
        """
        hooks = self._hooks
        start, body = hooks.extension(kind, source, options)
        return await hooks.start(start, body, callbacks)

    def prepare_extend(
        self, kind: str, *, source: str, callbacks: Callbacks | None = None, **options: object
    ) -> Prepared[AsyncTask]:
        """Prepare what `extend` submits, for `submit_all_async`. Nothing is sent.

        Args:
            kind: The model's name, such as `veo`.
            source: The task id, video id or asset id to continue; `video.source` is always right.
            callbacks: What receives the provider's callbacks. Not with `callback_url`.
            **options: `prompt`, `seed`, `watermark` and `callback_url`, as far as the model takes them.

        Raises:
            InvalidRequestError: If the model cannot do what is asked.
        """
        hooks = self._hooks
        start, body = hooks.extension(kind, source, options)
        return hooks.prepare(start, body, callbacks)

    @property
    def limits(self) -> Limits:
        """What the account may do, for what is submitted or waited for together; shared by its clients."""
        return self._session.limits.settings

    @property
    def unknown_outcomes(self) -> tuple[SubmitOutcomeUnknown, ...]:
        """What interruptions left of submits that were under way, until settled by `reconcile_async`."""
        return self._open_session.recent_submits.unknown_outcomes if self._open_session else ()

    async def close(self) -> None:
        """Close the connections. Tasks of this client can no longer be looked at."""
        try:
            await self._http.aclose()
            if self._open_session:
                await self._open_session.downloads.aclose()
        finally:
            # Also when closing is cancelled: nothing can be sent then.
            if self._open_session and self._http.is_closed:
                self._open_session.close_signal.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


AnyClient: TypeAlias = SyncClient[Any] | AsyncClient[Any]
"""A client of a provider, synchronous or not."""


def _profiles_address(credential: Credential) -> str | None:
    if credential.base_url is None:
        return None
    return checked_base_url(credential.base_url, f"base_url of {credential.source}")


def provider_of(client: AnyClient | type[AnyClient]) -> Provider:
    """Return the provider of a client, or of a class of clients."""
    # Private to users, not to the package.
    return client._provider  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
