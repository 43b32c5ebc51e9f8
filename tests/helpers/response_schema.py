"""The judge of every answer: the spec, read strictly, by a validator of its own."""

import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, cast

import httpx
import jsonschema_rs

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


class Judge:
    """Holds answers against the specs."""

    def __init__(self) -> None:
        self._documents = {
            provider: closed(
                json.loads((files(f"longtake_{provider}") / "openapi.json").read_bytes())
            )
            for provider in PROVIDERS
        }
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
        if str(response.status_code) not in operation["responses"]:
            known = (provider, response.status_code) in UNDOCUMENTED
            assert known, f"{operation['operationId']} has no answer {response.status_code}"
            return
        answer = operation["responses"][str(response.status_code)]
        schema = {
            **answer["content"]["application/json"]["schema"],
            "components": document["components"],
        }
        problems = [
            f"{'/'.join(map(str, error.instance_path))}: {error.message}"
            for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(response.json())
        ]
        assert not problems, problems

    def _operation(self, document: Mapping[str, Any], method: str, path: str) -> dict[str, Any]:
        for template, item in cast("dict[str, dict[str, Any]]", document["paths"]).items():
            pattern = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
            if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", pattern), path):
                return cast("dict[str, Any]", item[method.lower()])
        raise AssertionError(f"{method} {path} is in no spec")
