"""Keys whose value is text or a flag, wherever the standard has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import copied, spelled

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

_TEXTS: Final = frozenset({
    "bearerFormat", "description", "in", "name", "openIdConnectUrl", "operationId", "scheme",
    "style", "summary", "termsOfService", "title", "type", "url", "version",
})  # fmt: skip
_FLAGS: Final = frozenset({
    "allowEmptyValue", "allowReserved", "deprecated", "explode", "required",
})  # fmt: skip
_WORDS: Final = {"true": True, "false": False}


def values_of(given: JsonObject, context: Context, at: Location) -> JsonObject:
    """Return a copy in which texts are text and flags are flags. A name may be written like a number."""
    result: JsonObject = {}
    for key, value in given.items():
        kept = _value(key, value)
        if kept is None and value is not None:
            context.left_out(f"`{key}`: not a value that it can have", (*at, key))
        if kept is not None or key not in _TEXTS | _FLAGS:
            result[key] = kept
    return result


def _value(key: str, value: Json) -> Json:
    if key in _TEXTS:
        return spelled(value) if isinstance(value, (str, int, float)) else None
    if key in _FLAGS:
        if isinstance(value, str):
            return _WORDS.get(value.lower())
        return value if isinstance(value, bool) else None
    return copied(value)
