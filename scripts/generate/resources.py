"""The resources of a client: what the specification says about each operation, as methods.

openapi-python-client writes a module for each operation. What a person calls, `kie.veo.extend(...)`, is
written here from what it parsed and from `x-resource`, `x-method`, `links`, `callbacks` and `x-result`.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from typing import TYPE_CHECKING, Any, Final

from attrs import define, evolve, field, frozen
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.schema import UntrustedString
from openapi_python_client.strings import pascal_case

from scripts.generate.addresses import server_of
from scripts.generate.docstrings import one_line, paragraph
from scripts.generate.python_names import PYTHON_NAME
from scripts.generate.spec_views import SpecificationError, member
from scripts.specs.json_types import (
    SCHEMAS,
    Json,
    JsonObject,
    arr,
    obj,
    operations,
    text,
    unescaped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set
    from pathlib import Path

    from jinja2 import Environment
    from openapi_python_client.parser import GeneratorData
    from openapi_python_client.parser.openapi import Endpoint
    from openapi_python_client.parser.properties.protocol import PropertyProtocol
    from openapi_python_client.parser.responses import Response

MOST_INLINE: Final = 12
"""How many values of an enum stand in a signature. A longer list keeps its name."""

OURS: Final = frozenset({"callbacks", "options", "reference", "retry_failed", "timeout"})
"""Names of parameters that every method may get from longtake."""

# What the module of a resource's class imports or defines by other names.
_TAKEN: Final = frozenset({
    "Any", "AsyncHooks", "C", "Calls", "Coroutine", "File", "Generic", "Hooks", "K", "Literal",
    "Mapping", "P", "Resources", "Starts", "T",
})  # fmt: skip
_MEDIA_TYPE: Final = "media_type"
_MARKED_SECRET: Final = "x-secret"  # noqa: S105 - the name of a key of the specification
_LINK: Final = re.compile(r"\$response\.body#(/.+)")
_NUMBER: Final = re.compile(r"(?<!\d)-?\d+(?:\.\d+)?")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}\b)")
# The first that a schema has all keys of is added to a description without these numbers.
_LIMITS: Final = (
    ("From {} to {}.", "minimum", "maximum"),
    ("At most {}.", "maximum"),
    ("At most {} characters.", "maxLength"),
    ("At most {} items.", "maxItems"),
)
_ADDRESS: Final = re.compile(r"\{\$request\.body#/([^/{}]+)\}")


@frozen(kw_only=True)
class MethodParameter:
    """A parameter of a method.

    Attributes:
        name: What it is called.
        attribute: What the generated function or model calls it.
        annotation: Its type in the signature.
        default: Its default as code, None if it must be given.
        value: What the generated function or model is given, as code.
        description: What it means, on one line.
    """

    name: str
    attribute: str
    annotation: str
    default: str | None
    value: str
    description: str

    @property
    def declaration(self) -> str:
        """Return it as it stands in a signature."""
        default = "" if self.default is None else f" = {self.default}"
        return f"{self.name}: {self.annotation}{default}"

    @property
    def argument(self) -> str:
        """Return it as it is passed on."""
        return f"{self.attribute}={self.value}"

    @property
    def as_required(self) -> MethodParameter:
        """Return the parameter as one that must be given."""
        return evolve(self, annotation=self.annotation.removesuffix(" | None"), default=None)


@frozen(kw_only=True)
class RequestBody:
    """The body of a request.

    Attributes:
        media_type: How it is sent.
        annotation: Its type.
        models: The classes that take the method's parameters; none if a caller gives the body itself.
        value: How it is made of the method's parameters, as code.
    """

    media_type: str
    annotation: str
    models: tuple[str, ...]
    value: str


@frozen(kw_only=True)
class TaskStart:
    """How an operation starts a task.

    Attributes:
        task_id: The JSON pointers of the places where the response may have the task's id.
        read: The operationId of what reads the task.
        address: The body's attribute that takes the address for callbacks, if there is any.
        exactly_one: The parameters of which exactly one must be given, each with its pointer in the body.
        secrets: The JSON pointers to the members of the body that are secret.
    """

    task_id: tuple[str, ...]
    read: str
    address: str | None
    exactly_one: Mapping[str, str]
    secrets: tuple[str, ...]


@frozen(kw_only=True)
class MethodResult:
    """The result of an operation that starts no task.

    Attributes:
        annotation: Its type; None if the response has no body.
        checks: The classes that the response's body must have, as code; none if it may have any.
        models: Those of the classes that are generated.
        steps: The attributes that lead from the body to what is returned.
    """

    annotation: str
    checks: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@frozen(kw_only=True)
class Method:
    """An operation as a method of its resource.

    Attributes:
        operation: Its operationId; of one of several models of an operation, its resource and name.
        endpoint: The name of the endpoint's module: the operationId.
        name: What the method is called.
        resource: The resource, such as `jobs.veo`.
        tag: The package of the endpoint's module.
        http: The method and the path of the request.
        constants: The values that are the same in every request, by the names of their properties.
        server: The server that the operation alone has; empty if it has that of all others.
        summary: What it does, in one line.
        description: The first paragraph of its description.
        parameters: Its parameters: those that must be given first.
        arguments: What the endpoint's function is given beside the body, as code.
        bodies: The body in each media type; the first is the default.
        start: How it starts a task, None if it does not.
        result: What it returns otherwise.
        successor: What to use in its place if the provider has withdrawn it, an empty string if it has not.
        charged: Whether it costs something.
        repeatable: Whether sending it again does no harm.
    """

    operation: str
    endpoint: str
    name: str
    resource: str
    tag: str
    http: str
    constants: Mapping[str, str]
    server: str
    summary: str
    description: str
    parameters: tuple[MethodParameter, ...]
    arguments: list[str]
    bodies: tuple[RequestBody, ...]
    start: TaskStart | None
    result: MethodResult
    successor: str
    charged: bool
    repeatable: bool

    @property
    def constant(self) -> str:
        """Return the name of its description in `operations.py`."""
        return self.operation.upper()

    @property
    def sent_body(self) -> str:
        """Return the body that it sends, as code. One of several is chosen before."""
        first, *others = self.bodies
        return "_body" if others else first.value

    @property
    def models(self) -> list[str]:
        """Return the models that it imports when it is called."""
        filled = {model for body in self.bodies for model in body.models}
        return sorted(filled.union(() if self.start else self.result.models))

    @property
    def overloads(self) -> list[list[MethodParameter]]:
        """Return the parameters of each overload: each has another one of those that exclude each other."""
        choices = list(self.start.exactly_one) if self.start else []
        found: list[list[MethodParameter]] = []
        for choice in choices:
            own = [one for one in self.parameters if one.name == choice or one.name not in choices]
            shown = [one.as_required if one.name == choice else one for one in own]
            found.append(sorted(shown, key=lambda one: one.default is not None))
        return found

    @property
    def annotations(self) -> list[str]:
        """Return the types in its signature."""
        returned = [] if self.start else [self.result.annotation]
        return [*(parameter.annotation for parameter in self.parameters), *returned]

    def respelled(self, spellings: Mapping[str, str]) -> Method:
        """Return it with other spellings of names in its signature."""

        def spelled(annotation: str) -> str:
            tree = ast.parse(annotation, mode="eval")
            for node in ast.walk(tree):
                if isinstance(node, ast.Name):
                    node.id = spellings.get(node.id, node.id)
            return ast.unparse(tree)

        return evolve(
            self,
            parameters=tuple(
                evolve(one, annotation=spelled(one.annotation)) for one in self.parameters
            ),
            result=evolve(self.result, annotation=spelled(self.result.annotation)),
        )


@frozen(kw_only=True)
class Resource:
    """A resource: an attribute of the client with a method for each of its operations.

    Attributes:
        path: Where it is, such as `("jobs", "veo")`.
        description: What it is, in a sentence.
        methods: Its methods in the order of the specification.
        is_group: Whether there are resources below it.
        models: The models that its signatures mention, each with what it is called there.
    """

    path: tuple[str, ...]
    description: str
    methods: tuple[Method, ...]
    is_group: bool
    models: Mapping[str, str]

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
    def is_plain(self) -> bool:
        """Return whether it starts no tasks and has nothing below it: its classes need no tasks."""
        return not self.starting and not self.is_group


def class_name(path: Iterable[str]) -> str:
    """Return the name of a resource's class, which nothing else in its module has."""
    name = "".join(pascal_case(part) for part in path)
    return f"{name}Resource" if name in _TAKEN else name


