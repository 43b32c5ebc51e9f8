"""A merged and corrected document, brought to the conventions that generating needs.

Each rule is a module of its own; this is the order in which they run, and why. Some rules change no
page that is here: docs/decisions/0021-rules-for-pages-that-are-not-here.md says why they stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import copied_object, obj
from scripts.specs.normalize import (
    combined,
    component_names,
    constraints,
    descriptions,
    enum_titles,
    examples,
    families,
    hoist,
    media_types,
    members,
    nulls,
    operation_ids,
    parameters,
    references,
    security,
    shapes,
    shown_members,
    values,
    wellformed,
)
from scripts.specs.normalize.order import ordered

if TYPE_CHECKING:
    from scripts.specs.errors import Note
    from scripts.specs.json_types import JsonObject


def normalize(document: JsonObject) -> tuple[JsonObject, list[Note]]:
    """A normalized copy of the document, and notes on what it does not carry."""
    result = copied_object(document)
    result["info"] = {"title": "API", "version": "1", **obj(result.get("info"))}
    # First, so that every later rule finds an operation in one piece, and schemas that are schemas.
    notes = references.resolve(result)
    notes += wellformed.mend(result)
    notes += component_names.mend(result)
    descriptions.clean_all(result)
    # Families name operations, and operations name schemas.
    families.assign(result)
    notes += operation_ids.assign(result)
    families.name_methods(result)
    notes += security.normalize(result)
    # What a generator would drop or break, written so that it survives. Bodies first: what they
    # are decides which schemas there are; combinations next, since the later rules look at one
    # schema at a time.
    notes += media_types.mend(result)
    notes += combined.mend(result)
    notes += shown_members.add(result)
    notes += values.mend(result)
    notes += parameters.mend(result)
    notes += members.mend(result)
    # While the bodies still stand inside their operations: only requests are constrained.
    notes += constraints.lift_all(result)
    nulls.allow_shown(result)
    hoisted = hoist.hoist(result)
    notes += hoisted.notes
    shapes.unify(result, hoisted.generated, hoisted.errors)
    enum_titles.tell_apart(result)
    # Last, against the schemas that the document really has.
    notes += examples.check_all(result)
    return ordered(result), notes
