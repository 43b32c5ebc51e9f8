"""Where a key is looked for."""

from __future__ import annotations

from typing import Any

import pytest

from longtake import KeyPair
from longtake._core.credentials import Credential, check_key_type, find_credential
from longtake._shell.client import provider_of
from longtake.errors import AuthenticationError, InvalidRequestError, MissingCredentialsError
from longtake.kie import Kie
from longtake.kling import Kling

PROVIDER = provider_of(Kie)


def no_keyring(_service: str, _user: str) -> tuple[str | None, str]:
    return None, "not installed"


def full_keyring(service: str, user: str) -> tuple[str | None, str]:
    return f"{service}-{user}-key", "found"


def test_the_argument_comes_first() -> None:
    found = find_credential(PROVIDER, "given", {"KIE_API_KEY": "set"}, full_keyring)
    assert (found.key, found.source) == ("given", "the argument api_key")


def test_then_the_environment() -> None:
    found = find_credential(PROVIDER, None, {"KIE_API_KEY": " set\n"}, full_keyring)
    assert (found.key, found.source) == ("set", "the environment variable KIE_API_KEY")


@pytest.mark.parametrize("environment", [{}, {"KIE_API_KEY": ""}, {"KIE_API_KEY": " "}])
def test_then_the_keyring(environment: dict[str, str]) -> None:
    found = find_credential(PROVIDER, None, environment, full_keyring)
    assert found.key == "longtake-kie-key"
    assert "keyring" in found.source


def test_the_error_for_a_missing_key_names_the_places_searched() -> None:
    with pytest.raises(MissingCredentialsError) as caught:
        find_credential(PROVIDER, None, {}, no_keyring)
    message = str(caught.value)
    for place in (
        "api_key",
        "KIE_API_KEY (not set)",
        "system keyring",
        "not installed",
        "kie.ai/api-key",
    ):
        assert place in message
    assert isinstance(caught.value, AuthenticationError)


@pytest.mark.parametrize("key", ["", "  ", "two words", "line\nbreak", "käse"])
def test_what_cannot_be_a_key_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        find_credential(PROVIDER, key, {}, no_keyring)
    assert "the argument api_key" in str(caught.value)
    assert not key.strip() or key not in str(caught.value)


@pytest.mark.parametrize("key", [b"canary", 123, ["canary"]])
def test_what_is_no_text_is_no_key(key: Any) -> None:
    with pytest.raises(
        InvalidRequestError, match=f"must be a string, got {type(key).__name__}"
    ) as caught:
        find_credential(PROVIDER, key, {}, no_keyring)
    assert "canary" not in str(caught.value)
    with pytest.raises(
        InvalidRequestError, match="the secret key from the argument api_key must be"
    ):
        find_credential(provider_of(Kling), KeyPair("who", key), {}, no_keyring)


def test_a_key_is_in_no_repr() -> None:
    assert "hidden" not in repr(Credential("hidden", "a test"))


PAIR = {"KLING_ACCESS_KEY": "who", "KLING_SECRET_KEY": "shh"}


def studio(name: str) -> Credential:
    return Credential(f"key-of-{name}", "a profile")


def test_a_profile_that_the_environment_names_comes_before_the_keyring() -> None:
    found = find_credential(
        PROVIDER, None, {"LONGTAKE_PROFILE": "studio"}, full_keyring, profile=studio
    )
    assert found.key == "key-of-studio"


def test_a_key_in_the_environment_comes_before_a_profile() -> None:
    environment = {"LONGTAKE_PROFILE": "studio", "KIE_API_KEY": "set"}
    assert find_credential(PROVIDER, None, environment, no_keyring, profile=studio).key == "set"


def test_a_profile_without_this_provider_is_passed_over() -> None:
    environment = {"LONGTAKE_PROFILE": "studio"}
    found = find_credential(PROVIDER, None, environment, full_keyring, profile=lambda _name: None)
    assert found.key == "longtake-kie-key"
    with pytest.raises(MissingCredentialsError, match="no key for kie"):
        find_credential(PROVIDER, None, environment, no_keyring, profile=lambda _name: None)


def test_a_pair_in_the_environment_comes_before_a_key() -> None:
    environment = {**PAIR, "KLING_API_KEY": "set"}
    found = find_credential(provider_of(Kling), None, environment, no_keyring)
    assert found.key == KeyPair("who", "shh")
    assert found.source == "the environment variables KLING_ACCESS_KEY and KLING_SECRET_KEY"


def test_for_another_provider_a_pair_in_the_environment_is_not_used() -> None:
    environment = {**PAIR, "KIE_API_KEY": "set"}
    assert find_credential(PROVIDER, None, environment, no_keyring).key == "set"


@pytest.mark.parametrize("missing", PAIR)
def test_half_a_pair_in_the_environment_is_named(missing: str) -> None:
    environment = {name: value for name, value in PAIR.items() if name != missing}
    with pytest.raises(InvalidRequestError, match=f"but {missing} is not"):
        find_credential(provider_of(Kling), None, environment, no_keyring)


def test_the_keyring_may_have_a_pair() -> None:
    found = find_credential(provider_of(Kling), None, {}, full_keyring)
    assert found.key == KeyPair("longtake-kling:access_key-key", "longtake-kling:secret_key-key")
    with pytest.raises(MissingCredentialsError, match="users 'kling:access_key' and"):
        find_credential(provider_of(Kling), None, {}, no_keyring)


@pytest.mark.parametrize("there", ["access_key", "secret_key"])
def test_half_a_pair_in_the_keyring_is_named(there: str) -> None:
    def half(_service: str, user: str) -> tuple[str | None, str]:
        return ("canary", "found") if user in (f"kling:{there}", "kling") else (None, "none")

    missing = {"access_key": "secret_key", "secret_key": "access_key"}[there]
    words = f"for the user 'kling:{there}' but none for 'kling:{missing}'"
    with pytest.raises(InvalidRequestError, match=words) as caught:
        find_credential(provider_of(Kling), None, {}, half)
    assert "canary" not in str(caught.value)


def test_a_pair_goes_to_no_provider_that_takes_none() -> None:
    pair = KeyPair("who", "shh")
    check_key_type(provider_of(Kling), pair)
    check_key_type(provider_of(Kling), "single")
    with pytest.raises(InvalidRequestError, match="the key for kie must be a string"):
        check_key_type(PROVIDER, pair)


@pytest.mark.parametrize(
    ("pair", "words"),
    [(KeyPair("", "shh"), "the access key from"), (KeyPair("who", "s hh"), "the secret key from")],
)
def test_what_cannot_be_a_pair_is_refused_without_showing_it(pair: KeyPair, words: str) -> None:
    with pytest.raises(InvalidRequestError, match=words) as caught:
        find_credential(provider_of(Kling), pair, {}, no_keyring)
    assert "hh" not in str(caught.value)
