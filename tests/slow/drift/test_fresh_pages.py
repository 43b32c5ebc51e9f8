"""Fresh pages beside what is committed: what a provider changed, and nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from longtake._providers import PROVIDERS
from scripts.capture.manifest import ManifestEntry, dumped
from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import Rating
from scripts.drift.fresh_comparison import CommittedProvider, compare_provider
from scripts.drift.fresh_pages import find
from scripts.drift.python.generated import generated_changes
from scripts.specs import build as building
from scripts.specs.build import finished
from scripts.specs.errors import SpecError
from scripts.specs.json_types import obj
from tests.helpers.altered_pages import (
    GEN2,
    KLING,
    MIDJOURNEY,
    RUNWAY,
    SEEDS,
    VEO,
    alter,
    captured,
    compared,
    reported,
)
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.capture.manifest import CaptureOutcome
    from scripts.drift.changes import DriftChange
    from scripts.specs.errors import Note
    from scripts.specs.json_types import JsonObject

Edits = tuple[tuple[str, str, int], ...]

LOOP = "                loop:\n                  type: boolean\n"
# The task stands in what starts it and what reads it, in both shapes of its callback, and in the list.
SHARED = (
    "response 200: sizeBytes; callback taskUpdated: sizeBytes; callback taskUpdated: task.sizeBytes; "
    "response 200: task.sizeBytes; response 200: [].sizeBytes"
)

# Page, what is altered on it, and all that may be said of it: a parameter renamed, an allowed value or
# range cut, a field added.
ALTERED: list[tuple[str, Edits, list[tuple[str, str]]]] = [
    (
        MIDJOURNEY,
        (("waterMark:", "watermarkText:", 2), ("                      - mj_video_extend_auto\n", "", 1)),
        [("request-enum-value-removed", "request: taskType"),
         ("request-field-renamed", "request: waterMark"),
         # The supplement describes the parameter.
         ("supplement-unmatched", "")],
    ),
    (
        RUNWAY,
        (("waterMark:", "watermark:", 2), ("                      - 451\n", "", 1)),
        [("response-known-value-removed", "response 200: code"),
         ("request-field-renamed", "request: waterMark"),
         ("supplement-unmatched", "")],
    ),
    (
        VEO,
        (("seeds:", "seed:", 3), ("maximum: 99999", "maximum: 50000", 1)),
        [("request-field-renamed", "request: seeds"),
         ("request-range-narrowed", "request: seeds"),
         ("supplement-unmatched", "")],
    ),
    (
        KLING,
        (("                prompt:\n", "                text_prompt:\n", 1),
         ("                - prompt\n              x", "                - text_prompt\n              x", 1),
         ("cannot exceed 2500", "cannot exceed 2000", 1),
         ("                callback_url:\n", f"{LOOP}                callback_url:\n", 1)),
        [("request-field-added", "request: loop"),
         ("request-field-renamed", "request: prompt"),
         ("request-range-narrowed", "request: prompt"),
         ("supplement-unmatched", "")],
    ),
    (
        GEN2,
        (('"roll": -1', '"rollAngle": -1', 1), ("• roll is", "• rollAngle is", 1),
         ('"motion": 10', '"motion": 8', 1), ("Supported values: 1…10.", "Supported values: 1…8.", 1),
         ("taskType: string,", "taskType: string,\n    sizeBytes: number,", 1)),
        [("response-field-added", SHARED),
         ("request-field-renamed", "request: roll"),
         ("request-range-narrowed", "request: motion")],
    ),
]  # fmt: skip


def manifest(folder: Path, page: str, outcome: CaptureOutcome, reason: str = "") -> None:
    provider, _, name = page.partition("/")
    entry = ManifestEntry(provider, name, None, outcome, 404, None, None, None, reason)
    (folder / "captured.json").write_text(dumped([entry]), encoding="utf-8")


def of_pages(changes: list[DriftChange]) -> list[DriftChange]:
    """Return the changes without the actions of the supplement that need an update."""
    return [change for change in changes if change.kind is not ChangeKind.SUPPLEMENT_UNMATCHED]


def test_the_committed_pages_themselves_have_changed_nothing(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    for provider in PROVIDERS:
        comparison = compared(folder, provider)
        assert comparison.changes == []
        assert comparison.notes == []


@pytest.mark.parametrize(("seed", "edits", "expected"), ALTERED, ids=SEEDS)
def test_an_altered_page_is_reported_as_exactly_what_was_altered(
    tmp_path: Path, seed: str, edits: Edits, expected: list[tuple[str, str]]
) -> None:
    folder = captured(tmp_path)
    for old, new, times in edits:
        alter(folder / seed, old, new, times=times)
    assert reported(compared(folder, seed.partition("/")[0]).changes) == sorted(expected)


@pytest.mark.parametrize("seed", [MIDJOURNEY, RUNWAY, VEO])
def test_a_field_that_a_response_gains_is_all_that_is_reported(tmp_path: Path, seed: str) -> None:
    folder = captured(tmp_path)
    text = (folder / seed).read_text(encoding="utf-8")
    before, found, after = text.rpartition("                      taskId:\n")
    assert found
    more = "                      sizeBytes:\n                        type: integer\n"
    (folder / seed).write_text(before + more + found + after, encoding="utf-8")
    (change,) = compared(folder, "kie").changes
    assert (change.kind, change.rating) == (ChangeKind.RESPONSE_FIELD_ADDED, Rating.NEW)
    assert change.where[0].place == "response 200: data.sizeBytes"


def test_pages_in_one_flat_folder_are_assigned_by_name(tmp_path: Path) -> None:
    for seed in SEEDS:
        provider, _, page = seed.partition("/")
        shutil.copy(SPECS / provider / "pages" / page, tmp_path)
    found = find(tmp_path, SPECS)
    assert {name: len(fresh.pages) for name, fresh in found.items()} == {
        "chainhub": 1, "kie": 3, "kling": 0, "useapi": 1,
    }  # fmt: skip


def test_a_page_that_is_not_in_the_folder_stays_and_is_named(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    (folder / VEO).unlink()
    comparison = compared(folder, "kie")
    assert comparison.changes == []
    assert comparison.notes == ["page `kie-veo-extend.md` is not in the folder"]


def test_a_page_that_the_capture_lists_as_removed_is_removed(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    manifest(folder, VEO, "removed", "404 Not Found")
    comparison = compared(folder, "kie")
    assert ("operation-removed", "") in reported(comparison.changes)
    assert comparison.notes == ["page `kie-veo-extend.md` was removed: 404 Not Found"]
    unmatched = [
        item for item in comparison.changes if item.kind is ChangeKind.SUPPLEMENT_UNMATCHED
    ]
    assert "`veo-name`" in unmatched[0].text


def test_a_page_that_could_not_be_fetched_is_no_change(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    (folder / VEO).unlink()
    manifest(folder, VEO, "failed", "the server did not respond")
    comparison = compared(folder, "kie")
    assert comparison.changes == []
    reason = "page `kie-veo-extend.md` could not be fetched: the server did not respond"
    assert comparison.notes == [reason]


def test_what_is_left_of_a_page_that_could_not_be_fetched_is_not_compared(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    alter(folder / VEO, "seeds:", "seed:", times=3)
    manifest(folder, VEO, "failed", "the server did not respond")
    comparison = compared(folder, "kie")
    assert comparison.changes == []
    assert len(comparison.notes) == 1
    assert "could not be fetched" in comparison.notes[0]


def test_a_folder_where_a_page_was_is_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    (folder / VEO).unlink()
    (folder / VEO).mkdir()
    (change,) = compared(folder, "kie").changes
    assert change.kind is ChangeKind.PAGE_UNREADABLE
    assert change.text.count("cannot be read") == 1


def test_a_page_that_cannot_be_read_is_a_finding_and_hides_no_other(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    alter(folder / VEO, "    body:\n", "    body: [\n")
    alter(folder / RUNWAY, "waterMark:", "watermark:", times=2)
    changes = compared(folder, "kie").changes
    assert reported(changes) == [
        ("page-unreadable", ""),
        ("request-field-renamed", "request: waterMark"),
        ("supplement-unmatched", ""),
    ]
    unreadable = next(item for item in changes if item.kind is ChangeKind.PAGE_UNREADABLE)
    assert unreadable.rating is Rating.BREAKING
    assert "`kie-veo-extend.md` cannot be read, line " in unreadable.text
    assert "expected valid YAML" in unreadable.text


@pytest.mark.parametrize(
    ("seed", "old", "new", "times", "actions"),
    [
        (RUNWAY, "/api/v1/runway/extend", "/api/v2/runway/extend", 2,
         {"runway-name", "runway-callback", "runway-link", "runway-posted"}),
        # Much of this page is named and completed by the supplement: nothing comes of it without.
        (GEN2, "/v1/runwayml/gen2", "/v2/runwayml/gen2", 4, {"extend-name", "task", "callback"}),
    ],
    ids=["runway", "gen2"],
)  # fmt: skip
def test_an_operation_that_moved_keeps_its_corrections_and_they_are_reported(
    tmp_path: Path, seed: str, old: str, new: str, times: int, actions: set[str]
) -> None:
    folder = captured(tmp_path)
    alter(folder / seed, old, new, times=times)
    changes = compared(folder, seed.partition("/")[0]).changes
    (moved,) = of_pages(changes)
    assert moved.kind is ChangeKind.OPERATION_MOVED
    unmatched = [change for change in changes if change is not moved]
    reported_actions = [obj(change.old)["action"] for change in unmatched]
    assert actions <= {*map(str, reported_actions)}
    assert len(reported_actions) == len({*map(str, reported_actions)})
    assert all(isinstance(obj(change.old)["line"], int) for change in unmatched)


def test_a_moved_operation_and_what_else_changed_on_its_page(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    alter(folder / RUNWAY, "/api/v1/runway/extend", "/api/v2/runway/extend", times=2)
    alter(folder / RUNWAY, "callBackUrl:", "webhookUrl:", times=2)
    changes = compared(folder, "kie").changes
    kinds = [change.kind for change in of_pages(changes)]
    assert kinds == [ChangeKind.OPERATION_MOVED, ChangeKind.REQUEST_FIELD_RENAMED]


def test_a_change_of_a_renamed_field_has_its_new_name(tmp_path: Path) -> None:
    # The list of what is required still has the old name.
    folder = captured(tmp_path)
    alter(
        folder / VEO,
        "              prompt:\n                allOf",
        "              promptText:\n                allOf",
    )
    changes = of_pages(compared(folder, "kie").changes)
    assert {change.kind: change.text for change in changes} == {
        ChangeKind.REQUEST_FIELD_RENAMED: "`prompt` looks renamed to `promptText`.",
        ChangeKind.REQUEST_OPTIONAL: "`promptText` may be left out.",
    }
    assert {item.place for change in changes for item in change.where} == {"request: prompt"}


def test_a_correction_of_a_removed_parameter_does_not_recreate_it(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    alter(folder / KLING, "cfg_scale:\n", "config_scale:\n")
    changes = compared(folder, "chainhub").changes
    assert reported(changes) == [
        ("request-default-removed", "request: cfg_scale"),
        ("request-field-renamed", "request: cfg_scale"),
        ("supplement-unmatched", ""),
    ]
    assert "corrects `cfg_scale`, which is no longer there" in changes[0].text


def test_an_action_that_the_provider_made_superfluous_is_reported(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    alter(
        folder / KLING,
        "                cfg_scale:\n                  type: number\n",
        "                cfg_scale:\n                  type: number\n                  default: 0.5\n",
    )
    alter(
        folder / KLING,
        "                negative_prompt:\n                  type: string\n",
        "                negative_prompt:\n                  type: string\n"
        "                  maxLength: 2500\n",
    )
    (change,) = compared(folder, "chainhub").changes
    assert (change.kind, change.rating) == (ChangeKind.SUPPLEMENT_SUPERFLUOUS, Rating.HARMLESS)
    assert "`extend-body`" in change.text


def test_a_new_page_adds_its_operation(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    source = (folder / VEO).read_text(encoding="utf-8")
    more = source.replace("/api/v1/veo/extend", "/api/v1/veo/shorten").replace("Extend", "Update")
    (folder / "kie" / "kie-veo-shorten.md").write_text(more, encoding="utf-8")
    comparison = compared(folder, "kie")
    kinds = {change.kind for change in comparison.changes}
    assert ChangeKind.OPERATION_ADDED in kinds
    assert (
        not {ChangeKind.OPERATION_REMOVED, ChangeKind.OPERATION_RENAMED, ChangeKind.PAGE_UNREADABLE}
        & kinds
    )
    assert "page `kie-veo-shorten.md` is new" in comparison.notes


def test_a_page_that_describes_an_operation_again_changes_nothing(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    shutil.copy(folder / VEO, folder / "kie" / "a-kie-veo-again.md")
    comparison = compared(folder, "kie")
    assert comparison.changes == []
    assert comparison.notes == ["page `a-kie-veo-again.md` is new"]


def test_a_page_without_a_specification_hides_no_other_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(document: JsonObject) -> tuple[JsonObject, list[Note]]:
        if "/api/v1/veo/shorten" in obj(document["paths"]):
            raise SpecError("no schema is called Lost")
        return finished(document)

    monkeypatch.setattr(building, "finished", refusing)
    folder = captured(tmp_path)
    alter(folder / RUNWAY, "waterMark:", "watermark:", times=2)
    text = (folder / VEO).read_text(encoding="utf-8")
    more = text.replace("/api/v1/veo/extend", "/api/v1/veo/shorten")
    (folder / "kie" / "kie-veo-shorten.md").write_text(more, encoding="utf-8")
    assert [change.kind for change in of_pages(compared(folder, "kie").changes)] == [
        ChangeKind.SPECIFICATION_BROKEN,
        ChangeKind.REQUEST_FIELD_RENAMED,
    ]


def test_a_page_of_an_operation_that_we_describe_replaces_it_under_its_names(
    tmp_path: Path,
) -> None:
    folder = captured(tmp_path)
    text = (folder / VEO).read_text(encoding="utf-8")
    more = text.replace("/api/v1/veo/extend", "/api/v1/common/download-url")
    (folder / "kie" / "kie-download-url.md").write_text(more, encoding="utf-8")
    comparison = compared(folder, "kie")
    assert comparison.notes == ["page `kie-download-url.md` is new"]
    # The operation is not removed, added, moved or renamed: each change is of its request or responses.
    kinds = {change.kind.value.partition("-")[0] for change in comparison.changes}
    assert kinds == {"request", "response"}
    assert {where.operation.path for change in comparison.changes for where in change.where} == {
        "/api/v1/common/download-url"
    }
    assert ("request-field-added-required", "request: taskId") in reported(comparison.changes)


def test_a_parameter_called_like_ours_is_reported_beside_the_change(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    alter(folder / VEO, "watermark:", "timeout:", times=3)
    kinds = {change.kind: change.text for change in compared(folder, "kie").changes}
    assert kinds.keys() == {
        ChangeKind.SPECIFICATION_BROKEN,
        ChangeKind.REQUEST_FIELD_REMOVED,
        ChangeKind.REQUEST_FIELD_ADDED,
        ChangeKind.SUPPLEMENT_UNMATCHED,
    }
    assert (
        "the parameter timeout would be timeout in Python" in kinds[ChangeKind.SPECIFICATION_BROKEN]
    )


def test_a_folder_of_no_provider_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "unknown").mkdir()
    with pytest.raises(SpecError, match="no provider is called that: expected one of chainhub"):
        find(tmp_path, SPECS)


def test_python_rates_an_altered_page_too(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    alter(folder / VEO, "seeds:", "seed:", times=3)
    fresh = find(folder, SPECS)["kie"]
    comparison = compare_provider(CommittedProvider(SPECS, "kie"), fresh, generated_changes)
    (change,) = of_pages(comparison.changes)
    assert change.kind is ChangeKind.REQUEST_FIELD_RENAMED
    symbols = {item.symbol for item in change.python_effects}
    assert symbols == {"resources.veo.Veo.extend", "models.VeoExtendRequest"}
