"""The committed specifications: their operations, and the validation of requests to them.

The emulator declares by hand only what no schema can declare. Required fields, literals and ranges come
from the specification, so that a provider's change reaches the emulator with `make specs generate`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, NamedTuple, cast
from urllib.parse import urlsplit

from longtake.emulator.samples import Sampler
from longtake.emulator.validation import (
    COMBINATIONS,
    Json,
    Problem,
    SchemaDocument,
    Validator,
    alternative_for_others,
    alternatives_by_value,
    is_discriminated,
    with_conditions,
)

JSON: Final = "application/json"
# Python reads more as a number (1_000, nan, digits of other alphabets), and of any length.
INTEGER: Final = re.compile(r"-?[0-9]{1,300}")
NUMBER: Final = re.compile(r"-?[0-9]{1,300}(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
METHODS: Final = ("get", "post", "put", "patch", "delete")
SUCCESS: Final = range(200, 300)


def load(provider: str) -> dict[str, Any]:
    """Return the OpenAPI document of a provider."""
    source = files(f"longtake_{provider}") / "openapi.json"
    return cast("dict[str, Any]", json.loads(source.read_text(encoding="utf-8")))


@cache
def committed(provider: str) -> Spec:
    """Return the committed specification of a provider, read once in a process."""
    return Spec(load(provider))


@cache
def normalized(template: str) -> str:
    """Return a path template without its parameters' names, which may differ from page to page."""
    return re.sub(r"\{[^}]*\}", "{}", template)


