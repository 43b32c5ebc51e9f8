"""Kie.ai: Runway, Veo and Midjourney behind one envelope that is always HTTP 200.

What the vendor documents of its answers is in the spec; what it does not is decided here, and says
so. The prices are this emulator's own.
"""

import json
from collections.abc import Mapping
from typing import Any

from longtake.emulator.account import Account
from longtake.emulator.clock import milliseconds, plain
from longtake.emulator.family import Family
from longtake.emulator.faults import Failure, FailureReason, Refusal
from longtake.emulator.ids import hexadecimal, uuid_text
from longtake.emulator.problems import Problem
from longtake.emulator.spec import Spec
from longtake.emulator.tasks import Moment, Phase, Task
from longtake.emulator.vendor import Answer, Call, Endpoint, House, Vendor

KEY = "emulated-kie-key"

# The vendor names no length for a Runway extension; this is the shorter of the two that it makes.
RUNWAY_SECONDS = 5
VEO_SECONDS, VEO_ADDED_SECONDS = 8, 7
MIDJOURNEY_SECONDS, MIDJOURNEY_ADDED_SECONDS = 5, 4
# A Midjourney video task makes a batch, told apart by `index`.
MIDJOURNEY_VIDEOS = 4

RUNWAY_CREDITS: Mapping[str, float] = {"720p": 12.0, "1080p": 30.0}
VEO_CREDITS = 60.0
MIDJOURNEY_CREDITS = 45.0

REFUSALS: Mapping[Refusal, tuple[int, int, str]] = {
    "unauthorized": (200, 401, "You do not have access permissions"),
    "insufficient_credits": (200, 402, "The current credits are insufficient. Please top up."),
    "content": (200, 400, "Your prompt was flagged as violating the content policies."),
    "rate_limit": (200, 429, "The request frequency is too high. Please try again later."),
    "rate_limit_http": (429, 429, "The request frequency is too high. Please try again later."),
    "maintenance": (200, 455, "The service is under maintenance. Please try again later."),
    "server_error": (200, 500, "Server exception, please try again later."),
    "server_error_http": (500, 500, "Server exception, please try again later."),
    "feature_off": (200, 505, "This feature is currently disabled."),
}
"""HTTP status, code in the body and words for each refusal."""

FAILURES: Mapping[FailureReason, str] = {
    "moderation": "The content was flagged as violating the content policies.",
    "error": "Internal error, please try again later.",
}


def envelope(code: int, msg: str, data: object = None, *, status: int = 200) -> Answer:
    """Wrap `data` as kie.ai does; an error too is HTTP 200 unless `status` says otherwise."""
    return Answer(status, {"code": code, "msg": msg, "data": data})


def failure_words(failure: Failure) -> str:
    """Return what the vendor says of a failed task."""
    return failure.message or FAILURES[failure.reason]


