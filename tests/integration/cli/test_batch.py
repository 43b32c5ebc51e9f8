"""`longtake batch`: each job is submitted once, and has a result."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.transcripts import advance, clear_faults, created, inject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.helpers.transcripts import Shell


def write_jobs(shell: Shell, name: str, *lines: str) -> None:
    (shell.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def results(shell: Shell, name: str) -> dict[str, dict[str, Any]]:
    """Return the results by reference. Each job has one."""
    lines = (shell.folder / name).read_text(encoding="utf-8").splitlines()
    found = {each["reference"]: each for each in map(json.loads, lines)}
    assert len(found) == len(lines)
    return found


def forty(shell: Shell) -> list[str]:
    """Write forty jobs, and return their prompts."""
    source = shell.environment["KIE_VEO_SOURCE"]
    prompts = [f"{shell.folder.parent.name} {number}" for number in range(40)]
    lines = [f"kie/veo,{source},{prompt}" for prompt in prompts]
    write_jobs(shell, "jobs.csv", "model,source,prompt", *lines)
    return prompts


def test_the_help_shows_a_file(shell: Shell) -> None:
    shown = shell.run("longtake batch --help").out
    for text in (
        "  model,operation,prompt,source,reference,output\n  kie/veo,generate,A dog runs,",
        "semicolons or tabs",
        "default of operation is extend",
        "parameters.model for the tier of Veo",
        "if you rename the file, all its jobs are new",
        "The results of shots.csv are in shots.results.jsonl.",
    ):
        # Lines are wrapped at spaces.
        assert text in shown or text in " ".join(shown.split()), shown


def test_jobs_of_two_providers(shell: Shell) -> None:
    source = shell.environment["KIE_VEO_SOURCE"]
    write_jobs(
        shell,
        "jobs.jsonl",
        json.dumps({"model": "kie/veo", "prompt": "A dog", "reference": "dog"}),
        json.dumps(
            {
                "model": "kie/veo",
                "operation": "extend",
                "parameters": {"source": source, "prompt": "It swims", "model": "lite"},
                "reference": "longer",
                "output": "x/longer.mp4",
            }
        ),
        json.dumps({"model": "kling/kling", "prompt": "A cat", "reference": "cat"}),
    )
    shell.check("""
        $ longtake batch jobs.jsonl --dry-run
        MODEL        OPERATION  JOBS  TO SUBMIT  CREDITS
        kie/veo      generate      1          1       60
        kie/veo      extend        1          1       30
        kling/kling  generate      1          1  unknown
        Total: kie: 90 credits; 1 job without a published price
        ! Nothing was sent.
        $ longtake batch jobs.jsonl -o videos/ --poll 0.02
        videos/<one>
        videos/<two>
        videos/<three>
        ! ...
        ! 3 of 3 succeeded, <...>. Results: jobs.results.jsonl
    """)
    for name in ("dog.mp4", "x/longer.mp4", "cat.mp4"):
        assert (shell.folder / "videos" / name).stat().st_size > 1000
    found = results(shell, "jobs.results.jsonl")
    assert {name: each["line"] for name, each in found.items()} == {"dog": 1, "longer": 2, "cat": 3}
    assert {each["state"] for each in found.values()} == {"succeeded"}
    assert found["longer"]["files"] == [str(shell.folder / "videos" / "x" / "longer.mp4")]
    prices = {name: each["price"] for name, each in found.items()}
    assert prices == {"dog": 60, "longer": 30, "cat": None}


def test_the_same_command_again_does_nothing(shell: Shell, emulator: Mapping[str, str]) -> None:
    write_jobs(shell, "jobs.csv", "model,prompt", "kie/veo,A dog", "kie/veo,A cat")
    first = shell.run("longtake batch jobs.csv --poll 0.02")
    assert first.status == 0, first.err
    before = len(created(emulator))
    content = (shell.folder / "jobs.results.jsonl").read_bytes()
    files = {path: path.stat().st_mtime_ns for path in shell.folder.glob("*.mp4")}
    again = shell.run("longtake batch jobs.csv --poll 0.02")
    assert again.status == 0
    assert again.err == "2 of 2 succeeded, 120 kie credits. Results: jobs.results.jsonl\n"
    assert sorted(again.out.splitlines()) == sorted(first.out.splitlines())
    assert len(created(emulator)) == before
    assert (shell.folder / "jobs.results.jsonl").read_bytes() == content
    assert {path: path.stat().st_mtime_ns for path in shell.folder.glob("*.mp4")} == files


def test_lines_that_are_added_are_submitted(shell: Shell, emulator: Mapping[str, str]) -> None:
    write_jobs(shell, "jobs.csv", "model,prompt", "kie/veo,A dog")
    assert shell.run("longtake batch jobs.csv --poll 0.02").status == 0
    before = len(created(emulator))
    write_jobs(shell, "jobs.csv", "model,prompt", "kie/veo,A cat", "kie/veo,A dog")
    assert shell.run("longtake batch jobs.csv --poll 0.02").status == 0
    assert len(created(emulator)) == before + 1


def test_a_file_that_was_deleted_is_downloaded_again(
    shell: Shell, emulator: Mapping[str, str]
) -> None:
    write_jobs(shell, "jobs.csv", "model,prompt,output", "kie/veo,A dog,dog.mp4")
    assert shell.run("longtake batch jobs.csv --poll 0.02").status == 0
    before = len(created(emulator))
    (shell.folder / "dog.mp4").unlink()
    shell.check("""
        $ longtake batch jobs.csv --poll 0.02
        dog.mp4
        ! Downloading the missing videos of 1 task of earlier runs.
        ! 1 of 1 succeeded, 60 kie credits. Results: jobs.results.jsonl
    """)
    assert (shell.folder / "dog.mp4").is_file()
    assert len(created(emulator)) == before


def test_mistakes_are_reported_before_anything_is_sent(
    shell: Shell, emulator: Mapping[str, str]
) -> None:
    before = len(created(emulator))
    (shell.folder / "old.mp4").write_bytes(b"mine")
    write_jobs(
        shell,
        "jobs.csv",
        "model,prompt,seed,output",
        "kie/veo,A dog,,",
        "kie/vio,A dog,,",
        "kie/veo,A dog,many,",
        "kie/veo,A cat,,old.mp4",
    )
    shell.check("""
        $ longtake batch jobs.csv
        ! jobs.csv, line 3, column model: unknown model 'kie/vio' <...>
        ! jobs.csv, line 4, column seed: seed must be an integer, got 'many'
        ! jobs.csv, line 5, column output: the file <...>old.mp4 already exists, <...>
        ! Error: jobs.csv has 3 mistakes. Nothing was sent.
        ! Correct the lines above, and run the command again.
        [2]
        $ longtake batch nothing.csv
        ! Error: JOBS must be an existing file, got 'nothing.csv'
        ! Check the path.
        [2]
        $ longtake batch jobs.csv --rate fast
        ! Error: --rate must be a number and a period, got 'fast'
        ! Write, for example, --rate 20/10s.
        [2]
    """)
    assert len(created(emulator)) == before
    assert not (shell.folder / "jobs.results.jsonl").exists()
    assert (shell.folder / "old.mp4").read_bytes() == b"mine"


def test_a_source_may_be_a_task_of_the_journal(shell: Shell, emulator: Mapping[str, str]) -> None:
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --poll 0.02 --wait
        http<...>.mp4
        ! <id> kie/veo: submitted
        ! ...
        $ longtake generate kie/veo --prompt "A cat" --detach
        <unfinished> <token>
        ! ...
    """)
    done, unfinished, token = (shell.words[name] for name in ("id", "unfinished", "token"))
    before = len(created(emulator))
    # No task of the journal has an id with these digits.
    other = "f" * 15
    write_jobs(
        shell,
        "jobs.csv",
        "model,prompt,source,output",
        f"kie/veo,It swims,{done},a.mp4",
        *[f"kie/veo,It swims,{each}," for each in (unfinished, token, other, f"{other}f")],
    )
    shell.check(f"""
        $ longtake batch jobs.csv
        ! jobs.csv, line 3, column source: the task <unfinished> has no video: <...>; run: longtake wait <...>
        ! jobs.csv, line 4, column source: the task <unfinished> has no video: <...>
        ! jobs.csv, line 5, column source: the journal <...> has no entry with the id '{other}'<...>
        ! Error: jobs.csv has 3 mistakes. Nothing was sent.
        ! ...
        [2]
    """)
    assert len(created(emulator)) == before
    write_jobs(shell, "jobs.csv", "model,prompt,source,output", f"kie/veo,It swims,{done},a.mp4")
    for _ in range(2):
        assert shell.run("longtake batch jobs.csv --poll 0.02").status == 0
    *_, last = created(emulator)
    assert len(created(emulator)) == before + 1
    source = last["request"]["taskId"]
    task = json.loads(shell.run(f"longtake status {done} --json").out)
    assert source == task["task_id"]


