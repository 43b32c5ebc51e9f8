"""The judge of every answer: the spec, read strictly, by a validator of its own."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, cast

import httpx
import jsonschema_rs

from tests.helpers.task_kinds import KINDS

PROVIDERS = ("kie", "useapi", "chainhub")
# A 5xx of useapi.net is met, but no page of the vendor's knows it.
UNDOCUMENTED = {("useapi", 500)}


def closed(schema: Any) -> Any:
    """Return a document whose objects allow no field that they do not name.

    Answers are open in the specs. What the emulator sends must be known all the same: a field that
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
    """Return what the spec says is posted to a task's callback address, read strictly."""
    kind = KINDS[family]
    document = closed(
        json.loads((files(f"longtake_{kind.provider}") / "openapi.json").read_bytes())
    )
    path = kind.submit_path.removeprefix(f"/{kind.provider}")
    (callback,) = document["paths"][path]["post"]["callbacks"].values()
    ((expression, item),) = callback.items()
    assert expression == f"{{$request.body#/{kind.common.callback_field}}}"
    content = item["post"]["requestBody"]["content"]["application/json"]
    return {**content["schema"], "components": document["components"]}


class Judge:
    """Holds answers against the specs."""

    def __init__(self) -> None:
        self._documents = {
            provider: closed(
                json.loads((files(f"longtake_{provider}") / "openapi.json").read_bytes())
            )
            for provider in PROVIDERS
        }
        self._validators: dict[tuple[str, str, str], jsonschema_rs.Draft202012Validator] = {}
        self.seen: set[tuple[str, str, int]] = set()
        """Provider, operation and HTTP status of what was judged."""
        self.count = 0

    async def see(self, response: httpx.Response) -> None:
        """Judge one answer; downloads and the control address are not the specs' business."""
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
            assert known, f"{operation['operationId']} has no answer {response.status_code}"
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
            pattern = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
            if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", pattern), path):
                return cast("dict[str, Any]", item[method.lower()])
        raise AssertionError(f"{method} {path} is in no spec")
