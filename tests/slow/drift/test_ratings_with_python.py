"""The rating of a change is the worse of two: of the specification and of the generated Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.drift.changes import ApiChange, Rating
from scripts.drift.comparing import compare
from scripts.drift.python.generated import changes_from, generated_package
from tests.helpers.drift_changes import ROWS
from tests.helpers.film_api import edited, film

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.specs.json_types import JsonObject

BREAKING, NEW, HARMLESS = Rating.BREAKING, Rating.NEW, Rating.HARMLESS

# The results of the rows of the matrix when the generated Python is compared too.
RATED = {
    "an operation is added": NEW,
    "an operation is renamed": BREAKING,
    "an optional parameter is added": NEW,
    "a field of a request is renamed": BREAKING,
    "an optional field is added to a request": NEW,
    "a value to choose was removed": BREAKING,
    "a default is documented": HARMLESS,
    "a range gets narrower": BREAKING,
    "a field is added to a response": NEW,
    "a field of a response may be null": BREAKING,
    "a known value joins an open list": NEW,
    # By the specification alone it is harmless: it is text still.
    "a format in a response changes": BREAKING,
    "a field is removed from a callback": BREAKING,
    "nothing says what reads a task": BREAKING,
}


@pytest.fixture(scope="module")
def python() -> Iterator[Callable[[JsonObject, JsonObject], list[ApiChange]]]:
    """Compares with the film's own package, which is generated once."""
    with generated_package(film(), name="film") as package:
        yield lambda _, new: changes_from(package, new)


@pytest.mark.parametrize("name", RATED)
def test_the_final_rating_is_the_worse_of_both(
    name: str, python: Callable[[JsonObject, JsonObject], list[ApiChange]]
) -> None:
    row = next(row for row in ROWS if row.name == name)
    changes = compare(film(), edited(*row.edits), python)
    assert [change.kind for change in changes] == [kind for kind, _, _ in row.expected]
    assert max(change.rating for change in changes) is RATED[name]
    for change in changes:
        worst = max((item.rating for item in change.python_effects), default=HARMLESS)
        assert change.rating >= worst
