"""What a profile may hold, and what is said of one that is wrong."""

from __future__ import annotations

import re
import tomllib
from textwrap import dedent

import pytest

from longtake import KeyPair
from longtake._core.credentials import read_profile
from longtake._shell.client import provider_of
from longtake.errors import InvalidRequestError
from longtake.kie import Kie
from longtake.kling import Kling
from longtake.useapi import UseApi

FILE = dedent("""
    [profiles.studio.kie]
    api_key = "a-canary"
    base_url = "https://proxy.example"

    [profiles.studio.kling]
    access_key = "who"
    secret_key = "a-canary"

    [profiles.home]
    kie = { api_key = " spaced " }
""")


def test_a_profile_has_a_key_and_an_address() -> None:
    found = read_profile(FILE, "/c.toml", "studio", provider_of(Kie))
    assert found
    assert (found.key, found.base_url) == ("a-canary", "https://proxy.example")
    assert found.source == "[profiles.studio.kie] in /c.toml"


def test_a_profile_has_a_pair() -> None:
    found = read_profile(FILE, "/c.toml", "studio", provider_of(Kling))
    assert found
    assert found.key == KeyPair("who", "a-canary")
    assert found.base_url is None


def test_a_profile_in_one_line_is_one_too() -> None:
    found = read_profile(FILE, "/c.toml", "home", provider_of(Kie))
    assert found
    assert found.key == "spaced"


def test_a_profile_may_lack_a_provider() -> None:
    assert read_profile(FILE, "/c.toml", "studio", provider_of(UseApi)) is None


def test_a_name_is_written_as_toml_writes_it() -> None:
    text = '[profiles."my studio".kie]\napi_key = 1'
    with pytest.raises(InvalidRequestError) as caught:
        read_profile(text, "/c.toml", "my studio", provider_of(Kie))
    (heading,) = re.findall(r"in (\[.*\]) must", str(caught.value))
    assert tomllib.loads(heading) == {"profiles": {"my studio": {"kie": {}}}}


def test_the_error_for_an_unknown_profile_names_the_others() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read_profile(FILE, "/c.toml", "studoi", provider_of(Kie))
    assert str(caught.value) == "/c.toml has no profile 'studoi'; expected one of home, studio"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'x = 1\n[profiles.p.kie]\napi_key = "a-canary\n',
            "/c.toml is not valid TOML at line 3, column 20; correct it",
        ),
        (
            "[profiles.p.kie]\napi_key = a-canary",
            "/c.toml is not valid TOML at line 2, column 11; correct it",
        ),
        ('[profiles.p.kie]\n"a-canary"', "/c.toml is not valid TOML at "),
        ("", "/c.toml has no profile 'p'; add a table [profiles.p.kie]"),
        ("a = " + "[" * 100_000, "/c.toml is not valid TOML"),
        ("a = " + "9" * 5000, "/c.toml is not valid TOML"),
        (
            '[profiles."a b\\n"]\n[profiles.c]',
            "/c.toml has no profile 'p'; expected one of \"a b\\n\", c",
        ),
        ("profiles = 'a-canary'", "/c.toml: [profiles] must be a table, got str"),
        ("profiles.p = 'a-canary'", "/c.toml: [profiles.p] must be a table, got str"),
        ("[profiles.p]\nkie = 'a-canary'", "/c.toml: [profiles.p.kie] must be a table, got str"),
        ("[profiles.p.kie]", "/c.toml: [profiles.p.kie] must have api_key"),
        (
            "[profiles.p.kie]\napikey = 'a-canary'",
            "/c.toml: [profiles.p.kie] has unknown keys: apikey; expected only api_key, base_url",
        ),
        (
            "[profiles.p.kie]\naccess_key = 'who'\nsecret_key = 'a-canary'",
            "/c.toml: [profiles.p.kie] has unknown keys: access_key, secret_key; expected only api_key",
        ),
        (
            "[profiles.p.kie]\napi_key = ['a-canary']",
            "/c.toml: api_key in [profiles.p.kie] must be a string, got list",
        ),
        (
            "[profiles.p.kie]\napi_key = 'a canary'",
            "the key from [profiles.p.kie] in /c.toml contains spaces",
        ),
    ],
)
def test_what_is_wrong_is_named_and_not_quoted(text: str, words: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read_profile(text, "/c.toml", "p", provider_of(Kie))
    assert str(caught.value).startswith(words)
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    "keys",
    ["access_key = 'a'", "secret_key = 'a'", "api_key = 'a'\naccess_key = 'a'\nsecret_key = 'a'"],
)
def test_half_a_pair_and_more_than_a_key_are_refused(keys: str) -> None:
    with pytest.raises(InvalidRequestError, match="api_key or both access_key and secret_key"):
        read_profile(f"[profiles.p.kling]\n{keys}", "/c.toml", "p", provider_of(Kling))