def test_a_local_file_as_source_is_refused(shell: Shell, emulator: Mapping[str, str]) -> None:
    shell.check("""
        $ longtake generate kie/jobs/pixverse --prompt "A dog" -o dog.mp4 --poll 0.02
        dog.mp4
        ! ...
    """)
    before = len(created(emulator))
    write_jobs(
        shell,
        "jobs.csv",
        "model,prompt,source",
        "kie/jobs/pixverse,It swims,dog.mp4",
        "kie/jobs/pixverse,It swims,../t1/cat.mp4",
    )
    shell.check("""
        $ longtake batch jobs.csv
        ! jobs.csv, line 2, column source: source must <...>: longtake call kie/files upload --file dog.mp4
        ! jobs.csv, line 3, column source: the file ../t1/cat.mp4 does not exist; check the path
        ! Error: jobs.csv has 2 mistakes. Nothing was sent.
        ! ...
        [2]
    """)
    assert len(created(emulator)) == before


def test_a_reference_of_another_request(shell: Shell) -> None:
    write_jobs(shell, "jobs.csv", "model,prompt,reference", "kie/veo,A dog,shot-1")
    assert shell.run("longtake batch jobs.csv --poll 0.02").status == 0
    write_jobs(shell, "jobs.csv", "model,prompt,reference", "kie/veo,A cat,shot-1")
    shell.check("""
        $ longtake batch jobs.csv
        ! jobs.csv, line 2, column reference: the reference 'shot-1' belongs to another request <...>
        ! Error: jobs.csv has 1 mistake. Nothing was sent.
        ! ...
        [2]
    """)


