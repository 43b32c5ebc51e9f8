"""How each model grows a video: the facts of the providers, written down once more by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from longtake._providers import task_kinds
from longtake.models import MODELS

if TYPE_CHECKING:
    from longtake.models import Growth

FACTS: dict[str, dict[str, Any]] = {
    "kie/runway": {
        "adds": (5, 5, "fixed", "reported"),
        "ceiling": (None, None),
        "result": None,
        "source": ("task id",),
        "audio": "none",
        "refused": [{"quality": "1080p"}],
        "accepted": [{"quality": "720p"}, {}],
        "prices": [({"quality": "720p"}, 5, 12), ({"quality": "1080p"}, 5, 30), ({}, 5, None)],
        "link_hours": 24,
    },
    "kie/veo": {
        "adds": (7, 7, "fixed", "documented"),
        "ceiling": (None, None),
        "result": "both",
        "source": ("task id",),
        "audio": "kept",
        "refused": [{"resolution": "1080p"}, {"resolution": "4k"}, {"method": "get_1080p"}],
        "accepted": [{"resolution": "720p"}, {"duration_s": 148}, {}],
        "prices": [
            ({"model": "fast"}, 7, 60),
            ({"model": "lite"}, 7, 30),
            ({"model": "quality"}, 7, 250),
        ],
        "link_hours": 24,
    },
    "kie/midjourney": {
        "adds": (4, 4, "fixed", "documented"),
        "ceiling": (21, 4),
        "result": "whole",
        "source": ("task id",),
        "audio": "none",
        "refused": [{"duration_s": 18}],
        "accepted": [{"duration_s": 17}, {}],
        "prices": [({}, 4, None)],
        "link_hours": 24,
    },
    "kie/jobs/runway": {
        "adds": (5, 5, "fixed", "reported"),
        "ceiling": (None, None),
        "result": None,
        "source": ("task id",),
        "audio": "none",
        "refused": [{"quality": "1080p"}],
        "accepted": [{"quality": "720p"}, {}],
        "prices": [({"quality": "720p"}, 5, 12), ({"quality": "1080p"}, 5, 30)],
        "link_hours": 24,
    },
    "kie/jobs/veo": {
        "adds": (7, 7, "fixed", "documented"),
        "ceiling": (None, None),
        "result": "part",
        "whole_in_callback": True,
        "source": ("task id",),
        "audio": "kept",
        "refused": [{"resolution": "1080p"}, {"method": "get_1080p"}, {"method": "get_4k"}],
        "accepted": [{"resolution": "720p"}, {"method": "extend"}, {}],
        "prices": [({}, 7, 60)],
        "link_hours": 24,
    },
    "kie/jobs/grok_imagine": {
        "adds": (6, 10, "added", "documented"),
        "choices": (6, 10),
        "ceiling": (None, None),
        "result": None,
        "source": ("task id",),
        "audio": "generated",
        "refused": [],
        "accepted": [{"resolution": "480p"}, {}],
        "prices": [
            ({"extend_times": 6, "resolution": "480p"}, 6, 14.4),
            ({"extend_times": 6, "resolution": "720p"}, 6, 27),
            ({"extend_times": 10, "resolution": "480p"}, 10, 24),
            ({"extend_times": 10, "resolution": "720p"}, 10, 45),
            ({"extend_times": 10}, 10, None),
        ],
        "link_hours": 24,
    },
    "kie/jobs/pixverse": {
        "adds": (1, 15, "added", "documented"),
        "ceiling": (None, None),
        "result": None,
        "source": ("task id", "URL"),
        "audio": "optional",
        "refused": [],
        "accepted": [{"duration_s": 100, "resolution": "1080p"}, {}],
        "prices": [
            ({"quality": "360p", "generate_audio_switch": False}, 5, 20),
            ({"quality": "540p", "generate_audio_switch": False}, 5, 28),
            ({"quality": "720p", "generate_audio_switch": False}, 5, 36),
            ({"quality": "1080p", "generate_audio_switch": False}, 5, 72),
            ({"quality": "360p", "generate_audio_switch": True}, 5, 28),
            ({"quality": "540p", "generate_audio_switch": True}, 5, 36),
            ({"quality": "720p", "generate_audio_switch": True}, 5, 48),
            ({"quality": "1080p", "generate_audio_switch": True}, 5, 92),
        ],
        "link_hours": 24,
    },
    "kie/jobs/wan": {
        "adds": (1, 13, "total", "documented"),
        "ceiling": (15, None),
        "result": "whole",
        "source": ("URL",),
        "audio": "optional",
        "refused": [{"duration_s": 1.5}, {"duration_s": 10.5}],
        "accepted": [{"duration_s": 2}, {"duration_s": 10}, {}],
        "prices": [({"resolution": "720p"}, 15, 240), ({"resolution": "1080p"}, 15, 360)],
        "link_hours": 24,
    },
    "useapi/gen2": {
        "adds": (4, 4, "fixed", "documented"),
        "ceiling": (None, None),
        "result": "whole",
        "source": ("asset id",),
        "audio": "none",
        "refused": [],
        "accepted": [{"duration_s": 100}, {}],
        "prices": [({}, 4, None)],
        "link_hours": None,
    },
    "chainhub/kling": {
        "adds": (4, 5, "fixed", "documented"),
        "ceiling": (180, None),
        "result": "whole",
        "source": ("video id",),
        "audio": "none",
        "refused": [
            {"model_name": "kling-v2-6"},
            {"model_name": "kling-v3"},
            {"method": "multi_image_to_video"},
            {"duration_s": 178.0},
            {"age_days": 31},
        ],
        "accepted": [
            {"model_name": "kling-v1"},
            {"model_name": "kling-v1-5"},
            {"model_name": "kling-v1-6"},
            {"method": "text_to_video"},
            {"duration_s": 176, "age_days": 30},
            {},
        ],
        "prices": [({}, 5, None)],
        "link_hours": 720,
    },
}

FACTS["kling/kling"] = FACTS["chainhub/kling"]

each_fact = pytest.mark.parametrize("name", FACTS)


def growth_of(name: str) -> Growth:
    growth = MODELS[name].growth
    assert growth is not None
    return growth


def test_every_model_that_extends_has_facts() -> None:
    assert FACTS.keys() == {name for name, model in MODELS.items() if model.growth}


@each_fact
def test_a_model_grows_as_the_providers_say(name: str) -> None:
    growth, facts = growth_of(name), FACTS[name]
    documented = "documented" if growth.is_documented else "reported"
    assert (growth.min_added_s, growth.max_added_s, growth.duration, documented) == facts["adds"]
    assert growth.added_choices_s == facts.get("choices", ())
    assert (growth.max_total_s, growth.max_hops) == facts["ceiling"]
    assert growth.result == facts["result"]
    assert growth.whole_in_callback is facts.get("whole_in_callback", False)
    assert growth.sources == facts["source"]
    assert growth.audio == facts["audio"]
    assert growth.link_hours == facts["link_hours"]
    # The whole repeats nothing; no provider documents it for a part.
    assert growth.overlap_s == (0 if growth.result == "whole" else None)


@each_fact
def test_a_model_refuses_what_the_providers_refuse(name: str) -> None:
    for facts in FACTS[name]["refused"]:
        assert growth_of(name).refusal(facts), facts
    for facts in FACTS[name]["accepted"]:
        assert growth_of(name).refusal(facts) is None, facts


@each_fact
def test_the_prices_are_those_published(name: str) -> None:
    for parameters, seconds, price in FACTS[name]["prices"]:
        assert growth_of(name).price(seconds, parameters) == pytest.approx(price), parameters


@each_fact
def test_links_work_as_long_as_the_task_kinds_say(name: str) -> None:
    model, growth = MODELS[name], growth_of(name)
    for kind in model.kinds:
        retention = task_kinds(model.provider)[kind].retention
        hours = retention.link_hours or (retention.days or 0) * 24
        assert growth.link_hours == (None if retention.renews_links else hours)
