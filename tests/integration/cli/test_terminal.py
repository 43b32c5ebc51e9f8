"""The command in a pseudo-terminal: progress in place, Ctrl-C, other widths, and a hidden prompt."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.terminals import CTRL_C, visible_lines
from tests.helpers.transcripts import advance, created, downloads, inject

if TYPE_CHECKING:
    from tests.helpers.transcripts import Shell

STOPPED = "interrupted during the download\nThe videos remain at the provider for now. "
DOWNLOAD = "To download again, run: longtake download <...> -o dog.mp4"
LONG = '[[task]]\nkind = "kie/veo"\nlasts_s = 5000000\n'
GENERATE = 'longtake generate kie/veo --prompt "A dog" --poll 0.1'


def test_progress_is_one_line_that_changes_in_place(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nlasts_s = 50000\n')
    with shell.in_terminal(f"{GENERATE} -o dog.mp4") as terminal:
        terminal.wait_for(lambda output: "running" in output)
        advance(shell.environment, 50_000)
        assert terminal.end() == 0
    lines = visible_lines(terminal.output)
    assert re.fullmatch(r"\w{4,} kie/veo ░{10} (queued|running) +~0% +0:\d\d", lines[0])
    assert re.fullmatch(r"\w{4,} kie/veo █{10} downloaded +100% +0:\d\d", lines[-2])
    assert lines[-1] == "dog.mp4"
    # Shown in green, on one row of the terminal.
    assert "\x1b[32m" in terminal.output
    assert terminal.output.count("\n") == 2


def test_ctrl_c_stops_the_wait_and_prints_how_to_resume(shell: Shell) -> None:
    shell.server = None
    inject(shell.environment, LONG)
    with shell.in_terminal(GENERATE) as terminal:
        terminal.wait_for(lambda output: "running" in output)
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    lines = visible_lines(terminal.output)
    assert lines[-2] == "Error: stopped waiting. 1 task continues at the provider"
    resumed = re.fullmatch(r"Resume with: longtake wait (\w{4,})", lines[-1])
    assert resumed
    assert lines[0].startswith(resumed[1])
    # The cursor is visible again.
    assert terminal.output.rindex("\x1b[?25h") > terminal.output.rindex("\x1b[?25l")


def test_ctrl_c_names_the_file_of_the_download(shell: Shell) -> None:
    inject(shell.environment, LONG)
    with shell.in_terminal(f"{GENERATE} -o 'my dog.mp4'") as terminal:
        terminal.wait_for(lambda output: "running" in output)
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    assert visible_lines(terminal.output)[-1].endswith("-o 'my dog.mp4'")


def test_ctrl_c_during_a_submission_leaves_the_outcome_unknown(shell: Shell) -> None:
    fault = '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "never"\naccepted = true\n'
    inject(shell.environment, fault)
    before = len(created(shell.environment))
    with shell.in_terminal(f"{GENERATE} --verbose") as terminal:
        while len(created(shell.environment)) == before:
            assert terminal.process.poll() is None
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    assert "Error: interrupted while the request was being sent. The outcome" in terminal.output
    assert terminal.output.rstrip().endswith("Run: longtake reconcile")
    listed = shell.run("longtake tasks --json").out.splitlines()
    assert json.loads(listed[-1])["error"] == "KeyboardInterrupt: interrupted during the request"


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (f"{GENERATE} -o dog.mp4", f"{STOPPED}{DOWNLOAD}"),
        ("longtake wait <task> -o dog.mp4", f"{STOPPED}{DOWNLOAD}"),
        ("longtake download <task> -o dog.mp4", f"{STOPPED}{DOWNLOAD}"),
        (
            "longtake batch jobs.jsonl --poll 0.1",
            "stopped waiting. No task is running at the provider\nTo continue, run the same <...>",
        ),
        (
            "longtake lengthen <task> --to 15 --prompt Go",
            "interrupted before a hop was sent\nRun the same command again.",
        ),
        (
            "longtake plan <url> --via kie/jobs/pixverse --to 15",
            "interrupted\nRun: longtake tasks",
        ),
    ],
    ids=lambda value: value.split()[1],
)
def test_ctrl_c_during_a_download(shell: Shell, command: str, error: str) -> None:
    task = json.loads(shell.run(f"{GENERATE} --wait --json").out)
    shell.words |= {"task": task["id"], "url": task["videos"][0]["url"]}
    (shell.folder / "jobs.jsonl").write_text('{"model": "kie/veo", "prompt": "A dog"}')
    inject(shell.environment, '[[fault]]\nkind = "kie/veo"\non = "download"\ndo = "never"\n')
    before = downloads(shell.environment)
    with shell.in_terminal(command) as terminal:
        while downloads(shell.environment) == before:
            assert terminal.process.poll() is None
        terminal.press(CTRL_C)
        assert terminal.end() == 130
    lines = "\n".join(visible_lines(terminal.output))
    pattern = re.escape(f"Error: {error}").replace(re.escape("<...>"), ".*")
    assert re.search(f"{pattern}$", lines), lines


def test_the_lines_follow_the_width(shell: Shell) -> None:
    inject(shell.environment, LONG)
    with shell.in_terminal(GENERATE, columns=100) as terminal:
        terminal.wait_for(lambda output: "running" in output)
        assert max(map(len, visible_lines(terminal.output))) > 50
        terminal.resize(40)
        # Wider lines, from before, may not have been read yet.
        terminal.wait_for(lambda output: max(map(len, visible_lines(output)[-3:])) < 40)
        terminal.press(CTRL_C)
        assert terminal.end() == 130


def test_without_colour_and_in_a_c_locale(shell: Shell) -> None:
    shell.server = None
    shell.environment |= {"NO_COLOR": "1", "LC_ALL": "C"}
    with shell.in_terminal(f"{GENERATE} -o dog.mp4") as terminal:
        assert terminal.end() == 0
    assert "\x1b[32m" not in terminal.output
    assert terminal.output.isascii()
    assert re.search(r"kie/veo #{10} downloaded", terminal.output)


def test_a_dumb_terminal_gets_plain_lines(shell: Shell) -> None:
    shell.environment["TERM"] = "dumb"
    with shell.in_terminal(f"{GENERATE} -o dog.mp4") as terminal:
        assert terminal.end() == 0
    assert "\x1b" not in terminal.output
    assert re.match(r"\w+ kie/veo: submitted\r\n", terminal.output)


def test_a_key_is_typed_without_being_shown(shell: Shell) -> None:
    with shell.in_terminal("longtake auth set kie --file") as terminal:
        terminal.wait_for(lambda output: "API key for kie (not shown): " in output)
        terminal.press(b"a-very-secret-key\n")
        assert terminal.end() == 0
    assert "secret" not in terminal.output
    assert "Stored the key for kie in the profile 'default'" in terminal.output
