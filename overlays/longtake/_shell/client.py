"""The base classes of the providers' clients: key, URL, settings, and the methods that all models share."""

from __future__ import annotations

import math
import os
from functools import cached_property
from importlib import import_module
from threading import Lock
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Self,
    TypeAlias,
    TypedDict,
    TypeVar,
    overload,
)

from longtake._core.credentials import Credential, check_key_type, find_credential, table_name
from longtake._core.key_pair import Hidden
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
from longtake._shell.http.request import Settings, checked_base_url
from longtake.errors import (
    InvalidRequestError,
    MissingCredentialsError,
    SubmitOutcomeUnknown,
    without_frames,
)

# Creating a client stays fast because tasks and submissions are imported with its first request.
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from types import TracebackType

    from longtake._core.callbacks import Callbacks
    from longtake._core.journal import JournalSource, Recorder
    from longtake._core.provider import Provider
    from longtake._core.rate_limit import Limits
    from longtake._shell.http.connections import AsyncTransport, SyncTransport
    from longtake._shell.session import AsyncSession, SyncSession
    from longtake._shell.submit import AsyncHooks, Prepared, SyncHooks
    from longtake._shell.task import AsyncTask, Task
    from longtake.models._model import Action

    class ClientOptions(TypedDict, total=False):
        """The arguments of every client besides its key and its transport."""

        profile: str | None
        base_url: str | None
        timeout: float | None
        attempts: int
        clock: Clock | None
        max_response_bytes: int
        download_stall_s: float
        allow_private_hosts: bool

    class SyncClientOptions(ClientOptions, total=False):
        """The arguments of a synchronous client besides its key."""

        transport: SyncTransport | None

    class AsyncClientOptions(ClientOptions, total=False):
        """The arguments of an asynchronous client besides its key."""

        transport: AsyncTransport | None


RawT = TypeVar("RawT", bound=RawClient)
SessionT = TypeVar("SessionT", bound="SyncSession[Any] | AsyncSession[Any]")

DEFAULT_MAX_RESPONSE_BYTES = 4 * 1024 * 1024
"""The most bytes of a decoded response that are read by default."""

DEFAULT_DOWNLOAD_STALL_S = 60.0
"""The seconds in which 1,024 bytes of a download must arrive by default."""

JOURNAL_VARIABLE = "LONGTAKE_JOURNAL"
"""The environment variable with the URL of a journal, or the path of its file."""

NO_JOURNAL = "off"
"""The value in place of the URL of a journal for none."""

DEFAULT_ATTEMPTS = 4
"""The most times that one request is sent by default. A submission that may be accepted is sent once."""


