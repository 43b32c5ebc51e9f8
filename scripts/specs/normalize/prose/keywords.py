"""Constraints that a description states in words, as schema keywords.

Keywords that the schema already has win over what the prose says, and the prose stays where it
is. A statement that holds in some cases only ("required for manual mode") is nothing that a keyword
of one property can say, and one that is said twice in two ways is not certain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import arr, same, text
from scripts.specs.normalize.prose.numbers import NUMBER, bounds, plain, steps, value
from scripts.specs.normalize.prose.sizes import items, lengths
from scripts.specs.normalize.prose.statements import exceptions, is_about_others, statements
from scripts.specs.normalize.prose.values import defaults, format_of, listed, lists_numbers
from scripts.specs.normalize.validity import holds
from scripts.specs.schemas import kind_of, types

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.prose.statements import Statement

_CALLBACK_NAME: Final = re.compile(
    r"(?:call_?back|reply|web_?hook|notify)_?ur[il]|notify_?hook", re.IGNORECASE
)
_INT32: Final = 2**31
_ENDS: Final = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
)
# What one case allows beyond such a bound, no keyword may forbid.
_GROUPS: Final = (
    ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
)
_ALONE: Final = re.compile(rf"(?:up\s+to\s+)?(?P<number>{NUMBER})(?:\s*[A-Za-z]+)?", re.IGNORECASE)
_FRACTION: Final = re.compile(r"(?<![\w.])\d{1,30}\.\d")
# A default would be sent even where the parameter has no effect or is not allowed.
_NOT_ALWAYS: Final = re.compile(
    r"\bonly (?:effective|used|applies|applicable|valid|available|works|when|if|for)\b|"
    r"\brequired (?:when|if|for)\b|\bnot (?:compatible|supported|allowed) with\b|"
    r"依据|取决|当前参数必填|才生效|不生效|支持的?模型|[仅只](?:支持|适用|在|当|有)",
    re.IGNORECASE,
)


def lift(
    name: str, schema: JsonObject, description: str, beside: Collection[str] = ()
) -> JsonObject:
    """Return the schema of a property or parameter, with what its description and name say as keywords.

    `beside` are the names of the others: what a sentence says of one of them is not lifted.
    """
    if (inner := _only_option(schema)) is not None:
        options = [
            lift(name, option, description, beside) if option is inner else option
            for option in arr(schema.get("anyOf"))
            if isinstance(option, dict)
        ]
        return {**schema, "anyOf": [*options]}
    if has_fractions(name, schema, description, beside):
        schema = _with_fractions(schema)
    found = stated(name, schema, description, beside)
    result: JsonObject = {**_fitting(found, schema), **schema}
    if "enum" in result and "enum" not in schema:
        # A list of the only values says more than a length does.
        result.pop("maxLength", None)
        result.pop("minLength", None)
        if "null" in types(schema):
            result["enum"] = [*arr(result["enum"]), None]
    return wide_integer(result)


def disagreements(
    name: str, schema: JsonObject, description: str, beside: Collection[str] = ()
) -> list[str]:
    """Return the keywords of the schema that say something else than its description does."""
    found = stated(name, schema, description, beside)
    return sorted(
        key
        for key, lifted in found.items()
        if key in schema and key != "format" and not _same_meaning(key, schema[key], lifted)
    )


def _same_meaning(key: str, given: Json, stated: Json) -> bool:
    if key == "enum":
        # A page may list some values in a sentence and all of them in the keyword.
        return all(any(same(value, item) for item in arr(given)) for value in arr(stated))
    return same(given, stated)


def _only_option(schema: JsonObject) -> JsonObject | None:
    """Return the one schema beside null that an anyOf amounts to."""
    options = [item for item in arr(schema.get("anyOf")) if isinstance(item, dict)]
    kept = [item for item in options if item.get("type") != "null"]
    return kept[0] if len(kept) == 1 and len(options) > 1 and types(kept[0]) else None


def has_fractions(
    name: str, schema: JsonObject, description: str, beside: Collection[str] = ()
) -> bool:
    """Return whether the description of an integer states a bound, a value or a default with a point."""
    if set(types(schema)) - {"null"} != {"integer"}:
        return False
    return any(
        _FRACTION.search(statement.text)
        and (
            _constraints(name, "number", statement.text, description)
            or defaults(statement.text, "number", bare=False)
            or lists_numbers(statement.text)
        )
        for statement in statements(description)
        if not is_about_others(name, statement.text, beside)
    )


def _with_fractions(schema: JsonObject) -> JsonObject:
    """Return the schema of an integer, allowing any number."""
    kinds: list[Json] = ["number" if kind == "integer" else kind for kind in types(schema)]
    kept: JsonObject = {key: value for key, value in schema.items() if key != "format"}
    return {**kept, "type": kinds if isinstance(schema.get("type"), list) else kinds[0]}


def stated(
    name: str, schema: JsonObject, description: str, beside: Collection[str] = ()
) -> JsonObject:
    """Return the keywords that the description and the name amount to, whatever the schema has."""
    kinds = [kind for kind in types(schema) if kind != "null"]
    if len(kinds) != 1:
        return {}
    kind = kinds[0]
    all_stated = [
        one for one in statements(description) if not is_about_others(name, one.text, beside)
    ]
    stated = [statement for statement in all_stated if not statement.conditional]
    some = [_in_some_case(name, kind, clause) for clause in exceptions(all_stated)]
    found = _shown_to_hold(
        schema,
        _everywhere(
            _agreed(
                [_constraints(name, kind, statement.text, description) for statement in stated]
            ),
            some,
        ),
    )
    if kind == "string" and _CALLBACK_NAME.fullmatch(name):
        found["format"] = "uri"
    if "format" not in found and not found.keys() & {"minimum", "maximum"}:
        values = listed(name, all_stated, kind)
        if values:
            found |= _shown_to_hold(schema, {"enum": values})
    fitted: JsonObject = {**_fitting(found, schema), **schema}
    if (default := _default(kind, all_stated, description, fitted)) is not None:
        found["default"] = default[0]
    return found


def _constraints(name: str, kind: str, statement: str, description: str) -> JsonObject:
    """Return what one statement says about a value of the type."""
    found = _bounds(name, kind, statement)
    if kind in {"integer", "number"}:
        return found | steps(statement)
    return found | format_of(statement, description) if kind == "string" else found


def _bounds(name: str, kind: str, statement: str) -> JsonObject:
    if kind in {"integer", "number"}:
        return bounds(name, statement, integer=kind == "integer")
    if kind == "string":
        return lengths(statement)
    return items(name, statement) if kind == "array" else {}


def _in_some_case(name: str, kind: str, clause: str) -> JsonObject:
    """Return the bounds of a clause about some cases; a number alone may be the lower and the upper one."""
    if (number := _ALONE.fullmatch(clause)) is None:
        return _bounds(name, kind, clause)
    found = plain(value(number["number"]))
    return {key: found for group in _ENDS for key in group}


def _everywhere(found: JsonObject, some: list[JsonObject]) -> JsonObject:
    """Return what was found, without the bounds that lie beyond it in some cases."""
    result = dict(found)
    for key, stated in found.items():
        group = next((group for group in _GROUPS if key in group), ())
        given = [one[other] for one in some for other in group if other in one]
        numbers = [number for number in given if isinstance(number, (int, float))]
        if isinstance(stated, (int, float)) and any(
            number < stated if "min" in key.lower() else number > stated for number in numbers
        ):
            del result[key]
    return result


def _agreed(found: list[JsonObject]) -> JsonObject:
    """Return the keywords that no two statements give differently."""
    result: JsonObject = {}
    disputed: set[str] = set()
    for keywords in found:
        for key, stated in keywords.items():
            if key in result and not same(result[key], stated):
                disputed.add(key)
            result[key] = stated
    return {key: stated for key, stated in result.items() if key not in disputed}


def _shown_to_hold(schema: JsonObject, found: JsonObject) -> JsonObject:
    """Return what was found, unless a value that the page itself shows is refused by it."""
    shown = [*arr(schema.get("examples")), schema.get("example"), schema.get("default")]
    values = [value for value in shown if value is not None and value != ""]
    return {
        key: stated
        for key, stated in found.items()
        if all(holds({key: stated}, value) for value in values)
    }


def _fitting(found: JsonObject, schema: JsonObject) -> JsonObject:
    """Return what was found, without what the schema's own keywords leave no room for."""
    result = {key: stated for key, stated in found.items() if key not in schema}
    for low, high in _ENDS:
        if low in schema or ("exclusive" + low.capitalize()) in schema:
            result.pop("exclusive" + low.capitalize(), None)
            result.pop(low, None)
        if high in schema or ("exclusive" + high.capitalize()) in schema:
            result.pop("exclusive" + high.capitalize(), None)
            result.pop(high, None)
        both: JsonObject = {**result, **schema}
        least, most = both.get(low), both.get(high)
        if isinstance(least, (int, float)) and isinstance(most, (int, float)) and least > most:
            result.pop(low, None)
            result.pop(high, None)
    if "enum" in schema or "const" in schema:
        result = {key: stated for key, stated in result.items() if key in {"default", "format"}}
    step, least = result.get("multipleOf"), {**result, **schema}.get("minimum")
    if isinstance(step, int) and isinstance(least, (int, float)) and least % step:
        # Steps are counted from the minimum then, and no keyword expresses that.
        del result["multipleOf"]
    return result


