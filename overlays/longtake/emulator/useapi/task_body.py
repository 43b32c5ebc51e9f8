"""The body of a Gen-2 task at useapi.net."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from longtake.emulator.clock import iso
from longtake.emulator.useapi.responses import bare_id, callback_fields, task_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.account import Account
    from longtake.emulator.endpoints import ParsedRequest
    from longtake.emulator.media.host import MediaHost
    from longtake.emulator.tasks import Moment, Task

SECONDS: Final = 4
# How long a signed link is valid. The provider documents no time; Runway's own links are valid for a day or
# two.
LINK_LIFE_S: Final = 24 * 3600
# "This parameter is not compatible with other motion parameters".
MOTIONS: Final = ("horizontal", "vertical", "roll", "zoom", "pan", "tilt")


def status_of(moment: Moment) -> str:
    """Return the provider's word for the state of a task."""
    return moment.state if moment.end is None else moment.end.upper()


@frozen(eq=False)
class TaskBodies:
    """Makes the bodies of the tasks of one account.

    Attributes:
        account: The account.
        media: The host of the files.
    """

    account: Account
    media: MediaHost

    def task_body(self, request: ParsedRequest, task: Task) -> dict[str, Any]:
        """Return the body of a task, with a newly signed link."""
        moment = task.moment(request.now)
        return {
            "taskId": task.id,
            "id": bare_id(task.id),
            "name": _name(task),
            "image": None,
            "createdAt": iso(task.created_at),
            "updatedAt": iso(moment.since),
            "taskType": "gen2",
            "options": self._options(request, task),
            "status": status_of(moment),
            "error": None if moment.failure is None else task_error(moment.failure),
            "progressText": None,
            "progressRatio": _progress(moment),
            "estimatedTimeToStartSeconds": (
                round(moment.left_s) if moment.state == "PENDING" else None
            ),
            "artifacts": (
                [self._artifact(request, task, iso(moment.since))]
                if moment.end == "succeeded"
                else []
            ),
            "sharedAsset": None,
            "features": {
                "storageGB": 500,
                "numPlanCredits_permitted": round(self.account.balance + self.account.used),
                "numPlanCredits_used": round(self.account.used),
            },
            **callback_fields(task),
            "code": 200,
        }

    def _options(self, request: ParsedRequest, task: Task) -> Mapping[str, Any]:
        submitted = task.request
        has_motion = any(name in submitted for name in MOTIONS)
        gen2: dict[str, Any] = {
            "mode": "gen2",
            # The provider draws a seed where none was given; here it follows from the id.
            "seed": submitted.get("seed", 1 + int(bare_id(task.id)[:8], 16) % (2**32 - 2)),
            "interpolate": submitted.get("interpolate", True),
            "upscale": True,
            "watermark": False,
            "motion_score": 22,
            "use_motion_score": not has_motion,
            "use_motion_vectors": has_motion,
        }
        if task.parent is not None:
            gen2["init_video"] = self._link(request, task.parent)
            gen2["extended_from_task_id"] = task.parent.id
        return {
            "name": _name(task),
            "seconds": SECONDS,
            "gen2Options": gen2,
            "exploreMode": submitted.get("exploreMode", False),
            "assetGroupName": "Generative Video",
            "recordingEnabled": True,
        }

    def _artifact(self, request: ParsedRequest, task: Task, ended: str) -> Mapping[str, Any]:
        """Return the finished video: the whole of it, source and extension."""
        extent = task.extent("whole")
        return {
            "assetId": task.result_id,
            "id": bare_id(task.result_id),
            "createdAt": ended,
            "updatedAt": ended,
            "filename": f"{_name(task)}.mp4",
            "url": self._link(request, task),
            # A string of digits.
            "fileSize": str(self.media.size(*task.range_s(extent))),
            "isDirectory": False,
            "previewUrls": [],
            "metadata": {
                "frameRate": 10,
                "duration": task.length_s(extent),
                "dimensions": [320, 180],
            },
        }

    def _link(self, request: ParsedRequest, task: Task) -> str:
        name = f"{task.kind}/{bare_id(task.id)}.mp4"
        start_s, end_s = task.range_s(task.extent("whole"))
        return self.media.link(
            request.origin, name, start_s=start_s, end_s=end_s, signed_s=LINK_LIFE_S
        )


def _name(task: Task) -> str:
    return f"Gen-2 {bare_id(task.id)[:8]}"


def _progress(moment: Moment) -> str | None:
    """Return the progress as the provider has it: a string once there is one, null before."""
    match moment.end, moment.state:
        case "succeeded", _:
            return "1"
        case None, "RUNNING":
            return f"{moment.progress:.2f}"
        case _:
            return None
