"""A provider's specification in Schemathesis: cases made from it, and the validation of their responses."""

import json
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Final, TypeAlias, cast
from urllib.parse import quote, unquote

import anyio
import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.internal.cache import LRUCache
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import stateful

from longtake.emulator import AccountLimits, Emulator
from longtake.emulator.spec import committed
from longtake.emulator.task_kind import TaskKind
from tests.helpers.emulator_requests import ORIGIN
from tests.helpers.request_schema import fits
from tests.helpers.task_kinds import EVERY_KIND

# Schemathesis' own type is generic in what Schemathesis leaves open.
Case: TypeAlias = Any
CONFIG: Final[dict[str, Any]] = {
    "checks": {
        "enabled": False,
        "not_a_server_error": {"enabled": True},
        "status_code_conformance": {"enabled": True},
        "content_type_conformance": {"enabled": True},
        "response_headers_conformance": {"enabled": True},
        "response_schema_conformance": {"enabled": True},
    },
    # Cases must not depend on the emulator's source.
    "analysis": {"constants": {"enabled": False}},
    # Only the links of the spec: with some of its own Schemathesis would make no tasks.
    "phases": {"stateful": {"inference": {"algorithms": []}}},
}
JSON: Final = "application/json"
TASK_ID: Final = {"taskId", "task_id"}


def repeatable(**more: Any) -> settings:
    """Return Hypothesis' settings for the same cases in every run, whatever earlier runs found."""
    return settings(
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        print_blob=False,
        **more,
    )


@contextmanager
def without_constants_of_modules() -> Generator[None]:
    """Keep Hypothesis from using constants of modules that other tests have imported.

    The cases would depend on which tests ran before, and be aimed at what the emulator expects.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(providers, "_get_local_constants", Constants)
        patch.setattr(providers, "CONSTANTS_CACHE", LRUCache[Any, Any](1024))
        yield


def operation_id(case: Case) -> str:
    """Return the id that the spec gives a case's operation."""
    return str(case.operation.definition.raw["operationId"])


def went_well(response: Response) -> bool:
    """Whether a response is a success, which at kie.ai and Kling only the body shows."""
    if response.status_code != 200:
        return False
    body: Any = response.json()
    # A list of tasks at useapi.net has no code beside it.
    return not isinstance(body, dict) or cast("dict[str, Any]", body).get("code") in {0, 200}


def task_named(case: Case) -> str | None:
    """Return the id of the task of a read or cancel; None for other operations."""
    parameters = {**case.query, **case.path_parameters}
    found = [parameters[name] for name in TASK_ID if name in parameters]
    return unquote(str(found[0])) if found else None


