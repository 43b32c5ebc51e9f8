"""The command lines: what they print, and their exit statuses."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from scripts.capture import __main__ as command
from scripts.capture import adopt
from tests.helpers.capture_project import OTHER, PAGE, Project
from tests.helpers.paths import ROOT
from tests.helpers.web_site import Reply, Site, page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def run(main: Callable[..., None], *arguments: object) -> tuple[int, str]:
    """The exit status and all that was printed."""
    app = typer.Typer(add_completion=False)
    app.command()(main)
    result = CliRunner().invoke(app, [str(item) for item in arguments])
    return result.exit_code, result.output


def captured(project: Project, *arguments: object) -> tuple[int, str]:
    folders = project.folders
    fixed = ("--output", folders.output, "--specs", folders.specs, "--delay", 0)
    return run(command.main, *arguments, *fixed)


def test_each_page_gets_a_line(project: Project, site: Site) -> None:
    project.lists("acme", page_md=site.gives("/a.md", page(PAGE)))
    assert captured(project) == (0, "acme/page.md: new\n")
    assert list(project.files()) == ["acme/page.md", "captured.json"]


def test_a_removed_or_failed_page_is_status_1(project: Project, site: Site) -> None:
    project.lists("acme", a_md=f"{site.url}/a.md", b_md=site.gives("/b.md", Reply(status=403)))
    assert captured(project, "acme") == (
        1,
        "acme/a.md: removed (HTTP status 404)\nacme/b.md: failed (HTTP status 403)\n",
    )


def test_usage_and_files_that_are_wrong_are_status_2(project: Project, site: Site) -> None:
    status, reported = captured(project)
    assert (status, "expected a folder with PROVIDER/provider.yaml" in reported) == (2, True)
    project.lists("acme", page_md=site.gives("/a.md", page(PAGE)))
    assert captured(project, "other") == (2, "no provider other: expected one of acme\n")
    assert run(command.main, "--output", project.folders.output, "--delay", "-1")[0] == 2
    assert run(command.main)[0] == 2


def test_a_mistake_in_one_list_is_found_before_anybody_is_asked(
    project: Project, site: Site
) -> None:
    project.lists("acme", page_md=site.gives("/a.md", page(PAGE)))
    project.lists("zeta", page_md="http://example.com/")
    status, reported = captured(project)
    assert (status, site.asked) == (2, [])
    assert "provider.yaml:1: expected an https address" in reported


def test_control_c_leaves_whole_files_and_status_130(project: Project, site: Site) -> None:
    site.gives("/robots.txt", Reply())
    project.lists(
        "acme",
        a_md=site.gives("/a.md", page(PAGE)),
        b_md=site.gives("/b.md", Reply(manner="silent")),
        c_md=site.gives("/c.md", page(PAGE)),
    )
    folders = project.folders
    fixed = ["--output", str(folders.output), "--specs", str(folders.specs), "--delay", "0"]
    running = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "scripts.capture", *fixed],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with running:
        try:
            assert site.silent.wait(60)
            running.send_signal(signal.SIGINT)
            reported, warned = running.communicate(timeout=60)
        finally:
            running.kill()
    assert (running.returncode, reported) == (130, "acme/a.md: new\n")
    assert warned == "Interrupted. What was captured so far is whole.\n"
    assert list(project.files()) == ["acme/a.md", "captured.json"]
    assert [entry.page for entry in project.manifest()] == ["a.md"]


def test_pages_that_differ_are_adopted(project: Project, site: Site) -> None:
    for name in ("a", "b", "c"):
        site.gives(f"/{name}.md", page(PAGE))
    names = ("a", "b", "c", "d")
    project.lists("acme", **{f"{name}_md": f"{site.url}/{name}.md" for name in names})
    for name, text in (("b", OTHER), ("c", PAGE), ("d", OTHER)):
        project.commits("acme", f"{name}.md", text)
    project.capture()
    status, reported = run(adopt.main, project.folders.output, "--specs", project.folders.specs)
    assert (status, reported.count("wrote ")) == (0, 2)
    committed = {
        file.name: file.read_text(encoding="utf-8")
        for file in (project.folders.specs / "acme" / "pages").iterdir()
    }
    # A page that was removed stays until a person takes it away.
    assert committed == {"a.md": PAGE, "b.md": PAGE, "c.md": PAGE, "d.md": OTHER}
    project.capture()
    again = run(adopt.main, project.folders.output, "--specs", project.folders.specs)
    removed = project.folders.specs / "acme" / "pages" / "d.md"
    status, reported = again
    assert (status, reported.splitlines()[0]) == (0, "nothing to adopt")
    assert f"{removed} is no longer on the provider's site" in reported


@pytest.mark.parametrize("damage", ["edited", "removed", "unlisted", "no capture"])
def test_nothing_is_adopted_that_was_not_captured(
    project: Project, site: Site, damage: str
) -> None:
    project.lists("acme", a_md=site.gives("/a.md", page(PAGE)), b_md=f"{site.url}/a.md?b")
    site.gives("/a.md?b", page(PAGE))
    project.capture()
    file = project.folders.captured("acme", "b.md")
    if damage == "edited":
        file.write_text("edited", encoding="utf-8")
    elif damage == "removed":
        file.unlink()
    elif damage == "unlisted":
        project.lists("acme", a_md=site.url + "/a.md")
    else:
        (project.folders.output / "captured.json").unlink()
    status, reported = run(adopt.main, project.folders.output, "--specs", project.folders.specs)
    assert (status, reported.count("\n")) == (2, 1)
    assert list((project.folders.specs / "acme" / "pages").iterdir()) == []
