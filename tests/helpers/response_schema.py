"""The validation of every response: by the specification, read strictly, with another validator."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, cast

import httpx
import jsonschema_rs

from longtake._providers import PROVIDERS
from tests.helpers.task_kinds import EVERY_KIND

# Users have met a 5xx of useapi.net, but no page of the provider documents it.
UNDOCUMENTED = {("useapi", 500)}


def closed(schema: Any) -> Any:
    """Return a document whose objects allow no field that they do not name.

    Responses are open in the specifications. What the emulator sends must be known all the same: a field that
    is spelled otherwise on one side would go unnoticed.
    """
    if isinstance(schema, list):
        return list(map(closed, cast("Iterable[Any]", schema)))
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(value) for name, value in cast("dict[str, Any]", schema).items()}
    if found.get("type") == "object" and "properties" in found:
        found.setdefault("additionalProperties", False)
    return found


@cache
def payload_schema(family: str) -> Mapping[str, Any]:
    """Return the specification's schema of a callback, read strictly."""
    kind = EVERY_KIND[family]
    document = closed(
        json.loads((files(f"longtake_{kind.provider}") / "openapi.json").read_bytes())
    )
    path = kind.submit_path.removeprefix(f"/{kind.provider}")
    (callback,) = document["paths"][path]["post"]["callbacks"].values()
    ((expression, item),) = callback.items()
    assert expression == f"{{$request.body#/{kind.common.callback_field}}}"
    content = item["post"]["requestBody"]["content"]["application/json"]
    return {**content["schema"], "components": document["components"]}


class ResponseValidator:
    """Validates responses against the specifications."""

    def __init__(self) -> None:
        self._documents = {
            provider: closed(
                json.loads((files(f"longtake_{provider}") / "openapi.json").read_bytes())
            )
            for provider in PROVIDERS
        }
        self._validators: dict[tuple[str, str, str], jsonschema_rs.Draft202012Validator] = {}
        self.seen: set[tuple[str, str, int]] = set()
        """Provider, operation and HTTP status of each validated response."""
        self.count = 0

    async def see(self, response: httpx.Response) -> None:
        """Validate one response; downloads and the control API are in no specification."""
        provider, _, path = response.request.url.path.removeprefix("/").partition("/")
        if provider not in PROVIDERS:
            return
        await response.aread()
        document = self._documents[provider]
        operation = self._operation(document, response.request.method, f"/{path}")
        self.count += 1
        self.seen.add((provider, operation["operationId"], response.status_code))
        status = str(response.status_code)
        if status not in operation["responses"]:
            known = (provider, response.status_code) in UNDOCUMENTED
            assert known, f"{operation['operationId']} has no response {response.status_code}"
            return
        key = (provider, operation["operationId"], status)
        if key not in self._validators:
            media = operation["responses"][status]["content"]["application/json"]
            schema = {**media["schema"], "components": document["components"]}
            self._validators[key] = jsonschema_rs.Draft202012Validator(schema)
        problems = [
            f"{'/'.join(map(str, error.instance_path))}: {error.message}"
            for error in self._validators[key].iter_errors(response.json())
        ]
        assert not problems, problems

    def _operation(self, document: Mapping[str, Any], method: str, path: str) -> dict[str, Any]:
        for template, item in cast("dict[str, dict[str, Any]]", document["paths"]).items():
            operation = cast("dict[str, Any]", item.get(method.lower(), {}))
            segments = {
                parameter["name"]: ".+" if parameter.get("x-keeps-slashes") else "[^/]+"
                for parameter in operation.get("parameters", ())
            }
            literal, *parts = re.split(r"\{([^}]*)\}", template)
            pattern = re.escape(literal) + "".join(
                segments.get(name, "[^/]+") + re.escape(literal)
                for name, literal in zip(parts[::2], parts[1::2], strict=True)
            )
            if operation and re.fullmatch(pattern, path):
                return operation
        raise AssertionError(f"{method} {path} is in no spec")
