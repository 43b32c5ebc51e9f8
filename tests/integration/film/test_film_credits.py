"""What a film may cost where the cost of its hops is not certain: no price, a top-up, an earlier call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import longtake
from longtake import InsufficientCreditsError, Journal, Kie, LengthenProgress
from tests.helpers.journals import in_sqlite

if TYPE_CHECKING:
    from longtake import Film, Video
    from longtake_pytest import ServedEmulator

# What the emulator charges for an extension by Midjourney, which publishes no price.
COST = 45.0


def midjourney_video(emulator: ServedEmulator, kie: Kie) -> Video:
    return kie.midjourney.task(emulator.sources["kie/midjourney"].id).wait()


def costs(film: Film) -> list[tuple[float | None, str | None]]:
    return [(hop.credits, hop.credits_from) for hop in film.hops]


@pytest.mark.parametrize(
    ("topped_up", "expected"),
    [
        # Before the first hop, nothing is known about the price.
        (1, [(None, None)]),
        # The second hop is assumed to cost as much as the first one.
        (2, [(COST, "balance"), (None, None)]),
    ],
)
def test_credits_that_are_added_meanwhile_do_not_lift_the_limit(
    topped_up: int,
    expected: list[tuple[float | None, str | None]],
    longtake_emulator: ServedEmulator,
    longtake_kie: Kie,
) -> None:
    def top_up(progress: LengthenProgress) -> None:
        if progress.hop == topped_up and progress.change.state.ended:
            longtake_emulator.kie.account.balance += 1000

    film = longtake.lengthen(
        midjourney_video(longtake_emulator, longtake_kie),
        to_s=21,
        prompts="Go",
        max_credits=2.5 * COST,
        on_change=top_up,
    )

    assert not film.complete
    assert film.credits is None
    assert costs(film) == expected


def test_the_costs_of_an_earlier_call_count(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    def film(**limit: Any) -> Film:
        with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
            return longtake.lengthen(
                midjourney_video(longtake_emulator, kie),
                to_s=21,
                prompts="Go",
                reference="beach",
                **limit,
            )

    assert costs(film(max_credits=1.5 * COST)) == [(COST, "balance")]
    longtake_emulator.kie.account.balance += 1000

    again = film(max_credits=1.5 * COST)

    assert costs(again) == [(COST, "balance")]
    assert len(longtake_emulator.ledger.creates) == 1
    assert costs(film(max_credits=2.5 * COST)) == [(COST, "balance")] * 2


@in_sqlite
def test_what_others_spend_later_is_not_the_cost_of_a_hop(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    def film(on_change: Any = None) -> Film:
        with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
            return longtake.lengthen(
                kie.veo.task(longtake_emulator.sources["kie/veo"].id).wait(),
                to_s=15,
                prompts="Go",
                reference="beach",
                on_change=on_change,
            )

    def interrupt(_: LengthenProgress) -> None:
        raise KeyboardInterrupt

    def spend(progress: LengthenProgress) -> None:
        if progress.change.state.ended:
            longtake_emulator.kie.account.balance -= 500

    with pytest.raises(KeyboardInterrupt):
        film(interrupt)

    # The hop was charged before this call read the balance.
    assert costs(film(spend)) == [(60, "price")]


def test_the_balance_must_pay_for_the_hops_within_the_limit(
    longtake_emulator: ServedEmulator, longtake_kie: Kie
) -> None:
    video = longtake_kie.veo.generate(prompt="A dog").wait()
    longtake_emulator.kie.account.balance = 119
    expected = "the hops within max_credits=130 cost 120 credits, but the balance is 119"
    with pytest.raises(InsufficientCreditsError, match=expected):
        longtake.lengthen(video, to_s=60, prompts="Go", max_credits=130)

    longtake_emulator.kie.account.balance = 120

    assert longtake.lengthen(video, to_s=60, prompts="Go", max_credits=130).credits == 120


def test_a_limit_of_exactly_the_price(longtake_kie: Kie) -> None:
    # 3 x 15 s at 7.2 credits a second, whose sum is not exact in binary.
    video = longtake.generate("kie/jobs/pixverse", prompt="A dog", client=longtake_kie).wait()
    plan = longtake.plan(video, to_s=45)
    assert plan.credits is not None

    film = longtake.lengthen(
        video, to_s=45, prompts="It runs on", max_credits=round(plan.credits, 1)
    )

    assert film.complete
    assert film.credits == pytest.approx(plan.credits)
