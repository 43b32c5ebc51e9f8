"""Options from signatures: names, types, choices, and the values that they take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import pytest

from longtake._providers import PROVIDERS
from longtake.cli._call import Resources
from longtake.cli._options import choices, help_of, metavar_of, parsed
from longtake.cli._signatures import OptionSpec, descriptions_in, model_options
from longtake.models import MODELS
from longtake_kling.models import KlingWatermarkInfo
from tests.helpers.commands import command, flags

if TYPE_CHECKING:
    from pathlib import Path

ACTIONS = [
    (name, action)
    for name, model in MODELS.items()
    for action in ("generate", "extend")
    if model.method(action)
]


def of(name: str, action: Literal["generate", "extend"]) -> dict[str, OptionSpec]:
    return {spec.name: spec for spec in model_options(MODELS[name], action)}


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_every_model_has_a_command(name: str, action: str) -> None:
    found = flags(action, name)
    assert "--prompt" in found or name == "useapi/gen2"
    assert len(found) == len(set(found))
    assert all(each.help for each in command(action, name).params)


def _python_in(made: Any) -> list[str]:
    texts = [made.help, *(each.help for each in made.params)]
    return [
        each for each in texts if re.search(r"`|True|False|as a string|video\.source", each or "")
    ]


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_the_help_of_a_model_is_not_for_programs(name: str, action: str) -> None:
    assert _python_in(command(action, name)) == []


def test_the_help_names_options_and_the_source() -> None:
    kling = of("kie/jobs/kling", "generate")
    assert kling["multi_shots"].description == (
        "Whether the video is made of the shots in --multi-prompt."
    )
    assert help_of(kling["sound"]).endswith("[default: no]")
    pixverse = command("extend", "kie/jobs/pixverse")
    assert "jobs API made with PixVerse, or any" in " ".join(pixverse.help.split())
    grok = command("call", "kie/jobs/grok_imagine", "image_to_video")
    assert "(--task-id and --index)" in grok.help


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_a_required_option_has_no_default(name: str, action: Literal["generate", "extend"]) -> None:
    for option in of(name, action).values():
        notes = help_of(option).rpartition("[")[2]
        assert not ("required" in notes and "default:" in notes), option.flag


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_has_a_command(provider: str) -> None:
    resources = Resources(provider)
    for path in resources.summaries:
        for operation in resources.operations(path):
            found = flags("call", operation.resource_name, operation.name)
            assert len(found) == len(set(found)), operation.full_name
            assert "--dry-run" in found
            made = command("call", operation.resource_name, operation.name)
            assert _python_in(made) == [], operation.full_name
            for spec in operation.options():
                assert spec.flag in found
                assert spec.description, f"{operation.full_name} {spec.flag}"


def test_the_common_names_come_first() -> None:
    names = list(of("kie/veo", "generate"))
    assert names[:3] == ["prompt", "image", "duration_s"]
    assert names[names.index("watermark") + 1] == "model"
    # The source is an argument, and longtake sets these parameters.
    assert not {"task_id", "callbacks", "reference"} & of("kie/veo", "extend").keys()


def test_the_options_of_two_methods_are_united() -> None:
    options = of("kling/kling", "generate")
    assert options["prompt"].note == "required without --image"
    assert options["aspect_ratio"].note == "only without --image"
    assert options["image_tail"].note == "only with --image"
    assert "kling-v1-5" in choices(options["model_name"].hints)
    assert options["image"].note == ""


def test_the_help_has_choices_ranges_and_defaults() -> None:
    veo = of("kie/veo", "generate")
    assert metavar_of(veo["resolution"]) == "720p|1080p|4k"
    assert help_of(veo["resolution"]).endswith("[default: 720p]")
    assert metavar_of(veo["generation_type"]) == "CHOICE"
    assert "[one of TEXT_2_VIDEO, " in help_of(veo["generation_type"])
    assert metavar_of(veo["image"]) == "FILE|URL"
    assert metavar_of(veo["enable_translation"]) == ""
    kling = of("kie/jobs/kling", "generate")
    assert metavar_of(kling["duration_s"]) == "3..15"
    assert help_of(of("kie/veo", "extend")["prompt"]).endswith("[required]")


@pytest.mark.parametrize(
    ("text", "hint", "value"),
    [
        ("a dog", str, "a dog"),
        ("12", str, "12"),
        ("12", int | None, 12),
        ("0.5", float | None, 0.5),
        ("5", float, 5),
        ("6", Literal[6, 10], 6),
        ("6", Literal["6", "10"], "6"),
        ("true", bool, True),
        ('{"a": 1}', Mapping[str, Any], {"a": 1}),
        ('{"enabled": true}', KlingWatermarkInfo | None, {"enabled": True}),
    ],
)
def test_a_value_has_the_type_of_the_parameter(text: str, hint: object, value: object) -> None:
    found = parsed(text, [hint])
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "hint", "message"),
    [
        ("5", Literal[4, 6, 8], "must be 4, 6 or 8, got 5"),
        ("x", int | None, "must be an integer, got x"),
        ("1:1", Literal["16:9", "9:16"], "must be 16:9 or 9:16, got 1:1"),
        ("{", KlingWatermarkInfo, "must be JSON, or @ and the path of a JSON file: "),
        ("[]", KlingWatermarkInfo, "must be a JSON object with enabled, got []"),
        ("@missing.json", KlingWatermarkInfo, "missing.json cannot be read: "),
    ],
)
def test_a_wrong_value_is_an_error(text: str, hint: object, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parsed(text, [hint])


def test_an_object_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "watermark.json"
    file.write_text('{"enabled": true}', encoding="utf-8")
    assert parsed(f"@{file}", [KlingWatermarkInfo]) == {"enabled": True}


def test_the_descriptions_come_from_the_docstring() -> None:
    docstring = """Do it.

    Args:
        one: The first,
            on two lines.
        two: The second: with a colon.

    Raises:
        ValueError: If it fails.
    """
    assert descriptions_in(docstring) == {
        "one": "The first, on two lines.",
        "two": "The second: with a colon.",
    }