def write_resources(resources: list[Resource], package: Path, environment: Environment) -> None:
    """Write `_base.py`, `_values.py`, `operations.py` and the package `resources` into a client's package.

    Args:
        resources: What `read_resources` returned.
        package: The client's package.
        environment: Where the templates are found.
    """
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
        ("resources_values", package / "_values.py"),
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
    reader = _MethodReader(spec, parsed, endpoints)
    found: dict[tuple[str, ...], list[Method]] = {}
    for path, method, operation in operations(spec):
        for made in reader.methods(path, method, operation):
            parts = tuple(made.resource.split("."))
            for end in range(1, len(parts)):
                found.setdefault(parts[:end], [])
            found.setdefault(parts, []).append(made)
    described = {
        text(obj(tag).get("name")): text(obj(tag).get("description"))
        for tag in arr(spec.get("tags"))
    }
    generated = {str(one.class_info.name) for one in (*parsed.models, *parsed.enums)}
    return [
        _resource(parts, methods, list(found), described, generated)
        for parts, methods in sorted(found.items())
    ]


def _resource(
    path: tuple[str, ...],
    methods: list[Method],
    others: list[tuple[str, ...]],
    described: Mapping[str, str],
    generated: Set[str],
) -> Resource:
    """Return a resource whose signatures still mean what they say.

    In a class with a method called `list`, type checkers take `list[str]` for that method; in the module
    of the resource `video`, they take the model `Video` for the resource.
    """
    name = ".".join(path)
    for other in others:
        if other != path and "_".join(other) == "_".join(path):
            raise SpecificationError(f"the resources {'.'.join(other)} and {name} need other names")
    children = [other for other in others if other[:-1] == path]
    classes = {
        f"{prefix}{class_name(one)}{suffix}"
        for one in (path, *children)
        for prefix in ("", "Async")
        for suffix in ("", "Calls", "Starts")
    }
    mentioned = {
        node.id
        for method in methods
        for annotation in method.annotations
        for node in ast.walk(ast.parse(annotation))
        if isinstance(node, ast.Name)
    }
    models = {
        model: f"{model}Model" if model in classes else model
        for model in sorted(mentioned & generated)
    }
    shadowed = {method.name for method in methods} & set(dir(builtins))
    spellings = {**{one: f"builtins.{one}" for one in shadowed}, **models}
    return Resource(
        path=path,
        description=described.get(name) or f"The resource `{name}`.",
        methods=tuple(method.respelled(spellings) for method in methods),
        is_group=bool(children),
        models=models,
    )


