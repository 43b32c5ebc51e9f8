"""A merged and corrected document, brought to the conventions that generating needs.

Each rule is a module of its own, and this module runs them in their order. `text` cleans descriptions,
`naming` names resources, operations and schemas, `prose` reads constraints from descriptions. Each
rule serves a page of a provider of this project. Rules that only other pages need are in
`scripts.specs.other_pages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import copied_object, obj
from scripts.specs.normalize import (
    combined,
    constraints,
    discriminators,
    examples,
    hoist,
    security,
    shared_schemas,
    shown_members,
    values,
)
from scripts.specs.normalize.naming import operation_ids, resources
from scripts.specs.normalize.order import ordered
from scripts.specs.normalize.text import descriptions

if TYPE_CHECKING:
    from scripts.specs.errors import Note
    from scripts.specs.json_types import JsonObject


def normalize(document: JsonObject) -> tuple[JsonObject, list[Note]]:
    """Return a normalized copy of the document, and notes on what it does not carry."""
    result = copied_object(document)
    result["info"] = {"title": "API", "version": "1", **obj(result.get("info"))}
    descriptions.clean_all(result)
    # Resources name operations, and operations name schemas.
    resources.assign(result)
    notes = operation_ids.assign(result)
    resources.name_methods(result)
    notes += security.normalize(result)
    # Combinations first: the later rules read one schema at a time.
    notes += combined.fix(result)
    discriminators.complete(result)
    notes += shown_members.add(result)
    notes += values.fix(result)
    # While the bodies still stand inside their operations: only requests are constrained.
    notes += constraints.lift_all(result)
    hoisted = hoist.hoist(result)
    notes += hoisted.notes
    shared_schemas.unify(result, hoisted.generated, hoisted.errors)
    # Last, against the schemas that the document really has.
    notes += examples.check_all(result)
    return ordered(result), notes
