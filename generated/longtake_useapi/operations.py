"""The operations of the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ._base import Start

EXTEND_GEN2_VIDEO: Final = Start(
    operation="extend_gen2_video",
    resource="gen2",
    method="extend",
    endpoint="longtake_useapi.api.gen2.extend_gen2_video",
    task_id=(
        "/taskId",
        "/task/taskId",
    ),
    read="get_gen2_task",
    address="reply_url",
)

STARTS: Final[Mapping[str, Start]] = {
    "extend_gen2_video": EXTEND_GEN2_VIDEO,
}
"""The operations that start tasks, by operationId."""

UNCHARGED: Final[Mapping[str, bool]] = {}
"""The requests that cost nothing although they are neither GET nor DELETE, and whether each may be repeated."""

SERVERS: Final[Mapping[str, str]] = {}
"""The servers of requests that do not go to the provider's own base URL."""

WITHDRAWN: Final[Mapping[str, tuple[str, str]]] = {
    "extend_gen2_video": (
        "gen2.extend",
        "kie.jobs.pixverse.extend, which takes the URL of any video",
    ),
}
"""The operations that the provider has withdrawn: each method, and what to use in its place."""
