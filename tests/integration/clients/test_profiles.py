"""The user's configuration file: where it is looked for, who may read it, and what clients make of it."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx
import pytest
from platformdirs import user_config_path

from longtake import (
    AsyncKie,
    InvalidRequestError,
    Kie,
    Kling,
    MissingCredentialsError,
    UseApi,
)
from longtake._shell.api_key import config_path

HOME = Path("/home/me")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "my config.toml"
    path.touch(mode=0o600)
    path.write_text(
        dedent("""
            [profiles.studio.kie]
            api_key = "of-the-studio"

            [profiles.proxied.kie]
            api_key = "of-the-proxy"
            base_url = "https://proxy.example/kie/"

            [profiles.official.kling]
            access_key = "who"
            secret_key = "shh"
            base_url = "https://api-beijing.klingai.com"

            [profiles.nowhere.kie]
            api_key = "any"
            base_url = "nowhere"
        """),
        encoding="utf-8",
    )
    monkeypatch.setenv("LONGTAKE_CONFIG", str(path))
    return path


def sent_by(**options: Any) -> httpx.Request:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"code": 200, "data": {"taskId": "1"}})

    with Kie(transport=httpx.MockTransport(respond), **options) as kie:
        kie.veo.extend(task_id="veo_0", prompt="On")
    return seen[0]


def key_of(request: httpx.Request) -> str:
    return request.headers["authorization"].removeprefix("Bearer ")


@pytest.mark.parametrize(
    ("chosen", "path"), [("/a/b.toml", "/a/b.toml"), ("~/c.toml", "/home/me/c.toml")]
)
def test_a_variable_names_the_configuration_file(
    monkeypatch: pytest.MonkeyPatch, chosen: str, path: str
) -> None:
    monkeypatch.setenv("HOME", str(HOME))
    monkeypatch.setenv("LONGTAKE_CONFIG", chosen)
    assert config_path() == Path(path)


@pytest.mark.parametrize("chosen", ["", " "])
def test_the_configuration_file_is_in_the_folder_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("LONGTAKE_CONFIG", chosen)
    folder = user_config_path("longtake", appauthor=False, roaming=True)
    assert config_path() == folder / "config.toml"
    assert "longtake" in folder.parts


@pytest.mark.usefixtures("config")
def test_a_profile_is_asked_for_by_name() -> None:
    request = sent_by(profile="studio")
    assert (key_of(request), request.url.host) == ("of-the-studio", "api.kie.ai")


@pytest.mark.usefixtures("config")
def test_a_named_profile_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIE_API_KEY", "of-the-environment")
    monkeypatch.setenv("KIE_BASE_URL", "https://environment.example")
    request = sent_by(profile="proxied")
    assert key_of(request) == "of-the-proxy"
    assert str(request.url).startswith("https://proxy.example/kie/api/")
    assert sent_by(profile="studio").url.host == "environment.example"
    assert sent_by(profile="proxied", base_url="https://given.example").url.host == "given.example"


@pytest.mark.usefixtures("config")
def test_the_environment_may_name_the_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_PROFILE", "proxied")
    request = sent_by()
    assert (key_of(request), request.url.host) == ("of-the-proxy", "proxy.example")
    with pytest.raises(MissingCredentialsError, match="no key for useapi"):
        UseApi()


@pytest.mark.usefixtures("config")
def test_a_profiles_address_is_not_for_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_PROFILE", "proxied")
    monkeypatch.setenv("KIE_API_KEY", "of-the-environment")
    request = sent_by()
    assert (key_of(request), request.url.host) == ("of-the-environment", "api.kie.ai")
    monkeypatch.setenv("KIE_BASE_URL", "https://environment.example")
    assert sent_by().url.host == "environment.example"


@pytest.mark.usefixtures("config")
def test_a_profile_may_hold_a_pair() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "api-beijing.klingai.com"
        assert key_of(request).count(".") == 2
        return httpx.Response(200, json={"code": 0, "data": {"task_id": "1"}})

    with Kling(profile="official", transport=httpx.MockTransport(respond)) as kling:
        assert kling.kling.extend(video_id="1", prompt="On").id == "1"


@pytest.mark.usefixtures("config")
@pytest.mark.anyio
async def test_an_async_client_takes_profiles_too() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        assert key_of(request) == "of-the-studio"
        return httpx.Response(200, json={"code": 200, "data": {"taskId": "1"}})

    async with AsyncKie(profile="studio", transport=httpx.MockTransport(respond)) as kie:
        assert (await kie.veo.extend(task_id="veo_0", prompt="On")).id == "1"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o666])
def test_a_file_that_others_can_read_is_refused_with_the_command_that_fixes_it(
    config: Path, mode: int
) -> None:
    config.chmod(mode)
    with pytest.raises(InvalidRequestError) as caught:
        Kie(profile="studio")
    message = str(caught.value)
    assert "of-the-studio" not in message
    command = message.rpartition("To fix this, run: ")[2]
    assert command == f"chmod 600 '{config}'"
    config.chmod(0o600)
    assert key_of(sent_by(profile="studio")) == "of-the-studio"


def test_a_file_of_another_user_is_refused(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: config.stat().st_uid + 1)
    with pytest.raises(InvalidRequestError, match="belongs to another user"):
        Kie(profile="studio")


def test_a_file_that_is_not_there_is_named(config: Path) -> None:
    config.unlink()
    with pytest.raises(InvalidRequestError) as caught:
        Kie(profile="studio")
    assert f"'studio' cannot be read from {config}: the file does not exist" in str(caught.value)
    config.mkdir()
    with pytest.raises(InvalidRequestError, match="set LONGTAKE_CONFIG to its path"):
        Kie(profile="studio")


def test_marks_and_line_ends_of_other_editors_are_read(config: Path) -> None:
    written = config.read_text(encoding="utf-8").replace("\n", "\r\n")
    config.write_bytes(b"\xef\xbb\xbf" + written.encode())
    assert key_of(sent_by(profile="studio")) == "of-the-studio"


def test_a_link_to_a_file_that_others_can_read_is_refused(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(config)
    monkeypatch.setenv("LONGTAKE_CONFIG", str(link))
    assert key_of(sent_by(profile="studio")) == "of-the-studio"
    config.chmod(0o644)
    with pytest.raises(InvalidRequestError) as caught:
        Kie(profile="studio")
    command = str(caught.value).rpartition("To fix this, run: ")[2]
    subprocess.run(shlex.split(command), check=True)  # noqa: S603 - what the message says
    assert key_of(sent_by(profile="studio")) == "of-the-studio"


def test_the_error_without_a_home_directory_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LONGTAKE_CONFIG", "~no-such-user/config.toml")
    with pytest.raises(
        InvalidRequestError, match=r"the home directory does not exist\. Set LONGTAKE_CONFIG"
    ):
        Kie(profile="studio")


def test_a_file_in_another_encoding_is_named_by_its_line(config: Path) -> None:
    config.write_bytes(b"# one\n# two\n# \xe4\n")
    with pytest.raises(InvalidRequestError, match="must be UTF-8: check line 3"):
        Kie(profile="studio")


@pytest.mark.usefixtures("config")
def test_a_profile_that_has_nothing_for_a_provider_says_what_it_needs() -> None:
    with pytest.raises(MissingCredentialsError) as caught:
        UseApi(profile="studio")
    assert "[profiles.studio.useapi]" in str(caught.value)


@pytest.mark.usefixtures("config")
def test_a_profiles_address_that_is_none_is_named() -> None:
    with pytest.raises(InvalidRequestError, match=r"base_url of \[profiles\.nowhere\.kie\] in /"):
        Kie(profile="nowhere")


def test_a_key_and_a_profile_are_one_too_many() -> None:
    with pytest.raises(InvalidRequestError, match="api_key and profile are mutually exclusive"):
        Kie("key", profile="studio")
