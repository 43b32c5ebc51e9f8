"""What a request may cost: charged unless the specification says otherwise."""

from __future__ import annotations

from typing import Final

import pytest

from longtake._core.retry import Charge, FailureKind, charge_of, failure_kind, min_pause_s

UNCHARGED: Final = {"POST /files": False, "POST /links/{id}": True, "PUT /a.b/{id}/c": True}


@pytest.mark.parametrize(
    ("method", "path", "charge"),
    [
        ("GET", "/anything", Charge.REPEATABLE),
        ("DELETE", "/tasks/1", Charge.REPEATABLE),
        ("POST", "/files", Charge.ONCE),
        ("POST", "/files/1", Charge.CHARGED),
        ("POST", "/links/task:1@x", Charge.REPEATABLE),
        ("POST", "/links/", Charge.CHARGED),
        ("POST", "/links/1/2", Charge.CHARGED),
        ("PUT", "/a.b/1/c", Charge.REPEATABLE),
        ("PUT", "/axb/1/c", Charge.CHARGED),
        ("PUT", "/files", Charge.CHARGED),
        ("POST", "/unheard/of", Charge.CHARGED),
        ("PATCH", "", Charge.CHARGED),
    ],
)
def test_only_what_is_known_to_be_free_is(method: str, path: str, charge: Charge) -> None:
    assert charge_of(method, path, UNCHARGED) is charge


@pytest.mark.parametrize(
    ("charge", "ending"),
    [
        (Charge.CHARGED, FailureKind.UNKNOWN),
        (Charge.ONCE, FailureKind.FAILED),
        (Charge.REPEATABLE, FailureKind.REPEATED),
    ],
)
def test_what_never_left_is_repeated_whatever_it_costs(charge: Charge, ending: FailureKind) -> None:
    assert failure_kind(charge, left=False) is FailureKind.REPEATED
    assert failure_kind(charge, left=True) is ending


def test_a_pause_is_the_providers_or_its_window() -> None:
    assert min_pause_s(3.0, too_many=True, rate_limit_window_s=10.0) == 3.0
    assert min_pause_s(0.0, too_many=True, rate_limit_window_s=10.0) == 0.0
    assert min_pause_s(None, too_many=True, rate_limit_window_s=10.0) == 10.0
    assert min_pause_s(None, too_many=False, rate_limit_window_s=10.0) is None
