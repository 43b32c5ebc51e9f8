"""The commands on tasks: what they print and download, and their exit statuses."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from longtake import UseApi
from tests.helpers.transcripts import Shell, emulator_process, inject, shell_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.command_server import CommandServer


def submitted(shell: Shell, prompt: str, arguments: str = "", model: str = "kie/veo") -> str:
    """Submit a task, and return its short id."""
    ran = shell.run(f"longtake generate {model} --prompt '{prompt}' --detach {arguments}")
    assert ran.status == 0, ran.err
    return ran.out.split()[0]


def test_tasks_lists_the_journal_with_the_newest_last(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nlasts_s = 500000\n')
    shell.words["one"] = submitted(shell, "A dog", "--reference shot-1")
    shell.words["two"] = submitted(shell, "A cat", model="kling/kling")
    shell.check("""
        $ longtake tasks
        ID<...>MODEL<...>STATE<...>AGE<...>REFERENCE
        <one>  kie/veo<...>queued ~<...>%<...>s  shot-1
        <two>  kling/kling<...>queued<...>s
        $ longtake wait <two> --poll 0.02
        http://<...>
        ! ...
        $ longtake tasks --state succeeded
        ID<...>MODEL<...>STATE<...>AGE<...>LINKS END  CREDITS
        <two>  kling/kling<...>succeeded<...>s<...>in 29d<...>1
        $ longtake tasks --reference shot-1
        ID<...>MODEL<...>STATE<...>AGE<...>REFERENCE
        <one>  kie/veo<...>queued ~<...>%<...>s  shot-1
        $ longtake tasks --model kling
        ID<...>MODEL<...>STATE<...>
        <two>  kling/kling<...>
        $ longtake tasks --state failed
        ! The journal has no such task.
        $ longtake tasks --model kie/jobs
        ! The journal has no such task.
        $ longtake tasks --model veo
        ! Error: --model must be a model <...>, got 'veo' (did you mean 'kie/veo'?)
        ! Run: longtake models
        [2]
        $ longtake tasks --model kie/ve
        ! Error: --model must be <...>, got 'kie/ve' (did you mean 'kie/veo'?)
        ! Run: longtake models
        [2]
        $ longtake tasks --limit 1
        ID<...>
        <two>  kling/kling<...>
        ! 1 older task not listed.
        $ longtake tasks --limit 2
        ID<...>
        <one>  kie/veo<...>
        <two>  kling/kling<...>
        $ longtake tasks --limit 0
        ! Error: <...>--limit<...>
        ! Run: longtake tasks --help
        [2]
        $ longtake tasks --state lost
        ! Error: --state must be one of sending, unknown, <...>, got 'lost'
        ! Run: longtake tasks --help
        [2]
    """)
    objects = [json.loads(line) for line in shell.run("longtake tasks --json").out.splitlines()]
    assert [each["id"] for each in objects] == [shell.words["one"], shell.words["two"]]
    assert [each["state"] for each in objects] == ["queued", "succeeded"]
    assert objects[0]["reference"] == "shot-1"


@pytest.mark.parametrize("command", ["wait", "status", "download -o videos/"])
def test_a_task_is_named_twice(shell: Shell, command: str) -> None:
    ran = shell.run("longtake generate kie/veo --prompt Dog --detach")
    short_id, token = ran.out.split()
    assert shell.run(f"longtake wait {short_id} --poll 0.02").status == 0
    once = shell.run(f"longtake {command} {short_id}")

    ran = shell.run(f"longtake {command} {short_id} {token} {short_id}")

    assert (ran.status, ran.out.replace(token, short_id)) == (0, once.out)


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_tasks_fits_the_terminal(shell: Shell, columns: int) -> None:
    name = f"the long name of a shot {'x' * 40}"
    shown = submitted(shell, "A dog", f"--reference '{name}'")
    assert shell.run(f"longtake wait {shown} -o a-folder-with-a-name/ --poll 0.02").status == 0
    shell.environment["COLUMNS"] = str(columns)
    lines = shell.run("longtake tasks").out.splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[1].startswith(f"{shown}  kie/veo  succeeded")
    if columns >= 80:
        assert "the long" in lines[1]
        assert "a-folder-with" in lines[1]


def test_into_a_pipe_nothing_is_cut(shell: Shell) -> None:
    del shell.environment["COLUMNS"]
    name = "x" * 200
    submitted(shell, "A dog", f"--reference {name}")
    assert name in shell.run("longtake tasks").out


def test_status_of_a_task_that_runs_and_of_one_that_has_succeeded(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nlasts_s = 500000\n')
    shell.words["runs"] = submitted(shell, "A dog")
    shell.words["ends"] = submitted(shell, "A cat", model="kling/kling")
    shell.run(f"longtake wait {shell.words['ends']} --poll 0.02")
    shell.check("""
        $ longtake status <runs> <ends>
        <runs> kie/veo: running (<...>)
        to wait for it: longtake wait <runs>
        <ends> kling/kling: succeeded (succeed)
        credits: 1
        video: http://<...>.mp4
        links expire: <...> UTC at the earliest
        to download it: longtake download <ends>
    """)


def test_status_of_an_extension_names_the_whole_and_the_file(shell: Shell) -> None:
    shell.words["first"] = submitted(shell, "A dog")
    assert shell.run("longtake wait <first> --poll 0.02").status == 0
    ran = shell.run("longtake extend <first> --prompt 'It swims' -o longer.mp4 --poll 0.02 --json")
    task = json.loads(ran.out)
    shell.words["id"] = task["id"]
    expiry = datetime.fromisoformat(task["expires_at"])
    shell.words["expiry"] = f"{expiry:%Y-%m-%d %H:%M}"
    shell.check("""
        $ longtake status <id>
        <id> kie/veo: succeeded (<...>)
        whole video: http://<...>
        only the new seconds: http://<...>
        links expire: <expiry> UTC at the earliest
        downloaded: longer.mp4
    """)
    # The emulator reports when the task ended by its own clock, which is ahead.
    assert expiry == datetime.fromisoformat(task["sent_at"]) + timedelta(hours=24)
    (shell.folder / "longer.mp4").unlink()
    assert shell.run("longtake status <id>").out.endswith(f"longtake download {task['id']}\n")


def test_status_prints_why_a_task_failed_and_what_to_do(shell: Shell) -> None:
    inject(
        shell.environment,
        '[[task]]\nkind = "kie/veo"\nfail = "moderation"\n[[task]]\nkind = "kie/veo"\nfail = "error"\n',
    )
    shell.words |= {"one": submitted(shell, "A dog"), "two": submitted(shell, "A cat")}
    shell.check("""
        $ longtake wait <one> --poll 0.02
        ! ...
        ! Error: kie/veo: the task failed: The content was flagged <...>
        ! Change the prompt or the source. The same request would be refused again.
        [7]
        $ longtake wait <two> --poll 0.02
        ! ...
        ! Error: kie/veo: the task failed: Internal error, please try again later. <...>
        ! For details, run: longtake status <two>
        [6]
        $ longtake status <one> <two>
        <one> kie/veo: failed (<...>)
        the provider's reason: The content was flagged as violating the content policies. (code 400)
        what to do: change the prompt or the source. The same request would be refused again.
        <two> kie/veo: failed (<...>)
        the provider's reason: Internal error, please try again later. (code 501)
        what to do: submit it again, <...>
    """)


def test_a_token_that_the_journal_does_not_have(shell: Shell) -> None:
    out = shell.run("longtake generate kie/veo --prompt Dog --detach --json --journal off").out
    shell.words["token"] = json.loads(out)["token"]
    shell.check("""
        $ longtake wait <token> --poll 0.02 -o dog.mp4
        dog.mp4
        ! ...
        $ longtake status <token>
        <token> kie/veo: succeeded (<...>)
        ...
        $ longtake download <token> -o again.mp4
        again.mp4
        $ longtake tasks
        ! The journal has no tasks yet. To make a video, run: longtake generate MODEL --prompt TEXT
    """)


def test_an_unknown_id(shell: Shell) -> None:
    shell.words["known"] = submitted(shell, "A dog")
    shell.check("""
        $ longtake status zzzz <known>
        <known> kie/veo: <...>
        ...
        ! Error: the journal <...> has no entry with the id 'zzzz'<...>
        ! Run: longtake tasks
        [2]
        $ longtake wait zzzz
        ! Error: the journal <...> has no entry with the id 'zzzz'<...>
        ! Run: longtake tasks
        [2]
    """)


def test_several_videos_need_a_folder(shell: Shell) -> None:
    shell.words |= {"one": submitted(shell, "A dog"), "two": submitted(shell, "A cat")}
    shell.check("""
        $ longtake wait <one> <two> -o dog.mp4
        ! Error: --output must be a folder for several tasks, got dog.mp4
        ! Add a slash at the end: -o dog.mp4/
        [2]
        $ longtake wait <one> <two> --poll 0.02 -o videos/
        videos/kie-veo-<first>
        videos/kie-veo-<second>
        ! ...
    """)


def test_an_existing_file_is_replaced_only_if_it_is_the_tasks_own(shell: Shell) -> None:
    taken = shell.folder / "dog.mp4"
    taken.write_text("another video")
    shell.words |= {"one": submitted(shell, "A dog"), "two": submitted(shell, "A cat")}
    shell.check("""
        $ longtake wait <one> -o dog.mp4 --poll 0.02
        ! Error: dog.mp4 already exists
        ! Choose another file, or pass --overwrite.
        [2]
        $ longtake download <one> -o dog.mp4
        ! Error: dog.mp4 already exists
        ! Choose another file, or pass --overwrite.
        [2]
        $ longtake wait <two> -o cat.mp4 --poll 0.02
        cat.mp4
        ! ...
        $ longtake download <two> -o cat.mp4
        cat.mp4
    """)
    assert taken.read_text() == "another video"
    shell.check("""
        $ longtake wait <one> -o dog.mp4 --overwrite --poll 0.02
        dog.mp4
        ! ...
    """)
    assert taken.stat().st_size > 1000


def test_a_file_in_a_folder_is_replaced_only_if_it_is_the_tasks_own(shell: Shell) -> None:
    submitted = json.loads(
        shell.run('longtake generate kie/veo --prompt "A dog" --detach --json').out
    )
    shell.words["one"] = submitted["id"]
    taken = shell.folder / "videos" / f"kie-veo-{submitted['task_id']}.mp4"
    taken.parent.mkdir()
    taken.write_text("another video")
    for command in ("wait <one> -o videos/ --poll 0.02", "download <one> -o videos/"):
        shell.check(f"""
            $ longtake {command}
            ! ...
            ! Error: <...>kie-veo-<...>.mp4 already exists; choose another file, or pass --overwrite<...>
            ! The video remains at the provider for now. Run: longtake download <one> -o FILE
            [2]
        """)
        assert taken.read_text() == "another video"
        assert list(taken.parent.iterdir()) == [taken]
    shell.check("""
        $ longtake download <one> -o other.mp4
        other.mp4
    """)
    # As after a crash between the download and its record: the file has the same content.
    taken.write_bytes((shell.folder / "other.mp4").read_bytes())
    assert shell.run("longtake download <one> -o videos/").status == 0
    taken.write_text("cut by hand")
    assert shell.run("longtake download <one> -o videos/").status == 0
    assert taken.stat().st_size > 1000


def test_download_before_the_end(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nlasts_s = 500000\n')
    shell.words["one"] = submitted(shell, "A dog")
    shell.check("""
        $ longtake download <one> -o dog.mp4
        ! Error: the task <one> has not ended: it is running
        ! Run: longtake wait <one> -o dog.mp4
        [2]
    """)


def test_the_wait_may_end_before_the_task(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nlasts_s = 5000000\n')
    shell.words["one"] = submitted(shell, "A dog")
    shell.check("""
        $ longtake wait <one> --timeout 0.2 --poll 0.02
        ! <one> kie/veo: submitted
        ! <one> kie/veo: running
        ! Error: kie/veo: not done after <...> s (last state: successFlag 0) (task <task>)
        ! The task continues at the provider. Run: longtake wait <one>
        [8]
    """)


def test_a_task_keeps_the_name_of_its_model(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/jobs"\nfail = "error"\n')
    shell.words["one"] = submitted(shell, "A dog", model="kie/jobs/wan")
    shell.check("""
        $ longtake wait <one> --poll 0.02
        ! <one> kie/jobs/wan: submitted
        ! ...
        ! Error: kie/jobs/wan: the task failed: <...>
        ! For details, run: longtake status <one>
        [6]
        $ longtake status <one>
        <one> kie/jobs/wan: failed (fail)
        ...
    """)


def test_a_wrong_journal(shell: Shell) -> None:
    shell.check("""
        $ longtake tasks --journal nope://x
        ! Error: --journal must be the path of a file, or a URL of SQLite or PostgreSQL, got 'nope://x'
        ! Pass the path of a file before the command: longtake --journal FILE tasks
        [2]
    """)
    shell.environment["LONGTAKE_JOURNAL"] = "nope://x"
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog"
        ! Error: the environment variable LONGTAKE_JOURNAL must be the path of a file, <...>
        ! Correct LONGTAKE_JOURNAL, and run the command again.
        [2]
    """)


