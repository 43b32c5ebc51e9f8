"""The content of callbacks, for each task kind and each of its shapes."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, assert_type, cast

import pytest

from longtake import CallbackError, InvalidRequestError, LongtakeError, State
from longtake.callbacks import Callback, Event, ProviderName, parse
from longtake.callbacks._output import json_line, summary_line
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

if TYPE_CHECKING:
    from collections.abc import Iterator


def parsed(sample: Sample) -> Callback[Any]:
    return parse(sample.provider, {}, written(sample))


def each(samples: list[Sample]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", samples, ids=lambda sample: sample.name)


@each(SAMPLES)
def test_provider_kind_and_task_are_parsed(sample: Sample) -> None:
    callback = parsed(sample)
    assert (callback.provider, callback.kind) == (sample.provider, sample.kind)
    assert callback.task_id == sample.task_id
    assert callback.payload == sample.body


@each(DONE)
def test_a_success_has_videos_with_a_source(sample: Sample) -> None:
    callback = parsed(sample)
    assert callback.state is State.SUCCEEDED
    # A part of Veo's follows the whole.
    assert [video.url for video in callback.videos if video.extent != "part"] == [VIDEO]
    assert all(video.source for video in callback.videos)
    assert callback.failure is None


@each(FAILED)
def test_a_failure_has_a_reason(sample: Sample) -> None:
    callback = parsed(sample)
    assert callback.state is State.FAILED
    assert callback.failure is not None
    assert callback.failure.message == "it violates a policy"
    assert callback.failure.rejected
    assert callback.videos == ()


def test_an_unfinished_task_has_a_state_and_its_progress() -> None:
    states = [parsed(sample).state for sample in UNDER_WAY]
    assert states == [State.QUEUED, State.RUNNING, State.RUNNING, State.RUNNING]
    assert parsed(UNDER_WAY[2]).snapshot.progress == 0.43


def test_klings_notice_reports_an_end_without_a_video() -> None:
    callback = parsed(NOTICE)
    assert callback.state is State.SUCCEEDED
    assert callback.videos == ()


@each(SAMPLES)
def test_unknown_fields_are_kept(sample: Sample) -> None:
    body = {**sample.body, "of_tomorrow": {"deep": [1]}}
    callback = parse(sample.provider, {}, json.dumps(body))
    assert callback.payload == body
    assert callback.snapshot == parsed(sample).snapshot


def test_numeric_ids_become_strings() -> None:
    body = {"task_id": 828006748715380777, "task_status": "submitted"}
    assert parse("chainhub", {}, json.dumps(body)).task_id == "828006748715380777"


@each(SAMPLES)
@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_accepted(sample: Sample, code: str) -> None:
    text = written(sample).decode()
    assert parse(sample.provider, {}, text.encode(code)) == parsed(sample)
    assert parse(sample.provider, {}, "\ufeff" + text) == parsed(sample)


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


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value of a body."""
    if isinstance(value, dict):
        for name, inner in cast("dict[str, object]", value).items():
            yield (*path, name)
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(cast("list[object]", value)):
            yield (*path, number)
            yield from places(inner, (*path, number))


@each(SAMPLES)
def test_a_body_with_one_odd_value_is_refused_or_has_printable_lines(sample: Sample) -> None:
    printed = 0
    for *path, last in places(sample.body):
        for odd in ODD:
            body: Any = json.loads(written(sample))
            place = body
            for step in path:
                place = place[step]
            place[last] = odd
            try:
                callback = parse(sample.provider, {}, json.dumps(body))
            except CallbackError:
                continue
            event = Event(
                provider=callback.provider,
                kind=callback.kind,
                task_id=callback.task_id,
                snapshot=callback.snapshot,
                polled=False,
            )
            assert summary_line(event).isprintable()
            assert json.loads(json_line(event), parse_constant=not_json)["token"] == callback.token
            printed += 1
    assert printed


def not_json(word: str) -> None:
    raise AssertionError(f"must be JSON, got {word}")


