"""What a callback says, for each family and each of its shapes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, assert_type, cast

import pytest

from longtake import CallbackError, InvalidRequestError, LongtakeError, State
from longtake.callbacks import Callback, Event, Provider, parse
from longtake.callbacks._lines import for_people, for_programs
from longtake_chainhub.callbacks import KlingNotice, KlingTask
from longtake_kie.callbacks import MidjourneyCallback, RunwayCallback, VeoCallback
from longtake_useapi.callbacks import Gen2Task, Gen2TaskEnvelope
from tests.helpers.callback_bodies import (
    DONE,
    FAILED,
    NOTICE,
    SAMPLES,
    UNDER_WAY,
    VIDEO,
    Sample,
    written,
)


def read(sample: Sample) -> Callback[Any]:
    return parse(sample.provider, {}, written(sample))


def each(samples: list[Sample]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", samples, ids=lambda sample: sample.name)


@each(SAMPLES)
def test_provider_family_and_task_are_told(sample: Sample) -> None:
    callback = read(sample)
    assert (callback.provider, callback.family) == (sample.provider, sample.family)
    assert callback.task_id == sample.task_id
    assert callback.payload == sample.body


@each(DONE)
def test_a_success_has_videos_to_go_on_from(sample: Sample) -> None:
    callback = read(sample)
    assert callback.state is State.SUCCEEDED
    assert [video.url for video in callback.videos] == [VIDEO]
    assert all(video.source for video in callback.videos)
    assert callback.failure is None


@each(FAILED)
def test_a_failure_has_a_reason(sample: Sample) -> None:
    callback = read(sample)
    assert callback.state is State.FAILED
    assert callback.failure is not None
    assert callback.failure.message == "it violates a policy"
    assert callback.failure.rejected
    assert callback.videos == ()


def test_what_is_under_way_says_how_far() -> None:
    states = [read(sample).state for sample in UNDER_WAY]
    assert states == [State.QUEUED, State.RUNNING, State.RUNNING, State.RUNNING]
    assert read(UNDER_WAY[2]).snapshot.progress == 0.43


def test_klings_notice_tells_an_end_and_names_no_video() -> None:
    callback = read(NOTICE)
    assert callback.state is State.SUCCEEDED
    assert callback.videos == ()


@each(SAMPLES)
def test_unknown_fields_are_kept(sample: Sample) -> None:
    body = {**sample.body, "of_tomorrow": {"deep": [1]}}
    callback = parse(sample.provider, {}, json.dumps(body))
    assert callback.payload == body
    assert callback.snapshot == read(sample).snapshot


def test_ids_that_are_numbers_are_texts() -> None:
    body = {"task_id": 828006748715380777, "task_status": "submitted"}
    assert parse("chainhub", {}, json.dumps(body)).task_id == "828006748715380777"


@each(SAMPLES)
@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_matter(sample: Sample, code: str) -> None:
    text = written(sample).decode()
    assert parse(sample.provider, {}, text.encode(code)) == read(sample)
    assert parse(sample.provider, {}, "\ufeff" + text) == read(sample)


ODD: list[Any] = [
    None,
    True,
    -1,
    1.5,
    10**400,
    math.nan,
    "",
    "\ud800",
    "a\nb",
    [],
    {},
    [1],
    [None],
    {"a": 1},
]


def places(value: object, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to each value of a body."""
    if isinstance(value, dict):
        for name, inner in cast("dict[str, object]", value).items():
            yield (*way, name)
            yield from places(inner, (*way, name))
    elif isinstance(value, list):
        for number, inner in enumerate(cast("list[object]", value)):
            yield (*way, number)
            yield from places(inner, (*way, number))


@each(SAMPLES)
def test_whatever_stands_in_one_place_it_is_read_and_can_be_told_or_refused(sample: Sample) -> None:
    told = 0
    for *way, last in places(sample.body):
        for odd in ODD:
            body: Any = json.loads(written(sample))
            place = body
            for step in way:
                place = place[step]
            place[last] = odd
            try:
                callback = parse(sample.provider, {}, json.dumps(body))
            except CallbackError:
                continue
            event = Event(
                provider=callback.provider,
                family=callback.family,
                task_id=callback.task_id,
                snapshot=callback.snapshot,
                read=False,
            )
            assert for_people(event).isprintable()
            assert (
                json.loads(for_programs(event), parse_constant=not_json)["token"] == callback.token
            )
            told += 1
    assert told