class Kie(Vendor):
    """The API below `https://api.kie.ai`."""

    name = "kie"

    def __init__(self, house: House, spec: Spec, *, balance: float) -> None:
        super().__init__(house, spec, KEY)
        self.account = Account(balance)
        self.runway = self._family(
            "runway",
            Phase("wait", 2, 5),
            Phase("queueing", 5, 15),
            Phase("generating", 50, 100),
        )
        # An extension takes "several to ten" minutes by the vendor's word.
        self.veo = self._family("veo", Phase("running", 180, 420))
        self.midjourney = self._family("midjourney", Phase("running", 45, 90))
        self._seed()
        api = "/api/v1"
        self.endpoints = [
            Endpoint("submit", "POST", f"{api}/runway/extend", self._extend_runway, self.runway),
            Endpoint("read", "GET", f"{api}/runway/record-detail", self._read_runway, self.runway),
            Endpoint("submit", "POST", f"{api}/veo/extend", self._extend_veo, self.veo),
            Endpoint("read", "GET", f"{api}/veo/record-info", self._read_veo, self.veo),
            Endpoint(
                "submit",
                "POST",
                f"{api}/mj/generateVideoExtend",
                self._extend_midjourney,
                self.midjourney,
            ),
            Endpoint(
                "read", "GET", f"{api}/mj/record-info", self._read_midjourney, self.midjourney
            ),
            Endpoint("other", "GET", f"{api}/chat/credit", self._read_credit),
        ]

    def _family(self, name: str, *phases: Phase) -> Family:
        refusals = frozenset(REFUSALS)
        return Family(self.name, name, self.house.clock, self.house.rng, phases, refusals)

    def _seed(self) -> None:
        rng = self.house.rng
        runway, veo, mj = uuid_text(rng), f"veo_task_{hexadecimal(rng, 24)}", hexadecimal(rng)
        self.runway.seed(
            task_id=runway, result_id=runway, variable="KIE_RUNWAY_SOURCE", seconds=RUNWAY_SECONDS
        )
        self.veo.seed(task_id=veo, result_id=veo, variable="KIE_VEO_SOURCE", seconds=VEO_SECONDS)
        self.midjourney.seed(
            task_id=mj,
            result_id=mj,
            variable="KIE_MIDJOURNEY_SOURCE",
            seconds=MIDJOURNEY_SECONDS,
            videos=MIDJOURNEY_VIDEOS,
        )
        upscaled = f"veo_task_{hexadecimal(rng, 24)}"
        self.veo.seed(
            task_id=upscaled,
            result_id=upscaled,
            variable="KIE_VEO_1080P_SOURCE",
            seconds=VEO_SECONDS,
            barred="A video that was turned into 1080p cannot be extended",
        )

    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer HTTP 200 with code 401, as users of the vendor meet it."""
        del authorization
        return self.refuse("unauthorized", self.veo)

    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer code 422 with what is wrong."""
        return envelope(422, "; ".join(map(str, problems)))

    def no_such_path(self) -> Answer:
        """Answer HTTP 404: before the envelope there is a router."""
        return envelope(404, "The requested resource or endpoint does not exist", status=404)

    def refuse(self, refusal: Refusal, family: Family) -> Answer:
        """Refuse in the envelope."""
        del family
        status, code, msg = REFUSALS[refusal]
        return envelope(code, msg, status=status)

    def _extend_runway(self, call: Call) -> Answer:
        price = RUNWAY_CREDITS.get(call.body["quality"], max(RUNWAY_CREDITS.values()))
        task_id = uuid_text(self.house.rng)
        return self._extend(self.runway, call, task_id, RUNWAY_SECONDS, price)

    def _extend_veo(self, call: Call) -> Answer:
        task_id = f"veo_extend_task_{hexadecimal(self.house.rng, 24)}"
        return self._extend(self.veo, call, task_id, VEO_ADDED_SECONDS, VEO_CREDITS)

    def _extend_midjourney(self, call: Call) -> Answer:
        body = call.body
        if body["taskType"] == "mj_video_extend_manual" and not body.get("prompt"):
            return envelope(422, "prompt: must be given with mj_video_extend_manual")
        parent = self.midjourney.maker(body["taskId"])
        if parent is not None and not 0 <= body["index"] < parent.videos:
            return envelope(422, f"index: the task has videos 0 to {parent.videos - 1}")
        task_id = hexadecimal(self.house.rng)
        added, price = MIDJOURNEY_ADDED_SECONDS, MIDJOURNEY_CREDITS
        return self._extend(self.midjourney, call, task_id, added, price)

    def _extend(
        self, family: Family, call: Call, task_id: str, added_s: int, price: float
    ) -> Answer:
        """Carry out what the three extensions have in common."""
        source: str = call.body["taskId"]
        parent = family.maker(source)
        if parent is None:
            return envelope(404, "The original video or task does not exist")
        # The vendor's list of codes for Runway has no 400.
        bad_input = 422 if family is self.runway else 400
        match parent.moment(call.now).end:
            case None:
                return envelope(bad_input, "The original task is still processing")
            case "failed" | "cancelled":
                return envelope(bad_input, "The original task has made no video")
            case "succeeded":
                pass
        if parent.barred is not None:
            return envelope(bad_input, parent.barred)
        if not self.account.charge(price):
            return self.refuse("insufficient_credits", family)
        task = family.submit(
            call.now,
            task_id=task_id,
            result_id=task_id,
            parent=parent,
            request=call.body,
            seconds_added=added_s,
        )
        self.enter(family, task, source=source, price=price)
        return Answer(
            200, {"code": 200, "msg": "success", "data": {"taskId": task_id}}, made=task_id
        )

    def _read_runway(self, call: Call) -> Answer:
        task = self.runway.tasks.get(call.query["taskId"])
        if task is None:
            return record_is_null()
        moment = task.moment(call.now)
        video_info: dict[str, Any] | None = None
        if moment.end == "succeeded":
            video_info = {
                "videoId": f"{task.id}-video",
                "taskId": task.id,
                # The whole video, the source and what was added: the vendor does not say.
                "videoUrl": self._link(call, self.runway, task),
                # The vendor's cover picture; there is none here.
                "imageUrl": "",
            }
        return envelope(
            200,
            "success",
            {
                "taskId": task.id,
                "parentTaskId": task.parent.id if task.parent is not None else "",
                "generateParam": {
                    "prompt": task.request["prompt"],
                    "imageUrl": "",
                    "expandPrompt": False,
                },
                "state": {"succeeded": "success", "failed": "fail"}.get(
                    moment.end or "", moment.state
                ),
                "generateTime": plain(task.created_at),
                "videoInfo": video_info,
                # Every failure has this code, says the vendor; only the words differ.
                "failCode": 0 if moment.failure is None else 400,
                "failMsg": "" if moment.failure is None else failure_words(moment.failure),
                "expireFlag": 0,
            },
        )

    def _read_veo(self, call: Call) -> Answer:
        task = self.veo.tasks.get(call.query["taskId"])
        if task is None:
            return record_is_null()
        moment = task.moment(call.now)
        response: dict[str, Any] | None = None
        if moment.end == "succeeded":
            response = {
                "taskId": task.id,
                "resultUrls": [self._link(call, self.veo, task, start_s=task.seconds_before)],
                "originUrls": None,
                "resolution": "1080p" if task.barred else "720p",
            }
            if task.parent is not None:
                # After an extension: the new part above, the whole video here.
                response["fullResultUrls"] = [self._link(call, self.veo, task, suffix="-full")]
        return envelope(
            200,
            "success",
            {
                "taskId": task.id,
                "paramJson": json.dumps(task.request),
                "completeTime": None if moment.end is None else plain(moment.since),
                "createTime": plain(task.created_at),
                "response": response,
                **outcome(moment),
            },
        )

    def _read_midjourney(self, call: Call) -> Answer:
        task = self.midjourney.tasks.get(call.query["taskId"])
        if task is None:
            return record_is_null()
        moment = task.moment(call.now)
        result: dict[str, Any] | None = None
        if moment.end == "succeeded":
            links = [
                self._link(call, self.midjourney, task, suffix=f"-{index}")
                for index in range(task.videos)
            ]
            # An object, in spite of its name.
            result = {"resultUrls": [{"resultUrl": link} for link in links]}
        return envelope(
            200,
            "success",
            {
                "taskId": task.id,
                "taskType": task.request.get("taskType", "mj_video"),
                "paramJson": json.dumps(task.request),
                "completeTime": None if moment.end is None else milliseconds(moment.since),
                "createTime": milliseconds(task.created_at),
                "resultInfoJson": result,
                **outcome(moment),
            },
        )

    def _link(
        self, call: Call, family: Family, task: Task, *, suffix: str = "", start_s: int = 0
    ) -> str:
        name = f"{family.key}/{task.id}{suffix}.mp4"
        return self.house.media.link(call.origin, name, start_s=start_s, end_s=task.seconds_after)

    def _read_credit(self, call: Call) -> Answer:
        del call
        return envelope(200, "success", self.account.balance)


def record_is_null() -> Answer:
    """Answer a read of a task that this endpoint does not know."""
    return envelope(422, "record is null")


def outcome(moment: Moment) -> dict[str, Any]:
    """Return the fields by which veo and midjourney say how a task stands."""
    if moment.failure is None:
        flag = 1 if moment.end == "succeeded" else 0
        return {"successFlag": flag, "errorCode": None, "errorMessage": None}
    # 2 is the vendor's own no, 3 one from further upstream.
    refused = moment.failure.reason == "moderation"
    return {
        "successFlag": 2 if refused else 3,
        "errorCode": 400 if refused else 501,
        "errorMessage": failure_words(moment.failure),
    }
