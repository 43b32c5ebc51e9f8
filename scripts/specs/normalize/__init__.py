"""A merged and corrected document, brought to the conventions that generating needs.

Each rule is a module of its own; this is the order in which they run, and why. Each serves a page
of a provider here. What only other pages need stands in `scripts.specs.other_pages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import copied_object, obj
from scripts.specs.normalize import (
    combined,
    constraints,
    descriptions,
    examples,
    families,
    hoist,
    operation_ids,
    security,
    shapes,
    shown_members,
    values,
)
from scripts.specs.normalize.order import ordered

if TYPE_CHECKING:
    from scripts.specs.errors import Note
    from scripts.specs.json_types import JsonObject


def normalize(document: JsonObject) -> tuple[JsonObject, list[Note]]:
    """A normalized copy of the document, and notes on what it does not carry."""
    result = copied_object(document)
    result["info"] = {"title": "API", "version": "1", **obj(result.get("info"))}
    descriptions.clean_all(result)
    # Families name operations, and operations name schemas.
    families.assign(result)
    notes = operation_ids.assign(result)
    families.name_methods(result)
    notes += security.normalize(result)
    # Combinations first: the later rules look at one schema at a time.
    notes += combined.mend(result)
    notes += shown_members.add(result)
    notes += values.mend(result)
    # While the bodies still stand inside their operations: only requests are constrained.
    notes += constraints.lift_all(result)
    hoisted = hoist.hoist(result)
    notes += hoisted.notes
    shapes.unify(result, hoisted.generated, hoisted.errors)
    # Last, against the schemas that the document really has.
    notes += examples.check_all(result)
    return ordered(result), notes
