"""The public surface of a generated package: its parts, each with its parameters, fields and result."""

from __future__ import annotations

import ast
from enum import Enum
from typing import TYPE_CHECKING, Final

import griffe
from attrs import field, frozen

from scripts.drift.python.types import (
    MODELS,
    Annotation,
    Type,
    found,
    parsed,
    symbol_of,
    type_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RESOURCES: Final = "resources"
# They follow from the specification and from the methods.
_FOLLOW_FROM_OTHERS: Final = ("_base", "_values", "operations", _RESOURCES)
_ENDPOINT: Final = "sync_detailed"


class PartKind(Enum):
    """The kind of a part."""

    FUNCTION = "function"
    CLASS = "class"
    NAME = "alias"
    """A name for a type, such as the values of an enum."""


@frozen(kw_only=True)
class Slot:
    """A parameter that a caller fills in, or a field."""

    type: Type
    required: bool
    default: str | None = None
    mentions: frozenset[str] = frozenset()
    """The package's classes and named types that its annotation mentions."""


@frozen(kw_only=True)
class ApiPart:
    """An endpoint, a function, a class or a named type."""

    kind: PartKind
    slots: dict[str, Slot] = field(factory=dict[str, Slot])
    type: Type | None = None
    """The type that a function returns, or that a name stands for."""
    mentions: frozenset[str] = frozenset()


def load(package: Path) -> griffe.Module:
    """Read the package in a folder, without importing it; attrs classes get the constructor that they have.

    Raises:
        ImportError: If there is no such folder.
        TypeError: If it holds no Python package.
    """
    loader = griffe.GriffeLoader(search_paths=[package.parent], allow_inspection=False)
    module = loader.load(package.name, try_relative_path=False)
    if not isinstance(module, griffe.Module):
        raise TypeError(f"{package} holds no package")
    for inner in _modules(module):
        for member in inner.members.values():
            if isinstance(member, griffe.Class):
                _add_constructor(member)
    return module


def surface(package: griffe.Module) -> dict[str, ApiPart]:
    """Return the parts of a package, each under its dotted path below the package."""
    parts: dict[str, ApiPart] = {}
    for module in _modules(package):
        symbol = symbol_of(module.path)
        if symbol.startswith(f"{_RESOURCES}."):
            parts.update(_resource(module, symbol, package))
        elif symbol in _FOLLOW_FROM_OTHERS:
            continue
        elif symbol == MODELS:
            for name in sorted(str(export) for export in module.exports or ()):
                target = found(package, f"{module.path}.{name}")
                if target is not None:
                    parts.update(_parts(target, f"{MODELS}.{name}", package))
        elif not symbol.startswith(f"{MODELS}."):
            if _ENDPOINT in module.members:
                parts[symbol] = _endpoint(module, package)
            for name, member in module.members.items():
                if isinstance(member, griffe.Object) and _counts(member, module):
                    parts.update(_parts(member, f"{symbol}.{name}".lstrip("."), package))
    return parts


def _modules(module: griffe.Module) -> Iterator[griffe.Module]:
    yield module
    for _, member in sorted(module.members.items()):
        if isinstance(member, griffe.Module):
            yield from _modules(member)


def _counts(member: griffe.Object, module: griffe.Module) -> bool:
    if not member.is_public or isinstance(member, griffe.Module):
        return False
    return _ENDPOINT not in module.members


def _endpoint(module: griffe.Module, package: griffe.Module) -> ApiPart:
    """Return the four functions of an endpoint as one: they differ in how they wrap the response."""
    function = module.members.get("sync", module.members[_ENDPOINT])
    if not isinstance(function, griffe.Function):
        raise TypeError(f"{function.path} is no function")
    return _function(function, package)


def _resource(
    module: griffe.Module, symbol: str, package: griffe.Module
) -> Iterator[tuple[str, ApiPart]]:
    """Yield the methods of a resource, once: those of the asynchronous classes take the same parameters."""
    exports = [str(export) for export in module.exports or ()]
    name = next(export for export in exports if f"Async{export}" in exports)
    yield f"{symbol}.{name}", ApiPart(kind=PartKind.CLASS)
    for class_ in module.members.values():
        if isinstance(class_, griffe.Class) and not class_.name.startswith("Async"):
            for method in class_.members.values():
                if isinstance(method, griffe.Function) and not method.name.startswith("_"):
                    yield f"{symbol}.{name}.{method.name}", _function(method, package)


def _parts(
    target: griffe.Object, symbol: str, package: griffe.Module
) -> Iterator[tuple[str, ApiPart]]:
    if isinstance(target, griffe.Function):
        yield symbol, _function(target, package)
    elif isinstance(target, griffe.Class):
        yield symbol, ApiPart(kind=PartKind.CLASS, slots=_fields(target, package))
        # What a model can do is the same for every model.
        if not symbol.startswith(f"{MODELS}."):
            for name, member in target.members.items():
                if isinstance(member, griffe.Function) and not name.startswith("_"):
                    yield f"{symbol}.{name}", _function(member, package)
    elif isinstance(target, griffe.Attribute):
        keys = _functional_typed_dict(target)
        meant = type_value(target)
        if keys is not None:
            slots = {name: _key(value, package) for name, value in keys.items()}
            yield symbol, ApiPart(kind=PartKind.CLASS, slots=slots)
        elif meant is not None:
            yield symbol, ApiPart(kind=PartKind.NAME, type=parsed(meant, package))


def _function(function: griffe.Function, package: griffe.Module) -> ApiPart:
    return ApiPart(
        kind=PartKind.FUNCTION,
        slots={
            parameter.name: _parameter(parameter, package)
            for parameter in function.parameters
            if parameter.name not in ("self", "cls")
        },
        type=parsed(function.returns, package),
        mentions=_mentions(function.returns, package),
    )


def _parameter(parameter: griffe.Parameter, package: griffe.Module) -> Slot:
    return Slot(
        type=parsed(parameter.annotation, package),
        required=parameter.required,
        default=None if parameter.default is None else str(parameter.default),
        mentions=_mentions(parameter.annotation, package),
    )


def _fields(class_: griffe.Class, package: griffe.Module) -> dict[str, Slot]:
    ancestors = [class_, *class_.mro()]
    typed_dict = any(str(base) == "TypedDict" for owner in ancestors for base in owner.bases)
    constructor = class_.members.get("__init__")
    slots: dict[str, Slot] = {}
    if isinstance(constructor, griffe.Function):
        slots = _function(constructor, package).slots
    for owner in ancestors:
        for name, member in owner.members.items():
            if not isinstance(member, griffe.Attribute) or name in slots or not member.is_public:
                continue
            if typed_dict:
                slots[name] = _key(member.annotation, package)
            elif member.annotation is not None and "property" not in member.labels:
                slots[name] = Slot(
                    type=parsed(member.annotation, package),
                    required=False,
                    mentions=_mentions(member.annotation, package),
                )
    return slots


def _key(annotation: Annotation, package: griffe.Module) -> Slot:
    """Return a key of a TypedDict."""
    optional = (
        isinstance(annotation, griffe.ExprSubscript) and str(annotation.left) == "NotRequired"
    )
    inner = annotation.slice if isinstance(annotation, griffe.ExprSubscript) and optional else None
    meant = inner if optional else annotation
    return Slot(
        type=parsed(meant, package), required=not optional, mentions=_mentions(meant, package)
    )


def _functional_typed_dict(target: griffe.Attribute) -> dict[str, Annotation] | None:
    """Return the keys of `X = TypedDict("X", {...})`, as it is written where a key is no Python name."""
    call = target.value
    if not isinstance(call, griffe.ExprCall) or str(call.function) != "TypedDict":
        return None
    keys = call.arguments[1]
    if not isinstance(keys, griffe.ExprDict):
        return None
    return {
        str(ast.literal_eval(str(key))): value
        for key, value in zip(keys.keys, keys.values, strict=True)
    }


def _mentions(annotation: Annotation, package: griffe.Module) -> frozenset[str]:
    if not isinstance(annotation, griffe.Expr):
        return frozenset()
    names = [part for part in annotation.iterate(flat=True) if isinstance(part, griffe.ExprName)]
    targets = [found(package, name.canonical_path) for name in names]
    return frozenset(symbol_of(target.path) for target in targets if target is not None)


def _add_constructor(class_: griffe.Class) -> None:
    """Give an attrs class its `__init__`, as griffe itself does for dataclasses."""
    decorators = [
        decorator.value
        for decorator in class_.decorators
        if isinstance(decorator.value, griffe.Expr)
        and decorator.value.canonical_path == "attrs.define"
    ]
    if not decorators:
        return
    keyword_only = _arguments(decorators[0]).get("kw_only") == "True"
    parameters = [
        parameter
        for member in class_.members.values()
        if isinstance(member, griffe.Attribute) and "property" not in member.labels
        for parameter in _constructor_parameter(member, keyword_only=keyword_only)
    ]
    # attrs puts those that can only be named at the end.
    parameters.sort(key=lambda parameter: parameter.kind is griffe.ParameterKind.keyword_only)
    constructor = griffe.Function(
        "__init__", parent=class_, parameters=griffe.Parameters(*parameters), returns="None"
    )
    class_.set_member("__init__", constructor)


def _constructor_parameter(
    member: griffe.Attribute, *, keyword_only: bool
) -> Iterator[griffe.Parameter]:
    options = _arguments(member.value)
    if member.annotation is None or options.get("init") == "False":
        return
    if _is_field(member.value):
        default: Annotation = options.get("default", options.get("factory"))
    else:
        default = member.value
    named = keyword_only or options.get("kw_only") == "True"
    yield griffe.Parameter(
        str(ast.literal_eval(options["alias"])) if "alias" in options else member.name.lstrip("_"),
        annotation=member.annotation,
        kind=griffe.ParameterKind.keyword_only
        if named
        else griffe.ParameterKind.positional_or_keyword,
        default=default,
    )


def _is_field(value: griffe.Expr | str | None) -> bool:
    return isinstance(value, griffe.ExprCall) and value.canonical_path == "attrs.field"


def _arguments(value: griffe.Expr | str | None) -> dict[str, str]:
    """Return the named arguments of a call to attrs, as they are written."""
    if not isinstance(value, griffe.ExprCall):
        return {}
    return {
        argument.name: str(argument.value)
        for argument in value.arguments
        if isinstance(argument, griffe.ExprKeyword)
    }
