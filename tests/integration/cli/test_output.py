"""The output without a terminal: into a closed pipe, in other locales, and without the extra."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from longtake.cli._errors import Problem
from tests.helpers.transcripts import LONGTAKE, inject

if TYPE_CHECKING:
    from tests.helpers.transcripts import Shell


def into_closed_pipe(shell: Shell, command: str, **environment: str) -> tuple[int, str]:
    """Run a command whose standard output has no reader; return the exit status and standard error."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(  # noqa: S603 - the command that is tested
        [*LONGTAKE, *shlex.split(command)[1:]],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        cwd=shell.folder,
        env={**shell.environment, **environment},
        check=False,
    )
    os.close(writer)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "command",
    ["longtake models", "longtake models kie/veo --json", "longtake --help", "longtake --version"],
)
def test_a_closed_pipe_ends_the_output_quietly(shell: Shell, command: str) -> None:
    assert into_closed_pipe(shell, command) == (141, "")


def test_a_closed_pipe_does_not_end_the_work(shell: Shell) -> None:
    command = 'longtake generate kie/veo --prompt "A dog" -o dog.mp4 --poll 0.02'
    status, errors = into_closed_pipe(shell, command)
    assert status == 141
    assert "Traceback" not in errors
    assert (shell.folder / "dog.mp4").stat().st_size > 1000


def run_in_sh(shell: Shell, command: str) -> tuple[int, str]:
    """Run a command line of `sh`, in which `longtake` is the command; return status and standard error."""
    done = subprocess.run(  # noqa: S603 - the command that is tested
        ["/bin/sh", "-c", command.replace("longtake", shlex.join(LONGTAKE), 1)],
        capture_output=True,
        text=True,
        cwd=shell.folder,
        env=shell.environment,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.needs_system("/dev/full")
def test_a_full_disk_behind_the_output_does_not_end_the_work(shell: Shell) -> None:
    command = 'longtake generate kie/veo --prompt "A dog" -o dog.mp4 --poll 0.02 > /dev/full'
    status, errors = run_in_sh(shell, command)
    assert (status, errors.splitlines()[-2:]) == (
        1,
        [
            "Error: standard output cannot be written: No space left on device",
            "The command has finished its work. For the tasks and their files, run: longtake tasks",
        ],
    )
    assert (shell.folder / "dog.mp4").stat().st_size > 1000


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_streams_may_be_closed(shell: Shell, closed: str) -> None:
    assert run_in_sh(shell, f"longtake models {closed}") == (0, "")


# Each argument is the arguments of a run. Prints the exit statuses on standard error.
SEVERAL_RUNS = """
import shlex, sys
import longtake.cli as cli
print([cli.main(shlex.split(each)) for each in sys.argv[1:]], file=sys.stderr)
"""


@pytest.mark.parametrize("utf8", ["0", "1"])
def test_any_text_is_printed_in_a_c_locale(shell: Shell, utf8: str) -> None:
    prompt = "Ein Hünd läuft 🐕"
    generate = f'generate kie/veo --prompt "{prompt}" --dry-run'
    environment = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": utf8, "PYTHONCOERCECLOCALE": "0"}
    runs = [f"{generate} --json", generate, "models kie/veo", "--help"]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-W", "error", "-c", SEVERAL_RUNS, *runs],
        capture_output=True,
        encoding="utf-8",
        cwd=shell.folder,
        env=shell.environment | environment,
        check=True,
    )
    assert done.stderr == "Nothing was sent.\nNothing was sent.\n[0, 0, 0, 0]\n"
    printed = done.stdout.partition("\n")[0]
    assert json.loads(printed)["body"]["prompt"] == prompt
    if utf8 == "0":
        assert printed.isascii()


def test_there_are_no_control_characters_without_a_terminal(shell: Shell) -> None:
    for command in ("models", 'generate kie/veo --prompt "A dog" --wait --poll 0.02', "auth list"):
        ran = shell.run(f"longtake {command}")
        assert "\x1b" not in ran.out + ran.err
        assert "\r" not in ran.out + ran.err


def test_the_log_is_printed_on_request(shell: Shell) -> None:
    ran = shell.run("longtake --verbose call kie/account credits")
    assert ran.out.strip().isdecimal()
    assert "GET /kie/api/v1/chat/credit" in ran.err
    assert "HTTP 200" in shell.run("longtake call kie/account credits --verbose").err


