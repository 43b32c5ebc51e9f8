"""The committed specs: which operations there are, and what a request to them must look like.

The emulator says by hand only what no schema can say; required fields, literals and ranges come
from the spec, so that a vendor's change reaches it with `make specs generate`.
"""

import json
import re
from collections.abc import Hashable, Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, NamedTuple, cast
from urllib.parse import urlsplit

from longtake.emulator.alternatives import COMBINATIONS, by_value, decided, discriminated
from longtake.emulator.judge import Document, Judge
from longtake.emulator.problems import Problem
from longtake.emulator.samples import Sampler

JSON = "application/json"
# Not all that Python takes for a number (1_000, nan, other alphabets' digits), nor of any length.
INTEGER = re.compile(r"-?[0-9]{1,300}")
NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
METHODS = ("get", "post", "put", "patch", "delete")
SUCCESS: Final = range(200, 300)


def load(provider: str) -> dict[str, Any]:
    """Return the OpenAPI document of a provider."""
    source = files(f"longtake_{provider}") / "openapi.json"
    return cast("dict[str, Any]", json.loads(source.read_text(encoding="utf-8")))


@cache
def committed(provider: str) -> "Spec":
    """Return the committed spec of a provider, read once in a process."""
    return Spec(load(provider))


@cache
def normalized(template: str) -> str:
    """Return a path template without its parameters' names, which may differ from page to page."""
    return re.sub(r"\{[^}]*\}", "{}", template)


