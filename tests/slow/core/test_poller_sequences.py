"""For any states, and however slow the responses, a wait keeps the rules."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from longtake._core.polling.poller import Poller
from longtake._core.polling.schedule import PollHints, poll_schedule
from longtake._core.snapshot import Snapshot, State
from tests.helpers.counts import cases

LEAST_S = 3.0

any_number = st.one_of(st.none(), st.floats(allow_nan=False), st.floats(0, 1), st.floats(0, 3600))
snapshots = st.builds(
    Snapshot,
    state=st.sampled_from([State.QUEUED, State.RUNNING]),
    provider_state=st.sampled_from(["a", "b"]),
    progress=any_number,
    starts_in_s=any_number,
)
misses = st.one_of(st.none(), st.floats(0, 1e6))
responses = st.tuples(st.one_of(snapshots, misses), st.floats(0, 90))
paces = st.builds(
    PollHints,
    median_s=st.floats(5, 3600),
    spread=st.floats(0.1, 1),
    interval_s=st.sampled_from([6.0, 30.0]),
    min_interval_s=st.just(LEAST_S),
)
durations = st.lists(st.floats(3, 7 * 24 * 3600.0), max_size=5)


@settings(max_examples=cases(250, soak=3_000))
@given(
    pace=paces,
    seen=durations,
    submitted=st.one_of(st.none(), st.floats(0, 1e4)),
    fresh=st.booleans(),
    timeout=st.one_of(st.none(), st.floats(0, 1e4)),
    sent=st.lists(responses, max_size=40),
)
def test_polls_keep_the_minimum_interval_and_the_deadline(
    pace: PollHints,
    seen: list[float],
    submitted: float | None,
    fresh: bool,
    timeout: float | None,
    sent: list[tuple[Snapshot | float | None, float]],
) -> None:
    now = started = 1e4
    waiting = Poller(
        schedule=poll_schedule(pace, seen),
        started=started,
        submitted=submitted,
        fresh=fresh,
        timeout=timeout,
    )
    for index, (response, latency) in enumerate(sent):
        pause = waiting.pause_s(now)
        if pause is None:
            assert waiting.deadline is not None
            assert now >= waiting.deadline
            return
        last = waiting.deadline is not None and now + pause >= waiting.deadline
        assert pause >= 0
        assert waiting.deadline is None or now + pause <= max(now, waiting.deadline) + 1e-6
        assert index == 0 or last or pause >= LEAST_S
        now += pause + latency
        if isinstance(response, Snapshot):
            waiting.on_response(response, now)
            assert (next_pause := waiting.pause_s(now)) is None or next_pause <= 600
        else:
            waiting.on_error(now, response)
            if response is not None and (asked := waiting.pause_s(now)) is not None:
                ends = waiting.deadline is not None and now + response >= waiting.deadline
                assert ends or asked >= response - 1e-6
