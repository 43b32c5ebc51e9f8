"""Callbacks about several kinds of task whose bodies look alike: the address names the kind."""

from __future__ import annotations

import threading
from typing import Any, Final

import httpx
import pytest

from longtake import Chainhub
from longtake.callbacks import Event, Receiver, parse
from longtake.errors import CallbackError
from longtake_pytest import ServedEmulator

SECRET: Final = "a secret of the receiver's"
BODY: Final = {"task_id": "801", "task_status": "processing", "task_status_msg": ""}


class Heard:
    """A handler that keeps what it was given."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ended = threading.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if event.state.ended:
            self.ended.set()


def receiver_of(client: Chainhub, heard: Heard) -> Receiver:
    return Receiver(heard, secret=SECRET, base_url="http://films.test", clients=[client])


@pytest.mark.parametrize("method", ["text2video", "image2video"])
@pytest.mark.parametrize("by_hand", [False, True], ids=["named", "made by hand"])
def test_each_kind_is_read_as_what_it_is(
    longtake_chainhub: Chainhub, longtake_emulator: ServedEmulator, method: str, *, by_hand: bool
) -> None:
    heard = Heard()
    receiver = receiver_of(longtake_chainhub, heard)
    longtake_emulator.deliver_to = receiver
    address: dict[str, Any] = (
        {"callback_url": receiver.url("chainhub")} if by_hand else {"callbacks": receiver}
    )
    image = {} if method == "text2video" else {"image": "https://films.example/first.png"}
    start = getattr(longtake_chainhub.kling, method)
    task = start(prompt="A dog runs", **image, **address)
    video = task.wait()
    receiver.close()
    assert heard.ended.is_set()
    assert {event.family for event in heard.events} == {f"kling-{method}"}
    assert heard.events[-1].token == task.token
    assert heard.events[-1].snapshot.videos == (video.file,)


def test_an_address_of_another_kind_is_none_of_ours(longtake_chainhub: Chainhub) -> None:
    receiver = receiver_of(longtake_chainhub, Heard())
    url = receiver.url("chainhub", "film-1", kind="kling")
    other = url.replace("chainhub.kling/", "chainhub.kling-text2video/")
    assert other != url
    transport = httpx.WSGITransport(receiver.wsgi_app)
    with httpx.Client(transport=transport) as client:
        assert client.post(url, json=BODY).status_code == 200
        assert client.post(other, json=BODY).status_code == 404
        assert (
            client.post(url.replace("chainhub.kling/", "chainhub/"), json=BODY).status_code == 404
        )
    receiver.close()


def test_a_body_says_which_kinds_it_may_be_about() -> None:
    body = '{"task_id": "801", "task_status": "processing"}'
    anything = parse("chainhub", {}, body)
    assert (anything.family, anything.other_families) == (
        "kling",
        ("kling-text2video", "kling-image2video"),
    )
    assert len(set(anything.tokens)) == 3
    one = parse("chainhub", {}, body, kind="kling-image2video")
    assert (one.family, one.other_families) == ("kling-image2video", ())
    with pytest.raises(CallbackError, match=r"no callback of kie: it has none of .*\(runway\)"):
        parse("kie", {}, '{"data": {"info": {}, "taskId": "t"}, "code": 200}', kind="runway")
