"""Find a provider's key without showing it in messages."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias, cast

from longtake._core.key_pair import KeyPair, Secret
from longtake.errors import InvalidRequestError, MissingCredentialsError

if TYPE_CHECKING:
    from longtake._core.provider import Provider

KEYRING_SERVICE: Final = "longtake"
"""The service name in the system keyring. The user name is the provider's name."""

PROFILE_VARIABLE: Final = "LONGTAKE_PROFILE"
"""The environment variable that may name a profile."""

Keyring: TypeAlias = Callable[[str, str], tuple[str | None, str]]
"""A function from service and user to the key, None if there is none, and the reason for a message."""


# Not a tuple: tools that print variables in tracebacks print what a tuple holds.
class Credential:
    """A key and its source. The `repr` does not show the key.

    Attributes:
        key: The key or key pair.
        source: Where it was found, for messages.
        base_url: The base URL that was stored with the key, if any.
    """

    __slots__ = ("base_url", "key", "source")

    def __init__(self, key: Secret, source: str, base_url: str | None = None) -> None:
        self.key = key
        self.source = source
        self.base_url = base_url

    def __repr__(self) -> str:
        return f"Credential(source={self.source!r}, base_url={self.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Credential cannot be pickled, because that would write the key to a file"
        )

    @property
    def account(self) -> str:
        """Return a short hash that identifies the key. The key cannot be derived from it."""
        key = self.key if isinstance(self.key, str) else self.key.access_key
        return hashlib.sha256(key.encode()).hexdigest()[:16]


def find_credential(
    provider: Provider,
    argument: Secret | None,
    environment: Mapping[str, str],
    keyring: Keyring,
    *,
    profile: Callable[[str], Credential | None] = lambda _name: None,
) -> Credential:
    """Return a provider's key: from the argument, the environment, a profile or the system keyring.

    In the environment and in the keyring, a key pair takes precedence over a key.

    Args:
        provider: The provider.
        argument: The caller's `api_key`.
        environment: The environment variables.
        keyring: Reads the system keyring.
        profile: Returns the credential of a profile for this provider. It is called with the profile that
            the environment names.

    Raises:
        MissingCredentialsError: If there is no key. The message lists the places that were searched.
        InvalidRequestError: If the key has invalid characters, or one half of a pair is missing.
    """
    if argument is not None:
        return checked_key(argument, "the argument api_key")
    searched = ["the argument api_key (not given)"]
    pair = _pair_from_environment(provider, environment, searched)
    if pair is not None:
        return pair
    variable = environment.get(provider.key_variable, "")
    if variable.strip():
        return checked_key(variable, f"the environment variable {provider.key_variable}")
    searched.append(_missing_variable(provider.key_variable, environment))
    found = _from_profile(provider, environment, profile, searched)
    if found is not None:
        return found
    found = _from_keyring(provider, keyring, searched)
    if found is not None:
        return found
    raise MissingCredentialsError(
        f"no key found. Searched: {'; '.join(searched)}. Create a key at {provider.key_page}",
        provider=provider.name,
    )


def checked_key(key: Secret, source: str, base_url: str | None = None) -> Credential:
    """Return a key as a credential.

    Raises:
        InvalidRequestError: If the key has invalid characters. The message does not show it.
    """
    if isinstance(key, KeyPair):
        pair = KeyPair(
            _checked_string(key.access_key, f"the access key from {source}"),
            _checked_string(key.secret_key, f"the secret key from {source}"),
        )
        return Credential(pair, source, base_url)
    return Credential(_checked_string(key, f"the key from {source}"), source, base_url)


def check_key_type(provider: Provider, key: Secret) -> None:
    """Check that a key pair is used only where key pairs are supported.

    Raises:
        InvalidRequestError: If the provider takes no key pairs.
    """
    if isinstance(key, KeyPair) and provider.key_pair_signing is None:
        raise InvalidRequestError(
            f"the key for {provider.name} must be a string, got a KeyPair", provider=provider.name
        )


def _pair_from_environment(
    provider: Provider, environment: Mapping[str, str], searched: list[str]
) -> Credential | None:
    signing = provider.key_pair_signing
    if signing is None:
        return None
    names = signing.variables
    values = [environment.get(name, "").strip() for name in names]
    source = f"the environment variables {names[0]} and {names[1]}"
    if all(values):
        return checked_key(KeyPair(*values), source)
    if any(values):
        present, missing = names if values[0] else reversed(names)
        raise InvalidRequestError(
            f"the environment variable {present} is set but {missing} is not: set both or neither",
            provider=provider.name,
        )
    searched.append(f"{source} (not set)")
    return None


def _from_profile(
    provider: Provider,
    environment: Mapping[str, str],
    profile: Callable[[str], Credential | None],
    searched: list[str],
) -> Credential | None:
    name = environment.get(PROFILE_VARIABLE, "").strip()
    if not name:
        searched.append(_missing_variable(PROFILE_VARIABLE, environment))
        return None
    searched.append(f"the profile {name!r} ({PROFILE_VARIABLE}; no key for {provider.name})")
    return profile(name)


