"""The folder of learned durations."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import user_cache_path

from longtake._shell.history import cache_folder


@pytest.mark.parametrize("chosen", [None, "", " "])
def test_the_folder_is_the_one_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, chosen: str | None
) -> None:
    monkeypatch.delenv("LONGTAKE_CACHE", raising=False)
    if chosen is not None:
        monkeypatch.setenv("LONGTAKE_CACHE", chosen)
    folder = cache_folder()
    assert folder == user_cache_path("longtake", appauthor=False)
    assert folder is not None
    assert "longtake" in folder.parts


@pytest.mark.parametrize(
    ("chosen", "folder"), [("/srv/c", Path("/srv/c")), ("off", None), ("OFF", None)]
)
def test_a_variable_names_another_folder_or_none(
    monkeypatch: pytest.MonkeyPatch, chosen: str, folder: Path | None
) -> None:
    monkeypatch.setenv("LONGTAKE_CACHE", chosen)
    assert cache_folder() == folder


def test_without_a_home_folder_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_name: str, *, appauthor: bool) -> Path:
        assert not appauthor
        return Path("~/.cache")

    monkeypatch.delenv("LONGTAKE_CACHE", raising=False)
    monkeypatch.setattr("longtake._shell.history.user_cache_path", unknown)
    assert cache_folder() is None
