"""Where a client finds its API key: an argument, a function, a profile or the system keyring."""

from __future__ import annotations

import os
import shlex
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
from longtake._core.provider import Provider
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    MissingCredentialsError,
    ServiceUnavailableError,
    without_traceback,
)

if TYPE_CHECKING:
    import anyio


def look_up_keyring(service: str, user: str) -> tuple[str | None, str]:
    """The secret of a service and user, and a few words on how looking for it went."""
    try:
        import keyring  # noqa: PLC0415 - an optional dependency, and slow to import
    except ImportError:
        return None, "the package keyring is not installed: pip install 'longtake[keyring]'"
    try:
        secret = keyring.get_password(service, user)
    except Exception as error:  # noqa: BLE001 - backends raise whatever their systems do
        # Not the back end's own text: it is long, and speaks of packages that nobody needs for a key.
        return None, f"it cannot be used: {type(error).__name__}"
    return secret, "has none" if secret is None else "found"


PATH_VARIABLE: Final = "LONGTAKE_CONFIG"
"""The environment variable that may say where the configuration file is."""

_OTHER_USERS: Final = stat.S_IRWXG | stat.S_IRWXO


def find_profile(provider: Provider, name: str) -> Credential | None:
    """The key of a provider in a named profile; None if the profile has none for it.

    Raises:
        InvalidRequestError: If there is no such file or profile, if others can read the file, or if it
            cannot be understood; the message says what to do.
    """
    try:
        path = config_path()
    except RuntimeError:
        raise InvalidRequestError(
            f"the profile {name!r} cannot be read: there is no such home directory. "
            f"{PATH_VARIABLE} says where the configuration file is"
        ) from None
    return read_profile(_private_text(path, name), str(path), name, provider)