def test_a_failed_job_does_not_stop_the_others(shell: Shell, emulator: Mapping[str, str]) -> None:
    write_jobs(
        shell, "jobs.csv", "model,prompt,reference", *[f"kie/veo,A dog,dog-{n}" for n in range(5)]
    )
    # One submission at a time, so that the second one has the fault.
    inject(
        emulator,
        '[[task]]\nkind = "kie/veo"\nlasts_s = 60\n[[task]]\nkind = "kie/veo"\nfail = "error"\n',
    )
    shell.check("""
        $ longtake batch jobs.csv --max-pending 1 --poll 0.02
        dog-0.mp4
        dog-2.mp4
        dog-3.mp4
        dog-4.mp4
        ! ...
        ! dog-1: failed after <...>: kie/veo: the task failed: Internal error<...>
        ! ...
        ! 4 of 5 succeeded, 1 did not, 240 kie credits. Results: jobs.results.jsonl
        ! To submit jobs with a failed task again, pass --retry-failed.
        [6]
    """)
    failed = results(shell, "jobs.results.jsonl")["dog-1"]
    assert (failed["state"], failed["error"]["code"]) == ("failed", "501")
    before = len(created(emulator))
    shell.check("""
        $ longtake batch jobs.csv --poll 0.02
        ...
        ! dog-1: failed earlier: Internal error, please try again later.
        ! 4 of 5 succeeded, 1 did not, 240 kie credits. <...>
        ! ...
        [6]
    """)
    assert len(created(emulator)) == before
    shell.check("""
        $ longtake batch jobs.csv --poll 0.02 --retry-failed
        ...
        ! ...
        ! 5 of 5 succeeded, 300 kie credits. <...>
    """)
    assert len(created(emulator)) == before + 1
    assert results(shell, "jobs.results.jsonl")["dog-1"]["state"] == "succeeded"