class _Client(NotPicklable, Generic[RawT, SessionT]):
    """The common part of synchronous and asynchronous clients."""

    _provider: ClassVar[Provider]

    _settings: Settings
    _journal: JournalSource | None
    _own_journal: JournalSource | None
    _open_session: SessionT | None = None
    _session_lock: Lock

    @property
    def _session(self) -> SessionT:
        # All threads share one session, which the first one opens.
        with self._session_lock:
            if self._open_session is None:
                self._open_session = self._open()
            return self._open_session

    @cached_property
    def client(self) -> RawT:
        """Return the generated client, for its own functions: with the key, typed errors and safe retries."""
        raw = self._raw(self._settings.base_url)
        self._attach(raw)
        return raw

    def _attach(self, raw: RawT) -> None:
        """Send the requests of a generated client through the httpx client of this one."""
        raise NotImplementedError

    def _open(self) -> SessionT:
        """Return a new session."""
        raise NotImplementedError

    def _raw(self, base_url: str) -> RawT:
        """Return the provider's generated client for a URL, without an httpx client."""
        raise NotImplementedError

    def _settings_for(
        self,
        api_key: Hidden[AsyncApiKey | None],
        profile: str | None,
        base_url: Hidden[str | None],
        *,
        timeout: float | None,
        attempts: int,
        clock: Clock | None,
        max_response_bytes: int,
        download_stall_s: float,
        allow_private_hosts: bool,
    ) -> Settings:
        if not (is_integer(attempts) and attempts >= 1):
            raise InvalidRequestError(
                f"attempts must be a whole number, 1 or more, got {attempts!r}"
            )
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
        if not isinstance(allow_private_hosts, bool):  # pyright: ignore[reportUnnecessaryIsInstance] - "no" is truthy
            raise InvalidRequestError(
                f"allow_private_hosts must be True or False, got {allow_private_hosts!r}"
            )
        # The frames of an error would contain keys: the environment's, those of all profiles, the argument.
        keys, url = without_frames(
            lambda: self._key_and_url(api_key.reveal(), profile, base_url.reveal())
        )
        return Settings(
            provider=self._provider,
            keys=keys,
            base_url=url,
            servers=self._servers(url),
            timeout=timeout,
            attempts=attempts,
            clock=clock or SystemClock(),
            max_response_bytes=max_response_bytes,
            download_stall_s=download_stall_s,
            allow_private_hosts=allow_private_hosts,
        )

    def _key_and_url(
        self, api_key: AsyncApiKey | None, profile: str | None, base_url: str | None
    ) -> tuple[KeySource, str]:
        """Return the source of the key and the URL of the API."""
        provider = self._provider
        from_profile = self._profile(api_key, profile)
        configured = self._configured_url(base_url, from_profile)
        if callable(api_key):
            return CallableKey(api_key, provider), configured or provider.base_url
        credential = from_profile or find_credential(
            provider,
            api_key,
            os.environ,
            look_up_keyring,
            profile=lambda name: find_profile(provider, name),
        )
        url = configured or _profile_url(credential) or provider.base_url
        check_key_type(provider, credential.key)
        return StaticKey(credential), url

    def _profile(self, api_key: AsyncApiKey | None, profile: str | None) -> Credential | None:
        if profile is None:
            return None
        if api_key is not None:
            raise InvalidRequestError(
                "api_key and profile are mutually exclusive; pass one of them"
            )
        credential = find_profile(self._provider, profile)
        if credential is None:
            raise MissingCredentialsError(
                f"the profile {profile!r} has no key for {self._provider.name}; add a table "
                f"{table_name(profile, self._provider)}",
                provider=self._provider.name,
            )
        return credential

    def _configured_url(self, base_url: str | None, from_profile: Credential | None) -> str | None:
        """Return the URL of the argument, of the profile that the caller names, or of the environment."""
        if base_url is not None:
            return checked_base_url(base_url, "base_url")
        if from_profile is not None and (profile_url := _profile_url(from_profile)):
            return profile_url
        variable = self._provider.base_url_variable
        from_environment = os.environ.get(variable, "").strip()
        if from_environment:
            return checked_base_url(from_environment, f"the environment variable {variable}")
        return None

    def _servers(self, base_url: str) -> dict[str, str]:
        """Return the URLs of the servers that some operations have in place of the base URL.

        Another base URL than the provider's, such as that of an emulator or a proxy, counts for these too.
        """
        provider = self._provider
        found: dict[str, str] = {}
        for server in set(provider.servers.values()):
            variable = provider.server_variables.get(server, "")
            from_environment = os.environ.get(variable, "").strip() if variable else ""
            if from_environment:
                source = f"the environment variable {variable}"
                found[server] = checked_base_url(from_environment, source)
            else:
                found[server] = server if base_url == provider.base_url else base_url
        return found

    @property
    def identity(self) -> Hashable:
        """Return a value that is equal for clients with the same key and URL. It does not reveal the key."""
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
        timeout: float | None = 60.0,
        attempts: int = DEFAULT_ATTEMPTS,
        transport: SyncTransport | None = None,
        clock: Clock | None = None,
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
        download_stall_s: float = DEFAULT_DOWNLOAD_STALL_S,
        allow_private_hosts: bool = True,
        journal: str | os.PathLike[str] | JournalSource | None = None,
    ) -> None:
        """Create a client. This finds the key and the URL, and sends nothing.

        Without `api_key` the key is that of the environment (`KIE_API_KEY`, `USEAPI_TOKEN`,
        `CHAINHUB_API_KEY` or `KLING_API_KEY`), else of the profile that `LONGTAKE_PROFILE` names, else of the
        system keyring (service `longtake`, user: the provider). Without `base_url` the URL is that of
        `profile`, else of `KIE_BASE_URL`, `USEAPI_BASE_URL`, `CHAINHUB_BASE_URL` or `KLING_BASE_URL`, else of
        the profile that `LONGTAKE_PROFILE` names, else the provider's own.

        Args:
            api_key: The key, or a function without arguments that returns it before each request.
            profile: The name of a profile with a key in the user's configuration file.
            base_url: The URL of the API; None: that of the profile, the environment or the provider.
            timeout: Seconds that one request may take in total, to the end of its response; None: no limit.
            attempts: The most times a request is sent. A submission that may be accepted is sent only once.
            transport: An httpx transport in place of the network, such as `httpx.MockTransport`.
            clock: The clock to read and sleep by, for tests.
            max_response_bytes: The largest size of a decompressed response of the API, in bytes.
            download_stall_s: Seconds in which 1,024 bytes of a download must arrive before it is retried.
            allow_private_hosts: Whether downloads may connect to loopback, link-local and private addresses.
            journal: A `longtake.Journal`, its URL or path; None: that of `LONGTAKE_JOURNAL`; "off": none.

        Raises:
            MissingCredentialsError: If no key is found. The message lists the places that were searched.
            InvalidRequestError: If the key, the profile, the URL or another argument is invalid, or an
                environment variable for proxies or certificates.
            JournalError: If the extra for the journal is not installed.
        """
        hidden_key: Hidden[AsyncApiKey | None] = Hidden(api_key)
        hidden_url = Hidden(base_url)
        # From here on no variable of this frame shows a key, which the URL may contain, too.
        del api_key, base_url
        settings = self._settings_for(
            hidden_key,
            profile,
            hidden_url,
            timeout=timeout,
            attempts=attempts,
            clock=clock,
            max_response_bytes=max_response_bytes,
            download_stall_s=download_stall_s,
            allow_private_hosts=allow_private_hosts,
        )
        self._journal, self._own_journal = find_journal(journal)
        self._settings = settings
        self._transport = transport
        self._session_lock = Lock()
        self._http = ApiClient(settings, transport)

    def _attach(self, raw: RawT) -> None:
        attach(raw, self._http)

    def _open(self) -> SyncSession[RawT]:
        from longtake._shell.session import open_session  # noqa: PLC0415 - only requests need it

        session = open_session(self.client, self._settings, self._transport, self._journal)
        session.close_signal.closed = self._http.is_closed
        return session

    @property
    def _hooks(self) -> SyncHooks[RawT]:
        from longtake._shell.submit import SyncHooks  # noqa: PLC0415 - only requests need it

        return SyncHooks(self._session, self._provider)

    def from_token(self, token: str, *, callbacks: Callbacks | None = None) -> Task:
        """Return the task of a token, such as one from an earlier run or another process.

        Args:
            token: The value of `task.token`.
            callbacks: The receiver of callbacks, if the task was submitted with its URL.

        Raises:
            InvalidRequestError: If it is not a token, or the token of another provider's task.
        """
        return self._hooks.resume(token, callbacks)

    def _with_urls(
        self,
        action: Action,
        model: str,
        common: dict[str, Any],
        options: Mapping[str, object] | None,
    ) -> dict[str, Any]:
        """Return the common parameters with the URLs of uploaded files in the place of local files."""
        files, as_base64 = self._hooks.local_files(action, model, common, options)
        if not files:
            return common
        if as_base64:
            return {**common, **{name: _base64(file) for name, file in files.items()}}
        upload = upload_of(self)
        return {**common, **{name: upload(file).url for name, file in files.items()}}

    def generate(
        self,
        model: str,
        /,
        *,
        options: Mapping[str, object] | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        **common: object,
    ) -> Task:
        """Make a first video, as `longtake.generate` does.

        Args:
            model: The name of the model at this provider, such as `veo`.
            options: Further parameters by the provider's own names.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            **common: The common parameters of `longtake.generate`, such as `prompt` and `image`.

        Returns:
            The task. Wait for it to get the video.

        Raises:
            InvalidRequestError: If the model does not support a parameter. Nothing was sent.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        common = self._with_urls("generate", model, common, options)
        return self._hooks.begin(
            "generate",
            model,
            common,
            options,
            callbacks,
            reference=reference,
            retry_failed=retry_failed,
        )

    def extend(
        self,
        model: str,
        /,
        *,
        source: str | os.PathLike[str] | bytes,
        options: Mapping[str, object] | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        **common: object,
    ) -> Task:
        """Extend a video, as `longtake.extend` does.

        Args:
            model: The name of the model at this provider, such as `veo`.
            source: The id of a video, such as `video.source`; for some models also a URL or a local file.
            options: Further parameters by the provider's own names.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            **common: The common parameters of `longtake.extend`, such as `prompt` and `seed`.

        Returns:
            The task. Wait for it to get the video.

        Raises:
            InvalidRequestError: If the model does not support a parameter. Nothing was sent.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        common = self._with_urls("extend", model, {"source": source, **common}, options)
        return self._hooks.begin(
            "extend",
            model,
            common,
            options,
            callbacks,
            reference=reference,
            retry_failed=retry_failed,
        )

    def prepare_generate(
        self,
        model: str,
        /,
        *,
        options: Mapping[str, object] | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        **common: object,
    ) -> Prepared[Task]:
        """Return a prepared submission of `generate` for `submit_all`. Nothing is sent.

        Args:
            model: The name of the model at this provider, such as `veo`.
            options: Further parameters by the provider's own names.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            **common: The common parameters of `longtake.generate`, such as `prompt` and `image`.

        Raises:
            InvalidRequestError: If the model does not support a parameter.
        """
        hooks = self._hooks
        start, body = hooks.request("generate", model, common, options)
        return hooks.prepare(start, body, callbacks, reference, retry_failed)

    def prepare_extend(
        self,
        model: str,
        /,
        *,
        source: str | os.PathLike[str] | bytes,
        options: Mapping[str, object] | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        **common: object,
    ) -> Prepared[Task]:
        """Return a prepared submission of `extend` for `submit_all`. Nothing is sent.

        Args:
            model: The name of the model at this provider, such as `veo`.
            source: The id of a video, such as `video.source`; for some models also a URL or a local file.
            options: Further parameters by the provider's own names.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            **common: The common parameters of `longtake.extend`, such as `prompt` and `seed`.

        Raises:
            InvalidRequestError: If the model does not support a parameter.
        """
        hooks = self._hooks
        start, body = hooks.request("extend", model, {"source": source, **common}, options)
        return hooks.prepare(start, body, callbacks, reference, retry_failed)

    @property
    def limits(self) -> Limits:
        """Return the limits of `submit_all` and `wait_all`. All clients with the same key share them."""
        return self._session.limits.settings

    @property
    def unknown_outcomes(self) -> tuple[SubmitOutcomeUnknown, ...]:
        """Return the errors of interrupted submissions whose outcome `reconcile` has not determined yet."""
        return self._open_session.recent_submits.unknown_outcomes if self._open_session else ()

    def close(self) -> None:
        """Close the connections. Tasks of this client can no longer be polled."""
        try:
            self._http.close()
            if self._open_session:
                self._open_session.downloads.close()
        finally:
            if self._open_session and self._http.is_closed:
                self._open_session.close_signal.close()
            if self._own_journal is not None:
                self._own_journal.close()

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
        timeout: float | None = 60.0,
        attempts: int = DEFAULT_ATTEMPTS,
        transport: AsyncTransport | None = None,
        clock: Clock | None = None,
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
        download_stall_s: float = DEFAULT_DOWNLOAD_STALL_S,
        allow_private_hosts: bool = True,
        journal: str | os.PathLike[str] | JournalSource | None = None,
    ) -> None:
        """Create a client. This finds the key and the URL, and sends nothing.

        Without `api_key` the key is that of the environment (`KIE_API_KEY`, `USEAPI_TOKEN`,
        `CHAINHUB_API_KEY` or `KLING_API_KEY`), else of the profile that `LONGTAKE_PROFILE` names, else of the
        system keyring (service `longtake`, user: the provider). Without `base_url` the URL is that of
        `profile`, else of `KIE_BASE_URL`, `USEAPI_BASE_URL`, `CHAINHUB_BASE_URL` or `KLING_BASE_URL`, else of
        the profile that `LONGTAKE_PROFILE` names, else the provider's own.

        Args:
            api_key: The key, or a function, async or not, that returns it before each request.
            profile: The name of a profile with a key in the user's configuration file.
            base_url: The URL of the API; None: that of the profile, the environment or the provider.
            timeout: Seconds that one request may take in total, to the end of its response; None: no limit.
            attempts: The most times a request is sent. A submission that may be accepted is sent only once.
            transport: An httpx transport in place of the network, such as `httpx.MockTransport`.
            clock: The clock to read and sleep by, for tests.
            max_response_bytes: The largest size of a decompressed response of the API, in bytes.
            download_stall_s: Seconds in which 1,024 bytes of a download must arrive before it is retried.
            allow_private_hosts: Whether downloads may connect to loopback, link-local and private addresses.
            journal: A `longtake.Journal`, its URL or path; None: that of `LONGTAKE_JOURNAL`; "off": none.

        Raises:
            MissingCredentialsError: If no key is found. The message lists the places that were searched.
            InvalidRequestError: If the key, the profile, the URL or another argument is invalid, or an
                environment variable for proxies or certificates.
            JournalError: If the extra for the journal is not installed.
        """
        hidden_key: Hidden[AsyncApiKey | None] = Hidden(api_key)
        hidden_url = Hidden(base_url)
        # From here on no variable of this frame shows a key, which the URL may contain, too.
        del api_key, base_url
        settings = self._settings_for(
            hidden_key,
            profile,
            hidden_url,
            timeout=timeout,
            attempts=attempts,
            clock=clock,
            max_response_bytes=max_response_bytes,
            download_stall_s=download_stall_s,
            allow_private_hosts=allow_private_hosts,
        )
        self._journal, self._own_journal = find_journal(journal)
        self._settings = settings
        self._transport = transport
        self._session_lock = Lock()
        self._http = AsyncApiClient(settings, transport)

    def _attach(self, raw: RawT) -> None:
        attach_async(raw, self._http)

    def _open(self) -> AsyncSession[RawT]:
        from longtake._shell.session import open_async_session  # noqa: PLC0415 - only requests need it

        session = open_async_session(self.client, self._settings, self._transport, self._journal)
        session.close_signal.closed = self._http.is_closed
        return session

    @property
    def _hooks(self) -> AsyncHooks[RawT]:
        from longtake._shell.submit import AsyncHooks  # noqa: PLC0415 - only requests need it

        return AsyncHooks(self._session, self._provider)

    def from_token(self, token: str, *, callbacks: Callbacks | None = None) -> AsyncTask:
        """Return the task of a token, such as one from an earlier run or another process.

        Args:
            token: The value of `task.token`.
            callbacks: The receiver of callbacks, if the task was submitted with its URL.

        Raises:
            InvalidRequestError: If it is not a token, or the token of another provider's task.
        """
        return self._hooks.resume(token, callbacks)

    async def _with_urls(
        self,
        action: Action,
        model: str,
        common: dict[str, Any],
        options: Mapping[str, object] | None,
    ) -> dict[str, Any]:
        """Return the common parameters with the URLs of uploaded files in the place of local files."""
        files, as_base64 = self._hooks.local_files(action, model, common, options)
        if not files:
            return common
        if as_base64:
            import anyio.to_thread  # noqa: PLC0415 - only async callers need it

            read = anyio.to_thread.run_sync
            return {**common, **{name: await read(_base64, file) for name, file in files.items()}}
        upload = upload_of(self)
        return {**common, **{name: (await upload(file)).url for name, file in files.items()}}

    async def generate(
        self,
        model: str,
        /,
        *,
        options: Mapping[str, object] | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        **common: object,
    ) -> AsyncTask:
        """Make a first video, as `longtake.generate` does.

        Args:
            model: The name of the model at this provider, such as `veo`.
            options: Further parameters by the provider's own names.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            **common: The common parameters of `longtake.generate`, such as `prompt` and `image`.

        Returns:
            The task. Wait for it to get the video.

        Raises:
            InvalidRequestError: If the model does not support a parameter. Nothing was sent.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        common = await self._with_urls("generate", model, common, options)
        return await self._hooks.begin(
            "generate",
            model,
            common,
            options,
            callbacks,
            reference=reference,
            retry_failed=retry_failed,
        )

    async def extend(
        self,
        model: str,
        /,
        *,
        source: str | os.PathLike[str] | bytes,
        options: Mapping[str, object] | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        **common: object,
    ) -> AsyncTask:
        """Extend a video, as `longtake.extend` does.

        Args:
            model: The name of the model at this provider, such as `veo`.
            source: The id of a video, such as `video.source`; for some models also a URL or a local file.
            options: Further parameters by the provider's own names.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            **common: The common parameters of `longtake.extend`, such as `prompt` and `seed`.

        Returns:
            The task. Wait for it to get the video.

        Raises:
            InvalidRequestError: If the model does not support a parameter. Nothing was sent.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        common = await self._with_urls("extend", model, {"source": source, **common}, options)
        return await self._hooks.begin(
            "extend",
            model,
            common,
            options,
            callbacks,
            reference=reference,
            retry_failed=retry_failed,
        )

    def prepare_generate(
        self,
        model: str,
        /,
        *,
        options: Mapping[str, object] | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        **common: object,
    ) -> Prepared[AsyncTask]:
        """Return a prepared submission of `generate` for `submit_all_async`. Nothing is sent.

        Args:
            model: The name of the model at this provider, such as `veo`.
            options: Further parameters by the provider's own names.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            **common: The common parameters of `longtake.generate`, such as `prompt` and `image`.

        Raises:
            InvalidRequestError: If the model does not support a parameter.
        """
        hooks = self._hooks
        start, body = hooks.request("generate", model, common, options)
        return hooks.prepare(start, body, callbacks, reference, retry_failed)

    def prepare_extend(
        self,
        model: str,
        /,
        *,
        source: str | os.PathLike[str] | bytes,
        options: Mapping[str, object] | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
        **common: object,
    ) -> Prepared[AsyncTask]:
        """Return a prepared submission of `extend` for `submit_all_async`. Nothing is sent.

        Args:
            model: The name of the model at this provider, such as `veo`.
            source: The id of a video, such as `video.source`; for some models also a URL or a local file.
            options: Further parameters by the provider's own names.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.
            **common: The common parameters of `longtake.extend`, such as `prompt` and `seed`.

        Raises:
            InvalidRequestError: If the model does not support a parameter.
        """
        hooks = self._hooks
        start, body = hooks.request("extend", model, {"source": source, **common}, options)
        return hooks.prepare(start, body, callbacks, reference, retry_failed)

    @property
    def limits(self) -> Limits:
        """Return the limits of `submit_all` and `wait_all`. All clients with the same key share them."""
        return self._session.limits.settings

    @property
    def unknown_outcomes(self) -> tuple[SubmitOutcomeUnknown, ...]:
        """Return the errors of interrupted submissions that `reconcile_async` has not determined yet."""
        return self._open_session.recent_submits.unknown_outcomes if self._open_session else ()

    async def close(self) -> None:
        """Close the connections. Tasks of this client can no longer be polled."""
        try:
            await self._http.aclose()
            if self._open_session:
                await self._open_session.downloads.aclose()
        finally:
            # After a cancelled close, nothing can be sent either.
            if self._open_session and self._http.is_closed:
                self._open_session.close_signal.close()
            if self._own_journal is not None:
                self._own_journal.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