def config_path() -> Path:
    """Return the path of the configuration file.

    The environment variable `LONGTAKE_CONFIG` names another file. Otherwise it is `longtake/config.toml` in
    the platform's folder for configuration.
    """
    from platformdirs import user_config_path  # noqa: PLC0415 - loaded only where a profile is used

    chosen = os.environ.get(PATH_VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser()
    return user_config_path("longtake", appauthor=False, roaming=True) / "config.toml"


def _private_text(path: Path, profile: str) -> str:
    try:
        with path.open("rb") as file:
            # Of the file that is open: what lies at the path may change meanwhile.
            _check_private(os.fstat(file.fileno()), path)
            content = file.read()
    except FileNotFoundError:
        problem = "there is no such file"
    except OSError as error:
        problem = error.strerror or type(error).__name__
    else:
        return _decoded(content, path)
    raise InvalidRequestError(
        f"the profile {profile!r} cannot be read from {path}: {problem}. "
        f"{PATH_VARIABLE} says where the configuration file is if it is elsewhere"
    )


def _check_private(found: os.stat_result, path: Path) -> None:
    if sys.platform == "win32":
        # Its access lists are not in these bits, and a user's own folders are closed to others.
        return
    if found.st_uid != os.geteuid():
        raise InvalidRequestError(
            f"{path} holds keys and belongs to another user. To take it over: "
            f"sudo chown $(id -u) {shlex.quote(str(path))}"
        )
    if stat.S_IMODE(found.st_mode) & _OTHER_USERS:
        raise InvalidRequestError(
            f"{path} holds keys and others may read or change it. To mend that: "
            f"chmod 600 {shlex.quote(str(path))}"
        )


def _decoded(content: bytes, path: Path) -> str:
    try:
        # Some editors begin a file with a byte order mark.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    raise InvalidRequestError(f"{path} is not valid TOML at line {line}: it is not UTF-8")


ApiKey: TypeAlias = Secret | Callable[[], Secret]
"""What a client that blocks takes as its key."""

AsyncApiKey: TypeAlias = ApiKey | Callable[[], Awaitable[Secret]]
"""What a client that is awaited takes as its key."""

_SOURCE: Final = "the callable given as api_key"


# Without it nobody can try whether a key that is guessed is one that was used here.
_SALT: Final = urandom(16)


class Identity:
    """Equal to what stands for the very same object, and to nothing else."""

    __slots__ = ("_thing",)

    def __init__(self, thing: object) -> None:
        self._thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other._thing is self._thing

    def __hash__(self) -> int:
        return id(self._thing)


class KeySource(Protocol):
    """Where a client's requests get their key."""

    @property
    def identity(self) -> Hashable:
        """What is equal for the same key, or for the same function that gives it, and tells nothing of it."""
        ...

    def get(self) -> Credential:
        """The key to send now."""
        ...

    async def get_async(self, left_s: float | None) -> Credential:
        """The key to send now, within the seconds that are left, if there is a limit."""
        ...


class StaticKey:
    """The key that was found when the client was made. No attrs class: `asdict` would take it apart."""

    __slots__ = ("_credential",)

    def __init__(self, credential: Credential) -> None:
        self._credential = credential

    @property
    def identity(self) -> Hashable:
        """A hash of the key that nobody outside of this process can make."""
        key = self._credential.key
        parts = (key,) if isinstance(key, str) else (key.access_key, key.secret_key)
        return blake2b("\n".join(parts).encode(), digest_size=16, key=_SALT).digest()

    def get(self) -> Credential:
        """The key to send now."""
        return self._credential

    async def get_async(self, left_s: float | None) -> Credential:
        """The key to send now."""
        del left_s
        return self._credential


class CallableKey:
    """Asks the caller's function before each request: one thread, or one task, at a time.

    So a function that fetches and remembers need not know of threads. What it raises becomes a
    `MissingCredentialsError`: nothing was sent. One that blocks cannot be interrupted; one that is awaited
    is given up at the deadline of whoever waits.
    """

    def __init__(
        self,
        function: Callable[[], Secret] | Callable[[], Awaitable[Secret]],
        provider: Provider,
        base_url: str,
    ) -> None:
        self._function: Callable[[], object] = function
        self._provider = provider
        self._base_url = base_url
        # Reentrant, so that a function that calls its own client fails and does not hang.
        self._lock = threading.RLock()

    @property
    def identity(self) -> Hashable:
        """The function itself. Methods of one object are equal, though each access makes a new one."""
        try:
            hash(self._function)
        except TypeError:
            return Identity(self._function)
        return cast("Hashable", self._function)

    @cached_property
    def _async_lock(self) -> anyio.Lock:
        from anyio import Lock  # noqa: PLC0415 - only async callers pay for it

        return Lock(fast_acquire=True)

    def get(self) -> Credential:
        """The key to send now."""
        if iscoroutinefunction(self._function):
            raise self._wrong_kind_error()
        try:
            with self._lock:
                given = Hidden(self._function())
        except Exception as error:
            raise self._function_error(error) from error
        if isawaitable(given.reveal()):
            _close(given.reveal())
            raise self._wrong_kind_error()
        return self._credential(given)

    async def get_async(self, left_s: float | None) -> Credential:
        """The key to send now, within the seconds that are left: what is awaited can be given up."""
        from anyio import move_on_after  # noqa: PLC0415 - only async callers pay for it

        given: Hidden[object] = Hidden(None)
        try:
            with move_on_after(left_s) as scope:
                async with self._async_lock:
                    given = Hidden(self._function())
                    if isawaitable(awaited := given.reveal()):
                        given = Hidden(await awaited)
                    del awaited
        except Exception as error:
            raise self._function_error(error) from error
        if scope.cancelled_caught:
            raise ServiceUnavailableError(
                f"{_SOURCE} gave no key in time. Nothing was sent", provider=self._provider.name
            )
        return self._credential(given)

    def _credential(self, given: Hidden[object]) -> Credential:
        try:
            return self._checked(given.reveal())
        except LongtakeError as error:
            # Its frames hold the key that it refuses.
            refusal = without_traceback(error)
        raise refusal

    def _checked(self, given: object) -> Credential:
        if not isinstance(given, (str, KeyPair)):
            raise InvalidRequestError(
                f"{_SOURCE} gave no key but {type(given).__name__}. Nothing was sent",
                provider=self._provider.name,
            )
        credential = checked_key(given, _SOURCE)
        check_key_type(self._provider, credential.key, self._base_url)
        return credential

    def _function_error(self, error: Exception) -> LongtakeError:
        # Its words are its own, and may hold anything: they stand in the cause.
        return MissingCredentialsError(
            f"{_SOURCE} failed: {type(error).__name__}. Nothing was sent",
            provider=self._provider.name,
        )

    def _wrong_kind_error(self) -> LongtakeError:
        return InvalidRequestError(
            f"{_SOURCE} is awaited, and this client blocks: give one that returns the key, or make an "
            "Async client",
            provider=self._provider.name,
        )


def _close(awaited: object) -> None:
    # A coroutine that is never awaited warns.
    if iscoroutine(awaited):
        awaited.close()
