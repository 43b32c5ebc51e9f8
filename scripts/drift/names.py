"""Names that pages do not give are taken over from what was, not guessed anew.

Normalizing guesses an operation's name from a title and its tag from a breadcrumb. A provider that
words a title anew has changed nothing, so a new document keeps the names that the old one has for
the same method and path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.specification.pairing import path_template
from scripts.specs.json_types import obj, operations, strings, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.specs.json_types import JsonObject

Address = tuple[str, str]
"""A method and a path without the names of its parameters."""


@frozen
class OperationName:
    """An operation's id, method and resource; empty if the document does not give them."""

    operation_id: str
    resource: str
    method: str


def given(document: JsonObject) -> dict[Address, OperationName]:
    """Return the names that a merged document gives by itself, before normalizing."""
    return _names(document, _name)


def finished(document: JsonObject) -> dict[Address, OperationName]:
    """Return the names in a normalized document."""
    return _names(document, _name)


def apply_names(document: JsonObject, known: dict[Address, OperationName]) -> None:
    """Give a merged document's operations the known names where it gives none, in place."""
    for path, method, operation in operations(document):
        name = known.get((method, path_template(path)))
        if name is None:
            continue
        if name.operation_id and not _id(operation):
            operation["operationId"] = name.operation_id
        for key, value in (("x-resource", name.resource), ("x-method", name.method)):
            if value and not operation.get(key):
                operation[key] = value


def moved(
    document: JsonObject, old: JsonObject, known: dict[Address, OperationName]
) -> dict[Address, OperationName]:
    """Return the known names, and those of operations whose page gives them another address."""
    found = dict(known)
    for address, before in _moved(document, old).items():
        if before in known:
            found[address] = known[before]
    return found


def moved_paths(document: JsonObject, old: JsonObject) -> dict[str, str]:
    """Return what the paths were whose operations have another one now, each new to its old one."""
    before = {(method, path_template(path)): path for path, method, _ in operations(old)}
    addresses = _moved(document, old)
    found: dict[str, str] = {}
    for path, method, _ in operations(document):
        address = method, path_template(path)
        was = before.get(addresses.get(address, address), path)
        if was not in obj(document.get("paths")) and was not in found.values():
            found.setdefault(path, was)
    return found


def _moved(document: JsonObject, old: JsonObject) -> dict[Address, Address]:
    """New addresses and what they were before.

    A page has moved an operation where it described one that was removed and describes one that is new.
    """
    removed, added = _by_page(old, _addresses(document)), _by_page(document, _addresses(old))
    found: dict[Address, Address] = {}
    for page, addresses in added.items():
        before = removed.get(page, [])
        if len(before) == len(addresses) == 1:
            found[addresses[0]] = before[0]
            continue
        for method in {method for method, _ in addresses}:
            ended, begun = (
                [address for address in group if address[0] == method]
                for group in (before, addresses)
            )
            if len(ended) == len(begun) == 1:
                found[begun[0]] = ended[0]
    return found


def _addresses(document: JsonObject) -> set[Address]:
    return {(method, path_template(path)) for path, method, _ in operations(document)}


def _by_page(document: JsonObject, without: set[Address]) -> dict[str, list[Address]]:
    """Return the addresses on each page, but for some."""
    found: dict[str, list[Address]] = {}
    for path, method, operation in operations(document):
        page = next(iter(strings(operation.get("x-source"))), "")
        address = method, path_template(path)
        if page.startswith("pages/") and address not in without:
            found.setdefault(page, []).append(address)
    return found


def _names(
    document: JsonObject, name: Callable[[JsonObject], OperationName]
) -> dict[Address, OperationName]:
    return {
        (method, path_template(path)): name(operation)
        for path, method, operation in operations(document)
    }


def _name(operation: JsonObject) -> OperationName:
    return OperationName(
        _id(operation), text(operation.get("x-resource")), text(operation.get("x-method"))
    )


def _id(operation: JsonObject) -> str:
    return text(operation.get("operationId"))
