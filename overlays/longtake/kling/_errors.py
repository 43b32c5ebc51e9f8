"""The declaration of Kling's own hosts."""

from __future__ import annotations

from typing import Final

from longtake._core.key_pair import KeyPairSigning
from longtake._core.provider import Provider
from longtake._core.rate_limit import Rate
from longtake._kling.codes import classify
from longtake_kling.operations import UNCHARGED, WITHDRAWN


def claims(access_key: str, now_s: int) -> dict[str, str | int]:
    """Return the claims of a token, valid for half an hour."""
    return {"iss": access_key, "exp": now_s + 1800, "nbf": now_s - 5}


KLING: Final = Provider(
    name="kling",
    module="longtake.kling._task_kinds",
    resources="longtake_kling.resources",
    key_variable="KLING_API_KEY",
    base_url_variable="KLING_BASE_URL",
    base_url="https://api-singapore.klingai.com",
    key_page="kling.ai",
    classify=classify,
    rate_limit_window_s=5.0,
    key_pair_signing=KeyPairSigning(
        variables=("KLING_ACCESS_KEY", "KLING_SECRET_KEY"),
        claims=claims,
        # "Not valid yet" and "expired".
        clock_codes=(1003, 1004),
    ),
    # Unique in an account, and every read takes it in place of the task's id.
    reference_field="external_task_id",
    path_rates={"/account/costs": Rate(1)},
    uncharged=UNCHARGED,
    withdrawn=WITHDRAWN,
)
