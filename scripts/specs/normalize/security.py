"""Authentication as one security scheme under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.json_types import arr, child, obj, operations, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

BEARER: Final = "BearerAuth"
_OTHER: Final = "KeyAuth"


def normalize(document: JsonObject) -> list[Note]:
    """Call the HTTP bearer scheme BearerAuth, whatever the pages call it, in place.

    A bearer that is typed wrongly becomes one that is typed rightly; what asks for a scheme that
    is not there asks for a bearer, which is what these providers have.
    """
    components = child(document, "components")
    schemes = child(components, "securitySchemes")
    notes = _typed(schemes)
    asked = {name for holder in _holders(document) for item in arr(holder.get("security"))
             for name in obj(item)}  # fmt: skip
    for name in sorted(asked - schemes.keys()):
        schemes[name] = {"type": "http", "scheme": "bearer"}
        notes.append(Note("repaired", f"security {name} is described nowhere: taken as a bearer"))
    renamed = {name: _name(name, obj(scheme), schemes) for name, scheme in schemes.items()}
    if not renamed:
        del components["securitySchemes"]
        if not components:
            del document["components"]
        return notes
    kept: JsonObject = {}
    for name, scheme in schemes.items():
        kept.setdefault(renamed[name], scheme)
    obj(document["components"])["securitySchemes"] = kept
    for holder in _holders(document):
        if "security" in holder:
            holder["security"] = [
                _requirement(obj(item), renamed) for item in arr(holder["security"])
            ]
    return notes


def _holders(document: JsonObject) -> list[JsonObject]:
    return [document, *(operation for _, _, operation in operations(document))]


def _typed(schemes: JsonObject) -> list[Note]:
    """`type: bearer` and `type: basic` are schemes of the type http."""
    notes: list[Note] = []
    for name, scheme in schemes.items():
        kind = text(obj(scheme).get("type")).lower()
        if kind in {"bearer", "basic"} or (kind == "http" and "scheme" not in obj(scheme)):
            schemes[name] = {
                **obj(scheme),
                "type": "http",
                "scheme": kind if kind != "http" else "bearer",
            }
            notes.append(Note("repaired", f"security {name} is typed as HTTP {kind}"))
    return notes


def _name(name: str, scheme: JsonObject, schemes: JsonObject) -> str:
    if scheme.get("type") == "http" and text(scheme.get("scheme")).lower() == "bearer":
        return BEARER
    if name != BEARER:
        return name
    # Under that name it would take the place of another page's bearer.
    other = _OTHER
    while other in schemes:
        other += "2"
    return other


def _requirement(requirement: JsonObject, renamed: dict[str, str]) -> Json:
    return {renamed.get(name, name): scopes for name, scopes in requirement.items()}
