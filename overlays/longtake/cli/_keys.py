"""The places where the keys of the providers are found. No key is shown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attrs import frozen

from longtake._core.credentials import find_credential
from longtake._core.key_pair import KeyPair
from longtake._providers import entry
from longtake._shell.api_key import find_profile, look_up_keyring
from longtake.cli._profiles import use_default_profile
from longtake.errors import InvalidRequestError, MissingCredentialsError

if TYPE_CHECKING:
    from longtake._core.credentials import Credential


@frozen(kw_only=True)
class FoundKey:
    """The place of a provider's key.

    Attributes:
        provider: The provider.
        source: Where the key was found, None if there is none.
        is_pair: Whether it is an access key with a secret key.
        problem: Why the search failed, such as half a key pair; empty for no problem.
    """

    provider: str
    source: str | None
    is_pair: bool = False
    problem: str = ""

    @property
    def words(self) -> str:
        """Return the place or the problem in words, or `no key found`."""
        return self.source or self.problem or "no key found"


def find_key(provider: str, profile: str | None = None) -> FoundKey:
    """Return where the client of a provider finds its key.

    Args:
        provider: The provider.
        profile: The profile from `--profile`, None for the usual search.
    """
    try:
        if profile is None:
            use_default_profile()
        credential = _credential(provider, profile)
    except MissingCredentialsError:
        credential = None
    except InvalidRequestError as error:
        return FoundKey(provider=provider, source=None, problem=str(error))
    if credential is None:
        return FoundKey(provider=provider, source=None)
    is_pair = isinstance(credential.key, KeyPair)
    return FoundKey(provider=provider, source=credential.source, is_pair=is_pair)


def _credential(name: str, profile: str | None) -> Credential | None:
    provider = entry(name).provider
    if profile is not None:
        return find_profile(provider, profile)
    return find_credential(
        provider,
        None,
        os.environ,
        look_up_keyring,
        profile=lambda chosen: find_profile(provider, chosen),
    )
