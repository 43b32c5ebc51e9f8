"""The hops of a plan for every model, and what it refuses before anything is charged."""

from __future__ import annotations

from typing import Any

import pytest

from longtake import InvalidRequestError
from longtake._providers import task_kinds
from longtake.film._plan import Plan, UnreachableError
from longtake.film._planner import Planner, planner_for
from longtake.models import MODELS
from longtake.models._videos import Origin, SourceVideo

URL = "https://films.test/clip.mp4"


def made_by(model: str, **facts: Any) -> SourceVideo:
    """Return a video that a model has made."""
    info = MODELS[model]
    method = info.generate or info.extend
    assert method is not None
    fields = {name: facts.pop(name, None) for name in ("duration_s", "resolution")}
    origin = Origin(
        provider=info.provider,
        kind=next(kind for kind in info.kinds if kind in task_kinds(info.provider)),
        resource=info.resource,
        method=facts.pop("method", method.name),
        parameters=facts,
    )
    return SourceVideo(origin=origin, source="t1", url=URL, index=0, **fields)


def planner(source: SourceVideo, to_s: float, **arguments: Any) -> Planner:
    model = MODELS[arguments.get("via") or (source.origin.model or MODELS["kie/veo"]).name]
    takes_prompt = model.name != "useapi/gen2"
    defaults: dict[str, Any] = {
        "prompts": "It reaches the sea" if takes_prompt else (),
        "via": None,
        "options": None,
        "max_hops": None,
        "exact": False,
    }
    return planner_for(source, to_s=to_s, **{**defaults, **arguments})


def plan(source: SourceVideo, from_s: float, to_s: float, **arguments: Any) -> Plan:
    return planner(source, to_s, **arguments).plan(from_s)


def totals(found: Plan) -> list[float]:
    return [hop.total_s for hop in found.hops]


@pytest.mark.parametrize(
    ("model", "from_s", "to_s", "expected", "price", "extent"),
    [
        ("kie/runway", 5, 20, [10, 15, 20], 36, None),
        ("kie/jobs/runway", 10, 21, [15, 20, 25], 36, None),
        ("kie/veo", 8, 30, [15, 22, 29, 36], 240, "whole"),
        ("kie/veo", 8, 29.4, [15, 22, 29], 180, "whole"),
        ("kie/jobs/veo", 8, 22, [15, 22], 120, "part"),
        ("kie/midjourney", 5, 21, [9, 13, 17, 21], None, "whole"),
        ("kie/jobs/grok_imagine", 6, 25, [16, 26], 90, None),
        ("kie/jobs/grok_imagine", 6, 20, [16, 22], 72, None),
        ("kie/jobs/pixverse", 5, 30.6, [20, 31], 187.2, None),
        ("kie/jobs/pixverse", 4.96, 15, [14.96], 72, None),
        ("kie/jobs/pixverse", 8.3, 15.3, [15.3], 50.4, None),
        ("kie/jobs/grok_imagine", 5.96, 22, [15.96, 21.96], 72, None),
        ("kie/jobs/pixverse", 5, 5.6, [6], 7.2, None),
        ("kie/jobs/wan", 5, 12, [12], 288, "whole"),
        ("useapi/gen2", 4, 13, [8, 12, 16], None, "whole"),
        ("chainhub/kling", 5, 12, [9, 13], None, "whole"),
        ("kling/kling", 5, 12, [9, 13], None, "whole"),
    ],
)
def test_the_hops_of_every_model(
    model: str,
    from_s: float,
    to_s: float,
    expected: list[float],
    price: float | None,
    extent: str | None,
) -> None:
    facts = {"resolution": "720p"} if "grok" in model else {}

    found = plan(made_by(model, duration_s=from_s, **facts), from_s, to_s)

    assert totals(found) == pytest.approx(expected)
    assert found.credits == (price if price is None else pytest.approx(price))
    assert {hop.extent for hop in found.hops} == {extent}
    assert {hop.model for hop in found.hops} == {model}
    assert found.duration_s == pytest.approx(expected[-1])


