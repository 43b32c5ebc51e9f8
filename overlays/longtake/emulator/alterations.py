"""Alterations: the normal response with one thing changed, as users have met it.

The providers' own rules are made of the functions here. A rule is a pure function from a body to another
one; a body without a task (a refusal) stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast

from longtake.emulator.faults import Alteration, RequestKind

Body: TypeAlias = Mapping[str, Any]
Rule: TypeAlias = Callable[[Body], Body]
Rules: TypeAlias = Mapping[Alteration, Rule]
Alterations: TypeAlias = Mapping[RequestKind, Rules]
"""The alterations of a task kind's responses and callbacks, for whole bodies."""

# No provider lists it, and none is likely to.
UNKNOWN_STATE: Final = "HIBERNATING"
EXTRA: Final[Body] = {
    "emulatedExtra": {"since": "tomorrow", "numbers": [1, 2.5, None]},
    "emulated_extra_list": [],
}


def set_fields(**values: object) -> Rule:
    """Return a rule that sets fields."""
    return lambda body: {**body, **values}


def add_extra_fields(body: Body) -> Body:
    """Add fields that no page lists."""
    return {**body, **EXTRA}


def in_envelope(rules: Rules) -> dict[Alteration, Rule]:
    """Return rules for whole envelopes, made of rules for the task in `data`."""
    result: dict[Alteration, Rule] = {name: _in_data(rule) for name, rule in rules.items()}
    result["null_data"] = _in_data(lambda _: None)
    if "extra_field" in rules:
        result["extra_field"] = _in_data(rules["extra_field"], siblings=EXTRA)
    return result


def only(rules: Rules, *names: Alteration) -> Rules:
    """Return the named rules, as far as they exist."""
    return {name: rules[name] for name in names if name in rules}


def _in_data(rule: Callable[[Body], Body | None], *, siblings: Body | None = None) -> Rule:
    def alter(body: Body) -> Body:
        data: object = body.get("data")
        if not isinstance(data, Mapping):
            return body
        return {**body, "data": rule(cast("Body", data)), **(siblings or {})}

    return alter
