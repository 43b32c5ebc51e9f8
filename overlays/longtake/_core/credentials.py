"""Where a key comes from, and how to speak of it without saying it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import field, frozen

from longtake._core.provider import Provider
from longtake.errors import InvalidRequestError, MissingCredentialsError

KEYRING_SERVICE = "longtake"
"""The service under which the system keyring holds keys; the user name there is the provider's name."""


@frozen
class Credential:
    """A key and where it was found. The key is in no `repr`."""

    key: str = field(repr=False)
    source: str


def find_credential(
    provider: Provider,
    argument: str | None,
    environment: Mapping[str, str],
    keyring: Callable[[str, str], tuple[str | None, str]],
) -> Credential:
    """The key of a provider: from an argument, else the environment, else the system keyring.

    Args:
        provider: Whose key.
        argument: What the caller gave.
        environment: The environment variables.
        keyring: From service and user name to the key (None if it has none) and to a few words on how
            looking there went.

    Raises:
        MissingCredentialsError: If there is none; the message says where it was looked for.
        InvalidRequestError: If it holds what no header can carry.
    """
    looked: list[str] = []
    if argument is not None:
        return _checked(argument, "the argument api_key")
    looked.append("the argument api_key (not given)")
    variable = environment.get(provider.key_variable, "")
    if variable.strip():
        return _checked(variable, f"the environment variable {provider.key_variable}")
    state = "empty" if provider.key_variable in environment else "not set"
    looked.append(f"the environment variable {provider.key_variable} ({state})")
    stored, words = keyring(KEYRING_SERVICE, provider.name)
    if stored is not None:
        return _checked(stored, f"the system keyring (service {KEYRING_SERVICE!r})")
    looked.append(
        f"the system keyring (service {KEYRING_SERVICE!r}, user {provider.name!r}: {words})"
    )
    raise MissingCredentialsError(
        f"no key found. Looked at: {'; '.join(looked)}. Keys are made at {provider.key_page}",
        provider=provider.name,
    )


def _checked(key: str, source: str) -> Credential:
    key = key.strip()
    if not key:
        raise InvalidRequestError(f"the key from {source} is empty")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidRequestError(
            f"the key from {source} holds spaces, line breaks or other characters that no key has: "
            "was something else pasted with it?"
        )
    return Credential(key, source)