def not_json(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def test_the_payload_is_typed_as_the_specification_has_it() -> None:
    of_kie = parse("kie", {}, written(DONE[0]))
    assert_type(of_kie.payload, RunwayCallback | VeoCallback | MidjourneyCallback)
    of_kling = parse("chainhub", {}, written(NOTICE))
    assert_type(of_kling.payload, KlingTask | KlingNotice)
    of_gen2 = parse("useapi", {}, written(UNDER_WAY[2]))
    assert_type(of_gen2.payload, Gen2Task | Gen2TaskEnvelope)
    data = of_kie.payload.get("data") or {}
    assert data.get("task_id") == DONE[0].task_id


def test_a_success_without_its_links_is_still_running() -> None:
    body = {"code": 200, "data": {"task_id": "t", "video_url": ""}}
    assert parse("kie", {}, json.dumps(body)).state is State.RUNNING


def test_the_token_finds_the_task_again() -> None:
    assert read(DONE[0]).token.startswith("lt1.")


WRONG: list[tuple[Provider, object, str]] = [
    ("kie", {}, r"none of `data.task_id` \(runway\), .* \(veo\), .* \(midjourney\)"),
    ("kie", {"code": 200, "data": None}, r"none of `data.task_id`"),
    ("kie", {"code": 200, "data": {"taskId": "t", "state": "success"}}, r"none of"),
    ("kie", {"data": {"task_id": "t"}}, r"kie/runway: .*no `code`"),
    ("kie", {"code": 200, "data": {"task_id": None}}, r"kie/runway: .*names no task"),
    ("kie", {"code": 200, "data": {"info": {}}}, r"kie/veo: .*names no task"),
    ("kie", {"code": 400, "data": {"taskId": "..", "resultUrls": []}}, r"names no task"),
    ("chainhub", {"task_id": "1"}, r"none of `task_status` or `status`"),
    ("chainhub", {"task_status": "failed"}, r"chainhub/kling: .*names no task"),
    ("chainhub", {"task_id": "1", "task_status": "succeed", "task_result": 5}, r"another type"),
    ("useapi", {"taskId": "t"}, r"none of `status`"),
    ("useapi", {"taskId": "t", "status": "RUNNING", "taskType": "gen3a"}, r"none of `status`"),
    ("useapi", {"taskId": "t", "status": "SUCCEEDED", "artifacts": "x"}, r"another type"),
    ("useapi", {"task": {"taskId": "t"}}, r"no `status`"),
    ("useapi", {"task": 5}, r"another type"),
]


@pytest.mark.parametrize(("provider", "body", "says"), WRONG)
def test_what_is_none_of_these_says_what_is_missing(
    provider: Provider, body: object, says: str
) -> None:
    with pytest.raises(CallbackError, match=says) as refused:
        parse(provider, {}, json.dumps(body))
    assert isinstance(refused.value, LongtakeError)
    assert refused.value.provider == provider


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b"null", b'"x"', b"{", b"[" * 100_000, b"1" * 5000]
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(CallbackError, match="JSON"):
        parse("kie", {}, body)


def test_another_content_type_is_refused_whatever_its_case() -> None:
    with pytest.raises(CallbackError, match="'text/html', not JSON"):
        parse("kie", {"CONTENT-type": "Text/HTML; charset=utf-8"}, written(DONE[0]))
    for kind in ("application/json; charset=utf-8", "text/plain", "application/problem+json"):
        assert parse("kie", {"content-type": kind}, written(DONE[0])).family == "runway"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html\nnews of somebody's own", b"{}"),
        ("\x1b[2J", b"{}"),
        ("", b'{"code": "\\n", "data": {"task_id": "a\\nb"}}'),
        ("", b'{"a\\nb": 1}'),
    ],
)
def test_what_is_said_of_a_call_is_one_line_whatever_it_holds(kind: str, body: bytes) -> None:
    """It stands in a log, among other lines."""
    with pytest.raises(CallbackError) as refused:
        parse("kie", {"content-type": kind}, body)
    assert str(refused.value).isprintable()


def test_a_provider_that_is_not_there_is_named() -> None:
    with pytest.raises(
        InvalidRequestError, match="must be one of kie, useapi, chainhub, got 'sora'"
    ):
        parse(cast("Provider", "sora"), {}, b"{}")
