"""Where a key comes from, and how to speak of it without saying it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias, cast
from urllib.parse import urlsplit

from attrs import field, frozen

from longtake._core.key_pair import KeyPair, Secret
from longtake.errors import InvalidRequestError, MissingCredentialsError

if TYPE_CHECKING:
    from longtake._core.provider import Provider

KEYRING_SERVICE: Final = "longtake"
"""The service under which the system keyring holds keys; the user name there is the provider's name."""

PROFILE_VARIABLE: Final = "LONGTAKE_PROFILE"
"""The environment variable that may name a profile."""

Keyring: TypeAlias = Callable[[str, str], tuple[str | None, str]]
"""From service and user to the key (None if it has none) and to a few words on how looking there went."""


@frozen
class Credential:
    """A key and where it was found. The key is in no `repr`.

    Attributes:
        key: The key, or the pair.
        source: Where it was found, for messages.
        base_url: The address that it is for, where the place that has the key names one.
    """

    key: Secret = field(repr=False)
    source: str
    base_url: str | None = None

    @property
    def account(self) -> str:
        """A short hash that tells one account's key from another's. No key can be read from it."""
        key = self.key if isinstance(self.key, str) else self.key.access_key
        return hashlib.sha256(key.encode()).hexdigest()[:16]


def find_credential(
    provider: Provider,
    argument: Secret | None,
    environment: Mapping[str, str],
    keyring: Keyring,
    *,
    profile: Callable[[str], Credential | None] = lambda _name: None,
    host: str = "",
) -> Credential:
    """The key of a provider: from an argument, else the environment, a profile, the system keyring.

    Args:
        provider: Whose key.
        argument: What the caller gave.
        environment: The environment variables.
        keyring: How to look into the system keyring.
        profile: From a profile's name to what it has for this provider. Asked for the one that the
            environment names.
        host: The API's host, where that is decided. At those that take a pair of keys, a pair comes first.

    Raises:
        MissingCredentialsError: If there is none; the message says where it was looked for.
        InvalidRequestError: If it holds what no header can carry, or is half a pair.
    """
    if argument is not None:
        return checked_key(argument, "the argument api_key")
    looked = ["the argument api_key (not given)"]
    pair = _pair_from_environment(provider, environment, host, looked)
    if pair is not None:
        return pair
    variable = environment.get(provider.key_variable, "")
    if variable.strip():
        return checked_key(variable, f"the environment variable {provider.key_variable}")
    looked.append(_missing_variable(provider.key_variable, environment))
    found = _from_profile(provider, environment, profile, looked)
    if found is not None:
        return found
    found = _from_keyring(provider, keyring, host, looked)
    if found is not None:
        return found
    raise MissingCredentialsError(
        f"no key found. Looked at: {'; '.join(looked)}. Keys are made at {provider.key_page}",
        provider=provider.name,
    )


def checked_key(key: Secret, source: str, base_url: str | None = None) -> Credential:
    """A key as a credential.

    Raises:
        InvalidRequestError: If it holds what no header can carry; the message does not show it.
    """
    if isinstance(key, KeyPair):
        pair = KeyPair(
            _checked_text(key.access_key, f"the access key from {source}"),
            _checked_text(key.secret_key, f"the secret key from {source}"),
        )
        return Credential(pair, source, base_url)
    return Credential(_checked_text(key, f"the key from {source}"), source, base_url)


def check_key_type(provider: Provider, key: Secret, base_url: str) -> None:
    """See that a pair of keys goes where pairs are known.

    Raises:
        InvalidRequestError: If the provider has single keys, or this is its reseller's own address: a token
            made from the pair would be good at the vendor's own hosts, and is no business of anybody else.
    """
    if not isinstance(key, KeyPair):
        return
    if provider.key_pair_signing is None:
        raise InvalidRequestError(
            f"a key of {provider.name} is one text, not a pair", provider=provider.name
        )
    if urlsplit(base_url).hostname == urlsplit(provider.base_url).hostname:
        raise InvalidRequestError(
            f"a pair of keys is not for {provider.base_url}: say whose it is with base_url, "
            f"such as {' or '.join(provider.key_pair_signing.hosts)}",
            provider=provider.name,
        )


def _pair_from_environment(
    provider: Provider, environment: Mapping[str, str], host: str, looked: list[str]
) -> Credential | None:
    signing = provider.key_pair_signing
    if signing is None or not signing.is_at(host):
        return None
    names = signing.variables
    values = [environment.get(name, "").strip() for name in names]
    source = f"the environment variables {names[0]} and {names[1]}"
    if all(values):
        return checked_key(KeyPair(*values), source)
    if any(values):
        there, missing = names if values[0] else reversed(names)
        raise InvalidRequestError(
            f"the environment variable {there} is set and {missing} is not: they belong together",
            provider=provider.name,
        )
    looked.append(f"{source} (not set)")
    return None