def test_the_payload_is_typed_as_in_the_specification() -> None:
    of_kie = parse("kie", {}, written(DONE[0]))
    assert_type(of_kie.payload, RunwayCallback | VeoCallback | MidjourneyCallback)
    of_kling = parse("chainhub", {}, written(NOTICE))
    assert_type(of_kling.payload, KlingTask | KlingNotice)
    of_gen2 = parse("useapi", {}, written(UNDER_WAY[2]))
    assert_type(of_gen2.payload, Gen2Task | Gen2TaskEnvelope)
    data = of_kie.payload.get("data") or {}
    assert data.get("task_id") == DONE[0].task_id


def test_a_success_without_links_is_still_running() -> None:
    body = {"code": 200, "data": {"task_id": "t", "video_url": ""}}
    assert parse("kie", {}, json.dumps(body)).state is State.RUNNING


def test_a_callback_has_a_token() -> None:
    assert parsed(DONE[0]).token.startswith("lt2.")


WRONG: list[tuple[ProviderName, object, str]] = [
    ("kie", {}, r"expected one of `data.task_id` \(runway\), .* \(veo\), .* \(midjourney\)"),
    ("kie", {"code": 200, "data": None}, r"expected one of `data.task_id`"),
    ("kie", {"code": 200, "data": {"taskId": "t", "progress": 1}}, r"expected one of"),
    ("kie", {"data": {"task_id": "t"}}, r"kie/runway: .*no `code`"),
    (
        "kie",
        {"code": 200, "data": {"task_id": None}},
        r"kie/runway: .*task id is missing or invalid",
    ),
    ("kie", {"code": 200, "data": {"info": {}}}, r"kie/veo: .*task id is missing or invalid"),
    (
        "kie",
        {"code": 400, "data": {"taskId": "..", "resultUrls": []}},
        r"task id is missing or invalid",
    ),
    ("chainhub", {"task_id": "1"}, r"expected one of `task_status` or `status`"),
    ("chainhub", {"task_status": "failed"}, r"chainhub/kling: .*task id is missing or invalid"),
    (
        "chainhub",
        {"task_id": "1", "task_status": "succeed", "task_result": 5},
        r"has an unexpected type",
    ),
    ("useapi", {"taskId": "t"}, r"expected one of `status`"),
    (
        "useapi",
        {"taskId": "t", "status": "RUNNING", "taskType": "gen3a"},
        r"expected one of `status`",
    ),
    ("useapi", {"taskId": "t", "status": "SUCCEEDED", "artifacts": "x"}, r"has an unexpected type"),
    ("useapi", {"task": {"taskId": "t"}}, r"no `status`"),
    ("useapi", {"task": 5}, r"has an unexpected type"),
]


@pytest.mark.parametrize(("provider", "body", "message"), WRONG)
def test_an_error_names_what_is_missing(provider: ProviderName, body: object, message: str) -> None:
    with pytest.raises(CallbackError, match=message) as refused:
        parse(provider, {}, json.dumps(body))
    assert isinstance(refused.value, LongtakeError)
    assert refused.value.provider == provider


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[]", b"null", b'"x"', b"{", b"[" * 100_000, b"1" * 5000]
)
def test_a_body_must_be_a_json_object(body: bytes) -> None:
    with pytest.raises(CallbackError, match="JSON"):
        parse("kie", {}, body)


def test_the_content_type_must_be_json_in_any_case() -> None:
    with pytest.raises(CallbackError, match="must be JSON, got 'text/html'"):
        parse("kie", {"CONTENT-type": "Text/HTML; charset=utf-8"}, written(DONE[0]))
    for kind in ("application/json; charset=utf-8", "text/plain", "application/problem+json"):
        assert parse("kie", {"content-type": kind}, written(DONE[0])).kind == "runway"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html\nanother line", b"{}"),
        ("\x1b[2J", b"{}"),
        ("", b'{"code": "\\n", "data": {"task_id": "a\\nb"}}'),
        ("", b'{"a\\nb": 1}'),
    ],
)
def test_an_error_is_one_line_whatever_the_body_contains(kind: str, body: bytes) -> None:
    """It is logged among other lines."""
    with pytest.raises(CallbackError) as refused:
        parse("kie", {"content-type": kind}, body)
    assert str(refused.value).isprintable()


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(
        InvalidRequestError, match="must be one of kie, useapi, chainhub, kling, got 'sora'"
    ):
        parse(cast("ProviderName", "sora"), {}, b"{}")
