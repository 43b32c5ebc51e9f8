"""Submitting many tasks: within the providers' limits, each paid once, and every token known."""

from __future__ import annotations

import threading
from collections import Counter
from itertools import accumulate
from typing import Any

import anyio
import pytest

from longtake import (
    AsyncKie,
    AsyncTask,
    AsyncUseApi,
    ContentRejectedError,
    InterruptedBatch,
    InvalidRequestError,
    Kie,
    Prepared,
    Rate,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    SubmitResult,
    Task,
    UseApi,
    pending_after,
    submit_all,
    submit_all_async,
    wait_all,
)
from longtake._core.tokens import TaskAddress
from longtake.emulator import Fault
from longtake.interruptions import attach_pending
from longtake_pytest import ClientClock, ServedEmulator


def veos(kie: Kie, emulator: ServedEmulator, count: int) -> list[Prepared[Task]]:
    source = emulator.sources["kie/veo"].id
    return [
        kie.veo.prepare.extend(task_id=source, prompt=f"take {number}") for number in range(count)
    ]


def gen2s(useapi: UseApi, emulator: ServedEmulator, count: int) -> list[Prepared[Task]]:
    source = emulator.sources["useapi/gen2"].id
    return [useapi.gen2.prepare.extend(asset_id=source, seed=seed + 1) for seed in range(count)]


def check_paid_once(emulator: ServedEmulator, accepted: list[str]) -> None:
    assert sorted(accepted) == sorted(each.task_id for each in emulator.ledger.creates)
    assert emulator.ledger.duplicates() == ()


def refusals(emulator: ServedEmulator) -> int:
    return sum(
        each.method == "POST" and 429 in (each.status, each.code)
        for each in emulator.ledger.requests
    )


def most_running(emulator: ServedEmulator, tasks: list[Task], lasts_s: float) -> int:
    """How many tasks ran at once, at most, if each was as long."""
    made = {each.task_id: each.time for each in emulator.ledger.creates}
    moments = [(made[task.id], 1) for task in tasks]
    moments += [(made[task.id] + lasts_s, -1) for task in tasks]
    return max(accumulate(step for _, step in sorted(moments)))


