"""`longtake models`, and `longtake auth` with a file and with a keyring."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from longtake.models import MODELS

if TYPE_CHECKING:
    from tests.helpers.transcripts import Shell

KEYS = (
    "KIE_API_KEY",
    "USEAPI_TOKEN",
    "CHAINHUB_API_KEY",
    "KLING_API_KEY",
    "KLING_ACCESS_KEY",
    "KLING_SECRET_KEY",
)

# A keyring in a JSON file, as a module that the package keyring loads by its name.
KEYRING = """
import json
from pathlib import Path
from keyring.backend import KeyringBackend

FILE = Path(__file__).with_suffix(".json")

class Keyring(KeyringBackend):
    priority = 1

    def _all(self):
        return json.loads(FILE.read_text()) if FILE.exists() else {}

    def get_password(self, service, username):
        return self._all().get(f"{service} {username}")

    def set_password(self, service, username, password):
        FILE.write_text(json.dumps(self._all() | {f"{service} {username}": password}))

    def delete_password(self, service, username):
        left = self._all()
        del left[f"{service} {username}"]
        FILE.write_text(json.dumps(left))
"""


@pytest.fixture
def without_keys(shell: Shell) -> Shell:
    for name in KEYS:
        del shell.environment[name]
    return shell


def test_the_models_are_listed_with_their_keys(shell: Shell) -> None:
    del shell.environment["USEAPI_TOKEN"]
    shell.check("""
        $ longtake models
        model                  adds       longest  result  first video  extension
        ...
        kie/veo                7 s        ?        whole   30 to 255    30 to 250
        ...
        kie/jobs/pixverse      1 to 15 s  ?        ?       4 to 18.4/s  4 to 18.4/s
        ...
        kie/jobs/veo: Start with kie/veo, whose extensions return the whole video.
        ...
        Key for kie: the environment variable KIE_API_KEY
        Key for useapi: no key found; run: longtake auth set useapi
        ...
    """)
    listed = [json.loads(line) for line in shell.run("longtake models --json").out.splitlines()]
    assert {each["object"] for each in listed} == {"model"}
    assert set(MODELS) < {each["name"] for each in listed}


@pytest.mark.parametrize("width", ["40", "60", "80", "120"])
def test_the_list_of_models_fits_the_width(shell: Shell, width: str) -> None:
    shell.environment["COLUMNS"] = width
    out = shell.run("longtake models").out
    table, texts, _ = out.split("\n\n", maxsplit=2)
    titles, *rows = table.splitlines()
    assert len(rows) == len(MODELS)
    assert max(map(len, [titles, *rows, *texts.splitlines()])) <= int(width)
    assert ("  extension" in titles) is ("Prices are in credits" in texts) is (width != "40")


def test_the_models_of_a_provider_are_listed(shell: Shell) -> None:
    shell.environment["COLUMNS"] = "120"
    shell.check("""
        $ longtake models kling
        model        adds <...>
        kling/kling  <...>
        ? means not documented, - means none.
        Prices are in credits per video or hop; /s means per second.
        Key for kling: the environment variable<...>
        For the parameters of a model, run: longtake models MODEL
        $ longtake models kie
        model  <...>
        kie/runway  <...>
        ...
        These extend the URL of a video, or a local file: kie/jobs/pixverse, kie/jobs/wan.
        ...
    """)
    listed = [
        json.loads(line) for line in shell.run("longtake models kling --json").out.splitlines()
    ]
    assert "kling/kling" in {each["name"] for each in listed}
    assert {each["name"].partition("/")[0] for each in listed} == {"kling"}


def test_the_lines_of_a_pipe_are_not_wrapped(shell: Shell) -> None:
    del shell.environment["COLUMNS"]
    titles, *lines = shell.run("longtake models").out.splitlines()
    assert titles.split("  ")[-1] == "name"
    assert f"kie/veo: {MODELS['kie/veo'].advice}" in lines
    described = shell.run("longtake models kie/veo").out.splitlines()
    assert max(map(len, described)) > 120


def test_a_model_is_described(shell: Shell) -> None:
    shell.check("""
        $ longtake models kie/veo
        kie/veo: Veo 3.1 at kie.ai
        Start with this API for Veo. <...>
        kie/jobs/veo return <...>
        Key                the environment variable KIE_API_KEY
        First video price  60 credits per video with model veo3_fast, resolution 720p
        ...
        One hop adds       7 s
        ...
        Extension price    60 credits per hop with model fast
        ...
        longtake generate kie/veo
        ...
        --aspect-ratio 16:9|9:16|Auto <...>
        ...
        longtake extend kie/veo SOURCE
        ...
        longtake call kie/veo get_1080p: Get a Veo video in 1080p, as a task. <...>
        to 3 minutes.
        --task-id TEXT <...>
        ...
        $ longtake models kie/video
        ! Error: unknown model 'kie/video'. Did you mean 'kie/veo'?
        ! Run: longtake models
        [2]
    """)
    described = json.loads(shell.run("longtake models kie/veo --json").out)
    assert described["key"] == "the environment variable KIE_API_KEY"
    assert described["prices"][0] == {
        "credits": 60,
        "per": "video",
        "when": {"model": "veo3_fast", "resolution": "720p"},
    }
    assert described["growth"]["prices"][0] == {
        "credits": 60,
        "per": "hop",
        "when": {"model": "fast"},
    }
    generate = described["commands"][0]
    assert generate["command"] == "longtake generate kie/veo"
    assert generate["parameters"][2] == {
        "name": "duration_s",
        "option": "--duration-s",
        "is_common": True,
        "is_required": False,
        "type": "4|6|8",
        "choices": ["4", "6", "8"],
        "default": None,
        "note": None,
        "description": generate["parameters"][2]["description"],
    }


def test_a_key_is_stored_in_a_file_that_only_the_user_reads(
    without_keys: Shell, shell: Shell
) -> None:
    config = shell.folder.parent / "config" / "longtake" / "config.toml"
    without_keys.check(
        """
        $ longtake auth set kie --file
        ! Stored the key for kie in the profile 'default' in <config>.
        ! To check it, run: longtake auth check kie
        $ longtake auth check kie
        kie accepted the key from [profiles.default.kie] in <config>: <credits> credits left
        """,
        stdin="emulated-kie-key\n",
    )
    assert shell.words["config"] == str(config)
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    shell.check(
        """
        $ longtake auth set kling --file --key-pair
        ! Stored the key for kling in the profile 'default' in <config>.
        ! To check it, run: longtake auth check kling
        $ longtake auth check
        kie accepted the key from [profiles.default.kie] in <config>: <credits> credits left
        kling accepted the key from [profiles.default.kling] in <config>: the account has 1 resource pack
        $ longtake auth list
        kie       [profiles.default.kie] in <config>
        useapi    no key found
        chainhub  no key found
        kling     [profiles.default.kling] in <config> (key pair)
        $ longtake auth remove kie
        ! Removed the key for kie from <config>.
        $ longtake auth remove kie
        ! Error: no key for kie is stored
        ! Run: longtake auth list
        [3]
        """,
        stdin="emulated-kling-access-key\nemulated-kling-secret-key\n",
    )


def test_a_key_is_stored_in_the_keyring(without_keys: Shell) -> None:
    shell = without_keys
    (shell.folder / "file_keyring.py").write_text(KEYRING, encoding="utf-8")
    shell.environment["PYTHON_KEYRING_BACKEND"] = "file_keyring.Keyring"
    shell.environment["PYTHONPATH"] += f":{shell.folder}"
    shell.check(
        """
        $ longtake auth set kie
        ! Stored the key for kie in the system keyring.
        ! To check it, run: longtake auth check kie
        $ longtake auth check kie
        kie accepted the key from the system keyring (service 'longtake'): <credits> credits left
        $ longtake auth remove kie
        ! Removed the key for kie from the system keyring.
        $ longtake auth check kie
        ! Error: kie: no key found. <...>
        ! Run: longtake auth set kie
        [3]
        """,
        stdin="emulated-kie-key\n",
    )


def test_a_key_is_neither_an_argument_nor_shown(without_keys: Shell) -> None:
    without_keys.check(
        """
        $ longtake auth set kie a-very-secret-key
        ! Error: the key must not be an argument: <...>
        ! Run: longtake auth set kie. If the argument was your key, replace it at the provider.
        [2]
        $ longtake auth set a-very-secret-key
        ! Error: unknown provider; expected one of kie, useapi, chainhub, kling
        ! Run: longtake auth --help
        [2]
        $ longtake auth set kie
        ! Error: the key from standard input contains spaces, <...>
        ! Create a key at kie.ai/api-key, and paste it unchanged.
        [2]
        """,
        stdin="a very secret key\n",
    )
    for command in ("set kie", "set kie --file", "list", "check kie", "remove kie"):
        ran = without_keys.run(f"longtake --debug auth {command}", stdin="a-very-secret-key\n")
        assert "secret" not in ran.out + ran.err


def test_a_refused_key_is_named_by_its_place(without_keys: Shell) -> None:
    without_keys.check(
        """
        $ longtake auth set kie --file
        ! Stored <...>
        ! To check it, <...>
        $ longtake auth check kie
        ! Error: kie: the key was not accepted, <...> The key came from [profiles.default.kie] in <...>
        ! Replace the key. To store another one, run: longtake auth set kie
        [3]
        """,
        stdin="another-key\n",
    )


def test_an_empty_key_is_refused(shell: Shell) -> None:
    shell.check("""
        $ longtake auth set kie --file
        ! Error: the key must not be empty, got nothing from standard input
        ! Pass the key on standard input, or run the command in a terminal, which prompts for it.
        [2]
    """)


def test_an_extension_of_veo_is_the_whole_video(shell: Shell) -> None:
    listed = shell.run("longtake models").out.splitlines()
    assert next(line for line in listed if line.startswith("kie/veo ")).split()[4] == "whole"
    described = shell.run("longtake models kie/veo").out.splitlines()
    assert "Result             whole; a second video is the part" in described


def test_a_key_that_another_one_hides_is_noted(shell: Shell) -> None:
    shell.check(
        """
        $ longtake auth set kie --file
        ! Stored the key for kie in the profile 'default' in <config>.
        ! To check it, run: longtake auth check kie
        ! Another key takes precedence: the environment variable KIE_API_KEY.
        """,
        stdin="a-hidden-key\n",
    )


@pytest.mark.parametrize("content", [b"\xff\xfea", b"profiles = ["])
def test_a_configuration_file_that_cannot_be_read_is_named(
    without_keys: Shell, content: bytes
) -> None:
    config = without_keys.folder.parent / "config" / "longtake" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_bytes(content)
    config.chmod(0o600)
    without_keys.check("""
        $ longtake auth list
        kie       <config> <...>; correct it
        useapi    <config> <...>; correct it
        chainhub  <config> <...>; correct it
        kling     <config> <...>; correct it
        $ longtake auth check
        ! Error: <config> <...>; correct it
        ! Correct the configuration file, and run the command again.
        [2]
        $ longtake models
        ...
        Key for kie: <config> <...>; correct it
        ...
    """)
    assert without_keys.words["config"] == str(config)
