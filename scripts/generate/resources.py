"""The resources of a client: what the specification says about each operation, as methods.

openapi-python-client writes a module for each operation. What a person calls, `kie.veo.extend(...)`, is
written here from what it parsed and from `x-resource`, `x-method`, `links`, `callbacks` and `x-result`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import define, evolve, field, frozen
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import pascal_case

from scripts.generate.docstrings import one_line, paragraph
from scripts.generate.spec_views import SpecificationError, member
from scripts.specs.json_types import Json, JsonObject, arr, obj, operations, text

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol

MOST_INLINE: Final = 12
"""How many values of an enum stand in a signature. A longer list keeps its name."""

OURS: Final = frozenset({"callbacks", "media_type", "self"})
"""Names of parameters that are not the provider's."""

_BUILT_IN: Final = frozenset({*dir(builtins), "Any", "builtins", "File", "Literal", "datetime"})
_LINK: Final = re.compile(r"\$response\.body#(/.+)")
_ADDRESS: Final = re.compile(r"\{\$request\.body#/([^/{}]+)\}")


@frozen(kw_only=True)
class Parameter:
    """A parameter of a method.

    Attributes:
        name: What it is called.
        annotation: Its type in the signature.
        default: Its default as code, None if it must be given.
        value: What the generated function or model is given, as code.
        description: What it means, on one line.
    """

    name: str
    annotation: str
    default: str | None
    value: str
    description: str

    @property
    def declaration(self) -> str:
        """Return it as it stands in a signature."""
        return (
            f"{self.name}: {self.annotation}{'' if self.default is None else f' = {self.default}'}"
        )


@frozen(kw_only=True)
class Start:
    """How an operation starts a task.

    Attributes:
        constant: The name of its description in `operations.py`.
        task_id: The JSON pointers of the places where the response may have the task's id.
        read: The operationId of what reads the task.
        cancel: The operationId of what stops it, if there is any.
        address: The body's attribute that takes the address for callbacks, if there is any.
        bodies: The classes of its body by media type; the first is the default.
    """

    constant: str
    task_id: tuple[str, ...]
    read: str
    cancel: str | None
    address: str | None
    bodies: Mapping[str, str]


@frozen(kw_only=True)
class Result:
    """What an operation that starts no task returns.

    Attributes:
        annotation: Its type.
        bodies: The classes that the response's body may have; none if it has no body.
        steps: The attributes that lead from the body to what is returned.
    """

    annotation: str
    bodies: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def models(self) -> list[str]:
        """Return those of the classes that are generated."""
        return [name for name in self.bodies if name not in _BUILT_IN]


@frozen(kw_only=True)
class Method:
    """An operation as a method of its resource.

    Attributes:
        operation: Its operationId.
        name: What the method is called.
        resource: The resource, such as `jobs.veo`.
        tag: The package of the endpoint's module.
        http: The method and the path of the request.
        summary: What it does, in one line.
        description: The first paragraph of its description.
        parameters: Its parameters: those that must be given first.
        path_and_query: Which of them stand in the path, the query or a header.
        start: How it starts a task, None if it does not.
        result: What it returns otherwise.
        body: The class of the body of an operation that starts no task, if it has one.
        charged: Whether it costs something.
        repeatable: Whether sending it again does no harm.
    """

    operation: str
    name: str
    resource: str
    tag: str
    http: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    path_and_query: tuple[Parameter, ...]
    start: Start | None
    result: Result
    body: str | None
    charged: bool
    repeatable: bool

    @property
    def constant(self) -> str:
        """Return the name of its description in `operations.py`."""
        return self.operation.upper()

    @property
    def in_body(self) -> tuple[Parameter, ...]:
        """Return the parameters that stand in the body."""
        outside = {one.name for one in self.path_and_query}
        return tuple(one for one in self.parameters if one.name not in outside)


