"""The committed specs: which operations there are, and what a request to them must look like.

The emulator says by hand only what no schema can say; required fields, literals and ranges come
from the spec, so that a vendor's change reaches it with `make specs generate`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from longtake.emulator.problems import Problem, problem

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

JSON = "application/json"
# Not all that Python takes for a number (1_000, nan, other alphabets' digits), nor of any length.
INTEGER = re.compile(r"-?[0-9]{1,300}")
NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
METHODS = ("get", "post", "put", "patch", "delete")


def load(provider: str) -> dict[str, Any]:
    """Return the OpenAPI document of `kie`, `useapi` or `chainhub`."""
    source = files(f"longtake_{provider}") / "openapi.json"
    return cast("dict[str, Any]", json.loads(source.read_text(encoding="utf-8")))


def normalized(template: str) -> str:
    """Return a path template without its parameters' names, which may differ from page to page."""
    return re.sub(r"\{[^}]*\}", "{}", template)


class Spec:
    """One provider's OpenAPI document, with its request schemas compiled when first needed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._address = "urn:longtake:spec"
        resource: Resource[Any] = Resource.from_contents(document, DRAFT202012)
        self._registry: Registry[Any] = Registry[Any]().with_resource(self._address, resource)
        self.base_path = _path_of_server(document)
        """What the server's address adds in front of every path: "", or `/v1/runwayml`."""
        self._operations = {
            (method, normalized(self.base_path + path)): Operation(
                self, f"/paths/{_escape(path)}/{method}"
            )
            for path, item in cast("dict[str, dict[str, Any]]", document["paths"]).items()
            for method in METHODS
            if method in item
        }

    def operation(self, method: str, template: str) -> "Operation | None":
        """Find an operation by its method and its path's template below the vendor's host."""
        return self._operations.get((method.lower(), normalized(template)))

    @property
    def operations(self) -> Iterable[tuple[str, str]]:
        """Method (lower case) and normalized path template of every operation."""
        return self._operations.keys()

    def at(self, pointer: str, default: Any = None) -> Any:
        """Return what stands at a JSON pointer, `default` if nothing does.

        A reference that stands there itself is followed; on the way there must be none.
        """
        found: Any = self.document
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            try:
                found = cast("Any", found[int(key)] if isinstance(found, list) else found[key])
            except LookupError:
                return default
        return self.resolve(found)

    def place(self, pointer: str) -> str:
        """Return where what is meant at a JSON pointer stands: itself, or what it refers to."""
        *_, last = pointer.rpartition("/")
        parent = self.at(pointer.removesuffix(f"/{last}"))
        if isinstance(parent, list):
            entry = cast("dict[str, Any]", parent[int(last)])
        else:
            entry = cast("dict[str, Any]", parent.get(last, {}))
        reference: str = entry.get("$ref", pointer)
        return reference.removeprefix("#")

    def resolve(self, schema: Any) -> Any:
        """Follow `$ref` as far as it leads, within the document."""
        while isinstance(schema, dict) and "$ref" in schema:
            reference = cast("str", schema["$ref"])
            schema = self.at(reference.removeprefix("#"))
        return cast("Any", schema)

    def validator(self, pointer: str) -> Draft202012Validator:
        """Compile the schema at a JSON pointer."""
        schema = {"$ref": f"{self._address}#{pointer}"}
        return Draft202012Validator(schema, registry=self._registry)


class Parameter(NamedTuple):
    """A parameter in a query."""

    name: str
    required: bool
    pointer: str
    """Where its schema stands."""


class Operation:
    """One operation of a spec, and the judge of requests to it."""

    def __init__(self, spec: Spec, pointer: str) -> None:
        self._spec = spec
        self._pointer = pointer
        self._validators: dict[str, Draft202012Validator] = {}

    @cached_property
    def media_types(self) -> frozenset[str]:
        """The kinds of body that the operation takes; empty where it takes none."""
        return frozenset(self._bodies)

    def check_json(self, body: object) -> list[Problem]:
        """Judge a JSON body of an operation that takes one."""
        return self._judge(self._bodies[JSON], body)

    def check_form(self, media_type: str, fields: Mapping[str, str]) -> tuple[Any, list[Problem]]:
        """Read form fields as the schema's types, and judge the result; return both.

        `media_type` is one of `media_types`.
        """
        pointer = self._bodies[media_type]
        properties = self._spec.at(pointer).get("properties", {})
        body = {
            name: self._coerce(text, properties[name]) if name in properties else text
            for name, text in fields.items()
        }
        return body, self._judge(pointer, body)

    def check_query(self, query: Mapping[str, str]) -> list[Problem]:
        """Judge the query's parameters; those that the spec does not know are let through."""
        problems: list[Problem] = []
        for name, required, pointer in self._parameters:
            if name in query:
                value = self._coerce(query[name], self._spec.at(pointer))
                problems += [Problem(name, found.message) for found in self._judge(pointer, value)]
            elif required:
                problems.append(Problem(name, "is required"))
        return problems

    @cached_property
    def _bodies(self) -> Mapping[str, str]:
        """Where the schema of each kind of body stands."""
        content = f"{self._spec.place(f'{self._pointer}/requestBody')}/content"
        return {
            media_type: f"{content}/{_escape(media_type)}/schema"
            for media_type in self._spec.at(content, {})
        }

    @cached_property
    def _parameters(self) -> list[Parameter]:
        """The query's parameters."""
        found: list[Parameter] = []
        for number in range(len(self._spec.at(f"{self._pointer}/parameters", []))):
            place = self._spec.place(f"{self._pointer}/parameters/{number}")
            parameter = self._spec.at(place)
            if parameter["in"] == "query":
                required = parameter.get("required", False)
                found.append(Parameter(parameter["name"], required, f"{place}/schema"))
        return found

    def _judge(self, pointer: str, value: object) -> list[Problem]:
        validator = self._validators.get(pointer)
        if validator is None:
            validator = self._validators[pointer] = self._spec.validator(pointer)
        errors = cast("Iterable[ValidationError]", validator.iter_errors(cast("Any", value)))  # pyright: ignore[reportUnknownMemberType]
        return sorted(map(problem, errors))

    def _coerce(self, text: str, schema: object) -> object:
        """Read a text as the first of the schema's types that it can be read as."""
        for kind in self._kinds(schema):
            match kind:
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

    def _kinds(self, schema: object) -> list[str]:
        """Return every `type` that a schema allows, alternatives included."""
        resolved = self._spec.resolve(schema)
        if not isinstance(resolved, dict):
            return []
        found = cast("dict[str, Any]", resolved)
        kind: str | list[str] = found.get("type", [])
        kinds = [kind] if isinstance(kind, str) else list(kind)
        for combination in ("anyOf", "oneOf", "allOf"):
            for alternative in found.get(combination, []):
                kinds += self._kinds(alternative)
        return kinds


def _escape(key: str) -> str:
    """Return a key as it stands in a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def _path_of_server(document: Mapping[str, Any]) -> str:
    """Return the path that the server's address adds in front of every path, usually none."""
    servers: list[dict[str, Any]] = document.get("servers", [])
    address: str = servers[0]["url"] if servers else ""
    return urlsplit(address).path.rstrip("/")