def _default(
    kind: str, all_stated: list[Statement], description: str, schema: JsonObject
) -> tuple[Json] | None:
    """Return the one default that is a value of the schema, and that no case has another than."""
    if kind not in {"boolean", "integer", "number", "string"} or _NOT_ALWAYS.search(description):
        return None
    found: list[Json] = []
    others: list[Json] = []
    for statement in all_stated:
        given = defaults(statement.text, kind, bare="enum" in schema)
        (others if statement.conditional else found).extend(given)
    distinct = [value for index, value in enumerate(found) if value not in found[:index]]
    if len(distinct) != 1 or any(not same(value, distinct[0]) for value in others):
        return None
    if not _allowed(distinct[0], schema):
        return None
    return (distinct[0],)


def _allowed(value: Json, schema: JsonObject) -> bool:
    if "enum" in schema:
        return any(
            kind_of(value) == kind_of(item) and value == item for item in arr(schema["enum"])
        )
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return True
    low, high = schema.get("minimum"), schema.get("maximum")
    step = schema.get("multipleOf")
    return (
        not (isinstance(low, (int, float)) and value < low)
        and not (isinstance(high, (int, float)) and value > high)
        and not (isinstance(step, int) and step and value % step)
    )


def wide_integer(schema: JsonObject) -> JsonObject:
    """int64 where the bounds need more than 32 signed bits."""
    if "integer" not in types(schema) or text(schema.get("format")):
        return schema
    bounds_given = [schema.get("minimum"), schema.get("maximum")]
    wide = any(
        isinstance(bound, (int, float)) and not -_INT32 <= bound < _INT32 for bound in bounds_given
    )
    return {**schema, "format": "int64"} if wide else schema
