"""How useapi.net shows a Gen-2 task."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from longtake.emulator.account import Account
from longtake.emulator.clock import iso
from longtake.emulator.endpoints import Call
from longtake.emulator.media import Media
from longtake.emulator.tasks import Moment, Task
from longtake.emulator.useapi.errors import error_of_task, reply_of
from longtake.emulator.useapi.names import bare

SECONDS: Final = 4
# How long a signed link lives. The provider names no time; Runway's own links live for a day or two.
LINK_LIFE_S: Final = 24 * 3600
# "This parameter is not compatible with other motion parameters".
MOTIONS: Final = ("horizontal", "vertical", "roll", "zoom", "pan", "tilt")


def status_of(moment: Moment) -> str:
    """Return the vendor's word for where a task stands."""
    return moment.state if moment.end is None else moment.end.upper()


@dataclass(frozen=True, slots=True)
class Showcase:
    """Shows the tasks of one account."""

    account: Account
    media: Media

    def show(self, call: Call, task: Task) -> dict[str, Any]:
        """Return a task as the vendor shows it, its link signed anew."""
        moment = task.moment(call.now)
        return {
            "taskId": task.id,
            "id": bare(task.id),
            "name": _name(task),
            "image": None,
            "createdAt": iso(task.created_at),
            "updatedAt": iso(moment.since),
            "taskType": "gen2",
            "options": self._options(call, task),
            "status": status_of(moment),
            "error": None if moment.failure is None else error_of_task(moment.failure),
            "progressText": None,
            "progressRatio": _progress(moment),
            "estimatedTimeToStartSeconds": (
                round(moment.left_s) if moment.state == "PENDING" else None
            ),
            "artifacts": (
                [self._artifact(call, task, iso(moment.since))] if moment.end == "succeeded" else []
            ),
            "sharedAsset": None,
            "features": {
                "storageGB": 500,
                "numPlanCredits_permitted": round(self.account.balance + self.account.used),
                "numPlanCredits_used": round(self.account.used),
            },
            **reply_of(task),
            "code": 200,
        }

    def _options(self, call: Call, task: Task) -> Mapping[str, Any]:
        request = task.request
        moves = any(name in request for name in MOTIONS)
        gen2: dict[str, Any] = {
            "mode": "gen2",
            # Where none was given the vendor draws one; here it follows from the id.
            "seed": request.get("seed", 1 + int(bare(task.id)[:8], 16) % (2**32 - 2)),
            "interpolate": request.get("interpolate", True),
            "upscale": True,
            "watermark": False,
            "motion_score": 22,
            "use_motion_score": not moves,
            "use_motion_vectors": moves,
        }
        if task.parent is not None:
            gen2["init_video"] = self._link(call, task.parent)
            gen2["extended_from_task_id"] = task.parent.id
        return {
            "name": _name(task),
            "seconds": SECONDS,
            "gen2Options": gen2,
            "exploreMode": request.get("exploreMode", False),
            "assetGroupName": "Generative Video",
            "recordingEnabled": True,
        }

    def _artifact(self, call: Call, task: Task, ended: str) -> Mapping[str, Any]:
        """Return the finished video: the whole of it, the source and the seconds added."""
        return {
            "assetId": task.result_id,
            "id": bare(task.result_id),
            "createdAt": ended,
            "updatedAt": ended,
            "filename": f"{_name(task)}.mp4",
            "url": self._link(call, task),
            # A string of digits.
            "fileSize": str(self.media.size(0, task.seconds_after)),
            "isDirectory": False,
            "previewUrls": [],
            "metadata": {
                "frameRate": 10,
                "duration": task.seconds_after,
                "dimensions": [320, 180],
            },
        }

    def _link(self, call: Call, task: Task) -> str:
        name = f"{task.family}/{bare(task.id)}.mp4"
        return self.media.link(call.origin, name, end_s=task.seconds_after, signed_s=LINK_LIFE_S)


def _name(task: Task) -> str:
    return f"Gen-2 {bare(task.id)[:8]}"


def _progress(moment: Moment) -> str | None:
    """Return the progress as the vendor does: a string once there is one, null before."""
    match moment.end, moment.state:
        case "succeeded", _:
            return "1"
        case None, "RUNNING":
            return f"{moment.progress:.2f}"
        case _:
            return None
