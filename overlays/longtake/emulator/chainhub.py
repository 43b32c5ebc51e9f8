"""Kling through chainhub.tech: video extensions in Kling's own envelope.

The reseller's page shows an empty answer; what stands here is Kling's, which it says is the same.
The price is this emulator's own.
"""

from collections.abc import Mapping, Sequence
from itertools import count, islice
from typing import Any, ClassVar, Final

from longtake.emulator.account import Account
from longtake.emulator.calling import Habits
from longtake.emulator.calling.signing import StandardSigner
from longtake.emulator.clock import milliseconds
from longtake.emulator.credentials import SigningPair, TokenFault, bearer_token, is_token
from longtake.emulator.endpoints import Answer, Call, Endpoint
from longtake.emulator.family import EVERYWHERE, Family
from longtake.emulator.faults import FailureReason, Refusal, Target
from longtake.emulator.ids import decimal
from longtake.emulator.limits import Limits
from longtake.emulator.problems import Problem
from longtake.emulator.spec import Spec
from longtake.emulator.tasks import Moment, Phase, Task
from longtake.emulator.vendor import House, Vendor

KEY: Final = "emulated-chainhub-key"
PAIR: Final = SigningPair("emulated-kling-access-key", "emulated-kling-secret-key")
# The reseller's prefix, which Kling's official hosts do not have.
PREFIX: Final = "/kling"

SECONDS: Final = 5
# "Adds 4-5 s a call": which of the two is drawn for each task.
ADDED_SECONDS: Final = (4, 5)
LONGEST_S: Final = 180
TOO_LONG: Final = "The video would become longer than 3 minutes"
OTHER_MODEL: Final = "The video of this model version cannot be extended"
# A video is extended within so many days of its end, and is there to fetch as long. Its task can be
# read for ever: no page tells of an end.
KEPT_S: Final = 30 * 24 * 3600.0
TOO_OLD: Final = "The video is older than 30 days"
CREDITS: Final = 1.0
# The vendor gives ranges for both, and no defaults; these are the emulator's own.
FIRST_PAGE: Final = "1"
PAGE_SIZE: Final = "30"

REFUSALS: Final[Mapping[Refusal, tuple[int, int, str]]] = {
    "unauthorized": (401, 1002, "Authorization is invalid"),
    "ip_not_allowed": (429, 1304, "The IP address is not on the allowlist of the key"),
    "not_found": (404, 1203, "The requested resource does not exist"),
    "insufficient_credits": (429, 1102, "Account balance not enough"),
    "content": (400, 1301, "Failure to pass the risk control system"),
    "rate_limit": (429, 1302, "API request rate over limit"),
    "too_many_tasks": (429, 1303, "parallel task over resource pack limit"),
    "server_error": (500, 5000, "Internal server error"),
    "maintenance": (503, 5001, "Server is temporarily unavailable"),
}
"""HTTP status, code in the body and words for each refusal."""

TOKEN_FAULTS: Final[Mapping[TokenFault, tuple[int, str]]] = {
    "invalid": (1002, "Authorization is invalid"),
    "not yet valid": (1003, "Authorization is not yet valid"),
    "expired": (1004, "Authorization has expired"),
}

FAILURES: Final[Mapping[FailureReason, str]] = {
    "moderation": "Failure to pass the risk control system",
    "error": "Service busy, task failed",
}

STATUS: Final = {"succeeded": "succeed", "failed": "failed"}


def spoken(seconds: int) -> str:
    """Return a duration as Kling does: a string of seconds."""
    return f"{seconds}.0"


