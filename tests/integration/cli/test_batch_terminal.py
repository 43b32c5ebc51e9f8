"""`longtake batch` in a pseudo-terminal: the live table, other widths and Ctrl-C."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.terminals import CTRL_C, visible_lines
from tests.helpers.transcripts import inject

if TYPE_CHECKING:
    from tests.helpers.transcripts import Shell

LONG = '[[task]]\nkind = "kie/veo"\nlasts_s = 5000000\ntimes = {}\n'
BATCH = "longtake batch jobs.csv -o videos/ --poll 0.1"


@pytest.fixture
def jobs(shell: Shell) -> None:
    """Twelve jobs, of which the first ten never end."""
    source = shell.environment["KIE_VEO_SOURCE"]
    name = shell.folder.parent.name
    lines = [f"kie/veo,{source},{name} {number},shot-{number}" for number in range(12)]
    text = "\n".join(["model,source,prompt,reference", *lines])
    (shell.folder / "jobs.csv").write_text(text, encoding="utf-8")
    inject(shell.environment, LONG.format(10))


@pytest.mark.usefixtures("jobs")
def test_the_table_changes_in_place_and_ctrl_c_prints_how_to_continue(shell: Shell) -> None:
    shell.server = None
    with shell.in_terminal(BATCH) as terminal:
        terminal.wait_for(lambda output: "2 of 12 ended, 10 running" in output)
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    lines = visible_lines(terminal.output)
    assert any(re.match(r"shot-\d+ +░{10} running +~\d+% +0:\d\d", line) for line in lines)
    assert lines[-2] == "Error: stopped waiting. 10 tasks continue at the provider"
    assert lines[-1] == "To continue, run the same command again: longtake batch jobs.csv -o videos"
    assert len([line for line in lines if line.startswith("videos/")]) == 2
    # The summary stays on the screen, the tasks do not. The cursor is visible again.
    last = terminal.output[terminal.output.rindex("12 ended") :]
    assert "shot-" not in last.partition("videos/")[0]
    assert terminal.output.rindex("\x1b[?25h") > terminal.output.rindex("\x1b[?25l")


@pytest.mark.usefixtures("jobs")
def test_after_ctrl_c_the_same_command_resumes(shell: Shell) -> None:
    with shell.in_terminal(BATCH) as terminal:
        terminal.wait_for(lambda output: "2 of 12 ended, 10 running" in output)
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    ran = shell.run(f"{BATCH} --timeout 0.3")
    assert ran.err.startswith("Waiting for 10 tasks of earlier runs.\n")
    assert "resumed" not in ran.err
    # The time since the submission is not the time that a task of an earlier run took.
    assert re.search(r"^shot-\d+: running: ", ran.err, re.MULTILINE)
    assert "running after" not in ran.err
    assert "submitted" not in ran.err
    assert ran.status == 8


@pytest.mark.usefixtures("jobs")
@pytest.mark.parametrize("columns", [40, 60, 120])
def test_the_table_fits_the_width(shell: Shell, columns: int) -> None:
    with shell.in_terminal(BATCH, columns=columns) as terminal:
        terminal.wait_for(lambda output: "2 of 12 ended" in output)
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    table = terminal.output[: terminal.output.rindex("12 ended")]
    assert max(map(len, visible_lines(table))) <= columns


@pytest.mark.usefixtures("jobs")
def test_without_colour_and_in_a_c_locale(shell: Shell) -> None:
    shell.server = None
    shell.environment |= {"NO_COLOR": "1", "LC_ALL": "C"}
    with shell.in_terminal(BATCH) as terminal:
        terminal.wait_for(lambda output: "2 of 12 ended" in output)
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    assert terminal.output.isascii()
    assert not re.search(r"\x1b\[3[0-9]m", terminal.output)


def test_failures_are_printed_above_the_table(shell: Shell) -> None:
    (shell.folder / "jobs.csv").write_text(
        "model,prompt,reference\nkie/veo,A dog,dog\nkie/veo,A cat,cat\n", encoding="utf-8"
    )
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nfail = "moderation"\ntimes = 2\n')
    with shell.in_terminal(BATCH) as terminal:
        assert terminal.end() == 7
    shown = " ".join(visible_lines(terminal.output))
    assert "dog: failed after 0:0" in shown
    assert "content policies" in shown
    assert "0 of 2 succeeded, 2 did not" in shown


def test_a_provider_that_does_not_respond_does_not_delay_ctrl_c(shell: Shell) -> None:
    # At the end of a process, Python waits for its threads; a fork of the server does not.
    shell.server = None
    (shell.folder / "jobs.csv").write_text("model,prompt\nkie/veo,A dog\n", encoding="utf-8")
    inject(
        shell.environment,
        '[[fault]]\nkind = "kie/veo"\non = "read"\nwhen = "always"\ndo = "never"\n',
    )
    with shell.in_terminal(BATCH) as terminal:
        terminal.wait_for(lambda output: "1 running" in output)
        terminal.press(CTRL_C)
        # The command would wait a minute for the response.
        assert terminal.process.wait(50) == 130
        terminal.end()
    assert "Error: stopped waiting. 1 task continues at the provider" in terminal.output
