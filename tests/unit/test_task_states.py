"""Every value that a specification lists for where a task stands means one thing; others are pending."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

import httpx
import pytest

from longtake import (
    AsyncKie,
    Kie,
    Snapshot,
    State,
    TaskExpiredError,
    TaskFailedError,
    TaskRejectedError,
)
from longtake._core.tokens import TaskAddress
from longtake._providers import task_kinds
from scripts.specs.yaml.read import read_yaml_object
from tests.helpers.paths import SPECS
from tests.helpers.scenarios import BY_KIND
from tests.helpers.task_kinds import KINDS, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterator

LINK: Final = "https://media.example/v.mp4"
each_kind = pytest.mark.parametrize("name", KINDS)


@cache
def specification(provider: str) -> dict[str, Any]:
    file = SPECS / provider / "openapi.yaml"
    document: dict[str, Any] = read_yaml_object(file.read_text(encoding="utf-8"), file=file)[0]
    return document


def listed(kind: TaskKind) -> list[object]:
    """Return the states that the specification lists in the response to a poll."""
    spec = specification(kind.provider)
    reads: list[dict[str, Any]] = [item["get"] for item in spec["paths"].values() if "get" in item]
    (read,) = [each for each in reads if each["operationId"] == kind.read_operation]
    reply = read["responses"]["200"]["content"]["application/json"]["schema"]
    found = [value for values in _enums(spec, reply, kind.state_field, set()) for value in values]
    assert found, "the specification lists nothing: this test would pass whatever the code does"
    return found


def _enums(spec: dict[str, Any], node: Any, field: str, seen: set[str]) -> Iterator[list[object]]:
    """The enums of all properties of a name, wherever they stand in a schema."""
    if not isinstance(node, dict):
        return
    members = cast("dict[str, Any]", node)
    reference = members.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        yield from _enums(spec, _resolved(spec, reference), field, seen)
    properties: dict[str, Any] = members.get("properties", {})
    for name, schema in properties.items():
        if name == field:
            for choice in [schema, *schema.get("anyOf", [])]:
                whole = _resolved(spec, choice["$ref"]) if "$ref" in choice else choice
                yield whole.get("enum", [])
        else:
            yield from _enums(spec, schema, field, seen)
    for key in ("anyOf", "oneOf", "allOf"):
        for choice in members.get(key, []):
            yield from _enums(spec, choice, field, seen)
    yield from _enums(spec, members.get("items"), field, seen)


def _resolved(spec: dict[str, Any], reference: str) -> Any:
    return spec["components"]["schemas"][reference.rpartition("/")[2]]


def shown(name: str, *values: object) -> list[Snapshot]:
    """What polls one task show, whose provider responds with these values in turn."""
    kind = KINDS[name]
    responses = iter(values)

    def server(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=kind.response(next(responses), LINK))

    options: dict[str, Any] = {"transport": httpx.MockTransport(server)}
    with BY_KIND[name].sync_class("a-key", **options) as client:
        task = client.from_token(TaskAddress(kind.provider, kind.name, "t-1").token())
        return [task.status() for _ in values]


@each_kind
def test_each_value_that_the_specification_lists_has_its_meaning(name: str) -> None:
    kind = KINDS[name]
    values = listed(kind)
    assert len(values) == len(set(map(str, values)))
    assert set(kind.states) <= set(values) <= set(kind.all_states)
    declared = task_kinds(kind.provider)[kind.name].states
    assert set(declared) == set(kind.all_states)
    for value, meaning in kind.all_states.items():
        (snapshot,) = shown(name, value)
        assert (value, snapshot.state) == (value, State(meaning))
        assert snapshot.is_known_state
    assert {"running", "succeeded", "failed"} <= set(kind.states.values())


_SYNONYMS: Final[dict[State, tuple[str, ...]]] = {
    State.SUCCEEDED: (
        *("success", "succeed", "succeeded", "complete", "completed", "done", "finished"),
        *("SUCCESS", "Succeed", " COMPLETED "),
    ),
    State.FAILED: (
        *("fail", "failed", "failure", "error", "rejected", "moderated", "expired", "timeout"),
        *("FAILED", "MODERATED", "Expired\n"),
    ),
    State.CANCELLED: (
        "cancelled",
        "canceled",
        "cancel",
        "aborted",
        "deleted",
        "DELETED",
        " Aborted",
    ),
}


@each_kind
@pytest.mark.parametrize("state", _SYNONYMS)
def test_synonyms_count_in_any_case_and_padding(name: str, state: State) -> None:
    for word in _SYNONYMS[state]:
        (snapshot,) = shown(name, word)
        assert (word, snapshot.state) == (word, state)
        assert snapshot.is_known_state
        assert snapshot.provider_state.endswith(word.strip())


@each_kind
def test_own_words_count_in_any_case_and_padding(name: str) -> None:
    for value, meaning in KINDS[name].all_states.items():
        for written in (str(value).upper(), f" {value} ", str(value).title()):
            (snapshot,) = shown(name, written)
            assert (written, snapshot.state) == (written, State(meaning))


@each_kind
@pytest.mark.parametrize(
    "value", ["dreaming", 77, None, "processing", "fail", "cancelled"], ids=str
)
def test_a_link_in_a_response_is_shown_whatever_the_word(name: str, value: object) -> None:
    (snapshot,) = shown(name, value)
    assert [video.url for video in snapshot.videos] == [LINK]
    assert snapshot.state is not State.SUCCEEDED


@each_kind
@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("moderated", TaskRejectedError),
        ("REJECTED", TaskRejectedError),
        ("expired", TaskExpiredError),
        ("TIMEOUT", TaskExpiredError),
        ("error", TaskFailedError),
        ("deleted", TaskFailedError),
    ],
)
def test_a_word_for_an_end_ends_a_wait(name: str, word: str, error: type[TaskFailedError]) -> None:
    kind = KINDS[name]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=kind.response(word, LINK)))
    options: dict[str, Any] = {"transport": transport}
    with BY_KIND[name].sync_class("a-key", **options) as client:
        task = client.from_token(TaskAddress(kind.provider, kind.name, "t-1").token())
        with pytest.raises(error) as caught:
            task.wait()
    assert caught.type is error
    assert caught.value.snapshot == task.snapshot


@each_kind
@pytest.mark.parametrize("value", ["dreaming", 77, None, True, ["x"], {"x": 1}, ""], ids=str)
def test_an_unknown_state_is_pending_and_logged_once(
    name: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    snapshots = shown(name, value, value, value)
    assert {snapshot.state for snapshot in snapshots} == {State.RUNNING}
    assert not any(snapshot.is_known_state for snapshot in snapshots)
    (warning,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert warning.name == "longtake"
    assert warning.getMessage().startswith(f"{name}: unknown task state '")


def test_each_unknown_state_is_logged_up_to_a_limit(caplog: pytest.LogCaptureFixture) -> None:
    shown("kie/runway", *[f"dreaming {count}" for count in range(100)])
    assert 2 < len(caplog.records) < 30


def test_a_word_of_any_length_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    shown("kie/runway", "dreaming " * 9999)
    (record,) = caplog.records
    assert len(record.getMessage()) < 300


@pytest.mark.anyio
async def test_unknown_states_are_logged_for_async_clients(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def server(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=KINDS["kie/veo"].response(4, LINK))

    async with AsyncKie("a-key", transport=httpx.MockTransport(server)) as kie:
        task = kie.from_token(TaskAddress("kie", "veo", "t-1").token())
        for _ in range(3):
            assert (await task.status()).state is State.RUNNING
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_deadline_ends_what_is_never_understood() -> None:
    clock: list[float] = [0.0]

    class Virtual:
        def monotonic(self) -> float:
            return clock[0]

        def sleep(self, seconds: float) -> None:
            clock[0] += seconds

        async def sleep_async(self, seconds: float) -> None:
            clock[0] += seconds

    def server(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=KINDS["kie/veo"].response(4, LINK))

    with Kie("a-key", transport=httpx.MockTransport(server), clock=Virtual()) as kie:
        task = kie.from_token(TaskAddress("kie", "veo", "t-1").token())
        with pytest.raises(TimeoutError, match="successFlag 4"):
            task.wait(timeout=900)
    assert clock[0] == 900
