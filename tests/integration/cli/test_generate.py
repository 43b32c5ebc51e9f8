"""`longtake generate`: options from signatures, the printed request, waiting and downloads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.transcripts import inject

if TYPE_CHECKING:
    from tests.helpers.transcripts import Shell


def test_a_video_is_made_and_downloaded(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog runs along a beach" -o dog.mp4 --poll 0.02
        dog.mp4
        ! <id> kie/veo: submitted
        ! ...
        ! <id> kie/veo: succeeded after 0:0<...>
        ! <id> kie/veo: downloading
        ! <id> kie/veo: downloaded after <...>
    """)
    assert (shell.folder / "dog.mp4").stat().st_size > 1000


def test_a_folder_gets_a_file_named_after_the_task(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/runway --prompt "A dog" -o videos/ --poll 0.02
        videos/kie-runway-<task>
        ! ...
    """)
    assert (shell.folder / "videos" / f"kie-runway-{shell.words['task']}").is_file()


def test_without_a_terminal_the_command_prints_the_id_and_ends(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog"
        <id> <token>
        ! Wait for it with: longtake wait <id>
    """)
    assert shell.words["token"].startswith("lt2.")


def test_a_task_is_one_line_of_json(shell: Shell) -> None:
    ran = shell.run("longtake --json generate kie/jobs/runway --prompt Dog --wait --poll 0.02")
    task = json.loads(ran.out)
    assert ran.status == 0
    assert ran.out.count("\n") == 1
    assert task["object"] == "task"
    assert task["model"] == "kie/jobs/runway"
    assert task["state"] == "succeeded"
    assert task["credits"] > 0
    assert task["videos"][0]["url"].startswith("http://127.0.0.1")
    detached = json.loads(shell.run("longtake generate kie/veo --prompt Dog --json --detach").out)
    assert (detached["object"], detached["state"]) == ("task", "queued")
    assert detached.keys() == task.keys()


def test_a_reference_is_submitted_once(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --reference shot-1 --detach
        <id> <token>
        ! Wait for it with: longtake wait <id>
        $ longtake generate kie/veo --prompt "A dog" --reference shot-1 --detach
        <id> <token>
        ! Wait for it with: longtake wait <id>
        $ longtake generate kie/veo --prompt "A cat" --reference shot-1 --detach
        ! Error: kie/veo: the reference 'shot-1' belongs to another request. Use another reference <...>
        ! Choose another --reference, or repeat the request of this one unchanged.
        [2]
    """)


def test_a_dry_run_needs_no_key_and_sends_nothing(shell: Shell) -> None:
    del shell.environment["KIE_API_KEY"]
    shell.environment["KIE_BASE_URL"] = "https://kie.example"
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --duration-s 6 --dry-run
        POST https://kie.example/api/v1/veo/generate
        ...
        authorization: Bearer ***
        {
        "prompt": "A dog",
        "model": "veo3_fast",
        "aspect_ratio": "16:9",
        "resolution": "720p",
        "duration": 6
        }
        Price: 60 credits
        ! Nothing was sent.
    """)
    ran = shell.run("longtake generate kie/veo --prompt Dog --dry-run --json")
    request = json.loads(ran.out)
    assert request["object"] == "request"
    assert request["headers"]["authorization"] == "Bearer ***"
    assert request["body"]["prompt"] == "Dog"
    assert request["credits"] == 60


@pytest.mark.parametrize(
    ("command", "price"),
    [
        ("generate kie/veo --model veo3_lite --resolution 4k", "150 credits"),
        ("generate kie/veo --model veo3 --resolution 4k", "not published"),
        ("generate kie/jobs/veo --model veo3 --resolution 1080p", "255 credits"),
        ("generate kie/runway --duration-s 10", "30 credits"),
        ("generate kie/jobs/pixverse --duration-s 10 --generate-audio-switch", "96 credits"),
        ("generate kie/jobs/wan --duration-s 4", "96 credits"),
        ("generate kie/jobs/wan --image https://h.test/a.png --resolution 720p", "80 credits"),
        ("generate kie/jobs/kling", "not published"),
        ("call kie/jobs/veo generate --model veo3_lite", "30 credits"),
        ("call kie/jobs/wan image_to_video --duration 3", "72 credits"),
        ("call kie/jobs/wan video_edit --video-url https://h.test/a.mp4", "not published"),
    ],
)
def test_a_dry_run_shows_the_published_price(shell: Shell, command: str, price: str) -> None:
    ran = shell.run(f"longtake {command} --prompt Dog --dry-run")
    assert (ran.status, ran.out.splitlines()[-1]) == (0, f"Price: {price}"), ran.err


