"""Midjourney at kie.ai."""

import json
from collections.abc import Mapping
from typing import Any, Final

from longtake.emulator.clock import milliseconds
from longtake.emulator.endpoints import Answer, Call
from longtake.emulator.ids import hexadecimal
from longtake.emulator.kie.envelope import envelope, outcome
from longtake.emulator.kie.section import DAY_S, Section
from longtake.emulator.tasks import Moment, Phase, Task

SECONDS: Final = 5
ADDED_SECONDS: Final = 4
# A video task makes a batch, told apart by `index`.
VIDEOS: Final = 4
CREDITS: Final = 45.0


class Midjourney(Section):
    """The family `kie/midjourney`."""

    name = "midjourney"
    phases = (Phase("running", 45, 90),)
    extend_path = "/api/v1/mj/generateVideoExtend"
    read_path = "/api/v1/mj/record-info"
    # A day longer than the others, says its page.
    result_kept_s = record_kept_s = 15 * DAY_S

    def seed(self) -> None:
        """Put the first batch of videos in."""
        task_id = hexadecimal(self.house.rng)
        self.family.seed(
            task_id=task_id,
            result_id=task_id,
            variable="KIE_MIDJOURNEY_SOURCE",
            seconds=SECONDS,
            videos=VIDEOS,
        )

    def extend(self, call: Call) -> Answer:
        """Carry out a request to extend a video."""
        if call.body["taskType"] == "mj_video_extend_manual" and not call.body.get("prompt"):
            return envelope(422, "prompt: must be given with mj_video_extend_manual")
        return self.make(call, added_s=ADDED_SECONDS, price=CREDITS, new_id=hexadecimal)

    def objection(self, call: Call, parent: Task) -> Answer | None:
        """Say what is against extending what `parent` made, None if nothing is."""
        found = super().objection(call, parent)
        if found is None and not 0 <= call.body["index"] < parent.videos:
            return envelope(422, f"index: the task has videos 0 to {parent.videos - 1}")
        return found

    def shown(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        """Return the `data` of an answer to a look at a task."""
        return {
            "taskId": task.id,
            "taskType": task.request.get("taskType", "mj_video"),
            "paramJson": json.dumps(task.request),
            "completeTime": None if moment.end is None else milliseconds(moment.since),
            "createTime": milliseconds(task.created_at),
            "resultInfoJson": self._results(call, task, moment),
            **outcome(moment),
        }

    def announced(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        """Return the `data` of a call about a task; after a failure its list is empty."""
        made = moment.end == "succeeded"
        return {
            "taskId": task.id,
            "promptJson": json.dumps(task.request),
            "resultUrls": self._links(call, task, moment) if made else [],
        }

    def _links(self, call: Call, task: Task, moment: Moment) -> list[str]:
        return [self.link(call, task, moment, suffix=f"-{index}") for index in range(task.videos)]

    def _results(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any] | None:
        if moment.end != "succeeded":
            return None
        # An object, in spite of its name.
        return {"resultUrls": [{"resultUrl": link} for link in self._links(call, task, moment)]}