def _base64(file: Any) -> str:  # noqa: ANN401 - a path or bytes
    """Return the bytes of a local file as base64.

    Raises:
        InvalidRequestError: If the file cannot be read.
    """
    from base64 import b64encode  # noqa: PLC0415 - only local files need these
    from pathlib import Path  # noqa: PLC0415

    try:
        return b64encode(file if isinstance(file, bytes) else Path(file).read_bytes()).decode()
    except OSError as error:
        raise InvalidRequestError(
            f"{str(file)!r} cannot be read: {error.strerror or error}; pass another path. Nothing was sent"
        ) from error


def upload_of(client: AnyClient) -> Callable[[object], Any]:
    """Return the method of a client that uploads a file.

    Raises:
        InvalidRequestError: If the provider stores no files.
    """
    upload: Callable[[object], Any] | None = getattr(getattr(client, "files", None), "upload", None)
    if upload is None:
        raise InvalidRequestError(
            f"{provider_of(client).name} stores no files; pass a URL instead. Nothing was sent"
        )
    return upload


AnyClient: TypeAlias = SyncClient[Any] | AsyncClient[Any]
"""A client for any provider, synchronous or asynchronous."""


def _profile_url(credential: Credential) -> str | None:
    if credential.base_url is None:
        return None
    return checked_base_url(credential.base_url, f"base_url of {credential.source}")


