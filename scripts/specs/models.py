"""Pages of single models whose common operation a written document describes.

A provider may have one path for many models. The written document has the operation with the models that
are described there, told apart by a property with one value. The page of a model then adds an alternative,
or takes the place of the written one; method and resource stay those of the written one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import SpecError
from scripts.specs.json_types import (
    SCHEMAS,
    arr,
    child,
    copied_object,
    obj,
    operations,
    same,
    strings,
    text,
)
from scripts.specs.merge_names import shape
from scripts.specs.normalize.discriminators import property_of, single_value
from scripts.specs.normalize.naming.identifiers import pascal

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment

_JSON: Final = "application/json"
_SEPARATOR: Final = re.compile(r"[^a-z0-9]+")


def describes_models(operation: JsonObject) -> bool:
    """Return whether the alternatives of an operation's body are told apart by a property."""
    schema = _schema(operation)
    return "discriminator" in schema and "oneOf" in schema


def join(document: JsonObject, operation: JsonObject, fragment: PageFragment) -> JsonObject:
    """Return a written operation with the models that pages describe, and note each of them.

    Args:
        document: The merged pages. It gets the models as components.
        operation: The written operation. The pages have an operation with the same path and method.
        fragment: The written document.

    Raises:
        SpecError: If the body of the pages does not name one model.
    """
    path, method, of_pages = next(
        (path, method, found)
        for path, method, found in operations(document)
        if operation is _at(fragment.document, path, method)
    )
    result = copied_object(operation)
    schema = _schema(result)
    key = text(obj(schema["discriminator"]).get("propertyName"))
    written = obj(obj(fragment.document.get("components")).get("schemas"))
    known = {
        single_value(property_of(obj(option), key, written)): obj(option)
        for option in arr(schema["oneOf"])
    }
    options: list[Json] = [*arr(schema["oneOf"])]
    schemas = child(child(document, "components"), "schemas")
    for name, model in _models(of_pages, schemas, {*written}):
        value = single_value(obj(obj(model.get("properties")).get(key)))
        if value is None:
            raise SpecError(
                f"{method.upper()} {path}: expected a body whose `{key}` has one value, as in "
                f"{fragment.page.file.name}"
            )
        replaced = known.get(value)
        declared = obj(written.get(text((replaced or {}).get("$ref")).removeprefix(SCHEMAS)))
        obj(model["properties"])[key] = {"const": value}
        place = _place(text(operation.get("x-resource")), value)
        for part in ("x-resource", "x-method"):
            model[part] = declared.get(part, place[part])
        schemas[name] = model
        reference: JsonObject = {"$ref": SCHEMAS + name}
        if replaced is None:
            # The alternative for all other models stays the last one.
            options.insert(len(options) - 1, reference)
            note = f"{value} of a page is {model['x-resource']}.{model['x-method']}"
        else:
            options[options.index(replaced)] = reference
            note = f"{value} is on a page too, which is kept: remove it here"
        component = text((replaced or {}).get("$ref")).removeprefix(SCHEMAS)
        places = (f"components.schemas.{component}", f"{method.upper()} {path}")
        fragment.repaired(
            note, next((fragment.lines[at] for at in places if at in fragment.lines), None)
        )
    schema["oneOf"] = options
    result["x-source"] = [*arr(of_pages.get("x-source")), *arr(operation.get("x-source"))]
    return result


def _at(document: JsonObject, path: str, method: str) -> Json:
    return obj(obj(document.get("paths")).get(path)).get(method)


def _schema(operation: JsonObject) -> JsonObject:
    content = obj(obj(operation.get("requestBody")).get("content"))
    return obj(obj(content.get(_JSON)).get("schema"))


def _models(
    operation: JsonObject, schemas: JsonObject, taken: set[str]
) -> list[tuple[str, JsonObject]]:
    """Return each model that the operation of the pages describes, with the name of its component."""
    schema = _schema(operation)
    found: list[tuple[str, JsonObject]] = []
    for option in map(obj, arr(schema.get("oneOf")) or [schema]):
        name = text(option.get("$ref")).removeprefix(SCHEMAS)
        model = copied_object(obj(schemas.get(name)) if name else option)
        if not name:
            called = [single_value(obj(given)) for given in obj(model.get("properties")).values()]
            name = f"{pascal(*(value for value in called if value))}Request"
            if summary := text(operation.get("summary")):
                model.setdefault("description", summary)
        while name in taken:
            name = f"{name}2"
        for part in ("title", "examples", "example", "default"):
            model.pop(part, None)
        for given in map(obj, obj(model.get("properties")).values()):
            _unite(
                obj(schemas.get(text(given.get("$ref")).removeprefix(SCHEMAS))) or given, schemas
            )
        found.append((name, model))
    return found


def _unite(schema: JsonObject, schemas: JsonObject) -> None:
    """Make one object, in place, of alternatives that differ in which one property must be given."""
    options = [
        obj(schemas.get(text(obj(option).get("$ref")).removeprefix(SCHEMAS))) or obj(option)
        for option in arr(schema.get("oneOf"))
    ]
    if len(options) < 2 or not all("properties" in option for option in options):  # noqa: PLR2004 - a choice
        return
    required = [strings(option.get("required")) for option in options]
    common = [name for name in required[0] if all(name in names for names in required)]
    own = [[name for name in names if name not in common] for names in required]
    properties: JsonObject = {}
    for option in options:
        for name, given in obj(option["properties"]).items():
            if not same(shape(properties.setdefault(name, given)), shape(given)):
                return
    if not all(len(names) == 1 for names in own) or len({names[0] for names in own}) < len(own):
        return
    choice: list[Json] = [{"required": [*names]} for names in own]
    schema |= {"type": "object", "properties": properties, "required": [*common], "oneOf": choice}


def _place(resource: str, model: str) -> dict[str, str]:
    """Return resource and method of a model by its id: `hailuo/02-pro` is `jobs.hailuo.v02_pro`.

    They depend on the id alone, so that another model renames nothing.
    """
    family, _, rest = model.lower().partition("/")
    names = [_SEPARATOR.sub("_", part).strip("_") for part in (family, rest or "create")]
    family, method = (f"v{name}" if name[:1].isdigit() else name for name in names)
    return {"x-resource": f"{resource}.{family}", "x-method": method}
