"""List the public API in docs/public-api.txt: `make api` = `python -m scripts.public_api`.

The list has every name that users may import, with its signature or members, and every method of the
generated resources. A test compares it with the code. Change it in the commit that changes the API, and
describe the change in CHANGELOG.md.
"""

from __future__ import annotations

import enum
import inspect
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from longtake._providers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILE: Final = Path(__file__).parent.parent / "docs" / "public-api.txt"
MODULES: Final = (
    "longtake",
    "longtake.errors",
    "longtake.interruptions",
    "longtake.models",
    "longtake.callbacks",
    "longtake.emulator",
    "longtake_pytest",
)
_PACKAGES: Final = ("longtake", "longtake_")


class _Text:
    """A value that is shown as it is written in the source."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def listing() -> str:
    """Return the public API, one line for each name, sorted."""
    lines = {line for module in MODULES for line in _module(module)}
    lines |= {line for entry in PROVIDERS.values() for line in _resources(entry.client)}
    lines |= {line for entry in PROVIDERS.values() for line in _resources(entry.async_client)}
    return "".join(f"{line}\n" for line in sorted(lines))


def _module(name: str) -> Iterator[str]:
    module = import_module(name)
    for public in module.__all__:
        value = getattr(module, public)
        # Names that several modules export are listed once, in the module that users import them from.
        if name == "longtake" or getattr(import_module("longtake"), public, None) is not value:
            yield from _name(f"{name}.{public}", value)


def _name(name: str, value: object) -> Iterator[str]:
    if inspect.isclass(value) and value.__module__.startswith(_PACKAGES):
        yield from _class(name, value)
    elif inspect.isfunction(value):
        yield f"{name}{_signature(value)}"
    else:
        yield name


def _class(name: str, cls: type[object]) -> Iterator[str]:
    yield f"{name}{_constructor(cls)}"
    fields = {each.name: each.type for each in attrs.fields(cls)} if attrs.has(cls) else {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith(_PACKAGES):
            fields.update(inspect.get_annotations(base))
    for member in sorted({*dir(cls), *fields}):
        if not member.startswith("_") and _is_ours(cls, member, fields):
            yield f"{name}.{member}{_member(cls, member, fields)}"


def _constructor(cls: type[object]) -> str:
    # Users construct neither protocols and enumerations nor resources.
    is_resource = any(".resources." in base.__module__ for base in cls.__mro__)
    return (
        ""
        if issubclass(cls, enum.Enum) or getattr(cls, "_is_protocol", False) or is_resource
        else _signature(cls)
    )


def _is_ours(cls: type[object], member: str, fields: dict[str, Any]) -> bool:
    owner = next((base for base in cls.__mro__ if member in vars(base)), None)
    return member in fields or (owner is not None and owner.__module__.startswith(_PACKAGES))


def _member(cls: type[object], member: str, fields: dict[str, Any]) -> str:
    value = inspect.getattr_static(cls, member, None)
    if isinstance(value, enum.Enum):
        return f" = {value.value!r}"
    if isinstance(value, staticmethod | classmethod):
        return _signature(getattr(cls, member))
    if inspect.isfunction(value):
        return _signature(value)
    getter = value.fget if isinstance(value, property) else getattr(value, "func", None)
    found = fields.get(member) if getter is None else getter.__annotations__.get("return")
    return f": {found}" if isinstance(found, str) else ""


def _resources(client: type[object]) -> Iterator[str]:
    """List the methods of a client's resources, by the attributes through which users reach them."""
    for base in client.__mro__:
        if base.__module__.endswith(".resources"):
            yield from _resources_of(
                client, base, f"longtake.{client.__name__}", f"{base.__module__}."
            )


def _resources_of(
    client: type[object], holder: type[object], path: str, prefix: str
) -> Iterator[str]:
    """List the methods of the resources that a class has, and of those below them.

    Args:
        client: The client.
        holder: The class.
        path: The attributes through which users reach it.
        prefix: The beginning of the names of the modules of its resources.
    """
    for name, value in vars(holder).items():
        if isinstance(value, cached_property) and not name.startswith("_"):
            called = f"{prefix}{name}"
            # `prepare` is no resource.
            if prefix.endswith("_") and find_spec(called) is None:
                continue
            module, getter = import_module(called), value.func
            if not prefix.endswith("_") and name in vars(client):
                getter = vars(client)[name].func
            returned: str = getter.__annotations__["return"].partition("[")[0]
            resource = getattr(module, returned, None) or _hand_written(client, returned)
            yield from _class(f"{path}.{name}", resource)
            yield from _resources_of(client, resource, f"{path}.{name}", f"{called}_")


def _hand_written(client: type[object], name: str) -> type[object]:
    """Return a resource with hand-written methods, which is in a private module of the provider."""
    package = import_module(client.__module__)
    modules = (
        import_module(f"{package.__name__}.{each.name}") for each in iter_modules(package.__path__)
    )
    found = next(vars(module)[name] for module in modules if name in vars(module))
    return cast("type[object]", found)


def _signature(value: Callable[..., object]) -> str:
    try:
        signature = inspect.signature(value)
    except ValueError:
        return ""
    return str(
        signature.replace(
            parameters=[_parameter(each) for each in signature.parameters.values()],
            return_annotation=_raw(signature.return_annotation),
        )
    )


def _parameter(parameter: inspect.Parameter) -> inspect.Parameter:
    default: object = parameter.default
    if isinstance(default, frozenset):
        default = _Text(f"{{{', '.join(sorted(map(repr, cast('frozenset[object]', default))))}}}")
    elif " at 0x" in repr(default):
        default = _Text("...")
    return parameter.replace(annotation=_raw(parameter.annotation), default=default)


def _raw(annotation: object) -> object:
    return _Text(annotation) if isinstance(annotation, str) else annotation


if __name__ == "__main__":
    FILE.write_text(listing(), encoding="utf-8")