class Contract:
    """One provider's specification, an emulator of its own, and the requests and responses so far."""

    def __init__(self, provider: str, *, step_s: float) -> None:
        self.provider = provider
        self.kind_keys = [
            kind.key
            for kind in EVERY_KIND.values()
            if kind.provider == provider and kind.source_field is not None
        ]
        """The task kinds that extend videos."""
        self.step_s = step_s
        """How much time passes after each case, in seconds."""
        self.emulator = Emulator(balance=1e9, limits=AccountLimits.none(), strict=True)
        self.document: dict[str, Any] = json.loads(
            (files(f"longtake_{provider}") / "openapi.json").read_bytes()
        )
        self.cases: Counter[tuple[str, str]] = Counter()
        """How many cases were sent, by operation and `positive` or `negative`."""
        self.successes: Counter[str] = Counter()
        """How many succeeded, by operation."""
        config = schemathesis.Config.from_dict(CONFIG)  # pyright: ignore[reportUnknownMemberType]
        self.schema: Any = schemathesis.openapi.from_dict(self.document, config=config)
        self.schema.app = self.emulator

    @property
    def operations(self) -> list[str]:
        """The ids of the spec's operations."""
        found = self.document["paths"].values()
        return [operation["operationId"] for item in found for operation in item.values()]

    @property
    def starting(self) -> set[str]:
        """The ids of the operations that start tasks."""
        return {
            self.document["paths"][path]["post"]["operationId"]
            for path in self._task_kinds_by_path()
        }

    @property
    def linked(self) -> set[str]:
        """The ids of the operations that a link of the spec leads to."""
        return {
            link["operationId"]
            for item in self.document["paths"].values()
            for operation in item.values()
            for response in operation["responses"].values()
            for link in response.get("links", {}).values()
        }

    def cases_of_every_kind(self) -> st.SearchStrategy[Case]:
        """Return cases of every operation, inside the spec and beside it."""
        return st.one_of(
            [self.schema.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode]
        )

    def state_machine(self) -> Any:
        """Return the class of Schemathesis' state machine, which may begin with any operation with a link.

        Its own choice would be first videos alone: it takes the operations with a source for unlikely to
        succeed, as it does not see the sources that are offered.
        """
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stateful, "is_likely_root_transition", _may_begin)
            return self.schema.as_state_machine()

    def send(self, case: Case) -> Response:
        """Send a case with the provider's key and validate the response: `FailureGroup` if it is wrong."""
        _unencode(case)
        if any(EVERY_KIND[kind_key].wraps for kind_key in self.kind_keys):
            # The two shapes of a task that users have met, in turn.
            self.emulator.useapi.wrapped = self.cases.total() % 2 == 0
        mode = "" if case.meta is None else case.meta.generation.mode.value
        self.cases[operation_id(case), mode] += 1
        made = len(self.emulator.ledger.creates)
        response: Response = case.call(
            base_url=f"{ORIGIN}/{self.provider}", headers=EVERY_KIND[self.kind_keys[0]].headers
        )
        case.validate_response(response)
        self.successes[operation_id(case)] += went_well(response)
        if len(self.emulator.ledger.creates) > made and case.media_type == JSON:
            operation = case.operation.definition.raw
            assert fits(self.document, operation, case.body), "a task was made of a wrong request"
        self.emulator.advance(self.step_s)
        return response

    def submit(self, kind_key: str, body: dict[str, Any]) -> Case:
        """Return the case that starts an extension of a task kind."""
        path = EVERY_KIND[kind_key].submit_path.removeprefix(f"/{self.provider}")
        return self.schema[path]["POST"].Case(body=body, media_type=JSON)

    def offer_sources(self) -> None:
        """Let some of the generated bodies be accepted, as those made by chance rarely are."""
        kinds = self._task_kinds_by_path()

        def one_of_sources(context: Any, body: Any) -> st.SearchStrategy[Any]:
            path = context.operation.path
            known = self._known_body(path, kinds[path]) if path in kinds else None
            if known is None or not isinstance(body, dict):
                return st.just(body)
            shared = {name: value for name, value in known.items() if name in body}
            return st.sampled_from([body, {**body, **shared}, {**body, **known}])

        self.schema.hook("flatmap_body")(one_of_sources)

    def offer_tasks(self) -> None:
        """Let some of the generated parameters name a task, which will succeed or fail."""
        tasks = {
            read: anyio.run(self._tasks, path, kind)
            for path, kind in self._task_kinds_by_path().items()
            for read in self._reads(path)
        }

        def one_of_tasks(context: Any, parameters: Any) -> st.SearchStrategy[Any]:
            names = sorted(TASK_ID.intersection(parameters or ()))
            known = tasks.get(context.operation.definition.raw["operationId"], [])
            offered = [{**parameters, name: task} for name in names for task in known]
            return st.sampled_from([parameters, *offered])

        self.schema.hook("flatmap_query")(one_of_tasks)
        self.schema.hook("flatmap_path_parameters")(one_of_tasks)

    def _task_kinds_by_path(self) -> dict[str, TaskKind]:
        """Return the task kinds by the paths where their tasks are started."""
        return {
            endpoint.template: endpoint.kind
            for endpoint in self.emulator.providers[self.provider].endpoints
            if endpoint.purpose == "submit"
            and endpoint.kind is not None
            and endpoint.template in self.document["paths"]
        }

    def _reads(self, path: str) -> set[str]:
        """Return the ids of the operations that links lead to from the one that starts tasks."""
        links = self.document["paths"][path]["post"]["responses"]["200"].get("links", {})
        return {link["operationId"] for link in links.values()}

    def _known_body(self, path: str, kind: TaskKind) -> dict[str, Any] | None:
        """Return a body that is accepted: the task kind's own, or the spec's example."""
        known = EVERY_KIND[kind.key]
        if known.submit_path == f"/{self.provider}{path}":
            source = self.emulator.sources[kind.key].id if known.source_field else None
            return known.body(source)
        content = self.document["paths"][path]["post"]["requestBody"]["content"]
        examples = content.get(JSON, {}).get("examples", {}).values()
        return next((each["value"] for each in examples), None)

    async def _tasks(self, path: str, kind: TaskKind) -> list[str]:
        """Start a task that will succeed and one that will fail; return their ids."""
        made: list[str] = []
        words = EVERY_KIND[self.kind_keys[0]]
        content = self.document["paths"][path]["post"]["requestBody"]["content"]
        sampled = committed(self.provider).sampler.value(content[JSON]["schema"])
        body = self._known_body(path, kind) or sampled
        transport = httpx.ASGITransport(self.emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            for fail in (None, "moderation"):
                kind.next_task(fail=fail)
                address = f"/{self.provider}{path}"
                response = await client.post(address, json=body, headers=words.headers)
                made.append(words.task_id_in(response.json()))
        return made


def _may_begin(*_: object) -> bool:
    """Return True, for any operation."""
    return True


def _unencode(case: Case) -> None:
    """Restore the characters in a path that the provider needs unencoded, by the specification."""
    for parameter in case.operation.definition.raw.get("parameters", []):
        for character in parameter.get("x-unencoded", ""):
            name = parameter["name"]
            value = case.path_parameters[name]
            case.path_parameters[name] = value.replace(quote(character, safe=""), character)
