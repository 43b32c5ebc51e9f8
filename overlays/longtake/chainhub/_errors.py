"""The declaration of chainhub.tech, which passes on Kling's API with Kling's error codes."""

from __future__ import annotations

from typing import Final

from longtake._core.provider import Provider
from longtake._kling.codes import classify
from longtake_chainhub.operations import UNCHARGED, WITHDRAWN

CHAINHUB: Final = Provider(
    name="chainhub",
    module="longtake.chainhub._task_kinds",
    resources="longtake_chainhub.resources",
    key_variable="CHAINHUB_API_KEY",
    base_url_variable="CHAINHUB_BASE_URL",
    base_url="https://api.chainhub.tech",
    key_page="chainhub.tech",
    classify=classify,
    rate_limit_window_s=5.0,
    uncharged=UNCHARGED,
    withdrawn=WITHDRAWN,
)