@pytest.mark.parametrize(
    ("refusal", "status", "advice"),
    [
        ("insufficient_credits", 4, "Add credits at the provider."),
        ("unauthorized", 3, "Replace the key. <...>"),
    ],
)
def test_an_error_of_the_account_pauses_the_batch(
    shell: Shell, emulator: Mapping[str, str], refusal: str, status: int, advice: str
) -> None:
    write_jobs(
        shell, "jobs.csv", "model,prompt,reference", *[f"kie/veo,A dog,dog-{n}" for n in range(4)]
    )
    before = len(created(emulator))
    inject(
        emulator,
        '[[task]]\nkind = "kie/veo"\nlasts_s = 600\n'
        '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "late"\nseconds = 1\n'
        f'[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "refuse"\nrefusal = "{refusal}"\n',
    )
    shell.check(f"""
        $ longtake batch jobs.csv --max-pending 1 --poll 0.02
        dog-0.mp4
        ! ...
        ! Nothing more is submitted: kie/veo: <...>
        ! ...
        ! 1 of 4 succeeded, 3 not submitted, 60 kie credits. Results: jobs.results.jsonl
        ! Error: the batch was paused: <...>
        ! {advice} Then run the same command again: longtake batch jobs.csv
        [{status}]
    """)
    assert list(results(shell, "jobs.results.jsonl")) == ["dog-0"]
    assert shell.run("longtake batch jobs.csv --poll 0.02").status == 0
    assert len(created(emulator)) == before + 4


def test_a_provider_that_is_down_pauses_the_batch(
    shell: Shell, emulator: Mapping[str, str]
) -> None:
    write_jobs(
        shell, "jobs.csv", "model,prompt,reference", *[f"kie/veo,A dog,dog-{n}" for n in range(30)]
    )
    before = len(created(emulator))
    inject(
        emulator,
        '[[fault]]\nkind = "kie/veo"\non = "submit"\nwhen = "always"\ndo = "refuse"\n'
        'refusal = "maintenance"\n',
    )
    ran = shell.run("longtake batch jobs.csv --poll 0.02")
    assert ran.status == 1, ran.err
    assert "Nothing more is submitted: kie/veo: kie is under maintenance" in ran.err
    assert "Wait until the provider can be reached. Then run the same command" in ran.err
    assert len(results(shell, "jobs.results.jsonl")) < 20
    clear_faults(emulator)
    # The default rate of kie is 20 in 10 seconds.
    assert shell.run("longtake batch jobs.csv --poll 0.02 --rate 100/1s").status == 0
    assert len(created(emulator)) == before + 30
    states = [each["state"] for each in results(shell, "jobs.results.jsonl").values()]
    assert states == ["succeeded"] * 30


def test_a_file_that_cannot_be_written_pauses_the_batch(
    shell: Shell, emulator: Mapping[str, str]
) -> None:
    (shell.folder / "x").write_bytes(b"no folder")
    write_jobs(
        shell,
        "jobs.csv",
        "model,prompt,reference,output",
        *[f"kie/veo,A dog,dog-{n},x/dog-{n}.mp4" for n in range(5)],
    )
    before = len(created(emulator))
    # The second task does not end before the first file fails.
    inject(
        emulator,
        '[[task]]\nkind = "kie/veo"\nlasts_s = 300\n[[task]]\nkind = "kie/veo"\nlasts_s = 50000\n',
    )
    with shell.started("longtake batch jobs.csv --poll 0.02 --max-pending 1") as started:
        started.wait_for(lambda: "Nothing more is submitted" in started.err())
        advance(emulator, 50_000)
        assert started.run.wait() == 1, started.err()
    clear_faults(emulator)
    assert "Make sure that the files can be written. Then run the same command" in started.err()
    assert len(created(emulator)) <= before + 2
    assert results(shell, "jobs.results.jsonl")["dog-0"]["state"] == "not_downloaded"
    (shell.folder / "x").unlink()
    assert shell.run("longtake batch jobs.csv --poll 0.02").status == 0
    assert len(created(emulator)) == before + 5


