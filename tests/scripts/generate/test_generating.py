"""Generating: the same bytes each time, everything or an error, nothing half-written."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from scripts.generate import __main__ as command
from scripts.generate.clients import GenerationError, generate_client
from scripts.generate.folders import differences, replace_folder
from scripts.generate.formatting import format_package
from scripts.generate.spec_views import (
    Object,
    SpecificationError,
    only_callbacks,
    task_operations,
    without_callbacks,
)
from scripts.generate.templates_patched import Patch, PatchError, read_patches, write_templates

cli = Typer()
cli.command()(command.main)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    write_templates(folder)
    return folder


def spec(**schemas: Any) -> Object:
    """A small provider: one submit that links to one read, with a callback."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": {
            "/extend": {
                "post": {
                    "operationId": "extend_small_video",
                    "tags": ["small"],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Ask"}}
                        },
                    },
                    "responses": {
                        "200": {
                            "description": "made",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Task"}
                                }
                            },
                            "links": {"task": {"operationId": "get_small_task"}},
                        }
                    },
                    "callbacks": {
                        "done": {
                            "{$request.body#/url}": {
                                "post": {
                                    "requestBody": {
                                        "content": {
                                            "application/json": {
                                                "schema": {"$ref": "#/components/schemas/Done"}
                                            }
                                        }
                                    },
                                    "responses": {"200": {"description": "heard"}},
                                }
                            }
                        }
                    },
                }
            },
            "/task": {
                "get": {
                    "operationId": "get_small_task",
                    "tags": ["small"],
                    "responses": {
                        "200": {
                            "description": "read",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Task"}
                                }
                            },
                        }
                    },
                }
            },
        },
        "components": {
            "schemas": {
                "Ask": {"type": "object", "properties": {"url": {"type": "string"}}},
                "Task": {"type": "object", "properties": {"id": {"type": "string"}}},
                "Done": {
                    "type": "object",
                    "properties": {"part": {"$ref": "#/components/schemas/Part"}},
                },
                "Part": {"type": "object", "properties": {"url": {"type": "string"}}},
                **schemas,
            }
        },
    }


def schemas_of(view: Object) -> set[str]:
    components: Any = view["components"]
    return set(components["schemas"])


def test_each_generator_sees_its_own_part() -> None:
    assert schemas_of(without_callbacks(spec())) == {"Ask", "Task"}
    assert schemas_of(only_callbacks(spec())) == {"Done", "Part"}


def test_links_say_which_operations_start_a_task() -> None:
    assert task_operations(spec()) == {"extend_small_video": "extend"}


def test_two_operations_with_one_verb_keep_their_whole_names() -> None:
    document: Any = spec()
    again = {**document["paths"]["/extend"]["post"], "operationId": "extend_small_sound"}
    document["paths"]["/again"] = {"post": again}
    assert task_operations(document) == {
        "extend_small_video": "extend_small_video",
        "extend_small_sound": "extend_small_sound",
    }


def test_a_reference_to_nothing_is_named() -> None:
    document = spec(Ask={"$ref": "#/components/schemas/Nowhere"})
    with pytest.raises(SpecificationError, match="schemas/Nowhere"):
        without_callbacks(document)


@pytest.mark.parametrize("missing", ["operationId", "tags"])
def test_an_operation_without_a_name_or_a_family_is_named(missing: str) -> None:
    document: Any = spec()
    del document["paths"]["/extend"]["post"][missing]
    with pytest.raises(SpecificationError, match="extend"):
        task_operations(document)


def test_a_warning_of_the_generator_is_a_failure(tmp_path: Path, templates: Path) -> None:
    mixed = {"type": "object", "properties": {"id": {"enum": ["a", 1, 2.5]}}}
    with pytest.raises(GenerationError, match="longtake_small"):
        generate_client(spec(Task=mixed), tmp_path / "longtake_small", templates)


