"""OpenAPI Overlay, applied strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs import overlay
from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, JsonObject, obj
from scripts.specs.overlay_order import last_changes, too_early
from scripts.specs.yaml.read import read_yaml_object
from tests.helpers.written_pages import at, block, write

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions:"

DOCUMENT = """
    openapi: 3.1.0
    paths:
      /a:
        get: {x-source: [pages/a.md], summary: A, tags: [one], nested: {deep: {x: 1}}}
        post: {summary: B}
    """


def document(tmp_path: Path) -> JsonObject:
    return read_yaml_object(block(DOCUMENT, 0), file=tmp_path)[0]


def applied(tmp_path: Path, actions: str) -> JsonObject:
    file = write(tmp_path, "supplement.yaml", HEAD + block(actions, 2))
    return overlay.apply(overlay.load(file), document(tmp_path))


def test_update_merges_objects_replaces_scalars_and_joins_arrays(tmp_path: Path) -> None:
    result = applied(
        tmp_path,
        """
        - x-id: one
          description: why
          target: $.paths['/a'].get
          update: {summary: C, tags: [two], nested: {deep: {y: 2}}, summary2: D}
        """,
    )
    assert at(result, "paths", "/a", "get") == {
        "x-source": ["pages/a.md", "supplement.yaml#one"],
        "summary": "C",
        "tags": ["one", "two"],
        "nested": {"deep": {"x": 1, "y": 2}},
        "summary2": "D",
    }


def test_a_value_of_another_kind_is_replaced(tmp_path: Path) -> None:
    result = applied(
        tmp_path,
        """
        - {x-id: a, description: d, target: "$.paths['/a'].get", update: {tags: x, nested: [1]}}
        """,
    )
    assert at(result, "paths", "/a", "get", "tags") == "x"
    assert at(result, "paths", "/a", "get", "nested") == [1]


@pytest.mark.parametrize(("update", "tags"), [("two", ["one", "two"]), ("[two]", ["one", ["two"]])])
def test_an_array_as_target_gets_the_update_appended(
    tmp_path: Path, update: str, tags: Json
) -> None:
    action = f"- {{x-id: a, description: d, target: \"$.paths['/a'].get.tags\", update: {update}}}"
    assert at(applied(tmp_path, action), "paths", "/a", "get", "tags") == tags


def test_remove_takes_every_match_and_wins_over_update(tmp_path: Path) -> None:
    result = applied(
        tmp_path,
        """
        - {x-id: fill, description: d, target: "$.paths['/a'].get.tags", update: two}
        - {x-id: take, description: d, target: "$.paths['/a'].get.tags[*]", remove: true, update: {}}
        - {x-id: drop, description: d, target: "$.paths[*].post", remove: true}
        """,
    )
    assert at(result, "paths", "/a", "get", "tags") == []
    assert list(obj(at(result, "paths", "/a"))) == ["get"]


def test_actions_run_in_order(tmp_path: Path) -> None:
    result = applied(
        tmp_path,
        """
        - {x-id: make, description: d, target: $.paths, update: {/b: {get: {summary: new}}}}
        - {x-id: change, description: d, target: "$.paths['/b'].get", update: {summary: newer}}
        """,
    )
    assert at(result, "paths", "/b", "get") == {
        "summary": "newer",
        "x-source": ["supplement.yaml#make", "supplement.yaml#change"],
    }


def test_only_operations_that_changed_remember_the_action(tmp_path: Path) -> None:
    result = applied(
        tmp_path,
        """
        - {x-id: same, description: d, target: "$.paths['/a'].get", update: {summary: A}}
        - {x-id: all, description: d, target: "$.paths[*][*]", update: {nested: {deep: {x: 1}}}}
        - {x-id: top, description: d, target: $, update: {info: {title: T}}}
        """,
    )
    assert at(result, "paths", "/a", "get", "x-source") == ["pages/a.md"]
    assert at(result, "paths", "/a", "post", "x-source") == ["supplement.yaml#all"]


def test_the_document_given_is_left_as_it_is(tmp_path: Path) -> None:
    given = document(tmp_path)
    text = HEAD + "\n  - {x-id: a, description: d, target: $.paths, remove: true}\n"
    loaded = overlay.load(write(tmp_path, "supplement.yaml", text))
    assert "paths" not in overlay.apply(loaded, given)
    assert given == document(tmp_path)


def test_an_action_that_matches_nothing_names_itself_its_reason_and_its_target(
    tmp_path: Path,
) -> None:
    with pytest.raises(SpecError) as raised:
        applied(
            tmp_path,
            """
            - {x-id: ok, description: d, target: $.paths, update: {}}
            - x-id: gone
              description: The page
                lacks it.
              target: $.paths['/nowhere'].get
              update: {}
            """,
        )
    assert str(raised.value) == (
        f"{tmp_path}/supplement.yaml:5: action 2 (gone: 'The page lacks it.') matches nothing: "
        "$.paths['/nowhere'].get"
    )


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("{x-id: a, target: $, update: {}}", "action 1 .a. to have a `description`"),
        ("{x-id: a, description: ' ', target: $, update: {}}", "to have a `description`"),
        ("{description: d, target: $, update: {}}", "action 1 to have an `x-id`"),
        ("{x-id: A_b, description: d, target: $, update: {}}", "an `x-id` such as"),
        ("{x-id: a, description: d, target: paths, update: {}}", "JSONPath `target`"),
        ("{x-id: a, description: d, update: {}}", "JSONPath `target`"),
        ("{x-id: a, description: d, target: $}", "an `update` or `remove: true`"),
        ("{x-id: a, description: d, target: $, remove: false}", "an `update` or `remove: true`"),
        ("{x-id: a, description: d, target: $, remove: 'yes'}", "an `update` or `remove: true`"),
        ("{x-id: a, description: d, target: $, updates: {}, update: {}}", "no `updates` in action"),
    ],
)
def test_an_action_that_is_not_whole_is_refused(tmp_path: Path, action: str, message: str) -> None:
    with pytest.raises(SpecError, match=rf"supplement\.yaml:4: .*{message}"):
        applied(tmp_path, f"- {action}")


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    action = "- {x-id: a, description: d, target: $, update: {}}\n"
    with pytest.raises(SpecError, match=r":5: .*action 2 has that of action 1, a"):
        applied(tmp_path, action + action)


@pytest.mark.parametrize(
    ("target", "update", "message"),
    [
        ("$.openapi", "{}", "expected an object or array as its target"),
        ("$.paths", "[]", "expected an object to update"),
        ("$", "null", "expected an object to update"),
    ],
)
def test_an_update_that_cannot_be_merged_is_refused(
    tmp_path: Path, target: str, update: str, message: str
) -> None:
    with pytest.raises(SpecError, match=message):
        applied(tmp_path, f"- {{x-id: a, description: d, target: {target}, update: {update}}}")


def test_the_whole_document_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot remove the whole document"):
        applied(tmp_path, "- {x-id: a, description: d, target: $, remove: true}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("overlay: 2.0.0\n", ":1: expected `overlay: 1.0.0`"),
        ("overlay: 1.0.0\nactions: []\n", "expected `info` with"),
        ("overlay: 1.0.0\ninfo: {title: T}\n", ":2: expected `info` with"),
        ("overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: []\n", "list of `actions`"),
        (f"extends: 1\n{HEAD} []\n", "expected `extends`"),
        (f"extra: 1\n{HEAD} []\n", "expected no `extra`"),
        ("- a\n", "expected a YAML mapping"),
    ],
)
def test_a_file_that_is_no_overlay_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        overlay.load(write(tmp_path, "supplement.yaml", text))


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ("$.list[2,0]", ["b", "d"]),
        ("$.list[0,0]", ["b", "c", "d"]),
        ("$.list[?@ != 'd']", ["d"]),
        ("$.list[-1,0,3]", ["b", "c"]),
    ],
)
def test_what_a_path_finds_in_any_order_or_twice_is_removed_once(
    tmp_path: Path, target: str, left: list[Json]
) -> None:
    result = applied(
        tmp_path,
        f"""
        - {{x-id: a, description: d, target: $, update: {{list: [a, b, c, d]}}}}
        - {{x-id: b, description: d, target: "{target}", remove: true}}
        """,
    )
    assert result["list"] == left


def test_a_part_and_what_holds_it_are_both_removed(tmp_path: Path) -> None:
    result = applied(tmp_path, "- {x-id: a, description: d, target: $.paths..*, remove: true}")
    assert result["paths"] == {}


def test_a_target_that_is_found_twice_is_updated_once(tmp_path: Path) -> None:
    result = applied(
        tmp_path,
        """
        - x-id: a
          description: d
          target: $.paths['/a','/a'].get.tags
          update: two
        """,
    )
    assert at(result, "paths", "/a", "get", "tags") == ["one", "two"]


def test_an_update_may_replace_what_holds_another_target(tmp_path: Path) -> None:
    result = applied(
        tmp_path,
        """
        - x-id: a
          description: d
          target: $.paths['/a'].get..*[?@.x || @.deep]
          update: {deep: 5}
        - x-id: b
          description: d
          target: $.paths['/a'].get['nested','nested']
          update: {more: true}
        """,
    )
    assert at(result, "paths", "/a", "get", "nested", "more") is True


GET = "$.paths['/a'].get"
MISMATCHED = """
    - {x-id: one, description: Why one., target: "$.paths['/nothing'].get", update: {summary: C}}
    - {x-id: two, description: Why two., target: "$.paths['/a'].get.summary", update: {deep: {}}}
    - {x-id: three, description: Why three., target: "$.paths['/a'].post", update: {summary: C}}
    """


def overlaid(tmp_path: Path, actions: str) -> overlay.Overlay:
    return overlay.load(write(tmp_path, "supplement.yaml", HEAD + block(actions, 2)))


def test_an_attempt_applies_what_it_can_and_reports_the_rest(tmp_path: Path) -> None:
    attempted = overlay.attempt(overlaid(tmp_path, MISMATCHED), document(tmp_path))
    assert [failure.action.id for failure in attempted.failures] == ["one", "two"]
    assert "matches nothing: $.paths['/nothing'].get" in attempted.failures[0].error.message
    assert "expected an object or array" in attempted.failures[1].error.message
    assert [failure.error.line for failure in attempted.failures] == [4, 5]
    assert at(attempted.document, "paths", "/a", "post", "summary") == "C"


def test_applying_stops_at_the_first_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"one.*matches nothing"):
        overlay.apply(overlaid(tmp_path, MISMATCHED), document(tmp_path))


@pytest.mark.parametrize(
    ("update", "superfluous"),
    [
        ("{nested: {deep: {x: 1}}}", True),
        ("{nested: {deep: {x: 1}}, description: In other words.}", True),
        ("{nested: {deep: {x: 2}}}", False),
        ("{nested: {deep: {y: 1}}}", False),
        ("{tags: [one]}", True),
        ("{tags: [two]}", False),
        ("{summary: A}", True),
        ("{summary: B}", False),
        ("{}", True),
    ],
)
def test_an_action_is_superfluous_where_the_page_has_its_update(
    tmp_path: Path, update: str, superfluous: bool
) -> None:
    action = f'- {{x-id: one, description: Why., target: "{GET}", update: {update}}}'
    attempted = overlay.attempt(overlaid(tmp_path, action), document(tmp_path))
    assert [item.id for item in attempted.superfluous] == (["one"] if superfluous else [])


def test_a_removal_is_never_superfluous(tmp_path: Path) -> None:
    action = "- {x-id: one, description: Why., target: \"$.paths['/a'].get.tags\", remove: true}"
    assert overlay.attempt(overlaid(tmp_path, action), document(tmp_path)).superfluous == []


def test_a_property_called_like_wording_is_no_wording(tmp_path: Path) -> None:
    action = (
        "- {x-id: one, description: Why., target: \"$.paths['/a'].get\", "
        "update: {properties: {title: {type: string, description: Ours.}}}}"
    )
    given = document(tmp_path)
    get = obj(at(given, "paths", "/a", "get"))
    assert overlay.attempt(overlaid(tmp_path, action), given).superfluous == []
    get["properties"] = {"title": {"type": "string", "description": "Theirs."}}
    attempted = overlay.attempt(overlaid(tmp_path, action), given)
    assert [item.id for item in attempted.superfluous] == ["one"]


def test_a_correction_of_what_was_there_before_is_not_made_anew(tmp_path: Path) -> None:
    action = (
        "- {x-id: one, description: Why., target: \"$.paths['/a'].get\", "
        "update: {summary: New, nested: {deep: {x: 2, z: {}}, more: {a: 1}}}}"
    )
    supplement, given = overlaid(tmp_path, action), document(tmp_path)
    before = overlay.attempt(supplement, given)
    assert before.corrected == {"one": {("nested",), ("nested", "deep")}}
    changed = document(tmp_path)
    obj(at(changed, "paths", "/a", "get", "nested")).clear()
    after = overlay.attempt(supplement, changed, before.corrected)
    assert [failure.part for failure in after.failures] == [("nested", "deep")]
    assert "corrects what is not there: nested.deep of $.paths" in after.failures[0].error.message
    get = at(after.document, "paths", "/a", "get")
    assert at(get, "nested") == {"more": {"a": 1}}
    assert at(get, "summary") == "New"
    assert overlay.attempt(supplement, changed).failures == []


def test_an_action_before_what_it_should_change_is_reported(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as raised:
        applied(
            tmp_path,
            """
            - {x-id: change, description: d, target: "$.paths['/b'].get", update: {summary: b}}
            - {x-id: make, description: d, target: $.paths, update: {/b: {get: {}}}}
            """,
        )
    assert str(raised.value) == (
        f"{tmp_path}/supplement.yaml:4: action 1 (change: 'd') matches nothing: $.paths['/b'].get; "
        "a later action makes that: move this one behind it"
    )


EARLY = """
    - {x-id: first, description: d, target: "$.paths['/a'].get", update: {summary: a}}
    - {x-id: all, description: d, target: "$.paths[*][*]", update: {tags: [all]}}
    - {x-id: new, description: d, target: $.paths, update: {/b: {get: {summary: b}}}}
    """


def test_an_action_before_part_of_what_it_should_change_is_found(tmp_path: Path) -> None:
    file = write(tmp_path, "supplement.yaml", HEAD + block(EARLY, 2))
    (error,) = too_early(overlay.load(file), document(tmp_path))
    assert str(error) == (
        f"{file}:5: action 2 (all: 'd') applies before #/paths/~1b/get exists, which it should "
        "change too: move it behind action 3 (new), which makes that"
    )
    last_changes_of = [("paths", "/a", "get", "tags"), ("paths", "/b", "get"), ("openapi",)]
    assert last_changes(overlay.load(file), document(tmp_path), last_changes_of) == {
        ("paths", "/a", "get", "tags"): "all",
        ("paths", "/b", "get"): "new",
    }


def test_what_an_action_removes_or_writes_itself_is_not_early(tmp_path: Path) -> None:
    actions = """
        - {x-id: take, description: d, target: "$.paths['/a'].get.tags", remove: true}
        - {x-id: give, description: d, target: "$.paths['/a'].get", update: {tags: [new]}}
        - {x-id: deep, description: d, target: $..nested, update: {nested: {more: 1}}}
        """
    file = write(tmp_path, "supplement.yaml", HEAD + block(actions, 2))
    assert too_early(overlay.load(file), document(tmp_path)) == []
