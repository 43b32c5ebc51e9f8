"""The command line, from pages to openapi.yaml."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from longtake._providers import PROVIDERS
from scripts.specs.build import build
from scripts.specs.cli import app
from scripts.specs.errors import SpecError
from scripts.specs.files import is_current, providers, write
from tests.helpers.paths import SPECS, TRAP_PAGES

NAMES: list[str] = sorted(PROVIDERS)


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A copy of the providers without what was written from them."""
    for name in NAMES:
        for folder in ("pages", "written"):
            if (SPECS / name / folder).is_dir():
                shutil.copytree(SPECS / name / folder, tmp_path / name / folder)
        shutil.copy(SPECS / name / "supplement.yaml", tmp_path / name)
    return tmp_path


@pytest.fixture
def small_specs(specs: Path) -> Path:
    """The copy without kie, whose document takes longer than the others together."""
    shutil.rmtree(specs / "kie")
    return specs


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_all_providers_are_written_as_committed_and_the_same_twice(specs: Path) -> None:
    assert run("build", "--specs", specs).exit_code == 0
    first = contents(specs)
    for name in NAMES:
        assert first[f"{name}/openapi.yaml"] == (SPECS / name / "openapi.yaml").read_bytes()
        (specs / name / "openapi.yaml").unlink()
    again = run("build", "--specs", specs)
    assert again.exit_code == 0
    assert again.stdout.count("wrote ") == 4
    assert contents(specs) == first


def test_check_writes_nothing_and_names_what_differs(small_specs: Path) -> None:
    for name in providers(small_specs):
        shutil.copy(SPECS / name / "openapi.yaml", small_specs / name)
    file = small_specs / "useapi" / "openapi.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    before = contents(small_specs)
    result = run("build", "--check", "--specs", small_specs)
    assert result.exit_code == 1
    assert f"{file} is not what its pages and supplement give: run `make specs`" in result.stderr
    assert result.stderr.count("is not what") == 1
    assert contents(small_specs) == before


def test_one_provider_alone(specs: Path) -> None:
    assert run("build", "useapi", "--specs", specs).exit_code == 0
    assert not (specs / "chainhub" / "openapi.yaml").exists()


def test_an_unknown_provider_is_refused(specs: Path) -> None:
    result = run("build", "unknown", "--specs", specs)
    assert result.exit_code == 2
    assert result.stderr == "no provider unknown: expected one of chainhub, kie, kling, useapi\n"


def test_an_action_that_matches_nothing_stops_everything_before_a_byte_is_written(
    small_specs: Path,
) -> None:
    supplement = small_specs / "useapi" / "supplement.yaml"
    replace(supplement, "$..properties.motion_vector", "$..nothing_here")
    before = contents(small_specs)
    result = run("build", "--specs", small_specs)
    assert result.exit_code == 2
    assert "supplement.yaml:" in result.stderr
    assert "(task-motion: 'As above.') matches nothing: $..nothing_here" in result.stderr
    assert contents(small_specs) == before


def test_a_bad_page_stops_everything_before_a_byte_is_written(small_specs: Path) -> None:
    page = small_specs / "chainhub" / "pages" / "chainhub-kling-video-extend.md"
    replace(page, "      requestBody:\n", "      requestBody: [\n")
    before = contents(small_specs)
    result = run("build", "--specs", small_specs)
    assert result.exit_code == 2
    assert "chainhub-kling-video-extend.md:" in result.stderr
    assert "expected valid YAML" in result.stderr
    assert "Traceback" not in result.output
    assert contents(small_specs) == before


def test_a_document_against_the_conventions_is_not_written(specs: Path) -> None:
    written = specs / "useapi" / "written" / "gen2.yaml"
    replace(written, "operationId: get_gen2_task", "operationId: gen2_task")
    result = run("build", "useapi", "--specs", specs)
    assert result.exit_code == 2
    problem = "expected operationId gen2_task to begin with a verb (written/gen2.yaml#documented)"
    assert problem in result.stderr
    assert not (specs / "useapi" / "openapi.yaml").exists()


def test_strict_makes_what_is_left_out_an_error(specs: Path) -> None:
    assert run("build", "--strict", "--specs", specs).exit_code == 0
    page = specs / "chainhub" / "pages" / "chainhub-kling-video-extend.md"
    replace(page, "description: Negative text prompts\n", "oddity: 10000\n")
    assert run("build", "chainhub", "--specs", specs).exit_code == 0
    (specs / "chainhub" / "openapi.yaml").unlink()
    result = run("build", "--strict", "chainhub", "--specs", specs)
    assert result.exit_code == 2
    assert "left out: schema keyword `oddity`" in result.stderr
    assert not (specs / "chainhub" / "openapi.yaml").exists()


def test_strict_passes_an_exporters_keys_inside_of_security() -> None:
    page = TRAP_PAGES / "apifox" / "bearer-format-given.md"
    assert "x-apidog:" in page.read_text(encoding="utf-8")
    result = run("read", "--strict", page)
    assert result.exit_code == 0
    assert "- BearerAuth: []\n" in result.stdout
    assert "x-apidog" not in result.stdout


def test_all_mistakes_are_reported_at_once(specs: Path) -> None:
    for name in ("kie/pages/kie-veo-extend.md", "kie/pages/kie-runway-extend.md"):
        (specs / name).write_text("# Nothing\n", encoding="utf-8")
    replace(specs / "chainhub" / "supplement.yaml", "target: $.info", "target: $.imfo")
    replace(specs / "chainhub" / "supplement.yaml", "securitySchemes.bearer\n", "security\n")
    result = run("build", "--specs", specs)
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert [line.partition(":")[0].rpartition("/")[2] for line in lines] == [
        "supplement.yaml",
        "supplement.yaml",
        "kie-runway-extend.md",
        "kie-veo-extend.md",
    ]
    assert not list(specs.glob("*/openapi.yaml"))


