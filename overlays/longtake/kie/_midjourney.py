"""Midjourney at kie.ai."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, cast

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.snapshot import with_completion
from longtake._core.task_kind import TaskKind, read
from longtake.kie._errors import KIE
from longtake.kie._reconcile import RECONCILER
from longtake.kie._responses import (
    FLAGS,
    LINK_HOURS,
    as_list,
    callback_data,
    flag_snapshot,
    parse_callback,
    record,
    text_list,
)
from longtake_kie import Client
from longtake_kie.api.midjourney import (
    get_midjourney_task,
)
from longtake_kie.models import (
    MidjourneyResultInfo,
    MidjourneyResultUrl,
    MidjourneyTask,
)

if TYPE_CHECKING:
    from longtake._core.responses import JsonObject
    from longtake._core.snapshot import Snapshot


def _snapshot(response: object, task_id: str) -> Snapshot:
    task = record(response, MidjourneyTask)
    snapshot = flag_snapshot(
        task.success_flag,
        lambda: _urls(task.result_info_json),
        task_id=task_id,
        code=task.error_code,
        message=task.error_message,
    )
    return with_completion(snapshot, task.complete_time)


def _urls(info: object) -> list[str]:
    """Return the links in `resultInfoJson`: an object despite its name, or (users report) a JSON string."""
    results: object = None
    if isinstance(info, MidjourneyResultInfo):
        results = info.result_urls
    elif isinstance(info, str) and info.strip():
        results = _member(json.loads(info), "resultUrls")
    return _links(results)


def _links(results: object) -> list[str]:
    return [url for result in as_list(results) for url in text_list(_link(result))]


def _link(result: object) -> object:
    """Return the link of a result, which is an object with the link or the link itself."""
    if isinstance(result, MidjourneyResultUrl):
        return result.result_url
    return result if isinstance(result, str) else _member(result, "resultUrl")


def _member(value: object, name: str) -> object:
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None


def _parse_callback(body: JsonObject) -> ParsedCallback | None:
    """Read a callback. Its links are in `data` itself, and missing after a failure."""
    data = callback_data(body)
    if "taskId" not in data or not ("promptJson" in data or "resultUrls" in data):
        return None
    return parse_callback(body, lambda: _links(data.get("resultUrls")))


MIDJOURNEY: Final = TaskKind[Client](
    provider=KIE,
    name="midjourney",
    read=read(get_midjourney_task, _snapshot),
    states=FLAGS,
    # kie recommends polling every 30 seconds. The duration is not documented: a guess with a wide spread.
    poll_hints=PollHints(median_s=90, spread=0.6, interval_s=30),
    retention=Retention(days=15, link_hours=LINK_HOURS),
    reconciler=RECONCILER,
    callbacks=CallbackSpec(
        recognized_by="`data.promptJson` or `data.resultUrls`", read=_parse_callback
    ),
)
