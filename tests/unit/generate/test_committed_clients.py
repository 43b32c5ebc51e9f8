"""What is in generated/: complete, lazy, and typed as the specifications say."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pytest

from longtake._providers import PROVIDERS, task_kinds
from longtake_kie.types import UNSET, Unset, path_segment, path_segments
from scripts.generate.__main__ import SPECS, read_spec
from scripts.generate.spec_views import member, operations
from scripts.specs.json_types import Json, JsonObject, obj, text

if TYPE_CHECKING:
    from collections.abc import Callable


def carried_spec(provider: str) -> JsonObject:
    """Return the specification in a client's package, which is read faster than its YAML."""
    found: JsonObject = json.loads((files(f"longtake_{provider}") / "openapi.json").read_bytes())
    return found


def method_of(provider: str, name: str) -> Callable[..., Any]:
    """Return a method of a resource, such as `Veo.extend`."""
    resource, method = name.split(".")
    module = importlib.import_module(
        f"longtake_{provider}.resources.{resource.removeprefix('Async').lower()}"
    )
    found: Callable[..., Any] = getattr(getattr(module, resource), method)
    return found


def operation_ids() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for provider in PROVIDERS:
        for operation_id, operation in operations(carried_spec(provider)):
            tags = operation["tags"]
            assert isinstance(tags, list)
            found.append((provider, str(tags[0]), operation_id))
    return found


@pytest.mark.parametrize("provider", PROVIDERS)
def test_models_are_filled_by_name_only(provider: str) -> None:
    # So that a field which a provider adds in the middle of a page moves no other.
    models = importlib.import_module(f"longtake_{provider}.models")
    classes = [getattr(models, name) for name in models.__all__]
    made = [model for model in classes if inspect.isclass(model)]
    assert made
    for model in made:
        kinds = {parameter.kind for parameter in inspect.signature(model).parameters.values()}
        assert kinds <= {inspect.Parameter.KEYWORD_ONLY}, model


@pytest.mark.parametrize(("provider", "tag", "operation_id"), operation_ids())
def test_every_operation_has_its_functions(provider: str, tag: str, operation_id: str) -> None:
    module = importlib.import_module(f"longtake_{provider}.api.{tag}.{operation_id}")
    for name in ("sync_detailed", "asyncio_detailed", "sync", "asyncio"):
        assert callable(getattr(module, name))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_schema_is_a_model_or_a_callback_type(provider: str) -> None:
    spec = read_spec(SPECS / provider / "openapi.yaml")
    models = importlib.import_module(f"longtake_{provider}.models")
    callbacks = importlib.import_module(f"longtake_{provider}.callbacks")
    for name in obj(member(spec, "components", "schemas")):
        assert hasattr(models, name) or hasattr(callbacks, name), name


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_package_has_its_specification_and_is_marked_as_typed(provider: str) -> None:
    package = files(f"longtake_{provider}")
    carried = json.loads((package / "openapi.json").read_text(encoding="utf-8"))
    assert carried == read_spec(SPECS / provider / "openapi.yaml")
    assert (package / "py.typed").is_file()


