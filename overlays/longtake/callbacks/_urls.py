"""Callback addresses that cannot be guessed: they protect a receiver where the provider signs nothing."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from attrs import field, frozen

from longtake._providers import PROVIDERS, entry
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from longtake._providers import ProviderName

_LABEL: Final = re.compile(r"[A-Za-z0-9_-]{0,64}")
_MIN_SECRET_LENGTH: Final = 16
_MAX_PATH_LENGTH: Final = 1024


@frozen
class CallbackRoute:
    """The provider, label and task kind in the path of a callback.

    Attributes:
        provider: The provider that the address was made for.
        label: The caller's own label in the address; empty without one.
        kind: The task kind that the address was made for; empty for any.
    """

    provider: ProviderName
    label: str
    kind: str = ""


@frozen
class CallbackUrls:
    """Makes paths that contain a token, and recognizes them without storing any.

    The token is an HMAC-SHA256 of provider, task kind and label under the receiver's secret. A receiver that
    starts again with the same secret accepts its addresses.

    Attributes:
        secrets: The receiver's secrets. New paths use the first; paths of all are recognized.
    """

    secrets: Sequence[str] = field(repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.secrets or any(len(secret) < _MIN_SECRET_LENGTH for secret in self.secrets):
            raise InvalidRequestError(
                f"a receiver's secret must have at least {_MIN_SECRET_LENGTH} characters; make one with "
                "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )

    def make(self, provider: ProviderName, label: str = "", kind: str = "") -> str:
        """Return the path for a provider's callbacks.

        Args:
            provider: The provider that will send them.
            label: Comes back with each callback: up to 64 letters, digits, `_` and `-`. The token covers it.
            kind: The task kind of the callbacks; empty for any.

        Raises:
            InvalidRequestError: If there is no such provider, or the label has other characters or is longer.
        """
        entry(provider)
        if not _LABEL.fullmatch(label):
            raise InvalidRequestError(
                f"label must be up to 64 ASCII letters, digits, '_' and '-', got {label[:80]!r}"
            )
        scope = f"{provider}.{kind}" if kind else provider
        path = f"/{scope}/{_token(self.secrets[0], scope, label)}"
        return f"{path}/{label}" if label else path

    def match(self, path: str) -> CallbackRoute | None:
        """Return the route of a path; None if its token is wrong.

        The receiver may be mounted anywhere, so anything may precede the provider: the token decides.
        """
        match = (
            _pattern(tuple(PROVIDERS)).fullmatch(path) if len(path) <= _MAX_PATH_LENGTH else None
        )
        if match is None:
            return None
        provider, kind, label = cast("ProviderName", match[1]), match[2] or "", match[4] or ""
        scope = f"{provider}.{kind}" if kind else provider
        matched = False
        for secret in self.secrets:
            matched |= hmac.compare_digest(match[3], _token(secret, scope, label))
        return CallbackRoute(provider, label, kind) if matched else None


@lru_cache
def _pattern(providers: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of paths. Providers may be added to the registry at any time."""
    return re.compile(
        rf"(?:/.*)?/({'|'.join(map(re.escape, providers))})(?:\.([A-Za-z0-9_-]{{1,64}}))?"
        r"/([A-Za-z0-9_-]{43})(?:/([A-Za-z0-9_-]{1,64}))?/?"
    )


def _token(secret: str, scope: str, label: str) -> str:
    message = f"longtake callback\n{scope}\n{label}"
    digest = hmac.digest(secret.encode(), message.encode(), "sha256")
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")
