"""Two generated packages compared as what a person who imports them can see.

griffe reports which modules, classes, functions and bases were added or removed, and which parameters
are passed in another way. It does not compare annotations, the values of a Literal or the keys of a
TypedDict, and takes the fields of a response for parameters: `slots` compares those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import griffe

from scripts.drift.changes import ApiChange, Rating
from scripts.drift.python.slots import SLOT_WORDS, part_changes
from scripts.drift.python.surface import ApiPart, PartKind, load, surface
from scripts.drift.python.types import MODELS, symbol_of
from scripts.drift.python.uses import Use, uses
from scripts.generate.folders import differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ORDER: Final = griffe.BreakageKind.PARAMETER_MOVED
_MANNER: Final = griffe.BreakageKind.PARAMETER_CHANGED_KIND


def compare(old: Path, new: Path) -> list[ApiChange]:
    """Return what changed from one generated package to another, sorted by symbol.

    The folders' names do not count, nor do docstrings, private names, and the order of what is passed by
    name. The functions of an endpoint stand under their module, a model stands under `models`.

    Raises:
        ImportError: If there is no such folder.
        TypeError: If it holds no Python package.
    """
    if not differences(new, old):
        return []
    before, after = load(old), load(new)
    old_parts, new_parts = surface(before), surface(after)
    used = uses(old_parts)
    for symbol, use in uses(new_parts).items():
        used[symbol] = used.get(symbol, Use.NEITHER) | use
    forward = list(griffe.find_breaking_changes(before, after))
    backward = griffe.find_breaking_changes(after, before)
    changes = {*_removals(forward, old_parts), *_additions(backward, new_parts)}
    changes.update(_removed_bases(forward, old_parts))
    for symbol in old_parts.keys() & new_parts.keys():
        # What neither a parameter nor a response leads to may be used in both ways.
        use = used.get(symbol, Use.BOTH)
        changes.update(part_changes(symbol, old_parts[symbol], new_parts[symbol], use))
    broken = {change.symbol for change in changes if change.rating is Rating.BREAKING}
    called = {
        symbol: part
        for symbol, part in old_parts.items()
        if part.kind is PartKind.FUNCTION or Use.GIVEN in used.get(symbol, Use.BOTH)
    }
    changes.update(_passed_otherwise(forward, called))
    # Most often others moved because a parameter was added or removed, which is reported already.
    changes.update(change for change in _moved(forward, called) if change.symbol not in broken)
    return sorted(
        changes, key=lambda change: (change.symbol, change.member, change.kind, change.text)
    )


def _removals(
    breakages: Iterable[griffe.Breakage], parts: dict[str, ApiPart]
) -> Iterator[ApiChange]:
    for kind, symbol in _removed(breakages, parts):
        text = f"the {kind} `{symbol}` was removed"
        yield ApiChange(kind=f"{kind}-removed", rating=Rating.BREAKING, symbol=symbol, text=text)


def _additions(
    breakages: Iterable[griffe.Breakage], parts: dict[str, ApiPart]
) -> Iterator[ApiChange]:
    """Yield the additions: what the comparison in the other direction finds removed."""
    for kind, symbol in _removed(breakages, parts):
        text = f"the {kind} `{symbol}` is new"
        yield ApiChange(kind=f"{kind}-added", rating=Rating.NEW, symbol=symbol, text=text)


def _removed(
    breakages: Iterable[griffe.Breakage], parts: dict[str, ApiPart]
) -> Iterator[tuple[str, str]]:
    """Yield kind and symbol of each removed object that could be imported; of a module, the module alone."""
    for breakage in breakages:
        if breakage.kind is not griffe.BreakageKind.OBJECT_REMOVED:
            continue
        symbol = symbol_of(breakage.obj.path)
        in_models = symbol.startswith(f"{MODELS}.")
        if breakage.obj.is_module:
            # A model's own module adds nothing to the model.
            if not in_models:
                yield "module", symbol
        elif symbol in parts:
            yield parts[symbol].kind.value, symbol
        elif breakage.obj.is_function and not in_models and _owner(symbol, parts):
            yield "function", symbol


def _owner(symbol: str, parts: dict[str, ApiPart]) -> str:
    """Return the part that a function stands for or under: an endpoint's functions, a class's constructor."""
    if symbol in parts:
        return symbol
    outer = symbol.rpartition(".")[0]
    return outer if outer in parts else ""


def _removed_bases(
    breakages: Iterable[griffe.Breakage], parts: dict[str, ApiPart]
) -> Iterator[ApiChange]:
    for breakage in breakages:
        symbol = symbol_of(breakage.obj.path)
        if breakage.kind is griffe.BreakageKind.CLASS_REMOVED_BASE and symbol in parts:
            yield ApiChange(
                kind="base-removed",
                rating=Rating.BREAKING,
                symbol=symbol,
                text=f"`{symbol}` is no longer derived from all of its bases",
            )


def _passed_otherwise(
    breakages: Iterable[griffe.Breakage], called: dict[str, ApiPart]
) -> Iterator[ApiChange]:
    for symbol, word, name in _parameters(breakages, _MANNER, called):
        yield ApiChange(
            kind=f"{word}-kind-changed",
            rating=Rating.BREAKING,
            symbol=symbol,
            member=name,
            text=f"the {word} `{name}` of `{symbol}` cannot be passed in every way that it could",
        )


def _moved(breakages: Iterable[griffe.Breakage], called: dict[str, ApiPart]) -> Iterator[ApiChange]:
    """Yield one change for each symbol, however many parameters stand elsewhere."""
    moved: dict[tuple[str, str], list[str]] = {}
    for symbol, word, name in _parameters(breakages, _ORDER, called):
        names = moved.setdefault((symbol, word), [])
        if name not in names:
            names.append(name)
    for (symbol, word), names in moved.items():
        listed = ", ".join(f"`{name}`" for name in names)
        yield ApiChange(
            kind=f"{word}-moved",
            rating=Rating.BREAKING,
            symbol=symbol,
            text=f"passed by position, these mean something else in `{symbol}`: {listed}",
        )


def _parameters(
    breakages: Iterable[griffe.Breakage], kind: griffe.BreakageKind, called: dict[str, ApiPart]
) -> Iterator[tuple[str, str, str]]:
    """Yield the symbol, the word for a parameter of it, and the parameter, of each breakage of one kind."""
    for breakage in breakages:
        symbol = _owner(symbol_of(breakage.obj.path), called)
        parameter: object = breakage.old_value
        if breakage.kind is kind and symbol and isinstance(parameter, griffe.Parameter):
            yield symbol, SLOT_WORDS[called[symbol].kind], parameter.name
