"""The tests' scenarios are the operations of the specifications that start a task."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, cast

from longtake._providers import task_kinds
from tests.helpers.scenarios import BY_KIND, BY_PROVIDER, SCENARIOS
from tests.helpers.task_kinds import EVERY_KIND, KINDS


def starting_a_task() -> dict[str, str]:
    """Return each operation whose response links to the operation that reads a task, with its provider."""
    found: dict[str, str] = {}
    for provider in BY_PROVIDER:
        document = json.loads((files(f"longtake_{provider}") / "openapi.json").read_bytes())
        for item in cast("dict[str, dict[str, Any]]", document["paths"]).values():
            for method, operation in item.items():
                links = [
                    link
                    for response in operation.get("responses", {}).values()
                    for link in response.get("links", {})
                ]
                if method == "post" and "task" in links:
                    found[("kling/" if provider == "kling" else "") + operation["operationId"]] = (
                        provider
                    )
        # One of several models of an operation is called by its resource and method.
        for schema in document["components"]["schemas"].values():
            if "x-method" in schema:
                resource = schema["x-resource"].replace(".", "_")
                found[f"{resource}_{schema['x-method']}"] = provider
    return found


def test_each_operation_that_starts_a_task_has_a_scenario() -> None:
    assert {name: each.provider for name, each in SCENARIOS.items()} == starting_a_task()


def test_each_task_kind_has_its_words_and_a_scenario() -> None:
    assert set(EVERY_KIND) == {scenario.kind for scenario in SCENARIOS.values()}
    assert set(BY_PROVIDER) == {scenario.provider for scenario in SCENARIOS.values()}
    for scenario in SCENARIOS.values():
        assert scenario.kind == f"{scenario.provider}/{scenario.name}"
        assert scenario.source is None or scenario.words.source_field is not None


def test_one_task_kind_stands_for_all_that_share_its_reader() -> None:
    def reader(key: str) -> object:
        provider, name = key.split("/")
        return task_kinds(provider)[name].read.snapshot

    readers = [reader(key) for key in BY_KIND]
    assert set(BY_KIND) == set(KINDS)
    assert len(set(readers)) == len(BY_KIND)
    # tests/unit/test_aleph.py has the difference.
    assert {reader(key) for key in EVERY_KIND} - {reader("kie/aleph")} == set(readers)
    assert all(scenario.source for scenario in BY_KIND.values())
