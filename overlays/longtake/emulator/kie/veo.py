"""Veo 3.1 at kie.ai."""

import json
import random
from collections.abc import Mapping
from typing import Any, Final

from longtake.emulator.clock import milliseconds
from longtake.emulator.endpoints import Answer, Call
from longtake.emulator.ids import hexadecimal
from longtake.emulator.kie.envelope import outcome
from longtake.emulator.kie.section import Section
from longtake.emulator.tasks import Moment, Phase, Task

SECONDS: Final = 8
ADDED_SECONDS: Final = 7
# The vendor's price list of October 2026.
CREDITS: Final[Mapping[str, float]] = {"fast": 60.0, "lite": 30.0, "quality": 250.0}
FAST: Final = "fast"


class Veo(Section):
    """The family `kie/veo`."""

    name = "veo"
    # An extension takes "several to ten" minutes by the vendor's word.
    phases = (Phase("running", 180, 420),)
    extend_path = "/api/v1/veo/extend"
    read_path = "/api/v1/veo/record-info"

    def seed(self) -> None:
        """Put the first videos in: one to extend, and one that was turned into 1080p."""
        for variable, barred in (
            ("KIE_VEO_SOURCE", None),
            ("KIE_VEO_1080P_SOURCE", "A video that was turned into 1080p cannot be extended"),
        ):
            task_id = f"veo_task_{hexadecimal(self.house.rng, 24)}"
            self.family.seed(
                task_id=task_id,
                result_id=task_id,
                variable=variable,
                seconds=SECONDS,
                barred=barred,
            )

    def extend(self, call: Call) -> Answer:
        """Carry out a request to extend a video."""
        price = CREDITS[call.body.get("model", FAST)]
        return self.make(call, added_s=ADDED_SECONDS, price=price, new_id=_extension_id)

    def shown(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        """Return the `data` of an answer to a look at a task."""
        return {
            "taskId": task.id,
            "paramJson": json.dumps(task.request),
            "completeTime": None if moment.end is None else milliseconds(moment.since),
            "createTime": milliseconds(task.created_at),
            "response": self._response(call, task, moment) if moment.end == "succeeded" else None,
            **outcome(moment),
        }

    def announced(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        """Return the `data` of a call about a task; after a failure there is no `info`."""
        data: dict[str, Any] = {"taskId": task.id, "fallbackFlag": False}
        if moment.end == "succeeded":
            made = self._response(call, task, moment)
            data["info"] = {name: value for name, value in made.items() if name != "taskId"}
        return data

    def _response(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        response: dict[str, Any] = {
            "taskId": task.id,
            "resultUrls": [self.link(call, task, moment, start_s=task.seconds_before)],
            "originUrls": None,
            "resolution": "1080p" if task.barred else "720p",
        }
        if task.parent is not None:
            # After an extension: the new part above, the whole video here.
            response["fullResultUrls"] = [self.link(call, task, moment, suffix="-full")]
        return response


def _extension_id(rng: random.Random) -> str:
    return f"veo_extend_task_{hexadecimal(rng, 24)}"