def test_models_are_loaded_when_they_are_asked_for() -> None:
    script = (
        "import sys\n"
        "import longtake_kie.models as models\n"
        "assert 'longtake_kie.models.veo_task' not in sys.modules\n"
        "models.VeoTask\n"
        "assert 'longtake_kie.models.veo_task' in sys.modules\n"
        "assert 'VeoTask' in dir(models)\n"
        "try:\n"
        "    models.Nothing\n"
        "except AttributeError as error:\n"
        "    assert 'Nothing' in str(error)\n"
        "else:\n"
        "    raise AssertionError\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603 - our own interpreter


@pytest.mark.parametrize(
    ("operation", "provider", "schema"),
    [
        ("Runway.extend", "kie", "RunwayExtendRequest"),
        ("Veo.extend", "kie", "VeoExtendRequest"),
        ("AsyncVeo.extend", "kie", "VeoExtendRequest"),
        ("Midjourney.extend", "kie", "MidjourneyExtendRequest"),
        ("Gen2.extend", "useapi", "Gen2ExtendRequest"),
        ("Kling.extend", "chainhub", "KlingExtendRequest"),
        ("Kling.text_to_video", "chainhub", "KlingTextToVideoRequest"),
        ("AsyncKling.image_to_video", "chainhub", "KlingImageToVideoRequest"),
        ("Kling.multi_image_to_video", "chainhub", "KlingMultiImageToVideoRequest"),
    ],
)
def test_a_signature_is_the_specifications(operation: str, provider: str, schema: str) -> None:
    spec = read_spec(SPECS / provider / "openapi.yaml")
    described = obj(member(spec, "components", "schemas", schema))
    properties = obj(described["properties"])
    method = method_of(provider, operation)
    parameters = dict(inspect.signature(method).parameters)
    parameters.pop("self")
    parameters.pop("media_type", None)
    for ours in ("callbacks", "reference", "retry_failed"):
        parameters.pop(ours)
    assert len(parameters) == len(properties)
    required = {name for name, value in parameters.items() if value.default is value.empty}
    listed = described["required"]
    assert isinstance(listed, list)
    assert len(required) == len(listed)
    assert all(value.kind is value.KEYWORD_ONLY for value in parameters.values())
    documentation = inspect.getdoc(method) or ""
    assert all(f"{name}: " in documentation for name in parameters)


def test_literal_values_and_defaults_are_in_the_signature() -> None:
    hints = get_type_hints(method_of("kie", "Midjourney.extend"))
    assert get_args(hints["task_type"]) == ("mj_video_extend_manual", "mj_video_extend_auto")
    kling, veo = method_of("chainhub", "Kling.extend"), method_of("kie", "Veo.extend")
    assert inspect.signature(kling).parameters["cfg_scale"].default == 0.5
    assert inspect.signature(veo).parameters["seeds"].default is None
    assert not UNSET
    assert isinstance(UNSET, Unset)


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("user:1-runwayml:a@b.c-task:d", "user:1-runwayml:a@b.c-task:d"),
        ("a/b", "a%2Fb"),
        ("a?b#c%d e", "a%3Fb%23c%25d%20e"),
        ("..a", "..a"),
        (7, "7"),
    ],
)
def test_a_path_segment_stays_one(value: object, segment: str) -> None:
    assert path_segment(value) == segment


def test_path_segments_keep_their_slashes() -> None:
    assert path_segments("grok-imagine/a b?c") == "grok-imagine/a%20b%3Fc"


@pytest.mark.parametrize("value", ["", "/", "a//b", "a/", "../a", "a/."])
def test_path_segments_that_lead_elsewhere_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="an id must not be empty"):
        path_segments(value)


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_segment_that_leads_elsewhere_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="an id must not be empty"):
        path_segment(value)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_operation_with_a_link_starts_tasks_that_a_task_kind_reads(provider: str) -> None:
    starts = importlib.import_module(f"longtake_{provider}.operations").STARTS
    linked = {
        operation_id: text(member(operation, "responses", "200", "links", "task", "operationId"))
        for operation_id, operation in operations(carried_spec(provider))
    }
    for schema in obj(member(carried_spec(provider), "components", "schemas")).values():
        if "x-method" in obj(schema):
            # One of several models of an operation, which are all read alike.
            resource = text(obj(schema)["x-resource"]).replace(".", "_")
            linked[f"{resource}_{text(obj(schema)['x-method'])}"] = linked["create_job"]
    assert {name: start.read for name, start in starts.items()} == {
        name: read for name, read in linked.items() if read
    }
    reads = {kind.read.operation for kind in task_kinds(provider).values()}
    # A task of a Veo video in 1080p or 4K repeats one request, which is no submission.
    repeated = {"get_veo_1080p_video", "get_veo_4k_video"}
    assert {start.read for start in starts.values()} == reads - repeated


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_is_a_method_of_both_clients(provider: str) -> None:
    for _, operation in operations(carried_spec(provider)):
        resource = text(operation["x-resource"]).replace(".", "_")
        module = importlib.import_module(f"longtake_{provider}.resources.{resource}")
        for name in module.__all__:
            assert callable(getattr(getattr(module, name), text(operation["x-method"])))


