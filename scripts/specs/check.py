"""The conventions that a finished document keeps, as a linter over it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, cast

from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    OpenAPIValidationError,
    UnresolvableParameterError,
)
from openapi_spec_validator.validation.keywords import OpenAPIV31SchemaValidator

from scripts.specs.expressions import stale
from scripts.specs.json_types import SCHEMAS, arr, obj, operations, pointer, strings, text
from scripts.specs.normalize.hoist import discriminating_fields, is_object
from scripts.specs.normalize.naming.operation_ids import VERBS
from scripts.specs.normalize.schema_locations import schema_holders
from scripts.specs.schemas import children, kind_of, nullable, types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jsonschema_path.paths import SchemaPath
    from openapi_spec_validator.validation.keywords import KeywordValidator

    from scripts.specs.json_types import Json, JsonObject

Place = tuple[str | int, ...]

_DATA: Final = frozenset({"example", "examples", "default", "enum", "const"})
# Keys under these are names that an author chose.
_NAMED: Final = frozenset({"headers", "patternProperties", "properties", "responses", "schemas"})
_RESTRICTING: Final = frozenset({"allOf", "not", "if", "then", "else", "propertyNames"})
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def problems(document: JsonObject) -> list[str]:
    """Everything that is wrong, each with a JSON Pointer. Empty for a document that is well."""
    return described(placed_problems(document))


def described(found: Iterable[tuple[Place, str]]) -> list[str]:
    """Return problems as people read them, each with a JSON Pointer."""
    return [f"{pointer(*at)}: {message}" for at, message in found]


def placed_problems(document: JsonObject) -> list[tuple[Place, str]]:
    """Return everything that is wrong, each with its place."""
    # What comes later takes for granted what comes before: the validator stops at a reference that
    # leads nowhere, and the conventions would only repeat what makes a document invalid.
    dangling = list(_dangling(document))
    return dangling or _invalid(document) or list(_Linter(document).run())


def _dangling(document: JsonObject) -> Iterator[tuple[Place, str]]:
    schemas = obj(obj(document.get("components")).get("schemas"))
    waiting: list[tuple[Place, Json]] = [((), document)]
    while waiting:
        at, value = waiting.pop()
        names = at[-1:] and at[-1] in _NAMED
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and reference.removeprefix(SCHEMAS) not in schemas:
                yield at, f"{reference} leads nowhere"
            waiting += [
                ((*at, key), item)
                for key, item in value.items()
                if names or (key not in _DATA and not key.startswith("x-"))
            ]
        elif isinstance(value, list):
            waiting += [((*at, index), item) for index, item in enumerate(value)]


def _invalid(document: JsonObject) -> list[tuple[Place, str]]:
    validator = _SpecValidator(cast("dict[str, Any]", document))
    found: list[tuple[Place, str]] = []
    for error in cast("Iterator[Any]", validator.iter_errors()):
        path = cast("list[str | int]", list(getattr(error, "absolute_path", ())))
        found.append((tuple(path), f"not valid OpenAPI 3.1: {_reason(error)}"))
    return found


def _reason(error: OpenAPIValidationError) -> str:
    """Why, without the part of the document that is meant: it may hold an example."""
    if isinstance(error, (DuplicateOperationIDError, UnresolvableParameterError)):
        return str(error.message)
    rule: object = error.validator
    return f"breaks `{rule}`" if isinstance(rule, str) else "not what may stand here"


class _SchemaValidator(OpenAPIV31SchemaValidator):
    """Check each schema against its dialect once in a process, as most are those of an earlier document."""

    def _get_schema_checker(
        self, schema: SchemaPath, schema_value: object
    ) -> Callable[[object], None]:
        check = super()._get_schema_checker(schema, schema_value)
        key = (self._get_schema_dialect_id(schema, schema_value), json.dumps(schema_value))

        def check_once(value: object) -> None:
            if key not in _VALID:
                check(value)
                _VALID.add(key)

        return check_once


_VALID: Final[set[tuple[str, str]]] = set()
"""The schemas that are valid, each with its dialect."""


class _SpecValidator(OpenAPIV31SpecValidator):
    keyword_validators: dict[str, type[KeywordValidator]] = {  # noqa: RUF012 - as in the base class
        **OpenAPIV31SpecValidator.keyword_validators,
        "schema": _SchemaValidator,
    }


class _Linter:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.schemas = obj(obj(document.get("components")).get("schemas"))
        self.used: set[str] = set()
        self.ids: set[str] = set()
        self.received: set[str] = set()

    def run(self) -> Iterator[tuple[Place, str]]:
        found = list(operations(self.document))
        self._find_received()
        for path, method, operation in found:
            yield from self._names(operation, ("paths", path, method))
        for path, method, operation in found:
            yield from self._operation(operation, ("paths", path, method))
        for event, item in obj(self.document.get("webhooks")).items():
            yield from self._received(obj(item), ("webhooks", event))
        yield from stale(self.document)
        yield from self._tags(found)
        yield from self._components()

    def _names(self, operation: JsonObject, at: Place) -> Iterator[tuple[Place, str]]:
        name = text(operation.get("operationId"))
        if not _SNAKE.fullmatch(name):
            yield at, "expected an operationId in snake_case"
        elif name.split("_")[0] not in VERBS.values():
            yield at, f"expected operationId {name} to begin with a verb"
        self.ids.add(name)
        if len(strings(operation.get("tags"))) != 1:
            yield at, "expected one tag, the first part of the resource"
        if not strings(operation.get("x-source")):
            yield at, "expected x-source to say where the operation comes from"

    def _tags(self, found: list[tuple[str, str, JsonObject]]) -> Iterator[tuple[Place, str]]:
        listed = {text(obj(tag).get("name")) for tag in arr(self.document.get("tags"))}
        for path, method, operation in found:
            for tag in strings(operation.get("tags")):
                if tag not in listed:
                    yield ("paths", path, method, "tags"), f"tag {tag} is not described"

    def _operation(self, operation: JsonObject, at: Place) -> Iterator[tuple[Place, str]]:
        for index, item in enumerate(arr(operation.get("parameters"))):
            parameter = obj(item)
            here: Place = (*at, "parameters", index)
            if text(parameter.get("name")).lower() == "authorization":
                yield here, "authentication is a security scheme, not a parameter"
            yield from self._schema(obj(parameter.get("schema")), "request", (*here, "schema"))
        body = obj(operation.get("requestBody"))
        yield from self._body(body, "request", (*at, "requestBody"))
        for status, response in obj(operation.get("responses")).items():
            here = (*at, "responses", status)
            yield from self._body(obj(response), "response", here)
            for name, link in obj(obj(response).get("links")).items():
                target = obj(link).get("operationId")
                if target is not None and target not in self.ids:
                    yield (*here, "links", name), f"no operation is called {target}"
        for name, callback in obj(operation.get("callbacks")).items():
            for expression, item in obj(callback).items():
                yield from self._received(obj(item), (*at, "callbacks", name, expression))

    def _received(self, item: JsonObject, at: Place) -> Iterator[tuple[Place, str]]:
        """Yield the mistakes in callbacks, whose bodies are checked as responses."""
        for method, inner in item.items():
            yield from self._body(obj(obj(inner).get("requestBody")), "response", (*at, method))

    def _find_received(self) -> None:
        """The components that responses reach: these are open, even if a request uses one too."""
        waiting = [
            obj(holder[key])
            for holder, key, at in schema_holders(self.document)
            if _is_received(at)
        ]
        while waiting:
            schema = waiting.pop()
            name = text(schema.get("$ref")).removeprefix(SCHEMAS)
            if name in self.schemas and name not in self.received:
                self.received.add(name)
                waiting.append(obj(self.schemas[name]))
            waiting += [inner for _, inner in children(schema)]

    def _body(self, body: JsonObject, role: str, at: Place) -> Iterator[tuple[Place, str]]:
        for media_type, media in obj(body.get("content")).items():
            here: Place = (*at, "content", media_type, "schema")
            yield from self._schema(obj(obj(media).get("schema")), role, here)

    def _components(self) -> Iterator[tuple[Place, str]]:
        discriminating = discriminating_fields(self.document)
        for name, schema in self.schemas.items():
            at: Place = ("components", "schemas", name)
            if name not in self.used:
                yield at, "nothing refers to this schema"
            if "title" in obj(schema):
                yield at, "expected no title: generators name by it"
            if name in self.received:
                yield from self._promises(obj(schema), discriminating.get(name, set()), at)

    def _promises(
        self, schema: JsonObject, discriminating: set[str], at: Place
    ) -> Iterator[tuple[Place, str]]:
        """Yield the fields of a response that are required, or that may not be null."""
        for name in strings(schema.get("required")):
            if name not in discriminating:
                yield (
                    (*at, "required"),
                    f"expected {name} to be optional: a response promises nothing",
                )
        for name, given in obj(schema.get("properties")).items():
            field = obj(given)
            if nullable(field) != field:
                yield (
                    (*at, "properties", name),
                    "expected null beside this: a response promises nothing",
                )

    def _schema(
        self, schema: JsonObject, role: str, at: Place, *, named: bool = False
    ) -> Iterator[tuple[Place, str]]:
        if "$ref" in schema:
            yield from self._reference(text(schema["$ref"]), role, at)
            return
        if is_object(schema) and not named:
            yield at, "expected a named component for this object"
        if is_object(schema) and role == "request" and "additionalProperties" not in schema:
            yield at, "expected additionalProperties: a request is closed"
        if "items" in schema and not schema["items"]:
            yield at, "expected the items of this array to say what they are"
        if "array" in types(schema) and "items" not in schema:
            yield at, "expected items for this array"
        yield from self._enum(schema, role, at, named=named)
        for way, inner in children(schema):
            # What only restricts is read by validators, never generated from.
            if way[0] not in _RESTRICTING:
                yield from self._schema(inner, role, (*at, *way))

    def _reference(self, reference: str, role: str, at: Place) -> Iterator[tuple[Place, str]]:
        name = reference.removeprefix(SCHEMAS)
        target = self.schemas.get(name)
        if target is None:
            yield at, f"no schema is called {name}"
        elif name not in self.used:
            self.used.add(name)
            here: Place = ("components", "schemas", name)
            known = "response" if name in self.received else role
            yield from self._schema(obj(target), known, here, named=True)

    def _enum(
        self, schema: JsonObject, role: str, at: Place, *, named: bool
    ) -> Iterator[tuple[Place, str]]:
        values = schema.get("enum")
        if isinstance(values, list):
            if len({kind_of(value) for value in values}) != 1:
                yield at, "expected the values of this enum to be of one type"
            if role == "response" and not named:
                yield at, "expected an open enum: a component beside its plain type"
        for way, inner in children(schema):
            target = self._enum_component(inner)
            if role == "response" and target and not _is_open(schema, target):
                yield (*at, *way), "expected the plain type beside this enum: responses are open"

    def _enum_component(self, schema: JsonObject) -> JsonObject | None:
        target = obj(self.schemas.get(text(schema.get("$ref")).removeprefix(SCHEMAS)))
        return target if "enum" in target else None


def _is_received(at: Place) -> bool:
    return bool(
        {"responses", "callbacks", "webhooks"}
        & {str(at[index]) for index in (0, 3) if index < len(at)}
    )


def _is_open(schema: JsonObject, enum: JsonObject) -> bool:
    plain: Json = {"type": enum.get("type")}
    return plain in arr(schema.get("anyOf"))
