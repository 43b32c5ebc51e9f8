"""Generating: the same bytes each time, everything or an error, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from jinja2 import Environment, FileSystemLoader
from typer import Typer
from typer.testing import CliRunner

from scripts.generate import __main__ as command
from scripts.generate.callbacks import generate_callbacks
from scripts.generate.clients import CompiledTemplates, GenerationError, generate_client
from scripts.generate.folders import differences, replace_folder
from scripts.generate.formatting import format_package
from scripts.generate.packages import write_package
from scripts.generate.spec_views import (
    SpecificationError,
    only_callbacks,
    operations,
    without_callbacks,
)
from scripts.generate.templates_patched import Patch, PatchError, read_patches, write_templates

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import JsonObject

cli = Typer()
cli.command()(command.main)


def test_a_template_is_compiled_once_and_anew_when_it_changes(tmp_path: Path) -> None:
    template = tmp_path / "one.jinja"
    compiled = CompiledTemplates()

    def rendered() -> str:
        env = Environment(
            loader=FileSystemLoader(tmp_path), bytecode_cache=compiled, autoescape=True
        )
        code = compiled.get_bucket(env, "one.jinja", str(template), template.read_text()).code
        known.append(code is not None)
        return env.get_template("one.jinja").render()

    known: list[bool] = []
    template.write_text("a")
    assert [rendered(), rendered()] == ["a", "a"]
    template.write_text("b")
    assert [rendered(), rendered()] == ["b", "b"]
    assert known == [False, True, False, True]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    write_templates(folder)
    return folder


def spec(**schemas: Any) -> JsonObject:
    """A small provider: one submit that links to one read, with a callback."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": {
            "/extend": {
                "post": {
                    "operationId": "extend_small_video",
                    "x-resource": "small",
                    "x-method": "extend",
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
                            "links": {
                                "task": {
                                    "operationId": "get_small_task",
                                    "parameters": {"id": "$response.body#/id"},
                                }
                            },
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
                    "x-resource": "small",
                    "x-method": "get",
                    "tags": ["small"],
                    "parameters": [
                        {
                            "name": "id",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "string"},
                        }
                    ],
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


def schemas_of(view: JsonObject) -> set[str]:
    components: Any = view["components"]
    return set(components["schemas"])


def test_each_generator_sees_its_own_part() -> None:
    assert schemas_of(without_callbacks(spec())) == {"Ask", "Task"}
    assert schemas_of(only_callbacks(spec())) == {"Done", "Part"}


def test_a_reference_to_nothing_is_named() -> None:
    document = spec(Ask={"$ref": "#/components/schemas/Nowhere"})
    with pytest.raises(SpecificationError, match="schemas/Nowhere"):
        without_callbacks(document)


def test_an_operation_without_a_name_is_named() -> None:
    document: Any = spec()
    del document["paths"]["/extend"]["post"]["operationId"]
    with pytest.raises(SpecificationError, match="POST /extend has no operationId"):
        list(operations(document))


def test_a_warning_of_the_generator_is_a_failure(tmp_path: Path, templates: Path) -> None:
    mixed = {"type": "object", "properties": {"id": {"enum": ["a", 1, 2.5]}}}
    with pytest.raises(GenerationError, match="longtake_small"):
        generate_client(spec(Task=mixed), tmp_path / "longtake_small", templates)


def test_every_provider_gives_the_same_bytes_again(tmp_path: Path, templates: Path) -> None:
    for provider in ("kie", "chainhub"):
        # A test below does the same for useapi, in another process.
        package = tmp_path / f"longtake_{provider}"
        document = command.read_spec(command.SPECS / provider / "openapi.yaml")
        write_package(document, package, templates)
        assert differences(package, command.GENERATED / package.name) == []


def test_an_unused_import_is_dropped_or_stops_the_run(tmp_path: Path) -> None:
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
    assert "chainhub, kie, kling, useapi" in result.output


@pytest.mark.parametrize(
    ("text", "words"), [("a: [", "expected valid YAML"), ("just text", "expected a YAML mapping")]
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


def test_checking_writes_nothing_and_reports_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "GENERATED", tmp_path / "generated")
    result = CliRunner().invoke(cli, ["--check", "chainhub"])
    assert result.exit_code == 1
    assert "missing: longtake_chainhub/client.py" in result.output
    assert list((tmp_path / "generated").iterdir()) == []


def test_a_package_of_no_provider_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "SPECS", tmp_path / "specs")
    monkeypatch.setattr(command, "GENERATED", tmp_path / "generated")
    (tmp_path / "generated" / "longtake_gone").mkdir(parents=True)
    result = CliRunner().invoke(cli, ["--check"])
    assert result.exit_code == 1
    assert "longtake_gone is of no provider: remove it by hand" in result.output


def test_a_folder_that_cannot_be_written_is_an_error_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "generated").touch()
    monkeypatch.setattr(command, "GENERATED", tmp_path / "generated")
    result = CliRunner().invoke(cli, [])
    assert result.exit_code == 1
    assert result.output.startswith("error: ")


def test_a_property_called_callbacks_is_no_callback() -> None:
    ask = {"type": "object", "properties": {"callbacks": {"type": "string"}}}
    view: Any = without_callbacks(spec(Ask=ask))
    assert view["components"]["schemas"]["Ask"] == ask
    assert "callbacks" not in view["paths"]["/extend"]["post"]


