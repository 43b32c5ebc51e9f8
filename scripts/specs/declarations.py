"""Declarations of operations: their place on a client, the task that they start, their result.

The generator derives from these keys which operations start tasks, what reads them and where ids
stand. A mistake in one is an error here: generated from, it would be a method that does another thing.
"""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING, Final

from scripts.specs.expressions import holds, steps
from scripts.specs.json_types import SCHEMAS, arr, obj, operations, strings, text
from scripts.specs.normalize.discriminators import single_value
from scripts.specs.normalize.naming.python_names import attribute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_KEYS: Final = frozenset(
    {"x-resource", "x-method", "x-charged", "x-idempotent", "x-result", "x-source", "x-successor"}
)
_METHOD_KEYS: Final = frozenset({"x-resource", "x-method"})
_FLAGS: Final = ("x-charged", "x-idempotent")
_KEEPS_SLASHES: Final = "x-keeps-slashes"
_LINKS: Final = ("task", "cancel")
_LINK_KEYS: Final = frozenset({"operationId", "parameters", "description", "x-also-at"})
_ALSO_AT: Final = "x-also-at"
_IN_RESPONSE: Final = re.compile(r"\$response\.body#(?P<pointer>/[^\s{}]*)")
_IN_REQUEST: Final = re.compile(r"\{\$request\.body#/(?P<name>[^\s{}/]+)\}")
_POINTER: Final = re.compile(r"(/([^/~]|~[01])*)*")
# Every resource has these beside its operations: `kie.veo.task(id)`, `kie.veo.prepare.extend(...)`.
_OURS_ON_RESOURCES: Final = frozenset({"prepare", "task"})
# Parameters of every method that starts a task, beside the provider's.
_OUR_PARAMETERS: Final = frozenset({"callbacks", "options", "reference", "retry_failed", "timeout"})
# Properties by which a response shows that a task was started.
_TASK_IDS: Final = frozenset({"task_id", "taskid"})
_CHOICES: Final = ("allOf", "anyOf", "oneOf")


def mistakes(document: JsonObject) -> Iterator[tuple[Place, str]]:
    """Yield the place and the text of each mistake in what a document's operations declare."""
    checking = _Declarations(document)
    yield from checking.methods()
    for path, method, operation in operations(document):
        yield from checking.operation(operation, ("paths", path, method), method)
        yield from checking.models(operation, ("paths", path, method))
    yield from checking.stray_methods()


