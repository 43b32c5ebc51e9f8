"""Every object of a document as a named component, by operation and role.

While it walks, it applies what differs by role: a request's objects are closed and its enums stay
in their place (the client generator loses the description and the default of a property that is a
`$ref` to an enum); a response's objects are open, and its enums become components beside the plain
type, so that a value the provider invents tomorrow still parses. In a response `required` is no
promise: each field may be missing or null (but one that discriminates an object of a union),
and a date that cannot be read is a string, in a list and behind a reference too. A component that a
page gave to both roles gets a copy for requests.
"""

from __future__ import annotations

import re
import textwrap
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Literal

from attrs import frozen

from scripts.specs.errors import Note, SpecError
from scripts.specs.json_types import (
    SCHEMAS,
    arr,
    obj,
    operations,
    pointer,
    same,
    strings,
    text,
)
from scripts.specs.normalize.naming.identifiers import joined, pascal, singular, words
from scripts.specs.normalize.naming.python_names import safe_name
from scripts.specs.normalize.shared_schemas import bare
from scripts.specs.schemas import TYPES, children, kind_of, nullable, types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

Role = Literal["request", "response"]

_FORMS: Final = {
    "multipart/form-data": "Form",
    "application/x-www-form-urlencoded": "UrlForm",
}
_GENERIC_OBJECTS: Final = frozenset({"video", "image", "task", "audio"})
# The formats that a client turns into an object, and fails on what it cannot read.
_PARSED: Final = frozenset({"date", "date-time", "uuid"})
_BESIDE: Final = ("default", "deprecated", "description", "examples")
_READING_VERBS: Final = frozenset({"get", "list"})


@frozen
class _Known:
    shape: Json
    place: Place
    given: bool = False


@frozen
class Hoisted:
    """The result of hoisting: notes on unused components, and the origin of the others' names."""

    notes: list[Note]
    # The components that are named by where they stand, and those of them that errors respond with.
    generated: set[str]
    errors: set[str]


def hoist(document: JsonObject) -> Hoisted:
    """Hoist all schemas of the document, in place."""
    hoister = _Hoister(document)
    notes = hoister.run()
    return Hoisted(notes, hoister.generated, hoister.errors & hoister.generated)


def base_names(document: JsonObject) -> dict[str, str]:
    """By operationId, what the names of an operation's schemas begin with.

    `extend_veo_video` gives VeoExtend and `get_veo_task` VeoTask; where two operations would share
    a name, the second adds its object, so that an operation that is added renames no schema.
    """
    found: dict[str, str] = {}
    for _, _, operation in operations(document):
        name = text(operation.get("operationId"))
        tag = next(iter(strings(operation.get("tags"))), "")
        verb, *rest = words(re.sub(rf"(?<=_){re.escape(tag)}(?=_|$)", " ", name, count=1))
        thing = " ".join(rest)
        reads = verb in _READING_VERBS
        if _names_tag(tag, verb, rest):
            tag = ""
        plain = thing in _GENERIC_OBJECTS and not reads and bool(tag)
        short = pascal(tag, *([] if reads else [verb]), "" if plain else thing)
        found[name] = pascal(tag, verb, thing) if short in found.values() else short
    return found


def _names_tag(tag: str, verb: str, rest: list[str]) -> bool:
    """Return whether the words of an operationId name its tag already: `upload_file`, `list_models`."""
    stated = {word.removesuffix("s") for word in (verb, *rest)}
    return tag.removesuffix("s") in stated or tag == "".join(rest) + verb


