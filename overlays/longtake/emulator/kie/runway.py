"""Runway at kie.ai."""

from collections.abc import Mapping
from typing import Any, Final

from longtake.emulator.clock import plain
from longtake.emulator.endpoints import Answer, Call
from longtake.emulator.faults import Failure
from longtake.emulator.ids import uuid_text
from longtake.emulator.kie.envelope import failure_words
from longtake.emulator.kie.section import DAY_S, Section
from longtake.emulator.tasks import Moment, Phase, Task

# The vendor names no length for a Runway extension; this is the shorter of the two that it makes.
SECONDS: Final = 5
CREDITS: Final[Mapping[str, float]] = {"720p": 12.0, "1080p": 30.0}
STATES: Final = {"succeeded": "success", "failed": "fail"}


class Runway(Section):
    """The family `kie/runway`."""

    name = "runway"
    phases = (Phase("wait", 2, 5), Phase("queueing", 5, 15), Phase("generating", 50, 100))
    extend_path = "/api/v1/runway/extend"
    read_path = "/api/v1/runway/record-detail"
    # Only here a read says that a result has expired, so it must go on when the result is gone. The
    # vendor says that logs are kept for two months and does not count their days; 60 are taken.
    record_kept_s = 60 * DAY_S
    # The vendor's list of codes for Runway has no 400.
    bad_source = 422

    def seed(self) -> None:
        """Put the first video in."""
        task_id = uuid_text(self.house.rng)
        self.family.seed(
            task_id=task_id, result_id=task_id, variable="KIE_RUNWAY_SOURCE", seconds=SECONDS
        )

    def extend(self, call: Call) -> Answer:
        """Carry out a request to extend a video."""
        price = CREDITS.get(call.body["quality"], max(CREDITS.values()))
        return self.make(call, added_s=SECONDS, price=price, new_id=uuid_text)

    def shown(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        """Return the `data` of an answer to a look at a task."""
        made = moment.end == "succeeded"
        expired = made and call.now >= moment.kept_until(self.result_kept_s)
        return {
            "taskId": task.id,
            "parentTaskId": task.parent.id if task.parent is not None else "",
            "generateParam": {
                "prompt": task.request["prompt"],
                "imageUrl": "",
                "expandPrompt": False,
            },
            "state": STATES.get(moment.end or "", moment.state),
            "generateTime": plain(task.created_at),
            # Still there when the result has expired; then the link is dead.
            "videoInfo": self._video_info(call, task, moment) if made else None,
            # Every failure has this code, says the vendor; only the words differ.
            "failCode": 0 if moment.failure is None else 400,
            "failMsg": "" if moment.failure is None else failure_words(moment.failure),
            "expireFlag": 1 if expired else 0,
        }

    def announced(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        """Return the `data` of a call about a task; after a failure its texts are empty."""
        made = moment.end == "succeeded"
        return {
            "task_id": task.id,
            "video_id": f"{task.id}-video" if made else "",
            "video_url": self.link(call, task, moment) if made else "",
            "image_url": "",
        }

    def failure_code(self, failure: Failure) -> int:
        """Return the code of a call about a task that failed: 400 or 500, says the page."""
        return 400 if failure.reason == "moderation" else 500

    def _video_info(self, call: Call, task: Task, moment: Moment) -> Mapping[str, Any]:
        return {
            "videoId": f"{task.id}-video",
            "taskId": task.id,
            # The whole video, the source and what was added: the vendor does not say.
            "videoUrl": self.link(call, task, moment),
            # The vendor's cover picture; there is none here.
            "imageUrl": "",
        }
