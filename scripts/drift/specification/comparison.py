"""Changes between two normalized documents: the operations and everything in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.specification.findings import ChangeLocation, Finding, Placed
from scripts.drift.specification.operations import OperationComparison
from scripts.drift.specification.pairing import DescribedOperation, Pairing
from scripts.drift.wording import code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.specs.json_types import JsonObject


@frozen
class Compared:
    """The result of comparing two documents."""

    changes: list[list[Placed]]
    """Every change, each with all places that show it, in the order of the old document."""
    renamed: dict[str, str]
    """Components that are called otherwise. That alone changes no call, but names of classes."""


def compare(old: JsonObject, new: JsonObject) -> Compared:
    """Compare two normalized documents.

    Names of components, order, wording, examples and sources do not count.
    """
    comparison = OperationComparison(old, new)
    pairing = Pairing(old, new, comparison.schemas)
    found: list[Placed] = []
    for pair in pairing.pairs:
        found += [Placed(pair.old.operation, finding) for finding in comparison.compare(pair)]
    found += [_operation_removed(comparison, item) for item in pairing.removed]
    found += [_operation_added(comparison, item) for item in pairing.added]
    return Compared(_grouped(found), comparison.comparison.renamed)


def _operation_removed(comparison: OperationComparison, item: DescribedOperation) -> Placed:
    name = item.operation.operation_id
    finding = Finding(
        kind=ChangeKind.OPERATION_REMOVED,
        location=ChangeLocation(""),
        text=f"The operation {code(name)} was removed.",
        old=name,
        involved=comparison.comparison.involved([item.node], []),
    )
    return Placed(item.operation, finding)


def _operation_added(comparison: OperationComparison, item: DescribedOperation) -> Placed:
    name = item.operation.operation_id
    finding = Finding(
        kind=ChangeKind.OPERATION_ADDED,
        location=ChangeLocation(""),
        text=f"The operation {code(name)} is new.",
        new=name,
        involved=comparison.comparison.involved([], [item.node]),
    )
    return Placed(item.operation, finding)


def _grouped(found: list[Placed]) -> list[list[Placed]]:
    """Return the findings in groups: all places of one change of a component or server are one group."""
    groups: dict[str, list[Placed]] = {}
    for number, placed in enumerate(found):
        location = placed.finding.location
        origin = [*location.origin] if _is_shared(location) else [number]
        groups.setdefault(_key(placed, origin), []).append(placed)
    # A body in two forms has two components: what changes alike in both is one change too.
    merged: dict[str, list[Placed]] = {}
    for group in groups.values():
        where = {f"{item.operation} {item.finding.location.place}" for item in group}
        merged.setdefault(_key(group[0], sorted(where)), []).extend(group)
    return list(merged.values())


def _key(placed: Placed, about: Sequence[str | int]) -> str:
    finding = placed.finding
    return json.dumps([finding.kind, [*about], finding.old, finding.new], sort_keys=True)


def _is_shared(location: ChangeLocation) -> bool:
    return bool(location.origin) and location.origin[0] in {"component", "server", "security"}
