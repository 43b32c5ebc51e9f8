"""Values made from schemas: small, valid, and the same in every run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, cast

from jsonschema_rs import Draft202012Validator

from longtake.emulator.validation import COMBINATIONS, Json, Schema

FORMATS: Final[Mapping[str, str]] = {
    "byte": "AA==",
    "date": "2026-01-01",
    "date-time": "2026-01-01T00:00:00Z",
    "duration": "PT1S",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "00:00:00Z",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
TEXT: Final = "text"
NULL: Final = {"type": "null"}


class _EndlessError(Exception):
    """A schema that contains itself, at a place where it has been entered already."""


class Sampler:
    """Makes values that meet schemas of one OpenAPI document."""

    def __init__(self, document: Mapping[str, Any], resolve: Callable[[object], Any]) -> None:
        self._components = document.get("components", {})
        self._resolve = resolve

    def value(self, schema: object) -> Json:
        """Return a value that meets a schema, its example where it has one.

        A schema whose `pattern` none of the prepared strings meets gets a string that does not meet
        it: such a schema needs an example.
        """
        return self._value(schema, frozenset())

    def is_valid(self, schema: object, value: object) -> bool:
        """Return whether a value meets a schema."""
        if not isinstance(schema, Mapping):
            return schema is not False
        whole = {**cast("Schema", schema), "components": self._components}
        return Draft202012Validator(whole, validate_formats=False).is_valid(value)

    def _value(self, schema: object, entered: frozenset[str]) -> Json:
        found, entered = self._enter(schema, entered)
        if not isinstance(found, Mapping):
            return TEXT
        plain = cast("Schema", found)
        return self._first_valid(plain, self._candidates(plain, entered))

    def _first_valid(self, schema: Schema, candidates: Iterable[Json]) -> Json:
        """Return the first candidate that meets a schema; the last one if none does."""
        last: Any = None
        for last in candidates:
            if self.is_valid(schema, last):
                break
        return last

    def _candidates(self, schema: Schema, entered: frozenset[str]) -> Iterator[Any]:
        """Yield values that may meet a schema, the best first; raise `_EndlessError` if none can."""
        if "const" in schema:
            yield schema["const"]
            return
        if "example" in schema:
            yield schema["example"]
        yield from schema.get("examples", ())
        if "default" in schema:
            yield schema["default"]
        if "enum" in schema:
            yield from (value for value in schema["enum"] if value is not None)
            yield from schema["enum"]
            return
        endless = False
        for plain, inside in self._without_combinations(schema, entered):
            for make in self._makers(plain, inside):
                try:
                    yield from make(plain)
                except _EndlessError:
                    endless = True
        if endless:
            raise _EndlessError

    def _without_combinations(
        self, schema: Schema, entered: frozenset[str]
    ) -> Iterator[tuple[Schema, frozenset[str]]]:
        """Yield a schema with its `allOf` merged, once with each alternative of `oneOf` and `anyOf`.

        Yields the entered references beside it. Raises `_EndlessError`, at the end, if one would have to be
        entered again.
        """
        merged = dict(schema)
        for part in merged.pop("allOf", ()):
            other, entered = self._enter(part, entered)
            merged = _merged(merged, other)
        keyword = next((name for name in COMBINATIONS if merged.get(name)), None)
        if keyword is None:
            yield merged, entered
            return
        endless = False
        for alternative in sorted(merged.pop(keyword), key=lambda each: each == NULL):
            try:
                other, inside = self._enter(alternative, entered)
                yield from self._without_combinations(_merged(merged, other), inside)
            except _EndlessError:
                endless = True
        if endless:
            raise _EndlessError

    def _enter(self, schema: object, entered: frozenset[str]) -> tuple[object, frozenset[str]]:
        """Follow a reference; raise `_EndlessError` if it has been entered already."""
        reference = _reference(schema)
        if reference is None:
            return schema, entered
        if reference in entered:
            raise _EndlessError
        return self._resolve(schema), entered | {reference}

    def _makers(
        self, schema: Schema, entered: frozenset[str]
    ) -> Iterator[Callable[[Schema], Iterator[Any]]]:
        """Yield a maker of candidates for each type that a schema allows, null last."""
        declared: str | list[str] = schema.get("type", _implied_type(schema))
        types = [declared] if isinstance(declared, str) else declared
        makers: Mapping[str, Callable[[Schema], Iterator[Any]]] = {
            "object": lambda plain: self._objects(plain, entered),
            "array": lambda plain: self._arrays(plain, entered),
            "string": _strings,
            "integer": _numbers,
            "number": _numbers,
            "boolean": lambda _: iter((True, False)),
            "null": lambda _: iter((None,)),
        }
        for name in sorted(types, key=lambda name: name == "null"):
            yield makers[name]

    def _objects(self, schema: Schema, entered: frozenset[str]) -> Iterator[Any]:
        properties: Mapping[str, Any] = schema.get("properties", {})
        required = frozenset[str](schema.get("required", ()))
        whole: dict[str, Any] = {}
        for name, inner in properties.items():
            try:
                whole[name] = self._value(inner, entered)
            except _EndlessError:
                if name in required:
                    raise
        yield whole
        # For properties that exclude each other.
        yield {name: value for name, value in whole.items() if name in required}

    def _arrays(self, schema: Schema, entered: frozenset[str]) -> Iterator[Any]:
        length: int = max(schema.get("minItems", 0), 1)
        try:
            item = self._value(schema.get("items", {}), entered)
        except _EndlessError:
            yield []
            raise
        yield [item] * length
        choices: list[Any] = self._resolve(schema.get("items", {})).get("enum", [])
        yield choices[:length]
        yield []


def _reference(schema: object) -> str | None:
    """Return the reference in a schema; None without one."""
    return cast("Schema", schema).get("$ref") if isinstance(schema, Mapping) else None


def _implied_type(schema: Schema) -> str:
    """Return the type of a schema without `type`."""
    if "properties" in schema or "additionalProperties" in schema:
        return "object"
    return "array" if "items" in schema else "string"


def _merged(first: Schema, second: object) -> dict[str, Any]:
    """Return a schema with the requirements of two schemas."""
    if not isinstance(second, Mapping):
        return dict(first)
    other = cast("Schema", second)
    merged = {**first, **other}
    if "properties" in first and "properties" in other:
        merged["properties"] = {**first["properties"], **other["properties"]}
    if "required" in first and "required" in other:
        merged["required"] = [*first["required"], *other["required"]]
    if "allOf" in first and "allOf" in other:
        merged["allOf"] = [*first["allOf"], *other["allOf"]]
    return merged


def _strings(schema: Schema) -> Iterator[Any]:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength")
    if schema.get("format", "") in FORMATS:
        yield FORMATS[schema["format"]]
    for text in (TEXT, "1", "a", "A", *FORMATS.values(), "1:1", "1.0", ""):
        padded = text if not text else text + text[-1] * max(0, shortest - len(text))
        yield padded[:longest]


def _numbers(schema: Schema) -> Iterator[Any]:
    step = schema.get("multipleOf", 1)
    bounds = [schema[name] for name in ("minimum", "maximum") if name in schema]
    above: list[float] = [schema["exclusiveMinimum"]] if "exclusiveMinimum" in schema else []
    below: list[float] = [schema["exclusiveMaximum"]] if "exclusiveMaximum" in schema else []
    yield from (step, 0)
    for bound in (*bounds, *above, *below):
        rounded = bound // step * step
        yield from (bound, rounded, rounded + step, rounded - step)
    if above and below:
        yield (above[0] + below[0]) / 2
    yield from ((bound + extra) for bound in above for extra in (0.5, 0.001))