def test_every_model_that_extends_is_planned() -> None:
    (mark,) = test_the_hops_of_every_model.pytestmark  # type: ignore[attr-defined]
    planned = {row[0] for row in mark.args[1]}

    assert planned == {model.name for model in MODELS.values() if model.growth}


def test_the_request_of_each_hop_has_the_seconds_that_it_adds() -> None:
    pixverse = plan(made_by("kie/jobs/pixverse"), 5, 30)
    grok = plan(made_by("kie/jobs/grok_imagine"), 6, 20)
    wan = plan(made_by("kie/jobs/wan"), 5, 15)

    assert [hop.options["duration"] for hop in pixverse.hops] == [15, 10]
    assert [hop.options["extend_times"] for hop in grok.hops] == [10, 6]
    assert [hop.options["duration"] for hop in wan.hops] == [15]


def test_a_total_is_a_whole_number_of_seconds() -> None:
    (hop,) = plan(made_by("kie/jobs/wan"), 5.04, 11.9).hops

    assert hop.options["duration"] == 12
    assert hop.added_s == pytest.approx(6.96)


def test_a_video_that_is_long_enough_needs_no_hop() -> None:
    assert plan(made_by("kie/veo"), 8, 8.4).hops == ()
    assert plan(made_by("kie/veo"), 8, 8.4).credits == 0
    assert plan(made_by("kie/veo"), 8, 3, exact=True).duration_s == 3


def test_an_exact_plan_does_not_stop_half_a_second_early() -> None:
    found = plan(made_by("kie/veo"), 8, 15.4, exact=True)

    assert totals(found) == [15, 22]
    assert found.duration_s == 15.4


@pytest.mark.parametrize(
    ("model", "facts", "from_s", "to_s", "reason"),
    [
        (
            "kie/midjourney",
            {},
            5,
            30,
            "at most 21 for kie/midjourney and this video of 5 s, got 30",
        ),
        ("kie/jobs/wan", {}, 5, 30, "at most 15 "),
        ("chainhub/kling", {}, 5, 300, "at most 177 .*: extensions reach 180 s at most"),
        ("kling/kling", {}, 5, 300, "at most 177 "),
    ],
)
def test_a_length_out_of_reach(
    model: str, facts: dict[str, Any], from_s: float, to_s: float, reason: str
) -> None:
    with pytest.raises(InvalidRequestError, match=reason) as raised:
        plan(made_by(model, duration_s=from_s, **facts), from_s, to_s)

    assert "via='kie/jobs/pixverse' to reach it from this video" in str(raised.value)
    assert "Nothing was sent" in str(raised.value)


@pytest.mark.parametrize(
    ("model", "facts", "reason"),
    [
        ("kie/veo", {"resolution": "1080p"}, "does not extend Veo videos in 1080p or 4k"),
        ("kie/veo", {"method": "get_4k"}, "does not extend Veo videos in 1080p or 4k"),
        ("kie/jobs/veo", {"resolution": "4k"}, "does not extend Veo videos in 1080p or 4k"),
        ("kie/runway", {"quality": "1080p"}, "Runway videos in 1080p cannot be extended"),
        ("kie/jobs/runway", {"quality": "1080p"}, "Runway videos in 1080p cannot be extended"),
        ("kie/midjourney", {"duration_s": 18.0}, "extensions reach 21 s at most"),
        ("kie/jobs/wan", {"duration_s": 1.0}, "clips of 2 to 10 seconds"),
        ("kie/jobs/wan", {"duration_s": 11.0}, "clips of 2 to 10 seconds"),
        ("chainhub/kling", {"model_name": "kling-v2-1"}, r"V1.0, V1.5 and V1.6 only"),
        ("kling/kling", {"age_days": 31}, "for 30 days"),
        ("kling/kling", {"method": "multi_image_to_video"}, "from text, from one image"),
        ("kie/jobs/kling", {}, "cannot extend videos"),
        ("kie/jobs/seedance", {}, "cannot extend videos"),
    ],
)
def test_a_video_that_its_model_does_not_extend(
    model: str, facts: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InvalidRequestError, match=reason):
        plan(made_by(model, **facts), facts.get("duration_s", 8), 60)


