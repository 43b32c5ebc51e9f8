"""Every answer of a task's whole life, judged by the spec with another validator."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Any, cast

import httpx
import jsonschema_rs
import pytest

from longtake.emulator import Emulator, FailureReason, Fault
from longtake.emulator.spec import Spec, load, normalized
from tests.longtake.emulator.support import (
    FAMILIES,
    LONG_S,
    ORIGIN,
    PATHS,
    USEAPI,
    extend,
    read,
    submit,
    wanted,
)

pytestmark = pytest.mark.anyio
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

    async def see(self, response: httpx.Response) -> None:
        """Judge one answer; downloads and the control address are not the specs' business."""
        provider, _, path = response.request.url.path.removeprefix("/").partition("/")
        if provider not in PROVIDERS:
            return
        await response.aread()
        document = self._documents[provider]
        operation = self._operation(document, response.request.method, f"/{path}")
        self.seen.add((provider, operation["operationId"], response.status_code))
        if str(response.status_code) not in operation["responses"]:
            assert (provider, response.status_code) in UNDOCUMENTED
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
        assert problems == []

    def _operation(self, document: Mapping[str, Any], method: str, path: str) -> dict[str, Any]:
        for template, item in cast("dict[str, dict[str, Any]]", document["paths"]).items():
            pattern = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
            if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", pattern), path):
                return cast("dict[str, Any]", item[method.lower()])
        raise AssertionError(f"{method} {path} is in no spec")


@pytest.fixture
def judge() -> Judge:
    """A judge that has seen nothing yet."""
    return Judge()


@pytest.fixture
def judged(emulator: Emulator, judge: Judge) -> Callable[[], httpx.AsyncClient]:
    """Return what makes a client whose every answer is judged."""

    def make() -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(emulator),
            base_url=ORIGIN,
            event_hooks={"response": [judge.see]},
        )

    return make


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("fail", [None, "moderation", "error"])
async def test_a_whole_life_is_inside_the_spec(
    emulator: Emulator,
    judge: Judge,
    judged: Callable[[], httpx.AsyncClient],
    family: str,
    fail: FailureReason | None,
) -> None:
    if fail is not None:
        emulator.families[family].next_task(fail=fail)
    async with judged() as client:
        task_id = await extend(client, emulator, family)
        for _ in range(50):
            await read(client, family, task_id)
            emulator.advance(10)
    assert len(judge.seen) == 2


@pytest.mark.parametrize("family", FAMILIES)
async def test_refusals_are_inside_the_spec(
    emulator: Emulator, judge: Judge, judged: Callable[[], httpx.AsyncClient], family: str
) -> None:
    body = wanted(family, emulator.sources[family].id)
    refusals = sorted(emulator.families[family].refusals)
    emulator.families[family].next_submit(*map(Fault.refuse, refusals))
    async with judged() as client:
        for _ in refusals:
            await submit(client, family, body)
        for wrong in (body | {"unheardOf": 1}, {}, wanted(family, "unheard-of")):
            await submit(client, family, wrong)
        await read(client, family, "unheard-of")
        await client.post(PATHS[family][0], json=body)
    assert judge.seen


async def test_wrapped_and_cancelled_tasks_are_inside_the_spec(
    emulator: Emulator, judge: Judge, judged: Callable[[], httpx.AsyncClient]
) -> None:
    family = "useapi/gen2"
    async with judged() as client:
        for emulator.useapi.wrapped in (False, True):
            task_id = await extend(client, emulator, family)
            await client.delete(f"{PATHS[family][1]}/{task_id}", headers=USEAPI)
            await read(client, family, task_id)
            emulator.advance(LONG_S)
        await submit(client, family, wanted(family, emulator.sources[family].id, maxJobs=1))
        await submit(client, family, wanted(family, emulator.sources[family].id, maxJobs=1))
    assert {status for _, _, status in judge.seen} == {200, 429}


async def test_the_judge_is_strict(
    emulator: Emulator, judged: Callable[[], httpx.AsyncClient]
) -> None:
    body: dict[str, Any] = {"code": 200, "msg": "success", "data": {"task_id": "misspelt"}}
    emulator.kie.veo.next_submit(Fault.answer(200, body))
    async with judged() as client:
        with pytest.raises(AssertionError, match="task_id"):
            await submit(client, "kie/veo", wanted("kie/veo", emulator.sources["kie/veo"].id))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_of_the_spec_is_emulated(emulator: Emulator, provider: str) -> None:
    vendors = {"kie": emulator.kie, "useapi": emulator.useapi, "chainhub": emulator.chainhub}
    emulated = {
        (endpoint.method.lower(), normalized(endpoint.template))
        for endpoint in vendors[provider].endpoints
    }
    assert set(Spec(load(provider)).operations) <= emulated
