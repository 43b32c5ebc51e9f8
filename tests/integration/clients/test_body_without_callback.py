"""An operation without a callback parameter is sent unchanged; a 501 of kie is not about extending."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import httpx
import pytest
from attrs import define

from longtake import AsyncKie, InvalidRequestError, Kie, SubmitOutcomeUnknown
from longtake._core.callbacks import without_callback_url
from longtake._shell.client import hooks_of
from longtake.callbacks import Receiver
from longtake_kie.operations import EXTEND_VEO_VIDEO
from tests.helpers.scripted_waits import both_clients


@define
class Body:
    """A request body that has no parameter for a callback address."""

    prompt: str

    def to_dict(self) -> dict[str, Any]:
        return {"prompt": self.prompt}


def submit(body: object, sent: list[Any], *, asynchronous: bool, callbacks: Any = None) -> Any:
    """Submit a body to kie, which accepts it, and return the task."""

    def provider(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"code": 200, "data": {"taskId": "t"}})

    transport = httpx.MockTransport(provider)

    async def submit_async() -> Any:
        async with AsyncKie("a-key", transport=transport) as kie:
            return await hooks_of(kie).start(EXTEND_VEO_VIDEO, body, callbacks)

    if asynchronous:
        return asyncio.run(submit_async())
    with Kie("a-key", transport=transport) as kie:
        return hooks_of(kie).start(EXTEND_VEO_VIDEO, body, callbacks)


@both_clients
def test_a_body_without_callbacks_is_sent_unchanged(asynchronous: bool) -> None:
    sent: list[Any] = []
    assert submit(Body("On it goes"), sent, asynchronous=asynchronous).id == "t"
    assert sent == [{"prompt": "On it goes"}]


@both_clients
def test_callbacks_cannot_be_asked_for(asynchronous: bool) -> None:
    sent: list[Any] = []
    receiver = Receiver(secret="s" * 32, base_url="https://films.example/hooks")
    with pytest.raises(InvalidRequestError, match="no parameter call_back_url") as caught:
        submit(Body("On"), sent, asynchronous=asynchronous, callbacks=receiver)
    receiver.close()
    assert "Nothing was sent" in str(caught.value)
    assert sent == []


def test_a_body_of_any_other_kind_has_no_such_parameter_either() -> None:
    body = cast("Any", {"prompt": "On"})
    assert without_callback_url(body, EXTEND_VEO_VIDEO.address) is body


def test_kies_501_of_a_body_without_callbacks_mentions_no_extension() -> None:
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, json={"code": 501, "msg": "no", "data": None})
    )
    with Kie("a-key", transport=transport) as kie, pytest.raises(SubmitOutcomeUnknown) as caught:
        kie.veo.extend(task_id="s", prompt="On")
    assert "kie reports a failure: no" in str(caught.value)
    assert "the extension failed" not in str(caught.value)