def test_a_file_that_another_program_created_is_kept(shell: Shell) -> None:
    ran = shell.run('longtake generate kie/veo --prompt "A dog" --reference shot --detach')
    assert ran.status == 0
    taken = shell.folder / "dog.mp4"
    taken.write_text("another video")
    write_jobs(
        shell,
        "jobs.csv",
        "model,prompt,reference,output",
        "kie/veo,A dog,shot,dog.mp4",
        "kie/veo,A cat,,cat.mp4",
    )
    ran = shell.run("longtake batch jobs.csv --poll 0.02")
    assert ran.status == 2
    assert "dog.mp4 already exists; choose another file, or pass --overwrite" in ran.err
    assert "1 of 2 succeeded" in ran.err
    assert "paused" not in ran.err
    assert results(shell, "jobs.results.jsonl")["shot"]["state"] == "not_downloaded"
    assert taken.read_text() == "another video"
    assert shell.run("longtake batch jobs.csv --poll 0.02 --overwrite").status == 0
    assert taken.stat().st_size > 1000


def test_the_command_to_continue_is_quoted(shell: Shell) -> None:
    write_jobs(shell, "my jobs.csv", "model,prompt", "kie/veo,A dog")
    shell.environment["KIE_API_KEY"] = "another-key"
    shell.check("""
        $ longtake batch 'my jobs.csv' -o 'my videos'
        ! ...
        ! Error: the batch was paused: <...>
        ! <...> Then run the same command again: longtake batch 'my jobs.csv' -o 'my videos'
        [3]
    """)


def test_the_price_is_limited(shell: Shell, emulator: Mapping[str, str]) -> None:
    source = shell.environment["KIE_VEO_SOURCE"]
    lines = [f"kie/veo,{source},Take {number},{number}" for number in range(4)]
    write_jobs(shell, "jobs.csv", "model,source,prompt,reference", *lines)
    before = len(created(emulator))
    shell.check("""
        $ longtake batch jobs.csv --poll 0.02 --max-credits 130
        ...
        ! ...
        ! 2 of 4 succeeded, 2 not submitted, 120 kie credits. <...>
        ! --max-credits is reached. To continue, run the same command again with a higher limit.
        [4]
        $ longtake batch jobs.csv --poll 0.02 --max-credits 180
        ...
        ! ...
        ! 3 of 4 succeeded, 1 not submitted, 180 kie credits. <...>
        ! ...
        [4]
    """)
    assert len(created(emulator)) == before + 3
    write_jobs(shell, "firsts.csv", "model,prompt", "kie/veo,A dog", "kie/runway,A cat")
    shell.check("""
        $ longtake batch firsts.csv --poll 0.02 --max-credits 60
        ...
        ! ...
        ! 1 of 2 succeeded, 1 not submitted, <...>
        ! ...
        [4]
    """)
    write_jobs(shell, "other.csv", "model,prompt", "kling/kling,A dog")
    shell.check("""
        $ longtake batch other.csv --max-credits 130
        ! Error: other.csv, line 2: no price is published for kling/kling generate <...>
        ! ...
        [2]
    """)


def test_an_unknown_outcome_is_never_sent_again(shell: Shell, emulator: Mapping[str, str]) -> None:
    write_jobs(shell, "jobs.csv", "model,prompt,reference", "kie/veo,A dog,dog")
    before = len(created(emulator))
    inject(emulator, '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "cut"\naccepted = true\n')
    for _ in range(2):
        shell.check("""
            $ longtake batch jobs.csv --poll 0.02
            ! dog: unknown: kie/veo: <...>
            ! 0 of 1 succeeded, 1 did not. <...>
            ! To settle unknown outcomes, run: longtake reconcile
            [9]
        """)
    assert results(shell, "jobs.results.jsonl")["dog"]["state"] == "unknown"
    assert len(created(emulator)) == before + 1


def test_results_as_json(shell: Shell) -> None:
    write_jobs(shell, "jobs.csv", "model,prompt,reference", "kie/veo,A dog,dog")
    ran = shell.run("longtake batch jobs.csv --json --poll 0.02")
    assert json.loads(ran.out) == results(shell, "jobs.results.jsonl")["dog"]
    planned = json.loads(shell.run("longtake batch jobs.csv --json --dry-run").out)
    assert (planned["object"], planned["jobs"], planned["to_submit"]) == ("planned_jobs", 1, 0)


