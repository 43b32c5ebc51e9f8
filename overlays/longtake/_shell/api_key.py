"""The sources of a client's API key: an argument, a function, a profile or the system keyring."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Awaitable, Callable, Hashable
from functools import cached_property
from hashlib import blake2b
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from os import urandom
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, cast

from longtake._core.credentials import Credential, check_key_type, checked_key, read_profile
from longtake._core.key_pair import Hidden, KeyPair, Secret
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    MissingCredentialsError,
    ServiceUnavailableError,
    without_traceback,
)

if TYPE_CHECKING:
    import anyio

    from longtake._core.provider import Provider

ApiKey: TypeAlias = Secret | Callable[[], Secret]
"""The key of a synchronous client, or a function that returns it."""

AsyncApiKey: TypeAlias = ApiKey | Callable[[], Awaitable[Secret]]
"""The key of an asynchronous client, or a function, async or not, that returns it."""

PATH_VARIABLE: Final = "LONGTAKE_CONFIG"
"""The environment variable with the path of the configuration file."""

_SOURCE: Final = "the callable given as api_key"

_OTHER_USERS: Final = stat.S_IRWXG | stat.S_IRWXO

# Salts the hashes of keys, so that a guessed key cannot be compared with them outside of this process.
_SALT: Final = urandom(16)


class KeySource(Protocol):
    """The source of the key of each request."""

    @property
    def identity(self) -> Hashable:
        """Return a value that is equal for equal keys or functions and does not reveal the key."""
        ...

    def get(self) -> Credential:
        """Return the key for a request."""
        ...

    async def get_async(self, left_s: float | None) -> Credential:
        """Return the key for a request, within `left_s` seconds; None: no limit."""
        ...


# Not an attrs class: `asdict` would reveal the key.
class StaticKey:
    """A key that was found when the client was created."""

    __slots__ = ("_credential",)

    def __init__(self, credential: Credential) -> None:
        self._credential = credential

    @property
    def identity(self) -> Hashable:
        """Return a hash of the key that cannot be reproduced outside of this process."""
        key = self._credential.key
        parts = (key,) if isinstance(key, str) else (key.access_key, key.secret_key)
        return blake2b("\n".join(parts).encode(), digest_size=16, key=_SALT).digest()

    def get(self) -> Credential:
        """Return the key for a request."""
        return self._credential

    async def get_async(self, left_s: float | None) -> Credential:
        """Return the key for a request."""
        del left_s
        return self._credential


class CallableKey:
    """A function of the caller that returns the key of each request.

    One thread or one async task calls it at a time, so it may cache a key without a lock of its own. If it
    raises, the request is not sent, and the client raises `MissingCredentialsError`. A synchronous function
    cannot be interrupted; an asynchronous one is cancelled at the caller's deadline.
    """

    def __init__(
        self,
        function: Callable[[], Secret] | Callable[[], Awaitable[Secret]],
        provider: Provider,
    ) -> None:
        self._function: Callable[[], object] = function
        self._provider = provider
        # Reentrant, so that a function that uses its own client raises instead of blocking forever.
        self._lock = threading.RLock()

    @property
    def identity(self) -> Hashable:
        """Return the function. Bound methods are equal, although each access creates a new one."""
        try:
            hash(self._function)
        except TypeError:
            return Identity(self._function)
        return cast("Hashable", self._function)

    @cached_property
    def _async_lock(self) -> anyio.Lock:
        from anyio import Lock  # noqa: PLC0415 - only async callers need it

        return Lock(fast_acquire=True)

    def get(self) -> Credential:
        """Return the key for a request."""
        if iscoroutinefunction(self._function):
            raise self._is_async_error()
        try:
            with self._lock:
                key = Hidden(self._function())
        except Exception as error:
            raise self._function_error(error) from error
        if isawaitable(key.reveal()):
            _close(key.reveal())
            raise self._is_async_error()
        return self._credential(key)

    async def get_async(self, left_s: float | None) -> Credential:
        """Return the key for a request, within `left_s` seconds if the function is async; None: no limit."""
        from anyio import move_on_after  # noqa: PLC0415 - only async callers need it

        key: Hidden[object] = Hidden(None)
        try:
            with move_on_after(left_s) as scope:
                async with self._async_lock:
                    key = Hidden(self._function())
                    if isawaitable(awaitable := key.reveal()):
                        key = Hidden(await awaitable)
                    del awaitable
        except Exception as error:
            raise self._function_error(error) from error
        if scope.cancelled_caught:
            raise ServiceUnavailableError(
                f"{_SOURCE} did not return a key in time. Nothing was sent",
                provider=self._provider.name,
            )
        return self._credential(key)

    def _credential(self, key: Hidden[object]) -> Credential:
        try:
            return self._checked(key.reveal())
        except LongtakeError as error:
            # The frames of the traceback contain the rejected key.
            without_frames = without_traceback(error)
        raise without_frames

    def _checked(self, key: object) -> Credential:
        if not isinstance(key, (str, KeyPair)):
            raise InvalidRequestError(
                f"{_SOURCE} must return a string or a KeyPair, got {type(key).__name__}. Nothing was sent",
                provider=self._provider.name,
            )
        credential = checked_key(key, _SOURCE)
        check_key_type(self._provider, credential.key)
        return credential

    def _function_error(self, error: Exception) -> LongtakeError:
        # The message of the caller's exception may contain a key; it is available as the cause.
        return MissingCredentialsError(
            f"{_SOURCE} raised {type(error).__name__}, which is the cause of this error. Nothing was sent",
            provider=self._provider.name,
        )

    def _is_async_error(self) -> LongtakeError:
        return InvalidRequestError(
            f"{_SOURCE} must not be async, because this client is synchronous: pass a function that returns "
            "the key, or create an asynchronous client",
            provider=self._provider.name,
        )


class Identity:
    """A value that is equal only for the very same object."""

    __slots__ = ("_object",)

    def __init__(self, of: object) -> None:
        self._object = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other._object is self._object

    def __hash__(self) -> int:
        return id(self._object)


def find_profile(provider: Provider, name: str) -> Credential | None:
    """Return the key of a provider in a profile; None if the profile has no key for it.

    Raises:
        InvalidRequestError: If there is no such file or profile, or the file is invalid or open to other
            users. The message says what to do.
    """
    try:
        path = config_path()
    except RuntimeError:
        raise InvalidRequestError(
            f"the profile {name!r} cannot be read: the home directory does not exist. "
            f"Set {PATH_VARIABLE} to the path of the configuration file"
        ) from None
    return read_profile(_private_text(path, name), str(path), name, provider)


def config_path() -> Path:
    """Return the path of the configuration file.

    The environment variable `LONGTAKE_CONFIG` names another file. Otherwise it is `longtake/config.toml` in
    the platform's folder for configuration.
    """
    from platformdirs import user_config_path  # noqa: PLC0415 - only profiles need it

    chosen = os.environ.get(PATH_VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser()
    return user_config_path("longtake", appauthor=False, roaming=True) / "config.toml"


def look_up_keyring(service: str, user: str) -> tuple[str | None, str]:
    """Return the secret of a service and user, and the result of the lookup in a few words."""
    try:
        import keyring  # noqa: PLC0415 - an optional dependency, and slow to import
    except ImportError:
        return None, "the package keyring is not installed: pip install 'longtake[keyring]'"
    try:
        secret = keyring.get_password(service, user)
    except Exception as error:  # noqa: BLE001 - backends raise the errors of their systems
        # Without the backend's message, which is long and recommends packages that longtake does not need.
        return None, f"it cannot be used: {type(error).__name__}"
    return secret, "has none" if secret is None else "found"


def _private_text(path: Path, profile: str) -> str:
    """Return the content of a configuration file that only its owner may read."""
    try:
        with path.open("rb") as file:
            # Checks the open file, since another one may replace it at its path meanwhile.
            _check_private(os.fstat(file.fileno()), path)
            content = file.read()
    except FileNotFoundError:
        problem = "the file does not exist"
    except OSError as error:
        problem = error.strerror or type(error).__name__
    else:
        return _decoded(content, path)
    raise InvalidRequestError(
        f"the profile {profile!r} cannot be read from {path}: {problem}. "
        f"If the configuration file is elsewhere, set {PATH_VARIABLE} to its path"
    )


def _check_private(status: os.stat_result, path: Path) -> None:
    if sys.platform == "win32":
        # Windows does not map access control lists to these bits, and protects the folders of a user.
        return
    from shlex import quote  # noqa: PLC0415 - only profiles need it

    if status.st_uid != os.geteuid():
        raise InvalidRequestError(
            f"{path} contains keys and belongs to another user. To take ownership, run: "
            f"sudo chown $(id -u) {quote(str(path))}"
        )
    if stat.S_IMODE(status.st_mode) & _OTHER_USERS:
        raise InvalidRequestError(
            f"{path} contains keys, and other users can read or change it. To fix this, run: "
            f"chmod 600 {quote(str(path))}"
        )


def _decoded(content: bytes, path: Path) -> str:
    try:
        # Some editors begin a file with a byte order mark.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    raise InvalidRequestError(f"{path} must be UTF-8: check line {line}")


def _close(awaitable: object) -> None:
    # Python warns of a coroutine that is never awaited.
    if iscoroutine(awaitable):
        awaitable.close()