def test_a_refusal_recommends_via() -> None:
    with pytest.raises(
        InvalidRequestError,
        match=r"To extend it with another model, pass via='kie/jobs/\w+'.*\. Nothing",
    ):
        plan(made_by("kie/veo", resolution="1080p"), 8, 30)


def test_another_model_by_url() -> None:
    found = plan(made_by("kie/veo", resolution="4k"), 8, 30, via="kie/jobs/pixverse")

    assert [hop.model for hop in found.hops] == ["kie/jobs/pixverse"] * 2
    assert totals(found) == [23, 30]


def test_a_model_that_is_no_string() -> None:
    with pytest.raises(InvalidRequestError, match=r"unknown model \['kie/veo'\]"):
        planner_for(
            made_by("kie/veo"),
            to_s=30,
            prompts=(),
            via=["kie/veo"],  # type: ignore[arg-type]
            options=None,
            max_hops=None,
            exact=False,
        )


@pytest.mark.parametrize("via", ["kie/runway", "kling/kling", "useapi/gen2", "kie/jobs/veo"])
def test_a_model_that_takes_no_url(via: str) -> None:
    expected = (
        f"via must be a model that takes a URL, got '{via}'; expected one of kie/jobs/pixverse"
    )
    with pytest.raises(InvalidRequestError, match=expected):
        plan(made_by("kie/veo"), 8, 30, via=via)


def test_another_model_that_refuses_the_video() -> None:
    with pytest.raises(InvalidRequestError, match="kie/jobs/wan does not extend this video"):
        plan(made_by("kie/veo", duration_s=12.0), 12, 14, via="kie/jobs/wan")


def test_more_hops_than_allowed() -> None:
    with pytest.raises(
        InvalidRequestError, match=r"at most 22 .*: the plan may have at most 2 hops"
    ):
        plan(made_by("kie/veo"), 8, 60, max_hops=2)
    assert totals(plan(made_by("kie/veo"), 8, 22, max_hops=2)) == [15, 22]


@pytest.mark.parametrize(
    ("model", "max_hops", "done", "reason"),
    [("kie/veo", 2, 2, "at most 2 hops"), ("kie/midjourney", None, 4, "at most 4 hops")],
)
def test_finished_hops_count(model: str, max_hops: int | None, done: int, reason: str) -> None:
    planned = planner(made_by(model), 21, max_hops=max_hops)

    assert next(planned.hops(15, done - 1)).number == done
    with pytest.raises(UnreachableError, match=reason):
        next(planned.hops(15, done))


def test_prompts() -> None:
    source = made_by("kie/veo")
    one = plan(source, 8, 29, prompts="It swims")
    each = plan(source, 8, 29, prompts=["One", "Two", "Three"])
    few = plan(source, 8, 29, prompts=["One", "Two"])
    many = plan(source, 8, 15, prompts=["One", "Two"])

    assert [hop.prompt for hop in one.hops] == ["It swims"] * 3
    assert [hop.prompt for hop in each.hops] == ["One", "Two", "Three"]
    assert [hop.prompt for hop in few.hops] == ["One", "Two", "Two"]
    assert one.notices == each.notices == ()
    assert few.notices == ("2 prompts for 3 hops: the last prompt is repeated.",)
    assert many.notices == ("2 prompts for 1 hop: the other prompts are not used.",)