def test_a_price_that_is_not_known_is_null(shell: Shell) -> None:
    models = ("kling/kling", "kie/veo", "kling/kling")
    write_jobs(shell, "jobs.csv", "model,prompt", *[f"{model},A dog" for model in models])
    shell.check("""
        $ longtake batch jobs.csv --dry-run
        MODEL        OPERATION  JOBS  TO SUBMIT  CREDITS
        kling/kling  generate      2          2  unknown
        kie/veo      generate      1          1       60
        Total: kie: 60 credits; 2 jobs without a published price
        ! Nothing was sent.
    """)
    lines = shell.run("longtake batch jobs.csv --dry-run --json").out.splitlines()
    found = [(each["credits"], each["unpriced"]) for each in map(json.loads, lines)]
    assert found == [(None, 2), (60, 0)]


def test_a_dry_run_needs_neither_key_nor_journal(shell: Shell) -> None:
    del shell.environment["KIE_API_KEY"]
    write_jobs(shell, "jobs.csv", "model,prompt", "kie/veo,A dog")
    assert shell.run("longtake batch jobs.csv --dry-run --journal off").status == 0
    shell.check("""
        $ longtake batch jobs.csv
        ! Error: kie: no key found. <...>
        ! Run: longtake auth set kie
        [3]
        $ longtake batch jobs.csv --journal off
        ! Error: the command needs a journal, and the journal is off
        ! <...>
        [2]
    """)


def test_results_that_were_cut_short_are_repaired(shell: Shell) -> None:
    write_jobs(shell, "jobs.csv", "model,prompt,reference", "kie/veo,A dog,dog")
    assert shell.run("longtake batch jobs.csv --poll 0.02").status == 0
    path = shell.folder / "jobs.results.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    assert shell.run("longtake batch jobs.csv").status == 0
    assert path.read_bytes() == whole


def killed(shell: Shell, command: str, condition: Callable[[], bool]) -> int:
    """Run a command until a condition holds, kill it, and return its exit status."""
    with shell.started(command) as started:
        started.wait_for(condition)
        return started.run.kill()


def test_forty_jobs_survive_sigkill(shell: Shell, emulator: Mapping[str, str]) -> None:
    prompts = forty(shell)
    command = "longtake batch jobs.csv -o videos/ --poll 0.02 --max-pending 8 --rate 1/0.05s"

    def tasks() -> dict[str, str]:
        """Return the ids of the tasks by prompt. Assert that no prompt was submitted twice."""
        found = [each for each in created(emulator) if each["request"].get("prompt") in prompts]
        by_prompt = {each["request"]["prompt"]: each["task_id"] for each in found}
        assert len(by_prompt) == len(found)
        return by_prompt

    def files() -> int:
        folder = shell.folder / "videos"
        return len(list(folder.glob("*.mp4"))) if folder.exists() else 0

    assert killed(shell, command, lambda: len(tasks()) >= 3) == -signal.SIGKILL
    assert killed(shell, command, lambda: files() >= 2) == -signal.SIGKILL
    assert killed(shell, command, lambda: len(tasks()) >= 14) == -signal.SIGKILL
    assert killed(shell, command, lambda: files() >= 16) == -signal.SIGKILL
    done = shell.run(command)
    unknown: list[dict[str, Any]] = [
        json.loads(line)
        for line in shell.run("longtake tasks --state unknown --json").out.splitlines()
    ]
    # A submission was under way when its process was killed. kie.ai has no list of tasks, so the user
    # looks for the task.
    assert len(unknown) <= 4
    assert done.status == (9 if unknown else 0), done.err
    assert files() == 40 - len(unknown)
    for entry in unknown:
        line: int = results(shell, "jobs.results.jsonl")[entry["reference"]]["line"]
        task_id = tasks().get(prompts[line - 2])
        option = f"--created {task_id}" if task_id else "--not-created"
        assert shell.run(f"longtake reconcile {entry['id']} {option}").status == 0
    done = shell.run(command)
    assert done.status == 0, done.err
    assert sorted(tasks()) == sorted(prompts)
    assert files() == 40
    assert {each["state"] for each in results(shell, "jobs.results.jsonl").values()} == {
        "succeeded"
    }
    assert len(done.out.splitlines()) == 40
