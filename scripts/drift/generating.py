"""Two documents as they are generated from to be compared: without what cannot count.

Order decides nothing for people, but a class takes its arguments in the order of its properties. So
the new document gets the order of the old one, and what is new in it comes last.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import obj, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_NOT_GENERATED: Final = frozenset({"examples", "example", "x-source", "externalDocs"})
_OF_NAMES: Final = frozenset({"properties", "schemas", "patternProperties", "responses"})
_DATA: Final = frozenset({"default", "enum", "const"})


def alike(old: JsonObject, new: JsonObject) -> tuple[JsonObject, JsonObject]:
    """Copies of two documents that differ in nothing but what may count."""
    was, now = obj(_bare(old, named=False)), obj(_bare(new, named=False))
    return was, obj(_in_order_of(was, now))


def _bare(value: Json, *, named: bool) -> Json:
    """Without examples and sources. `named` says that the keys are names that someone chose."""
    if isinstance(value, list):
        return [_bare(item, named=False) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: item if key in _DATA and not named else _bare(item, named=_names(key, named))
        for key, item in value.items()
        if named or key not in _NOT_GENERATED
    }


def _names(key: str, named: bool) -> bool:
    return not named and key in _OF_NAMES


def _in_order_of(old: Json, new: Json) -> Json:
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*(key for key in old if key in new), *(key for key in new if key not in old)]
        return {key: _in_order_of(old.get(key), new[key]) for key in keys}
    if isinstance(old, list) and isinstance(new, list):
        known = {_key(item): index for index, item in reversed(list(enumerate(old)))}
        ordered = sorted(new, key=lambda item: known.get(_key(item), len(old)))
        return [
            _in_order_of(old[known[_key(item)]], item) if _key(item) in known else item
            for item in ordered
        ]
    return new


def _key(item: Json) -> str:
    """What tells the items of a list apart, wherever they stand."""
    given = obj(item)
    if "name" in given:
        return f"{text(given.get('in'))} {text(given['name'])}"
    bare = {key: value for key, value in given.items() if key != "description"}
    return json.dumps(bare if isinstance(item, dict) else item, sort_keys=True)