def test_a_task_that_takes_more_than_a_body_is_a_failure(tmp_path: Path, templates: Path) -> None:
    document: Any = spec()
    document["paths"]["/extend"]["post"]["parameters"] = [
        {"name": "kind", "in": "query", "schema": {"type": "string"}}
    ]
    with pytest.raises(GenerationError, match="extend_small_video"):
        generate_client(document, tmp_path / "longtake_small", templates)


def test_every_provider_gives_the_same_bytes_again(tmp_path: Path, templates: Path) -> None:
    for provider in ("kie", "useapi", "chainhub"):
        package = tmp_path / f"longtake_{provider}"
        command.build_package(provider, package, templates)
        assert differences(package, command.GENERATED / package.name) == []


def test_an_import_that_nobody_uses_is_dropped_or_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("import os\nimport sys\nprint( sys.path )\n")
    format_package(tmp_path)
    assert (tmp_path / "module.py").read_text() == "import sys\n\nprint(sys.path)\n"
    (tmp_path / "broken.py").write_text("def (:\n")
    with pytest.raises(subprocess.CalledProcessError):
        format_package(tmp_path)


def test_every_patch_has_a_reason() -> None:
    assert all(len(patch.reason.split()) > 2 for patch in read_patches())


@pytest.mark.parametrize(("text", "found"), [("a", 0), ("xx", 2)])
def test_a_patch_that_does_not_fit_is_named(text: str, found: int) -> None:
    patch = Patch(template="t.jinja", reason="because it must", find="x", replace="y")
    with pytest.raises(PatchError, match=rf"t\.jinja.*'x' stands {found} times.*because it must"):
        patch.applied_to(text)
    assert patch.applied_to("axb") == "ayb"


def test_differences_name_each_file(tmp_path: Path) -> None:
    expected, actual = tmp_path / "new" / "package", tmp_path / "old" / "package"
    for folder in (expected, actual):
        folder.mkdir(parents=True)
        (folder / "same.py").write_text("same")
        (folder / "other.py").write_text(str(folder))
    (expected / "added.py").touch()
    (actual / "left.py").touch()
    assert differences(expected, actual) == [
        "differs: package/other.py",
        "missing: package/added.py",
        "not generated: package/left.py",
    ]


def test_a_package_is_replaced_as_a_whole(tmp_path: Path) -> None:
    new, target = tmp_path / "new", tmp_path / "package"
    target.mkdir()
    (target / "old.py").touch()
    new.mkdir()
    (new / "new.py").touch()
    replace_folder(new, target)
    assert [path.name for path in target.iterdir()] == ["new.py"]
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_a_package_that_cannot_be_replaced_stays(tmp_path: Path) -> None:
    target = tmp_path / "package"
    target.mkdir()
    (target / "old.py").touch()
    with pytest.raises(FileNotFoundError):
        replace_folder(tmp_path / "nothing", target)
    assert [path.name for path in target.iterdir()] == ["old.py"]


def test_an_unknown_provider_is_refused_with_those_there_are() -> None:
    result = CliRunner().invoke(cli, ["sora"])
    assert result.exit_code == 2
    assert "chainhub, kie, useapi" in result.output


@pytest.mark.parametrize(
    ("text", "words"), [("a: [", "not valid YAML"), ("just text", "not an OpenAPI document")]
)
def test_a_broken_specification_is_named_and_changes_nothing(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "SPECS", tmp_path / "specs")
    monkeypatch.setattr(command, "GENERATED", tmp_path / "generated")
    (tmp_path / "specs" / "kie").mkdir(parents=True)
    (tmp_path / "specs" / "kie" / "openapi.yaml").write_text(text)
    result = CliRunner().invoke(cli, [])
    assert result.exit_code == 1
    assert words in result.output
    assert list((tmp_path / "generated").iterdir()) == []


def test_checking_writes_nothing_and_says_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "GENERATED", tmp_path / "generated")
    result = CliRunner().invoke(cli, ["--check", "chainhub"])
    assert result.exit_code == 1
    assert "missing: longtake_chainhub/client.py" in result.output
    assert list((tmp_path / "generated").iterdir()) == []
