"""The unified jobs API of kie.ai: one task kind for all models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, cast

from attrs import evolve

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.snapshot import State, read_word, with_completion
from longtake._core.task_kind import TaskKind, read
from longtake._core.values import as_number, as_string
from longtake.kie._errors import KIE
from longtake.kie._reconcile import RECONCILER
from longtake.kie._responses import (
    LINK_HOURS,
    callback_data,
    parse_callback,
    record,
    task_snapshot,
    text_list,
)
from longtake_kie import Client
from longtake_kie.api.jobs import get_job
from longtake_kie.models import JobTask

if TYPE_CHECKING:
    from longtake._core.responses import JsonObject
    from longtake._core.snapshot import Snapshot

_STATES: Final = {
    "waiting": State.QUEUED,
    "queuing": State.QUEUED,
    "generating": State.RUNNING,
    "success": State.SUCCEEDED,
    "fail": State.FAILED,
}

# Veo's are documented, the others are guesses with a wide spread.
_MEDIANS_S: Final = {
    "jobs_runway_generate": 90,
    "jobs_runway_extend": 90,
    "jobs_aleph_generate": 180,
    "jobs_veo_generate": 190,
    "jobs_veo_extend": 300,
    "jobs_grok_imagine_text_to_video": 60,
    "jobs_grok_imagine_image_to_video": 60,
    "jobs_grok_imagine_extend": 60,
    "jobs_kling_video": 240,
    "jobs_seedance_video": 180,
}


def _snapshot(response: object, task_id: str) -> Snapshot:
    """Return the snapshot from `state`. `successFlag` is in the newest responses only."""
    task = record(response, JobTask)
    progress = as_number(task.progress)
    snapshot = task_snapshot(
        read_word(task.state, _STATES),
        lambda: _urls(task.response) or _urls(task.result_json),
        task_id=task_id,
        code=task.fail_code,
        message=task.fail_msg,
        progress=progress / 100 if progress and 0 < progress < 100 else None,  # noqa: PLR2004 - percent
        credits_=as_number(task.credits_consumed),
    )
    snapshot = evolve(snapshot, provider_model=as_string(task.model))
    return with_completion(snapshot, task.complete_time)


def _urls(result: object) -> list[str]:
    """Return the links of `response`, or of `resultJson`: a JSON string or (users report) an object."""
    if isinstance(result, str):
        result = json.loads(result) if result.strip() else None
    elif to_dict := getattr(result, "to_dict", None):
        result = to_dict()
    found = cast("JsonObject", result).get("resultUrls") if isinstance(result, dict) else None
    return text_list(found)


def _parse_callback(body: JsonObject) -> ParsedCallback | None:
    """Read a callback, whose `data` is that of a poll."""
    data = callback_data(body)
    if "state" not in data and "resultJson" not in data:
        return None
    return parse_callback(
        body,
        lambda: _urls(data.get("response")) or _urls(data.get("resultJson")),
        message=data.get("failMsg"),
        credits_=as_number(data.get("creditsConsumed")),
    )


JOBS: Final = TaskKind[Client](
    provider=KIE,
    name="jobs",
    read=read(get_job, _snapshot),
    states=_STATES,
    # Durations depend on the model. kie recommends polling after 3 seconds, and less and less often later.
    poll_hints=PollHints(median_s=120, spread=0.8, interval_s=15),
    poll_hints_by_operation={
        operation: PollHints(median_s=median_s, spread=0.5, interval_s=15)
        for operation, median_s in _MEDIANS_S.items()
    },
    # Media are kept for 14 days. Another page of the documentation has 24 hours for their links.
    retention=Retention(days=14, link_hours=LINK_HOURS),
    reconciler=RECONCILER,
    callbacks=CallbackSpec(recognized_by="`data.state` or `data.resultJson`", read=_parse_callback),
)
