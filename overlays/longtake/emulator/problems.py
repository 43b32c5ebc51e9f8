"""What is wrong with a request, in few words."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, cast

from jsonschema_rs import ValidationError, ValidationErrorKind

# By the keyword of the schema that a value does not meet; {} is what the schema says there.
WORDS = {
    "const": "must be {}",
    "type": "must be of type {}",
    "minimum": "must not be less than {}",
    "maximum": "must not be greater than {}",
    "exclusiveMinimum": "must be greater than {}",
    "exclusiveMaximum": "must be less than {}",
    "minLength": "must have at least {} characters",
    "maxLength": "must have at most {} characters",
    "enum": "must be one of {}",
}

# How many of the values that are allowed a message lists.
MOST_LISTED: Final = 20


class Problem(NamedTuple):
    """What is wrong, and in which field ("" for the whole)."""

    field: str
    message: str

    def __str__(self) -> str:
        """Return it as one part of a sentence."""
        return f"{self.field}: {self.message}" if self.field else self.message


def problem(
    error: ValidationError, expected_at: Callable[[Sequence[str | int]], object]
) -> Problem:
    """Say what a validator found, without the value, which may be long or secret.

    `expected_at` returns what the schema says at a path: the validator's own copy of it may be in
    another order.
    """
    error = _innermost(error, expected_at)
    field = ".".join(map(str, error.instance_path))
    keyword = str(error.schema_path[-1])
    expected = expected_at(error.schema_path)
    match error.kind:
        case ValidationErrorKind.Required():
            given = cast("dict[str, Any]", error.instance)
            missing = [name for name in cast("list[str]", expected) if name not in given]
            return Problem(field, f"{', '.join(missing)} must be given")
        case ValidationErrorKind.AdditionalProperties(unexpected):
            return Problem(field, f"{', '.join(sorted(unexpected))} is not known here")
        case _ if names := _exclusive(expected):
            how = "at least" if keyword == "anyOf" else "exactly"
            return Problem(field, f"{how} one of {', '.join(names)} must be given")
        case _:
            pass
    words = WORDS.get(keyword, f"does not meet {keyword} of its schema")
    if isinstance(expected, list):
        expected = _listed(cast("list[object]", expected))
    return Problem(field, words.format(expected))


def _innermost(
    error: ValidationError, expected_at: Callable[[Sequence[str | int]], object]
) -> ValidationError:
    """Follow alternatives to the one that was meant: not one whose very type is another."""
    while isinstance(error.kind, ValidationErrorKind.AnyOf | ValidationErrorKind.OneOfNotValid):
        if _exclusive(expected_at(error.schema_path)):
            break
        inner = [found for alternative in error.kind.context for found in alternative]
        others = [found for found in inner if not isinstance(found.kind, ValidationErrorKind.Type)]
        error = (others or inner)[0]
    return error


def _exclusive(alternatives: object) -> list[str]:
    """Return the properties of which alternatives ask for one each; none if they ask for more."""
    if not isinstance(alternatives, list):
        return []
    names: list[str] = []
    for alternative in cast("list[object]", alternatives):
        match alternative:
            case {"required": [str(name)]} if alternative == {"required": [name]}:
                names.append(name)
            case _:
                return []
    return names


def _listed(values: list[object]) -> str:
    """Return values as they stand in a sentence, not all of them where there are many."""
    listed = ", ".join(map(str, values[:MOST_LISTED]))
    return listed if len(values) <= MOST_LISTED else f"{listed}, ... ({len(values)} in all)"