def in_responses(spec: JsonObject) -> set[str]:
    """The names of the schemas that responses refer to, directly or through others."""
    schemas = obj(member(spec, "components", "schemas"))
    found: set[str] = set()
    waiting: list[Json] = [operation["responses"] for _, operation in operations(spec)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(schemas[name])
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


STRANGE: tuple[Any, ...] = (None, 0, 1.5, "x", "", True, [], [None], [1], [{}], {}, {"a": 1}, [[]])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_any_value_in_an_optional_field_of_a_response_is_read(provider: str) -> None:
    spec = read_spec(SPECS / provider / "openapi.yaml")
    models = importlib.import_module(f"longtake_{provider}.models")
    for name in in_responses(spec):
        schema = obj(member(spec, "components", "schemas", name))
        required = schema.get("required") or []
        assert isinstance(required, list)
        for key in obj(schema.get("properties")).keys() - set(map(str, required)):
            for value in STRANGE:
                model = getattr(models, name).from_dict(
                    {**{str(key): {} for key in required}, key: value}
                )
                assert model is not None


# Kling's specification has no examples of responses.
@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name != "kling"])
def test_the_examples_pass_through_the_models_unchanged(provider: str) -> None:
    spec = read_spec(SPECS / provider / "openapi.yaml")
    models = importlib.import_module(f"longtake_{provider}.models")
    seen = 0
    for _, operation in operations(spec):
        for body in [operation.get("requestBody"), *obj(operation["responses"]).values()]:
            media = obj(member(body, "content", "application/json"))
            name = str(obj(media.get("schema")).get("$ref", "")).rpartition("/")[2]
            for example in obj(media.get("examples")).values() if name else ():
                value = member(example, "value")
                assert getattr(models, name).from_dict(value).to_dict() == value
                seen += 1
    assert seen


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_module_imports_by_itself(provider: str) -> None:
    package = files(f"longtake_{provider}")
    assert isinstance(package, Path)
    modules = [path.relative_to(package.parent) for path in sorted(package.rglob("*.py"))]
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in modules]
    script = (
        "import importlib, sys\n"
        "before = set(sys.modules)\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in set(sys.modules) - before:\n"
        "        if loaded.startswith('longtake'):\n"
        "            del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
    )
    command = [sys.executable, "-W", "error", "-c", script, *names]
    subprocess.run(command, check=True)  # noqa: S603 - our own interpreter


def methods_of(provider: str) -> dict[str, Callable[..., Any]]:
    """Return every method that starts a task, by its operation."""
    found: dict[str, Callable[..., Any]] = {}
    starts = importlib.import_module(f"longtake_{provider}.operations").STARTS
    for name, start in starts.items():
        resource = start.resource.replace(".", "_")
        module = importlib.import_module(f"longtake_{provider}.resources.{resource}")
        holder = getattr(module, module.__all__[-1])
        found[name] = getattr(holder, start.method)
    return found


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_parameter_may_be_anything(provider: str) -> None:
    """A schema that the generator cannot read becomes `Any`, without a warning."""
    for name, method in methods_of(provider).items():
        for parameter in inspect.signature(method).parameters.values():
            described = str(parameter.annotation)
            is_free = name == "create_job" and parameter.name == "input"
            assert "Any" not in described or is_free, f"{name}: {parameter}"


def test_sending_one_of_many_models_imports_no_other() -> None:
    code = (
        "import sys, longtake_kie.api.jobs.create_job, longtake_kie.resources.jobs\n"
        "print(*[name for name in sys.modules if name.startswith('longtake_kie.models.')])"
    )
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert not [name for name in done.stdout.split() if name.endswith(("_job", "_job_input"))]