@pytest.mark.parametrize(
    ("command", "status", "kind", "advice"),
    [
        ("longtake nosuch --json", 2, None, "longtake --help"),
        ("longtake generate kie/veo --nosuch --json", 2, None, "longtake generate kie/veo --help"),
        ("longtake --json generate kie/veo", 2, None, "longtake generate kie/veo --help"),
        ("longtake generate kie/veo --prompt Dög --json", 3, "AuthenticationError", "auth set kie"),
        ("longtake status none --json", 2, "InvalidRequestError", "longtake tasks"),
        ("longtake wait lt2.x --json", 2, "InvalidRequestError", "longtake tasks"),
        ("longtake auth check kie --json", 3, "AuthenticationError", "auth set kie"),
        ("longtake batch none.csv --json", 2, None, "Check the path."),
    ],
)
def test_errors_are_objects_with_json(
    shell: Shell, command: str, status: int, kind: str | None, advice: str
) -> None:
    shell.environment["KIE_API_KEY"] = "another-key"
    ran = shell.run(command)
    assert (ran.status, ran.out) == (status, "")
    (line,) = ran.err.splitlines()
    error = json.loads(line)
    assert (error["object"], error["type"], error["status"]) == ("error", kind, status)
    assert error["message"]
    assert advice in error["advice"]


def test_errors_of_several_tasks_and_jobs_are_objects_with_json(shell: Shell) -> None:
    ran = shell.run("longtake status aaaa bbbb --json")
    assert [json.loads(line)["task"] for line in ran.err.splitlines()] == ["aaaa", "bbbb"]
    (shell.folder / "jobs.csv").write_text("model,prompt,colour\nkie/veo,A,red\nkie/veo\n")
    ran = shell.run("longtake batch jobs.csv --json")
    first, second, error = map(json.loads, ran.err.splitlines())
    assert (first["object"], first["file"], first["line"], first["column"]) == (
        "mistake",
        "jobs.csv",
        2,
        "colour",
    )
    assert (second["object"], second["line"], second["column"]) == ("mistake", 3, None)
    assert (error["object"], error["status"]) == ("error", 2)


def test_the_error_of_a_failed_task_has_the_reason_of_the_provider(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nfail = "moderation"\n')
    ran = shell.run('longtake generate kie/veo --prompt "A dog" --wait --poll 0.02 --json')
    task = json.loads(ran.out)
    (error,) = [json.loads(line) for line in ran.err.splitlines() if line.startswith("{")]
    assert error["type"] == "TaskRejectedError"
    assert (error["status"], error["provider"], error["task"]) == (7, "kie", task["id"])
    assert error["provider_message"] == task["failure"]["message"]
    assert error["code"] == task["failure"]["code"] == "400"


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_a_missing_extra_is_two_lines(shell: Shell, missing: str) -> None:
    script = f"import sys; sys.modules[{missing!r}] = None; import longtake.cli as cli; sys.exit(cli.main())"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, "--help"],
        capture_output=True,
        text=True,
        env=shell.environment,
        check=False,
    )
    assert (done.returncode, done.stdout) == (10, "")
    assert done.stderr == (
        f"Error: the command longtake needs {missing}.\nRun: pip install 'longtake[cli]'\n"
    )
    done = subprocess.run(  # noqa: S603 - as above
        [sys.executable, "-c", script, "tasks", "--json"],
        capture_output=True,
        text=True,
        env=shell.environment,
        check=False,
    )
    error = json.loads(done.stderr)
    assert error.keys() == {"object", *Problem("wrong", "Correct it.", 1).members()}
    assert (error["object"], error["status"], done.returncode) == ("error", 10, 10)


def test_a_missing_journal_is_named(shell: Shell) -> None:
    script = "import sys; sys.modules['sqlalchemy'] = None; import longtake.cli as cli; sys.exit(cli.main())"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, "generate", "kie/veo", "--prompt", "A dog"],
        capture_output=True,
        text=True,
        env=shell.environment,
        check=False,
    )
    assert done.returncode == 10
    assert done.stderr.splitlines()[1] == "Run: pip install 'longtake[cli]'"


