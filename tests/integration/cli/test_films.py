"""`longtake plan` and `longtake lengthen`: plans, films, credits, and films that were interrupted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from longtake import Journal
from scripts.frame_numbers import jumps, read_numbers
from tests.helpers.transcripts import advance, downloads, inject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.helpers.transcripts import Shell

LONG_S = 50_000
LONG = f'[[task]]\nkind = "kie/veo"\nlasts_s = {LONG_S}\n'
_INTERRUPTED_SAVE = """
import signal
from longtake import Film
from longtake.cli import main
Film.save = lambda *_, **__: signal.raise_signal(signal.SIGINT)
main()
"""
FIRST = 'longtake generate kie/veo --prompt "A dog runs" --wait --poll 0.02 --json'


@pytest.fixture
def task(shell: Shell) -> str:
    """Make a first video of 8 seconds, and return the short id of its task."""
    ran = shell.run(FIRST)
    shell.words["task"] = json.loads(ran.out)["id"]
    return shell.words["task"]


@pytest.mark.usefixtures("task")
def test_a_plan(shell: Shell) -> None:
    (shell.folder / "pyproject.toml").touch()
    shell.check("""
        $ longtake plan <task> --to 20 --prompt "It reaches the sea" --prompt "It swims"
        kie/veo: 8 s to 22 s, price 120 credits
        1. kie/veo: +7 s, 15 s in all, 60 credits
        2. kie/veo: +7 s, 22 s in all, 60 credits
        $ longtake plan <task> --to 20 --exact --set model=quality --prompt "Go"
        kie/veo: 8 s to 20 s, price 500 credits
        ...
        $ longtake plan <task> --to 20 --via kie/jobs/wan --prompt "Go"
        ! Error: --to must be at most 15 for kie/jobs/wan <...>
        ! <...>
        [2]
        $ longtake plan <task> --to -1
        ! Error: Invalid value for '--to': must be a positive number of seconds, got -1
        ! Run: longtake plan --help
        [2]
        $ longtake plan <task> --to abc
        ! Error: Invalid value for '--to': must be a number, got 'abc'
        ! Run: longtake plan --help
        [2]
        $ longtake lengthen <task> --to 20 --prompt "Go" --parts pyproject.toml
        ! Error: --parts must be a folder, got the file pyproject.toml
        ! Choose another path.
        [2]
        $ longtake plan <task> --to 20 --set model
        ! Error: --set must be NAME=VALUE, got 'model'
        ! Write, for example, --set model=lite.
        [2]
        $ longtake plan <task> --to 20 --max-hops 1 --prompt "Go"
        ! Error: --to must be at most 15 <...>: the plan may have at most 1 hop; pass --via <...>
        ! <...>
        [2]
    """)


@pytest.mark.usefixtures("task")
def test_a_plan_is_one_line_of_json(shell: Shell) -> None:
    ran = shell.run('longtake plan <task> --to 20 --prompt "Go" --json')

    plan = json.loads(ran.out)
    assert ran.out.count("\n") == 1
    assert (plan["object"], plan["duration_s"], plan["credits"]) == ("plan", 22, 120)
    assert [hop["total_s"] for hop in plan["hops"]] == [15, 22]


@pytest.mark.parametrize("journal", ["off", "tasks.db"])
def test_the_id_of_a_task_at_the_provider(shell: Shell, journal: str) -> None:
    first = f"{FIRST.replace('kie/veo', 'kling/kling')} --model-name kling-v1-6"
    made = json.loads(shell.run(first).out)
    shell.words |= {"made": made["task_id"], "video": made["videos"][0]["source"]}
    shell.environment["LONGTAKE_JOURNAL"] = journal
    shell.check("""
        $ longtake plan <made> --model kling/kling --to 9 --prompt "Go"
        kling/kling: 5 s to <...>
        ...
        $ longtake plan <video> --model kling/kling --to 9 --prompt "Go"
        ! Error: kling/kling: the task or the model does not exist: <...>
        ! Check SOURCE. With --model, it must be the id of the task that made the video, not the id of <...>
        [2]
        $ longtake plan abc --model kie/veo --to 15
        ! Error: kie/veo: kie has no such task: <...>
        ! Check SOURCE. With --model, it must be the id of the task <...>
        [2]
    """)


@pytest.mark.usefixtures("task")
def test_a_film_is_saved(shell: Shell) -> None:
    shell.check("""
        $ longtake lengthen <task> --to 20 --prompt "Swim on" -o film.mp4 --contact-sheet film.png --poll 0.02
        film.mp4
        film.png
        ! film kie/veo: preparing
        ! film kie/veo: hop 1/2<...>
        ! film kie/veo: hop 2/2<...>
        ! film kie/veo: succeeded after <...> (120 credits)
        ! 22 s after 2 hops, 120 credits. The last hop is the task <last>
    """)
    numbers = read_numbers(shell.folder / "film.mp4")
    assert len(numbers) == 220
    assert jumps(numbers) == []
    assert (shell.folder / "film.png").stat().st_size > 1000


def test_a_task_of_another_program_is_given_by_its_id(shell: Shell) -> None:
    source = shell.environment["KIE_VEO_SOURCE"]
    ran = shell.run(
        f'longtake lengthen {source} --model kie/veo --to 15 --prompt "Go" --poll 0.02 --json'
    )

    film = json.loads(ran.out)
    assert (film["object"], film["file"], film["duration_s"]) == ("film", "film.mp4", 15)
    assert (film["complete"], film["credits"], film["seams"]) == (True, 60, [])
    assert [hop["credits_from"] for hop in film["hops"]] == ["balance"]


@pytest.mark.usefixtures("task")
def test_a_limit_of_credits_saves_the_film_so_far(shell: Shell) -> None:
    shell.check("""
        $ longtake lengthen <task> --to 60 --prompt "Go" --max-credits 70 --poll 0.02
        film.mp4
        ! ...
        ! film kie/veo: stopped after <...> (60 credits)
        ! 15 s after 1 hop, 60 credits. The last hop is the task <last>
        ! --max-credits ended the film before 60 s. <...>
        [4]
        $ longtake lengthen <task> --to 20 --prompt "Go" --max-credits 10 --poll 0.02 -o other.mp4
        ! ...
        ! Error: --max-credits must be at least the price of one hop, 60, got 10. Nothing was sent.
        ! Raise --max-credits, or choose cheaper parameters with --set.
        [4]
    """)


@pytest.mark.usefixtures("task")
def test_a_film_without_a_prompt(shell: Shell) -> None:
    shell.check("""
        $ longtake lengthen <task> --to 15 --dry-run
        kie/veo: 8 s to 15 s, price 60 credits
        1. kie/veo: +7 s, 15 s in all, 60 credits
        kie/veo requires a prompt for each hop.
        $ longtake lengthen <task> --to 15
        ! ...
        ! Error: kie/veo requires --prompt. Nothing was sent.
        ! Run: longtake lengthen --help
        [2]
    """)


@pytest.mark.usefixtures("task")
def test_an_existing_file_is_not_replaced(shell: Shell) -> None:
    (shell.folder / "films").mkdir()
    for name in ("film.mp4", "films/film.mp4", "sheet.png"):
        (shell.folder / name).write_text("precious")
    shell.check("""
        $ longtake lengthen <task> --to 15 --prompt "Go"
        ! Error: film.mp4 already exists
        ! Choose another file, or pass --overwrite.
        [2]
        $ longtake lengthen <task> --to 15 --prompt "Go" -o films
        ! Error: films/film.mp4 already exists
        ! <...>
        [2]
        $ longtake lengthen <task> --to 15 --prompt "Go" -o new.mp4 --contact-sheet sheet.png
        ! Error: sheet.png already exists
        ! <...>
        [2]
        $ longtake lengthen <task> --to 15 --prompt "Go" --overwrite --poll 0.02
        film.mp4
        ! ...
    """)
    assert len(read_numbers(shell.folder / "film.mp4")) == 150


@pytest.mark.usefixtures("task")
def test_a_length_that_the_video_has(shell: Shell) -> None:
    shell.check("""
        $ longtake lengthen <task> --to 5 --prompt "Go"
        ! ...
        ! Error: --to must be more than the length of the video, 8 s, got 5
        ! Pass a longer length, or --exact to cut the video.
        [2]
        $ longtake lengthen <task> --to 5 --exact --prompt "Go"
        film.mp4
        ! ...
    """)
    assert len(read_numbers(shell.folder / "film.mp4")) == 50


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize("source", ["<task>", "dog.mp4 --via kie/jobs/pixverse"])
@pytest.mark.parametrize(
    ("options", "status"),
    [("--to 5", 2), ("--to 100000", 2), ("--to 20 --max-credits 1", 4)],
    ids=["short", "long", "credits"],
)
def test_a_refused_film_leaves_nothing(
    shell: Shell, source: str, options: str, status: int
) -> None:
    assert shell.run("longtake download <task> -o dog.mp4").status == 0
    # The part of a film without hops is deleted at the end of the process, which a fork does not have.
    shell.server = None

    ran = shell.run(f'longtake lengthen {source} {options} --prompt "Go"')

    assert (ran.status, "succeeded" in ran.err) == (status, False), ran.err
    state = Path(shell.environment["XDG_STATE_HOME"], "longtake")
    assert list(state.glob("films/*")) == []
    with Journal(state / "tasks.db") as journal:
        assert journal.films() == []


@pytest.mark.usefixtures("task")
def test_a_refused_hop_continues_with_another_prompt(
    shell: Shell, emulator: Mapping[str, str]
) -> None:
    inject(
        emulator, '[[task]]\nkind = "kie/veo"\n[[task]]\nkind = "kie/veo"\nfail = "moderation"\n'
    )
    shell.check("""
        $ longtake lengthen <task> --to 22 --prompt "Go" --poll 0.02
        ! ...
        ! Error: hop 2 failed, <...>
        ! Run the same command again to submit the hop again. You can change its --prompt: <...>
        [7]
        $ longtake lengthen <task> --to 22 --prompt "Go" --prompt "It swims" --poll 0.02
        film.mp4
        ! ...
        ! 22 s after 2 hops, 120 credits. The last hop is the task <last>
        $ longtake lengthen <task> --to 22 --prompt "Stop" --poll 0.02 -o other.mp4
        ! ...
        ! Error: <...>belongs to another film: --prompt must be 'Go', 'It swims', got 'Stop'; <...>
        ! <...>
        [2]
    """)
    assert jumps(read_numbers(shell.folder / "film.mp4")) == []


def test_the_film_so_far_is_saved_if_no_journal_can_resume_it(
    shell: Shell, emulator: Mapping[str, str]
) -> None:
    inject(emulator, '[[task]]\nkind = "kie/veo"\n[[task]]\nkind = "kie/veo"\nfail = "error"\n')
    shell.words["source"] = shell.environment["KIE_VEO_SOURCE"]
    shell.check("""
        $ longtake --journal off lengthen <source> --model kie/veo --to 22 --prompt Go --poll 0.02
        ! ...
        ! The film so far is in film.mp4.
        ! Error: hop 2 failed, and the film has 15 of 22 s: <...>
        ! Without a journal, the same command starts again and is charged again.
        [6]
    """)
    assert len(read_numbers(shell.folder / "film.mp4")) == 150


@pytest.mark.usefixtures("task")
def test_a_dry_run_prints_the_plan(shell: Shell) -> None:
    shell.check("""
        $ longtake lengthen <task> --to 15 --prompt "Go" --dry-run
        kie/veo: 8 s to 15 s, price 60 credits
        1. kie/veo: +7 s, 15 s in all, 60 credits
    """)
    assert not (shell.folder / "film.mp4").exists()


@pytest.mark.usefixtures("task")
def test_a_video_of_unknown_length_is_downloaded_once(
    shell: Shell, emulator: Mapping[str, str]
) -> None:
    before = downloads(emulator)

    assert shell.run('longtake lengthen <task> --to 15 --prompt "Go" --poll 0.02').status == 0

    # The first video, and the result of the hop.
    assert downloads(emulator) - before == 2


@pytest.mark.usefixtures("task")
def test_a_finished_film_is_saved_again_without_the_provider(shell: Shell) -> None:
    command = 'longtake lengthen <task> --to 15 --prompt "Go" --poll 0.02 --overwrite'
    assert shell.run(command).status == 0
    shell.environment["KIE_BASE_URL"] = "http://127.0.0.1:9/gone"

    ran = shell.run(command)

    assert ran.status == 0, ran.err
    assert len(read_numbers(shell.folder / "film.mp4")) == 150


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_film_resumes(shell: Shell, how: signal.Signals) -> None:
    command = 'longtake lengthen <task> --to 29 --prompt "Go" --poll 0.02'
    # The second hop does not end before the signal arrives.
    inject(shell.environment, f'[[task]]\nkind = "kie/veo"\nlasts_s = 300\n{LONG}')
    with shell.started(command) as started:
        started.wait_for(lambda: "hop 2/3" in started.err())
        started.run.send_signal(how)
        status = started.run.wait()
    advance(shell.environment, LONG_S)
    if how is signal.SIGINT:
        assert status == 130
        assert "Run the same command again. It resumes where it stopped." in started.err()
    else:
        assert status == -signal.SIGKILL
    assert not (shell.folder / "film.mp4").exists()

    ran = shell.run(command)

    assert ran.status == 0, ran.err
    numbers = read_numbers(shell.folder / "film.mp4")
    assert len(numbers) == 290
    assert jumps(numbers) == []
    # A first video and three hops: nothing was charged twice.
    tasks = shell.run("longtake tasks --json").out.splitlines()
    assert len(tasks) == 4


@pytest.mark.usefixtures("task")
def test_a_file_that_appears_while_a_film_is_made_is_kept(shell: Shell) -> None:
    command = 'longtake lengthen <task> --to 29 --prompt "Go" --poll 0.02'
    taken = shell.folder / "film.mp4"
    inject(shell.environment, LONG)
    with shell.started(command) as started:
        started.wait_for(lambda: "hop 1/3" in started.err())
        taken.write_text("another film")
        advance(shell.environment, LONG_S)
        assert started.run.wait() == 2
    assert taken.read_text() == "another film"
    what, todo = started.err().splitlines()[-2:]
    assert what == "Error: film.mp4 already exists; choose another file, or pass --overwrite"
    assert todo == "Run the same command again with another file, or with --overwrite."
    assert shell.run(f"{command} -o other.mp4").status == 0
    assert len(shell.run("longtake tasks --json").out.splitlines()) == 4


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize(
    ("fault", "advice", "status"),
    [
        ('do = "cut"\naccepted = true', "Run: longtake reconcile. Then", 9),
        ('do = "refuse"\nrefusal = "not_found"', "Check the id. <...> Then", 2),
        ('do = "refuse"\nrefusal = "unauthorized"', "<...>longtake auth set kie. Then", 3),
    ],
)
def test_a_hop_that_was_not_accepted(shell: Shell, fault: str, advice: str, status: int) -> None:
    inject(shell.environment, f'[[fault]]\nkind = "kie/veo"\non = "submit"\n{fault}\n')
    shell.check(f"""
        $ longtake lengthen <task> --to 15 --prompt "Go" --poll 0.02
        ! ...
        ! Error: hop 1 failed, and the film has 8 of 15 s: <...>
        ! {advice} run the same command again.
        [{status}]
    """)


@pytest.mark.usefixtures("task")
def test_a_local_file(shell: Shell) -> None:
    assert shell.run("longtake download <task> -o dog.mp4").status == 0
    shell.check("""
        $ longtake plan dog.mp4 --via kie/jobs/pixverse --to 12 --prompt Go
        kie/jobs/pixverse: 8 s to 12 s, price <...>
        1. kie/jobs/pixverse: +4 s, 12 s in all, <...>
        <...>
        $ longtake lengthen dog.mp4 --via kie/jobs/pixverse --to 12 --prompt "It swims" --poll 0.1
        film.mp4
        ! ...
        ! 12 s after 1 hop, <...>
        $ longtake plan dog.mp4 --to 12
        ! Error: SOURCE is a URL or a file, so pass --via with a model that takes a URL: one of kie/<...>
        ! Run: longtake models
        [2]
        $ longtake plan dog.mp4 --via kie/veo --to 12
        ! Error: --via must be a model that takes a URL, got 'kie/veo'; <...>
        ! Run: longtake models
        [2]
        $ longtake plan ftp://host/dog.mp4 --via kie/jobs/pixverse --to 12
        ! Error: SOURCE must be an http or https URL, got 'ftp://host/dog.mp4'. Nothing was sent.
        ! Correct the values. For help, run: longtake plan --help
        [2]
        $ longtake plan data:video/mp4 --via kie/jobs/pixverse --to 12
        ! Error: SOURCE must be a task, a URL or an existing file, got 'data:video/mp4'. Nothing was sent.
        ! Correct the values. For help, run: longtake plan --help
        [2]
        $ longtake lengthen dog.mp4 --via pixverse --to 12 --prompt "It swims" -o other.mp4
        ! Error: unknown model 'pixverse'<...>
        ! <...>
        [2]
        $ longtake plan dog.mp4 --model kie/jobs/pixverse --to 12
        ! Error: with --model, SOURCE must be the provider's id of a task, got dog.mp4
        ! To extend a file or the video at a URL, pass --via instead of --model. Nothing was sent.
        [2]
        $ longtake lengthen missing.mp4 --via kie/jobs/pixverse --to 12 -o other.mp4
        ! Error: the file missing.mp4 does not exist
        ! Check the path. Nothing was sent.
        [2]
    """)
    assert read_numbers(shell.folder / "film.mp4") == list(range(120))


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize("command", ["plan", "lengthen"])
def test_a_url_without_a_video(shell: Shell, command: str) -> None:
    task = json.loads(shell.run("longtake status <task> --json").out)
    shell.words["url"] = task["videos"][0]["url"].replace("/veo/", "/none/")
    shell.check(f"""
        $ longtake {command} <url> --via kie/jobs/pixverse --to 12 --prompt "It swims"
        ! ...
        ! Error: SOURCE must be the URL of a video, got '<url>': <...> (HTTP status 404)
        ! Check the URL, or pass another video.
        [2]
    """)


@pytest.mark.usefixtures("task")
def test_a_hop_is_downloaded_after_an_interruption(shell: Shell) -> None:
    command = 'longtake lengthen <task> --to 15 --prompt "Go" --poll 0.02'
    inject(shell.environment, LONG)
    with shell.started(command) as started:
        started.wait_for(lambda: "hop 1/1" in started.err())
        inject(shell.environment, '[[fault]]\nkind = "kie/veo"\non = "download"\ndo = "never"\n')
        before = downloads(shell.environment)
        advance(shell.environment, LONG_S)
        started.wait_for(lambda: downloads(shell.environment) > before)
        started.run.send_signal(signal.SIGINT)
        assert started.run.wait() == 130
    # The task of the hop has ended.
    assert "Error: stopped waiting. No task is running at the provider" in started.err()
    assert shell.run(command).status == 0
    assert len(shell.run("longtake tasks --json").out.splitlines()) == 2


@pytest.mark.usefixtures("task")
def test_an_interrupted_save_leaves_no_temporary_folder(shell: Shell, tmp_path: Path) -> None:
    task_id = json.loads(shell.run("longtake status <task> --json").out)["task_id"]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    options = "--model kie/veo --to 15 --prompt Go --poll 0.02"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [
            sys.executable,
            "-c",
            _INTERRUPTED_SAVE,
            *f"--journal off lengthen {task_id} {options}".split(),
        ],
        env={**shell.environment, "TMPDIR": str(temporary)},
        cwd=shell.folder,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )

    assert (done.returncode, "succeeded" in done.stderr) == (130, True), done.stderr
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("task")
def test_a_url_resumes(shell: Shell) -> None:
    task = json.loads(shell.run("longtake status <task> --json").out)
    url = task["videos"][0]["url"]
    command = f'longtake lengthen {url} --via kie/jobs/pixverse --to 12 --prompt "Go on" --poll 0.1'
    plan = shell.run(f"longtake plan {url} --via kie/jobs/pixverse --to 12 --json")
    assert json.loads(plan.out)["duration_s"] == 12
    assert shell.run(command).status == 0
    shell.environment["KIE_BASE_URL"] = "http://127.0.0.1:9/gone"

    ran = shell.run(f"{command} -o again.mp4")

    assert ran.status == 0, ran.err
    assert read_numbers(shell.folder / "again.mp4") == list(range(120))
