"""The user's configuration file: where it lies, and that nobody else can read it."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from longtake._core.credentials import Credential
from longtake._core.profiles import read_profile
from longtake._core.provider import Provider
from longtake.errors import InvalidRequestError

PATH_VARIABLE: Final = "LONGTAKE_CONFIG"
"""The environment variable that may say where the configuration file is."""

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def find_profile(provider: Provider, name: str) -> Credential | None:
    """The key of a provider in a named profile; None if the profile has none for it.

    Raises:
        InvalidRequestError: If there is no such file or profile, if others can read the file, or if it
            cannot be understood; the message says what to do.
    """
    try:
        path = config_path(os.environ, sys.platform, Path("~"))
    except RuntimeError:
        raise InvalidRequestError(
            f"the profile {name!r} cannot be read: there is no such home directory. "
            f"{PATH_VARIABLE} says where the configuration file is"
        ) from None
    return read_profile(_private_text(path, name), str(path), name, provider)


def config_path(environment: Mapping[str, str], platform: str, home: Path) -> Path:
    """Where the configuration file is.

    Args:
        environment: `LONGTAKE_CONFIG` decides, then `XDG_CONFIG_HOME`, then the platform's own place.
        platform: As `sys.platform` names it.
        home: The user's home directory.
    """
    chosen = environment.get(PATH_VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser()
    directory = environment.get("XDG_CONFIG_HOME", "").strip()
    if not directory and platform == "win32":
        directory = environment.get("APPDATA", "").strip() or str(home / "AppData" / "Roaming")
    elif not directory and platform == "darwin":
        directory = str(home / "Library" / "Application Support")
    return Path(directory or home / ".config").expanduser() / "longtake" / "config.toml"


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
    if stat.S_IMODE(found.st_mode) & _OTHERS:
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
    raise InvalidRequestError(f"{path} is no TOML at line {line}: it is not UTF-8")