def test_cancel(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "useapi/gen2"\nlasts_s = 500000\n')
    values = shell.environment
    with UseApi(values["USEAPI_TOKEN"], base_url=values["USEAPI_BASE_URL"]) as useapi:
        task = useapi.gen2.extend(asset_id=values["USEAPI_GEN2_SOURCE"], seed=1)
    shell.words["one"] = task.token
    shell.words["two"] = submitted(shell, "A dog")
    shell.words["three"] = submitted(shell, "A dog", model="kling/kling")
    shell.check("""
        $ longtake cancel <one>
        <one>: cancelled
        $ longtake cancel <three>
        ! Error: kling/kling: the provider cannot cancel such tasks: <...>
        ! The task continues. Run: longtake wait <three>
        [2]
        $ longtake cancel <two>
        ! Error: kie/veo: the provider cannot cancel such tasks: <...>
        ! The task continues. Run: longtake wait <two>
        [2]
    """)


def test_resume_waits_for_unfinished_tasks(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nfail = "error"\n')
    submitted(shell, "A broken dog")
    submitted(shell, "A dog")
    linked = submitted(shell, "A cat", model="kling/kling")
    shell.run(f"longtake wait {linked} --poll 0.02")
    shell.check("""
        $ longtake resume -o videos/ --poll 0.02
        ...
        ! ...
        ! Error: kie/veo: the task failed: Internal error, please try again later. <...>
        ! For details, run: longtake status <...>
        ! ...
        [6]
        $ longtake resume
        ! There are no unfinished tasks.
    """)
    assert len(list((shell.folder / "videos").iterdir())) == 2


def test_reconcile(commands: CommandServer, tmp_path: Path) -> None:
    """kie.ai has no list of tasks, chainhub has one."""
    # Reconciling compares the times of submissions and tasks.
    with emulator_process() as emulator:
        folder = tmp_path / "work"
        folder.mkdir()
        environment = shell_environment(emulator, tmp_path)
        check_reconcile(Shell(folder=folder, environment=environment, server=commands))


def check_reconcile(shell: Shell) -> None:
    lost = '[[fault]]\nkind = "{}"\non = "submit"\ndo = "cut"\naccepted = true\n'
    del shell.environment["COLUMNS"]
    inject(shell.environment, lost.format("kie/veo") + lost.format("chainhub/kling-text-to-video"))
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --detach --reference shot-1
        ! Error: kie/veo: <...>
        ! Do not run the command again: it may be charged twice. Run: longtake reconcile
        [9]
        $ longtake generate chainhub/kling --prompt "A cat" --detach --external-task-id shot-2
        ! Error: chainhub/<...>
        ! Do not run the command again: it may be charged twice. Run: longtake reconcile
        [9]
        $ longtake tasks
        ID<...>MODEL<...>STATE<...>
        <kie>  kie/veo<...>unknown<...>
        <kling>  chainhub/kling<...>unknown<...>
        $ longtake tasks --state unknown --model kie
        ID<...>REASON
        <kie>  kie/veo<...>  the request <...>: Server disconnected without sending a response
        $ longtake tasks --json --model kie
        <...>"SubmitOutcomeUnknown: the request was<...>; longtake reconcile reads only the balance<...>
        $ longtake status <kie>
        <kie> kie/veo: unknown
        reason: the request was sent <...> response: Server disconnected without sending a response
        what to do: longtake reconcile <kie>
        $ longtake resume
        ! The outcome of 2 submissions is unknown. Run: longtake reconcile
        ! There are no unfinished tasks.
        $ longtake reconcile --timeout 0
        <kie> kie/veo shot-1: still unknown. <...> The balance is 9940 credits; <...>
        to record what you find: longtake reconcile <kie> --created TASK_ID, or --not-created
        <kling> chainhub/kling: the task exists. Wait for it with: longtake wait <task>
        [9]
        $ longtake status <task>
        <task> chainhub/kling: queued (<...>)
        ...
        $ longtake reconcile <kie> --not-created
        <kie> kie/veo shot-1: no task was created. Submit it again if you need it
        $ longtake reconcile
        ! There are no submissions with an unknown outcome.
        $ longtake reconcile --created veo_task_1
        ! Error: --created and --not-created are mutually exclusive, and require exactly one submission
        ! Pass one of them, and one id. To list the ids, run: longtake tasks --state unknown
        [2]
    """)


def test_an_outcome_that_the_user_records(shell: Shell) -> None:
    out = shell.run("longtake generate kie/veo --prompt Dog --detach --json --journal off").out
    shell.words["found"] = json.loads(out)["task_id"]
    lost = '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "cut"\n'
    inject(shell.environment, lost)
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --detach
        ! Error: <...>
        ! <...>
        [9]
        $ longtake reconcile --created veo_task_none
        ! Error: kie/veo has no task with the id 'veo_task_none'
        ! Check the id at the provider. Nothing was recorded.
        [2]
        $ longtake reconcile --created <found>
        <unknown> kie/veo: the task exists. Wait for it with: longtake wait <task>
        $ longtake wait <task> --poll 0.02
        http://<...>
        ! ...
        $ longtake reconcile <task> --not-created
        ! Error: the task of <task> exists: <found>
        ! Wait for it with: longtake wait <task>
        [2]
    """)
    gone = '[[fault]]\nkind = "kie/veo"\non = "read"\ndo = "refuse"\nrefusal = "not_found"\n'
    inject(shell.environment, gone)
    shell.check("""
        $ longtake reconcile <task> --not-created
        ! Error: a poll has shown the task of <task>, so it was created: <found>
        ! The provider no longer has it. To make the video again, submit it again.
        [2]
    """)


def test_a_wrong_id_that_was_recorded_is_removed(shell: Shell) -> None:
    out = shell.run("longtake generate kie/veo --prompt Dog --detach --json --journal off").out
    shell.words["found"] = json.loads(out)["task_id"]
    inject(shell.environment, '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "cut"\n')
    assert shell.run("longtake generate kie/veo --prompt Dog --detach").status == 9
    shell.check("""
        $ longtake reconcile s1 --not-created
        s1 kie/veo: no task was created. Submit it again if you need it
        $ longtake reconcile s1 --created <found>
        s1 kie/veo: the task exists. Wait for it with: longtake wait <task>
    """)
    gone = '[[fault]]\nkind = "kie/veo"\non = "read"\ndo = "refuse"\nrefusal = "not_found"\n'
    inject(shell.environment, gone)
    shell.check("""
        $ longtake reconcile <task> --not-created
        <task> kie/veo: no task was created. Submit it again if you need it
        $ longtake resume
        ! There are no unfinished tasks.
        $ longtake tasks --json
    """)


def test_an_outcome_is_recorded_only_after_a_poll(shell: Shell) -> None:
    inject(shell.environment, '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "cut"\n')
    assert shell.run("longtake generate kie/veo --prompt Dog --detach").status == 9
    del shell.environment["KIE_API_KEY"]
    ran = shell.run("longtake reconcile s1 --created veo_task_1")
    assert (ran.status, ran.err.splitlines()[1]) == (3, "Run: longtake auth set kie")
    assert json.loads(shell.run("longtake tasks --json").out)["state"] == "unknown"


def test_the_reason_of_a_failure_outlives_the_task_at_the_provider(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nfail = "error"\n')
    shell.words["one"] = submitted(shell, "A dog")
    assert shell.run("longtake wait <one> --poll 0.02").status == 6
    gone = '[[fault]]\nkind = "kie/veo"\non = "read"\ndo = "refuse"\nrefusal = "not_found"\n'
    inject(shell.environment, f"{gone}times = 2\n")
    shell.check("""
        $ longtake status <one>
        <one> kie/veo: failed <...>
        the provider's reason: <...>
        what to do: submit it again, <...>
        ! The provider no longer has the task. The state is from the last poll.
    """)
    task = json.loads(shell.run("longtake status <one> --json").out)
    assert task["state"] == "failed"
    assert task["failure"]["message"]
