"""Every operation of every specification has a response that its specification allows."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
from attrs import frozen

from longtake._providers import PROVIDERS
from longtake.emulator import AccountLimits, Emulator, spec
from longtake.emulator.spec import Spec
from tests.helpers.emulator_requests import LONG_S, ORIGIN
from tests.helpers.response_schema import ResponseValidator
from tests.helpers.task_kinds import EVERY_KIND

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

pytestmark = pytest.mark.anyio

JSON: Final = "application/json"
WORDS: Final = {kind.provider: kind.common for kind in EVERY_KIND.values()}
DONE: Final = frozenset({0, 200, None})
OF_VEO: Final = frozenset({"get_veo_1080p_video", "get_veo_4k_video"})
# The first request has an error code, since the video is being made.
REPEATED: Final = frozenset({"get_veo_1080p_video"})


@frozen
class Case:
    """One operation of a provider's specification."""

    provider: str
    method: str
    path: str
    operation: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.provider}: {self.operation['operationId']}"


def document(provider: str) -> Any:
    return json.loads((files(f"longtake_{provider}") / "openapi.json").read_bytes())


def cases(provider: str) -> Iterator[Case]:
    for path, item in document(provider)["paths"].items():
        for method, operation in item.items():
            yield Case(provider, method, path, operation)


CASES: Final = [case for provider in PROVIDERS for case in cases(provider)]
each_operation = pytest.mark.parametrize("case", CASES, ids=str)


class Caller:
    """Sends requests that meet a provider's specification."""

    def __init__(self, client: httpx.AsyncClient, emulator: Emulator) -> None:
        self.client = client
        self.emulator = emulator

    async def send(self, case: Case, **given: str) -> httpx.Response:
        """Send a request with every required parameter; `given` are those with a value of their own."""
        sampler = spec.committed(case.provider).sampler
        path, query = case.path, dict[str, Any]()
        for parameter in case.operation.get("parameters", ()):
            name, place = parameter["name"], parameter["in"]
            value = given.get(name) or sampler.value(parameter["schema"])
            if place == "path":
                path = path.replace(f"{{{name}}}", str(value))
            elif place == "query" and parameter.get("required"):
                query[name] = value
        key = f"/{case.provider}{case.path}"
        content = case.operation.get("requestBody", {}).get("content", {})
        headers = dict(WORDS[case.provider].headers)
        more: dict[str, Any] = {}
        kind = next((kind for kind in EVERY_KIND.values() if kind.submit_path == key), None)
        if kind is not None and case.method == "post":
            source = self.emulator.sources[kind.key].id if kind.source_field else None
            more["json"] = kind.body(source)
        elif JSON in content:
            examples = [each["value"] for each in content[JSON].get("examples", {}).values()]
            example = (examples or [sampler.value(content[JSON]["schema"])])[0]
            more["json"] = {**example, **{name: given[name] for name in example if name in given}}
        elif content:
            (media_type, *_) = content
            form = media_type == "multipart/form-data"
            schema = spec.committed(case.provider).resolve(content[media_type]["schema"])
            required = sorted({*schema.get("required", ())} - {"file"})
            fields = {name: sampler.value(schema["properties"][name]) for name in required}
            form_body = {"files": {"file": ("a.png", b"a")}, "data": fields}
            more |= form_body if form else {"content": b"a"}
            headers |= {} if form else {"Content-Type": media_type}
        url = f"/{case.provider}{path}"
        method = case.method.upper()
        return await self.client.request(method, url, params=query, headers=headers, **more)

    async def linked(self, case: Case) -> dict[str, str]:
        """Return the parameters that a link to an operation brings from a task that was started."""
        for other in cases(case.provider):
            for link in other.operation["responses"].get("200", {}).get("links", {}).values():
                if link["operationId"] == case.operation["operationId"]:
                    body: Any = (await self.send(other)).json()
                    return {
                        name: str(at(body, place)) for name, place in link["parameters"].items()
                    }
        return {}


def at(body: Any, expression: str) -> Any:
    for part in expression.removeprefix("$response.body#/").split("/"):
        body = body[part]
    return body


@each_operation
async def test_each_operation_has_a_response_of_its_specification(case: Case) -> None:
    emulator, validator = Emulator(limits=AccountLimits.none(), strict=True), ResponseValidator()
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        caller = Caller(client, emulator)
        given = await caller.linked(case)
        if case.operation["operationId"] in OF_VEO:
            given = {"taskId": emulator.sources["kie/veo"].id}
        if case.operation["operationId"] in REPEATED:
            await caller.send(case, **given)
        emulator.advance(LONG_S)
        response = await caller.send(case, **given)
        await validator.see(response)
    assert response.is_success, response.text
    assert validator.seen == {(case.provider, case.operation["operationId"], response.status_code)}
    body: Any = response.json()
    assert isinstance(body, list) or body.get("code") in DONE, body


