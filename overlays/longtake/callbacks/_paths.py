"""Addresses that nobody can guess: what protects a receiver where the vendor signs nothing."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, cast

from attrs import field, frozen

from longtake._providers import PROVIDERS, entry
from longtake.callbacks._parsing import Provider
from longtake.errors import InvalidRequestError

_LABEL: Final = re.compile(r"[A-Za-z0-9_-]{0,64}")
_SHORTEST_SECRET: Final = 16
_LONGEST: Final = 1024


@frozen
class Door:
    """Where a callback came in.

    Attributes:
        provider: The provider whose address it is.
        label: The caller's own label in the address, empty without one.
        kind: The task kind that the address is for, empty if it may be any.
    """

    provider: Provider
    label: str
    kind: str = ""


@frozen
class Paths:
    """Makes paths with a token in them, and knows them again without having kept any.

    The token is an HMAC-SHA256 of provider, task kind and label under the receiver's secret, so a receiver
    that starts again with the same secret accepts its addresses.

    Attributes:
        secrets: The receiver's secrets. The first makes, all of them are known.
    """

    secrets: Sequence[str] = field(repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.secrets or any(len(secret) < _SHORTEST_SECRET for secret in self.secrets):
            raise InvalidRequestError(
                f"a receiver's secret needs at least {_SHORTEST_SECRET} characters; "
                "python -c 'import secrets; print(secrets.token_urlsafe(32))' makes one"
            )

    def make(self, provider: Provider, label: str = "", kind: str = "") -> str:
        """The path for a provider's calls.

        Args:
            provider: Who will call.
            kind: The task kind that the calls are about, empty if it may be any.
            label: Comes back with each callback, up to 64 letters, digits, `_` and `-`; the token covers it.
        """
        entry(provider)
        if not _LABEL.fullmatch(label):
            raise InvalidRequestError(
                f"{label[:80]!r} is no label: up to 64 ASCII letters, digits, '_' and '-'"
            )
        place = f"{provider}.{kind}" if kind else provider
        path = f"/{place}/{_token(self.secrets[0], place, label)}"
        return f"{path}/{label}" if label else path

    def find(self, path: str) -> Door | None:
        """Where a path leads, None if its token is not one of ours.

        What stands before the provider is wherever the receiver is mounted: the token is what counts.
        """
        match = _path_of(tuple(PROVIDERS)).fullmatch(path) if len(path) <= _LONGEST else None
        if match is None:
            return None
        provider, kind, label = cast("Provider", match[1]), match[2] or "", match[4] or ""
        place = f"{provider}.{kind}" if kind else provider
        known = False
        for secret in self.secrets:
            known |= hmac.compare_digest(match[3], _token(secret, place, label))
        return Door(provider, label, kind) if known else None


@lru_cache
def _path_of(providers: tuple[str, ...]) -> re.Pattern[str]:
    """Return what paths look like. Providers may be added to the registry at any time."""
    return re.compile(
        rf"(?:/.*)?/({'|'.join(map(re.escape, providers))})(?:\.([A-Za-z0-9_-]{{1,64}}))?"
        r"/([A-Za-z0-9_-]{43})(?:/([A-Za-z0-9_-]{1,64}))?/?"
    )


def _token(secret: str, place: str, label: str) -> str:
    said = f"longtake callback\n{place}\n{label}"
    digest = hmac.digest(secret.encode(), said.encode(), "sha256")
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")
