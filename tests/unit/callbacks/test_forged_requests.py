"""A thousand and more forgeries and malformed calls: none is accepted, none fails, none learns anything."""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pytest
from attrs import frozen

from longtake.callbacks import Announced, Event
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
from tests.helpers.task_kinds import KINDS

ROUNDS: Final = 5


@frozen
class Call:
    """A request that must be refused."""

    what: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"


Forge = Callable[[random.Random, Posting, Sample], Call]


def _noise(rng: random.Random, length: int) -> str:
    return base64.urlsafe_b64encode(rng.randbytes(length)).decode().rstrip("=")


def no_token(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    base = receiver.url(sample.provider).rpartition("/")[0]
    ending = rng.choice(["", "/", "/x", "//", "/..", f"/{_noise(rng, 8)}"])
    return Call("no token", base + ending, written(sample), headers(sample))


def wrong_token(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    base = receiver.url(sample.provider).rpartition("/")[0]
    return Call("wrong token", f"{base}/{_noise(rng, 32)}", written(sample), headers(sample))


def nearly_the_token(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    url = receiver.url(sample.provider)
    base, _, token = url.rpartition("/")
    place = rng.randrange(len(token))
    other = rng.choice("AbC019-_".replace(token[place], ""))
    changed = token[:place] + other + token[place + 1 :]
    return Call("nearly the token", f"{base}/{changed}", written(sample), headers(sample))


def token_of_another_provider(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    others: list[Any] = [one for one in ("kie", "useapi", "chainhub") if one != sample.provider]
    token = receiver.url(rng.choice(others)).rpartition("/")[2]
    base = receiver.url(sample.provider).rpartition("/")[0]
    return Call("another's token", f"{base}/{token}", written(sample), headers(sample))


def label_of_ones_own(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    url = f"{receiver.url(sample.provider)}/{_noise(rng, 6)}"
    return Call("a label of one's own", url, written(sample), headers(sample))


def other_method(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    method = rng.choice(["GET", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "POSTE"])
    url = receiver.url(sample.provider)
    return Call("another method", url, written(sample), headers(sample), method)


def too_long(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    body = written(sample) + b" " * rng.randrange(256 * 1024, 260 * 1024)
    return Call("too long", receiver.url(sample.provider), body, headers(sample))


def length_of_ones_own(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    length = rng.choice(["-1", "1e3", "99999999999", "9" * 5000, "x", "+5", " ", "²"])
    given = {**headers(sample), "Content-Length": length}
    return Call("an odd length", receiver.url(sample.provider), written(sample), given)


def way_of_ones_own(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
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
    return Call("a way of one's own", changed, written(sample), headers(sample))


def compressed(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    """Vendors send what it says as it is; a bomb must not be unpacked."""
    body = gzip.compress(written(sample) + b" " * rng.randrange(10**6), mtime=0)
    given = {**headers(sample), "Content-Encoding": "gzip"}
    return Call("compressed", receiver.url(sample.provider), body, given)


def no_json(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
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
    return Call("no JSON object", receiver.url(sample.provider), body, headers(sample))


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


def no_task(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    """Shapes of a callback, and no id that could be one. Signed with what longtake would make of it."""
    odd = rng.choice(ODD)
    body: dict[str, Any] = json.loads(json.dumps(sample.body))
    for place in (body, body.get("data"), body.get("task")):
        if isinstance(place, dict):
            for name in ("task_id", "taskId", "id"):
                if name in place:
                    place[name] = odd
    forged = Sample(
        provider=sample.provider, family="", outcome="", task_id=str(odd)[:1], body=body
    )
    signed = headers(Sample.of(forged, json.dumps(body), "x"))
    return Call("no task", receiver.url(sample.provider), json.dumps(body).encode(), signed)


def another_shape(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
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
    return Call("another shape", receiver.url(sample.provider), written(made), headers(made))


def another_type_of_content(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    kind = rng.choice(["text/html", "application/xml", "multipart/form-data", "image/png", "é"])
    given = {**headers(sample), "Content-Type": kind}
    return Call("not JSON by its type", receiver.url(sample.provider), written(sample), given)


def unsigned(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    given = headers(sample)
    names = [name for name in given if name != "Content-Type"]
    for name in rng.sample(names, rng.randrange(1, len(names) + 1)):
        del given[name]
    return Call("unsigned", receiver.url(sample.provider), written(sample), given)


def wrongly_signed(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
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
    return Call("wrongly signed", receiver.url(sample.provider), written(sample), given)


def signed_by_another(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    keys = {
        "kie": ["", KIE_KEY[0], KIE_KEY.upper(), KIE_KEY + "\n", KLING_SECRET, _noise(rng, 24)],
        "chainhub": [
            "whsec_",
            KLING_SECRET.swapcase().replace("WHSEC", "whsec"),
            "whsec_" + base64.b64encode(KLING_SECRET.encode()).decode(),
            "whsec_" + base64.b64encode(rng.randbytes(24)).decode(),
        ],
    }
    signed = headers(sample, key=rng.choice(keys[sample.provider]))
    return Call("signed by another", receiver.url(sample.provider), written(sample), signed)


def signed_for_another(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    other = f"{sample.task_id}{rng.randrange(10)}"
    body = written(sample).replace(sample.task_id.encode(), other.encode())
    return Call("signed for another", receiver.url(sample.provider), body, headers(sample))


def of_another_time(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    off = rng.choice([-1, 1]) * rng.randrange(301, 10**8)
    signed = headers(sample, at=NOW + off)
    return Call("of another time", receiver.url(sample.provider), written(sample), signed)


def time_of_ones_own(rng: random.Random, receiver: Posting, sample: Sample) -> Call:
    given = headers(sample)
    name = next(name for name in given if name.endswith("Timestamp"))
    given[name] = rng.choice(
        [str(NOW + 1), f"{NOW}.0", f" {NOW}0", "1e9", "nan", "-1", "9" * 5000, "", "0x1", "é"]
    )
    return Call("a time of one's own", receiver.url(sample.provider), written(sample), given)


ANYWHERE: Final[tuple[Forge, ...]] = (
    no_token,
    wrong_token,
    nearly_the_token,
    token_of_another_provider,
    label_of_ones_own,
    way_of_ones_own,
    other_method,
    too_long,
    length_of_ones_own,
    compressed,
    no_json,
    no_task,
    another_shape,
    another_type_of_content,
)
WHERE_SIGNED: Final[tuple[Forge, ...]] = (
    unsigned,
    wrongly_signed,
    signed_by_another,
    signed_for_another,
    of_another_time,
    time_of_ones_own,
)


def signed(sample: Sample) -> bool:
    return KINDS[f"{sample.provider}/{sample.family}"].common.signs_callbacks


def calls(receiver: Posting) -> Iterator[Call]:
    rng = random.Random(6)  # noqa: S311 - the same forgeries in every run
    for _ in range(ROUNDS):
        for forge in (*ANYWHERE, *WHERE_SIGNED):
            for sample in SAMPLES:
                if forge in WHERE_SIGNED and not signed(sample):
                    continue
                yield forge(rng, receiver, sample)


@each_kind
def test_a_thousand_forgeries_change_nothing_and_learn_nothing(
    receiving: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "longtake")
    heard: list[Event] = []
    # The one that believes most: what gets past the door would be handed out.
    receiver = receiving(heard.append, believe="body")
    told: list[Announced] = []
    for sample in SAMPLES:
        receiver.record.subscribe(sample.provider, sample.task_id, told.append)
    answers: set[tuple[int, bytes, tuple[tuple[str, str], ...]]] = set()
    distinct: dict[str, set[str]] = {}
    for call in calls(receiver):
        answer = receiver.request(call.url, call.body, call.headers, call.method)
        assert answer.status_code == 404, call
        answers.add((answer.status_code, answer.content, tuple(answer.headers.items())))
        distinct.setdefault(call.what, set()).add(repr(call))
    kinds = len(ANYWHERE) + len(WHERE_SIGNED)
    assert (len(distinct), sum(map(len, distinct.values())) > 1000) == (kinds, True)
    assert min(map(len, distinct.values())) >= 30
    assert answers == {(404, b"", (("content-length", "0"),))}
    assert receiver.close() == 0
    assert heard == []
    assert told == []
    assert len(receiver.record) == 0
    for secret in (RECEIVER_SECRET, receiver.url("kie").rpartition("/")[2]):
        assert secret not in caplog.text


@each_kind
def test_the_same_receiver_takes_what_is_true(receiving: Make) -> None:
    """The forgeries above differ from these by what is forged alone."""
    receiver = receiving(believe="body")
    for number, sample in enumerate(SAMPLES):
        assert receiver.post(sample, message=f"m{number}").status_code == 200
        assert receiver.record.heard(sample.provider, sample.task_id)
