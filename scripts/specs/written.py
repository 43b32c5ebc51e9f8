"""OpenAPI documents in our own words, for operations whose page is not in the project.

They are read strictly: nothing in them is repaired. Each operation and each component says by
`x-source` where its facts come from; what stands inside has the same source unless it says another.

A provider that passes on another's API has no document of its own: its file names the other's
(`passes-on`) and the path below which the operations are (`below`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs import models
from scripts.specs.errors import SpecError, together
from scripts.specs.files import PASSES_ON, passed_on
from scripts.specs.json_types import METHODS, arr, child, copied, obj, operations, text
from scripts.specs.page import Page, PageFragment
from scripts.specs.yaml.read import YamlDocument, read_yaml_object

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.yaml.read import Location

SOURCES: Final = ("documented", "reported", "inferred")
"""The provider says so; people or code that call the API say so; we conclude it."""
_KEY: Final = "x-source"
_WRITTEN: Final = "written/"
# What an operation of a page takes over from a written document that describes it, too, beside keys with x-.
_OURS: Final = frozenset({"operationId", "servers", "deprecated"})
_TOP: Final = frozenset({"openapi", "info", "servers", "security", "tags", "paths", "components"})
_COMPONENTS: Final = ("schemas", "securitySchemes")
_IN_BRACES: Final = re.compile(r"\{[^{}]*\}")
_BELOW: Final = "below"


def read(file: Path) -> PageFragment:
    """Return a document as a fragment, in which only operations have an `x-source`.

    Raises:
        SpecError: If it is no OpenAPI 3.1 document, or something in it has no source.
    """
    page = Page.load(file)
    document, places = read_yaml_object(page.text, file=file)
    if PASSES_ON in document:
        return _read_passed_on(page, document, places)
    errors = [page.error(message, places.line(*at)) for at, message in _problems(document)]
    if errors:
        raise together(errors)
    given = {
        (path, method): text(operation[_KEY]) for path, method, operation in operations(document)
    }
    _strip(document)
    for path, method, operation in operations(document):
        operation[_KEY] = [f"written/{file.name}#{given[path, method]}"]
    return PageFragment(page, document, lines=_lines(document, places))


def _read_passed_on(page: Page, given: JsonObject, places: YamlDocument) -> PageFragment:
    """Return another provider's document, with a path before each of its paths."""
    below, other = text(given.get(_BELOW)), passed_on(page.file)
    if given.keys() != {PASSES_ON, _BELOW} or not re.fullmatch(r"(/[^/{}\s]+)+", below):
        raise page.error(
            f"expected `{PASSES_ON}` and `{_BELOW}`, a path such as /v1, and nothing else"
        )
    if other is None:
        raise page.error(
            f"expected a document such as other/written/videos.yaml, got {given[PASSES_ON]!r}",
            places.line(PASSES_ON),
        )
    fragment = read(other)
    given_paths = obj(fragment.document.get("paths"))
    paths: JsonObject = {below + path: item for path, item in given_paths.items()}
    document: JsonObject = {**fragment.document, "paths": paths}
    for _, _, operation in operations(document):
        _, _, source = text(arr(operation[_KEY])[0]).partition("#")
        operation[_KEY] = [f"written/{page.file.name}#{source}"]
    return PageFragment(page, document, completes_pages=True)


def _problems(document: JsonObject) -> Iterator[tuple[Location, str]]:
    if not re.fullmatch(r"3\.1\.\d+", text(document.get("openapi"))):
        yield ("openapi",), "expected `openapi: 3.1.0`"
    for key in document.keys() - _TOP:
        yield (key,), f"expected one of {', '.join(sorted(_TOP))}, got `{key}`"
    if not text(obj(document.get("info")).get("title")):
        yield ("info",), "expected `info` with a `title`"
    for path, item in obj(document.get("paths")).items():
        for method in obj(item).keys() - {*METHODS}:
            yield ("paths", path, method), f"expected an operation, got `{method}`"
    for kind in obj(document.get("components")).keys() - _COMPONENTS:
        yield ("components", kind), f"expected one of {', '.join(_COMPONENTS)}, got `{kind}`"
    for at, value in _sourced(document):
        if _KEY not in obj(value):
            yield at, f"expected x-source, one of {', '.join(SOURCES)}: {'.'.join(map(str, at))}"
    for at, source in _sources(document, ()):
        if source not in SOURCES:
            yield at, f"x-source must be one of {', '.join(SOURCES)}, got {source!r}"


def _sourced(document: JsonObject) -> Iterator[tuple[Location, Json]]:
    """Yield what must have a source: each operation and each component."""
    for path, method, operation in operations(document):
        yield ("paths", path, method), operation
    for kind, components in obj(document.get("components")).items():
        for name, component in obj(components).items():
            yield ("components", kind, name), component


