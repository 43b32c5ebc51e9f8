"""Write docs/operations.md, the list of all operations: `make api` runs `python -m scripts.operations_page`.

The list comes from the specifications in the generated packages. A test compares the page with them.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from longtake._core.retry import Charge, charge_of
from longtake._providers import PROVIDERS
from scripts.generate.spec_views import member
from scripts.specs.json_types import arr, obj, operations, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from longtake._providers import ProviderName
    from scripts.specs.json_types import JsonObject

FILE: Final = Path(__file__).parent.parent / "docs" / "operations.md"
_HEAD: Final = """\
# Operations

This page lists all operations of all clients; `make api` writes it from the specifications. The \
asynchronous clients have the same operations. For signatures, see your editor or \
[public-api.txt](public-api.txt).

- **charged once**: the operation costs credits. longtake sends it again only if it was definitely not \
accepted. See [at-most-once submission](at-most-once.md).
- **retried**: repeating the operation is safe, and longtake does so after a failure.
- **not retried**: the operation is not charged, but repeating it might have an effect twice.

The last column shows how the operation is known: from a `page` of the provider in this project, or else \
`documented` by the provider, `reported` by users, or `inferred`.
"""

_SENDING: Final = {
    Charge.CHARGED: "charged once",
    Charge.ONCE: "not retried",
    Charge.REPEATABLE: "retried",
}


@frozen
class Operation:
    """One method of a client.

    Attributes:
        name: The resource and the method, such as `veo.extend`.
        summary: What it does.
        request: The HTTP method and path, with the model if a body names one.
        returns: What the method returns.
        sending: Whether it is charged, and whether it is repeated.
        source: How the operation is known.
    """

    name: str
    summary: str
    request: str
    returns: str
    sending: str
    source: str


def page() -> str:
    """Return the page."""
    return _HEAD + "".join(
        f"\n## {entry.sync}\n\n"
        "| method | operation | request | returns | sending | source |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        + "".join(
            f"| `{each.name}` | {each.summary} | {each.request} | {each.returns} | {each.sending} "
            f"| {each.source} |\n"
            for each in sorted(operations_of(name), key=lambda each: each.name)
        )
        for name, entry in PROVIDERS.items()
    )


def operations_of(provider: ProviderName) -> Iterator[Operation]:
    """Yield the operations of a provider's client.

    Args:
        provider: The provider, such as `kie`.
    """
    spec: JsonObject = json.loads((files(f"longtake_{provider}") / "openapi.json").read_bytes())
    schemas = obj(member(spec, "components", "schemas"))
    uncharged = PROVIDERS[provider].provider.uncharged
    for path, http_method, operation in operations(spec):
        sending = _SENDING[charge_of(http_method.upper(), path, uncharged)]
        request = f"`{http_method.upper()} {path}`"
        body = obj(member(operation, "requestBody", "content", "application/json", "schema"))
        for alternative in map(obj, arr(body.get("oneOf"))):
            schema = obj(schemas[text(alternative["$ref"]).rpartition("/")[2]])
            if "x-method" in schema:
                model = text(member(schema, "properties", "model", "const"))
                yield _operation(schema, operation, f"{request} with `{model}`", sending)
        yield _operation(operation, operation, request, sending)


def _operation(
    declared: JsonObject, operation: JsonObject, request: str, sending: str
) -> Operation:
    starts = bool(obj(member(operation, "responses", "200", "links", "task")))
    result = operation.get("x-result")
    returns = (
        "a task"
        if starts
        else f"`{text(result)}` of the response"
        if text(result)
        else "the response"
    )
    summary = text(declared.get("summary")) or text(declared["description"]).partition("\n")[0]
    return Operation(
        f"{text(declared['x-resource'])}.{text(declared['x-method'])}",
        summary,
        request,
        returns,
        sending,
        _source(operation),
    )


def _source(operation: JsonObject) -> str:
    folders = [text(each).partition("/") for each in arr(operation.get("x-source"))]
    written = [rest.partition("#")[2] for folder, _, rest in folders if folder == "written"]
    return "page" if any(folder == "pages" for folder, _, _ in folders) else written[0]


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