@frozen(kw_only=True)
class Resource:
    """A resource: an attribute of the client with a method for each of its operations.

    Attributes:
        path: Where it is, such as `("jobs", "veo")`.
        description: What it is, in a sentence.
        methods: Its methods in the order of the specification.
        is_group: Whether there are resources below it.
    """

    path: tuple[str, ...]
    description: str
    methods: tuple[Method, ...]
    is_group: bool

    @property
    def module(self) -> str:
        """Return the name of its module."""
        return "_".join(self.path)

    @property
    def class_name(self) -> str:
        """Return the name of its class."""
        return class_name(self.path)

    @property
    def starting(self) -> list[Method]:
        """Return the methods that start tasks."""
        return [method for method in self.methods if method.start]

    @property
    def calling(self) -> list[Method]:
        """Return the methods that start no task."""
        return [method for method in self.methods if not method.start]

    @property
    def reads(self) -> dict[str, str]:
        """Return what reads its tasks: each operationId, by the first method that starts such a task."""
        found: dict[str, str] = {}
        for method in self.starting:
            if method.start and method.start.read not in found.values():
                found[method.name] = method.start.read
        return found

    @property
    def mentioned(self) -> list[str]:
        """Return the names of models that its signatures mention."""
        annotations = [
            one
            for method in self.methods
            for one in (
                *(parameter.annotation for parameter in method.parameters),
                *(() if method.start else (method.result.annotation,)),
            )
        ]
        names = {
            node.id
            for annotation in annotations
            for node in ast.walk(ast.parse(annotation))
            if isinstance(node, ast.Name)
        }
        return sorted(names - _BUILT_IN)

    @property
    def is_plain(self) -> bool:
        """Return whether it starts no tasks and has nothing below it: its classes need no tasks."""
        return not self.starting and not self.is_group


def class_name(path: Iterable[str]) -> str:
    """Return the name of a resource's class."""
    return "".join(pascal_case(part) for part in path)


def write_resources(
    spec: JsonObject, parsed: GeneratorData, package: Path, environment: Environment
) -> None:
    """Write `operations.py` and the package `resources` into a client's package.

    Args:
        spec: The normalized specification.
        parsed: What openapi-python-client made of it.
        package: The client's package.
        environment: Where the templates are found.

    Raises:
        SpecificationError: If the specification does not say what a method needs.
    """
    resources = read_resources(spec, parsed)
    methods = [method for resource in resources for method in resource.methods]
    folder = package / "resources"
    folder.mkdir()
    values: dict[str, Any] = {
        "package": package.name,
        "methods": methods,
        "resources": resources,
        "top": below((), resources),
    }
    for name, path in (
        ("resources_base", package / "_base.py"),
        ("operations", package / "operations.py"),
        ("resources_init", folder / "__init__.py"),
    ):
        path.write_text(
            environment.get_template(f"{name}.py.jinja").render(**values), encoding="utf-8"
        )
    template = environment.get_template("resource.py.jinja")
    for resource in resources:
        code = template.render(resource=resource, below=below(resource.path, resources))
        (folder / f"{resource.module}.py").write_text(code, encoding="utf-8")


def below(path: tuple[str, ...], resources: list[Resource]) -> list[Resource]:
    """Return the resources directly below one, or below the client."""
    return [resource for resource in resources if resource.path[:-1] == path]


def read_resources(spec: JsonObject, parsed: GeneratorData) -> list[Resource]:
    """Return the resources of a specification, those above others included.

    Args:
        spec: The normalized specification.
        parsed: What openapi-python-client made of it.

    Raises:
        SpecificationError: If the specification does not say what a method needs.
    """
    endpoints = {
        str(endpoint.name): (tag, endpoint)
        for tag, collection in parsed.endpoint_collections_by_tag.items()
        for endpoint in collection.endpoints
    }
    reader = _Reader(spec, parsed, endpoints)
    found: dict[tuple[str, ...], list[Method]] = {}
    for path, method, operation in operations(spec):
        made = reader.method(path, method, operation)
        parts = tuple(made.resource.split("."))
        for end in range(1, len(parts)):
            found.setdefault(parts[:end], [])
        found.setdefault(parts, []).append(made)
    described = {
        text(obj(tag).get("name")): text(obj(tag).get("description"))
        for tag in arr(spec.get("tags"))
    }
    return [
        Resource(
            path=parts,
            description=described.get(".".join(parts)) or f"The resource `{'.'.join(parts)}`.",
            methods=_unshadowed(methods),
            is_group=any(other[:-1] == parts for other in found),
        )
        for parts, methods in sorted(found.items())
    ]


def _unshadowed(methods: list[Method]) -> tuple[Method, ...]:
    """Return the methods of a class whose types still mean what they say.

    In a class with a method called `list`, type checkers take `list[str]` for that method.
    """
    shadowed = sorted({method.name for method in methods} & _BUILT_IN)
    if not shadowed:
        return tuple(methods)
    pattern = re.compile(rf"(?<![\w\"'.])({'|'.join(shadowed)})(?![\w\"'])")

    def spelled(annotation: str) -> str:
        return pattern.sub(r"builtins.\1", annotation)

    return tuple(
        evolve(
            method,
            parameters=tuple(
                evolve(one, annotation=spelled(one.annotation)) for one in method.parameters
            ),
            result=evolve(method.result, annotation=spelled(method.result.annotation)),
        )
        for method in methods
    )


