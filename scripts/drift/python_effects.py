"""Which change of the specification a change in the generated Python follows from.

Generated names are made of the specification's: a function is called by its operationId, a class by
its component, a parameter or field by its property in snake_case. So a change in Python belongs to
the change that stands in that operation or component, at that member.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import Rating
from scripts.drift.ratings import RULES
from scripts.generate.resources import OURS, class_name
from scripts.specs.json_types import operations, strings, text
from scripts.specs.normalize.naming.identifiers import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.drift.changes import ApiChange
    from scripts.drift.specification.findings import Hints, Placed
    from scripts.specs.json_types import JsonObject

_OF_OPERATIONS: Final = frozenset({
    ChangeKind.OPERATION_ADDED, ChangeKind.OPERATION_REMOVED, ChangeKind.OPERATION_RENAMED,
    ChangeKind.OPERATION_TAG_CHANGED, ChangeKind.OPERATION_METHOD_RENAMED,
    ChangeKind.OPERATION_RESULT_CHANGED, ChangeKind.OPERATION_MOVED,
})  # fmt: skip
# What a resource has where an operation starts tasks: methods, and parameters that are not the provider's.
_TASK_METHODS: Final = ("prepare", "task")
_OF_TASKS: Final = frozenset({"", *map(slug, OURS)})
_OF_LINKS: Final = frozenset(
    {ChangeKind.LINK_ADDED, ChangeKind.LINK_REMOVED, ChangeKind.LINK_CHANGED}
)
_OF_RETURNS: Final = (
    "response-status", "response-error-status", "response-body", "response-media", "response-type",
    "response-described", "response-null",
)  # fmt: skip
_SERVER_ERROR = re.compile(r"response 5(\d\d|XX)\b.*")
_CODE = re.compile(r"`([^`]+)`")
# Words in a Python change's kind, each with the words of the kinds that may cause it.
_KIND_WORDS: Final = (
    ("default", ("default",)),
    ("required", ("required", "added")),
    ("optional", ("optional",)),
    ("removed", ("removed", "renamed")),
    ("added", ("added", "renamed")),
    ("type", ("type", "null", "enum", "format", "known", "listed", "described")),
    ("value", ("enum", "known", "values", "listed")),
)


@define
class Cause:
    """A change of the specification, and what it does to the generated Python."""

    kind: ChangeKind
    placed: list[Placed]
    operations: frozenset[str]
    """The operationIds that show it, old and new."""
    hints: list[Hints]
    renamed: tuple[str, str] = ("", "")
    """The old and the new name of a component, if the change is a renaming."""
    python_effects: list[ApiChange] = field(factory=list["ApiChange"])

    @property
    def is_of_server_errors(self) -> bool:
        """Whether all that it changes is what a 5xx response holds: no program relies on that."""
        places = [placed.finding.location.place for placed in self.placed]
        return bool(places) and all(_SERVER_ERROR.fullmatch(place) for place in places)

    @property
    def most(self) -> Rating:
        """The worst rating that it and what follows from it can have."""
        return Rating.NEW if self.is_of_server_errors else Rating.BREAKING


def attribute(
    causes: Sequence[Cause], changes: Iterable[ApiChange], documents: Sequence[JsonObject]
) -> list[ApiChange]:
    """Give each Python change to its cause, and return those that have none.

    Of several causes that explain a change equally well, the one that may be rated worse has it, then
    the one whose kind and place come first in the alphabet: the order of the causes decides nothing.
    """
    methods = _Methods(documents)
    left: list[ApiChange] = []
    ranked = sorted(causes, key=_rank)
    for change in changes:
        scored = [(_score(cause, change, methods), cause) for cause in ranked]
        # Of equals, max takes the first.
        score, cause = max(scored, key=lambda item: item[0], default=((0, 0), None))
        if cause is not None and score[0] > 0:
            cause.python_effects.append(evolve(change, rating=min(change.rating, cause.most)))
        else:
            left.append(change)
    return left


def _rank(cause: Cause) -> tuple[int, int, str, list[str]]:
    places = sorted(
        f"{placed.operation.path} {placed.operation.method} {placed.finding.location.place}"
        for placed in cause.placed
    )
    return -cause.most, -RULES[cause.kind].rating, cause.kind.value, [*places, *cause.renamed]


class _Methods:
    """The functions and methods of a generated package, each with its operations."""

    def __init__(self, documents: Sequence[JsonObject]) -> None:
        self.named: dict[str, set[str]] = {}
        for document in documents:
            for _, _, node in operations(document):
                name, tag = text(node.get("operationId")), next(iter(strings(node.get("tags"))), "")
                self._add(f"api.{tag}", name)
                self._add(f"api.{tag}.{name}", name)
                parts = text(node.get("x-resource")).split(".")
                resource = f"resources.{'_'.join(parts)}.{class_name(parts)}"
                self._add(resource, name)
                for method in (text(node.get("x-method")), *_TASK_METHODS):
                    self._add(f"{resource}.{method}", name)

    def _add(self, symbol: str, operation: str) -> None:
        self.named.setdefault(_plain(symbol), set()).add(operation)

    def operations(self, symbol: str) -> set[str]:
        """Return the operations that a function, method or module stands for."""
        return self.named.get(_plain(symbol), set())


def _plain(symbol: str) -> str:
    return ".".join(slug(part) for part in symbol.split("."))


def _score(cause: Cause, change: ApiChange, methods: _Methods) -> tuple[int, int]:
    """Return how surely the change follows from the cause (0: not), and how well their kinds agree."""
    if change.symbol.startswith(("api.", "resources.")):
        sure = _of_function(cause, change, methods.operations(change.symbol))
    else:
        sure = max(_of_class(cause, change, hints) for hints in cause.hints)
    return sure or _mentioned(cause, change), _agreement(cause.kind, change.kind)


def _of_function(cause: Cause, change: ApiChange, called: set[str]) -> int:
    if not called & cause.operations:
        return 0
    member, kind = slug(change.member), cause.kind.value
    members = {name for hints in cause.hints for name in _slugs(hints.members)}
    returned = change.kind == "return-type-changed" and kind.startswith(_OF_RETURNS)
    in_resource = change.symbol.startswith("resources.")
    rules = (
        (10, bool(member) and member in members),
        (9, member == "body" and kind.startswith("body-")),
        (9, not member and cause.kind in _OF_OPERATIONS),
        (9, member in _OF_TASKS and cause.kind in _OF_LINKS and in_resource),
        (7, returned and bool(_mentioned(cause, change))),
        # A change inside a class leaves what the function returns as it is.
        (5, returned and not members),
    )
    return next((sure for sure, holds in rules if holds), 0)


def _of_class(cause: Cause, change: ApiChange, hints: Hints) -> int:
    class_, member = slug(change.symbol.rpartition(".")[2]), slug(change.member)
    owners, members = _slugs(hints.components), _slugs(hints.members)
    # A list of values gets the name of its member behind that of the class, or of the operation.
    around = owners | {slug(name) for name in cause.operations}
    renamed = cause.kind is ChangeKind.CLASS_RENAMED
    added_or_removed = change.kind.endswith(("-added", "-removed"))
    rules = (
        (10, class_ in owners and member in members),
        (9, class_ in _slugs(hints.involved)),
        (8, any(class_ == owner + name for owner in around for name in members)),
        (4, class_ in owners and not member and change.kind.endswith("-moved")),
        (4, added_or_removed and any(class_.startswith(name) for name in _slugs(hints.involved))),
        (3, renamed and any(class_.startswith(owner) for owner in owners)),
    )
    return next((sure for sure, holds in rules if holds), 0)


def _mentioned(cause: Cause, change: ApiChange) -> int:
    """Return how surely the change mentions a class that is added or removed with the cause."""
    named = {
        word
        for span in _CODE.findall(change.text)
        for word in map(slug, re.split(r"\W+", span.rpartition(".")[2] if "." in span else span))
    }
    involved = {name for hints in cause.hints for name in _slugs(hints.involved)}
    if cause.kind is ChangeKind.CLASS_RENAMED:
        involved |= {name for hints in cause.hints for name in _slugs(hints.components)}
    return 2 if named & involved else 0


def _agreement(kind: ChangeKind, api_kind: str) -> int:
    return sum(
        1
        for word, others in _KIND_WORDS
        if word in api_kind and any(other in kind.value for other in others)
    )


def _slugs(names: Iterable[str]) -> set[str]:
    return {slug(name) for name in names}