class _Hoister:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        given = obj(obj(document.get("components")).get("schemas"))
        self.given: JsonObject = dict(given)
        self.components: JsonObject = {}
        self.known: dict[str, _Known] = {}
        self.received: set[str] = set()
        self.generated: set[str] = set()
        self.errors: set[str] = set()
        self.referred: dict[str, Place] = {}
        # What requests call the components that responses reach, too.
        self.asked_names: dict[str, str] = {}

    def run(self) -> list[Note]:
        bases = base_names(self.document)
        self._find_received()
        for path, method, operation in operations(self.document):
            base = bases[text(operation.get("operationId"))]
            self._operation(operation, base, ("paths", path, method))
        for event, item in obj(self.document.get("webhooks")).items():
            for method, inner in obj(item).items():
                posted = obj(obj(inner).get("requestBody"))
                here: Place = ("webhooks", event, method)
                self._content(posted, "response", f"{pascal(event)}Webhook", here)
        for name, at in self.referred.items():
            if name not in self.components and name not in self.asked_names:
                called = textwrap.shorten(name, 60, placeholder="...")
                raise SpecError(f"no schema is called {called}: {pointer(*at)} refers to it")
        unused = [name for name in self.given if name not in self.referred]
        components = obj(self.document.setdefault("components", {}))
        components["schemas"] = self.components
        discriminating = discriminating_fields(self.document)
        for name in self.components.keys() & self.received:
            _make_open(obj(self.components[name]), self.components, discriminating.get(name, set()))
        return [
            Note("left out", f"components.schemas.{name}: nothing refers to it") for name in unused
        ]

    def _operation(self, operation: JsonObject, base: str, at: Place) -> None:
        for index, item in enumerate(arr(operation.get("parameters"))):
            parameter = obj(item)
            if isinstance(schema := parameter.get("schema"), dict):
                name = base + pascal(text(parameter.get("name")))
                here: Place = (*at, "parameters", index, "schema")
                parameter["schema"] = self.visit(schema, "request", name, here)
        body = obj(operation.get("requestBody"))
        self._content(body, "request", base, (*at, "requestBody"))
        for status, response in obj(operation.get("responses")).items():
            here = (*at, "responses", status)
            self._content(obj(response), "response", base + _status_suffix(status), here)
            if not status.startswith(("1", "2", "3")):
                self.errors |= _referred_to(obj(response))
        for key, callback in obj(operation.get("callbacks")).items():
            for expression, item in obj(callback).items():
                here = (*at, "callbacks", key, expression)
                for method, inner in obj(item).items():
                    posted = obj(obj(inner).get("requestBody"))
                    self._content(posted, "response", f"{base}Callback", (*here, method))

    def _content(self, body: JsonObject, role: Role, base: str, at: Place) -> None:
        for media_type, media in obj(body.get("content")).items():
            given = obj(media)
            if isinstance(schema := given.get("schema"), dict):
                name = base
                if role == "request":
                    name += _FORMS.get(media_type.partition(";")[0], "Request")
                here = (*at, "content", media_type, "schema")
                given["schema"] = self.visit(schema, role, name, here)

    def visit(self, given: JsonObject, role: Role, name: str, at: Place) -> JsonObject:
        """Return the schema as it stands where it was: a reference, or itself with its parts hoisted."""
        # A name in Python belongs to the property, not to the component that its schema becomes.
        own = {key: given[key] for key in ("x-python-name",) if key in given}
        rest = {key: value for key, value in given.items() if key not in own}
        return {**self._visited(rest, role, name, at), **own}

    def _visited(self, given: JsonObject, role: Role, name: str, at: Place) -> JsonObject:
        if "$ref" in given:
            return self._referring(given, role, at)
        schema = {key: value for key, value in given.items() if key not in {"title", "x-name"}}
        named = text(given.get("x-name"))
        if is_object(schema):
            return self._object(schema, role, name, at, named)
        if role == "response" and isinstance(schema.get("enum"), list):
            return self._open_enum(schema, name, at, named)
        if "enum" in schema and "type" not in schema:
            kinds = {kind_of(value) for value in arr(schema["enum"])}
            # Of 0 and 0.5 both are numbers.
            kind = "number" if kinds == {"integer", "number"} else "".join(kinds)
            schema = {"type": kind, **schema} if kind in TYPES else schema
        result = self._inside(schema, role, name, at)
        return _readable(result) if role == "response" else result

    def _referring(self, given: JsonObject, role: Role, at: Place) -> JsonObject:
        """Return a reference that stays; in a response, one to an enum with the plain type beside it."""
        name = text(given["$ref"]).removeprefix(SCHEMAS)
        enum = obj(self.given.get(name))
        if role == "request" or kind_of_enum(enum) is None:
            return {**given, "$ref": SCHEMAS + self._reach(name, role, at)}
        self._reach(name, role, at)
        options: list[Json] = [{"$ref": given["$ref"]}, {"type": kind_of_enum(enum)}]
        return _described(given, options)

    def _object(
        self, schema: JsonObject, role: Role, name: str, at: Place, named: str
    ) -> JsonObject:
        others = [kind for kind in types(schema) if kind != "object"]
        if others:
            name = self._component(name, {**schema, "type": "object"}, role, at, named)
            # Null last, as everywhere.
            others.sort(key="null".__eq__)
            options: list[Json] = [{"type": kind} for kind in others]
            return _described(schema, [{"$ref": SCHEMAS + name}, *options])
        name = self._component(name, schema, role, at, named)
        reference: JsonObject = {"$ref": SCHEMAS + name}
        if schema.get("description") and "properties" in at[-2:-1]:
            reference["description"] = schema["description"]
        return reference

    def _component(
        self, name: str, schema: JsonObject, role: Role, at: Place, named: str = ""
    ) -> str:
        """Hoist the schema and say what it is called: `named`, or else by where it stands."""
        shape = bare(schema)
        known = self.known.get(named or name)
        if known is not None and same(known.shape, shape) and not (named and known.given):
            return named or name
        if known is not None and named:
            raise SpecError(
                f"two shapes under one name, {named}: at {self._operation_of(known.place)} and at "
                f"{self._operation_of(at)} (give one of them another `x-name`)"
            )
        name = named or safe_name(name, {taken.lower() for taken in {*self.known, *self.given}})
        self.known[name] = _Known(shape, at)
        if not named:
            self.generated.add(name)
        if role == "response":
            self.received.add(name)
        # The place is taken before the parts are, so that a component stands before its parts.
        self.components[name] = {}
        self.components[name] = self._inside(schema, role, name, at)
        return name

    def _inside(self, schema: JsonObject, role: Role, name: str, at: Place) -> JsonObject:
        """Return the schema with everything inside it visited."""
        result = dict(schema)
        for key in ("properties", "patternProperties"):
            if isinstance(properties := result.get(key), dict):
                result[key] = {
                    part: self.visit(item, role, _part_name(name, part, role), (*at, key, part))
                    if isinstance(item, dict)
                    else item
                    for part, item in properties.items()
                }
        if is_object(result) and role == "request":
            # One that names no property is anything: closed, it could hold nothing at all.
            result.setdefault("additionalProperties", not result.get("properties"))
        for key in ("items", "additionalProperties"):
            if isinstance(inner := result.get(key), dict):
                part = self._item_name(name) if key == "items" else f"{name}Value"
                result[key] = self.visit(inner, role, part, (*at, key))
        for key in ("anyOf", "oneOf", "allOf"):
            if isinstance(options := result.get(key), list):
                result[key] = self._options(options, role, name, (*at, key))
        return result

    def _item_name(self, name: str) -> str:
        """Return one of what an array holds, called otherwise than the array where that has a name."""
        one = singular(name)
        return f"{name}Item" if one == name and name in self.given else one

    def _options(self, options: list[Json], role: Role, name: str, at: Place) -> list[Json]:
        objects = [index for index, item in enumerate(options) if is_object(obj(item))]
        result: list[Json] = []
        for index, item in enumerate(options):
            own = name if len(objects) < 2 or index == objects[0] else f"{name}{index + 1}"  # noqa: PLR2004
            if own in self.given:
                own = f"{own}Option"
            visited = self.visit(obj(item), role, own, (*at, index))
            # An enum's own options join the list that it stands in.
            inner = visited.get("anyOf") if set(visited) == {"anyOf"} else None
            result += inner if isinstance(inner, list) else [visited]
        return _distinct(result)

    def _open_enum(self, schema: JsonObject, name: str, at: Place, named: str) -> JsonObject:
        values: list[Json] = [value for value in arr(schema.get("enum")) if value is not None]
        has_null = "null" in types(schema) or None in arr(schema.get("enum"))
        kinds = list(dict.fromkeys(kind_of(value) for value in values))
        if len(kinds) != 1 or kinds[0] not in {"string", "integer"}:
            # No generator writes such an enum; the values stay readable in the description.
            return {key: value for key, value in schema.items() if key != "enum"}
        name = self._component(name, {"type": kinds[0], "enum": values}, "response", at, named)
        options: list[Json] = [{"$ref": SCHEMAS + name}, {"type": kinds[0]}]
        if has_null:
            options.append({"type": "null"})
        return _described(schema, options)

    def _reach(self, name: str, role: Role, at: Place) -> str:
        """Hoist a component that the document has, and return its name in this role."""
        self.referred.setdefault(name, at)
        given = self.given.get(name)
        if not isinstance(given, dict):
            return name
        called = name
        if role == "request" and name in self.received and kind_of_enum(given) is None:
            if name not in self.asked_names:
                taken = {each.lower() for each in {*self.known, *self.given}}
                self.asked_names[name] = safe_name(joined(name, "Request"), taken)
            called = self.asked_names[name]
        if called in self.known:
            return called
        self.known[called] = _Known(bare(given), ("components", "schemas", name), given=True)
        if role == "response":
            self.received.add(called)
        place: Place = ("components", "schemas", name)
        self.components[called] = {}
        schema = {key: value for key, value in given.items() if key not in {"title", "x-name"}}
        inside = self._inside(schema, role, called, place)
        self.components[called] = _readable(inside) if role == "response" else inside
        return called

    def _operation_of(self, at: Place) -> str:
        """Return a place with the operation and the pages that it belongs to, to be found by a person."""
        operation = obj(obj(obj(self.document.get(str(at[0]))).get(str(at[1]))).get(str(at[2])))
        sources = ", ".join(strings(operation.get("x-source")))
        called = text(operation.get("operationId"))
        return f"{pointer(*at)}" + (f" ({called}, {sources})" if sources else "")

    def _find_received(self) -> None:
        """The given components that responses reach: these stay open, even if a request uses one."""
        waiting: list[JsonObject] = []
        for _, _, operation in operations(self.document):
            waiting += _schemas_of_responses(operation)
        for item in obj(self.document.get("webhooks")).values():
            bodies = [obj(obj(inner).get("requestBody")) for inner in obj(item).values()]
            waiting += _schemas_of(bodies)
        while waiting:
            schema = waiting.pop()
            name = text(schema.get("$ref")).removeprefix(SCHEMAS)
            if name in self.given and name not in self.received:
                self.received.add(name)
                waiting.append(obj(self.given[name]))
            waiting += [inner for _, inner in children(schema)]


