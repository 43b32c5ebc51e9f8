"""The system keyring: what it has, and whatever keeps it from saying."""

from __future__ import annotations

import sys
from collections.abc import Callable

import keyring
import pytest
from keyring.errors import KeyringLocked, NoKeyringError

from longtake import InvalidRequestError, Kie, Kling, MissingCredentialsError
from longtake._shell.api_key import look_up_keyring


@pytest.fixture
def holds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, str]]]:
    """Fill the keyring, and remember what it is asked for."""

    def fill(**secrets: str | Exception) -> list[tuple[str, str]]:
        asked: list[tuple[str, str]] = []

        def get_password(service: str, user: str) -> str | None:
            asked.append((service, user))
            secret = secrets.get(user.replace(":", "_"))
            if isinstance(secret, Exception):
                raise secret
            return secret

        monkeypatch.setattr(keyring, "get_password", get_password)
        return asked

    return fill


Holds = Callable[..., list[tuple[str, str]]]


def test_a_key_is_found_by_the_providers_name(holds: Holds) -> None:
    asked = holds(kie="a-key\n")
    Kie().close()
    assert asked == [("longtake", "kie")]


def test_the_keyring_is_not_read_if_there_is_a_key_elsewhere(
    holds: Holds, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = holds(kie=AssertionError("asked"))
    Kie("a-key").close()
    monkeypatch.setenv("KIE_API_KEY", "a-key")
    Kie().close()
    assert asked == []


def test_a_pair_is_looked_for_where_a_provider_takes_one(holds: Holds) -> None:
    asked = holds(kling_access_key="who", kling_secret_key="shh")
    Kling().close()
    assert asked == [("longtake", "kling:access_key"), ("longtake", "kling:secret_key")]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (KeyringLocked("the collection is locked"), "KeyringLocked"),
        (NoKeyringError("No recommended backend was available. Install one"), "NoKeyringError"),
        (OSError("no bus"), "OSError"),
        (ImportError("no backend"), "ImportError"),
    ],
)
def test_an_unusable_keyring_is_named_without_its_message(
    holds: Holds, failure: Exception, words: str
) -> None:
    holds(kie=failure)
    with pytest.raises(MissingCredentialsError) as caught:
        Kie()
    assert f"user 'kie': it cannot be used: {words})" in str(caught.value)
    assert str(failure) not in str(caught.value)


def test_one_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MissingCredentialsError, match=r"pip install 'longtake\[keyring\]'"):
        Kie()


def test_a_backend_that_does_not_exist_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    key, words = look_up_keyring("longtake", "kie")
    assert key is None
    assert words == "it cannot be used: ModuleNotFoundError"


def test_a_key_of_the_keyring_is_checked_like_any_other(holds: Holds) -> None:
    holds(kie="two words")
    with pytest.raises(InvalidRequestError, match="the key from the system keyring") as caught:
        Kie()
    assert "two words" not in str(caught.value)
