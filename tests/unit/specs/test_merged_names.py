"""Pages that give one name to several things, or describe one operation: nothing is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import finished
from scripts.specs.json_types import obj, operations
from scripts.specs.merge import merge
from scripts.specs.page import Page, PageFragment
from scripts.specs.readers import read_page
from tests.helpers.paths import TRAP_PAGES
from tests.helpers.written_pages import at

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

REFERENCE = "#/components/schemas/"
STRING: Json = {"type": "string"}


def asking(page: str, schema: Json, path: str = "/jobs", **more: Json) -> PageFragment:
    """Return a page with one operation that takes a body."""
    body: JsonObject = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation: JsonObject = {"summary": page.removesuffix(".md"), "requestBody": body}
    operation |= {"responses": {"200": {"description": "ok"}}, **more}
    return PageFragment(Page(Path(page), ()), {"paths": {path: {"post": operation}}})


def model(value: str, **properties: Json) -> JsonObject:
    return {
        "type": "object",
        "properties": {"model": {"type": "string", "enum": [value]}, **properties},
    }


def responding(page: str, path: str, components: JsonObject, refers_to: str) -> PageFragment:
    schema: JsonObject = {"$ref": REFERENCE + refers_to}
    response: JsonObject = {"content": {"application/json": {"schema": schema}}}
    paths: JsonObject = {path: {"get": {"responses": {"200": response}}}}
    return PageFragment(
        Page(Path(page), ()), {"paths": paths, "components": {"schemas": components}}
    )


def of_response(merged: JsonObject, path: str) -> Json:
    return at(merged, "paths", path, "get", "responses", "200", "content", "application/json",
              "schema", "$ref")  # fmt: skip


def body_of(merged: JsonObject, path: str = "/jobs") -> JsonObject:
    content = at(merged, "paths", path, "post", "requestBody", "content")
    return obj(obj(obj(content)["application/json"])["schema"])


def notes(*fragments: PageFragment) -> list[str]:
    return [str(note) for one in fragments for note in one.notes]


@pytest.mark.parametrize("key", ["bearerFormat", "description"])
def test_security_schemes_that_differ_in_words_are_one(key: str) -> None:
    def page(name: str, words: JsonObject) -> PageFragment:
        given = asking(f"{name}.md", {}, f"/{name}")
        scheme: JsonObject = {"type": "http", "scheme": "bearer", **words}
        given.document["components"] = {"securitySchemes": {"Key": scheme}}
        given.document["security"] = [{"Key": []}]
        return given

    first, second = page("a", {key: "one"}), page("b", {})
    merged = merge([first, second])
    assert at(merged, "components", "securitySchemes", "Key", key) == "one"
    assert merged["security"] == [{"Key": []}]
    assert notes(first, second) == []


def test_security_schemes_that_differ_in_more_get_two_names() -> None:
    def page(name: str, header: str) -> PageFragment:
        given = asking(f"{name}.md", {}, f"/{name}")
        scheme: JsonObject = {"type": "apiKey", "in": "header", "name": header}
        given.document["components"] = {"securitySchemes": {"Key": scheme}}
        given.document["security"] = [{"Key": []}]
        return given

    merged = merge([page("a", "X-A"), page("b", "X-B")])
    assert at(merged, "components", "securitySchemes", "Key2", "name") == "X-B"
    assert at(merged, "paths", "/a", "post", "security") == [{"Key": []}]
    assert at(merged, "paths", "/b", "post", "security") == [{"Key2": []}]


def test_one_component_name_with_two_shapes_gives_two_names() -> None:
    first = responding("a.md", "/a", {"X": {"type": "string"}}, "X")
    second = responding("b.md", "/b", {"X": {"type": "integer"}}, "X")
    third = responding("c.md", "/c", {"X": {"type": "integer"}}, "X")
    second.lines["components.schemas.X"] = 7
    merged = merge([first, second, third])
    assert at(merged, "components", "schemas") == {
        "X": {"type": "string"},
        "X2": {"type": "integer"},
    }
    assert [of_response(merged, path) for path in ("/a", "/b", "/c")] == [
        f"{REFERENCE}X",
        f"{REFERENCE}X2",
        f"{REFERENCE}X2",
    ]
    assert notes(first, second) == [
        "b.md:7: repaired: components.schemas.X is called X2 here: it has another shape in a.md"
    ]


def test_a_component_that_refers_to_another_shape_has_another_shape() -> None:
    outer: JsonObject = {"type": "object", "properties": {"value": {"$ref": f"{REFERENCE}In"}}}
    first = responding("a.md", "/a", {"Out": outer, "In": STRING}, "Out")
    second = responding("b.md", "/b", {"Out": outer, "In": {"type": "integer"}}, "Out")
    merged = merge([first, second])
    assert of_response(merged, "/b") == f"{REFERENCE}Out2"
    inner = at(merged, "components", "schemas", "Out2", "properties", "value", "$ref")
    assert inner == f"{REFERENCE}In2"
    assert at(merged, "components", "schemas", "Out", "properties", "value", "$ref") == (
        f"{REFERENCE}In"
    )


def test_one_name_of_two_schemas_in_their_places_gives_two_names() -> None:
    def page(name: str, kind: str) -> PageFragment:
        schema: JsonObject = {
            "type": "object",
            "x-name": "Job",
            "properties": {"a": {"type": kind}},
        }
        return asking(name, schema, f"/{name}")

    first, second = page("a.md", "string"), page("b.md", "integer")
    document, _ = finished(merge([first, second]))
    assert {"Job", "Job2"} <= set(obj(at(document, "components", "schemas")))
    assert notes(first, second) == [
        "b.md: repaired: Job is called Job2 here: it has another shape in a.md"
    ]


def test_a_page_that_is_added_renames_no_component() -> None:
    pages = [
        responding("a.md", "/a", {"X": {"type": "string"}}, "X"),
        responding("b.md", "/b", {"X": {"type": "integer"}}, "X"),
        # Its name is taken by what the page before is called.
        responding("c.md", "/c", {"X2": {"type": "boolean"}, "X": {"type": "number"}}, "X"),
    ]
    before: JsonObject = {}
    for count in range(1, len(pages) + 1):
        merged = merge(pages[:count])
        schemas = obj(at(merged, "components", "schemas"))
        assert {name: schemas[name] for name in before} == before
        before = schemas
    assert list(before.values()) == [
        {"type": kind} for kind in ("string", "integer", "boolean", "number")
    ]


def test_bodies_with_a_discriminating_value_are_one_of_several() -> None:
    first = asking("A.md", model("pro/one", prompt=STRING))
    second = asking("B.md", model("pro/two-3.0", seed=STRING))
    third = asking("C.md", model("pro/three"))
    merged = merge([first, second, third])
    names = ["ProOneRequest", "ProTwo30Request", "ProThreeRequest"]
    assert body_of(merged) == {
        "oneOf": [{"$ref": REFERENCE + name} for name in names],
        "discriminator": {
            "propertyName": "model",
            "mapping": {
                "pro/one": f"{REFERENCE}ProOneRequest",
                "pro/two-3.0": f"{REFERENCE}ProTwo30Request",
                "pro/three": f"{REFERENCE}ProThreeRequest",
            },
        },
    }
    assert at(merged, "components", "schemas", "ProTwo30Request") == {
        **model("pro/two-3.0", seed=STRING), "required": ["model"], "description": "B",
    }  # fmt: skip
    assert at(merged, "paths", "/jobs", "post", "x-source") == [
        "pages/A.md",
        "pages/B.md",
        "pages/C.md",
    ]
    two = merge([first, second])
    schemas = obj(at(merged, "components", "schemas"))
    assert at(two, "components", "schemas") == {name: schemas[name] for name in names[:2]}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/jobs/createTask", "create_task"),
        ("/v1/predictions", "create_prediction"),
        ("/submit/music", "submit_music"),
        ("/v1/video/extend", "extend_video"),
        ("/v1/videos/{id}", "create_video"),
        ("/{id}", "create_task"),
    ],
)
def test_an_operation_of_several_pages_is_named_by_its_path(path: str, name: str) -> None:
    pages = [
        asking(f"{value}.md", model(value), path, operationId=f"extend-{value}")
        for value in ("one", "two", "three")
    ]
    other = asking("other.md", model("x"), "/other", operationId="extend-other")
    for count in (2, 3):
        document, _ = finished(merge([other, *pages[:count]]))
        found = {at: operation for at, _, operation in operations(document)}
        assert found[path]["operationId"] == name
        assert "summary" not in found[path]
        assert found["/other"]["operationId"] == "extend_other"
        assert found["/other"]["summary"] == "other"


def test_a_name_that_all_pages_give_is_kept() -> None:
    bodies = [model("one"), model("two")]
    pages = [PageFragment(Page(Path(page), ()), asking("Run.md", body, operationId="run_it").document)
             for page, body in zip("ab", bodies, strict=True)]  # fmt: skip
    operation = obj(at(merge(pages), "paths", "/jobs", "post"))
    assert (operation["operationId"], operation["summary"]) == ("run_it", "Run")


def test_the_names_of_the_bodies_survive_normalizing() -> None:
    merged = merge([asking("A.md", model("one", a=STRING)), asking("B.md", model("two", b=STRING))])
    document, _ = finished(merged)
    assert {"OneRequest", "TwoRequest"} <= set(obj(at(document, "components", "schemas")))
    assert body_of(document)["discriminator"] == body_of(merged)["discriminator"]


def test_other_bodies_are_any_of_several_and_noted() -> None:
    one: JsonObject = {"type": "object", "properties": {"a": STRING}}
    two: JsonObject = {"type": "object", "properties": {"b": STRING}}
    first, second = asking("A.md", one), asking("B.md", two)
    assert body_of(merge([first, second])) == {"anyOf": [one, two]}
    assert notes(first, second) == [
        "B.md: repaired: the body of POST /jobs is one of several: another stands in A.md"
    ]


def test_one_value_on_two_pages_does_not_discriminate() -> None:
    bodies = [model("one", a=STRING), model("one", b=STRING)]
    merged = merge([asking("A.md", bodies[0]), asking("B.md", bodies[1])])
    assert body_of(merged) == {"anyOf": bodies}


def test_an_operation_that_is_described_twice_keeps_the_first() -> None:
    first = asking("A.md", model("one"), description="First.")
    again = asking("B.md", model("one"), description="Again.")
    other = asking("C.md", model("one"), responses={"200": {"content": {"text/plain": {}}}})
    again.lines["POST /jobs"] = 4
    merged = merge([first, again, other])
    assert at(merged, "paths", "/jobs", "post", "description") == "First."
    assert body_of(merged) == model("one")
    assert notes(first, again, other) == [
        "B.md:4: repaired: POST /jobs: it stands in A.md too, which is kept",
        "C.md: left out: POST /jobs: it stands in A.md too, described otherwise and kept",
    ]


def test_parameters_and_responses_of_all_pages_are_kept() -> None:
    def query(name: str) -> JsonObject:
        return {"name": name, "in": "query", "required": True, "schema": STRING}

    first = asking("A.md", model("one"), parameters=[query("a"), query("b")])
    second = asking("B.md", model("two"), parameters=[query("a")], responses={"202": {}})
    operation = obj(at(merge([first, second]), "paths", "/jobs", "post"))
    optional = {key: value for key, value in query("b").items() if key != "required"}
    assert operation["parameters"] == [query("a"), optional]
    assert list(obj(operation["responses"])) == ["200", "202"]


def test_examples_of_all_pages_are_kept() -> None:
    pages = [asking("A.md", model("one")), asking("B.md", model("two"))]
    for page, value in zip(pages, ("one", "two"), strict=True):
        content = at(page.document, "paths", "/jobs", "post", "requestBody", "content")
        media = obj(obj(content)["application/json"])
        media["examples"] = {"example": {"value": {"model": value}}}
    content = at(merge(pages), "paths", "/jobs", "post", "requestBody", "content")
    assert at(obj(content), "application/json", "examples") == {
        "example": {"value": {"model": "one"}},
        "example_2": {"value": {"model": "two"}},
    }


def test_paths_that_differ_in_the_name_of_a_parameter_are_one_operation() -> None:
    first, second = asking("A.md", model("one"), "/a/{id}"), asking("B.md", model("two"), "/a/{n}")
    merged = merge([first, second])
    assert list(obj(merged["paths"])) == ["/a/{id}"]
    assert "oneOf" in body_of(merged, "/a/{id}")


def test_pages_of_an_export_that_differ_in_the_format_of_the_token_merge() -> None:
    folder = TRAP_PAGES / "apifox"
    pages = [read_page(folder / f"bearer-format-{name}.md") for name in ("given", "missing")]
    merged = merge(pages)
    assert len(obj(merged["paths"])) == 2
    assert len(obj(at(merged, "components", "securitySchemes"))) == 1
