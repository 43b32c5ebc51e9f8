"""Kling through chainhub.tech: video extensions in Kling's own envelope.

The reseller's page shows an empty answer; what stands here is Kling's, which it says is the same.
The price is this emulator's own.
"""

from collections.abc import Mapping
from itertools import count
from typing import Any

from longtake.emulator.account import Account
from longtake.emulator.clock import milliseconds
from longtake.emulator.family import Family
from longtake.emulator.faults import FailureReason, Refusal
from longtake.emulator.ids import decimal
from longtake.emulator.problems import Problem
from longtake.emulator.spec import Spec
from longtake.emulator.tasks import Moment, Phase, Task
from longtake.emulator.vendor import Answer, Call, Endpoint, House, Vendor

KEY = "emulated-chainhub-key"

KLING_SECONDS = 5
# "Adds 4-5 s a call": which of the two is drawn for each task.
KLING_ADDED_SECONDS = (4, 5)
KLING_LONGEST_S = 180
TOO_LONG = "The video would become longer than 3 minutes"
KLING_CREDITS = 1.0

REFUSALS: Mapping[Refusal, tuple[int, int, str]] = {
    "unauthorized": (401, 1002, "Authorization is invalid"),
    "insufficient_credits": (429, 1102, "Account balance not enough"),
    "content": (400, 1301, "Failure to pass the risk control system"),
    "rate_limit": (429, 1302, "API request rate over limit"),
    "too_many_tasks": (429, 1303, "parallel task over resource pack limit"),
    "server_error": (500, 5000, "Internal server error"),
    "maintenance": (503, 5001, "Server is temporarily unavailable"),
}
"""HTTP status, code in the body and words for each refusal."""

FAILURES: Mapping[FailureReason, str] = {
    "moderation": "Failure to pass the risk control system",
    "error": "Service busy, task failed",
}

STATUS = {"succeeded": "succeed", "failed": "failed"}


def spoken(seconds: int) -> str:
    """Return a duration as Kling does: a string of seconds."""
    return f"{seconds}.0"


class Chainhub(Vendor):
    """The API below `https://api.chainhub.tech`."""

    name = "chainhub"

    def __init__(self, house: House, spec: Spec, *, balance: float) -> None:
        super().__init__(house, spec, KEY)
        self.account = Account(balance)
        self._answers = count(1)
        self.kling = Family(
            self.name,
            "kling",
            house.clock,
            house.rng,
            (Phase("submitted", 5, 20), Phase("processing", 120, 240)),
            frozenset(REFUSALS),
        )
        # The sources come from text2video, whose tasks are not read where extensions are.
        for variable, seconds, barred in (
            ("CHAINHUB_KLING_SOURCE", KLING_SECONDS, None),
            ("CHAINHUB_KLING_LONG_SOURCE", 178, TOO_LONG),
        ):
            self.kling.seed(
                task_id=decimal(house.rng),
                result_id=decimal(house.rng),
                variable=variable,
                seconds=seconds,
                barred=barred,
                listed=False,
            )
        path = "/kling/v1/videos/video-extend"
        self.endpoints = [
            Endpoint("submit", "POST", path, self._extend, self.kling),
            Endpoint("read", "GET", f"{path}/{{task_id}}", self._read, self.kling),
        ]

    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer HTTP 401, code 1001 without credentials and 1002 with wrong ones."""
        if authorization is None:
            return self._envelope(401, 1001, "Authorization is empty")
        return self.refuse("unauthorized", self.kling)

    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer code 1201 with what is wrong."""
        return self._envelope(400, 1201, "; ".join(map(str, problems)))

    def no_such_path(self) -> Answer:
        """Answer code 1202: method or path is wrong."""
        return self._envelope(404, 1202, "The requested method is invalid")

    def refuse(self, refusal: Refusal, family: Family) -> Answer:
        """Refuse with Kling's code; the HTTP status alone would not tell an empty purse."""
        del family
        return self._envelope(*REFUSALS[refusal])

    def _extend(self, call: Call) -> Answer:
        source: str = call.body["video_id"]
        parent = self.kling.maker(source)
        if parent is None or parent.moment(call.now).end != "succeeded":
            return self._envelope(404, 1203, "The requested resource does not exist: video_id")
        # The longer of the two, so that the answer does not depend on the draw.
        if parent.seconds_after + max(KLING_ADDED_SECONDS) > KLING_LONGEST_S:
            return self._envelope(400, 1201, TOO_LONG)
        if not self.account.charge(KLING_CREDITS):
            return self.refuse("insufficient_credits", self.kling)
        rng = self.house.rng
        task = self.kling.submit(
            call.now,
            task_id=decimal(rng),
            result_id=decimal(rng),
            parent=parent,
            request=call.body,
            seconds_added=rng.choice(KLING_ADDED_SECONDS),
        )
        self.enter(self.kling, task, source=source, price=KLING_CREDITS)
        data = _state(task, task.moment(call.now))
        return self._envelope(200, 0, "SUCCEED", data, made=task.id)

    def _read(self, call: Call) -> Answer:
        task = self.kling.tasks.get(call.path["task_id"])
        if task is None or task.parent is None:
            return self._envelope(404, 1203, "The requested resource does not exist: task_id")
        moment = task.moment(call.now)
        data = _state(task, moment)
        failure = moment.failure
        data["task_status_msg"] = (
            "" if failure is None else failure.message or FAILURES[failure.reason]
        )
        data["task_info"] = {"parent_video": self._video(call, task.parent)}
        if moment.end == "succeeded":
            data["task_result"] = {"videos": [self._video(call, task)]}
        return self._envelope(200, 0, "SUCCEED", data)

    def _video(self, call: Call, task: Task) -> dict[str, Any]:
        """Return what a task made: the whole video, the source and the seconds added."""
        name = f"{self.kling.key}/{task.result_id}.mp4"
        return {
            "id": task.result_id,
            "url": self.house.media.link(call.origin, name, end_s=task.seconds_after),
            "duration": spoken(task.seconds_after),
        }

    def _envelope(
        self,
        status: int,
        code: int,
        message: str,
        data: dict[str, Any] | None = None,
        *,
        made: str | None = None,
    ) -> Answer:
        body: dict[str, Any] = {
            "code": code,
            "message": message,
            # Counted, not drawn: how often somebody looks must not change the ids of tasks.
            "request_id": f"emulated-request-{next(self._answers):08d}",
        }
        # Kling leaves data out of its errors.
        return Answer(status, body if data is None else {**body, "data": data}, made=made)


def _state(task: Task, moment: Moment) -> dict[str, Any]:
    """Return what both a create and a read say of a task."""
    return {
        "task_id": task.id,
        "task_status": STATUS.get(moment.end or "", moment.state),
        "created_at": milliseconds(task.created_at),
        "updated_at": milliseconds(moment.since),
    }
