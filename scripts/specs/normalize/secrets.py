"""Values in examples that look like a real key: they are never carried on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scripts.specs.json_types import Json

PLACEHOLDER: Final = "YOUR_API_KEY"

_KEYS: Final = tuple(
    re.compile(rule)
    for rule in (
        r"(?P<kept>\b(?:[Bb]earer|BEARER|[Bb]asic|[Tt]oken)\s+)(?P<key>[A-Za-z0-9._~+/=-]{16,})",
        r"(?P<kept>)\b(?P<key>(?:sk|pk|rk|ak)[-_][A-Za-z0-9_-]{12,})",
        r"(?P<kept>)\b(?P<key>eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)",
        r"(?P<kept>)\b(?P<key>(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|hf_|r8_)[A-Za-z0-9_-]{12,})",
        r"(?P<kept>)\b(?P<key>AKIA[0-9A-Z]{16}|AIza[A-Za-z0-9_-]{30,})",
        r"(?P<kept>[?&](?:api_?key|access_?token|token|key|secret)=)(?P<key>[A-Za-z0-9._~+/-]{16,})",
    )
)
# What signs a link: a storage provider's name for the key, and the signature that is made with it.
_SIGNED: Final = re.compile(
    r"(?P<kept>[?&](?:OSSAccessKeyId|AWSAccessKeyId|GoogleAccessId|Key-Pair-Id|security-token|sign"
    r"|sig|Signature|auth_key|X-(?:Amz|Goog|Oss|Tos|Cos)-(?:Credential|Signature|Security-Token)"
    r"|q-ak|q-signature)=)(?P<key>[^&#\s\"'<>]{6,})",
    re.IGNORECASE,
)
_SECRET_NAME: Final = re.compile(
    r"(?:x[-_])?(?:api|access|secret|private|auth)[-_]?(?:key|token|secret)|authorization|secret|password",
    re.IGNORECASE,
)
_LONG: Final = re.compile(r"(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[A-Za-z0-9._~+/=-]{20,}")
# What a page writes where a key belongs. In doubt it is a key.
_STANDS_FOR_ONE: Final = re.compile(r"(?:^|[-_])(?:your|my|api_?key)(?:[-_]|$)|x{5}", re.IGNORECASE)


def without_secrets(value: Json, name: str = "") -> Json:
    """Return the value, with a placeholder for each string or part of one that looks like a key.

    `name` is that of the parameter or member that the value belongs to.
    """
    if isinstance(value, dict):
        return {key: without_secrets(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [without_secrets(item, name) for item in value]
    if not isinstance(value, str):
        return value
    if (
        _SECRET_NAME.fullmatch(name)
        and _LONG.fullmatch(value)
        and not _STANDS_FOR_ONE.search(value)
    ):
        return PLACEHOLDER
    for rule in _KEYS:
        value = rule.sub(_replaced, value)
    return _SIGNED.sub(_unsigned, value)


def _unsigned(found: re.Match[str]) -> str:
    return found[0] if _STANDS_FOR_ONE.search(found["key"]) else found["kept"] + PLACEHOLDER


def _replaced(found: re.Match[str]) -> str:
    key = found["key"]
    # A word of letters alone is a word: `Bearer authentication_required`.
    if _STANDS_FOR_ONE.search(key) or not any(character.isdigit() for character in key):
        return found[0]
    return found["kept"] + PLACEHOLDER