def _sources(value: Json, at: Location) -> Iterator[tuple[Location, Json]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == _KEY:
                yield (*at, key), item
            else:
                yield from _sources(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _sources(item, (*at, index))


def _strip(value: Json) -> None:
    if isinstance(value, dict):
        value.pop(_KEY, None)
        for item in value.values():
            _strip(item)
    elif isinstance(value, list):
        for item in value:
            _strip(item)


def _lines(document: JsonObject, places: YamlDocument) -> dict[str, int]:
    found = {
        f"{method.upper()} {path}": places.line("paths", path, method)
        for path, method, _ in operations(document)
    }
    for kind, components in obj(document.get("components")).items():
        for name in obj(components):
            found[f"components.{kind}.{name}"] = places.line("components", kind, name)
    return {name: line for name, line in found.items() if line is not None}


def add(document: JsonObject, fragments: list[PageFragment]) -> None:
    """Add what written documents describe to the merged pages, in place.

    Servers, security and schemes count where the pages have none. Of an operation that a page describes, too,
    the page wins, and a note names both. What a page has wins over what another
    provider's document has, which completes it.

    Raises:
        SpecError: If another of these documents describes the same.
    """
    owners: dict[str, str] = {}
    errors: list[SpecError] = []
    for path, method, operation in operations(document):
        pages = " and ".join(map(str, arr(operation.get(_KEY))))
        owners[_address(path, method)] = pages or "a page"
    for kind, components in obj(document.get("components")).items():
        owners |= {f"components.{kind}.{name}": "a page" for name in obj(components)}
    for fragment in fragments:
        for key in ("servers", "security"):
            if key in fragment.document:
                document.setdefault(key, copied(fragment.document[key]))
        _add_tags(document, fragment.document)
        errors += _add_paths(document, fragment, owners)
        errors += _add_components(document, fragment, owners)
    if errors:
        raise together(errors)


def _add_tags(document: JsonObject, given: JsonObject) -> None:
    known = [obj(tag).get("name") for tag in arr(document.get("tags"))]
    new = [tag for tag in arr(given.get("tags")) if obj(tag).get("name") not in known]
    if new:
        document["tags"] = [*arr(document.get("tags")), *map(copied, new)]


def _add_paths(
    document: JsonObject, fragment: PageFragment, owners: dict[str, str]
) -> Iterator[SpecError]:
    paths = child(document, "paths")
    for path, method, operation in operations(fragment.document):
        place = f"{method.upper()} {path}"
        address = _address(path, method)
        if address in owners and fragment.completes_pages:
            _complete(_described(paths, address), operation)
            continue
        if address in owners and models.describes_models(operation):
            child(paths, path)[method] = models.join(document, operation, fragment)
            continue
        if address in owners and not owners[address].startswith(_WRITTEN):
            _name_as_here(_described(paths, address), operation)
            _leave_out(fragment, place, owners[address])
            continue
        if address in owners:
            yield _twice(fragment, place, owners[address])
            continue
        owners[address] = f"{_WRITTEN}{fragment.page.file.name}"
        child(paths, path)[method] = copied(operation)


def _leave_out(fragment: PageFragment, place: str, owner: str) -> None:
    """Note that a page describes something, too, and wins."""
    fragment.left_out(
        f"{place} is in {owner} too, which wins: remove it here, and name the operation in the supplement",
        fragment.lines.get(place),
    )


def _name_as_here(operation: JsonObject, given: JsonObject) -> None:
    """Give an operation of a page the names and the keys that the same operation has in a written document.

    A page describes what the provider does; what its method is called, which task it starts, and which server
    it has in spite of its page are ours.
    """
    for key, value in given.items():
        if key in _OURS or (key.startswith("x-") and key != _KEY):
            operation[key] = copied(value)
    operation[_KEY] = [*arr(operation.get(_KEY)), *arr(given.get(_KEY))]
    links = obj(obj(obj(given.get("responses")).get("200")).get("links"))
    if links:
        child(child(operation, "responses"), "200")["links"] = copied(links)
    parameters = {text(obj(one).get("name")): obj(one) for one in arr(given.get("parameters"))}
    for parameter in map(obj, arr(operation.get("parameters"))):
        ours = parameters.get(text(parameter.get("name")), {})
        parameter |= {key: copied(value) for key, value in ours.items() if key.startswith("x-")}


def _described(paths: JsonObject, address: str) -> JsonObject:
    """Return the operation that the document has already."""
    return next(
        obj(value)
        for path, item in paths.items()
        for method, value in obj(item).items()
        if _address(path, method) == address
    )


def _complete(operation: JsonObject, other: JsonObject) -> None:
    """Add what an operation lacks of another description of it, and the responses that it lacks."""
    for key, value in other.items():
        if key == "responses":
            for status, response in obj(value).items():
                child(operation, key).setdefault(status, copied(response))
        elif key == _KEY:
            operation[key] = [*arr(operation.get(key)), *arr(value)]
        elif not operation.get(key):
            operation[key] = copied(value)


def _add_components(
    document: JsonObject, fragment: PageFragment, owners: dict[str, str]
) -> Iterator[SpecError]:
    for kind, components in obj(fragment.document.get("components")).items():
        for name, component in obj(components).items():
            place = f"components.{kind}.{name}"
            if place in owners and kind == "securitySchemes":
                continue
            if place in owners and not owners[place].startswith(_WRITTEN):
                _leave_out(fragment, place, owners[place])
                continue
            if place in owners:
                yield _twice(fragment, place, owners[place])
                continue
            owners[place] = f"written/{fragment.page.file.name}"
            child(child(document, "components"), kind)[name] = copied(component)


def _address(path: str, method: str) -> str:
    return f"{method} {_IN_BRACES.sub('{}', path)}"


def _twice(fragment: PageFragment, place: str, owner: str) -> SpecError:
    return fragment.page.error(
        f"{place} stands in {owner} too: remove it here, and correct the page with the supplement",
        fragment.lines.get(place),
    )
