"""Documents in our own words: each mistake, and what comes of them beside pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs import build, written
from scripts.specs.errors import SpecError
from scripts.specs.files import providers
from scripts.specs.json_types import Json, JsonObject, arr, obj, operations
from scripts.specs.yaml.read import read_yaml_object
from tests.helpers.paths import SPECS
from tests.helpers.written_pages import at, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILM = """\
openapi: 3.1.0
info: {title: Films, version: '1'}
servers:
  - url: https://api.example.com
security:
  - Key: []
tags:
  - name: film
paths:
  /films/{film_id}:
    get:
      operationId: get_film
      x-source: documented
      x-resource: film
      x-method: get
      parameters:
        - {name: film_id, in: path, required: true, x-source: reported, schema: {type: string}}
      responses:
        '200':
          description: The film.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Film'}
components:
  securitySchemes:
    Key: {type: http, scheme: bearer, x-source: documented}
  schemas:
    Film:
      x-source: inferred
      type: object
      properties:
        url: {type: string}
"""
PAGE = """\
openapi: 3.1.0
info: {title: Pages, version: '1'}
servers:
  - url: https://api.example.org
paths:
  /films/{id}:
    get:
      summary: Get film
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200': {description: The film.}
components:
  schemas:
    Film: {type: object}
"""


def provider(tmp_path: Path, text: str = FILM, page: str = "") -> Path:
    """Write a provider `films`, and return the written document's file."""
    folder = tmp_path / "films" / "written"
    folder.mkdir(parents=True)
    if page:
        (tmp_path / "films" / "pages").mkdir()
        write(tmp_path / "films" / "pages", "page.yaml", page)
    return write(folder, "film.yaml", text)


def test_a_provider_may_have_written_documents_alone(tmp_path: Path) -> None:
    provider(tmp_path)
    assert providers(tmp_path) == ["films"]
    document = build.build(tmp_path, "films").document
    operation = at(document, "paths", "/films/{film_id}", "get")
    assert at(operation, "x-source") == ["written/film.yaml#documented"]
    assert at(operation, "operationId") == "get_film"
    assert "x-source" not in obj(at(operation, "parameters", 0))
    assert "x-source" not in obj(at(document, "components", "schemas", "Film"))
    assert at(document, "servers", 0, "url") == "https://api.example.com"


def test_pages_decide_about_servers_and_names_of_ours_are_kept(tmp_path: Path) -> None:
    page = PAGE.replace("/films/{id}", "/films/{id}/poster").replace("Film:", "Poster:")
    provider(tmp_path, page=page)
    document, _ = build.merged(
        [tmp_path / "films" / "pages" / "page.yaml"], [tmp_path / "films" / "written" / "film.yaml"]
    )
    assert at(document, "servers") == [{"url": "https://api.example.org"}]
    assert [path for path, _, _ in operations(document)] == [
        "/films/{id}/poster", "/films/{film_id}"
    ]  # fmt: skip
    assert list(obj(at(document, "components", "schemas"))) == ["Poster", "Film"]


def test_a_page_wins_and_a_note_names_both(tmp_path: Path) -> None:
    file = provider(tmp_path, page=PAGE)
    built = build.build(tmp_path, "films")
    end = "too, which wins: remove it here, and name the operation in the supplement"
    assert [str(note) for note in built.notes if note.file == file] == [
        f"{file}:11: left out: GET /films/{{film_id}} is in pages/page.yaml {end}",
        f"{file}:28: left out: components.schemas.Film is in a page {end}",
    ]
    (operation,) = [each for _, _, each in operations(built.document)]
    written_one = at(read_yaml_object(FILM, file=file)[0], "paths", "/films/{film_id}", "get")
    for key in ("operationId", "x-resource", "x-method"):
        assert operation[key] == obj(written_one)[key]


