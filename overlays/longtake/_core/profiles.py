"""Named profiles: keys and addresses in a TOML file of the user's, `[profiles.<name>.<provider>]`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, cast

from longtake._core.credentials import Credential, checked
from longtake._core.provider import Provider
from longtake._core.signing import KeyPair, Secret
from longtake.errors import InvalidRequestError

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
    return checked(_secret(values, table, path, provider), f"{table} in {path}", base_url)


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
    if provider.signing is not None:
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
            pair = " or both access_key and secret_key" if provider.signing is not None else ""
            raise InvalidRequestError(f"{path}: {name} must have api_key{pair}")
