"""JSON Web Tokens signed by HMAC with SHA-256 (RFC 7515, RFC 7519): made here, never judged here."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping


def hs256(claims: Mapping[str, str | int], secret: str) -> str:
    """A token with these claims, signed with a secret."""
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = hmac.digest(secret.encode(), signed.encode("ascii"), "sha256")
    return f"{signed}.{_base64url(signature)}"


def _part(content: Mapping[str, str | int]) -> str:
    return _base64url(json.dumps(dict(content), separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
