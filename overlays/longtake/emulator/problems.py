"""What is wrong with a request, in few words."""

from typing import Any, NamedTuple, cast

from jsonschema.exceptions import ValidationError

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


class Problem(NamedTuple):
    """What is wrong, and in which field ("" for the whole)."""

    field: str
    message: str

    def __str__(self) -> str:
        """Return it as one part of a sentence."""
        return f"{self.field}: {self.message}" if self.field else self.message


def problem(error: ValidationError) -> Problem:
    """Say what a validator found, without the value, which may be long or secret."""
    error = _innermost(error)
    field = ".".join(str(part) for part in error.absolute_path)
    keyword, expected = str(error.validator), cast("object", error.validator_value)
    if keyword == "required":
        given = cast("dict[str, Any]", error.instance)
        missing = [name for name in cast("list[str]", expected) if name not in given]
        return Problem(field, f"{', '.join(missing)} must be given")
    if keyword == "additionalProperties":
        known = cast("dict[str, Any]", error.schema).get("properties", {})
        unknown = sorted(set(cast("dict[str, Any]", error.instance)) - set(known))
        return Problem(field, f"{', '.join(unknown)} is not known here")
    words = WORDS.get(keyword, f"does not meet {keyword} of its schema")
    if isinstance(expected, list):
        expected = ", ".join(map(str, cast("list[object]", expected)))
    return Problem(field, words.format(expected))


def _innermost(error: ValidationError) -> ValidationError:
    """Follow alternatives to the one that was meant: not one whose very type is another."""
    while error.context:
        others = [inner for inner in error.context if inner.validator != "type"]
        error = (others or error.context)[0]
    return error
