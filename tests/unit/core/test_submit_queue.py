"""Submits within the rate and the places of their keys, on a clock that moves from one thing to the next."""

from __future__ import annotations

from heapq import heappop, heappush

from hypothesis import given
from hypothesis import strategies as st

from longtake._core.poll_queue import PollQueue
from longtake._core.rate_limit import KeyLimits, Rate
from longtake._core.submit_queue import SubmitQueue

ACCOUNTS = st.tuples(
    st.one_of(st.none(), st.builds(Rate, st.integers(1, 4), st.floats(0.5, 10))),
    st.one_of(st.none(), st.integers(1, 3)),
)
# Of each submit: its account, how long it takes, how often it is refused before, how long its task runs.
SUBMITS = st.lists(
    st.tuples(st.integers(0, 2), st.floats(0, 5), st.integers(0, 2), st.floats(0, 30)),
    min_size=1,
    max_size=40,
)


@given(st.tuples(ACCOUNTS, ACCOUNTS, ACCOUNTS), SUBMITS)
def test_no_account_is_asked_for_more_than_it_may(
    accounts: tuple[tuple[Rate | None, int | None], ...],
    submits: list[tuple[int, float, int, float]],
) -> None:
    limits = [KeyLimits(rate, running) for rate, running in accounts]
    feed = SubmitQueue(PollQueue(connections=4))
    for number, (account, *_) in enumerate(submits):
        feed.add(number, limits=limits[account], provider=f"provider {account % 2}")
    sent = list[list[float]]([] for _ in limits)
    refusals = {number: times for number, (_, _, times, _) in enumerate(submits)}
    running, happens, accepted, now = [0] * 3, list[tuple[float, int, str]](), list[int](), 0.0
    while len(accepted) < len(submits) or happens:
        for number in feed.begin(now):
            account, takes_s, _, _ = submits[number]
            running[account] += 1
            sent[account].append(now)
            most = limits[account].running
            assert most is None or running[account] <= most
            heappush(happens, (now + takes_s, number, "response"))
        pause = feed.pause_s(now)
        moments = [moment for moment, _, _ in happens[:1]] + (
            [] if pause is None else [now + pause]
        )
        now = min(moments)
        while happens and happens[0][0] <= now:
            _, number, what = heappop(happens)
            account, _, _, lasts_s = submits[number]
            if what == "end":
                running[account] -= 1
                feed.on_task_end(number)
                continue
            limits[account].submits.end(now)
            if refusals[number]:
                refusals[number] -= 1
                running[account] -= 1
                feed.requeue(number, not_before=now + 3)
            else:
                accepted.append(number)
                feed.on_result(number, accepted=True)
                heappush(happens, (now + lasts_s, number, "end"))
    assert sorted(accepted) == list(range(len(submits)))
    for times, (rate, _) in zip(sent, accounts, strict=True):
        if rate is not None:
            for first, next_window in zip(times, times[rate.times :], strict=False):
                assert next_window - first >= rate.per_s * (1 - 1e-9)


def test_connections_are_shared_with_polls() -> None:
    feed = SubmitQueue(PollQueue(connections=2))
    feed.polls.occupy("kie")
    for number in range(3):
        feed.add(number, limits=KeyLimits(), provider="kie")
    assert len(feed.begin(0)) == 1
    assert feed.pause_s(0) is None


def test_what_waits_for_a_task_to_end_is_known() -> None:
    feed, limits = SubmitQueue(PollQueue()), KeyLimits(running=1)
    for number in range(2):
        feed.add(number, limits=limits, provider="kie")
    assert not feed.blocked()
    assert feed.begin(0) == [0]
    feed.on_result(0, accepted=True)
    (lane,) = feed.blocked()
    assert lane is feed.queue_of(1)
    feed.on_task_end(0)
    assert feed.begin(0) == [1]
