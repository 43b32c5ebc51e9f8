"""Callbacks as the providers document them, signed without longtake."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, frozen

if TYPE_CHECKING:
    from longtake.callbacks import ProviderName

NOW: Final = 1_781_080_800
KIE_KEY: Final = "a signing key for tests"
KLING_SECRET: Final = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="
RECEIVER_SECRET: Final = "a receiver's secret, for tests"

VIDEO: Final = "https://files.test/longer.mp4"
USEAPI_TASK: Final = "user:1234-runwayml:you@example.com-task:0f0f0f0f"


@frozen(kw_only=True)
class Sample:
    """A callback and its meaning."""

    provider: ProviderName
    kind: str
    outcome: str
    task_id: str
    body: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.provider}/{self.kind} {self.outcome}"

    @classmethod
    def of(cls, other: Sample, body: str, task_id: str) -> Sample:
        """Return a sample with another body, about another task."""
        return evolve(other, body=json.loads(body), task_id=task_id)


def _kie(kind: str, outcome: str, task_id: str, code: int, data: dict[str, Any]) -> Sample:
    body = {"code": code, "msg": "success" if code == 200 else "it violates a policy", "data": data}
    return Sample(provider="kie", kind=kind, outcome=outcome, task_id=task_id, body=body)


def _kling(outcome: str, **fields: Any) -> Sample:
    body = {"task_id": "828006748715380777", "created_at": 1, "updated_at": 2, **fields}
    return Sample(
        provider="kling",
        kind="kling",
        outcome=outcome,
        task_id="828006748715380777",
        body=body,
    )


def _gen2(outcome: str, **fields: Any) -> Sample:
    body = {"taskId": USEAPI_TASK, "taskType": "gen2", "replyRef": "order-17", **fields}
    return Sample(provider="useapi", kind="gen2", outcome=outcome, task_id=USEAPI_TASK, body=body)


ARTIFACT: Final = {"assetId": "asset-1", "url": VIDEO, "metadata": {"duration": 8.0}}

DONE: Final = [
    _kie(
        "runway",
        "succeeded",
        "ee603959-debb-48d1-98c4-a6d1c717eba6",
        200,
        {
            "task_id": "ee603959-debb-48d1-98c4-a6d1c717eba6",
            "video_id": "485da89c",
            "video_url": VIDEO,
            "image_url": "https://files.test/cover.png",
        },
    ),
    _kie(
        "veo",
        "succeeded",
        "veo_task_1",
        200,
        {
            "taskId": "veo_task_1",
            "info": {"resultUrls": [VIDEO], "resolution": "720p"},
            "fallbackFlag": False,
        },
    ),
    _kie(
        "veo",
        "succeeded, links as JSON",
        "veo_task_2",
        200,
        {"taskId": "veo_task_2", "info": {"resultUrls": json.dumps([VIDEO])}},
    ),
    _kie(
        "midjourney",
        "succeeded",
        "mj_task_1",
        200,
        {"taskId": "mj_task_1", "promptJson": '{"prompt": "x"}', "resultUrls": [VIDEO]},
    ),
    _kling(
        "succeed",
        task_status="succeed",
        task_result={"videos": [{"id": "v1", "url": VIDEO, "duration": "9.5"}]},
    ),
    _kling(
        "succeeded",
        task_status="succeeded",
        task_result={"videos": [{"id": "v1", "url": VIDEO, "duration": "9.5"}]},
    ),
    _gen2("SUCCEEDED", status="SUCCEEDED", artifacts=[ARTIFACT]),
    Sample(
        provider="useapi",
        kind="gen2",
        outcome="SUCCEEDED in an envelope",
        task_id=USEAPI_TASK,
        body={
            "task": {"taskId": USEAPI_TASK, "status": "SUCCEEDED", "artifacts": [ARTIFACT]},
            "code": 200,
        },
    ),
    _kie(
        "veo",
        "succeeded, an extension",
        "veo_extend_task_1",
        200,
        {
            "taskId": "veo_extend_task_1",
            "info": {
                "resultUrls": ["https://files.test/part.mp4"],
                "fullResultUrls": [VIDEO],
                "resolution": "720p",
            },
            "fallbackFlag": False,
        },
    ),
    _kie(
        "jobs",
        "succeeded",
        "job_1",
        200,
        {
            "taskId": "job_1",
            "model": "pixverse-v6/extend",
            "state": "success",
            "resultJson": json.dumps({"resultUrls": [VIDEO]}),
            "response": {"resultUrls": [VIDEO]},
            "creditsConsumed": 36,
        },
    ),
    _kie(
        "jobs",
        "succeeded, an older one",
        "job_2",
        200,
        {"taskId": "job_2", "state": "success", "resultJson": {"resultUrls": [VIDEO]}},
    ),
]
FAILED: Final = [
    _kie(
        "runway",
        "failed",
        "runway-task-2",
        400,
        {"task_id": "runway-task-2", "video_id": "", "video_url": "", "image_url": ""},
    ),
    _kie("veo", "failed", "veo_task_3", 400, {"taskId": "veo_task_3", "fallbackFlag": False}),
    _kie("veo", "failed, bare", "veo_task_4", 501, {"taskId": "veo_task_4"}),
    _kie(
        "midjourney",
        "failed",
        "mj_task_2",
        500,
        {"taskId": "mj_task_2", "promptJson": "{}", "resultUrls": []},
    ),
    _kie(
        "jobs",
        "failed",
        "job_3",
        501,
        {"taskId": "job_3", "state": "fail", "resultJson": "", "failMsg": "it violates a policy"},
    ),
    _kling("failed", task_status="failed", task_status_msg="it violates a policy"),
    _gen2(
        "FAILED",
        status="FAILED",
        error={"errorMessage": "it violates a policy", "tally_asimov": True},
    ),
]
UNDER_WAY: Final = [
    _kling("submitted", task_status="submitted"),
    _kling("processing", task_status="processing"),
    _gen2("RUNNING", status="RUNNING", progressRatio="0.43"),
    _gen2("unknown state", status="DREAMING"),
]
NOTICE: Final = Sample(
    provider="kling",
    kind="kling",
    outcome="a notice",
    task_id="1234567890",
    body={
        "id": "1234567890",
        "status": "succeeded",
        "message": "",
        "create_time": 1781080778802,
        "update_time": 1781080794151,
    },
)
SAMPLES: Final = [*DONE, *FAILED, *UNDER_WAY, NOTICE]


def written(sample: Sample) -> bytes:
    """Return the body as it is sent."""
    return json.dumps(sample.body).encode()


def headers(
    sample: Sample, *, at: int = NOW, message: str = "msg_1", key: str | None = None
) -> dict[str, str]:
    """Return the headers that the provider sends with a sample, signed if it signs callbacks."""
    content = {"Content-Type": "application/json"}
    key = {"kie": KIE_KEY, "kling": KLING_SECRET}.get(sample.provider) if key is None else key
    if sample.provider == "kie" and key is not None:
        digest = hmac.new(key.encode(), f"{sample.task_id}.{at}".encode(), hashlib.sha256)
        signature = base64.b64encode(digest.digest()).decode()
        return {**content, "X-Webhook-Timestamp": str(at), "X-Webhook-Signature": signature}
    if sample.provider == "kling" and key is not None:
        secret = base64.b64decode(key.removeprefix("whsec_"))
        digest = hmac.new(secret, f"{message}.{at}.".encode() + written(sample), hashlib.sha256)
        return {
            **content,
            "Webhook-Id": message,
            "Webhook-Timestamp": str(at),
            "Webhook-Signature": "v1," + base64.b64encode(digest.digest()).decode(),
        }
    return content
