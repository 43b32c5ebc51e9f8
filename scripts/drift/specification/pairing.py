"""Which operation of the new document is which of the old one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from scripts.drift.changes import OperationRef
from scripts.specs import json_types
from scripts.specs.json_types import arr, obj, strings, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drift.specification.shapes import DocumentSchemas
    from scripts.specs.json_types import JsonObject

_NEARLY_EQUAL: Final = 0.75
# Fewer things in common than these are in common by chance.
_ENOUGH: Final = 3
_PARAMETER = re.compile(r"\{[^{}]*\}")


@frozen(eq=False)
class DescribedOperation:
    """An operation and its part of the document."""

    operation: OperationRef
    node: JsonObject
    shared: JsonObject
    """The path item that it stands in."""

    @property
    def template(self) -> tuple[str, str]:
        """Method and path without the names of the path's parameters."""
        return self.operation.method, path_template(self.operation.path)


@frozen(eq=False)
class Pair:
    """One operation in both documents."""

    old: DescribedOperation
    new: DescribedOperation
    guessed: bool = False
    """Whether they were paired by their shapes alone."""


def path_template(path: str) -> str:
    """Return a path without the names of its parameters: `/tasks/{id}` and `/tasks/{taskId}` are one."""
    return _PARAMETER.sub("{}", path)


def described_operations(document: JsonObject) -> list[DescribedOperation]:
    """Return every operation of a document, in its order."""
    paths = obj(document.get("paths"))
    return [
        DescribedOperation(
            OperationRef(method.upper(), path, text(node.get("operationId"))),
            node,
            obj(paths[path]),
        )
        for path, method, node in json_types.operations(document)
    ]


class Pairing:
    """Pairs by address first, then by name, then by shape."""

    def __init__(
        self, old: JsonObject, new: JsonObject, schemas: tuple[DocumentSchemas, DocumentSchemas]
    ) -> None:
        self.schemas = schemas
        self.removed = described_operations(old)
        self.added = described_operations(new)
        self.pairs: list[Pair] = []
        order = {item.operation: index for index, item in enumerate(self.removed)}
        self._by_key(lambda item: (*item.template, item.operation.operation_id))
        self._by_key(lambda item: item.template)
        self._by_key(lambda item: (item.operation.operation_id,))
        self._by_shape()
        self.pairs.sort(key=lambda pair: order[pair.old.operation])

    def _by_key(self, key: Callable[[DescribedOperation], tuple[str, ...]]) -> None:
        found = {key(item): item for item in self.added}
        for old in list(self.removed):
            new = found.pop(key(old), None)
            if new is not None and any(key(old)):
                self._pair(old, new, guessed=False)

    def _by_shape(self) -> None:
        removed = [(old, _members(self.schemas[0], old.node)) for old in self.removed]
        added = [(new, _members(self.schemas[1], new.node)) for new in self.added]
        similarity = [
            (_similarity(old, new, mine, theirs), index, old, new)
            for index, (old, mine) in enumerate(removed)
            for new, theirs in added
        ]
        for score, _, old, new in sorted(similarity, key=lambda item: (-item[0], item[1])):
            if score >= _NEARLY_EQUAL and old in self.removed and new in self.added:
                self._pair(old, new, guessed=True)

    def _pair(self, old: DescribedOperation, new: DescribedOperation, *, guessed: bool) -> None:
        self.pairs.append(Pair(old, new, guessed))
        self.removed.remove(old)
        self.added.remove(new)


def _similarity(
    old: DescribedOperation, new: DescribedOperation, mine: set[str], theirs: set[str]
) -> float:
    """Return how much of what two operations take and give has the same names, from 0 to 1."""
    if {old.operation.method, new.operation.method} & {"GET", "DELETE"} and (
        old.operation.method != new.operation.method
    ):
        # Reading and doing are not one thing, whatever they take.
        return 0.0
    if len(mine & theirs) < _ENOUGH:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)


def _members(schemas: DocumentSchemas, operation: JsonObject) -> set[str]:
    found = {f"tag {tag}" for tag in strings(operation.get("tags"))}
    found |= {
        f"{text(obj(item).get('in'))} {text(obj(item).get('name'))}"
        for item in arr(operation.get("parameters"))
        if text(obj(item).get("in")) != "path"
    }
    bodies = {"request": obj(operation.get("requestBody"))}
    for status, response in obj(operation.get("responses")).items():
        if status.startswith("2"):
            bodies["response"] = obj(response)
    for side, body in bodies.items():
        for media in obj(body.get("content")).values():
            for option in schemas.shape(obj(obj(media).get("schema"))).options:
                found |= {f"{side} {name}" for name in option.properties}
    return found
