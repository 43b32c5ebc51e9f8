"""The committed pages of a provider as one document, built once in a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scripts.specs.build import build
from scripts.specs.json_types import copied_object
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject


def built(provider: str) -> JsonObject:
    """Return a copy of the document, which a test may change."""
    return copied_object(_built(provider))


@cache
def _built(provider: str) -> JsonObject:
    return build(SPECS, provider).document
