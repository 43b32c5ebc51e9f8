"""The key of the next request: one that was found, or whatever the caller's function gives."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Hashable
from functools import cached_property
from hashlib import blake2b
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from os import urandom
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, cast

from longtake._core.credentials import Credential, check_place, checked
from longtake._core.provider import Provider
from longtake._core.signing import Hidden, KeyPair, Secret
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    MissingCredentialsError,
    ServiceUnavailableError,
    without_traceback,
)

if TYPE_CHECKING:
    import anyio

ApiKey: TypeAlias = Secret | Callable[[], Secret]
"""What a client that blocks takes as its key."""

AsyncApiKey: TypeAlias = ApiKey | Callable[[], Awaitable[Secret]]
"""What a client that is awaited takes as its key."""

_SOURCE: Final = "the callable given as api_key"


# Without it nobody can try whether a key that is guessed is one that was used here.
_SALT: Final = urandom(16)


class Same:
    """Equal to what stands for the very same object, and to nothing else."""

    __slots__ = ("_thing",)

    def __init__(self, thing: object) -> None:
        self._thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other._thing is self._thing

    def __hash__(self) -> int:
        return id(self._thing)


class Keys(Protocol):
    """Where a client's requests get their key."""

    @property
    def identity(self) -> Hashable:
        """What is equal for the same key, or for the same function that gives it, and tells nothing of it."""
        ...

    def ask(self) -> Credential:
        """The key to send now."""
        ...

    async def ask_async(self, left_s: float | None) -> Credential:
        """The key to send now, within the seconds that are left, if there is a limit."""
        ...


class FixedKey:
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

    def ask(self) -> Credential:
        """The key to send now."""
        return self._credential

    async def ask_async(self, left_s: float | None) -> Credential:
        """The key to send now."""
        del left_s
        return self._credential


class AskedKeys:
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
            return Same(self._function)
        return cast("Hashable", self._function)

    @cached_property
    def _turn(self) -> anyio.Lock:
        from anyio import Lock  # noqa: PLC0415 - only async callers pay for it

        return Lock(fast_acquire=True)

    def ask(self) -> Credential:
        """The key to send now."""
        if iscoroutinefunction(self._function):
            raise self._misfit()
        try:
            with self._lock:
                given = Hidden(self._function())
        except Exception as error:
            raise self._failed(error) from error
        if isawaitable(given.reveal()):
            _close(given.reveal())
            raise self._misfit()
        return self._credential(given)

    async def ask_async(self, left_s: float | None) -> Credential:
        """The key to send now, within the seconds that are left: what is awaited can be given up."""
        from anyio import move_on_after  # noqa: PLC0415 - only async callers pay for it

        given: Hidden[object] = Hidden(None)
        try:
            with move_on_after(left_s) as scope:
                async with self._turn:
                    given = Hidden(self._function())
                    if isawaitable(awaited := given.reveal()):
                        given = Hidden(await awaited)
                    del awaited
        except Exception as error:
            raise self._failed(error) from error
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
        credential = checked(given, _SOURCE)
        check_place(self._provider, credential.key, self._base_url)
        return credential

    def _failed(self, error: Exception) -> LongtakeError:
        # Its words are its own, and may hold anything: they stand in the cause.
        return MissingCredentialsError(
            f"{_SOURCE} failed: {type(error).__name__}. Nothing was sent",
            provider=self._provider.name,
        )

    def _misfit(self) -> LongtakeError:
        return InvalidRequestError(
            f"{_SOURCE} is awaited, and this client blocks: give one that returns the key, or make an "
            "Async client",
            provider=self._provider.name,
        )


def _close(awaited: object) -> None:
    # A coroutine that is never awaited warns.
    if iscoroutine(awaited):
        awaited.close()
