"""Where a key is looked for."""

from __future__ import annotations

import pytest

from longtake._core.credentials import Credential, find_credential
from longtake.errors import AuthenticationError, InvalidRequestError, MissingCredentialsError
from longtake.kie import Kie

PROVIDER = Kie.provider


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


def test_a_missing_key_says_where_it_was_looked_for() -> None:
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


def test_a_key_is_in_no_repr() -> None:
    assert "hidden" not in repr(Credential("hidden", "a test"))