def _from_keyring(provider: Provider, keyring: Keyring, searched: list[str]) -> Credential | None:
    source = f"the system keyring (service {KEYRING_SERVICE!r})"
    if provider.key_pair_signing is not None:
        users = [f"{provider.name}:{part}" for part in ("access_key", "secret_key")]
        access_key, secret_key = (keyring(KEYRING_SERVICE, user)[0] for user in users)
        if access_key is not None and secret_key is not None:
            return checked_key(KeyPair(access_key, secret_key), source)
        if access_key is not None or secret_key is not None:
            present, missing = users if secret_key is None else reversed(users)
            raise InvalidRequestError(
                f"{source} has an entry for the user {present!r} but none for {missing!r}: set both or "
                "neither",
                provider=provider.name,
            )
        searched.append(f"{source}, users {' and '.join(map(repr, users))}")
    key, words = keyring(KEYRING_SERVICE, provider.name)
    if key is not None:
        return checked_key(key, source)
    searched.append(
        f"the system keyring (service {KEYRING_SERVICE!r}, user {provider.name!r}: {words})"
    )
    return None


def _missing_variable(name: str, environment: Mapping[str, str]) -> str:
    return f"the environment variable {name} ({'empty' if name in environment else 'not set'})"


def _checked_string(key: object, what: str) -> str:
    if not isinstance(key, str):
        raise InvalidRequestError(f"{what} must be a string, got {type(key).__name__}")
    key = key.strip()
    if not key:
        raise InvalidRequestError(f"{what} must not be empty: set it to your key, or leave it out")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidRequestError(
            f"{what} contains spaces, line breaks or other characters that are not part of a key: check "
            "what you pasted"
        )
    return key


_PLACE: Final = re.compile(r"\(at (line \d+, column \d+|end of document)\)")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def read_profile(text: str, path: str, name: str, provider: Provider) -> Credential | None:
    """Return a provider's key in a profile, None if the profile has no table for the provider.

    Args:
        text: The content of the file.
        path: The path of the file, for messages.
        name: The name of the profile.
        provider: The provider.

    Raises:
        InvalidRequestError: If the file is not valid TOML, has no such profile, or has an invalid key. The
            message names the file and the line or table, and shows no value.
    """
    profiles = _table(_parsed(text, path).get("profiles", {}), "[profiles]", path)
    if name not in profiles:
        known = ", ".join(_key(each) for each in sorted(profiles))
        expected = (
            f"expected one of {known}" if known else f"add a table {table_name(name, provider)}"
        )
        raise InvalidRequestError(f"{path} has no profile {name!r}; {expected}")
    profile = _table(profiles[name], f"[profiles.{_key(name)}]", path)
    if provider.name not in profile:
        return None
    table = table_name(name, provider)
    values = _strings(_table(profile[provider.name], table, path), table, path, provider)
    base_url = values.pop("base_url", None)
    return checked_key(_secret(values, table, path, provider), f"{table} in {path}", base_url)


def table_name(profile: str, provider: Provider) -> str:
    """Return the TOML header of a provider's table in a profile."""
    return f"[profiles.{_key(profile)}.{provider.name}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _parsed(text: str, path: str) -> Mapping[str, object]:
    import tomllib  # noqa: PLC0415 - only profiles need it

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Also raised for numbers and nesting beyond Python's limits. Its message may quote the file, so the
        # error is not chained.
        place = _PLACE.search(str(error))
    raise InvalidRequestError(
        f"{path} is not valid TOML{f' at {place[1]}' if place else ''}; correct it"
    )


def _table(value: object, name: str, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise InvalidRequestError(f"{path}: {name} must be a table, got {type(value).__name__}")
    return cast("dict[str, object]", value)


def _strings(
    table: Mapping[str, object], name: str, path: str, provider: Provider
) -> dict[str, str]:
    known = ["api_key", "base_url"]
    if provider.key_pair_signing is not None:
        known += ["access_key", "secret_key"]
    unknown = sorted(table.keys() - set(known))
    if unknown:
        raise InvalidRequestError(
            f"{path}: {name} has unknown keys: {', '.join(map(_key, unknown))}; expected "
            f"only {', '.join(known)}"
        )
    strings = {key: value for key, value in table.items() if isinstance(value, str)}
    if len(strings) < len(table):
        wrong = min(table.keys() - strings.keys())
        raise InvalidRequestError(
            f"{path}: {wrong} in {name} must be a string, got {type(table[wrong]).__name__}"
        )
    return strings


def _secret(values: Mapping[str, str], name: str, path: str, provider: Provider) -> Secret:
    match sorted(values):
        case ["api_key"]:
            return values["api_key"]
        case ["access_key", "secret_key"]:
            return KeyPair(values["access_key"], values["secret_key"])
        case _:
            pair = (
                " or both access_key and secret_key"
                if provider.key_pair_signing is not None
                else ""
            )
            raise InvalidRequestError(f"{path}: {name} must have api_key{pair}")