class Chainhub(Vendor):
    """The API below `https://api.chainhub.tech`."""

    name = "chainhub"
    well: ClassVar[Mapping[str, Any]] = {"code": 0, "message": "SUCCEED"}

    def __init__(self, house: House, spec: Spec, *, balance: float, limits: Limits) -> None:
        super().__init__(house, spec, KEY)
        self.account = Account(balance)
        self.limits = limits
        self.pair = PAIR
        """The access key and the secret key of which Kling's official clients make a token."""
        self.notices = False
        """Call back with a change in few words, not with the task: Kling has both."""
        self._answers = count(1)
        self.kling = Family(
            self.name,
            "kling",
            house.clock,
            house.rng,
            (Phase("submitted", 5, 20), Phase("processing", 120, 240)),
            frozenset(REFUSALS),
            targets=EVERYWHERE | frozenset[Target]({"list"}),
        )
        house.caller.learn(
            self.kling,
            # No page tells of a second try.
            Habits(
                address="callback_url",
                when="change",
                body=self._called_back,
                signer=StandardSigner(lambda: house.caller.keys.kling),
            ),
        )
        # The sources come from text2video, whose tasks are not read where extensions are.
        for variable, seconds, barred in (
            ("CHAINHUB_KLING_SOURCE", SECONDS, None),
            ("CHAINHUB_KLING_LONG_SOURCE", 178, TOO_LONG),
            ("CHAINHUB_KLING_V2_SOURCE", SECONDS, OTHER_MODEL),
        ):
            self.kling.seed(
                task_id=decimal(house.rng),
                result_id=decimal(house.rng),
                variable=variable,
                seconds=seconds,
                barred=barred,
                listed=False,
            )
        path, one = "/v1/videos/video-extend", "/v1/videos/video-extend/{task_id}"
        kling = self.kling
        self.endpoints = [
            Endpoint("submit", "POST", PREFIX + path, self._extend_at_reseller, kling),
            Endpoint("read", "GET", PREFIX + one, self._read, kling),
            Endpoint("list", "GET", PREFIX + path, self._list, kling),
            Endpoint("submit", "POST", path, self._extend, kling, PREFIX + path),
            Endpoint("read", "GET", one, self._read, kling, PREFIX + one),
            Endpoint("list", "GET", path, self._list, kling, PREFIX + path),
        ]

    def unauthorized(self, authorization: str | None) -> Answer:
        """Answer HTTP 401, code 1001 without credentials, else 1002, or what is wrong with a token."""
        if not authorization:
            return self._envelope(401, 1001, "Authorization is empty")
        token = bearer_token(authorization)
        fault = None if token is None else self._token_fault(token)
        return self._envelope(401, *TOKEN_FAULTS[fault or "invalid"])

    def is_authorized(self, authorization: str | None) -> bool:
        """Whether a header brings the account's key, or a valid token of its pair."""
        if super().is_authorized(authorization):
            return True
        token = bearer_token(authorization)
        return token is not None and is_token(token) and self._token_fault(token) is None

    def _token_fault(self, token: str) -> TokenFault | None:
        return self.pair.fault(token, self.house.clock.now())

    def invalid(self, problems: list[Problem]) -> Answer:
        """Answer code 1201 with what is wrong."""
        return self._envelope(400, 1201, "; ".join(map(str, problems)))

    def no_such_path(self) -> Answer:
        """Answer code 1202: method or path is wrong."""
        return self._envelope(404, 1202, "The requested method is invalid")

    def refuse(self, refusal: Refusal) -> Answer:
        """Refuse with Kling's code; the HTTP status alone would not tell an empty purse."""
        return self._envelope(*REFUSALS[refusal])

    def coded(self, code: int, message: str, status: int) -> Answer:
        """Answer with an error code in Kling's envelope."""
        return self._envelope(status, code, message)

    def _extend_at_reseller(self, call: Call) -> Answer:
        """Extend a video; the reseller requires the prompt that Kling's own hosts do not."""
        if not call.body.get("prompt"):
            return self.invalid([Problem("prompt", "must be given")])
        return self._extend(call)

    def _extend(self, call: Call) -> Answer:
        source: str = call.body["video_id"]
        parent = self.kling.maker(source)
        if parent is None or parent.moment(call.now).end != "succeeded":
            # Nobody was told the id of a video that is not made yet, or never will be.
            return self._unknown("video_id")
        if call.now >= parent.moment(call.now).kept_until(KEPT_S):
            return self._envelope(400, 1201, TOO_OLD)
        # The longer of the two, so that the answer does not depend on the draw.
        longest_s = parent.seconds_after + max(ADDED_SECONDS)
        objection = parent.barred or (TOO_LONG if longest_s > LONGEST_S else None)
        if objection is not None:
            return self._envelope(400, 1201, objection)
        most = self.limits.kling_parallel
        if most is not None and len(self.kling.running(call.now)) >= most:
            return self.refuse("too_many_tasks")
        if not self.account.charge(CREDITS):
            return self.refuse("insufficient_credits")
        rng = self.house.rng
        task = self.kling.submit(
            call.now,
            task_id=decimal(rng),
            result_id=decimal(rng),
            parent=parent,
            request=call.body,
            seconds_added=rng.choice(ADDED_SECONDS),
        )
        self.enter(self.kling, task, source=source, price=CREDITS, origin=call.origin)
        data = _state(task, task.moment(call.now))
        return self._envelope(200, 0, "SUCCEED", data, made=task.id)

    def _read(self, call: Call) -> Answer:
        task = self.kling.tasks.get(call.path["task_id"])
        if task is None or not task.visible(call.now):
            return self._unknown("task_id")
        return self._envelope(200, 0, "SUCCEED", self._shown(call, task))

    def _list(self, call: Call) -> Answer:
        """Answer with a page of the tasks, newest first."""
        size = int(call.query.get("pageSize", PAGE_SIZE))
        start = (int(call.query.get("pageNum", FIRST_PAGE)) - 1) * size
        visible = (task for task in self.kling.newest_first() if task.visible(call.now))
        page = islice(visible, start, start + size)
        return self._envelope(200, 0, "SUCCEED", [self._shown(call, task) for task in page])

    def _shown(self, call: Call, task: Task) -> dict[str, Any]:
        """Return a task as a look at it shows it."""
        moment = task.moment(call.now)
        data = _state(task, moment)
        failure = moment.failure
        data["task_status_msg"] = (
            "" if failure is None else failure.message or FAILURES[failure.reason]
        )
        if task.parent is not None:
            data["task_info"] = {"parent_video": self._video(call, task.parent)}
        if moment.end == "succeeded":
            data["task_result"] = {"videos": [self._video(call, task)]}
        return data

    def _called_back(self, call: Call, task: Task) -> dict[str, Any]:
        """Return what is posted to a callback address."""
        shown = self._shown(call, task)
        if not self.notices:
            return shown
        status: str = shown["task_status"]
        return {
            "id": task.id,
            "status": "succeeded" if status == STATUS["succeeded"] else status,
            "message": shown["task_status_msg"],
            "create_time": shown["created_at"],
            "update_time": shown["updated_at"],
        }

    def _video(self, call: Call, task: Task) -> dict[str, Any]:
        """Return what a task made: the whole video, the source and the seconds added."""
        address = self.house.media.link(
            call.origin,
            f"{self.kling.key}/{task.result_id}.mp4",
            end_s=task.seconds_after,
            dies_at=task.moment(call.now).kept_until(KEPT_S),
        )
        return {
            "id": task.result_id,
            "url": address,
            "duration": spoken(task.seconds_after),
        }

    def _unknown(self, parameter: str) -> Answer:
        """Answer 1203, as `not_found` is, and say what named the thing."""
        status, code, message = REFUSALS["not_found"]
        return self._envelope(status, code, f"{message}: {parameter}")

    def _envelope(
        self,
        status: int,
        code: int,
        message: str,
        data: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
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
