"""Where a `$ref` leads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from scripts.specs.json_types import arr, obj, unescaped

if TYPE_CHECKING:
    from scripts.specs.json_types import Json
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

_ALLOWED = re.compile(r"[A-Za-z0-9._-]+")
_WORD = re.compile(r"[A-Za-z0-9]+")

SCHEMAS: Final = ("components", "schemas")
# Where other standards, and older versions of this one, keep their schemas.
_ELSEWHERE: Final = frozenset({"definitions", "$defs", "schemas", "models"})


class References:
    """Looks references up in the document as given."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.names = _names(context)

    def way(self, reference: str, at: Location) -> Location:
        """Return the location that a reference within the document names.

        Raises:
            SpecError: The reference is to another file.
        """
        if not reference.startswith("#"):
            raise self.context.error(
                "expected a reference within this document (`#/...`), not to another file", at
            )
        steps = unquote(reference[1:]).split("/")[1:]
        return tuple(unescaped(step) for step in steps)

    def value(self, way: Location) -> tuple[Location, Json] | None:
        """Return the location with the indices of arrays as numbers, and what stands there."""
        value: Json = self.context.given
        found: list[str | int] = []
        for step in way:
            if isinstance(value, list) and str(step).isdecimal():
                items = arr(value)
                if int(step) >= len(items):
                    return None
                value = items[int(step)]
                found.append(int(step))
            elif isinstance(value, dict) and str(step) in value:
                value = value[str(step)]
                found.append(str(step))
            else:
                return None
        return tuple(found), value

    def schema_name(self, way: Location) -> str | None:
        """Return the component that a reference names, wherever it expects it."""
        if len(way) == len(SCHEMAS) + 1 and way[:2] == SCHEMAS:
            return self.names.get(str(way[2]))
        if len(way) == 2 and way[0] in _ELSEWHERE:  # noqa: PLR2004 - the folder and the name
            return self.names.get(str(way[1]))
        return None


def _names(context: Context) -> dict[str, str]:
    """By the name that each schema has, the name that it may have as a component."""
    given = [*obj(obj(context.given.get("components")).get("schemas"))]
    for key in _ELSEWHERE:
        given += [name for name in obj(context.given.get(key)) if name not in given]
    names: dict[str, str] = {name: name for name in given if _ALLOWED.fullmatch(name)}
    taken = set(names)
    for name in given:
        if name in names:
            continue
        base = "".join(word[:1].upper() + word[1:] for word in _WORD.findall(name)) or "Schema"
        numbered = (f"{base}{number}" for number in range(2, len(given) + 2))
        names[name] = base if base not in taken else next(n for n in numbered if n not in taken)
        taken.add(names[name])
    return names
