"""`longtake extend`: by a task of the journal, an id, a URL or a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.helpers.transcripts import inject

if TYPE_CHECKING:
    from tests.helpers.transcripts import Shell


def test_a_task_is_extended_with_its_own_model(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog runs along a beach" --wait --poll 0.02
        http<...>.mp4
        ! <id> kie/veo: submitted
        ! ...
        $ longtake extend <id> --prompt "It reaches the sea" --dry-run
        POST <...>/api/v1/veo/extend
        ...
        "prompt": "It reaches the sea",
        "model": "fast"
        }
        Price: 60 credits
        ! Nothing was sent.
        $ longtake extend <id> --prompt "It reaches the sea" --max-credits 50
        ! Error: extend kie/veo costs 60 credits, more than --max-credits 50
        ! Choose cheaper parameters, or raise --max-credits. Nothing was sent.
        [4]
        $ longtake extend <id> --prompt "It swims" --model lite --max-credits 50 -o sea.mp4 --poll 0.02
        sea.mp4
        ! ...
        $ longtake extend kie/veo <id> --prompt "It reaches the sea"
        <longer> <token>
        ! Wait for it with: longtake wait <longer>
        $ longtake extend <longer> --prompt "It swims"
        ! Error: the task <longer> has no video: its last recorded state is queued
        ! Run: longtake wait <longer>
        [2]
    """)
    assert (shell.folder / "sea.mp4").stat().st_size > 1000


def test_a_model_extends_the_video_of_an_id(shell: Shell) -> None:
    shell.words["source"] = shell.environment["KIE_VEO_SOURCE"]
    shell.check("""
        $ longtake extend kie/veo <source> --prompt "It reaches the sea" --wait --poll 0.02
        http<...>-full.mp4
        http<...>.mp4
        ! <id> kie/veo: submitted
        ! ...
        ! <id> kie/veo: succeeded after <...>
    """)


def test_a_file_is_uploaded_where_the_model_takes_a_url(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/jobs/wan --prompt "A dog" --duration-s 5 -o dog.mp4 --poll 0.02
        dog.mp4
        ! ...
        $ longtake extend kie/jobs/wan dog.mp4 --prompt "It swims" --duration 10 --wait --poll 0.02
        http<...>.mp4
        ! dog.mp4: uploading
        ! dog.mp4: uploaded after <...>
        ! <id> kie/jobs/wan: submitted
        ! ...
        ! <id> kie/jobs/wan: succeeded after <...> credits)
        $ longtake extend kie/veo dog.mp4 --prompt "It swims"
        ! Error: SOURCE must be the video's task id for kie/veo, got the file dog.mp4
        ! Choose a model that takes a URL or a file. To list the models, run: longtake models
        [2]
        $ longtake extend kie/veo "https://host/dog.mp4?key=abc" --prompt "It swims"
        ! Error: SOURCE must be the video's task id for kie/veo, got the URL https://host/dog.mp4
        ! Choose a model that takes a URL or a file. To list the models, run: longtake models
        [2]
    """)


def test_a_task_or_model_that_cannot_be_extended_is_an_error(shell: Shell) -> None:
    shell.check("""
        $ longtake extend 3f2a --prompt "It swims"
        ! Error: the journal <...>state/longtake/tasks.db has no entry with the id '3f2a'; check the id
        ! Run: longtake tasks
        [2]
        $ longtake --journal off extend 3f2a --prompt "It swims"
        ! Error: the command needs a journal, and the journal is off
        ! Leave out --journal off, or unset LONGTAKE_JOURNAL.
        [2]
        $ longtake extend kling/kling 7703 --prompt "It swims" --journal off
        ! Error: kling/kling: the task or the model does not exist: <...>
        ! Check SOURCE. kling/kling takes the video's id (not its task id).
        [2]
        $ longtake extend kie/jobs/kling 3f2a --prompt "It swims"
        ! Error: kie/jobs/kling cannot extend videos; expected one of kie/runway, kie/veo, <...>
        ! Run: longtake extend --help
        [2]
        $ longtake generate kie/veo --prompt "A dog" --resolution 1080p --wait --poll 0.02
        http<...>
        ! <id> kie/veo: submitted
        ! ...
        $ longtake extend <id> --prompt "It swims"
        ! Error: kie/veo: kie.ai does not extend Veo videos in 1080p or 4k<...>
        ! Correct the values. <...>
        [2]
    """)


def test_the_video_of_a_failed_task_cannot_be_extended(shell: Shell) -> None:
    inject(shell.environment, '[[task]]\nkind = "kie/veo"\nfail = "error"\n')
    shell.run("longtake generate kie/veo --prompt Dog --wait --poll 0.02")
    shell.words["one"] = json.loads(shell.run("longtake tasks --json").out)["id"]
    shell.check("""
        $ longtake extend <one> --prompt "It swims"
        ! Error: the task <one> has no video: its last recorded state is failed
        ! Run: longtake status <one>
        [2]
    """)


def test_a_missing_file_is_refused(shell: Shell) -> None:
    shell.environment["KIE_BASE_URL"] = "http://127.0.0.1:9"
    shell.check("""
        $ longtake extend kie/jobs/wan nope.mp4 --prompt "It swims"
        ! Error: the file nope.mp4 does not exist
        ! Check the path. Nothing was sent.
        [2]
        $ longtake extend kie/veo videos/nope --prompt "It swims"
        ! Error: the file videos/nope does not exist, and kie/veo takes no files
        ! Pass the video's task id. Nothing was sent.
        [2]
    """)


def test_a_file_that_is_not_a_video_is_refused(shell: Shell) -> None:
    shell.environment["KIE_BASE_URL"] = "http://127.0.0.1:9"
    (shell.folder / "dog.mp4").write_text("Not a video")
    shell.check("""
        $ longtake extend kie/jobs/wan dog.mp4 --prompt "It swims"
        ! Error: 'dog.mp4' is damaged or not a video: Invalid data found <...>
        ! Pass another video.
        [2]
    """)


def test_what_a_run_without_a_journal_prints(shell: Shell) -> None:
    shell.words["source"] = shell.environment["KIE_VEO_SOURCE"]
    shell.check("""
        $ longtake --journal off extend kie/veo <source> --prompt "It swims"
        <token>
        ! Wait for it with: longtake wait <token>
    """)
    assert not (shell.folder.parent / "state").exists()
