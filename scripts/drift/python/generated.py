"""The effects of a specification's changes on the Python that is generated from it."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import evolve

from scripts.drift.changes import ApiChange, Rating
from scripts.drift.python.compare import compare
from scripts.drift.specification.shapes import DocumentSchemas
from scripts.generate.clients import GenerationError
from scripts.generate.packages import write_package
from scripts.generate.spec_views import SpecificationError
from scripts.generate.templates_patched import write_templates
from scripts.specs.json_types import Json, JsonObject, copied_object, obj, operations, same

if TYPE_CHECKING:
    from collections.abc import Generator

# The same in both, so that no difference comes from it.
_PACKAGE: Final = "client"
_WORDS: Final = ("description", "summary", "x-source")


class NotGeneratedError(Exception):
    """A specification from which no client can be generated. The message names it and the reason."""


@contextmanager
def generated_package(spec: JsonObject, *, name: str) -> Generator[Path]:
    """Yield the package of a specification, in a temporary folder that is removed afterwards.

    Args:
        spec: The normalized specification.
        name: What to call it in an error, such as `the new specification`.

    Raises:
        NotGeneratedError: If a generator refuses the specification.
    """
    with tempfile.TemporaryDirectory(prefix="longtake-drift-") as folder:
        package, templates = Path(folder, _PACKAGE), Path(folder, "templates")
        write_templates(templates)
        try:
            write_package(spec, package, templates)
        except (GenerationError, SpecificationError) as error:
            raise NotGeneratedError(f"{name} cannot be generated from: {error}") from error
        except subprocess.CalledProcessError as error:
            raise NotGeneratedError(f"{name} generates what is not valid Python") from error
        yield package


def changes_from(old: Path, new: JsonObject) -> list[ApiChange]:
    """Return what changed from a generated package to that of the specification `new`.

    Raises:
        NotGeneratedError: If `new` cannot be generated from.
    """
    with generated_package(new, name="the new specification") as package:
        return compare(old, package)


def generated_changes(old: JsonObject, new: JsonObject) -> list[ApiChange]:
    """Return what changed from the client of one specification to that of another, sorted by symbol.

    Where no more than words and order differ, nothing is generated. No program relies on the body of
    a 5xx response: what only such bodies change is rated new at most.

    Raises:
        NotGeneratedError: If one of them cannot be generated from.
    """
    if same(_without_words(old), _without_words(new)):
        return []
    changes = _changes(old, new)
    relied_on = [without_server_errors(document) for document in (old, new)]
    if max((change.rating for change in changes), default=Rating.NEW) <= Rating.NEW or all(
        same(document, whole) for document, whole in zip(relied_on, (old, new), strict=True)
    ):
        return changes
    ratings = {_key(change): change.rating for change in _changes(*relied_on)}
    return [
        evolve(change, rating=min(change.rating, ratings.get(_key(change), Rating.NEW)))
        for change in changes
    ]


def _changes(old: JsonObject, new: JsonObject) -> list[ApiChange]:
    with generated_package(old, name="the old specification") as package:
        return changes_from(package, new)


def _key(change: ApiChange) -> tuple[str, str, str]:
    return change.kind, change.symbol, change.member


def without_server_errors(document: JsonObject) -> JsonObject:
    """Return the document without the bodies of 5xx responses, and without the schemas for these alone."""
    result = copied_object(document)
    for _, _, operation in operations(result):
        for status, response in obj(operation.get("responses")).items():
            if status.startswith("5"):
                obj(response).pop("content", None)
    before, after = (
        DocumentSchemas(one).reachable([one.get("paths"), one.get("webhooks")])
        for one in (document, result)
    )
    schemas = obj(obj(result.get("components")).get("schemas"))
    for name in before - after:
        schemas.pop(name, None)
    return result


def _without_words(value: Json) -> Json:
    """Without the texts that generated code has in docstrings only, or not at all."""
    if isinstance(value, dict):
        # A property may be called `description`: its schema is an object.
        return {
            key: _without_words(item)
            for key, item in value.items()
            if not (key in _WORDS and isinstance(item, (str, list)))
        }
    return [_without_words(item) for item in value] if isinstance(value, list) else value
