"""Authentication as one security scheme under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import arr, obj, operations, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

BEARER: Final = "BearerAuth"


def normalize(document: JsonObject) -> None:
    """Call the HTTP bearer scheme BearerAuth, whatever the pages call it, in place."""
    schemes = obj(obj(document.get("components")).get("securitySchemes"))
    renamed = {name: _name(name, obj(scheme)) for name, scheme in schemes.items()}
    if not renamed:
        return
    kept: JsonObject = {}
    for name, scheme in schemes.items():
        kept.setdefault(renamed[name], scheme)
    obj(document["components"])["securitySchemes"] = kept
    for holder in [document, *(operation for _, _, operation in operations(document))]:
        if "security" in holder:
            holder["security"] = [
                _requirement(obj(item), renamed) for item in arr(holder["security"])
            ]


def _name(name: str, scheme: JsonObject) -> str:
    is_bearer = scheme.get("type") == "http" and text(scheme.get("scheme")).lower() == "bearer"
    return BEARER if is_bearer else name


def _requirement(requirement: JsonObject, renamed: dict[str, str]) -> Json:
    return {renamed.get(name, name): scopes for name, scopes in requirement.items()}