@each_operation
async def test_each_operation_needs_a_key(client: httpx.AsyncClient, case: Case) -> None:
    path = case.path.replace("{", "").replace("}", "")
    without = await client.request(case.method, f"/{case.provider}{path}")
    assert 401 in {without.status_code, without.json()["code"]} or without.json()["code"] == 1001


ADDED: Final[Mapping[str, Any]] = {
    "/plain": {
        "get": {
            "parameters": [
                {"name": "size", "in": "query", "required": True, "schema": {"type": "integer"}}
            ],
            "responses": {
                "200": {
                    "content": {
                        JSON: {
                            "schema": {
                                "type": "object",
                                "properties": {
                                    "code": {"type": "integer"},
                                    "data": {"type": "string", "format": "uri"},
                                },
                            }
                        }
                    }
                }
            },
        }
    },
    "/things/{thing-id}": {
        "parameters": [
            {"name": "thing-id", "in": "path", "required": True, "schema": {"type": "integer"}}
        ],
        "put": {
            "requestBody": {
                "required": True,
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            "type": "object",
                            "required": ["file"],
                            "additionalProperties": False,
                            "properties": {
                                "file": {"type": "string", "format": "binary"},
                                "name": {"type": "string"},
                            },
                        }
                    },
                    "image/png": {"schema": {"type": "string", "format": "binary"}},
                    "application/x-www-form-urlencoded": {"schema": {"type": "object"}},
                },
            },
            "responses": {
                "201": {
                    "content": {
                        JSON: {
                            "schema": {"type": "object"},
                            "examples": {"first": {"value": {"code": 200, "name": "a.png"}}},
                        }
                    }
                }
            },
        },
        "delete": {
            "requestBody": {"content": {JSON: {"schema": {"type": "object"}}}},
            "responses": {"204": {"description": "Done."}},
        },
        "get": {
            "responses": {
                "200": {"content": {"text/plain": {"schema": {"type": "string"}}}},
                "404": {"content": {JSON: {"schema": {"type": "object"}}}},
            }
        },
    },
    "/list": {
        "get": {
            "responses": {
                "200": {"content": {JSON: {"schema": {"type": "array", "items": {"const": 3}}}}}
            }
        }
    },
}


@pytest.fixture
def extended(monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An emulator whose providers have a few more operations."""
    original = spec.committed

    def committed(provider: str) -> Spec:
        found = original(provider).document
        return Spec({**found, "paths": {**found["paths"], **ADDED}})

    monkeypatch.setattr(spec, "committed", committed)
    return Emulator()


@pytest.fixture
async def added(extended: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(extended)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as opened:
        yield opened


def headers(provider: str) -> dict[str, str]:
    return dict(WORDS[provider].headers)


@pytest.mark.parametrize(("provider", "code"), [("kie", 200), ("chainhub", 0)])
async def test_a_response_is_made_of_its_schema_in_the_providers_envelope(
    added: httpx.AsyncClient, provider: str, code: int
) -> None:
    response = await added.get(f"/{provider}/plain?size=1", headers=headers(provider))
    assert response.json()["code"] == code
    assert response.json()["data"] == "https://example.com/"
    again = await added.get(f"/{provider}/plain?size=1", headers=headers(provider))
    assert again.json() == response.json()


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_wrong_request_is_refused_in_the_providers_way(
    added: httpx.AsyncClient, extended: Emulator, provider: str
) -> None:
    outcome = WORDS[provider].problems["unknown field"]
    for path in ("plain", "plain?size=x"):
        response = await added.get(f"/{provider}/{path}", headers=headers(provider))
        assert (response.status_code, response.json()["code"]) == outcome
        assert "size" in response.text
    response = await added.get(f"/{provider}/things/x", headers=headers(provider))
    assert "thing-id: must be of type integer" in response.text
    assert extended.ledger.requests[-1].operation == "GET /things/{thing-id}"


async def test_a_file_is_taken_in_a_form_and_as_it_is(added: httpx.AsyncClient) -> None:
    path, known = "/kie/things/1", headers("kie")
    response = await added.put(path, files={"file": ("a.png", b"a")}, headers=known)
    assert (response.status_code, response.json()["name"]) == (201, "a.png")
    response = await added.put(path, content=b"a", headers={**known, "Content-Type": "image/png"})
    assert response.status_code == 201
    response = await added.put(path, data={"name": "a"}, headers=known)
    assert response.status_code == 201
    response = await added.put(path, files={"name": ("a.png", b"a")}, headers=known)
    assert "file must be given" in response.text
    assert "name: must be a string, got a file" in response.text
    response = await added.put(path, headers={**known, "Content-Type": "image/png"})
    assert "the body is empty" in response.text


async def test_responses_of_other_kinds(added: httpx.AsyncClient) -> None:
    response = await added.delete("/kie/things/1", headers=headers("kie"))
    assert (response.status_code, response.content) == (204, b"")
    response = await added.get("/kie/things/1", headers=headers("kie"))
    assert (response.text, response.headers["content-type"]) == (
        "text",
        "text/plain; charset=utf-8",
    )
    assert (await added.get("/useapi/list", headers=headers("useapi"))).json() == [3]
