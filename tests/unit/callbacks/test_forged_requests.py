"""More than a thousand forged and malformed requests: all are refused, with the same response."""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from longtake._providers import PROVIDERS
from tests.helpers.callback_bodies import (
    KIE_KEY,
    KLING_SECRET,
    NOW,
    RECEIVER_SECRET,
    SAMPLES,
    Sample,
    headers,
    written,
)
from tests.helpers.callback_posts import Make, Posting, each_kind
from tests.helpers.task_kinds import EVERY_KIND

if TYPE_CHECKING:
    import pytest

    from longtake.callbacks import Event, ReceivedCallback

ROUNDS: Final = 3
"""How often each kind of forgery is made of each callback, with other random values."""


@frozen
class Request:
    """A request that must be refused."""

    forgery: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"


Forge = Callable[[random.Random, Posting, Sample], Request]


def _noise(rng: random.Random, length: int) -> str:
    return base64.urlsafe_b64encode(rng.randbytes(length)).decode().rstrip("=")


def no_token(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    base = receiver.url(sample.provider).rpartition("/")[0]
    ending = rng.choice(["", "/", "/x", "//", "/..", f"/{_noise(rng, 8)}"])
    return Request("no token", base + ending, written(sample), headers(sample))


def wrong_token(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    base = receiver.url(sample.provider).rpartition("/")[0]
    return Request("wrong token", f"{base}/{_noise(rng, 32)}", written(sample), headers(sample))


def nearly_the_token(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    url = receiver.url(sample.provider)
    base, _, token = url.rpartition("/")
    place = rng.randrange(len(token))
    other = rng.choice("AbC019-_".replace(token[place], ""))
    changed = token[:place] + other + token[place + 1 :]
    return Request("nearly the token", f"{base}/{changed}", written(sample), headers(sample))


def token_of_another_provider(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    others = [name for name in PROVIDERS if name != sample.provider]
    token = receiver.url(rng.choice(others)).rpartition("/")[2]
    base = receiver.url(sample.provider).rpartition("/")[0]
    return Request("token of another provider", f"{base}/{token}", written(sample), headers(sample))


def unknown_label(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    url = f"{receiver.url(sample.provider)}/{_noise(rng, 6)}"
    return Request("unknown label", url, written(sample), headers(sample))


def other_method(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    method = rng.choice(["GET", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "POSTE"])
    url = receiver.url(sample.provider)
    return Request("another method", url, written(sample), headers(sample), method)


def too_long(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    body = written(sample) + b" " * rng.randrange(256 * 1024, 260 * 1024)
    return Request("too long", receiver.url(sample.provider), body, headers(sample))


def odd_length(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    length = rng.choice(["-1", "1e3", "99999999999", "9" * 5000, "x", "+5", " ", "²"])
    given = {**headers(sample), "Content-Length": length}
    return Request("odd length", receiver.url(sample.provider), written(sample), given)


def odd_path(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    url = receiver.url(sample.provider)
    base, _, token = url.rpartition("/")
    changed = rng.choice(
        [
            f"{url}//",
            f"{url}%00",
            f"{url}%0a",
            f"{url}%2Forder-17",
            f"{url}/{'a' * 65}",
            f"{url}/..%2f",
            f"{url};{_noise(rng, 3)}",
            f"{url}{_noise(rng, 3)}",
            f"{base}/{token[:-1]}",
            f"{base}/{token.swapcase()}",
            f"{base}/{token}={_noise(rng, 3)}",
            f"{base.replace(sample.provider, sample.provider.upper())}/{token}",
            f"{base.removesuffix(sample.provider)}{token}",
            f"{base}/?{token}",
            f"{base}/{'a/' * 600}{token}",
        ]
    )
    return Request("odd path", changed, written(sample), headers(sample))


def compressed(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    """Providers do not compress. A decompression bomb must not be unpacked."""
    body = gzip.compress(written(sample) + b" " * rng.randrange(10**6), mtime=0)
    given = {**headers(sample), "Content-Encoding": "gzip"}
    return Request("compressed", receiver.url(sample.provider), body, given)


def no_json(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    body = rng.choice(
        [
            b"",
            rng.randbytes(rng.randrange(1, 400)),
            written(sample)[: rng.randrange(1, len(written(sample)) - 1)],
            b"[" * rng.randrange(1, 50_000),
            b'{"a":' * rng.randrange(1, 20_000),
            b"9" * rng.randrange(4301, 9000),
            b"[" + written(sample) + b"]",
            b"null",
            b'"\\ud800"',
            b"taskId=1&status=SUCCEEDED",
            b"<task/>",
        ]
    )
    return Request("no JSON object", receiver.url(sample.provider), body, headers(sample))


ODD: Final[list[Any]] = [
    None,
    "",
    "..",
    "\n",
    "\ud800",
    "a" * 2000,
    -1.5,
    True,
    [],
    {},
    [1],
    {"a": 1},
]


def no_task(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    """A callback whose task id is invalid, signed with the id as longtake reads it."""
    odd = rng.choice(ODD)
    body: dict[str, Any] = json.loads(json.dumps(sample.body))
    for place in (body, body.get("data"), body.get("task")):
        if isinstance(place, dict):
            for name in ("task_id", "taskId", "id"):
                if name in place:
                    place[name] = odd
    forged = Sample(provider=sample.provider, kind="", outcome="", task_id=str(odd)[:1], body=body)
    signed = headers(Sample.of(forged, json.dumps(body), "x"))
    return Request("no task", receiver.url(sample.provider), json.dumps(body).encode(), signed)


def another_shape(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    body = rng.choice(
        [
            {},
            {"data": rng.choice(ODD), "code": 200},
            {"data": {"taskId": "t"}},
            {"hello": sample.body},
            {"taskId": "t", "code": rng.choice(ODD)},
            {"error": "no", "code": 500},
        ]
    )
    made = Sample.of(sample, json.dumps(body), "t")
    return Request("another shape", receiver.url(sample.provider), written(made), headers(made))


def another_content_type(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    kind = rng.choice(["text/html", "application/xml", "multipart/form-data", "image/png", "é"])
    given = {**headers(sample), "Content-Type": kind}
    return Request(
        "not JSON by its content type", receiver.url(sample.provider), written(sample), given
    )


def unsigned(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    given = headers(sample)
    names = [name for name in given if name != "Content-Type"]
    for name in rng.sample(names, rng.randrange(1, len(names) + 1)):
        del given[name]
    return Request("unsigned", receiver.url(sample.provider), written(sample), given)


def wrongly_signed(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    given = headers(sample)
    name = next(name for name in given if name.endswith("Signature"))
    digest = base64.b64encode(rng.randbytes(32)).decode()
    given[name] = rng.choice(
        [
            "",
            digest,
            f"v1,{digest}",
            f"v2,{digest}",
            f"{digest} v1,{digest}",
            "v1," * 500,
            given[name].swapcase(),
            given[name][:-3],
            "é",
        ]
    )
    return Request("wrongly signed", receiver.url(sample.provider), written(sample), given)


def signed_by_another(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    keys = {
        "kie": ["", KIE_KEY[0], KIE_KEY.upper(), KIE_KEY + "\n", KLING_SECRET, _noise(rng, 24)],
        "kling": [
            "whsec_",
            KLING_SECRET.swapcase().replace("WHSEC", "whsec"),
            "whsec_" + base64.b64encode(KLING_SECRET.encode()).decode(),
            "whsec_" + base64.b64encode(rng.randbytes(24)).decode(),
        ],
    }
    signed = headers(sample, key=rng.choice(keys[sample.provider]))
    return Request("signed by another", receiver.url(sample.provider), written(sample), signed)


def signed_for_another(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    other = f"{sample.task_id}{rng.randrange(10)}"
    body = written(sample).replace(sample.task_id.encode(), other.encode())
    return Request("signed for another", receiver.url(sample.provider), body, headers(sample))


def at_another_time(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    off = rng.choice([-1, 1]) * rng.randrange(301, 10**8)
    signed = headers(sample, at=NOW + off)
    return Request("at another time", receiver.url(sample.provider), written(sample), signed)


def odd_time(rng: random.Random, receiver: Posting, sample: Sample) -> Request:
    given = headers(sample)
    name = next(name for name in given if name.endswith("Timestamp"))
    given[name] = rng.choice(
        [str(NOW + 1), f"{NOW}.0", f" {NOW}0", "1e9", "nan", "-1", "9" * 5000, "", "0x1", "é"]
    )
    return Request("odd time", receiver.url(sample.provider), written(sample), given)


ANYWHERE: Final[tuple[Forge, ...]] = (
    no_token,
    wrong_token,
    nearly_the_token,
    token_of_another_provider,
    unknown_label,
    odd_path,
    other_method,
    too_long,
    odd_length,
    compressed,
    no_json,
    no_task,
    another_shape,
    another_content_type,
)
WHERE_SIGNED: Final[tuple[Forge, ...]] = (
    unsigned,
    wrongly_signed,
    signed_by_another,
    signed_for_another,
    at_another_time,
    odd_time,
)


def signed(sample: Sample) -> bool:
    return EVERY_KIND[f"{sample.provider}/{sample.kind}"].common.signs_callbacks


def requests(receiver: Posting) -> Iterator[Request]:
    rng = random.Random(6)  # noqa: S311 - the same forgeries in every run
    for _ in range(ROUNDS):
        for forge in (*ANYWHERE, *WHERE_SIGNED):
            for sample in SAMPLES:
                if forge in WHERE_SIGNED and not signed(sample):
                    continue
                yield forge(rng, receiver, sample)


@each_kind
def test_hundreds_of_forgeries_change_and_reveal_nothing(
    receiving: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "longtake")
    events: list[Event] = []
    # The receiver that trusts most: handlers would get any body that is accepted.
    receiver = receiving(events.append, trust="body")
    received: list[ReceivedCallback] = []
    for sample in SAMPLES:
        receiver.record.subscribe(sample.provider, sample.task_id, received.append)
    responses: set[tuple[int, bytes, tuple[tuple[str, str], ...]]] = set()
    distinct: dict[str, set[str]] = {}
    for request in requests(receiver):
        response = receiver.request(request.url, request.body, request.headers, request.method)
        assert response.status_code == 404, request
        responses.add((response.status_code, response.content, tuple(response.headers.items())))
        distinct.setdefault(request.forgery, set()).add(repr(request))
    kinds = len(ANYWHERE) + len(WHERE_SIGNED)
    assert (len(distinct), sum(map(len, distinct.values())) > 600) == (kinds, True)
    assert min(map(len, distinct.values())) >= 18
    assert responses == {(404, b"", (("content-length", "0"),))}
    assert receiver.close() == 0
    assert events == []
    assert received == []
    assert len(receiver.record) == 0
    for secret in (RECEIVER_SECRET, receiver.url("kie").rpartition("/")[2]):
        assert secret not in caplog.text


@each_kind
def test_the_same_receiver_accepts_true_callbacks(receiving: Make) -> None:
    """The forgeries above differ from these only in what is forged."""
    receiver = receiving(trust="body")
    for number, sample in enumerate(SAMPLES):
        assert receiver.post(sample, message=f"m{number}").status_code == 200
        assert receiver.record.last(sample.provider, sample.task_id)
