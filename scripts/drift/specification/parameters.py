"""What changed in an operation's parameters: path, query, headers and cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.drift.kinds import Kind
from scripts.drift.specification import restrictions
from scripts.drift.specification.findings import Finding, Spot
from scripts.drift.specification.likeness import Named, renamed
from scripts.drift.specification.schemas import SchemaComparison, described, presence
from scripts.drift.wording import code
from scripts.specs.json_types import arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.drift.specification.pairing import Described, Pair
    from scripts.drift.specification.shapes import Schemas
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
        """Every parameter that came, went or is another."""
        before, after = _parameters(pair.old), _parameters(pair.new)
        aliases = self._aliases(before, after)
        for address, parameter in before.items():
            other = aliases.get(address, address)
            if other in after:
                yield from self._parameter(address, parameter, other, after[other])
            else:
                label = self.schemas[0].label(obj(parameter.get("schema")))
                yield Finding(
                    kind=Kind.PARAMETER_REMOVED,
                    spot=_parameter_spot(address, address),
                    text=f"{code(address[1])} ({code(label)}) is gone.",
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
            kind=Kind.PARAMETER_ADDED_REQUIRED if required else Kind.PARAMETER_ADDED,
            spot=_parameter_spot(address, address),
            text=f"{code(address[1])} ({code(label)}) is new{note}.",
            new=label,
        )

    def _parameter(
        self, address: Address, old: JsonObject, other: Address, new: JsonObject
    ) -> Iterator[Finding]:
        spot = _parameter_spot(address, other)
        name, now = address[1], other[1]
        if name != now:
            yield Finding(
                kind=Kind.PARAMETER_RENAMED,
                spot=spot,
                text=f"{code(name)} looks renamed to {code(now)}.",
                old=name,
                new=now,
            )
        if address[0] != other[0]:
            said = f"{code(name)} goes into the {other[0]}, went into the {address[0]}."
            was, here = address[0], other[0]
            yield Finding(kind=Kind.PARAMETER_MOVED, spot=spot, text=said, old=was, new=here)
        elif (style := _style(old)) != (current := _style(new)):
            said = f"{code(name)} is written in another way ({code(current)}, was {code(style)})."
            kind = Kind.PARAMETER_STYLE_CHANGED
            yield Finding(kind=kind, spot=spot, text=said, old=style, new=current)
        yield from presence(old.get("required") is True, new.get("required") is True, spot)
        flags = [item.get("deprecated") is True for item in (old, new)]
        yield from restrictions.deprecated(flags[0], flags[1], spot)
        yield from self.comparison.compare(obj(old.get("schema")), obj(new.get("schema")), spot)

    def _aliases(
        self, before: dict[Address, JsonObject], after: dict[Address, JsonObject]
    ) -> dict[Address, Address]:
        """What each parameter that went may be called, or go into, now."""
        gone = [address for address in before if address not in after]
        come = [address for address in after if address not in before]
        found: dict[Address, Address] = {}
        for address in list(gone):
            moved = next((item for item in come if item[1] == address[1]), None)
            if moved is not None:
                found[address] = moved
                gone.remove(address)
                come.remove(moved)
        for place in dict.fromkeys(address[0] for address in gone):
            pairs = renamed(
                self._named(self.schemas[0], before, gone, place, after),
                self._named(self.schemas[1], after, come, place, before),
            )
            found |= {(place, old.name): (place, new.name) for old, new in pairs}
        return found

    def _named(
        self,
        schemas: Schemas,
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


def _parameter_spot(old: Address, new: Address) -> Spot:
    return Spot(old[0], old[1], new[1], members=frozenset({old[1], new[1]}))


def _parameters(of: Described) -> dict[Address, JsonObject]:
    """An operation's parameters. Path parameters are told apart by name like all others."""
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