@define
class _MethodReader:
    """Reads operations as methods."""

    spec: JsonObject
    parsed: GeneratorData
    endpoints: Mapping[str, tuple[str, Endpoint]]
    _models: dict[str, ModelProperty] = field(init=False)
    _components: dict[str, JsonObject] = field(init=False)
    _orders: dict[frozenset[Any], list[Any]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        # A property that refers to a model is a copy without the model's properties.
        self._models = {model.class_info.name: model for model in self.parsed.models}
        schemas = obj(member(self.spec, "components", "schemas"))
        self._components = {pascal_case(name): obj(given) for name, given in schemas.items()}
        # openapi-python-client keeps values in a set.
        listed = (_plain(values) for values in _values(self.spec))
        self._orders = {frozenset(values): values for values in listed}

    def methods(self, path: str, http_method: str, operation: JsonObject) -> list[Method]:
        """Return an operation as a method, or as one for each of the models that its body can name.

        The alternative of the body without an `x-method` is for all other models and has the
        operation's own method.
        """
        name = text(operation.get("operationId"))
        endpoint = self.endpoints[name][1] if name in self.endpoints else None
        union = endpoint.bodies[0].prop if endpoint and len(endpoint.bodies) == 1 else None
        options = union.inner_properties if isinstance(union, UnionProperty) else []
        models = [one for one in options if isinstance(one, ModelProperty)]
        if not any("x-method" in self._schema_of(model) for model in models):
            return [self.method(path, http_method, operation)]
        return [self.method(path, http_method, operation, model) for model in models]

    def _schema_of(self, model: ModelProperty) -> JsonObject:
        """Return the component that a model was made from."""
        return self._components.get(str(model.class_info.name), {})

    def method(
        self,
        path: str,
        http_method: str,
        operation: JsonObject,
        model: ModelProperty | None = None,
    ) -> Method:
        """Return an operation as a method.

        Args:
            path: Its path.
            http_method: Its HTTP method.
            operation: The operation.
            model: The alternative of its body that the method sends, None for its whole body.
        """
        name = text(operation.get("operationId"))
        schema = self._schema_of(model) if model else {}
        declared = schema if "x-method" in schema else operation
        resource, called = text(declared.get("x-resource")), text(declared.get("x-method"))
        if name not in self.endpoints or not all(map(_is_name, (called, *resource.split(".")))):
            raise SpecificationError(
                f"{http_method.upper()} {path} needs an operationId, x-resource and x-method that are "
                f"Python names, got {name!r}, {resource!r} and {called!r}"
            )
        tag, endpoint = self.endpoints[name]
        summary, description = text(operation.get("summary")), text(operation.get("description"))
        identity = name
        if declared is schema:
            identity = f"{resource.replace('.', '_')}_{called}"
            summary, _, description = text(schema.get("description")).partition("\n\n")
        outside = [
            self._parameter(one)
            for one in (
                *endpoint.path_parameters,
                *endpoint.query_parameters,
                *endpoint.header_parameters,
                *endpoint.cookie_parameters,
            )
        ]
        inside, bodies = self._bodies(identity, endpoint, model)
        start = self._start(identity, operation, model or _model_of(endpoint), bodies)
        if start and outside:
            raise SpecificationError(
                f"{identity}: an operation that starts a task must take one object and no other parameters"
            )
        given = [*outside, *inside]
        ours = _our_parameters(bodies, start)
        _check_names(identity, [one.name for one in given], {*OURS, *(one.name for one in ours)})
        idempotent = operation.get("x-idempotent") is True
        return Method(
            operation=identity,
            endpoint=name,
            name=called,
            resource=resource,
            tag=tag,
            http=f"{endpoint.method.upper()} {path}",
            constants=self._constants(model),
            server=server_of(operation),
            summary=one_line(summary) or identity,
            description=paragraph(description),
            parameters=(*sorted(given, key=lambda one: one.default is not None), *ours),
            arguments=[one.argument for one in outside],
            bodies=bodies,
            start=start,
            result=self._result(name, operation, endpoint),
            successor=text(operation.get("x-successor"))
            if operation.get("deprecated") is True
            else "",
            charged=start is not None or operation.get("x-charged") is True,
            repeatable=idempotent or (start is None and http_method in ("get", "delete")),
        )

    def _bodies(
        self, name: str, endpoint: Endpoint, alternative: ModelProperty | None
    ) -> tuple[list[MethodParameter], tuple[RequestBody, ...]]:
        """Return the parameters that stand in the body, and how the body is made of them."""
        bodies: list[RequestBody] = []
        parameters: list[MethodParameter] = []
        for body in endpoint.bodies:
            prop, models = alternative or body.prop, list[str]()
            if isinstance(prop, ModelProperty):
                own, value = self._filled(prop, models, is_alternative=alternative is not None)
            else:
                own = [self._parameter(prop)]
                value = own[0].value
            if bodies and {one.name for one in own} != {one.name for one in parameters}:
                raise SpecificationError(
                    f"{name}: its bodies must take the same parameters, got other ones for "
                    f"{_raw(body.content_type)}"
                )
            parameters = parameters or own
            bodies.append(
                RequestBody(
                    media_type=_raw(body.content_type),
                    annotation=models[0] if models else own[0].annotation,
                    models=tuple(models),
                    value=value,
                )
            )
        return parameters, tuple(bodies)

    def _filled(
        self, prop: ModelProperty, models: list[str], *, is_alternative: bool
    ) -> tuple[list[MethodParameter], str]:
        """Return the parameters of a model, and how the model is made of them.

        Of an alternative, constants are filled in, and the properties of its objects are parameters.

        Args:
            prop: The model.
            models: Gets the name of each model that is made.
            is_alternative: Whether it is one of several models of an operation.
        """
        name = str(prop.class_info.name)
        models.append(name)
        parameters: list[MethodParameter] = []
        arguments: list[str] = []
        for one in self._properties(prop):
            match one:
                case ConstProperty() if is_alternative:
                    arguments.append(f"{one.python_name}={one.value.raw_value!r}")
                    continue
                case ModelProperty(required=True) if is_alternative and self._properties(one):
                    inner, value = self._filled(one, models, is_alternative=True)
                    parameters += inner
                    arguments.append(f"{one.python_name}={value}")
                    continue
                case ModelProperty(required=True) if is_alternative:
                    models.append(str(one.class_info.name))
                    own = self._parameter(one, prop)
                    value = f"{one.class_info.name}.from_dict({own.name})"
                    own = evolve(own, annotation="Mapping[str, Any]", value=value)
                case _:
                    own = self._parameter(one, prop)
            parameters.append(own)
            arguments.append(own.argument)
        return parameters, f"{name}({', '.join(arguments)})"

    def _constants(self, model: ModelProperty | None) -> dict[str, str]:
        """Return the values that are the same in every request with an alternative."""
        return {
            _raw(one.name): str(one.value.raw_value)
            for one in (self._properties(model) if model else [])
            if isinstance(one, ConstProperty)
        }

    def _exactly_one(self, name: str, prop: ModelProperty, pointer: str = "") -> dict[str, str]:
        """Return the parameters of which exactly one must be given, each with its place in the body."""
        found: dict[str, str] = {}
        for choice in _exclusive(self._schema_of(prop)):
            if found:
                raise SpecificationError(f"{name}: only one choice of parameters is possible")
            for one in self._properties(prop):
                if _raw(one.name) in choice:
                    found[self._parameter(one).name] = f"{pointer}/{_raw(one.name)}"
        for one in self._properties(prop):
            if isinstance(one, ModelProperty) and one.required:
                found |= self._exactly_one(name, one, f"{pointer}/{_raw(one.name)}")
        return found

    def _start(
        self,
        name: str,
        operation: JsonObject,
        model: ModelProperty | None,
        bodies: tuple[RequestBody, ...],
    ) -> TaskStart | None:
        responses = obj(operation.get("responses"))
        links = [obj(member(response, "links")) for response in responses.values()]
        task = next((obj(link["task"]) for link in links if "task" in link), None)
        if task is None:
            return None
        if model is None or not all(body.models for body in bodies):
            raise SpecificationError(
                f"{name}: an operation that starts a task must take one object and no other parameters"
            )
        expressions = [text(one) for one in obj(task.get("parameters")).values()]
        place = _LINK.fullmatch(expressions[0]) if len(expressions) == 1 else None
        if place is None or text(task.get("operationId")) not in self.endpoints:
            raise SpecificationError(
                f"{name}: links.task must name the operation that reads the task, and one parameter "
                f"$response.body#/..., got {text(task.get('operationId')) or 'no operationId'} and "
                f"{', '.join(expressions) or 'no parameter'}"
            )
        return TaskStart(
            task_id=(place[1], *(text(also) for also in arr(task.get("x-also-at")))),
            read=text(task["operationId"]),
            address=self._address(name, operation, model),
            exactly_one=self._exactly_one(name, model),
            secrets=self._secrets(operation),
        )

    def _secrets(self, operation: JsonObject) -> tuple[str, ...]:
        """Return the pointers to the members of the body that the specification marks as secret."""
        content = obj(obj(operation.get("requestBody")).get("content"))
        schemas = [obj(media).get("schema") for media in content.values()]
        return tuple(
            dict.fromkeys(
                name for each in schemas for name in self._secrets_in(each, "", frozenset())
            )
        )

    def _secrets_in(self, schema: Json, at: str, within: Set[str]) -> Iterator[str]:
        """Yield the pointers to the secret members of a schema, of its alternatives and of its objects."""
        found = obj(schema)
        if "$ref" in found:
            name = text(found["$ref"]).removeprefix(SCHEMAS)
            if name in within:
                return
            within = {*within, name}
            found = obj(member(self.spec, "components", "schemas", name))
        for name, value in obj(found.get("properties")).items():
            pointer = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            if obj(value).get(_MARKED_SECRET) is True:
                yield pointer
            else:
                yield from self._secrets_in(value, pointer, within)
        for key in ("allOf", "anyOf", "oneOf"):
            for inner in arr(found.get(key)):
                yield from self._secrets_in(inner, at, within)

    def _address(self, name: str, operation: JsonObject, model: ModelProperty) -> str | None:
        """Return the attribute of the body that takes the address for callbacks."""
        for callback in obj(operation.get("callbacks")).values():
            for expression in obj(callback):
                found = _ADDRESS.fullmatch(expression)
                known = {_raw(one.name): str(one.python_name) for one in self._properties(model)}
                called = unescaped(found[1]) if found else ""
                if called not in known:
                    raise SpecificationError(
                        f"{name}: the address of callbacks must be a property of the body, got {expression}"
                    )
                return known[called]
        return None

    def _result(self, name: str, operation: JsonObject, endpoint: Endpoint) -> MethodResult:
        successes = [one for one in endpoint.responses if _is_success(one.status_code.range)]
        if not successes and endpoint.responses.default:
            successes = [endpoint.responses.default]
        bodies = [one.prop for one in successes if _has_body(one)]
        if not bodies:
            return MethodResult(annotation="None")
        pointer = text(operation.get("x-result"))
        props: list[PropertyProtocol] = [*bodies]
        steps: list[str] = []
        for part in map(unescaped, pointer.split("/")[1:]):
            found = [self._member(prop, part) for prop in props]
            props = [prop for prop in found if prop]
            if len(props) < len(found) or len({str(prop.python_name) for prop in props}) > 1:
                raise SpecificationError(
                    f"{name}: x-result {pointer}: the response has no {part!r}"
                )
            steps.append(str(props[0].python_name))
        types = _unique(one for prop in props for one in self._types(prop))
        classes = _unique(one for prop in bodies for one in _classes(prop))
        if steps:
            # A caller gets what it asked for, or an error.
            types = [one for one in types if one != "None"]
        elif len(bodies) < len(successes):
            types, classes = _unique([*types, "None"]), _unique([*classes, "None"])
        may_be = {one for response in endpoint.responses for one in _classes(response.prop)}
        if "Any" in classes or {*may_be, "None"} <= {*classes}:
            # A type checker would call the check unnecessary.
            classes = []
        return MethodResult(
            annotation=" | ".join(types),
            checks=tuple(classes),
            models=tuple(one for one in classes if one in self._models),
            steps=tuple(steps),
        )

    def _member(self, prop: PropertyProtocol, name: str) -> PropertyProtocol | None:
        """Return a property of a response's body, None if it has none of that name."""
        if isinstance(prop, UnionProperty):
            inner = [one for one in prop.inner_properties if not isinstance(one, NoneProperty)]
            return self._member(inner[0], name) if len(inner) == 1 else None
        known = self._properties(prop) if isinstance(prop, ModelProperty) else []
        return next((one for one in known if _raw(one.name) == name), None)

    def _properties(self, prop: ModelProperty) -> list[PropertyProtocol]:
        model = self._models.get(prop.class_info.name, prop)
        return [*(model.required_properties or []), *(model.optional_properties or [])]

    def _parameter(
        self, prop: PropertyProtocol, model: ModelProperty | None = None
    ) -> MethodParameter:
        """Return a property as a parameter.

        Args:
            prop: The property.
            model: The model that has it, None for a parameter of a path or a query.
        """
        attribute = str(prop.python_name)
        # openapi-python-client respells the names of builtins, which a parameter may have.
        plain = attribute.removesuffix("_")
        name = value = plain if plain in dir(builtins) and _is_name(plain) else attribute
        properties = obj(self._schema_of(model).get("properties")) if model else {}
        schema = obj(properties.get(_raw(prop.name)))
        types = self._types(prop, schema)
        default = prop.default.python_code.as_unembedded_code() if prop.default else None
        if not prop.required:
            # `None` leaves the parameter out, also where the provider allows null.
            types = _unique([*types, "None"])
            default, value = default or "None", f"_values.omitted({name})"
        return MethodParameter(
            name=name,
            attribute=attribute,
            annotation=" | ".join(types),
            default=default,
            value=value,
            description=_described(_raw(prop.description), schema),
        )

    def _types(self, prop: PropertyProtocol, schema: JsonObject | None = None) -> list[str]:
        """Return the types that a property may have. The values of an enum stand there if they are few.

        Args:
            prop: The property.
            schema: Its schema in the specification, where that is known.
        """
        schema = schema or {}
        match prop:
            case LiteralEnumProperty() if len(prop.values) <= MOST_INLINE:
                own = _plain(arr(schema.get("enum")))
                values = self._orders.get(frozenset(prop.values), sorted(prop.values, key=str))
                values = own if {*own} == prop.values else values
                return [f"Literal[{', '.join(map(repr, values))}]"]
            case UnionProperty():
                return _unique(one for inner in prop.inner_properties for one in self._types(inner))
            case ListProperty():
                items = obj(schema.get("items"))
                return [f"list[{' | '.join(self._types(prop.inner_property, items))}]"]
            case ConstProperty():
                return [prop.get_type_string(no_optional=True).as_unembedded_code()]
            case _:
                return [prop.get_base_type_string().as_unembedded_code()]


def _described(description: str, schema: JsonObject) -> str:
    """Return a parameter's description as sentences on one line, with the limits that it does not mention."""
    line = one_line(description or "Not described by the provider.")
    sentences = [line if line.endswith((".", "!", "?", ")")) else f"{line}."]
    mentioned = set(_NUMBER.findall(_THOUSANDS.sub("", line)))
    for wording, *keys in _LIMITS:
        limits = [schema[key] for key in keys if key in schema]
        if len(limits) == len(keys) and not {*map(str, limits)} <= mentioned:
            sentences.append(wording.format(*limits))
            break
    return " ".join(sentences)


def _model_of(endpoint: Endpoint) -> ModelProperty | None:
    """Return the model that is the body of a request, None if there is none."""
    prop = endpoint.bodies[0].prop if endpoint.bodies else None
    return prop if isinstance(prop, ModelProperty) else None


def _exclusive(schema: JsonObject) -> Iterator[set[str]]:
    """Yield each set of properties of which a schema requires exactly one."""
    for part in (schema, *map(obj, arr(schema.get("allOf")))):
        required = [arr(obj(option).get("required")) for option in arr(part.get("oneOf"))]
        if required and all(len(names) == 1 for names in required):
            yield {text(names[0]) for names in required}


def _our_parameters(
    bodies: Iterable[RequestBody], start: TaskStart | None
) -> list[MethodParameter]:
    """Return the parameters of a method that are not the provider's."""
    found: list[MethodParameter] = []
    types = [repr(body.media_type) for body in bodies]
    if len(types) > 1:
        found.append(
            MethodParameter(
                name=_MEDIA_TYPE,
                attribute=_MEDIA_TYPE,
                annotation=f"Literal[{', '.join(types)}]",
                default=types[0],
                value=_MEDIA_TYPE,
                description="The encoding of the request's body.",
            )
        )
    if start and start.address:
        found.append(
            MethodParameter(
                name="callbacks",
                attribute="callbacks",
                annotation="C | None",
                default="None",
                value="callbacks",
                description="The receiver of the provider's callbacks, whose URL is sent.",
            )
        )
    if start:
        found += _REFERENCE
    return found


_REFERENCE: Final = (
    MethodParameter(
        name="reference",
        attribute="reference",
        annotation="str | None",
        default="None",
        value="reference",
        description="Your own name for the submission. A client with a journal submits it once; the same "
        "reference returns the same task.",
    ),
    MethodParameter(
        name="retry_failed",
        attribute="retry_failed",
        annotation="bool",
        default="False",
        value="retry_failed",
        description="Whether to submit anew if the task of the same reference has failed.",
    ),
)


def _check_names(operation: str, names: list[str], ours: Iterable[str]) -> None:
    for name in names:
        problem = "is longtake's own" if name in ours else "is there twice"
        if name in ours or names.count(name) > 1:
            raise SpecificationError(
                f"{operation}: the parameter {name} {problem}: give the provider's parameter another "
                f"name in Python with {PYTHON_NAME} in the supplement"
            )


def _classes(prop: PropertyProtocol) -> list[str]:
    """Return the classes that a value may have, as code for `isinstance`."""
    match prop:
        case UnionProperty():
            return _unique(one for inner in prop.inner_properties for one in _classes(inner))
        case ListProperty():
            return ["list"]
        case LiteralEnumProperty():
            return [prop.value_type.__name__]
        case ConstProperty():
            return [type(prop.value.raw_value).__name__]
        case FloatProperty():
            return ["float", "int"]
        case _:
            return [prop.get_base_type_string().as_unembedded_code()]


def _unique(types: Iterable[str]) -> list[str]:
    """Return types without repetition, None last."""
    return sorted(dict.fromkeys(types), key=lambda one: one == "None")


def _has_body(response: Response) -> bool:
    return response.source["return_type"] != "None" and not isinstance(response.prop, NoneProperty)


def _is_name(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _is_success(statuses: tuple[int, int] | None) -> bool:
    return statuses is not None and 200 <= statuses[0] < 300  # noqa: PLR2004 - every status that says success


def _raw(value: object) -> str:
    """Return a string of the specification as it is there; templates escape it."""
    return value.get_untrusted_value() if isinstance(value, UntrustedString) else str(value or "")


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
