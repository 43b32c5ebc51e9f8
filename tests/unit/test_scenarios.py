"""The tests' scenarios are the operations of the specifications that start a task."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, cast

from tests.helpers.scenarios import BY_KIND, BY_PROVIDER, SCENARIOS, UNBOUND


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
                    found[operation["operationId"]] = provider
    return found


def test_each_operation_that_starts_a_task_has_a_scenario() -> None:
    specified = starting_a_task()
    bound = {name: provider for name, provider in specified.items() if name not in UNBOUND}
    assert {name: scenario.provider for name, scenario in SCENARIOS.items()} == bound
    assert specified.keys() >= UNBOUND


def test_one_scenario_stands_for_each_task_kind_and_each_provider() -> None:
    assert set(BY_KIND) == {scenario.kind for scenario in SCENARIOS.values()}
    assert set(BY_PROVIDER) == {scenario.provider for scenario in SCENARIOS.values()}
    for scenario in SCENARIOS.values():
        assert scenario.kind == f"{scenario.provider}/{scenario.name}"