def test_all_are_submitted_at_the_providers_rate(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_kie.limits.running = None
    reported: list[int] = []
    submitted = submit_all(
        veos(longtake_kie, longtake_emulator, 70),
        on_submit=lambda each: reported.append(each.index),
    )
    assert [each.index for each in submitted] == list(range(70))
    check_paid_once(longtake_emulator, [each.task.id for each in submitted])
    assert sorted(reported) == list(range(70))
    assert refusals(longtake_emulator) == 0
    times = [each.time for each in longtake_emulator.ledger.creates]
    assert times[-1] - times[0] < 35


def test_running_tasks_are_polled_at_the_callers_interval(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_kie.limits.running = 1
    longtake_emulator.kie.veo.next_task(lasts_s=100)
    submit_all(veos(longtake_kie, longtake_emulator, 2), poll=10)
    first, second = longtake_emulator.ledger.creates
    assert len(longtake_emulator.ledger.reads_of("kie/veo")) == 10
    assert second.time - first.time == pytest.approx(100, abs=1)


def test_what_is_no_pace_or_no_function_is_refused_before_anything_is_sent(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    with pytest.raises(InvalidRequestError, match="poll must be a positive number"):
        submit_all(veos(longtake_kie, longtake_emulator, 2), poll=0)
    wrong: Any = "print"
    with pytest.raises(InvalidRequestError, match="on_submit must be a function, got 'print'"):
        submit_all(veos(longtake_kie, longtake_emulator, 2), on_submit=wrong)
    assert longtake_emulator.ledger.requests == ()


def test_submits_go_on_as_running_tasks_end(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_kie.limits.running = 3
    for _ in range(10):
        longtake_emulator.kie.veo.next_task(lasts_s=200)
    submitted = submit_all(veos(longtake_kie, longtake_emulator, 10))
    tasks = [each.task for each in submitted]
    assert most_running(longtake_emulator, tasks, 200) == 3
    check_paid_once(longtake_emulator, [task.id for task in tasks])
    assert not [each.error for each in wait_all(tasks) if each.error]


def test_tasks_within_the_limit_are_not_polled(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    submit_all(veos(longtake_kie, longtake_emulator, 30))
    assert not [each for each in longtake_emulator.ledger.requests if each.method == "GET"]


def test_a_submit_that_is_refused_as_too_many_goes_again_until_there_is_room(
    longtake_kie: Kie, longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    # The provider accepts five at once, a limit that the client does not have.
    calls = gen2s(longtake_useapi, longtake_emulator, 12) + veos(longtake_kie, longtake_emulator, 5)
    submitted = submit_all(calls)
    check_paid_once(longtake_emulator, [each.task.id for each in submitted])
    assert refusals(longtake_emulator) > 0
    assert Counter(each.task.provider for each in submitted) == {"useapi": 12, "kie": 5}


def test_a_refusal_pauses_its_key_for_the_retry_after(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_kie.limits.submits.rate = Rate(1, 1)
    longtake_emulator.kie.veo.next_submit(Fault.refuse("rate_limit_http", retry_after_s=110))
    submitted = submit_all(veos(longtake_kie, longtake_emulator, 4))
    check_paid_once(longtake_emulator, [each.task.id for each in submitted])
    posts = [each.time for each in longtake_emulator.ledger.requests if each.method == "POST"]
    assert len(posts) == 5
    assert posts[1] - posts[0] >= 110


def test_an_unknown_outcome_is_never_repeated_and_stops_no_other(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    # One after the other, so that it is known which meets what.
    longtake_kie.limits.submits.rate = Rate(1, 1)
    longtake_emulator.kie.veo.next_submit(
        Fault.cut(accepted=True), Fault.refuse("content"), Fault.bad_gateway()
    )
    submitted = submit_all(veos(longtake_kie, longtake_emulator, 8))
    kinds = [type(each.error) for each in submitted]
    assert kinds == [
        SubmitOutcomeUnknown,
        ContentRejectedError,
        SubmitOutcomeUnknown,
        *[type(None)] * 5,
    ]
    assert isinstance(submitted[0].error, SubmitOutcomeUnknown)
    assert submitted[0].error.digest is not None
    with pytest.raises(SubmitOutcomeUnknown):
        _ = submitted[0].task
    assert len(longtake_emulator.ledger.requests) == 8
    assert len(longtake_emulator.ledger.creates) == 6
    assert longtake_emulator.ledger.duplicates() == ()


def test_a_host_that_cannot_be_reached_is_tried_as_often_as_by_one_submit(
    longtake_emulator: ServedEmulator,
) -> None:
    options = longtake_emulator.options("kie")
    with Kie("a", base_url="http://127.0.0.1:9", clock=options["clock"], attempts=3) as kie:
        submitted = submit_all(veos(kie, longtake_emulator, 3))
    assert [type(each.error) for each in submitted] == [ServiceUnavailableError] * 3


def test_a_mistake_in_one_submission_costs_nothing(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    extend: Any = longtake_kie.veo.prepare.extend
    with pytest.raises(TypeError, match="source"):
        submit_all([*veos(longtake_kie, longtake_emulator, 3), extend(source="no such parameter")])
    assert longtake_emulator.ledger.requests == ()


def test_each_submission_is_prepared_once_and_sent_once(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    prompts = iter("abcd")
    prepare = longtake_kie.veo.prepare
    submitted = submit_all(prepare.extend(task_id=source, prompt=next(prompts)) for _ in range(2))
    assert [each.error for each in submitted] == [None, None]
    sent = {each.request["prompt"] for each in longtake_emulator.ledger.creates}
    assert sent == {"a", "b"}
    assert list(prompts) == ["c", "d"]


def test_a_refusal_before_sending_belongs_to_its_own_submission(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    bad = longtake_kie.veo.prepare.extend(task_id="veo_1", prompt="\ud800")
    good = veos(longtake_kie, longtake_emulator, 1)
    submitted = submit_all([bad, *good])
    assert isinstance(submitted[0].error, InvalidRequestError)
    assert submitted[1].task.id


def test_the_common_names_prepare_too(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    with pytest.raises(InvalidRequestError, match="requires source"):
        longtake_kie.prepare_extend("veo", source="")
    source = longtake_emulator.sources["kie/veo"].id
    prepared = longtake_kie.prepare_extend("veo", source=source, prompt="On")
    assert repr(prepared) == "Prepared(kie, extend_veo_video)"
    assert longtake_emulator.ledger.requests == ()
    assert submit_all([prepared])[0].task.id


def test_what_is_no_submission_is_named(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    for other in ("a task", lambda: None):
        wrong: Any = [*veos(longtake_kie, longtake_emulator, 1), other]
        with pytest.raises(TypeError, match=r"submissions\[1\] must be a prepared submission"):
            submit_all(wrong)
    assert longtake_emulator.ledger.creates == ()


@pytest.mark.anyio
async def test_submissions_of_the_other_kind_of_client_are_refused(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    prepared: Any = veos(longtake_kie, longtake_emulator, 1)
    with pytest.raises(TypeError, match="must be prepared by an asynchronous client, got"):
        await submit_all_async(prepared)
    async with AsyncKie("a-key") as kie:
        others: Any = [kie.veo.prepare.extend(task_id="veo_1", prompt="On")]
        with pytest.raises(TypeError, match="must be prepared by a synchronous client, got"):
            submit_all(others)


def test_there_may_be_nothing_to_submit() -> None:
    assert submit_all([]) == []


def test_few_threads_submit(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    longtake_kie.limits.running, longtake_kie.limits.submits.rate = None, None
    most = 0
    # Those of an earlier test may not have ended.
    earlier = set(threading.enumerate())

    def count(_: SubmitResult[Task]) -> None:
        nonlocal most
        new = set(threading.enumerate()) - earlier
        most = max(most, sum(each.name.startswith("longtake-kie") for each in new))

    submit_all(veos(longtake_kie, longtake_emulator, 60), on_submit=count)
    assert 1 <= most <= 8


@pytest.fixture
def slow(longtake_kie: Kie) -> Kie:
    """One submit after the other, with a pause between."""
    longtake_kie.limits.submits.rate = Rate(1, 5)
    return longtake_kie


@pytest.mark.parametrize("pauses", range(5))
def test_ctrl_c_between_two_submits_leaves_every_token(
    pauses: int, slow: Kie, longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep, slept = ClientClock.sleep, list[float]()

    def sleep_or_not(clock: ClientClock, seconds: float) -> None:
        if len(slept) == pauses:
            raise KeyboardInterrupt
        slept.append(seconds)
        sleep(clock, seconds)

    monkeypatch.setattr(ClientClock, "sleep", sleep_or_not)
    with pytest.raises(KeyboardInterrupt) as caught:
        submit_all(veos(slow, longtake_emulator, 9))
    check_left(slow, longtake_emulator, pending_after(caught.value))


def check_left(kie: Kie | AsyncKie, emulator: ServedEmulator, left: object) -> None:
    assert isinstance(left, InterruptedBatch)
    check_paid_once(emulator, [kie.from_token(token).id for token in left.tokens])
    assert left.tokens


@pytest.mark.parametrize("accepted", [1, 7, 20])
def test_ctrl_c_while_submits_are_under_way_lets_them_come_back(
    accepted: int, longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    count = 0

    def interrupt(_: SubmitResult[Task]) -> None:
        nonlocal count
        count += 1
        if count == accepted:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        submit_all(veos(longtake_kie, longtake_emulator, 40), on_submit=interrupt)
    left = pending_after(caught.value)
    check_left(longtake_kie, longtake_emulator, left)
    assert isinstance(left, InterruptedBatch)
    assert left.unknown_outcomes == ()
    notes = "\n".join(caught.value.__notes__)
    assert "tasks were accepted" in notes
    assert all(f"kie/veo: from_token('{token}')" in notes for token in left.tokens)


def test_a_traceback_lists_no_more_tokens_than_a_person_takes_up() -> None:
    left, interruption = InterruptedBatch("many"), KeyboardInterrupt()
    left.tokens = tuple(TaskAddress("kie", "veo", f"{number}").token() for number in range(150))
    attach_pending(interruption, left)
    assert len(interruption.__notes__) == 102
    assert interruption.__notes__[-1] == "  ... and 50 more"


@pytest.mark.anyio
async def test_all_are_submitted_by_async_callers(longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    asset = longtake_emulator.sources["useapi/gen2"].id
    async with (
        AsyncKie(**longtake_emulator.options("kie")) as kie,
        AsyncUseApi(**longtake_emulator.options("useapi")) as useapi,
    ):
        kie.limits.running = 4
        useapi.limits.running = 5
        longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True))
        calls = [
            *(kie.veo.prepare.extend(task_id=source, prompt=f"take {n}") for n in range(9)),
            *(useapi.gen2.prepare.extend(asset_id=asset, seed=n + 1) for n in range(9)),
        ]
        reported: list[int] = []
        submitted = await submit_all_async(
            calls, on_submit=lambda each: reported.append(each.index)
        )
    assert [each.index for each in submitted] == list(range(18)) == sorted(reported)
    (doubt,) = [each for each in submitted if each.error]
    assert isinstance(doubt.error, SubmitOutcomeUnknown)
    assert len(longtake_emulator.ledger.creates) == 18
    assert longtake_emulator.ledger.duplicates() == ()
    assert refusals(longtake_emulator) == 0


@pytest.mark.anyio
@pytest.mark.parametrize("accepted", [1, 3, 8])
async def test_a_cancellation_leaves_every_token_or_unknown_outcome(
    accepted: int, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        calls = [kie.veo.prepare.extend(task_id=source, prompt=f"take {n}") for n in range(20)]
        count, left = 0, None

        def cancel(_: SubmitResult[AsyncTask]) -> None:
            nonlocal count
            count += 1
            if count == accepted:
                scope.cancel()

        with anyio.CancelScope() as scope:
            try:
                await submit_all_async(calls, on_submit=cancel)
            except BaseException as interruption:
                left = pending_after(interruption)
                raise
        assert isinstance(left, InterruptedBatch)
        known = {kie.from_token(token).id for token in left.tokens}
        made = {each.task_id for each in longtake_emulator.ledger.creates}
    assert len(left.tokens) >= accepted
    assert known <= made
    # Each of the others met the cancellation on its way.
    assert len(made - known) <= len(left.unknown_outcomes)
