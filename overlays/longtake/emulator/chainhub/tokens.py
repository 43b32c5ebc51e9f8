"""Tokens of Kling's official clients, made of an access key and a secret key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Literal, TypeGuard, cast

from attrs import frozen

TokenFault = Literal["invalid", "not yet valid", "expired"]


@frozen
class SigningPair:
    """An access key and a secret key, of which Kling's official clients make a token (a JWT)."""

    access_key: str
    secret_key: str

    def fault(self, token: str, now: float) -> TokenFault | None:
        """Return what is wrong with a token, None if nothing is: HS256, `iss`, `exp` and `nbf`."""
        signed, _, signature = token.rpartition(".")
        expected = hmac.digest(self.secret_key.encode(), signed.encode(), hashlib.sha256)
        header, _, payload = signed.partition(".")
        if _object(header).get("alg") != "HS256":
            return "invalid"
        if not hmac.compare_digest(_decoded(signature), expected):
            return "invalid"
        claims = _object(payload)
        expires, begins = claims.get("exp"), claims.get("nbf", 0)
        if claims.get("iss") != self.access_key:
            return "invalid"
        if not (_is_time(expires) and _is_time(begins)):
            return "invalid"
        if now < begins:
            return "not yet valid"
        return "expired" if now >= expires else None


def is_token(text: str) -> bool:
    """Whether a key has the three parts of a JWT."""
    return text.count(".") == 2  # noqa: PLR2004 - header, claims and signature


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _decoded(part: str) -> bytes:
    """Decode base64url without padding; empty for anything else."""
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""


def _object(part: str) -> dict[str, Any]:
    try:
        found: object = json.loads(_decoded(part))
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