class Spec:
    """One provider's OpenAPI document; its request schemas are compiled when they are first needed.

    Attributes:
        document: The document.
        base_path: The path of the server's address, in front of every path: "", or `/v1`. An operation may
            have another.
        sampler: Makes values that meet its schemas.
        operations: Every operation by its method (lower case) and normalized path template.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._schemas = SchemaDocument(with_conditions(document, self.resolve))
        # By the identity of a schema, which lives as long as the document.
        self._known: dict[int, tuple[Mapping[str, Any], frozenset[str]]] = {}
        self._alternatives: dict[int, Mapping[Hashable, Any]] = {}
        self.base_path = _path_of_server(document)
        self.sampler = Sampler(document, self.resolve)
        found = (
            Operation(
                self,
                f"/paths/{_escape(path)}/{method}",
                method,
                _base_path(document, item[method]) + _route(path, item),
            )
            for path, item in cast("dict[str, dict[str, Any]]", document["paths"]).items()
            for method in METHODS
            if method in item
        )
        self.operations: Mapping[tuple[str, str], Operation] = {
            (operation.method, normalized(operation.template)): operation for operation in found
        }

    def operation(self, method: str, template: str) -> Operation | None:
        """Find an operation by its method and its path's template below the provider's host."""
        return self.operations.get((method.lower(), normalized(template)))

    def at(self, pointer: str, default: object = None) -> Json:
        """Return the value at a JSON pointer, `default` if there is none.

        A reference at the pointer itself is followed; on the way there must be none.
        """
        found: Json = self.document
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            try:
                found = cast("Any", found[int(key)] if isinstance(found, list) else found[key])
            except LookupError:
                return default
        return self.resolve(found)

    def location(self, pointer: str) -> str:
        """Return the pointer itself, or the one that the reference there leads to."""
        *_, last = pointer.rpartition("/")
        parent = self.at(pointer.removesuffix(f"/{last}"))
        if isinstance(parent, list):
            entry = cast("dict[str, Any]", parent[int(last)])
        else:
            entry = cast("dict[str, Any]", parent.get(last, {}))
        reference: str = entry.get("$ref", pointer)
        return reference.removeprefix("#")

    def resolve(self, schema: object) -> Json:
        """Follow `$ref` as far as it leads, within the document."""
        found: Json = schema
        while isinstance(found, dict) and "$ref" in found:
            reference = cast("dict[str, str]", found)["$ref"]
            found = self.at(reference.removeprefix("#"))
        return cast("Json", found)

    def validator(self, pointer: str) -> Validator:
        """Compile the schema at a JSON pointer."""
        return Validator(self._schemas, pointer)

    def types(self, schema: object) -> list[str]:
        """Return every `type` that a schema allows, alternatives included."""
        resolved = self.resolve(schema)
        if not isinstance(resolved, dict):
            return []
        found = cast("dict[str, Any]", resolved)
        declared: str | list[str] = found.get("type", [])
        types = [declared] if isinstance(declared, str) else list(declared)
        for combination in (*COMBINATIONS, "allOf"):
            for alternative in found.get(combination, []):
                types += self.types(alternative)
        return types

    def without_ignored(self, schema: object, value: object) -> Json:
        """Return a value without what a provider ignores: unknown fields, and null for optional ones."""
        if isinstance(value, list):
            found = self.resolve(schema)
            items = cast("dict[str, Any]", found).get("items") if isinstance(found, dict) else None
            return [self.without_ignored(items, item) for item in cast("Iterable[object]", value)]
        if not isinstance(value, dict):
            return value
        fields = cast("dict[str, Any]", value)
        known, required = self.properties(schema, fields)
        if not known:
            return fields
        return {
            name: self.without_ignored(known[name], inner)
            for name, inner in fields.items()
            if name in known
            and (inner is not None or name in required or "null" in self.types(known[name]))
        }

    def properties(
        self, schema: object, value: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], frozenset[str]]:
        """Return the properties that an object can have, and the names of those that it must have.

        Of discriminated alternatives only the one that the object chooses counts. No properties are
        returned for an object that accepts any.
        """
        found = self.resolve(schema)
        plain = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
        if (known := self._known.get(id(plain))) is not None:
            return known
        properties = self._properties(plain, value)
        if plain and not any(name in plain for name in (*COMBINATIONS, "allOf")):
            # It does not depend on the object.
            self._known[id(plain)] = properties
        return properties

    def _properties(
        self, plain: Mapping[str, Any], value: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], frozenset[str]]:
        if plain.get("additionalProperties", False) is not False:
            return {}, frozenset()
        known: dict[str, Any] = dict(plain.get("properties", {}))
        required = set[str](plain.get("required", ()))
        for part in plain.get("allOf", ()):
            more, needed = self.properties(part, value)
            known |= more
            required |= needed
        if is_discriminated(plain):
            known.setdefault(plain["discriminator"]["propertyName"], {})
        for alternative in self._possible(plain, value):
            more, needed = self.properties(alternative, value)
            known |= more
            if is_discriminated(plain):
                required |= needed
        return known, frozenset(required)

    def _possible(self, schema: Mapping[str, Any], value: Mapping[str, Any]) -> Iterable[Any]:
        """Return the alternatives of a schema that may be meant by an object."""
        if not is_discriminated(schema):
            return [each for name in COMBINATIONS for each in schema.get(name, ())]
        if id(schema) not in self._alternatives:
            self._alternatives[id(schema)] = alternatives_by_value(schema, self.resolve)
        chosen = value.get(schema["discriminator"]["propertyName"])
        alternatives = self._alternatives[id(schema)]
        if isinstance(chosen, Hashable) and chosen in alternatives:
            return [alternatives[chosen]]
        others = alternative_for_others(schema, self.resolve)
        return [] if others is None else [others]


class BodySchema(NamedTuple):
    """The schema of one type of body of an operation."""

    schema: Mapping[str, Any]
    validator: Validator


class Parameter(NamedTuple):
    """A parameter in a path or a query.

    Attributes:
        location: `path` or `query`.
        name: Its name.
        required: Whether it must be given.
        types: The types that its schema allows.
        validator: Validates its value.
    """

    location: str
    name: str
    required: bool
    types: list[str]
    validator: Validator


class Success(NamedTuple):
    """The response of a specification to a request that succeeds.

    Attributes:
        status: The HTTP status.
        media_type: The type of the body.
        body: A JSON value, or a string where the response is of another type.
    """

    status: int
    media_type: str
    body: Any


class Operation:
    """One operation of a specification, and the validation of requests to it.

    Attributes:
        method: The HTTP method in lower case.
        template: The path's template below the provider's host.
    """

    def __init__(self, spec: Spec, pointer: str, method: str, template: str) -> None:
        self._spec = spec
        self._pointer = pointer
        self.method = method
        self.template = template

    @cached_property
    def success(self) -> Success:
        """The specification's example of a response, or one made from its schema."""
        responses: dict[str, Any] = self._spec.at(f"{self._pointer}/responses", {})
        for status in sorted(responses):
            if status.isdigit() and int(status) in SUCCESS:
                return self._sample(int(status), self._spec.resolve(responses[status]))
        return Success(SUCCESS.start, JSON, None)

    def _sample(self, status: int, response: Mapping[str, Any]) -> Success:
        content: dict[str, Any] = response.get("content", {})
        if not content:
            return Success(status, JSON, None)
        media_type = JSON if JSON in content else next(iter(content))
        described: dict[str, Any] = content[media_type]
        schema, sampler = described.get("schema", {}), self._spec.sampler
        named = map(self._spec.resolve, described.get("examples", {}).values())
        examples = [described[name] for name in ("example",) if name in described]
        examples += [example["value"] for example in named if "value" in example]
        for example in examples:
            if sampler.is_valid(schema, example):
                return Success(status, media_type, example)
        return Success(status, media_type, sampler.value(schema))

    @cached_property
    def media_types(self) -> frozenset[str]:
        """The media types that the operation accepts; empty where it has no body."""
        return frozenset(self._bodies)

    @cached_property
    def needs_body(self) -> bool:
        """Whether a request must have a body."""
        location = self._spec.location(f"{self._pointer}/requestBody")
        return bool(self._spec.at(location, {}).get("required", False))

    def files(self, media_type: str) -> frozenset[str]:
        """Return the names of a form's fields that are files."""
        known, _ = self._spec.properties(self._bodies[media_type].schema, {})
        found = {name: self._spec.resolve(inner) for name, inner in known.items()}
        return frozenset(
            name
            for name, inner in found.items()
            if inner.get("format") == "binary" or "contentMediaType" in inner
        )

    def without_ignored(self, media_type: str, body: object) -> Json:
        """Return a body without what a provider ignores: unknown fields, and null for optional ones."""
        return self._spec.without_ignored(self._bodies[media_type].schema, body)

    def check_json(self, body: object) -> list[Problem]:
        """Validate a JSON body of an operation that accepts one."""
        return self._bodies[JSON].validator.problems(body)

    def check_form(self, media_type: str, fields: Mapping[str, str]) -> tuple[Any, list[Problem]]:
        """Convert form fields to the schema's types, and validate the result; return both.

        `media_type` is one of `media_types`.
        """
        schema, validator = self._bodies[media_type]
        known, _ = self._spec.properties(schema, fields)
        types = {name: self._spec.types(inner) for name, inner in known.items()}
        body = {name: coerced(text, types.get(name, ())) for name, text in fields.items()}
        return body, validator.problems(body)

    def check_parameters(self, path: Mapping[str, str], query: Mapping[str, str]) -> list[Problem]:
        """Validate the parameters of path and query; those that the specification lacks are accepted.

        A path's parameter with another name in the emulator counts as unknown.
        """
        problems: list[Problem] = []
        for location, name, required, types, validator in self._parameters:
            given = path if location == "path" else query
            if name in given:
                found = validator.problems(coerced(given[name], types))
                problems += [Problem(name, message) for _, message in found]
            elif required and location == "query":
                problems.append(Problem(name, "is required"))
        return problems

    @cached_property
    def _bodies(self) -> Mapping[str, BodySchema]:
        """The schema of each media type of the body."""
        content = f"{self._spec.location(f'{self._pointer}/requestBody')}/content"
        bodies: dict[str, BodySchema] = {}
        for media_type in self._spec.at(content, {}):
            pointer = f"{content}/{_escape(media_type)}/schema"
            bodies[media_type] = BodySchema(self._spec.at(pointer), self._spec.validator(pointer))
        return bodies

    @cached_property
    def _parameters(self) -> list[Parameter]:
        """The parameters in path and query, those of the whole path included."""
        found: list[Parameter] = []
        for owner in (self._pointer.rpartition("/")[0], self._pointer):
            for number in range(len(self._spec.at(f"{owner}/parameters", []))):
                place = self._spec.location(f"{owner}/parameters/{number}")
                parameter = self._spec.at(place)
                if parameter["in"] in {"path", "query"}:
                    found.append(
                        Parameter(
                            parameter["in"],
                            parameter["name"],
                            parameter.get("required", False),
                            self._spec.types(parameter["schema"]),
                            self._spec.validator(f"{place}/schema"),
                        )
                    )
        return found