class _Declarations:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self.schemas = obj(obj(document.get("components")).get("schemas"))
        self.by_id = {
            text(operation.get("operationId")): operation
            for _, _, operation in operations(document)
        }
        self.alternatives: set[str] = set()

    def methods(self) -> Iterator[tuple[Place, str]]:
        """Check that each method's name can be called, and is another's nowhere."""
        resources: set[str] = set()
        known: dict[str, str] = {}
        declared = list(self._declaring())
        for at, given in declared:
            resource, method = text(given.get("x-resource")), text(given.get("x-method"))
            yield from _misnamed(given, at)
            parts = resource.split(".")
            resources |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
            called = f"{resource}.{method}"
            where = text(given.get("operationId")) or str(at[-1])
            if called in known:
                yield (
                    (*at, "x-method"),
                    f"x-method must be unique in its resource: {called} is {known[called]} too",
                )
            known.setdefault(called, where)
        for at, given in declared:
            called = f"{text(given.get('x-resource'))}.{text(given.get('x-method'))}"
            if called in resources:
                yield (*at, "x-method"), f"{called} is a resource: the method needs another name"

    def _declaring(self) -> Iterator[tuple[Place, JsonObject]]:
        """Yield what has a method: operations, and the alternatives of one operation's body."""
        for path, method, operation in operations(self.document):
            yield ("paths", path, method), operation
        for name, schema in self.schemas.items():
            if _METHOD_KEYS & obj(schema).keys():
                yield ("components", "schemas", name), obj(schema)

    def models(self, given: JsonObject, at: Place) -> Iterator[tuple[Place, str]]:
        """Check the alternatives of a body that have methods of their own, one for each model."""
        for media in obj(obj(given.get("requestBody")).get("content")).values():
            schema = obj(obj(media).get("schema"))
            names = [
                text(obj(option).get("$ref")).removeprefix(SCHEMAS)
                for option in arr(schema.get("oneOf"))
            ]
            declaring = [
                name for name in names if _METHOD_KEYS & obj(self.schemas.get(name)).keys()
            ]
            if not declaring:
                continue
            self.alternatives |= set(declaring)
            key = text(obj(schema.get("discriminator")).get("propertyName"))
            if not key:
                yield at, "a body with a method for each model needs a discriminator"
                continue
            others = [name for name in names if name not in declaring]
            if len(others) != 1:
                yield (
                    at,
                    (
                        "one alternative of the body must have no x-method: it is for all other models and "
                        f"has the operation's method; got {len(others)}"
                    ),
                )
            addresses = [
                steps("/" + found["name"])[0]
                for callback in obj(given.get("callbacks")).values()
                for expression in obj(callback)
                if (found := _IN_REQUEST.fullmatch(expression))
            ]
            known: dict[str, str] = {}
            for name in names:
                here: Place = ("components", "schemas", name)
                yield from self._model(name, key, known, here, declares=name in declaring)
                for address in addresses:
                    if address not in obj(obj(self.schemas.get(name)).get("properties")):
                        yield here, f"the callbacks of its operation need the property {address}"

    def _model(
        self, name: str, key: str, known: dict[str, str], at: Place, *, declares: bool
    ) -> Iterator[tuple[Place, str]]:
        """Check one alternative of a body that is distinguished by the property `key`."""
        schema = obj(self.schemas.get(name))
        for extra in schema:
            if extra.startswith("x-") and extra not in _METHOD_KEYS:
                yield (*at, extra), f"{extra} must be one of {', '.join(sorted(_METHOD_KEYS))}"
        value = single_value(obj(obj(schema.get("properties")).get(key)))
        if declares and value is None:
            yield (*at, "properties", key), f"{key} must have one value, which names the model"
        elif declares and key not in strings(schema.get("required")):
            yield at, f"{key} must be required: it names the model"
        elif value in known:
            yield (*at, "properties", key), f"{key} {value!r} is {known[value]}'s, too"
        if value is not None:
            known.setdefault(value, name)
        called: dict[str, str] = {}
        for path, given in self._parameters_of_model(schema):
            python_name = text(given.get("x-python-name")) or attribute(path[-1])
            if python_name in called:
                yield (
                    (*at, "properties", path[0]),
                    (
                        f"{'.'.join(path)} and {called[python_name]} would both be the parameter "
                        f"{python_name}: give one another name with x-python-name"
                    ),
                )
            called.setdefault(python_name, ".".join(path))
        identity = (
            f"{text(schema.get('x-resource')).replace('.', '_')}_{text(schema.get('x-method'))}"
        )
        if declares and identity in self.by_id:
            yield (*at, "x-method"), f"{identity} is an operationId: the method needs another name"

    def _parameters_of_model(
        self, schema: JsonObject, way: tuple[str, ...] = ()
    ) -> Iterator[tuple[tuple[str, ...], JsonObject]]:
        """Yield each property that becomes a parameter, with the names that lead to it."""
        for name, item in obj(schema.get("properties")).items():
            given = self._resolved(obj(item))
            if "const" in given:
                continue
            if "properties" in given and name in strings(schema.get("required")):
                yield from self._parameters_of_model(given, (*way, name))
            else:
                yield (*way, name), obj(item)

    def stray_methods(self) -> Iterator[tuple[Place, str]]:
        """Check that no schema has a method that is not one of several models of an operation."""
        for name, schema in self.schemas.items():
            if _METHOD_KEYS & obj(schema).keys() and name not in self.alternatives:
                yield (
                    ("components", "schemas", name),
                    "x-resource and x-method must be on an operation, or on one of the `oneOf` of its body",
                )

    def operation(self, given: JsonObject, at: Place, method: str) -> Iterator[tuple[Place, str]]:
        """Check the keys of one operation."""
        for key in given:
            if key.startswith("x-") and key not in _KEYS:
                yield (*at, key), f"{key} must be one of {', '.join(sorted(_KEYS))}"
        successor = given.get("x-successor")
        if (given.get("deprecated") is True) is not (
            isinstance(successor, str) and bool(successor)
        ):
            yield (
                (*at, "x-successor"),
                "x-successor must be what to use in place of an operation with `deprecated: true`",
            )
        for key in _FLAGS:
            if key in given and given[key] is not True:
                yield (*at, key), f"{key} must be true: leave it out otherwise"
        responses = obj(given.get("responses"))
        starts = False
        for status, response in responses.items():
            for name, link in obj(obj(response).get("links")).items():
                here: Place = (*at, "responses", status, "links", name)
                starts |= name == "task"
                yield from self._link(name, obj(link), obj(response), here)
                if status != "200":
                    yield here, "a link must stand under 200: it is not looked up elsewhere"
        yield from self._start(given, at, method, starts=starts)
        if "x-result" in given:
            yield from self._result(given["x-result"], obj(responses.get("200")), (*at, "x-result"))
        yield from self._callbacks(given, at)
        yield from self._parameters(given, at)

    def _start(
        self, given: JsonObject, at: Place, method: str, *, starts: bool
    ) -> Iterator[tuple[Place, str]]:
        """Check that an operation that starts a task declares it, and declares nothing else."""
        if starts:
            for key in ("x-charged", "x-result"):
                if key in given:
                    why = "is charged anyway" if key == "x-charged" else "returns the task"
                    yield (*at, key), f"an operation with links.task must not have {key}: it {why}"
            if method != "post":
                yield at, f"an operation with links.task must be a POST, got {method.upper()}"
            return
        response = obj(obj(given.get("responses")).get("200"))
        links = obj(response.get("links"))
        if "cancel" in links:
            yield (*at, "responses", "200", "links", "cancel"), "links.cancel needs links.task"
        if method != "post" or {"x-result", *_FLAGS} & given.keys():
            return
        evidence = "has callbacks" if given.get("callbacks") else ""
        if not evidence and any(self._shows_task(schema) for schema in _schemas(response)):
            evidence = "responds with a task's id"
        if evidence:
            yield (
                at,
                (
                    f"a POST that {evidence} needs links.task, to the operation that reads the task; "
                    "one that starts no task needs x-result, a pointer to what it returns"
                ),
            )

    def _shows_task(self, schema: JsonObject, depth: int = 6) -> bool:
        """Return whether a response has a property that is called like a task's id."""
        if depth == 0:
            return False
        schema = self._resolved(schema)
        properties = obj(schema.get("properties"))
        if any(name.lower() in _TASK_IDS for name in properties):
            return True
        inner = [*properties.values(), *(part for key in _CHOICES for part in arr(schema.get(key)))]
        return any(self._shows_task(obj(part), depth - 1) for part in inner)

    def _link(
        self, name: str, link: JsonObject, response: JsonObject, at: Place
    ) -> Iterator[tuple[Place, str]]:
        if name not in _LINKS:
            yield at, f"a link must be called {' or '.join(_LINKS)}, got {name}"
            return
        for key in link.keys() - _LINK_KEYS:
            yield (*at, key), f"links.{name} must have no {key}"
        target = self.by_id.get(text(link.get("operationId")))
        if target is None:
            yield at, f"links.{name} needs the operationId of an operation that is there"
            return
        given = obj(link.get("parameters"))
        if len(given) != 1:
            yield at, f"links.{name} must have exactly one parameter, got {len(given)}"
            return
        ((parameter, expression),) = given.items()
        yield from _misdirected(name, parameter, target, at)
        found = _IN_RESPONSE.fullmatch(text(expression))
        here: Place = (*at, "parameters", parameter)
        if found is None:
            yield (
                here,
                (
                    f"links.{name} must lead into the response ($response.body#/...), "
                    f"got {_shown(expression)}"
                ),
            )
        elif problem := self._unresolved(found["pointer"], response):
            yield here, problem
        yield from self._also_at(link, response, at)

    def _also_at(
        self, link: JsonObject, response: JsonObject, at: Place
    ) -> Iterator[tuple[Place, str]]:
        """Check the other places of an id. The schema need not have them: only some responses do."""
        if _ALSO_AT not in link:
            return
        here: Place = (*at, _ALSO_AT)
        listed = link[_ALSO_AT]
        if not isinstance(listed, list) or not listed:
            yield here, f"{_ALSO_AT} must be a list of JSON pointers, got {_shown(listed)}"
            return
        for index, pointer in enumerate(listed):
            if not isinstance(pointer, str) or not pointer or not _POINTER.fullmatch(pointer):
                yield (*here, index), f"{_ALSO_AT} must be a list of JSON pointers, got {pointer}"
            elif self._unresolved(f"/{pointer.split('/')[1]}", response):
                continue
            elif problem := self._unresolved(pointer, response):
                yield (*here, index), problem

    def _result(
        self, pointer: Json, response: JsonObject, at: Place
    ) -> Iterator[tuple[Place, str]]:
        if not isinstance(pointer, str) or not _POINTER.fullmatch(pointer):
            yield at, f"x-result must be a JSON pointer such as /data, got {_shown(pointer)}"
        elif problem := self._unresolved(pointer, response):
            yield at, problem

    def _unresolved(self, pointer: str, response: JsonObject) -> str:
        """Return what is wrong with a pointer into a response; an empty string if nothing is."""
        parts = steps(pointer)
        if any(part.isdigit() for part in parts):
            return f"{pointer} must lead through objects only, not into an array"
        if not any(holds(schema, parts, self.schemas) for schema in _schemas(response)):
            return f"{pointer} leads nowhere: the response's body has no such member"
        return ""

    def _callbacks(self, given: JsonObject, at: Place) -> Iterator[tuple[Place, str]]:
        called = [
            (name, expression)
            for name, callback in obj(given.get("callbacks")).items()
            for expression in obj(callback)
        ]
        addresses = sorted({expression for _, expression in called})
        if len(addresses) > 1:
            yield (
                (*at, "callbacks"),
                f"callbacks must all go to one address, got {' and '.join(addresses)}",
            )
        properties = set(self._parameters_of(obj(given.get("requestBody"))))
        for name, expression in called:
            here: Place = (*at, "callbacks", name)
            found = _IN_REQUEST.fullmatch(expression)
            if found is None:
                yield (
                    here,
                    (
                        "a callback's expression must name a property of the request body "
                        f"({{$request.body#/...}}), got {expression}"
                    ),
                )
            elif (field := steps("/" + found["name"])[0]) not in properties:
                yield here, f"a callback's expression names {field}: the request body has no such"

    def _parameters(self, given: JsonObject, at: Place) -> Iterator[tuple[Place, str]]:
        """Refuse parameters that would be called like ours."""
        for index, item in enumerate(arr(given.get("parameters"))):
            parameter = obj(item)
            here: Place = (*at, "parameters", index)
            yield from _taken(text(parameter.get("name")), parameter, here)
            if _KEEPS_SLASHES in parameter and (
                parameter[_KEEPS_SLASHES] is not True or parameter.get("in") != "path"
            ):
                yield (
                    (*here, _KEEPS_SLASHES),
                    f"{_KEEPS_SLASHES} must be true, and on a parameter of a path: leave it out otherwise",
                )
        for name, (media_type, schema) in self._parameters_of(
            obj(given.get("requestBody"))
        ).items():
            way = ("requestBody", "content", media_type, "schema", "properties", name)
            yield from _taken(name, schema, (*at, *way))

    def _parameters_of(self, body: JsonObject) -> dict[str, tuple[str, JsonObject]]:
        """Return the properties of a body that become parameters, each with its media type."""
        found: dict[str, tuple[str, JsonObject]] = {}
        for media_type, media in obj(body.get("content")).items():
            for name, schema in self._properties(obj(obj(media).get("schema")), set()):
                found.setdefault(name, (media_type, schema))
        return found

    def _properties(self, schema: JsonObject, seen: set[str]) -> Iterator[tuple[str, JsonObject]]:
        name = text(schema.get("$ref")).removeprefix(SCHEMAS)
        if name in seen:
            return
        seen |= {name} if name else set()
        schema = self._resolved(schema)
        for called, given in obj(schema.get("properties")).items():
            yield called, obj(given)
            inner = self._resolved(obj(given))
            if "x-method" in schema and "properties" in inner:
                # Objects of one of several models are flattened into parameters.
                yield from self._properties(inner, seen)
        for key in _CHOICES:
            for option in arr(schema.get(key)):
                yield from self._properties(obj(option), seen)

    def _resolved(self, schema: JsonObject) -> JsonObject:
        seen: set[str] = set()
        while (name := text(schema.get("$ref")).removeprefix(SCHEMAS)) and name not in seen:
            seen.add(name)
            schema = obj(self.schemas.get(name))
        return schema


