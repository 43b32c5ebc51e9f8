"""Rules that a document from pages of other providers needs before it is normalized.

No page of a provider here, and none that these providers are known to have, needs one of these
rules: docs/decisions/0021-rules-for-other-pages.md. `scripts.specs.build` alone calls them, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import copied_object
from scripts.specs.other_pages import (
    component_names,
    media_types,
    members,
    parameters,
    wellformed,
)

if TYPE_CHECKING:
    from scripts.specs.errors import Note
    from scripts.specs.json_types import JsonObject


def prepare(document: JsonObject) -> tuple[JsonObject, list[Note]]:
    """Return a copy of the document that normalizing can take, and notes on what was changed."""
    result = copied_object(document)
    # First, so that the other rules find schemas that are schemas.
    notes = wellformed.fix(result)
    notes += component_names.fix(result)
    notes += media_types.fix(result)
    notes += parameters.fix(result)
    notes += members.fix(result)
    return result, notes
