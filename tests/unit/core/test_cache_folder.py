"""Where what can be lost is kept."""

from __future__ import annotations

import pytest

from longtake._core.cache import cache_folder


@pytest.mark.parametrize(
    ("environment", "home", "platform", "folder"),
    [
        ({}, "/home/ada", "linux", "/home/ada/.cache/longtake"),
        ({}, "/Users/ada", "darwin", "/Users/ada/Library/Caches/longtake"),
        ({"XDG_CACHE_HOME": "/var/c"}, "/home/ada", "linux", "/var/c/longtake"),
        ({"XDG_CACHE_HOME": "c"}, "/home/ada", "linux", "/home/ada/.cache/longtake"),
        ({"XDG_CACHE_HOME": ""}, "/home/ada", "linux", "/home/ada/.cache/longtake"),
        ({"LOCALAPPDATA": "C:\\A"}, None, "win32", "C:\\A\\longtake\\Cache"),
        ({}, None, "win32", None),
        ({}, None, "linux", None),
        ({"LONGTAKE_CACHE": "/srv/c", "XDG_CACHE_HOME": "/var/c"}, None, "linux", "/srv/c"),
        ({"LONGTAKE_CACHE": " "}, None, "linux", None),
        ({"LONGTAKE_CACHE": "off"}, "/home/ada", "linux", None),
        ({"LONGTAKE_CACHE": "OFF"}, "/home/ada", "darwin", None),
    ],
)
def test_the_folder(
    environment: dict[str, str], home: str | None, platform: str, folder: str | None
) -> None:
    assert cache_folder(environment, home, platform) == folder