def _misnamed(given: JsonObject, at: Place) -> Iterator[tuple[Place, str]]:
    for key in ("x-resource", "x-method"):
        name = given.get(key)
        parts = name.split(".") if isinstance(name, str) else [""]
        wrong = [part for part in parts if not _NAME.fullmatch(part) or keyword.iskeyword(part)]
        if wrong or (key == "x-method" and len(parts) > 1):
            dots = " or several with dots between them" if key == "x-resource" else ""
            yield (
                (*at, key),
                f"{key} must be a Python name in lower case{dots}, got {_shown(name)}",
            )
        elif taken := sorted(_OURS_ON_RESOURCES & set(parts[1 if key == "x-resource" else 0 :])):
            yield (*at, key), f"{key} must not be {taken[0]}: every resource has that of longtake"


def _misdirected(
    name: str, parameter: str, target: JsonObject, at: Place
) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with a link's one parameter, as the operation has it that it leads to."""
    called = text(target.get("operationId"))
    where, _, plain = parameter.rpartition(".")
    taken = [obj(item) for item in arr(target.get("parameters"))]
    fitting = [
        item
        for item in taken
        if item.get("name") in (plain, parameter)
        and (item.get("name") == parameter or item.get("in") == where)
    ]
    if not fitting:
        yield (*at, "parameters", parameter), f"{called} has no parameter {parameter}"
        return
    others = [
        text(item.get("name"))
        for item in taken
        if item.get("required") is True and item not in fitting
    ]
    if others:
        yield at, f"links.{name} leaves out what {called} requires: {', '.join(others)}"


def _taken(name: str, given: JsonObject, at: Place) -> Iterator[tuple[Place, str]]:
    """Refuse the name of a parameter in Python that is one of ours."""
    called = given.get("x-python-name", attribute(name))
    if not isinstance(called, str) or (not _NAME.fullmatch(called) and "x-python-name" in given):
        yield at, f"x-python-name must be a Python name in lower case, got {_shown(called)}"
    elif called in _OUR_PARAMETERS:
        yield (
            at,
            (
                f"the parameter {name} would be {called} in Python, which is longtake's own: give it "
                "another name there with x-python-name"
            ),
        )


def _schemas(response: JsonObject) -> list[JsonObject]:
    return [obj(obj(media).get("schema")) for media in obj(response.get("content")).values()]


def _shown(value: Json) -> str:
    """Return a value for a message: a string as it is, anything else by its kind."""
    if isinstance(value, str):
        return repr(value)
    return "nothing" if value is None else type(value).__name__
