"""Ranges and lengths from the specifications, which the signatures of the library's methods do not have."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import fields, has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CAPITAL: Final = re.compile(r"(?<=[a-z0-9])([A-Z])")


def range_problem(body: object) -> tuple[str, str] | None:
    """Return the first number or string of a request that the provider's specification does not allow.

    Args:
        body: The body of the request.

    Returns:
        The name of the parameter, and what is wrong; None if all values are in their ranges.
    """
    return next(_problems(body), None)


def _problems(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _problems(item)
        return
    kind = type(value)
    if not has(kind):
        return
    schema = _schemas(kind.__module__.partition(".")[0]).get(kind.__name__, {})
    properties = {_attribute(name): rule for name, rule in schema.get("properties", {}).items()}
    for each in fields(kind):
        member: Any = getattr(value, each.name)
        name = each.name.rstrip("_")
        rule = properties.get(name, {})
        if isinstance(member, int | float) and not isinstance(member, bool):
            least, most = rule.get("minimum"), rule.get("maximum")
            # A comparison with NaN is false.
            if (least is not None and not member >= least) or (
                most is not None and not member <= most
            ):
                yield name, f"must be {_range(least, most)}, got {member:g}"
        if isinstance(member, str):
            least, most = rule.get("minLength"), rule.get("maxLength")
            if not (least or 0) <= len(member) <= (len(member) if most is None else most):
                yield name, f"must have {_length(least, most)} characters, got {len(member)}"
        yield from _problems(member)


@cache
def _schemas(package: str) -> Mapping[str, Any]:
    """Return the schemas of a provider's specification by name, empty for another package."""
    source = files(package) / "openapi.json"
    if not source.is_file():
        return {}
    document: Mapping[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    schemas: Mapping[str, Any] = document.get("components", {}).get("schemas", {})
    return schemas


def _attribute(name: str) -> str:
    """Return the parameter of a property, such as `max_jobs` for `maxJobs`."""
    return _CAPITAL.sub(r"_\1", name).lower()


def _range(least: float | None, most: float | None) -> str:
    if most is None:
        return f"{least} or more"
    return f"{most} or less" if least is None else f"{least} to {most}"


def _length(least: int | None, most: int | None) -> str:
    if most is None:
        return f"{least} or more"
    return f"at most {most}" if least is None else f"{least} to {most}"
