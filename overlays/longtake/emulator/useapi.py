"""Useapi.net's Runway API: Gen-2 extensions.

The price is this emulator's own; so is what a cancelled task answers, which no page tells.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from longtake.emulator.account import Account
from longtake.emulator.clock import iso
from longtake.emulator.family import Family
from longtake.emulator.faults import Failure, FailureReason, Refusal
from longtake.emulator.ids import uuid_text
from longtake.emulator.problems import Problem
from longtake.emulator.spec import Spec
from longtake.emulator.tasks import Moment, Phase, Task
from longtake.emulator.vendor import Answer, Call, Endpoint, House, Vendor

USER_ID = "1234"
EMAIL = "someone@example.com"
TOKEN = f"user:{USER_ID}-emulated"

GEN2_SECONDS = 4
GEN2_CREDITS = 20.0
# "This parameter is not compatible with other motion parameters".
MOTIONS = ("horizontal", "vertical", "roll", "zoom", "pan", "tilt")
DEFAULT_MAX_JOBS = 5

TOO_MANY = (
    "You have too many tasks running or pending. "
    "Please wait for some of them to finish before starting more."
)

REFUSALS: Mapping[Refusal, tuple[int, str]] = {
    "unauthorized": (401, "Unauthorized"),
    "subscription_lapsed": (402, "Subscription expired"),
    "insufficient_credits": (412, "Insufficient credits"),
    "content": (422, "The content was refused by moderation"),
    "server_error": (500, "Internal server error"),
    "upstream_session": (596, "Unable to refresh the Runway session"),
}

# The two shapes of 429: the account's own queue is full, or Runway's.
RATE_LIMITS: tuple[Refusal, ...] = ("rate_limit", "rate_limit_upstream")

FAILURES: Mapping[FailureReason, dict[str, Any]] = {
    "moderation": {
        "errorMessage": "The content was refused by moderation.",
        "reason": "SAFETY.OUTPUT.VIDEO",
        "message": "This generation did not pass moderation.",
        "moderation_category": "SAFETY",
        "tally_asimov": True,
    },
    "error": {
        "errorMessage": "The task failed.",
        "reason": "INTERNAL.BAD_OUTPUT",
        "message": "An unexpected error occurred.",
        "moderation_category": "",
        "tally_asimov": False,
    },
}


def identifier(kind: str, uuid: str) -> str:
    """Return an id as the vendor writes it, `kind` being task or asset."""
    return f"user:{USER_ID}-runwayml:{EMAIL}-{kind}:{uuid}"


def bare(identifier_: str) -> str:
    """Return the UUID at the end of an id."""
    return identifier_.rpartition(":")[2]


def error(status: int, message: str) -> Answer:
    """Answer an HTTP error: here `error` is a string and stands beside the code."""
    return Answer(status, {"error": message, "code": status})


def error_of_task(failure: Failure) -> dict[str, Any]:
    """Return the object that stands in `error` of a failed task."""
    told = FAILURES[failure.reason]
    return told if failure.message is None else {**told, "errorMessage": failure.message}


class UseApi(Vendor):
    """The API below `https://api.useapi.net`."""

    name = "useapi"
    # Ids go into the path as they are; percent-encoded, the vendor's router does not match them.
    unencoded = ":@"

    def __init__(
        self, house: House, spec: Spec, *, balance: float, max_jobs: int = DEFAULT_MAX_JOBS
    ) -> None:
        super().__init__(house, spec, TOKEN)
        self.account = Account(balance)
        self.max_jobs = max_jobs
        """What the account is configured for; a request's own `maxJobs` goes before it."""
        self.wrapped = False
        """Answer reads with `{"task": {...}, "code": 200}`, not the bare task: users met both."""
        self.gen2 = Family(
            self.name,
            "gen2",
            house.clock,
            house.rng,
            (Phase("PENDING", 5, 15), Phase("RUNNING", 50, 100)),
            frozenset[Refusal](REFUSALS).union(RATE_LIMITS),
        )
        self.gen2.seed(
            task_id=identifier("task", uuid_text(house.rng)),
            result_id=identifier("asset", uuid_text(house.rng)),
            variable="USEAPI_GEN2_SOURCE",
            seconds=GEN2_SECONDS,
        )
        api = "/v1/runwayml"
        self.endpoints = [
            Endpoint("submit", "POST", f"{api}/gen2/extend", self._extend, self.gen2),
            Endpoint("read", "GET", f"{api}/tasks/{{taskId}}", self._read, self.gen2),
            Endpoint("cancel", "DELETE", f"{api}/tasks/{{taskId}}", self._cancel, self.gen2),
        ]

    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer HTTP 401."""
        del authorization
        return self.refuse("unauthorized", self.gen2)

    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer HTTP 400 with what is wrong."""
        return error(400, "; ".join(map(str, problems)))

    def no_such_path(self) -> Answer:
        """Answer HTTP 404 in the words of the vendor's 404."""
        return error(404, "Not found.")

    def refuse(self, refusal: Refusal, family: Family) -> Answer:
        """Refuse; the two shapes of 429 have nothing in common but the number."""
        del family
        if refusal == "rate_limit":
            return self._queue_full(self.max_jobs, self.gen2.running(self.house.clock.now()))
        if refusal == "rate_limit_upstream":
            return Answer(429, {"error": TOO_MANY})
        return error(*REFUSALS[refusal])

    def _extend(self, call: Call) -> Answer:
        body = call.body
        clashing = [name for name in MOTIONS if name in body] if "motion" in body else []
        if clashing:
            return error(400, f"motion cannot go together with {', '.join(clashing)}")
        source: str = body["assetId"]
        parent = self.gen2.maker(source)
        if parent is None or parent.moment(call.now).end != "succeeded":
            return error(404, f"Unable to retrieve assetId {bare(source)} (Not found.)")
        max_jobs: int = body.get("maxJobs", self.max_jobs)
        running = self.gen2.running(call.now)
        if len(running) >= max_jobs:
            return self._queue_full(max_jobs, running)
        # "You are not charged credits for Explore mode generations."
        price = 0.0 if body.get("exploreMode") else GEN2_CREDITS
        if not self.account.charge(price):
            return self.refuse("insufficient_credits", self.gen2)
        rng = self.house.rng
        task = self.gen2.submit(
            call.now,
            task_id=identifier("task", uuid_text(rng)),
            result_id=identifier("asset", uuid_text(rng)),
            parent=parent,
            request=body,
            seconds_added=GEN2_SECONDS,
        )
        self.enter(self.gen2, task, source=source, price=price)
        return Answer(200, self._shown(call, task), made=task.id)

    def _read(self, call: Call) -> Answer:
        task = self.gen2.tasks.get(call.path["taskId"])
        return error(404, "Not found.") if task is None else self._found(call, task)

    def _cancel(self, call: Call) -> Answer:
        task = self.gen2.tasks.get(call.path["taskId"])
        if task is None:
            return error(404, "Not found.")
        if task.moment(call.now).end is None:
            task.cancelled_at = call.now
        # What has ended stays as it is, and the answer says how that was.
        return self._found(call, task)

    def _found(self, call: Call, task: Task) -> Answer:
        """Answer with a task that was asked for by its id, bare or wrapped."""
        shown = self._shown(call, task)
        return Answer(200, {"task": shown, "code": 200} if self.wrapped else shown)

    def _queue_full(self, max_jobs: int, running: Sequence[Task]) -> Answer:
        listed = [
            {"email": EMAIL, "taskId": task.id, "id": bare(task.id), **_reply(task)}
            for task in running
        ]
        message = f"Account {EMAIL} is busy executing {max_jobs} tasks"
        return Answer(429, {"error": message, "runningTasks": {EMAIL: listed}, "code": 429})

    def _shown(self, call: Call, task: Task) -> dict[str, Any]:
        """Return a task as the vendor shows it."""
        moment = task.moment(call.now)
        return {
            "taskId": task.id,
            "id": bare(task.id),
            "name": self._name(task),
            "image": None,
            "createdAt": iso(task.created_at),
            "updatedAt": iso(moment.since),
            "taskType": "gen2",
            "options": self._options(call, task),
            "status": moment.end.upper() if moment.end is not None else moment.state,
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
            **_reply(task),
            "code": 200,
        }

    def _options(self, call: Call, task: Task) -> dict[str, Any]:
        request = task.request
        gen2: dict[str, Any] = {
            "mode": "gen2",
            # Where none was given the vendor draws one; here it follows from the id.
            "seed": request.get("seed", 1 + int(bare(task.id)[:8], 16) % (2**32 - 2)),
            "interpolate": request.get("interpolate", True),
            "upscale": True,
            "watermark": False,
            "motion_score": 22,
            "use_motion_score": not any(name in request for name in MOTIONS),
            "use_motion_vectors": any(name in request for name in MOTIONS),
        }
        if task.parent is not None:
            gen2["init_video"] = self._link(call, task.parent)
            gen2["extended_from_task_id"] = task.parent.id
        return {
            "name": self._name(task),
            "seconds": GEN2_SECONDS,
            "gen2Options": gen2,
            "exploreMode": request.get("exploreMode", False),
            "assetGroupName": "Generative Video",
            "recordingEnabled": True,
        }

    def _artifact(self, call: Call, task: Task, ended: str) -> dict[str, Any]:
        """Return the finished video: the whole of it, the source and the seconds added."""
        return {
            "assetId": task.result_id,
            "id": bare(task.result_id),
            "createdAt": ended,
            "updatedAt": ended,
            "filename": f"{self._name(task)}.mp4",
            "url": self._link(call, task),
            # A string of digits.
            "fileSize": str(self.house.media.size(0, task.seconds_after)),
            "isDirectory": False,
            "previewUrls": [],
            "metadata": {
                "frameRate": 10,
                "duration": task.seconds_after,
                "dimensions": [320, 180],
            },
        }

    def _link(self, call: Call, task: Task) -> str:
        name = f"{self.gen2.key}/{bare(task.id)}.mp4"
        return self.house.media.link(call.origin, name, end_s=task.seconds_after, signed=True)

    def _name(self, task: Task) -> str:
        return f"Gen-2 {bare(task.id)[:8]}"


def _reply(task: Task) -> dict[str, Any]:
    """Return what the request said about callbacks, as far as it said anything."""
    return {name: task.request[name] for name in ("replyUrl", "replyRef") if name in task.request}


def _progress(moment: Moment) -> str | None:
    """Return the progress as the vendor does: a string once there is one, null before."""
    match moment.end, moment.state:
        case "succeeded", _:
            return "1"
        case None, "RUNNING":
            return f"{moment.progress:.2f}"
        case _:
            return None
