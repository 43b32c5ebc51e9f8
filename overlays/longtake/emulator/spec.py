"""The committed specs: which operations there are, and what a request to them must look like.

The emulator says by hand only what no schema can say; required fields, literals and ranges come
from the spec, so that a vendor's change reaches it with `make specs generate`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from longtake.emulator.judge import Document, Judge
from longtake.emulator.problems import Problem

JSON = "application/json"
# Not all that Python takes for a number (1_000, nan, other alphabets' digits), nor of any length.
INTEGER = re.compile(r"-?[0-9]{1,300}")
NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
METHODS = ("get", "post", "put", "patch", "delete")


def load(provider: str) -> dict[str, Any]:
    """Return the OpenAPI document of `kie`, `useapi` or `chainhub`."""
    source = files(f"longtake_{provider}") / "openapi.json"
    return cast("dict[str, Any]", json.loads(source.read_text(encoding="utf-8")))


@cache
def committed(provider: str) -> "Spec":
    """Return the committed spec of `kie`, `useapi` or `chainhub`, read once in a process."""
    return Spec(load(provider))


@cache
def normalized(template: str) -> str:
    """Return a path template without its parameters' names, which may differ from page to page."""
    return re.sub(r"\{[^}]*\}", "{}", template)


class Spec:
    """One provider's OpenAPI document, with its request schemas compiled when first needed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._judged = Document(document)
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

    def judge(self, pointer: str) -> Judge:
        """Compile the schema at a JSON pointer."""
        return Judge(self._judged, pointer)

    def kinds(self, schema: object) -> list[str]:
        """Return every `type` that a schema allows, alternatives included."""
        resolved = self.resolve(schema)
        if not isinstance(resolved, dict):
            return []
        found = cast("dict[str, Any]", resolved)
        kind: str | list[str] = found.get("type", [])
        kinds = [kind] if isinstance(kind, str) else list(kind)
        for combination in ("anyOf", "oneOf", "allOf"):
            for alternative in found.get(combination, []):
                kinds += self.kinds(alternative)
        return kinds


class Body(NamedTuple):
    """A kind of body that an operation takes."""

    judge: Judge
    kinds: Mapping[str, list[str]]
    """The types of its properties."""
    required: frozenset[str]
    """The names of the properties that must be given."""


class Parameter(NamedTuple):
    """A parameter in a query."""

    name: str
    required: bool
    kinds: list[str]
    judge: Judge


class Operation:
    """One operation of a spec, and the judge of requests to it."""

    def __init__(self, spec: Spec, pointer: str) -> None:
        self._spec = spec
        self._pointer = pointer

    @cached_property
    def media_types(self) -> frozenset[str]:
        """The kinds of body that the operation takes; empty where it takes none."""
        return frozenset(self._bodies)

    def understood(self, media_type: str, body: Any) -> Any:
        """Return a body without what a vendor ignores: unknown fields, and null for optional ones."""
        if not isinstance(body, dict):
            return body
        _, kinds, required = self._bodies[media_type]
        fields = cast("dict[str, Any]", body)
        return {
            name: value
            for name, value in fields.items()
            if name in kinds and (value is not None or name in required or "null" in kinds[name])
        }

    def check_json(self, body: object) -> list[Problem]:
        """Judge a JSON body of an operation that takes one."""
        return self._bodies[JSON].judge.problems(body)

    def check_form(self, media_type: str, fields: Mapping[str, str]) -> tuple[Any, list[Problem]]:
        """Read form fields as the schema's types, and judge the result; return both.

        `media_type` is one of `media_types`.
        """
        judge, kinds, _ = self._bodies[media_type]
        body = {name: coerced(text, kinds.get(name, ())) for name, text in fields.items()}
        return body, judge.problems(body)

    def check_query(self, query: Mapping[str, str]) -> list[Problem]:
        """Judge the query's parameters; those that the spec does not know are let through."""
        problems: list[Problem] = []
        for name, required, kinds, judge in self._parameters:
            if name in query:
                found = judge.problems(coerced(query[name], kinds))
                problems += [Problem(name, message) for _, message in found]
            elif required:
                problems.append(Problem(name, "is required"))
        return problems

    @cached_property
    def _bodies(self) -> Mapping[str, Body]:
        """What each kind of body must be."""
        content = f"{self._spec.place(f'{self._pointer}/requestBody')}/content"
        bodies: dict[str, Body] = {}
        for media_type in self._spec.at(content, {}):
            pointer = f"{content}/{_escape(media_type)}/schema"
            schema = self._spec.at(pointer)
            properties = schema.get("properties", {})
            required = frozenset(schema.get("required", ()))
            kinds = {name: self._spec.kinds(schema) for name, schema in properties.items()}
            bodies[media_type] = Body(self._spec.judge(pointer), kinds, required)
        return bodies

    @cached_property
    def _parameters(self) -> list[Parameter]:
        """The query's parameters."""
        found: list[Parameter] = []
        for number in range(len(self._spec.at(f"{self._pointer}/parameters", []))):
            place = self._spec.place(f"{self._pointer}/parameters/{number}")
            parameter = self._spec.at(place)
            if parameter["in"] == "query":
                required = parameter.get("required", False)
                kinds = self._spec.kinds(parameter["schema"])
                judge = self._spec.judge(f"{place}/schema")
                found.append(Parameter(parameter["name"], required, kinds, judge))
        return found


def coerced(text: str, kinds: Iterable[str]) -> object:
    """Read a text as the first of a schema's types that it can be read as."""
    for kind in kinds:
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


def _escape(key: str) -> str:
    """Return a key as it stands in a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def _path_of_server(document: Mapping[str, Any]) -> str:
    """Return the path that the server's address adds in front of every path, usually none."""
    servers: list[dict[str, Any]] = document.get("servers", [])
    address: str = servers[0]["url"] if servers else ""
    return urlsplit(address).path.rstrip("/")
