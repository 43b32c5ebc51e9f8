"""What a request may cost: charged unless the specification says otherwise."""

from __future__ import annotations

from typing import Final

import pytest

from longtake._core.charging import Charge, charge_of

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
