"""Odd responses: the calm one with one thing changed, as users have met it.

Here is what the providers' own rules are made of. A rule is a pure function from a body to another; a body
that reports no task (a refusal) stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast

from longtake.emulator.faults import Change, Target

Body: TypeAlias = Mapping[str, Any]
Rule: TypeAlias = Callable[[Body], Body]
Rules: TypeAlias = Mapping[Change, Rule]
Changes: TypeAlias = Mapping[Target, Rules]
"""What can be odd about the responses of a task kind, and about its callbacks; of whole bodies."""

# No provider lists it, and none is likely to.
UNKNOWN_STATE: Final = "HIBERNATING"
EXTRA: Final[Body] = {
    "emulatedExtra": {"since": "tomorrow", "numbers": [1, 2.5, None]},
    "emulated_extra_list": [],
}


def setting(**values: Any) -> Rule:
    """Return a rule that sets fields."""
    return lambda body: {**body, **values}


def extended(body: Body) -> Body:
    """Add fields that no page lists."""
    return {**body, **EXTRA}


def enveloped(rules: Rules) -> dict[Change, Rule]:
    """Return rules for whole envelopes, made of rules for the task that stands in `data`."""
    within: dict[Change, Rule] = {change: _in_data(rule) for change, rule in rules.items()}
    within["null_data"] = _in_data(lambda _: None)
    if "extra_field" in rules:
        within["extra_field"] = _in_data(rules["extra_field"], beside=EXTRA)
    return within


def only(rules: Rules, *changes: Change) -> Rules:
    """Return some of the rules, as far as they are there."""
    return {change: rules[change] for change in changes if change in rules}


def _in_data(rule: Callable[[Body], Body | None], *, beside: Body | None = None) -> Rule:
    def change(body: Body) -> Body:
        data: object = body.get("data")
        if not isinstance(data, Mapping):
            return body
        return {**body, "data": rule(cast("Body", data)), **(beside or {})}

    return change