def provider_of(client: AnyClient | type[AnyClient]) -> Provider:
    """Return the provider of a client or of a client class."""
    # Private for users of the package, not within it.
    return client._provider  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


@overload
def hooks_of(client: SyncClient[Any]) -> SyncHooks[Any]: ...
@overload
def hooks_of(client: AsyncClient[Any]) -> AsyncHooks[Any]: ...


def hooks_of(client: AnyClient) -> SyncHooks[Any] | AsyncHooks[Any]:
    """Return the hooks of a client."""
    return client._hooks  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def recorder_of(client: AnyClient) -> Recorder | None:
    """Return the object with which a client writes to its journal, None for a client without one."""
    journal = client._journal  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return None if journal is None else journal._recorder  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def find_journal(
    given: str | os.PathLike[str] | JournalSource | None,
) -> tuple[JournalSource | None, JournalSource | None]:
    """Return the journal of a client, and the same one if the client must close it.

    Raises:
        InvalidRequestError: If it is neither a journal nor the URL of one.
        JournalError: If the extra for the journal is not installed.
    """
    if given is None:
        given = os.environ.get(JOURNAL_VARIABLE, "").strip() or None
    if given is None or given == NO_JOURNAL:
        return None, None
    if not isinstance(given, str | os.PathLike):
        # Of the class: the property itself opens the journal.
        if not hasattr(type(given), "_recorder"):
            raise InvalidRequestError(
                f"journal must be a longtake.Journal, a URL or a path, got {type(given).__name__}"
            )
        return given, None
    # Imported by name: the layer above this one implements the journal.
    opened: JournalSource = import_module("longtake.journal").Journal(given)
    return opened, opened
