"""Values of parameters and of responses, for resources."""

from __future__ import annotations

from typing import TypeVar

from .types import UNSET, Unset

V = TypeVar("V")


def omitted(value: V | None) -> V | Unset:
    """Return a parameter's value, `UNSET` in place of None."""
    return UNSET if value is None else value


def given(value: V | Unset | None) -> V:
    """Return a value of a response. Raises `ValueError` if the response does not have it."""
    if value is None or isinstance(value, Unset):
        raise ValueError("the response does not have the value that was asked for")
    return value


def unexpected(body: object) -> ValueError:
    """Return the error for a response body of an undocumented type."""
    return ValueError(f"the body of the response is {type(body).__name__}")
