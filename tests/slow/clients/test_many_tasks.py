"""The measurement of bench/many_tasks.py with fewer tasks: nothing is timed, the clock is virtual."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from bench.many_tasks import VirtualLoop, all_at_once, memory_b, while_budget_allows
from longtake import Rate

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(coroutine)


def test_a_task_among_many_is_found_as_soon_as_one_alone_while_the_budget_allows_it() -> None:
    outcome = run(while_budget_allows(500))
    assert outcome.most_at_once > 400
    assert not outcome.exceeded
    assert all(0 < provider.most <= 8 for provider in outcome.transports.values())
    assert outcome.delay_s <= 1.2 * outcome.alone_s


def test_no_window_exceeds_the_rate_with_many_tasks() -> None:
    outcome = run(all_at_once(500, patience_s=200))
    assert outcome.done + outcome.given_up == 500
    assert outcome.done > 50
    assert outcome.given_up > 50
    assert not outcome.exceeded
    assert all(provider.most <= 8 for provider in outcome.transports.values())
    # As much as the budget allows was asked for, at least by one.
    assert max(len(provider.arrived) for provider in outcome.transports.values()) > 1000
    assert outcome.took_s < 202


def test_a_waiting_task_takes_little_memory() -> None:
    assert 100 < run(memory_b(500)) < 5000


def test_a_window_that_holds_too_much_would_be_seen() -> None:
    outcome = run(while_budget_allows(30))
    provider = outcome.transports["kie"]
    provider.arrived = [number * 0.001 for number in range(400)]
    assert provider.exceeds(Rate(300))
    assert not provider.exceeds(Rate(400))


def test_a_loop_in_which_all_wait_for_each_other_does_not_hang() -> None:
    async def wait() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match="every coroutine waits"):
        run(wait())