def test_a_video_that_stays_within_the_limit_is_made(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --max-credits 60
        <id> <token>
        ! ...
    """)


def test_an_image_is_a_file_or_a_url(shell: Shell) -> None:
    (shell.folder / "dog.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --image dog.png --dry-run
        POST <...>
        ...
        "imageUrls": [
        "https://longtake.example/dog.png"
        ]<...>
        ...
        ! dog.png would be uploaded first. https://longtake.example/dog.png stands for its URL.
        ! Nothing was sent.
        $ longtake generate kie/veo --prompt "A dog" --image dog.png
        <id> <token>
        ! dog.png: uploading
        ! dog.png: uploaded after 0:0<...>
        ! Wait for it with: longtake wait <id>
        $ longtake generate kling/kling --prompt "A dog" --image dog.png --dry-run
        POST <...>
        ...
        "image": "iVBORw0KGgo<...>
        ...
        ! Nothing was sent.
        $ longtake generate kie/veo --prompt "A dog" --image cat.png
        ! Error: --image must be a URL or an existing file, got 'cat.png'
        ! Check the path. Nothing was sent.
        [2]
    """)


@pytest.mark.parametrize("model", ["kie/veo", "kie/jobs/kling"])
def test_a_file_is_not_uploaded_again_for_its_reference(shell: Shell, model: str) -> None:
    """A second upload has another URL, which would make another request."""
    (shell.folder / "dog.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    shell.words["model"] = model
    shell.check("""
        $ longtake generate <model> --prompt "A dog" --image dog.png --reference shot-1 --detach
        <id> <token>
        ! ...
        $ longtake generate <model> --prompt "A dog" --image dog.png --reference shot-1 --detach
        <id> <token>
        ! dog.png is not uploaded again. The reference has sent it.
        ! Wait for it with: longtake wait <id>
        $ longtake generate <model> --prompt "A cat" --image dog.png --reference shot-1 --detach
        ! ...
        ! Error: <...>the reference 'shot-1' belongs to another request. <...>
        ! Choose another --reference, or repeat the request of this one unchanged.
        [2]
    """)


@pytest.mark.parametrize("fail", ["insufficient_credits", None])
def test_a_request_without_a_task_uploads_its_file_again(shell: Shell, fail: str | None) -> None:
    (shell.folder / "dog.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    fault = f'[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "refuse"\nrefusal = "{fail}"\n'
    inject(shell.environment, fault if fail else '[[task]]\nkind = "kie/veo"\nfail = "error"\n')
    generate = 'longtake generate kie/veo --prompt "A dog" --image dog.png --reference shot-1'
    assert shell.run(f"{generate} --wait --poll 0.02").status in {4, 6}

    ran = shell.run(f"{generate} --detach --retry-failed")

    assert (ran.status, "dog.png: uploaded" in ran.err) == (0, True), ran.err


def test_wrong_values_are_refused_before_anything_is_sent(shell: Shell) -> None:
    shell.environment["KIE_BASE_URL"] = "http://127.0.0.1:9"
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" --duration-s 5
        ! Error: Invalid value for '--duration-s': must be 4, 6 or 8, got 5
        ! Run: longtake generate kie/veo --help
        [2]
        $ longtake generate kie/veo
        ! Error: kie/veo requires --prompt
        ! Run: longtake generate kie/veo --help
        [2]
        $ longtake generate kie/vee --prompt "A dog"
        ! Error: unknown model 'kie/vee'. Did you mean 'kie/veo'?
        ! Run: longtake generate --help
        [2]
        $ longtake generate veo --prompt "A dog"
        ! Error: unknown model 'veo'. Did you mean 'kie/veo'?
        ! Run: longtake generate --help
        [2]
        $ longtake extend veo --prompt "A dog"
        ! Error: unknown model 'veo'. Did you mean 'kie/veo'?
        ! Run: longtake extend --help
        [2]
        $ longtake extend kie/vao 3f2a --prompt "A dog"
        ! Error: unknown model 'kie/vao'. Did you mean 'kie/veo'?
        ! Run: longtake extend --help
        [2]
        $ longtake call kie/vao generate
        ! Error: unknown model 'kie/vao'. Did you mean 'kie/veo'?
        ! Run: longtake call --help
        [2]
        $ longtake call veo generate
        ! Error: unknown model 'veo'. Did you mean 'kie/veo'?
        ! Run: longtake call --help
        [2]
        $ longtake models veo
        ! Error: unknown model 'veo'. Did you mean 'kie/veo'?
        ! Run: longtake models
        [2]
        $ longtake models xyzzy
        ! Error: unknown model 'xyzzy'; expected one of kie/runway, kie/veo, <...>
        ! Run: longtake models
        [2]
        $ longtake generate kie/veo --prompt "A dog" --max-credits 59
        ! Error: generate kie/veo costs 60 credits, more than --max-credits 59
        ! Choose cheaper parameters, or raise --max-credits. Nothing was sent.
        [4]
        $ longtake generate kling/kling --prompt "A dog" --max-credits 100
        ! Error: no price is published for generate kling/kling with these parameters, so <...>
        ! Leave out --max-credits. Nothing was sent. <...>, run: longtake models kling/kling
        [2]
        $ longtake generate kie/veo --promt "A dog"
        ! Error: No such option: --promt <...>
        ! Run: longtake generate kie/veo --help
        [2]
        $ longtake generate --prompt "A dog"
        ! Error: MODEL is missing: it must come before --prompt
        ! Run: longtake generate --help
        [2]
        $ longtake extend --prompt "A dog"
        ! Error: TASK or MODEL is missing: it must come before --prompt
        ! Run: longtake extend --help
        [2]
        $ longtake call --prompt "A dog"
        ! Error: MODEL is missing: it must come before --prompt
        ! Run: longtake call --help
        [2]
        $ longtake call kie/veo --prompt "A dog"
        ! Error: OPERATION is missing: it must come before --prompt
        ! Run: longtake call kie/veo --help
        [2]
        $ longtake --prompt "A dog"
        ! Error: No such option: --prompt
        ! Run: longtake --help
        [2]
        $ longtake generate kie/veo --prompt
        ! Error: Option '--prompt' requires an argument
        ! Run: longtake generate kie/veo --help
        [2]
        $ longtake generate kling/kling --prompt "A dog" --camera-control @missing.json
        ! Error: Invalid value for '--camera-control': missing.json cannot be read: No such <...>
        ! Run: longtake generate kling/kling --help
        [2]
    """)


def test_a_file_that_cannot_be_written_is_refused_before_the_charge(shell: Shell) -> None:
    (shell.folder / "taken").write_text("a file")
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" -o taken/dog.mp4
        ! Error: --output must be a writable file or folder, got 'taken/dog.mp4': <...>
        ! Choose another path. Nothing was sent.
        [2]
        $ longtake generate kie/veo --prompt "A dog" -o dog.mp4 --detach
        ! Error: --detach and --output are mutually exclusive
        ! Leave out one of them. Nothing was sent.
        [2]
    """)
    assert shell.run("longtake tasks --json").out == ""


@pytest.mark.parametrize(
    ("command", "value"),
    [
        ("generate kie/veo --prompt Dog --detach", "-1"),
        ("extend kie/veo veo_task_1 --prompt Dog", "-1"),
        ("call kie/veo generate --prompt Dog", "-1"),
        ("wait 3f2a", "-1"),
        ("wait 3f2a", "0"),
        ("wait 3f2a", "nan"),
        ("wait 3f2a", "inf"),
        ("resume", "-1"),
        ("batch shots.csv", "-1"),
        ("lengthen 3f2a --to 60", "-1"),
    ],
)
def test_a_wrong_number_of_seconds_is_refused(shell: Shell, command: str, value: str) -> None:
    shell.environment["KIE_BASE_URL"] = "http://127.0.0.1:9"
    for option in ("--timeout", "--poll"):
        ran = shell.run(f"longtake {command} {option} {value}")
        assert ran.status == 2
        expected = f"'{option}': must be a positive number of seconds, got {value}"
        assert ran.err.startswith(f"Error: Invalid value for {expected}\n")


def test_a_value_outside_its_range_is_refused(shell: Shell) -> None:
    shell.environment["KIE_BASE_URL"] = "http://127.0.0.1:9"
    shell.check("""
        $ longtake generate kie/jobs/wan --prompt Dog --duration-s 99
        ! Error: --duration-s must be 2 to 15, got 99. Nothing was sent.
        ! Run: longtake generate kie/jobs/wan --help
        [2]
        $ longtake extend kie/veo veo_task_1 --prompt Dog --seed 5
        ! Error: --seed must be 10000 to 99999, got 5. Nothing was sent.
        ! Run: longtake extend kie/veo --help
        [2]
        $ longtake extend kie/jobs/pixverse a-task --prompt Go --dry-run
        ! Error: --prompt must have 3 to 5000 characters, got 2. Nothing was sent.
        ! Run: longtake extend kie/jobs/pixverse --help
        [2]
        $ longtake call kie/jobs/wan text_to_video --prompt Dog --duration 1
        ! Error: --duration must be 2 to 15, got 1. Nothing was sent.
        ! Run: longtake call kie/jobs/wan text_to_video --help
        [2]
        $ longtake generate kie/jobs/wan --prompt Dog --duration-s 15 --dry-run
        POST <...>
        ...
        ! Nothing was sent.
    """)


def test_a_wrong_number_of_credits_is_refused(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/veo --prompt Dog --max-credits nan
        ! Error: Invalid value for '--max-credits': must be a number of credits, 0 or more, got nan
        ! Run: longtake generate kie/veo --help
        [2]
        $ longtake reconcile --timeout -1
        ! Error: Invalid value for '--timeout': <...>
        ! Run: longtake reconcile --help
        [2]
        $ longtake reconcile --timeout nan
        ! Error: Invalid value for '--timeout': <...>
        ! Run: longtake reconcile --help
        [2]
    """)


def test_an_existing_file_is_refused_before_the_charge(shell: Shell) -> None:
    taken = shell.folder / "dog.mp4"
    taken.write_text("another video")
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog" -o dog.mp4
        ! Error: dog.mp4 already exists
        ! Choose another file, or pass --overwrite.
        [2]
        $ longtake extend kie/veo veo_task_1 --prompt "A dog" -o dog.mp4
        ! Error: dog.mp4 already exists
        ! Choose another file, or pass --overwrite.
        [2]
        $ longtake call kie/veo generate --prompt "A dog" -o dog.mp4
        ! Error: dog.mp4 already exists
        ! Choose another file, or pass --overwrite.
        [2]
        $ longtake tasks
        ! The journal has no tasks yet. <...>
        $ longtake generate kie/veo --prompt "A dog" -o dog.mp4 --overwrite --poll 0.02
        dog.mp4
        ! ...
    """)
    assert taken.stat().st_size > 1000


def test_each_error_has_its_exit_status(shell: Shell) -> None:
    del shell.environment["KIE_API_KEY"]
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog"
        ! Error: kie: no key found. <...>
        ! Run: longtake auth set kie
        [3]
    """)
    shell.environment["KIE_API_KEY"] = "a key"
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog"
        ! Error: the key from the environment variable KIE_API_KEY contains spaces<...>
        ! Correct the environment variable, and run the command again.
        [3]
    """)
    shell.environment["KIE_API_KEY"] = "another-key"
    shell.check("""
        $ longtake generate kie/veo --prompt "A dog"
        ! Error: kie/veo: the key was not accepted<...>
        ! Replace the key. To store another one, run: longtake auth set kie
        [3]
        $ longtake --debug generate kie/veo --prompt "A dog"
        ! Traceback (most recent call last):
        ! ...
        ! Error: kie/veo: the key was not accepted<...>
        ! Replace the key. To store another one, run: longtake auth set kie
        [3]
    """)


def test_the_help_of_a_model_follows_its_signature(shell: Shell) -> None:
    shell.check("""
        $ longtake generate kie/veo --help
        Usage: longtake generate kie/veo [OPTIONS]
        ...
        Common parameters:
        --prompt TEXT <...>
        ...
        --duration-s 4|6|8 <...>
        ...
        Parameters of kie/veo:
        ...
        --generation-type CHOICE <...>
        ...
        $ longtake generate --help
        ...
        Models:
        ...
        kie/veo                Veo 3.1 at kie.ai
        ...
    """)
