"""A task that reports success without a file ends after 300 seconds; a refusal or an expiry at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest

from longtake import (
    AsyncKie,
    Kie,
    MissingFileError,
    NotFoundError,
    State,
    SubmitResult,
    Task,
    TaskExpiredError,
    TaskRejectedError,
    TaskTimeoutError,
    submit_all,
    submit_all_async,
)
from longtake.callbacks import Receiver
from tests.helpers.random_responses import HandClock
from tests.helpers.scripted_waits import (
    LINK,
    REFUSAL,
    WAYS,
    Script,
    both_clients,
    each_kind,
    end_of,
    token_of,
)
from tests.helpers.task_kinds import KINDS, TaskKind

if TYPE_CHECKING:
    from collections.abc import Generator

VEO, RUNWAY = KINDS["kie/veo"], KINDS["kie/runway"]
each_way = pytest.mark.parametrize("way", WAYS)


@each_kind
@each_way
@both_clients
def test_a_success_without_a_file_ends_300_seconds_after_the_first_such_response(
    kind: TaskKind, way: str, asynchronous: bool
) -> None:
    end = end_of(
        kind,
        [kind.response(kind.running), kind.response(kind.done)],
        way=way,
        asynchronous=asynchronous,
    )
    assert isinstance(end.error, MissingFileError)
    assert not isinstance(end.error, TimeoutError)
    assert "success without a file" in str(end.error)
    assert (end.error.token, end.error.task_id) == (end.task.token, end.task.id)
    assert end.error.snapshot == end.task.snapshot
    first = end.script.polled_at[1]
    assert end.script.clock.now - first == pytest.approx(300)
    assert len(end.script.polled_at) < 100


@both_clients
@pytest.mark.parametrize("poll", [7.0, 1000.0])
def test_a_pace_of_the_callers_own_changes_nothing(asynchronous: bool, poll: float) -> None:
    end = end_of(VEO, [VEO.response(1)], asynchronous=asynchronous, poll=poll, resumed=True)
    assert isinstance(end.error, MissingFileError)
    assert end.took_s == pytest.approx(300)


@each_kind
@both_clients
def test_a_file_that_comes_late_is_taken(kind: TaskKind, asynchronous: bool) -> None:
    late = [kind.response(kind.done)] * 3 + [kind.response(kind.done, LINK)]
    end = end_of(kind, late, asynchronous=asynchronous, resumed=True)
    assert end.error is None
    assert end.links == [LINK]


def test_the_deadline_may_come_first() -> None:
    end = end_of(VEO, [VEO.response(1)], timeout=100, resumed=True)
    assert isinstance(end.error, TaskTimeoutError)


def test_the_time_counts_from_the_first_response_to_any_poll_of_the_task() -> None:
    script = Script(VEO, [VEO.response(1)])
    with Kie(**script.options) as kie:
        task = kie.from_token(token_of(VEO))
        assert task.status().without_file
        script.clock.now += 400
        with pytest.raises(MissingFileError, match="400 s after its first"):
            task.wait()
        assert len(script.polled_at) == 2
        script.replies = [VEO.response(1, LINK)]
        assert task.wait().url == LINK


@each_kind
@each_way
@both_clients
def test_a_refusal_in_the_same_response_ends_it_at_once(
    kind: TaskKind, way: str, asynchronous: bool
) -> None:
    refused = kind.response(kind.done, words=REFUSAL)
    end = end_of(kind, [refused], way=way, asynchronous=asynchronous, resumed=True)
    assert end.took_s == 0
    assert end.task.snapshot.state is State.FAILED
    # As of any failed task, `events` reports the end and raises nothing.
    if way != "events":
        assert isinstance(end.error, TaskRejectedError)
        assert end.error.token == end.task.token


@each_kind
def test_a_file_beside_words_of_a_refusal_is_a_success(kind: TaskKind) -> None:
    end = end_of(kind, [kind.response(kind.done, LINK, REFUSAL)], resumed=True)
    assert end.links == [LINK]


@pytest.mark.parametrize("state", ["success", "generating"])
@pytest.mark.parametrize("flag", [1, "1"])
@both_clients
def test_runways_expired_file_is_not_waited_for(
    state: str, flag: object, asynchronous: bool
) -> None:
    expired = RUNWAY.response(state, expireFlag=flag)
    end = end_of(RUNWAY, [expired], asynchronous=asynchronous, resumed=True)
    assert isinstance(end.error, NotFoundError)
    assert isinstance(end.error, TaskExpiredError)
    assert "expired" in str(end.error)
    assert end.error.token == end.task.token
    assert end.took_s == 0


def test_runways_expire_flag_beside_a_link_or_a_failure_is_ignored() -> None:
    assert end_of(RUNWAY, [RUNWAY.response("success", LINK, expireFlag=1)]).links == [LINK]
    failed = end_of(RUNWAY, [RUNWAY.response("fail", words="no", expireFlag=1)])
    assert failed.error is not None
    assert not isinstance(failed.error, NotFoundError)


def _first_without_file(request: httpx.Request, submitted: list[str]) -> httpx.Response:
    """The task `t0` never has a file; all others have one."""
    if request.method == "POST":
        submitted.append(f"t{len(submitted)}")
        return httpx.Response(200, json={"code": 200, "data": {"taskId": submitted[-1]}})
    link = None if request.url.params["taskId"] == "t0" else LINK
    return httpx.Response(200, json=VEO.response(1, link))


def test_a_success_without_a_file_counts_as_running_for_that_long() -> None:
    submitted: list[str] = []
    transport = httpx.MockTransport(partial(_first_without_file, submitted=submitted))
    clock = HandClock()
    with Kie("sync-key", transport=transport, clock=clock) as kie:
        kie.limits.running = 1
        calls = [kie.veo.prepare.extend(task_id="s", prompt=f"{n}") for n in range(2)]
        made: list[SubmitResult[Task]] = submit_all(calls)
    assert [each.task.id for each in made] == ["t0", "t1"]
    assert 300 <= clock.now - 1000 < 900


@pytest.mark.anyio
async def test_a_success_without_a_file_counts_as_running_for_that_long_async() -> None:
    submitted: list[str] = []
    transport = httpx.MockTransport(partial(_first_without_file, submitted=submitted))
    clock = HandClock()
    async with AsyncKie("async-key", transport=transport, clock=clock) as kie:
        kie.limits.running = 1
        calls = [kie.veo.prepare.extend(task_id="s", prompt=f"{n}") for n in range(2)]
        made = await submit_all_async(calls)
    assert [each.task.id for each in made] == ["t0", "t1"]
    assert 300 <= clock.now - 1000 < 900


@pytest.fixture
def receiver() -> Generator[Receiver]:
    """A receiver that nothing calls."""
    opened = Receiver(secret="s" * 32, base_url="https://films.example/hooks")
    yield opened
    opened.close()


def test_a_wait_with_callbacks_ends_after_that_time(receiver: Receiver) -> None:
    script = Script(VEO, [VEO.response(1)])
    with Kie(**script.options) as kie:
        task = kie.veo.extend(task_id="s", prompt="On", callbacks=receiver)
        with pytest.raises(MissingFileError):
            task.wait(timeout=None)
    assert script.clock.now - script.polled_at[0] == pytest.approx(300)


@pytest.mark.anyio
async def test_a_wait_with_callbacks_ends_after_that_time_async(receiver: Receiver) -> None:
    script = Script(VEO, [VEO.response(1)])
    async with AsyncKie(**script.options) as kie:
        task = await kie.veo.extend(task_id="s", prompt="On", callbacks=receiver)
        with pytest.raises(MissingFileError):
            await task.wait(timeout=None)
    assert script.clock.now - script.polled_at[0] == pytest.approx(300)
