"""The workflows, and that nothing but the weekly one talks to providers."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from scripts.capture.pull_request import PullRequestInputs, label
from scripts.specs.json_types import arr, obj, text
from scripts.specs.yaml.read import read_yaml_object
from tests.helpers.paths import ROOT
from tests.helpers.written_pages import at

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

FOLDER = ROOT / ".github" / "workflows"
WEEKLY = FOLDER / "provider-pages.yml"
NAMES = sorted(file.name for file in FOLDER.glob("*.yml"))
CAPTURES = re.compile(r"scripts\.capture(?!\.)|\bmake\b[^\n]*\bcapture\b")


def workflow(name: str) -> JsonObject:
    file = FOLDER / name
    return read_yaml_object(file.read_text(encoding="utf-8"), file=file)[0]


def steps(document: JsonObject) -> list[JsonObject]:
    jobs = obj(document["jobs"]).values()
    return [obj(step) for job in jobs for step in arr(obj(job)["steps"])]


def test_the_pages_are_compared_once_a_week_and_by_hand() -> None:
    triggers = obj(workflow(WEEKLY.name)["on"])
    assert set(triggers) == {"schedule", "workflow_dispatch"}
    minute, hour, day, month, weekday = text(at(triggers, "schedule", 0, "cron")).split()
    assert (day, month) == ("*", "*")
    assert all(part.isdecimal() for part in (minute, hour, weekday))


def test_the_job_that_runs_what_providers_wrote_may_write_nothing() -> None:
    document = workflow(WEEKLY.name)
    assert document["permissions"] == {}
    jobs = obj(document["jobs"])
    assert at(jobs, "compare", "permissions") == {"contents": "read"}
    assert at(jobs, "compare", "steps", 0, "with", "persist-credentials") is False
    assert at(jobs, "propose", "permissions") == {"contents": "write", "pull-requests": "write"}
    runs = [text(obj(step).get("run")) for step in arr(at(jobs, "propose", "steps"))]
    assert not [line for line in runs if re.search(r"python|make|\.venv", line)]


def test_one_run_at_a_time_pushes_to_one_branch() -> None:
    document = workflow(WEEKLY.name)
    assert document["concurrency"] == {"group": "provider-pages", "cancel-in-progress": False}
    assert at(document, "jobs", "propose", "env", "BRANCH") == "provider-pages"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_put_into_a_script_by_the_runner(name: str) -> None:
    scripts = [text(step.get("run")) for step in steps(workflow(name)) if "run" in step]
    assert scripts
    assert not [script for script in scripts if "${{" in script]


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_github_s_own_and_pinned_and_no_secret_is_named(name: str) -> None:
    used = [text(step["uses"]) for step in steps(workflow(name)) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@(v\d+|[0-9a-f]{40})", action) for action in used)
    assert "secrets." not in (FOLDER / name).read_text(encoding="utf-8")


def test_every_module_that_the_weekly_workflow_runs_exists() -> None:
    scripts = "\n".join(text(step.get("run")) for step in steps(workflow(WEEKLY.name)))
    modules = set(re.findall(r"python -m (scripts[.\w]*)", scripts))
    assert {"scripts.capture", "scripts.capture.adopt", "scripts.capture.pull_request"} <= modules
    for module in modules:
        place = ROOT.joinpath(*module.split("."))
        assert place.is_dir() or place.with_suffix(".py").is_file()


def test_the_labels_that_are_taken_off_are_those_that_are_given() -> None:
    scripts = "\n".join(text(step.get("run")) for step in steps(workflow(WEEKLY.name)))
    taken = re.search(r'old="([^"]*)"', scripts)
    assert taken is not None
    given = {label(PullRequestInputs([], "Report.", status, "", 0)) for status in range(5)}
    assert set(taken[1].split(",")) == given


def commands(*targets: str) -> str:
    """What make would run."""
    line = ["make", "--dry-run", "--always-make", *targets]
    made = subprocess.run(line, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - this project's own file
    return made.stdout


@pytest.mark.needs_program("make")
def test_the_gate_and_its_targets_capture_nothing() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    targets = re.findall(r"^make ([\w-]+)$", gate, re.MULTILINE)
    assert {"check", "test-all"} <= set(targets)
    assert CAPTURES.search(gate) is None
    for target in [*targets, "test", "specs", "generate", "format", "build"]:
        assert CAPTURES.search(commands(target)) is None
    runs = [text(step.get("run")) for step in steps(workflow("ci.yml"))]
    assert [run for run in runs if run] == [".ci/run"]


def test_only_the_weekly_workflow_captures() -> None:
    capturing = [
        name
        for name in NAMES
        if any(CAPTURES.search(text(step.get("run"))) for step in steps(workflow(name)))
    ]
    assert capturing == [WEEKLY.name]
