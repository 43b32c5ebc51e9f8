"""The folder of learned durations."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from longtake._shell.history import cache_folder


@pytest.mark.skipif(sys.platform != "linux", reason="other platforms have other folders")
@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"HOME": "/home/ada"}, "/home/ada/.cache/longtake"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/var/c"}, "/var/c/longtake"),
        ({"HOME": "/home/ada", "LONGTAKE_CACHE": " "}, "/home/ada/.cache/longtake"),
        ({"LONGTAKE_CACHE": "/srv/c", "XDG_CACHE_HOME": "/var/c"}, "/srv/c"),
        ({"HOME": "/home/ada", "LONGTAKE_CACHE": "off"}, None),
        ({"HOME": "/home/ada", "LONGTAKE_CACHE": "OFF"}, None),
    ],
)
def test_the_folder(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], folder: str | None
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "LONGTAKE_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == (None if folder is None else Path(folder))


def test_without_a_home_folder_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LONGTAKE_CACHE", raising=False)

    def unknown(_name: str, *, appauthor: bool) -> Path:
        assert not appauthor
        return Path("~/.cache")

    monkeypatch.setattr("longtake._shell.history.user_cache_path", unknown)
    assert cache_folder() is None
