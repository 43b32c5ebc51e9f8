"""Callbacks of several task kinds whose bodies have one shape: the address names the kind."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake.callbacks import Event, Receiver, parse
from longtake.errors import CallbackError
from longtake_chainhub.models import KlingImage

if TYPE_CHECKING:
    from longtake import Chainhub
    from longtake_pytest import ServedEmulator

SECRET: Final = "a secret of the receiver's"
BODY: Final = {"task_id": "801", "task_status": "processing", "task_status_msg": ""}


class Collector:
    """A handler that keeps its events."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ended = threading.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if event.state.ended:
            self.ended.set()


def receiver_of(client: Chainhub, collector: Collector) -> Receiver:
    return Receiver(collector, secret=SECRET, base_url="http://films.test", clients=[client])


@pytest.mark.parametrize("method", ["text_to_video", "image_to_video", "multi_image_to_video"])
@pytest.mark.parametrize("by_hand", [False, True], ids=["named", "made by hand"])
def test_each_task_is_polled_as_its_kind(
    longtake_chainhub: Chainhub, longtake_emulator: ServedEmulator, method: str, *, by_hand: bool
) -> None:
    collector = Collector()
    receiver = receiver_of(longtake_chainhub, collector)
    longtake_emulator.deliver_to = receiver
    address: dict[str, Any] = (
        {"callback_url": receiver.url("chainhub")} if by_hand else {"callbacks": receiver}
    )
    address_of_image = "https://films.example/first.png"
    images: dict[str, dict[str, Any]] = {
        "text_to_video": {},
        "image_to_video": {"image": address_of_image},
        "multi_image_to_video": {"image_list": [KlingImage(image=address_of_image)]},
    }
    start = getattr(longtake_chainhub.kling, method)
    task = start(prompt="A dog runs", **images[method], **address)
    video = task.wait()
    receiver.close()
    assert collector.ended.is_set()
    assert {event.kind for event in collector.events} == {f"kling-{method.replace('_', '-')}"}
    assert collector.events[-1].token == task.token
    assert collector.events[-1].snapshot.videos == (video.file,)


def test_the_token_of_an_address_covers_the_kind(longtake_chainhub: Chainhub) -> None:
    receiver = receiver_of(longtake_chainhub, Collector())
    url = receiver.url("chainhub", "film-1", kind="kling")
    other = url.replace("chainhub.kling/", "chainhub.kling-text-to-video/")
    assert other != url
    transport = httpx.WSGITransport(receiver.wsgi_app)
    with httpx.Client(transport=transport) as client:
        assert client.post(url, json=BODY).status_code == 200
        assert client.post(other, json=BODY).status_code == 404
        assert (
            client.post(url.replace("chainhub.kling/", "chainhub/"), json=BODY).status_code == 404
        )
    receiver.close()


def test_a_callback_names_the_kinds_that_its_body_fits() -> None:
    body = '{"task_id": "801", "task_status": "processing"}'
    anything = parse("chainhub", {}, body)
    assert (anything.kind, anything.other_kinds) == (
        "kling",
        ("kling-text-to-video", "kling-image-to-video", "kling-multi-image-to-video"),
    )
    assert len(set(anything.tokens)) == 4
    one = parse("chainhub", {}, body, kind="kling-image-to-video")
    assert (one.kind, one.other_kinds) == ("kling-image-to-video", ())
    with pytest.raises(
        CallbackError, match=r"must be a callback of kie: expected one of .*\(runway\)"
    ):
        parse("kie", {}, '{"data": {"info": {}, "taskId": "t"}, "code": 200}', kind="runway")