def _from_profile(
    provider: Provider,
    environment: Mapping[str, str],
    profile: Callable[[str], Credential | None],
    looked: list[str],
) -> Credential | None:
    name = environment.get(PROFILE_VARIABLE, "").strip()
    if not name:
        looked.append(_missing_variable(PROFILE_VARIABLE, environment))
        return None
    looked.append(f"the profile {name!r} ({PROFILE_VARIABLE}; it has nothing for {provider.name})")
    return profile(name)


def _from_keyring(
    provider: Provider, keyring: Keyring, host: str, looked: list[str]
) -> Credential | None:
    source = f"the system keyring (service {KEYRING_SERVICE!r})"
    if provider.key_pair_signing is not None and provider.key_pair_signing.is_at(host):
        users = [f"{provider.name}:{part}" for part in ("access_key", "secret_key")]
        access_key, secret_key = (keyring(KEYRING_SERVICE, user)[0] for user in users)
        if access_key is not None and secret_key is not None:
            return checked_key(KeyPair(access_key, secret_key), source)
        if access_key is not None or secret_key is not None:
            there, missing = users if secret_key is None else reversed(users)
            raise InvalidRequestError(
                f"{source} has something for the user {there!r} and nothing for {missing!r}: they belong "
                "together",
                provider=provider.name,
            )
        looked.append(f"{source}, users {' and '.join(map(repr, users))}")
    key, words = keyring(KEYRING_SERVICE, provider.name)
    if key is not None:
        return checked_key(key, source)
    looked.append(
        f"the system keyring (service {KEYRING_SERVICE!r}, user {provider.name!r}: {words})"
    )
    return None


def _missing_variable(name: str, environment: Mapping[str, str]) -> str:
    return f"the environment variable {name} ({'empty' if name in environment else 'not set'})"


def _checked_text(key: object, what: str) -> str:
    if not isinstance(key, str):
        raise InvalidRequestError(f"{what} is no text but {type(key).__name__}")
    key = key.strip()
    if not key:
        raise InvalidRequestError(f"{what} is empty")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidRequestError(
            f"{what} holds spaces, line breaks or other characters that no key has: "
            "was something else pasted with it?"
        )
    return key


_PLACE: Final = re.compile(r"\(at (line \d+, column \d+|end of document)\)")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def read_profile(text: str, path: str, name: str, provider: Provider) -> Credential | None:
    """The key of a provider in a named profile; None if the profile has no table for this provider.

    Args:
        text: The file's content.
        path: Where it lies, for messages.
        name: The profile's name.
        provider: Whose key.

    Raises:
        InvalidRequestError: If the file is no TOML, has no such profile, or holds what is no key. The
            message names the file and the line or table, and quotes no value.
    """
    profiles = _table(_parsed(text, path).get("profiles", {}), "[profiles]", path)
    if name not in profiles:
        known = ", ".join(_key(each) for each in sorted(profiles)) or "none"
        raise InvalidRequestError(f"{path} has no profile {name!r}; its profiles: {known}")
    profile = _table(profiles[name], f"[profiles.{_key(name)}]", path)
    if provider.name not in profile:
        return None
    table = table_name(name, provider)
    values = _texts(_table(profile[provider.name], table, path), table, path, provider)
    base_url = values.pop("base_url", None)
    return checked_key(_secret(values, table, path, provider), f"{table} in {path}", base_url)


def table_name(profile: str, provider: Provider) -> str:
    """The heading of a provider's table in a profile, as TOML writes it."""
    return f"[profiles.{_key(profile)}.{provider.name}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _parsed(text: str, path: str) -> Mapping[str, object]:
    import tomllib  # noqa: PLC0415 - only who uses a profile pays for it

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Also numbers and nesting beyond Python's limits. Neither the words nor the error itself go on: they
        # may quote the file.
        place = _PLACE.search(str(error))
    raise InvalidRequestError(f"{path} is no TOML{f' at {place[1]}' if place else ''}")


def _table(value: object, name: str, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise InvalidRequestError(f"{path}: {name} is no table")
    return cast("dict[str, object]", value)


def _texts(table: Mapping[str, object], name: str, path: str, provider: Provider) -> dict[str, str]:
    known = ["api_key", "base_url"]
    if provider.key_pair_signing is not None:
        known += ["access_key", "secret_key"]
    unknown = sorted(table.keys() - set(known))
    if unknown:
        raise InvalidRequestError(
            f"{path}: {name} has {', '.join(map(_key, unknown))}; it may have {', '.join(known)}"
        )
    texts = {key: value for key, value in table.items() if isinstance(value, str)}
    if len(texts) < len(table):
        wrong = ", ".join(sorted(table.keys() - texts.keys()))
        raise InvalidRequestError(f"{path}: {wrong} in {name} must be a text in quotes")
    return texts


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
