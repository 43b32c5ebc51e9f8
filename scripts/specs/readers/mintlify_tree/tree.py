"""A page's tree, and the record of what is read of it: a key that is never read is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.specs.json_types import arr, obj

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment
    from scripts.specs.yaml.read import Location, YamlDocument


@frozen
class Tree:
    """The values of one fence, where each stood, and the fragment that they become."""

    value: JsonObject
    source: YamlDocument
    result: PageFragment

    def at(self, at: Location) -> Json:
        """Return the value at a place, or None where there is none."""
        value: Json = self.value
        for step in at:
            if isinstance(step, str):
                value = obj(value).get(step)
            else:
                value = next(iter(arr(value)[step : step + 1]), None)
        return value

    def mapping(self, at: Location, known: frozenset[str] | None = None) -> JsonObject:
        """Return the mapping at a place; what else stands there, and keys that are not known, are noted."""
        value = self.at(at)
        if not isinstance(value, dict):
            if value is not None:
                self.left_out(f"`{_named(at)}`: expected a mapping", at)
            return {}
        for key in value:
            if known is not None and key not in known:
                self.left_out(f"`{_named((*at, key))}`", (*at, key))
        return value

    def sequence(self, at: Location) -> list[Json]:
        """Return the list at a place; what else stands there is noted."""
        value = self.at(at)
        if isinstance(value, list):
            return value
        if value is not None:
            self.left_out(f"`{_named(at)}`: expected a list", at)
        return []

    def words(self, at: Location) -> str:
        """Return the text at a place; what else stands there is noted."""
        value = self.at(at)
        if isinstance(value, str):
            return value
        if value is not None:
            self.left_out(f"`{_named(at)}`: expected text", at)
        return ""

    def left_out(self, text: str, at: Location) -> None:
        """Note that what stands at a place is not carried over."""
        self.result.left_out(text, self.source.line(*at))

    def repaired(self, text: str, at: Location) -> None:
        """Note that what stands at a place is carried over in another form."""
        self.result.repaired(text, self.source.line(*at))


def _named(at: Location) -> str:
    """Return the end of the way, which the line completes."""
    return ".".join([step for step in at if isinstance(step, str)][-2:])
