"""Changes of an operation's parameters: path, query, headers and cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.specification import restrictions
from scripts.drift.specification.findings import ChangeLocation, Finding
from scripts.drift.specification.schemas import SchemaComparison, described, presence
from scripts.drift.specification.similarity import Named, renamed
from scripts.drift.wording import code
from scripts.specs.json_types import arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.specification.pairing import DescribedOperation, Pair
    from scripts.drift.specification.shapes import DocumentSchemas
    from scripts.specs.json_types import JsonObject

_STYLES: Final = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}

Address = tuple[str, str]
"""Where a parameter goes, and its name."""


class ParameterComparison:
    """Compares the parameters of an operation."""

    def __init__(self, comparison: SchemaComparison) -> None:
        self.comparison = comparison
        self.schemas = comparison.old, comparison.new

    def parameters(self, pair: Pair) -> Iterator[Finding]:
        """Yield every parameter that was added, removed or replaced."""
        before, after = _parameters(pair.old), _parameters(pair.new)
        aliases = self._aliases(before, after)
        for address, parameter in before.items():
            other = aliases.get(address, address)
            if other in after:
                yield from self._parameter(address, parameter, other, after[other])
            else:
                label = self.schemas[0].label(obj(parameter.get("schema")))
                yield Finding(
                    kind=ChangeKind.PARAMETER_REMOVED,
                    location=_parameter_location(address, address),
                    text=f"{code(address[1])} ({code(label)}) was removed.",
                    old=label,
                )
        for address, parameter in after.items():
            if address not in before and address not in aliases.values():
                yield self._parameter_added(address, parameter)

    def _parameter_added(self, address: Address, parameter: JsonObject) -> Finding:
        label = self.schemas[1].label(obj(parameter.get("schema")))
        required = parameter.get("required") is True
        note = " and required" if required else ""
        return Finding(
            kind=ChangeKind.PARAMETER_ADDED_REQUIRED if required else ChangeKind.PARAMETER_ADDED,
            location=_parameter_location(address, address),
            text=f"{code(address[1])} ({code(label)}) is new{note}.",
            new=label,
        )

    def _parameter(
        self, address: Address, old: JsonObject, other: Address, new: JsonObject
    ) -> Iterator[Finding]:
        location = _parameter_location(address, other)
        name, now = address[1], other[1]
        if name != now:
            yield Finding(
                kind=ChangeKind.PARAMETER_RENAMED,
                location=location,
                text=f"{code(name)} looks renamed to {code(now)}.",
                old=name,
                new=now,
            )
        if address[0] != other[0]:
            phrase = f"{code(name)} goes into the {other[0]}, went into the {address[0]}."
            was, here = address[0], other[0]
            yield Finding(
                kind=ChangeKind.PARAMETER_MOVED, location=location, text=phrase, old=was, new=here
            )
        elif (style := _style(old)) != (current := _style(new)):
            phrase = f"{code(name)} is written in another way ({code(current)}, was {code(style)})."
            kind = ChangeKind.PARAMETER_STYLE_CHANGED
            yield Finding(kind=kind, location=location, text=phrase, old=style, new=current)
        yield from presence(old.get("required") is True, new.get("required") is True, location)
        flags = [item.get("deprecated") is True for item in (old, new)]
        yield from restrictions.deprecated(flags[0], flags[1], location)
        yield from self.comparison.compare(obj(old.get("schema")), obj(new.get("schema")), location)

    def _aliases(
        self, before: dict[Address, JsonObject], after: dict[Address, JsonObject]
    ) -> dict[Address, Address]:
        """Return what each parameter that went may be called, or go into, now."""
        removed = [address for address in before if address not in after]
        added = [address for address in after if address not in before]
        found: dict[Address, Address] = {}
        for address in list(removed):
            moved = next((item for item in added if item[1] == address[1]), None)
            if moved is not None:
                found[address] = moved
                removed.remove(address)
                added.remove(moved)
        for place in dict.fromkeys(address[0] for address in removed):
            pairs = renamed(
                self._named(self.schemas[0], before, removed, place, after),
                self._named(self.schemas[1], after, added, place, before),
            )
            found |= {(place, old.name): (place, new.name) for old, new in pairs}
        return found

    def _named(
        self,
        schemas: DocumentSchemas,
        given: dict[Address, JsonObject],
        chosen: list[Address],
        place: str,
        others: dict[Address, JsonObject],
    ) -> list[Named]:
        found: list[Named] = []
        stayed = 0
        for address, parameter in given.items():
            if address[0] == place and address in chosen:
                schema = {**parameter, **obj(parameter.get("schema"))}
                if description := parameter.get("description"):
                    schema["description"] = description
                found.append(described(schemas, address[1], schema, stayed))
            stayed += address[0] == place and address in others
        return found


def _parameter_location(old: Address, new: Address) -> ChangeLocation:
    return ChangeLocation(old[0], old[1], new[1], members=frozenset({old[1], new[1]}))


def _parameters(of: DescribedOperation) -> dict[Address, JsonObject]:
    """Return an operation's parameters. Path parameters are distinguished by name like all others."""
    given = [*arr(of.shared.get("parameters")), *arr(of.node.get("parameters"))]
    found: dict[Address, JsonObject] = {}
    for parameter in map(obj, given):
        place, name = text(parameter.get("in")), text(parameter.get("name"))
        found[place, name.lower() if place == "header" else name] = parameter
    return found


def _style(parameter: JsonObject) -> str:
    place = text(parameter.get("in"))
    style = text(parameter.get("style")) or _STYLES.get(place, "form")
    explode = parameter.get("explode", style == "form")
    reserved = ", reserved" if parameter.get("allowReserved") is True else ""
    return f"{style}{', exploded' if explode is True else ''}{reserved}"