def kind_of_enum(schema: JsonObject) -> str | None:
    """Return the type of a component that is an enum, None where it is none."""
    kind = schema.get("type")
    return kind if "enum" in schema and isinstance(kind, str) else None


def is_object(schema: JsonObject) -> bool:
    """Return whether the schema is an object's, or an object's beside scalars and null."""
    kinds = set(types(schema))
    return ("object" in kinds and "array" not in kinds) or ("properties" in schema and not kinds)


def _referred_to(body: JsonObject) -> set[str]:
    """Return the components that are the whole of what a body holds."""
    return {text(schema.get("$ref")).removeprefix(SCHEMAS) for schema in _schemas_of([body])}


def _schemas_of_responses(operation: JsonObject) -> list[JsonObject]:
    bodies = [obj(response) for response in obj(operation.get("responses")).values()]
    for callback in obj(operation.get("callbacks")).values():
        for item in obj(callback).values():
            bodies += [obj(obj(inner).get("requestBody")) for inner in obj(item).values()]
    return _schemas_of(bodies)


def _schemas_of(bodies: list[JsonObject]) -> list[JsonObject]:
    return [
        obj(obj(media).get("schema"))
        for body in bodies
        for media in obj(body.get("content")).values()
    ]


def _described(schema: JsonObject, options: list[Json]) -> JsonObject:
    """Return a union that keeps the wording of the schema it stands for."""
    wording = ("description", "default", "examples")
    kept: JsonObject = {key: schema[key] for key in wording if key in schema}
    return {**kept, "anyOf": options}


