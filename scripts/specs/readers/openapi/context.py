"""The context of every step: the document as given, its lines, and the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from scripts.specs.errors import SpecError
    from scripts.specs.json_types import JsonObject
    from scripts.specs.page import PageFragment
    from scripts.specs.yaml.read import Location, YamlDocument


@define
class Context:
    """One document while it is read. Locations are those in the document as given."""

    given: JsonObject
    source: YamlDocument
    result: PageFragment
    # Whether the document is of version 3.0, where null is no type.
    is_30: bool
    stated: set[tuple[str, int | None]] = field(factory=set[tuple[str, int | None]])

    def left_out(self, text: str, at: Location) -> None:
        """Note, once for each line, what the fragment does not carry."""
        if self._is_new(text, at):
            self.result.left_out(text, self.source.line(*at))

    def repaired(self, text: str, at: Location) -> None:
        """Note, once for each line, what the fragment carries in another form."""
        if self._is_new(text, at):
            self.result.repaired(text, self.source.line(*at))

    def inferred(self, text: str, at: Location) -> None:
        """Note, once for each line, what only an example shows."""
        if self._is_new(text, at):
            self.result.inferred(text, self.source.line(*at))

    def remember(self, name: str, at: Location) -> None:
        """Where the page has an operation or component, or what it was made from."""
        if (line := self.source.line(*at)) is not None:
            self.result.lines[name] = line

    def error(self, text: str, at: Location) -> SpecError:
        """Return an error about a place of the document."""
        return self.result.page.error(text, self.source.line(*at))

    def _is_new(self, text: str, at: Location) -> bool:
        key = text, self.source.line(*at)
        if key in self.stated:
            return False
        self.stated.add(key)
        return True