class Spec:
    """One provider's OpenAPI document, with its request schemas compiled when first needed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._judged = Document(decided(document, self.resolve))
        # By the identity of a schema, which lives as long as the document.
        self._known: dict[int, tuple[Mapping[str, Any], frozenset[str]]] = {}
        self._alternatives: dict[int, Mapping[Hashable, Any]] = {}
        self.base_path = _path_of_server(document)
        """What the server's address adds in front of every path: "", or `/v1`."""
        self.sampler = Sampler(document, self.resolve)
        found = (
            Operation(self, f"/paths/{_escape(path)}/{method}", method, self.base_path + path)
            for path, item in cast("dict[str, dict[str, Any]]", document["paths"]).items()
            for method in METHODS
            if method in item
        )
        self.operations: Mapping[tuple[str, str], Operation] = {
            (operation.method, normalized(operation.template)): operation for operation in found
        }
        """Every operation by its method (lower case) and normalized path template."""

    def operation(self, method: str, template: str) -> "Operation | None":
        """Find an operation by its method and its path's template below the vendor's host."""
        return self.operations.get((method.lower(), normalized(template)))

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
        for combination in (*COMBINATIONS, "allOf"):
            for alternative in found.get(combination, []):
                kinds += self.kinds(alternative)
        return kinds

    def understood(self, schema: object, value: Any) -> Any:
        """Return a value without what a provider ignores: unknown fields, and null for optional ones."""
        if isinstance(value, list):
            found = self.resolve(schema)
            items = cast("dict[str, Any]", found).get("items") if isinstance(found, dict) else None
            return [self.understood(items, item) for item in cast("Iterable[Any]", value)]
        if not isinstance(value, dict):
            return value
        fields = cast("dict[str, Any]", value)
        known, required = self.properties(schema, fields)
        if not known:
            return fields
        return {
            name: self.understood(known[name], inner)
            for name, inner in fields.items()
            if name in known
            and (inner is not None or name in required or "null" in self.kinds(known[name]))
        }

    def properties(
        self, schema: object, value: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], frozenset[str]]:
        """Return the properties that an object can have, and the names of those that it must have.

        Of discriminated alternatives only that counts which the object chooses. No properties are
        returned for an object that takes any.
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
        if discriminated(plain):
            known.setdefault(plain["discriminator"]["propertyName"], {})
        for alternative in self._possible(plain, value):
            more, needed = self.properties(alternative, value)
            known |= more
            if discriminated(plain):
                required |= needed
        return known, frozenset(required)

    def _possible(self, schema: Mapping[str, Any], value: Mapping[str, Any]) -> Iterable[Any]:
        """Return the alternatives of a schema that an object can be meant for."""
        if not discriminated(schema):
            return [each for name in COMBINATIONS for each in schema.get(name, ())]
        if id(schema) not in self._alternatives:
            self._alternatives[id(schema)] = by_value(schema, self.resolve)
        chosen = value.get(schema["discriminator"]["propertyName"])
        alternatives = self._alternatives[id(schema)]
        known = isinstance(chosen, Hashable) and chosen in alternatives
        return [alternatives[chosen]] if known else []


class Body(NamedTuple):
    """A kind of body that an operation takes."""

    schema: Mapping[str, Any]
    judge: Judge


class Parameter(NamedTuple):
    """A parameter in a path or a query."""

    place: str
    """`path` or `query`."""
    name: str
    required: bool
    kinds: list[str]
    judge: Judge


class Success(NamedTuple):
    """The response that a specification has for a request that succeeds."""

    status: int
    media_type: str
    body: Any
    """A JSON value, or a string where the response is of another kind."""


class Operation:
    """One operation of a spec, and the judge of requests to it."""

    def __init__(self, spec: Spec, pointer: str, method: str, template: str) -> None:
        self._spec = spec
        self._pointer = pointer
        self.method = method
        """In lower case."""
        self.template = template
        """The path's template below the provider's host."""

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
        """The kinds of body that the operation takes; empty where it takes none."""
        return frozenset(self._bodies)

    @cached_property
    def needs_body(self) -> bool:
        """Whether a request must have a body."""
        place = self._spec.place(f"{self._pointer}/requestBody")
        return bool(self._spec.at(place, {}).get("required", False))

    def files(self, media_type: str) -> frozenset[str]:
        """Return the names of a form's fields that are files."""
        known, _ = self._spec.properties(self._bodies[media_type].schema, {})
        found = {name: self._spec.resolve(inner) for name, inner in known.items()}
        return frozenset(
            name
            for name, inner in found.items()
            if inner.get("format") == "binary" or "contentMediaType" in inner
        )

    def understood(self, media_type: str, body: Any) -> Any:
        """Return a body without what a provider ignores: unknown fields, and null for optional ones."""
        return self._spec.understood(self._bodies[media_type].schema, body)

    def check_json(self, body: object) -> list[Problem]:
        """Judge a JSON body of an operation that takes one."""
        return self._bodies[JSON].judge.problems(body)

    def check_form(self, media_type: str, fields: Mapping[str, str]) -> tuple[Any, list[Problem]]:
        """Read form fields as the schema's types, and judge the result; return both.

        `media_type` is one of `media_types`.
        """
        schema, judge = self._bodies[media_type]
        known, _ = self._spec.properties(schema, fields)
        kinds = {name: self._spec.kinds(inner) for name, inner in known.items()}
        body = {name: coerced(text, kinds.get(name, ())) for name, text in fields.items()}
        return body, judge.problems(body)

    def check_parameters(self, path: Mapping[str, str], query: Mapping[str, str]) -> list[Problem]:
        """Judge the parameters of path and query; those that the spec does not know are let through.

        A path's parameter that goes by another name here counts as unknown.
        """
        problems: list[Problem] = []
        for place, name, required, kinds, judge in self._parameters:
            given = path if place == "path" else query
            if name in given:
                found = judge.problems(coerced(given[name], kinds))
                problems += [Problem(name, message) for _, message in found]
            elif required and place == "query":
                problems.append(Problem(name, "is required"))
        return problems

    @cached_property
    def _bodies(self) -> Mapping[str, Body]:
        """What each kind of body must be."""
        content = f"{self._spec.place(f'{self._pointer}/requestBody')}/content"
        bodies: dict[str, Body] = {}
        for media_type in self._spec.at(content, {}):
            pointer = f"{content}/{_escape(media_type)}/schema"
            bodies[media_type] = Body(self._spec.at(pointer), self._spec.judge(pointer))
        return bodies

    @cached_property
    def _parameters(self) -> list[Parameter]:
        """The parameters in path and query, those of the whole path included."""
        found: list[Parameter] = []
        for owner in (self._pointer.rpartition("/")[0], self._pointer):
            for number in range(len(self._spec.at(f"{owner}/parameters", []))):
                place = self._spec.place(f"{owner}/parameters/{number}")
                parameter = self._spec.at(place)
                if parameter["in"] in {"path", "query"}:
                    kinds = self._spec.kinds(parameter["schema"])
                    judge = self._spec.judge(f"{place}/schema")
                    required = parameter.get("required", False)
                    name = parameter["name"]
                    found.append(Parameter(parameter["in"], name, required, kinds, judge))
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