def coerced(text: str, types: Iterable[str]) -> object:
    """Convert a string to the first of a schema's types to which it can be converted."""
    for name in types:
        match name:
            case "boolean" if text in {"true", "false"}:
                return text == "true"
            case "integer" if INTEGER.fullmatch(text):
                return int(text)
            case "number" if NUMBER.fullmatch(text):
                return float(text)
            case "string":
                return text
            case _:
                pass
    return text


def _route(path: str, item: Mapping[str, Any]) -> str:
    """Return a path's template with `+` before parameters whose slashes are not percent-encoded."""
    for method in METHODS:
        for parameter in item.get(method, {}).get("parameters", ()):
            if parameter.get("x-keeps-slashes"):
                path = path.replace(f"{{{parameter['name']}}}", f"{{+{parameter['name']}}}")
    return path


def _escape(key: str) -> str:
    """Return a key as a part of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def _base_path(document: Mapping[str, Any], operation: Mapping[str, Any]) -> str:
    """Return the path of the server that an operation has, its own or that of the document."""
    return _path_of_server(operation if operation.get("servers") else document)


def _path_of_server(document: Mapping[str, Any]) -> str:
    """Return the path of the server's address, which is usually empty."""
    servers: list[dict[str, Any]] = document.get("servers", [])
    address: str = servers[0]["url"] if servers else ""
    return urlsplit(address).path.rstrip("/")