def test_an_editors_backups_are_no_pages(specs: Path) -> None:
    pages = specs / "useapi" / "pages"
    for name in (
        ".hidden",
        "useapi-runwayml-gen2-extend.txt~",
        "useapi-runwayml-gen2-extend.txt.orig",
    ):
        (pages / name).write_text("# Nothing\n", encoding="utf-8")
    assert run("build", "useapi", "--specs", specs).exit_code == 0


def test_a_note_names_the_page_and_line_of_its_operation(tmp_path: Path) -> None:
    for name, path in (("one.yaml", "/a~b"), ("two.yaml", "/c/d")):
        (tmp_path / name).write_text(
            f"openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  {path}:\n    get:\n"
            "      responses:\n        '200':\n          description: ok\n          content:\n"
            "            application/json:\n              schema: {type: integer}\n"
            "              example: none\n",
            encoding="utf-8",
        )
    result = run("read", tmp_path / "one.yaml", tmp_path / "two.yaml")
    assert result.exit_code == 0
    notes = [line for line in result.stderr.splitlines() if "contradicts its schema" in line]
    assert [line.partition(": left out")[0] for line in notes] == [
        f"{tmp_path / 'one.yaml'}:5",
        f"{tmp_path / 'two.yaml'}:5",
    ]


def test_read_writes_json_where_the_name_asks_for_it(tmp_path: Path) -> None:
    page = SPECS / "useapi" / "pages" / "useapi-runwayml-gen2-extend.txt"
    output = tmp_path / "out.json"
    result = run("read", page, "--output", output)
    assert result.stderr.endswith(f"wrote {output}\n")
    assert json.loads(output.read_text(encoding="utf-8"))["openapi"] == "3.1.0"


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    result = run("read", tmp_path)
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path}: expected a page, not a folder: name the pages in it\n"


def test_read_prints_any_page_and_writes_where_asked(tmp_path: Path) -> None:
    page = SPECS / "useapi" / "pages" / "useapi-runwayml-gen2-extend.txt"
    printed = run("read", page)
    assert printed.exit_code == 0
    assert "operationId: extend_gen2_video\n" in printed.stdout
    output = tmp_path / "out.yaml"
    assert run("read", page, "--output", output).exit_code == 0
    assert output.read_text(encoding="utf-8") == printed.stdout


def test_read_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    result = run("read", tmp_path / "nothing.md")
    assert result.exit_code == 2
    assert "nothing.md: cannot be read: No such file" in result.stderr


def test_merged_shows_what_targets_are_written_against(specs: Path) -> None:
    result = run("merged", "useapi", "--specs", specs)
    assert result.exit_code == 0
    assert "x-group: Runway AI Tools »" in result.stdout
    assert "supplement.yaml" not in result.stdout


def test_help_names_the_commands() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in ("build", "read", "merged"))


@pytest.mark.parametrize(
    ("raised", "expected"),
    [(OSError(28, "No space left on device"), SpecError), (KeyboardInterrupt(), KeyboardInterrupt)],
    ids=["failed", "interrupted"],
)
def test_a_write_that_ends_early_leaves_the_old_file_and_nothing_else(
    raised: BaseException,
    expected: type[BaseException],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text("old", encoding="utf-8")

    def fail(_self: Path, _target: Path) -> Path:
        raise raised

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(expected) as ended:
        write(file, "new")
    assert all(str(words) in str(ended.value) for words in raised.args[1:])
    assert contents(tmp_path) == {"openapi.yaml": b"old"}


def test_a_provider_without_pages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty" / "pages").mkdir(parents=True)
    assert providers(tmp_path) == ["empty"]
    with pytest.raises(SpecError, match="expected pages of provider empty"):
        build(tmp_path, "empty")


def test_what_is_wrong_with_the_document_as_a_whole_names_the_document(specs: Path) -> None:
    written = specs / "kling" / "written" / "videos.yaml"
    replace(written, "$ref: '#/components/schemas/KlingVideo'", "$ref: '#/components/schemas/No'")
    result = run("build", "chainhub", "--specs", specs)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{specs}/chainhub/openapi.yaml: no schema is called No: #/")


def test_a_folder_without_providers_is_refused(tmp_path: Path) -> None:
    result = run("build", "--specs", tmp_path)
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path}: expected a folder with PROVIDER/pages in it\n"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    page = SPECS / "chainhub" / "pages" / "chainhub-kling-video-extend.md"
    for place in (tmp_path / "nowhere" / "openapi.yaml", tmp_path):
        result = run("read", page, "--output", place)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"{place}: cannot be written: ")
    assert contents(tmp_path) == {}


def test_a_document_with_other_line_ends_is_not_current(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_bytes(b"a: 1\r\n")
    assert not is_current(file, "a: 1\n")
    assert not is_current(tmp_path, "a: 1\n")


@pytest.mark.parametrize("name", ["supplement.yaml", "pages/more.md"])
def test_a_link_that_leads_nowhere_is_refused(specs: Path, name: str) -> None:
    file = specs / "chainhub" / name
    file.unlink(missing_ok=True)
    file.symlink_to(file)
    result = run("build", "chainhub", "--specs", specs)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{file}: cannot be read: ")
