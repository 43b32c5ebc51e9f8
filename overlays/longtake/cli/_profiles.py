"""Keys in the configuration file, which only the user can read."""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from longtake._core.credentials import PROFILE_VARIABLE, table_name
from longtake._shell.api_key import config_path, find_profile
from longtake.cli._errors import CommandError, Status
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake._core.provider import Provider

DEFAULT_PROFILE: Final = "default"
"""The profile of the command if neither `--profile` nor `LONGTAKE_PROFILE` names another one."""

_SECRETS: Final = ("api_key", "access_key", "secret_key")
_SECRET_LINE: Final = re.compile(rf"\s*(?:{'|'.join(_SECRETS)})\s*=")
_HEADER: Final = re.compile(r"\s*\[")


def chosen_profile(profile: str | None) -> str:
    """Return the profile to write: from `--profile`, from `LONGTAKE_PROFILE`, or `default`."""
    return profile or os.environ.get(PROFILE_VARIABLE, "").strip() or DEFAULT_PROFILE


def use_default_profile() -> None:
    """Select the profile `default` for this process if it exists and the environment selects none."""
    if os.environ.get(PROFILE_VARIABLE, "").strip():
        return
    path = config_path()
    if path.is_file() and DEFAULT_PROFILE in _profiles(_parsed(_content(path), path)):
        os.environ[PROFILE_VARIABLE] = DEFAULT_PROFILE


def store(provider: Provider, profile: str, secrets: Mapping[str, str]) -> Path:
    """Write the key of a provider to a profile, and return the path of the file.

    Other tables and settings of the file stay as they are.

    Args:
        provider: The provider.
        profile: The name of the profile.
        secrets: The `api_key`, or the `access_key` and `secret_key`.

    Raises:
        CommandError: If the file cannot be changed.
        InvalidRequestError: If other users can read it.
    """
    path = config_path()
    text = _private_text(provider, profile, path)
    lines = [f"{name} = {json.dumps(secret)}" for name, secret in secrets.items()]
    changed = _with_secrets(text, table_name(profile, provider), lines)
    table = _table(_parsed(changed, path), profile, provider)
    if {name: table.get(name) for name in _SECRETS if name in table} != dict(secrets):
        raise _not_editable(path, profile, provider)
    _write(path, changed)
    return path


def remove(provider: Provider, profile: str) -> Path | None:
    """Remove the key of a provider from a profile. Return the path of the file, None if it has no key.

    Raises:
        CommandError: If the file cannot be changed.
        InvalidRequestError: If other users can read it.
    """
    path = config_path()
    if not path.is_file():
        return None
    text = _private_text(provider, profile, path)
    if not set(_SECRETS) & _table(_parsed(text, path), profile, provider).keys():
        return None
    changed = _with_secrets(text, table_name(profile, provider), [])
    if set(_SECRETS) & _table(_parsed(changed, path), profile, provider).keys():
        raise _not_editable(path, profile, provider)
    _write(path, _without_empty_table(changed, table_name(profile, provider)))
    return path


def _private_text(provider: Provider, profile: str, path: Path) -> str:
    """Return the text of the file, empty if there is none.

    Raises:
        InvalidRequestError: If other users can read it.
    """
    if not path.is_file():
        return ""
    text = _content(path)
    if profile in _profiles(_parsed(text, path)):
        # This checks the permissions of the file.
        find_profile(provider, profile)
    return text


def _with_secrets(text: str, header: str, lines: list[str]) -> str:
    """Return a TOML document with these lines in place of the secrets of a table."""
    before, table, after = _split(text, header)
    if not table:
        if not lines:
            return text
        gap = "\n" if before.strip() else ""
        return f"{before}{gap}{header}\n" + "".join(f"{line}\n" for line in lines)
    kept = [line for line in table[1:] if not _SECRET_LINE.match(line)]
    return before + "".join([table[0], *(f"{line}\n" for line in lines), *kept]) + after


def _without_empty_table(text: str, header: str) -> str:
    before, table, after = _split(text, header)
    if table and not "".join(table[1:]).strip():
        return before.rstrip("\n") + ("\n" if before.strip() else "") + after
    return text


def _split(text: str, header: str) -> tuple[str, list[str], str]:
    """Return the text before a table, the lines of the table, and the text after it."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    start = next((at for at, line in enumerate(lines) if line.strip() == header), None)
    if start is None:
        return "".join(lines), [], ""
    rest = range(start + 1, len(lines))
    end = next((at for at in rest if _HEADER.match(lines[at])), len(lines))
    return "".join(lines[:start]), lines[start:end], "".join(lines[end:])


def _write(path: Path, text: str) -> None:
    """Replace the file with one that only the user can read."""
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp creates the file with the mode 0600.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".config-", suffix=".toml")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(
            f"{path} cannot be written: {error.strerror or error}",
            "Correct the cause, or set LONGTAKE_CONFIG to another path.",
            Status.OTHER,
        ) from error


def _content(path: Path) -> str:
    """Return the text of the file.

    Raises:
        InvalidRequestError: If it cannot be read, or is not UTF-8.
    """
    try:
        # Some editors begin a file with a byte order mark.
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InvalidRequestError(
            f"{path} cannot be read: {error.strerror or error}; correct its permissions"
        ) from error
    except UnicodeDecodeError:
        # The message of the error may quote the file.
        raise InvalidRequestError(f"{path} must be UTF-8, got other bytes; correct it") from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        # The message of the error may quote the file.
        raise InvalidRequestError(f"{path} is not valid TOML; correct it") from None


def _profiles(document: Mapping[str, Any]) -> dict[str, Any]:
    profiles = document.get("profiles")
    return cast("dict[str, Any]", profiles) if isinstance(profiles, dict) else {}


def _table(document: Mapping[str, Any], profile: str, provider: Provider) -> dict[str, Any]:
    named = _profiles(document).get(profile)
    table = cast("dict[str, Any]", named).get(provider.name) if isinstance(named, dict) else None
    return cast("dict[str, Any]", table) if isinstance(table, dict) else {}


def _not_editable(path: Path, profile: str, provider: Provider) -> CommandError:
    return CommandError(
        f"{path} has {table_name(profile, provider)} in a form that longtake cannot edit",
        "Edit the file yourself, or choose another --profile.",
        Status.OTHER,
    )
