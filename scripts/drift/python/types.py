"""Types in annotations as sets of what they allow, so that two of them can be compared.

griffe keeps an annotation as the expression that was written. What counts is what it allows: a name that
stands for `Literal["a", "b"]` is those two values, `str` allows every string literal beside it, and the
order of a union says nothing.
"""

from __future__ import annotations

import ast
from enum import Enum
from typing import Final, TypeAlias

import griffe
from attrs import frozen

Type: TypeAlias = "frozenset[Member]"
Annotation: TypeAlias = "griffe.Expr | str | None"

MODELS: Final = "models"

# What Python's typing lets stand in for what, besides the same name.
_PROMOTED: Final = {"bool": ("int", "float"), "int": ("float",)}
_SCALARS: Final = ("bool", "int", "float", "str", "None")


@frozen
class Member:
    """One member of a union."""

    name: str
    """A class by its dotted path (below the package, if it is the package's), or the text of a literal."""
    arguments: tuple[Type, ...] = ()
    base: str = ""
    """For a literal, the name of its type."""


ANY: Final = Member("typing.Any")
NONE: Final = Member("None")
UNSET: Final = Member("types.Unset")


class Relation(Enum):
    """How much a type allows, beside another one."""

    SAME = "same"
    WIDER = "wider"
    NARROWER = "narrower"
    OTHER = "other"


def symbol_of(path: str) -> str:
    """Return the dotted path below the package by which people reach what griffe calls `path`.

    Models are imported from `models`, whatever module there holds them.
    """
    parts = path.split(".")[1:]
    if parts[:1] == [MODELS] and len(parts) > 2:  # noqa: PLR2004 - package, module, name
        del parts[1]
    return ".".join(parts)


def found(package: griffe.Module, path: str) -> griffe.Object | None:
    """Return what stands at griffe's `path`, if that is in the package."""
    first, _, rest = path.partition(".")
    if first != package.name or not rest:
        return None
    try:
        target = package[rest]
    except KeyError:
        return None
    if isinstance(target, griffe.Alias):
        target = target.final_target
    return target if isinstance(target, griffe.Object) else None


def type_value(target: griffe.Object | None) -> griffe.Expr | None:
    """Return the type that a name stands for (`Quality = Literal["720p", "1080p"]`), if it is one."""
    if not isinstance(target, griffe.Attribute):
        return None
    is_type = isinstance(target.value, griffe.ExprSubscript | griffe.ExprBinOp)
    return target.value if is_type and isinstance(target.value, griffe.Expr) else None


def parsed(annotation: Annotation, package: griffe.Module) -> Type:
    """Return what an annotation allows; what is not annotated allows anything."""
    return _absorbed(_members(annotation, package))


def _members(annotation: Annotation, package: griffe.Module) -> Type:
    if annotation is None:
        return frozenset({ANY})
    if isinstance(annotation, griffe.ExprBinOp) and annotation.operator == "|":
        return _members(annotation.left, package) | _members(annotation.right, package)
    if isinstance(annotation, griffe.ExprSubscript):
        return _subscripted(annotation, package)
    if isinstance(annotation, griffe.ExprName | griffe.ExprAttribute):
        return _named(annotation, package)
    return frozenset({Member(str(annotation))})


def _subscripted(annotation: griffe.ExprSubscript, package: griffe.Module) -> Type:
    inner = annotation.slice
    arguments = inner.elements if isinstance(inner, griffe.ExprTuple) else [inner]
    name = annotation.canonical_path
    if name.rpartition(".")[2] == "Literal":
        return frozenset(_literal(str(argument)) for argument in arguments)
    if name.rpartition(".")[2] == "Annotated":
        return _members(arguments[0], package)
    outer = symbol_of(name) if found(package, name) else name
    return frozenset({Member(outer, tuple(parsed(argument, package) for argument in arguments))})


def _named(annotation: griffe.ExprName | griffe.ExprAttribute, package: griffe.Module) -> Type:
    path = annotation.canonical_path
    target = found(package, path)
    if target is None:
        return frozenset({Member(path)})
    meant = type_value(target)
    return _members(meant, package) if meant else frozenset({Member(symbol_of(target.path))})


def _literal(text: str) -> Member:
    value: object = ast.literal_eval(text)
    return Member(repr(value), base=type(value).__name__)


def _absorbed(members: Type) -> Type:
    """Without the literals that another member allows anyway."""
    names = {member.name for member in members if not member.base}
    return frozenset(member for member in members if member.base not in names)


def relation(old: Type, new: Type) -> Relation:
    """Return how `new` stands to `old`.

    Containers are compared by what they hold: `list[Literal["a", "b"]]` is wider than `list[Literal["a"]]`,
    since lists are written in the call or read from the response.
    """
    wider, narrower = _fits(old, new), _fits(new, old)
    if wider:
        return Relation.SAME if narrower else Relation.WIDER
    return Relation.NARROWER if narrower else Relation.OTHER


def _fits(value: Type, place: Type) -> bool:
    return all(any(_member_fits(member, other) for other in place) for member in value)


def _member_fits(value: Member, place: Member) -> bool:
    if value == place:
        return True
    if not value.arguments and not place.arguments and not place.base:
        name = value.base or value.name
        if place == ANY:
            return name in _SCALARS
        return name == place.name or place.name in _PROMOTED.get(name, ())
    same_shape = value.name == place.name and len(value.arguments) == len(place.arguments)
    return same_shape and all(map(_fits, value.arguments, place.arguments))


def everything_in(type_: Type) -> Type:
    """Return all members, also those of what containers hold."""
    inner = [everything_in(argument) for member in type_ for argument in member.arguments]
    return type_.union(*inner)


def written(type_: Type) -> str:
    """Return the type as a person would write it."""
    literals = sorted(member.name for member in type_ if member.base)
    others = sorted(_member_written(member) for member in type_ if not member.base)
    parts = [f"Literal[{', '.join(literals)}]"] if literals else []
    return " | ".join(parts + sorted(others, key=lambda name: (name in ("None", "Unset"), name)))


def _member_written(member: Member) -> str:
    name = member.name.rpartition(".")[2]
    arguments = ", ".join(written(argument) for argument in member.arguments)
    return f"{name}[{arguments}]" if arguments else name
