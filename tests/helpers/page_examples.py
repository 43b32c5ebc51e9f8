"""Every example of a request that stands in a provider's page, wherever in the page it stands."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

from attrs import frozen

from scripts.specs import build, files
from scripts.specs.json_types import operations
from tests.helpers.paths import SPECS
from tests.helpers.task_kinds import KINDS

JSON: Final = "application/json"
# A command goes on behind a backslash at the end of a line.
CURL: Final = re.compile(r"\bcurl (?:[^\n]*\\\n)*[^\n]*")
ASSIGNED: Final = re.compile(r"(\w+) = f?([\"`])(.*?)\2")
JAVASCRIPT: Final = re.compile(r"JSON\.stringify\(\{([\w\s,]*)\}\)")
PYTHON: Final = re.compile(r"body = \{(.*?)\}\n", re.DOTALL)
PYTHON_ENTRY: Final = re.compile(r'"(\w+)": f"\{(\w+)\}"')


@frozen
class Example:
    """A request's body as a page shows it."""

    page: str
    kind: str
    """Where in the page it stands: `examples`, `schema`, `fields`, `curl`, `javascript`, `python`."""
    kind_key: str
    body: dict[str, Any]
    document: dict[str, Any]
    """The page alone, as OpenAPI."""
    operation: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.page}: {self.kind}"


def source_field(kind_key: str) -> str:
    """Return the name of the field that says which video is to be extended."""
    field = KINDS[kind_key].source_field
    assert field is not None
    return field


def every_example() -> list[Example]:
    """Return the examples of all pages of all providers."""
    return [
        example
        for provider in files.providers(SPECS)
        for page in files.pages(SPECS, provider)
        for example in of_page(page)
    ]


def of_page(page: Path) -> Iterator[Example]:
    """Return the examples of one page."""
    merged, _ = build.merged([page])
    document = cast("dict[str, Any]", merged)
    families = {kind.submit_path.split("/", 2)[2]: key for key, kind in KINDS.items()}
    text = page.read_text(encoding="utf-8")
    for path, _, found in operations(merged):
        operation = cast("dict[str, Any]", found)
        if "requestBody" in operation:
            kind_key = families[path.removeprefix("/")]
            for kind, body in (*_in_schema(operation, kind_key), *_in_code(text, path)):
                yield Example(page.name, kind, kind_key, body, document, operation)


def _in_schema(operation: dict[str, Any], kind_key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    content = operation["requestBody"]["content"][JSON]
    schema = content["schema"]
    for example in content.get("examples", {}).values():
        yield "examples", example["value"]
    for example in schema.get("examples", []):
        yield "schema", example
    fields = {
        name: field["examples"][0]
        for name, field in schema["properties"].items()
        if "examples" in field
    }
    if fields:
        # The fields' own examples, taken together; a source without one is described, not shown.
        yield "fields", {source_field(kind_key): "a video", **fields}


def _in_code(text: str, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for command in CURL.findall(text):
        words = shlex.split(command)
        if path in [urlsplit(word).path for word in words]:
            yield "curl", json.loads(words[words.index("-d") + 1])
    values = {name: value for name, _, value in ASSIGNED.findall(text)}
    for names in JAVASCRIPT.findall(text):
        yield "javascript", {name: values[name] for name in re.findall(r"\w+", names)}
    for entries in PYTHON.findall(text):
        yield "python", {name: values[value] for name, value in PYTHON_ENTRY.findall(entries)}