@pytest.mark.parametrize(
    ("model", "arguments", "message"),
    [
        ("kie/veo", {"prompts": ()}, "kie/veo requires prompt"),
        ("kie/veo", {"prompts": ["A", " "]}, "prompts must be strings .*, got ' ' as number 2"),
        ("useapi/gen2", {"prompts": "Go on"}, "useapi/gen2 does not take prompt"),
        ("kie/veo", {"options": {"modle": "lite"}}, "options has no modle"),
        ("kie/veo", {"options": {"model": "best"}}, "'fast', 'quality' or 'lite'"),
        (
            "kie/jobs/pixverse",
            {"options": {"duration": 5}},
            "options must not have duration, got 5",
        ),
        (
            "kie/veo",
            {"prompts": None},
            "prompts must be a string or a sequence of .*, got NoneType",
        ),
        ("kie/veo", {"prompts": b"Go"}, "prompts must be a string or a sequence of .*, got bytes"),
        ("kie/veo", {"options": "lite"}, "options must be a mapping, got str"),
        ("kie/veo", {"exact": "yes"}, "exact must be True or False, got 'yes'"),
        (
            "kling/kling",
            {"options": {"external_task_id": "beach"}},
            "options must not have external_task_id, got 'beach'",
        ),
        ("kie/veo", {"max_hops": 0}, "max_hops must be a whole number, 1 or more, or None, got 0"),
    ],
)
def test_arguments_that_are_not_valid(model: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        plan(made_by(model), 5, 30, **arguments)


@pytest.mark.parametrize("model", [model.name for model in MODELS.values() if model.growth])
def test_a_draft_needs_no_prompt(model: str) -> None:
    draft = plan(made_by(model), 5, 9, prompts=(), is_draft=True)

    assert [hop.prompt for hop in draft.hops] == [None]


@pytest.mark.parametrize("to_s", [0, -1, float("nan"), float("inf"), 10**400, True, "60"])
def test_a_length_that_is_not_a_number_of_seconds(to_s: Any) -> None:
    with pytest.raises(InvalidRequestError, match="to_s must be a positive number of seconds, got"):
        plan(made_by("kie/veo"), 8, to_s)


def test_the_price_follows_the_options() -> None:
    source = made_by("kie/veo")

    assert plan(source, 8, 22).credits == 120
    assert plan(source, 8, 22, options={"model": "quality"}).credits == 500


def test_the_seed_is_carried_along() -> None:
    source = made_by("kie/veo", seeds=12345)

    assert plan(source, 8, 15).hops[0].options == {"seeds": 12345}
    assert plan(source, 8, 15, options={"seeds": 54321}).hops[0].options == {"seeds": 54321}
    # PixVerse has a seed by another name, Runway has none.
    assert plan(source, 8, 15, via="kie/jobs/pixverse").hops[0].options["seed"] == 12345
    assert plan(made_by("kie/runway", seed=1), 5, 10).hops[0].options == {}


def test_notices_mention_undocumented_facts() -> None:
    assert any("adds 4 to 5 s" in each for each in plan(made_by("kling/kling"), 5, 10).notices)
    runway = plan(made_by("kie/runway"), 5, 10).notices
    assert any("does not document the seconds" in each for each in runway)
    assert any("whether kie/runway returns the whole" in each for each in runway)


def test_a_plan_without_a_required_prompt() -> None:
    """Only a draft may lack it, and says so."""
    draft = plan(made_by("kie/veo"), 8, 15, prompts=(), is_draft=True)

    assert draft.notices == ("kie/veo requires a prompt for each hop.",)
    assert plan(made_by("kie/veo"), 8, 8, prompts=(), is_draft=True).notices == ()
    assert plan(made_by("kie/veo"), 8, 15, is_draft=True).notices == ()
    with pytest.raises(InvalidRequestError, match="kie/veo requires prompt"):
        plan(made_by("kie/veo"), 8, 15, prompts=())


def test_a_part_begins_the_film() -> None:
    found = plan(made_by("kie/jobs/veo"), 7, 14, is_part=True)

    assert found.notices == (
        "The video has only the new seconds of an extension, so the film begins with these.",
    )


def test_a_plan_as_text() -> None:
    assert str(plan(made_by("kie/veo"), 8, 22)) == (
        "kie/veo: 8 s to 22 s, price 120 credits\n"
        "  1. kie/veo: +7 s, 15 s in all, 60 credits\n"
        "  2. kie/veo: +7 s, 22 s in all, 60 credits"
    )
    assert str(plan(made_by("kie/jobs/veo"), 8, 15)).splitlines()[1] == (
        "  1. kie/jobs/veo: +7 s, 15 s in all, 60 credits, joined"
    )