def test_what_two_documents_describe_is_refused(tmp_path: Path) -> None:
    file = provider(tmp_path)
    other = write(file.parent, "other.yaml", FILM)
    with pytest.raises(SpecError) as raised:
        build.build(tmp_path, "films")
    assert f"{other}:11: GET /films/{{film_id}} stands in written/film.yaml too" in str(
        raised.value
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("      x-source: documented\n", "", "11: expected x-source, one of documented, reported, "),
        ("      x-source: inferred\n", "", "28: expected x-source, one of documented, reported, "),
        (", x-source: documented}", "}", "components.securitySchemes.Key"),
        ("x-source: reported", "x-source: guessed", ("x-source must be one of documented, reported, "
         "inferred, got 'guessed'")),
        ("x-source: documented", "x-source: [documented]", "got ['documented']"),
        ("openapi: 3.1.0", "openapi: 3.0.1", "1: expected `openapi: 3.1.0`"),
        ("{title: Films, version: '1'}", "{version: '1'}", "2: expected `info` with a `title`"),
        ("tags:\n", "webhooks:\n", "7: expected one of components, info, openapi, paths, "),
        ("    get:\n", "    fetch:\n", "11: expected an operation, got `fetch`"),
        ("  schemas:\n", "  responses:\n", "expected one of schemas, securitySchemes, got `responses`"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = provider(tmp_path, FILM.replace(old, new, 1))
    with pytest.raises(SpecError) as raised:
        written.read(file)
    assert message in str(raised.value)
    assert str(raised.value).startswith(f"{file}:")


def values(value: Json) -> Iterator[JsonObject]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else arr(value):
        yield from values(item)


PASSED_ON = "passes-on: films/written/film.yaml\nbelow: /resold\n"


def reseller(tmp_path: Path, text: str = PASSED_ON, page: str = "") -> Path:
    """Write the provider `films` and one that passes its API on, and return that one's document."""
    provider(tmp_path)
    folder = tmp_path / "reseller" / "written"
    folder.mkdir(parents=True)
    if page:
        (tmp_path / "reseller" / "pages").mkdir()
        write(tmp_path / "reseller" / "pages", "page.yaml", page)
    return write(folder, "films.yaml", text)


def test_a_document_is_passed_on_below_a_path(tmp_path: Path) -> None:
    reseller(tmp_path)
    original = build.build(tmp_path, "films").document
    document = build.build(tmp_path, "reseller").document
    assert [path for path, _, _ in operations(document)] == ["/resold/films/{film_id}"]
    operation = at(document, "paths", "/resold/films/{film_id}", "get")
    assert at(operation, "x-source") == ["written/films.yaml#documented"]
    assert at(operation, "operationId") == "get_film"
    assert document["components"] == original["components"]


def test_what_is_passed_on_completes_the_page_of_an_operation(tmp_path: Path) -> None:
    page = PAGE.replace("/films/{id}", "/resold/films/{id}").replace("Film: {", "Poster: {")
    reseller(tmp_path, page=page)
    operation = obj(
        at(build.build(tmp_path, "reseller").document, "paths", "/resold/films/{id}", "get")
    )
    assert at(operation, "x-source") == ["pages/page.yaml", "written/films.yaml#documented"]
    assert (operation["operationId"], operation["summary"]) == ("get_film", "Get film")
    assert at(operation, "parameters", 0, "name") == "id"
    assert obj(at(operation, "responses", "200")) == {"description": "The film."}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("below: /resold\n", "", "expected `passes-on` and `below`, a path such as /v1, and nothing"),
        ("/resold", "resold/", "expected `passes-on` and `below`, a path such as /v1, and nothing"),
        ("below", "openapi: 3.1.0\nbelow", "expected `passes-on` and `below`, a path such as /v1"),
        ("films/written/", "../", "1: expected a document such as other/written/videos.yaml, got '../f"),
        ("film.yaml", "films.yaml", "films/written/films.yaml: cannot be read: No such file"),
    ],
)  # fmt: skip
def test_a_mistake_in_what_is_passed_on_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    file = reseller(tmp_path, PASSED_ON.replace(old, new, 1))
    with pytest.raises(SpecError) as raised:
        written.read(file)
    assert message in str(raised.value)


@pytest.mark.parametrize("name", ["kie", "useapi", "kling"])
def test_the_committed_documents_name_their_sources(name: str) -> None:
    files = sorted((SPECS / name / "written").iterdir())
    assert files
    for file in files:
        document, _ = read_yaml_object(file.read_text(encoding="utf-8"), file=file)
        assert any("x-source" in value for value in values(document))
        fragment = written.read(file)
        inside = [
            value
            for key in ("paths", "components")
            for value in values(fragment.document.get(key))
            if not isinstance(value.get("x-source", []), list)
        ]
        assert inside == []