@define
class _Reader:
    """Reads operations as methods."""

    spec: JsonObject
    parsed: GeneratorData
    endpoints: Mapping[str, tuple[str, Endpoint]]
    _models: dict[str, ModelProperty] = field(init=False)
    _orders: dict[frozenset[Any], list[Any]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        # A property that refers to a model is a copy without the model's properties.
        self._models = {model.class_info.name: model for model in self.parsed.models}
        # openapi-python-client keeps values in a set.
        listed = (_plain(values) for values in _values(self.spec))
        self._orders = {frozenset(values): values for values in listed}

    def method(self, path: str, http_method: str, operation: JsonObject) -> Method:
        """Return an operation as a method."""
        name = text(operation.get("operationId"))
        resource, called = text(operation.get("x-resource")), text(operation.get("x-method"))
        if not all(one.isidentifier() for one in (name, called, *resource.split("."))):
            raise SpecificationError(
                f"{http_method.upper()} {path} needs an operationId, x-resource and x-method that are "
                f"Python names, got {name!r}, {resource!r} and {called!r}"
            )
        tag, endpoint = self.endpoints[name]
        start = self._start(name, operation, endpoint)
        outside = [
            *endpoint.path_parameters,
            *endpoint.query_parameters,
            *endpoint.header_parameters,
        ]
        bodies = [self._body_properties(name, body.prop) for body in endpoint.bodies]
        if start and (outside or not bodies):
            raise SpecificationError(
                f"{name}: an operation that starts a task takes a body and no other parameters"
            )
        if not start and len(bodies) > 1:
            raise SpecificationError(f"{name}: one body was expected, got {len(bodies)}")
        for other in bodies[1:]:
            if {one.python_name for one in other} != {one.python_name for one in bodies[0]}:
                raise SpecificationError(f"{name}: its bodies take different parameters")
        inside = bodies[0] if bodies else []
        parameters = [self._parameter(one) for one in (*outside, *inside)]
        _check_names(name, [one.name for one in parameters])
        idempotent = operation.get("x-idempotent") is True
        classes = [
            body.prop.class_info.name
            for body in endpoint.bodies
            if isinstance(body.prop, ModelProperty)
        ]
        result = self._result(name, operation, endpoint)
        return Method(
            operation=name,
            name=called,
            resource=resource,
            tag=tag,
            http=f"{endpoint.method.upper()} {path}",
            summary=text(operation.get("summary")) or name,
            description=paragraph(text(operation.get("description"))),
            parameters=tuple(sorted(parameters, key=lambda one: one.default is not None)),
            path_and_query=tuple(parameters[: len(outside)]),
            start=start,
            result=result,
            body=classes[0] if classes else None,
            charged=start is not None or operation.get("x-charged") is True,
            repeatable=idempotent or (start is None and http_method in ("get", "delete")),
        )

    def _start(self, name: str, operation: JsonObject, endpoint: Endpoint) -> Start | None:
        responses = obj(operation.get("responses"))
        links = [obj(member(response, "links")) for response in responses.values()]
        task = next((obj(link["task"]) for link in links if "task" in link), None)
        if task is None:
            return None
        cancel = next((obj(link["cancel"]) for link in links if "cancel" in link), None)
        expression = text(next(iter(obj(task.get("parameters")).values()), None))
        place = _LINK.fullmatch(expression)
        if place is None or text(task.get("operationId")) not in self.endpoints:
            raise SpecificationError(
                f"{name}: links.task must name the operation that reads the task, and one parameter "
                f"$response.body#/..., got {expression or 'no parameter'}"
            )
        return Start(
            constant=name.upper(),
            task_id=(place[1], *(text(also) for also in arr(task.get("x-also-at")))),
            read=text(task["operationId"]),
            cancel=text(obj(cancel).get("operationId")) or None,
            address=self._address(name, operation, endpoint),
            bodies=_bodies(endpoint),
        )

    def _address(self, name: str, operation: JsonObject, endpoint: Endpoint) -> str | None:
        """Return the attribute of the body that takes the address for callbacks."""
        for callback in obj(operation.get("callbacks")).values():
            for expression in obj(callback):
                found = _ADDRESS.fullmatch(expression)
                known = {
                    _raw(one.name): str(one.python_name)
                    for one in self._body_properties(name, endpoint.bodies[0].prop)
                }
                if found is None or found[1] not in known:
                    raise SpecificationError(
                        f"{name}: the address of callbacks must be a property of the body, got {expression}"
                    )
                return known[found[1]]
        return None

    def _result(self, name: str, operation: JsonObject, endpoint: Endpoint) -> Result:
        successes = [one for one in endpoint.responses if _is_success(one.status_code.range)]
        if not successes or isinstance(successes[0].prop, NoneProperty):
            return Result(annotation="None", bodies=(), steps=())
        body: PropertyProtocol = successes[0].prop
        prop = body
        pointer = text(operation.get("x-result"))
        steps: list[str] = []
        for part in pointer.split("/")[1:]:
            known = (
                {_raw(one.name): one for one in self._properties(prop)}
                if isinstance(prop, ModelProperty)
                else {}
            )
            if part not in known:
                raise SpecificationError(
                    f"{name}: x-result {pointer}: the response has no {part!r}"
                )
            prop = known[part]
            steps.append(str(prop.python_name))
        types = self._types(prop)
        if steps:
            # A caller gets what it asked for, or an error.
            types = [one for one in types if one != "None"]
        return Result(
            annotation=" | ".join(types),
            bodies=tuple(one.partition("[")[0] for one in self._types(body)),
            steps=tuple(steps),
        )

    def _body_properties(self, name: str, prop: PropertyProtocol) -> list[PropertyProtocol]:
        if not isinstance(prop, ModelProperty):
            raise SpecificationError(
                f"{name}: the body must be one object, got several or another type"
            )
        return self._properties(prop)

    def _properties(self, prop: ModelProperty) -> list[PropertyProtocol]:
        model = self._models.get(prop.class_info.name, prop)
        return [*(model.required_properties or []), *(model.optional_properties or [])]

    def _parameter(self, prop: PropertyProtocol) -> Parameter:
        name, value = str(prop.python_name), str(prop.python_name)
        types, default = self._types(prop), None
        if prop.default is not None:
            default = prop.default.python_code.as_unembedded_code()
        elif not prop.required:
            # `None` leaves the parameter out, also where the provider allows null.
            types = [one for one in types if one != "None"] + ["None"]
            default, value = "None", f"omitted({name})"
        return Parameter(
            name=name,
            annotation=" | ".join(types),
            default=default,
            value=value,
            description=one_line(_raw(prop.description) or "Not described by the provider."),
        )

    def _types(self, prop: PropertyProtocol) -> list[str]:
        """Return the types that a property may have. The values of an enum stand there if they are few."""
        match prop:
            case LiteralEnumProperty() if len(prop.values) <= MOST_INLINE:
                values = self._orders.get(frozenset(prop.values), sorted(prop.values, key=str))
                return [f"Literal[{', '.join(map(_literal, values))}]"]
            case UnionProperty():
                types = [one for inner in prop.inner_properties for one in self._types(inner)]
                return list(dict.fromkeys(types))
            case ListProperty():
                return [f"list[{' | '.join(self._types(prop.inner_property))}]"]
            case _:
                return [prop.get_base_type_string().as_unembedded_code()]


def _bodies(endpoint: Endpoint) -> dict[str, str]:
    """Return the classes of an operation's body by media type."""
    return {
        _raw(body.content_type): body.prop.class_info.name
        for body in endpoint.bodies
        if isinstance(body.prop, ModelProperty)
    }


def _check_names(operation: str, names: list[str]) -> None:
    for name in names:
        if name in OURS or names.count(name) > 1:
            raise SpecificationError(
                f"{operation}: the parameter {name} is there twice, or has a name that longtake uses"
            )


def _is_success(statuses: tuple[int, int] | None) -> bool:
    return statuses is not None and 200 <= statuses[0] < 300  # noqa: PLR2004 - every status that says success


def _raw(value: object) -> str:
    """Return a string of the specification as it is there; templates escape it."""
    return value.get_untrusted_value() if isinstance(value, UntrustedString) else str(value or "")


def _literal(value: str | int) -> str:
    return (
        str(value)
        if isinstance(value, int)
        else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def _plain(values: list[Json]) -> list[str | int]:
    return [
        value for value in values if isinstance(value, str | int) and not isinstance(value, bool)
    ]


def _values(value: Json) -> Iterator[list[Json]]:
    """Return each `enum` in a part of the specification."""
    if isinstance(value, dict):
        if isinstance(enum := value.get("enum"), list):
            yield enum
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)