def _distinct(options: list[Json]) -> list[Json]:
    result: list[Json] = []
    for option in options:
        if not any(same(option, known) for known in result):
            result.append(option)
    return result


def _part_name(name: str, key: str, role: Role) -> str:
    """Return the name of a property's schema. An envelope's `data` is the operation's result."""
    if role == "response" and key == "data" and name.endswith("Response"):
        return f"{name.removesuffix('Response')}Result"
    return joined(name, pascal(key) or "Part")


def _status_suffix(status: str) -> str:
    if status == "200" or not status.isdigit():
        return "Response" if status == "200" else "Error"
    try:
        phrase = pascal(HTTPStatus(int(status)).phrase)
    except ValueError:
        phrase = f"Status{status}"
    return f"{phrase}Response" if status.startswith("2") else phrase


def _make_open(component: JsonObject, components: JsonObject, discriminating: set[str]) -> None:
    """Promise nothing of a response's fields, in place: each may be missing or null."""
    kept: list[Json] = [
        name for name in strings(component.pop("required", None)) if name in discriminating
    ]
    if kept:
        component["required"] = kept
    properties = obj(component.get("properties"))
    for key, item in properties.items():
        if isinstance(item, dict):
            properties[key] = nullable(_worded(item, components))


def discriminating_fields(document: JsonObject) -> dict[str, set[str]]:
    """Return by component the required fields that discriminate it in a union.

    The last object of a union has none: a client reads it where no field discriminates.
    """
    components = obj(obj(document.get("components")).get("schemas"))
    found: dict[str, set[str]] = {}
    waiting: list[Json] = [document.get("paths"), components]
    while waiting:
        part = waiting.pop()
        waiting += part.values() if isinstance(part, dict) else arr(part)
        for key in ("anyOf", "oneOf"):
            options = arr(obj(part).get(key))
            names = [text(obj(option).get("$ref")).removeprefix(SCHEMAS) for option in options]
            fields = {
                name: obj(obj(components[name]).get("properties")).keys()
                for name in names
                if is_object(obj(components.get(name)))
            }
            for name in list(fields)[:-1]:
                others = {field for other in fields if other != name for field in fields[other]}
                own = set(strings(obj(components[name]).get("required"))) - others
                found.setdefault(name, set()).update(own)
    return found


def _worded(schema: JsonObject, components: JsonObject) -> JsonObject:
    """Return a reference with the words of what it refers to: a reader of the property sees its own only."""
    target = obj(components.get(text(schema.get("$ref")).removeprefix(SCHEMAS)))
    words = target.get("description")
    return {"description": words, **schema} if words and is_object(target) else schema


def _readable(schema: JsonObject) -> JsonObject:
    """Return a date with text beside it, for a date that cannot be read."""
    if schema.get("format") not in _PARSED or "string" not in types(schema):
        return schema
    outer: JsonObject = {key: schema[key] for key in _BESIDE if key in schema}
    inner: JsonObject = {key: value for key, value in schema.items() if key not in outer}
    others: list[Json] = [{"type": kind} for kind in types(schema) if kind != "string"]
    return {**outer, "anyOf": [{**inner, "type": "string"}, {"type": "string"}, *others]}