@pytest.mark.parametrize(
    "command",
    [
        "generate kie/veo --prompt Go --output",
        "extend kie/veo veo_task_abc --prompt Go -o",
        "call kie/veo get_1080p --task-id veo_task_abc -o",
        "wait 3f2a -o",
        "download 3f2a -o",
        "resume -o",
        "lengthen 3f2a --to 60 --prompt Go -o",
        "lengthen 3f2a --to 60 --prompt Go --contact-sheet",
        "batch jobs.csv -o",
    ],
)
def test_no_file_is_written_to_standard_output(shell: Shell, command: str) -> None:
    (shell.folder / "jobs.csv").touch()
    ran = shell.run(f"longtake {command} -")
    assert (ran.status, ran.out) == (2, "")
    assert "must be a path, got -: the command writes no file to standard output" in ran.err
    assert [path.name for path in shell.folder.iterdir()] == ["jobs.csv"]


def test_version_and_a_wrong_command(shell: Shell) -> None:
    shell.check("""
        $ longtake --version
        longtake <version>
        $ longtake genrate
        ! Error: No such command 'genrate'. Did you mean 'generate'?
        ! Run: longtake --help
        [2]
    """)


def completed(shell: Shell, line: str) -> list[str]:
    """Return what bash offers at the end of a command line."""
    before = shell.environment
    shell.environment = {
        **before,
        "_LONGTAKE_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    ran = shell.run("longtake")
    shell.environment = before
    assert ran.err == ""
    return ran.out.split()


def test_completion(shell: Shell) -> None:
    state = Path(shell.environment["XDG_STATE_HOME"], "longtake", "tasks.db")
    assert completed(shell, "longtake wait ") == []
    assert not state.exists()
    task = json.loads(shell.run('longtake generate kie/veo --prompt "A dog" --detach --json').out)[
        "id"
    ]

    for line, found in {
        "longtake mod": ["models"],
        "longtake --h": ["--help"],
        "longtake auth ch": ["check"],
        "longtake auth set k": ["kie", "kling"],
        "longtake auth check u": ["useapi"],
        "longtake generate kie/v": ["kie/veo"],
        "longtake generate --h": ["--help"],
        "longtake generate kie/veo --model veo3_": ["veo3_fast", "veo3_lite"],
        "longtake models kl": ["kling/kling"],
        "longtake tasks --state s": ["sending", "succeeded"],
        "longtake tasks --model chain": ["chainhub", "chainhub/kling"],
        "longtake plan --model kie/v": ["kie/veo"],
        "longtake lengthen --via ": ["kie/jobs/pixverse", "kie/jobs/wan"],
        "longtake reconcile ": [],
        f"longtake extend {task} --pr": ["--prompt"],
        # There is no such model and no such task.
        "longtake extend kie/nothing --p": [],
        "longtake extend zzzz --p": [],
        "longtake --journal off wait ": [],
        "longtake --journal nope://x wait ": [],
    }.items():
        assert completed(shell, line) == found, line
    for line in ("wait", "status", "download", "cancel", "extend", "extend kie/veo", "lengthen"):
        assert task in completed(shell, f"longtake {line} "), line

    inject(
        shell.environment,
        '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "cut"\naccepted = true\n',
    )
    assert shell.run('longtake generate kie/veo --prompt "A cat"').status == 9
    (unknown,) = completed(shell, "longtake reconcile ")
    assert unknown != task


@pytest.mark.parametrize(
    "command",
    ["", "generate", "generate kie/veo", "extend", "extend kie/jobs/wan", "call", "tasks", "batch"],
)
def test_the_help_fits_a_narrow_terminal(shell: Shell, command: str) -> None:
    shell.environment["COLUMNS"] = "60"
    lines = shell.run(f"longtake {command} --help").out.splitlines()
    assert [line for line in lines if len(line) > 60] == []
    words = {word.strip("`,.[]") for line in lines for word in line.split()}
    if command == "generate kie/veo":
        assert "FIRST_AND_LAST_FRAMES_2_VIDEO" in words


def test_what_the_help_states(shell: Shell) -> None:
    for command, text in {
        "--help": "Exit statuses: 0 success, 1 another error, 2 wrong usage or refused input,",
        "tasks --help": "sending, unknown, refused or not_created",
        "wait --help": "errors as JSON on standard error.",
        "extend kie/jobs/wan --help": "The video to extend: a TASK, the video's URL or a file.",
        "extend kie/veo --help": "The video to extend: a TASK or the video's task id.",
        "extend kling/kling --help": "a TASK or the video's id (not its task id).",
        "lengthen --help": "the provider's id of the task (not the id of the video).",
    }.items():
        assert text in " ".join(shell.run(f"longtake {command}").out.split()), command
