"""The same shape under several names as one schema.

What a provider responds with is often one envelope on every page. Responses that hold the same object,
whatever the words about it, share one component, called by what their names share: MjGenerateResult
and MjUpscaleResult become MjResult, three refusals of one operation its Error.

Left apart are names that a page or a supplement gave; requests, which are an operation's own and
grow apart; and shapes too small to mean the same thing (one property, one value of an enum), unless
they are schemas of errors.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from scripts.specs.component_references import rename_schemas
from scripts.specs.json_types import SCHEMAS, arr, obj, operations, text
from scripts.specs.normalize.naming.python_names import is_reserved_class
from scripts.specs.schemas import WORDING, children

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_WORD = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z][a-z]*\d*")
# Words that say what part a schema plays, and nothing of what it holds.
_PARTS: Final = frozenset({"Response", "Result", "Request", "Code", "Value", "Item", "Data"})
_LEAST: Final = 2


def unify(document: JsonObject, generated: set[str], errors: set[str]) -> None:
    """Make one component of each group that has one shape, in place.

    Args:
        document: A hoisted document.
        generated: The components without a given name.
        errors: Those of them that are the whole of an error's response.
    """
    schemas = obj(obj(document.get("components")).get("schemas"))
    free = generated - _asked_for(document, schemas)
    # A schema's parts are made one before the schemas that differ in nothing but those parts.
    while groups := _groups(schemas, free, errors):
        for names in groups:
            shared = _shared_name(names, errors)
            if not shared or (shared in schemas and shared not in names):
                free -= set(names)
                continue
            first = min(names)
            kept = schemas[first]
            for name in names:
                if name != first:
                    del schemas[name]
            document_names: dict[str, str] = dict.fromkeys(names, shared)
            rename_schemas(document, document_names)
            schemas = obj(obj(document["components"])["schemas"])
            schemas[shared] = kept
            free = (free - set(names)) | {shared}
            errors = errors | ({shared} if set(names) <= errors else set())
            break


def _groups(schemas: JsonObject, free: set[str], errors: set[str]) -> list[list[str]]:
    by_shape: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        if name in free and _is_distinctive(obj(schema), error=name in errors):
            key = json.dumps(bare(schema), sort_keys=True)
            by_shape.setdefault(key, []).append(name)
    # One tag's: that two tags number their states alike is chance. Errors are a provider's.
    alike: list[list[str]] = []
    for names in map(sorted, by_shape.values()):
        of_tags = [list(group) for _, group in groupby(sorted(names, key=_first_word), _first_word)]
        alike += [names] if set(names) <= errors else of_tags
    return sorted(names for names in alike if len(names) > 1)


def _first_word(name: str) -> str:
    return next(iter(_WORD.findall(name)), name)


def _is_distinctive(schema: JsonObject, *, error: bool) -> bool:
    size = max(len(obj(schema.get("properties"))), len(arr(schema.get("enum"))))
    return size >= (1 if error else _LEAST)


def bare(value: Json, *, named: bool = False) -> Json:
    """Return a schema without its words. `named` says that the keys are names of properties."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: bare(item, named=not named and key in {"properties", "patternProperties"})
        for key, item in value.items()
        if named or key not in WORDING
    }


def _shared_name(names: list[str], errors: set[str]) -> str:
    """Return what the names have in common, empty where that distinguishes nothing."""
    split = [_WORD.findall(name) for name in names]
    shortest = min(len(words) for words in split)
    front = 0
    while front < shortest and len({words[front] for words in split}) == 1:
        front += 1
    back = 0
    while back < shortest - front and len({words[-1 - back] for words in split}) == 1:
        back += 1
    shared = [*split[0][:front], *split[0][len(split[0]) - back :]]
    if set(names) <= errors and "Error" not in shared:
        shared = [*split[0][:front], "Error"]
    name = "".join(shared)
    distinctive = front > 0 and len(shared) >= _LEAST and not set(shared) <= _PARTS
    if distinctive and not is_reserved_class(name):
        return name
    return "Error" if set(names) <= errors else ""


def _asked_for(document: JsonObject, schemas: JsonObject) -> set[str]:
    """Return the components that requests and parameters reach."""
    waiting: list[JsonObject] = []
    for _, _, operation in operations(document):
        waiting += [obj(obj(item).get("schema")) for item in arr(operation.get("parameters"))]
        content = obj(obj(operation.get("requestBody")).get("content"))
        waiting += [obj(obj(media).get("schema")) for media in content.values()]
    found: set[str] = set()
    while waiting:
        schema = waiting.pop()
        name = text(schema.get("$ref")).removeprefix(SCHEMAS)
        if name in schemas and name not in found:
            found.add(name)
            waiting.append(obj(schemas[name]))
        waiting += [inner for _, inner in children(schema)]
    return found
