"""`longtake call`: operations with and without tasks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.helpers.transcripts import Shell


def test_a_result_is_printed(shell: Shell) -> None:
    (shell.folder / "dog.mp4").write_bytes(bytes(5000))
    shell.check("""
        $ longtake call kie/account credits
        <credits>
        $ longtake call kie/account credits --json
        {"object": "result", "model": "kie/account", "operation": "credits", "value": <credits>.0}
        $ longtake call kie/files upload --file dog.mp4
        url: http<...>
        name: dog-<...>.mp4
        size: 5000
        mime_type: video/mp4
        expires_at: <...>
        ! dog.mp4: uploading
        ! dog.mp4: uploaded after <...>
        $ longtake call kie/models list --query nothing-like-that
        ! The list is empty.
        $ longtake call kling/account costs --start-time 1 --end-time 2
        - resource_pack_name: Emulated resource pack
        ...
    """)


def test_a_task_is_waited_for(shell: Shell) -> None:
    shell.words["source"] = shell.environment["KIE_VEO_SOURCE"]
    shell.check("""
        $ longtake call kie/veo get_1080p --task-id <source> -o hd.mp4 --poll 0.02
        hd.mp4
        ! kie/veo-1080p <source>: submitted
        ! ...
        $ longtake call kie/jobs create --model grok-imagine/text-to-video --input '{"prompt": "A dog"}'
        <id> <token>
        ! Wait for it with: longtake wait <id>
        $ longtake call kie/veo extend --task-id <source> --prompt "It swims" --max-credits 20
        ! Error: kie/veo extend costs 60 credits, more than --max-credits 20
        ! Choose cheaper parameters, or raise --max-credits. Nothing was sent.
        [4]
    """)


def test_a_printed_request(shell: Shell) -> None:
    shell.environment = {
        name: value for name, value in shell.environment.items() if "KLING" not in name
    }
    ran = shell.run("longtake call kling/kling text_to_video --prompt Dog --dry-run --json")
    request = json.loads(ran.out)
    assert (request["method"], request["url"]) == (
        "POST",
        "https://api-singapore.klingai.com/v1/videos/text2video",
    )
    shell.check("""
        $ longtake call kling/account costs --start-time 1 --end-time 2 --dry-run
        GET https://api-singapore.klingai.com/account/costs?start_time=1&end_time=2
        ...
        authorization: Bearer ***
        ! Nothing was sent.
    """)


def test_a_wrong_call_is_refused(shell: Shell) -> None:
    shell.check("""
        $ longtake call kie/veo get_1080p
        ! Error: kie/veo get_1080p requires --task-id
        ! Run: longtake call kie/veo get_1080p --help
        [2]
        $ longtake call kie/veo get_108p
        ! Error: No such command 'get_108p'. Did you mean 'get_1080p'?
        ! Run: longtake call kie/veo --help
        [2]
        $ longtake call kie/video get
        ! Error: unknown model 'kie/video'. Did you mean 'kie/veo'?
        ! Run: longtake call --help
        [2]
        $ longtake call kie/files upload --file missing.mp4
        ! Error: --file must be an existing file, got 'missing.mp4'
        ! Check the path.
        [2]
        $ longtake call kie/files upload_stream --file https://films.example/a.mp4 --upload-path images
        ! Error: --file must be an existing file, got 'https://films.example/a.mp4'
        ! Check the path.
        [2]
    """)


def test_every_operation_is_listed(shell: Shell) -> None:
    shell.check("""
        $ longtake call kie/account --help
        Usage: longtake call kie/account OPERATION [OPTIONS]
        Credits of the account, and links to files.
        Options:
        -h, --help  Show this message and exit.
        Operations:
        credits       <...>
        download_url  <...>
    """)
