"""Bodies that are one of several objects, distinguished by a property with one value.

The specification of a provider lists the objects. The `mapping` of each value to its object follows from
them, and so does what an object for all other values must not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import SCHEMAS, arr, obj, text
from scripts.specs.normalize.schema_locations import change_schemas

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

_CHOICES: Final = ("oneOf", "anyOf")


def complete(document: JsonObject) -> None:
    """Complete the discriminators of a document, in place."""
    schemas = obj(obj(document.get("components")).get("schemas"))

    def completed(schema: JsonObject, _: Place) -> JsonObject:
        name = text(obj(schema.get("discriminator")).get("propertyName"))
        options = [obj(one) for key in _CHOICES for one in arr(schema.get(key))]
        if not name or not all("$ref" in option for option in options):
            return schema
        mapping: JsonObject = dict(obj(obj(schema["discriminator"]).get("mapping")))
        mapped = [*mapping.values()]
        others: list[JsonObject] = []
        for option in options:
            given = property_of(option, name, schemas)
            if (value := single_value(given)) is not None and option["$ref"] not in mapped:
                mapping.setdefault(value, option["$ref"])
            elif value is None and given:
                others.append(given)
        values: list[Json] = [*mapping]
        for given in others if values else []:
            given["not"] = {"enum": values}
        if not mapping:
            return schema
        return {**schema, "discriminator": {"propertyName": name, "mapping": mapping}}

    change_schemas(document, completed)


def property_of(option: JsonObject, name: str, schemas: JsonObject) -> JsonObject:
    """Return a property of a component that a reference leads to, empty if it has none."""
    target = obj(schemas.get(text(option.get("$ref")).removeprefix(SCHEMAS)))
    return obj(obj(target.get("properties")).get(name))


def single_value(schema: JsonObject) -> str | None:
    """Return the one string that a property can have, None if it can have others."""
    values = [schema["const"]] if "const" in schema else arr(schema.get("enum"))
    return values[0] if len(values) == 1 and isinstance(values[0], str) else None