EVIL = (
    '"""\nraise SystemExit("injected")\n"""',
    "'''",
    "ends with a backslash \\",
    'ends with a quote "',
    "{{ 7 * 7 }} {% raw %} {# #} {x} %s",
    "\\N{BULLET} \\x \\u12",
    "one\n\n    two\r\nthree\u2028four\x85five\x0csix",
    "中文 😀",
    "",
    "x" * 5000,
    "word " * 2000,
)


def generated(document: JsonObject, folder: Path, templates: Path) -> None:
    """Generate a package and import each of its modules, in an interpreter of its own."""
    package = folder / "longtake_small"
    generate_client(document, package, templates)
    generate_callbacks(document, package / "callbacks.py")
    format_package(package)
    script = (
        "import importlib, pkgutil, longtake_small\n"
        "for found in pkgutil.walk_packages(longtake_small.__path__, 'longtake_small.'):\n"
        "    importlib.import_module(found.name)\n"
        "import longtake_small.models as models\n"
        "assert all(getattr(models, name) for name in models.__all__)\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, cwd=folder)  # noqa: S603 - our own


def test_words_of_a_provider_never_become_code(tmp_path: Path, templates: Path) -> None:
    properties: dict[str, Any] = {
        f"p{index}": {"type": "string", "description": words, "default": words}
        for index, words in enumerate(EVIL)
    }
    properties["quoted"] = {"type": "string", "enum": ['a"b', "c'd", "\\", '"""', "中"]}
    properties["url"] = {"type": "string"}
    described = {"type": "object", "description": "\n".join(EVIL), "properties": properties}
    document: Any = spec(Ask=described, Done=described)
    document["info"]["title"] = EVIL[0]
    words = {"summary": EVIL[0], "description": "\n".join(EVIL)}
    document["paths"]["/extend"]["post"] |= words
    document["paths"]["/task"]["get"] |= words
    document["tags"] = [{"name": "small", "description": EVIL[0]}]
    generated(document, tmp_path, templates)


ODD_NAMES = (
    ("self", "T", "C", "K", "P", "Body", "media_type", "Starts", "operation", "body"),
    ("class", "from", "None", "async", "list", "str", "type", "id", "isinstance", "super"),
    ("broadcast", "cast", "UNSET", "Unset", "Literal", "Any", "ABC", "Generic"),
    ("cls", "d", "field_dict", "src_dict", "__init__", "_x"),
    ("中文", "é", "1x", "a-b", "$x"),
)


def test_a_provider_may_give_a_parameter_any_name(tmp_path: Path, templates: Path) -> None:
    document: Any = spec()
    extend = document["paths"]["/extend"]["post"]
    for number, names in enumerate(ODD_NAMES):
        for kind in ("required", "optional"):
            ask = f"Ask{kind.title()}{number}"
            document["components"]["schemas"][ask] = {
                "type": "object",
                "properties": {name: {"type": ["string", "null"]} for name in (*names, "url")},
                "required": list(names) if kind == "required" else [],
            }
            media = {"application/json": {"schema": {"$ref": f"#/components/schemas/{ask}"}}}
            # A resource of its own: the operations of one share a module and its imports.
            document["paths"][f"/{kind}/{number}"] = {
                "post": {
                    **extend,
                    "operationId": f"extend_{kind}{number}_video",
                    "x-resource": f"{kind}{number}",
                    "tags": [f"{kind}{number}"],
                    "requestBody": {"required": True, "content": media},
                }
            }
    generated(document, tmp_path, templates)
    resources = tmp_path / "longtake_small" / "resources"
    assert len(list(resources.glob("*[0-9].py"))) == 2 * len(ODD_NAMES)


def test_parameters_that_all_have_defaults_need_no_import(tmp_path: Path, templates: Path) -> None:
    ask: dict[str, Any] = {"type": "object", "properties": {"url": {"type": "string"}}}
    ask["properties"]["broadcast"] = {"type": "boolean", "default": True}
    generated(spec(Ask=ask), tmp_path, templates)


def test_two_bodies_may_list_their_parameters_in_another_order(
    tmp_path: Path, templates: Path
) -> None:
    members = {"url": {"type": "string"}, "text": {"type": "string"}}
    turned = dict(reversed(members.items()))
    document: Any = spec(
        Ask={"type": "object", "properties": members},
        Form={"type": "object", "properties": turned},
    )
    content = document["paths"]["/extend"]["post"]["requestBody"]["content"]
    content["multipart/form-data"] = {"schema": {"$ref": "#/components/schemas/Form"}}
    generate_client(document, tmp_path / "longtake_small", templates)
    resource = (tmp_path / "longtake_small" / "resources" / "small.py").read_text()
    assert "def extend(" in resource


def test_neither_hashes_nor_the_locale_change_a_byte(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from scripts.generate.__main__ import SPECS, read_spec\n"
        "from scripts.generate.packages import write_package\n"
        "from scripts.generate.templates_patched import write_templates\n"
        "folder = Path(sys.argv[1])\n"
        "write_templates(folder / 'templates')\n"
        "document = read_spec(SPECS / 'useapi/openapi.yaml')\n"
        "write_package(document, folder / 'longtake_useapi', folder / 'templates')\n"
    )
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, tmp_path],
        check=True,
        cwd=command.ROOT,
        env={
            **os.environ,
            # The tests themselves run with a seed that differs from run to run.
            "PYTHONHASHSEED": "1",
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
        },
    )
    package = tmp_path / "longtake_useapi"
    assert differences(package, command.GENERATED / package.name) == []
