"""`python -m longtake.callbacks serve`, as somebody runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from longtake import Kie
from longtake.callbacks import __main__ as command
from longtake.callbacks import parse
from longtake_pytest import ServedEmulator
from tests.helpers.callback_bodies import DONE, Sample, written

COMMAND = [sys.executable, "-m", "longtake.callbacks"]


@contextmanager
def running(*arguments: str, env: dict[str, str] | None = None) -> Generator[subprocess.Popen[str]]:
    """A receiver in a process of its own."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [*COMMAND, "serve", *arguments],
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def addresses(process: subprocess.Popen[str], *, stream: str = "stdout") -> dict[str, str]:
    """The NAME=value lines."""
    found: dict[str, str] = {}
    lines = process.stdout if stream == "stdout" else process.stderr
    assert lines is not None
    while len(found) < 3:
        line = lines.readline()
        assert line, "it ended before it served"
        name, equals, value = line.rstrip("\n").partition("=")
        if equals and name.endswith("_CALLBACK_URL"):
            found[name] = value
    return found


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Press Ctrl-C, and give what was written since."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=60)


def test_an_event_is_shown_and_forwarded_as_a_read_tells_it(
    longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    with Kie(**longtake_emulator.options("kie")) as kie:
        task = kie.veo.extend(task_id=source, prompt="On it goes")
        longtake_emulator.advance(900)
        video = task.wait()
    sample = Sample.of(DONE[1], written(DONE[1]).decode().replace("veo_task_1", task.id), task.id)
    env = longtake_emulator.environment()
    file = tmp_path / "events.jsonl"
    with running("--forward", str(file), env=env) as process:
        urls = addresses(process)
        assert set(urls) == {"KIE_CALLBACK_URL", "USEAPI_CALLBACK_URL", "CHAINHUB_CALLBACK_URL"}
        for _ in range(2):
            assert httpx.post(urls["KIE_CALLBACK_URL"], content=written(sample)).status_code == 200
        assert httpx.post(urls["KIE_CALLBACK_URL"] + "x", content=b"{}").status_code == 404
        out, err = ended(process)
        assert process.returncode == 0
    assert out == ""
    assert f"kie/veo  {task.id}  succeeded  {video.url}" in err
    token = urls["KIE_CALLBACK_URL"].rpartition("/")[2]
    assert token not in err
    (line,) = file.read_text().splitlines()
    assert json.loads(line) == {
        "provider": "kie",
        "family": "veo",
        "task_id": task.id,
        "token": task.token,
        "label": "",
        "state": "succeeded",
        "vendor_state": "successFlag 1",
        "progress": 1.0,
        "videos": [{"url": video.url, "source": video.source, "duration_s": None}],
        "failure": None,
        "read": True,
    }


def test_the_same_secret_gives_the_same_addresses_and_lines_may_go_to_the_standard_output() -> None:
    env = {
        "LONGTAKE_CALLBACK_SECRET": "a_secret_that_is_long_enough",
        "KIE_WEBHOOK_KEY": "another_key a_key",
    }
    arguments = ["--forward", "-", "--believe", "body", "--url", "https://films.test/callbacks/"]
    found: list[dict[str, str]] = []
    for _ in range(2):
        with running(*arguments, env=env) as process:
            found.append(addresses(process, stream="stderr"))
            out, _ = ended(process)
            assert (process.returncode, out) == (0, "")
    assert found[0] == found[1]
    assert found[0]["KIE_CALLBACK_URL"].startswith("https://films.test/callbacks/kie/")


def test_an_address_that_nobody_can_call_is_told() -> None:
    for host, told in (("0.0.0.0", True), ("127.0.0.1", False)):  # noqa: S104 - which is the point
        with running("--believe", "body", "--host", host) as process:
            assert f"http://{host}:" in addresses(process)["KIE_CALLBACK_URL"]
            _, err = ended(process)
            assert ("give one with --url" in err) == told


def test_lines_on_the_standard_output_are_events_alone() -> None:
    with running("--forward", "-", "--believe", "body") as process:
        urls = addresses(process, stream="stderr")
        for sample in DONE[:3]:
            assert httpx.post(urls["KIE_CALLBACK_URL"], content=written(sample)).status_code == 200
        out, _ = ended(process)
    events = [json.loads(line) for line in out.splitlines()]
    assert {event["task_id"] for event in events} == {sample.task_id for sample in DONE[:3]}
    assert not any(event["read"] for event in events)


@pytest.mark.needs_system("/dev/full")
def test_what_cannot_be_forwarded_is_named_and_ends_it() -> None:
    """With another answer than 200, which it has once it ends, vendors call again."""
    with running("--forward", "/dev/full", "--believe", "body") as process:
        urls = addresses(process)
        assert httpx.post(urls["KIE_CALLBACK_URL"], content=written(DONE[0])).status_code == 200
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Cannot write to /dev/full: No space left" in err
    assert f"not written: news of the task {parse('kie', {}, written(DONE[0])).token}" in err
    assert "Traceback" not in err


def test_who_reads_no_more_what_is_forwarded_ends_it() -> None:
    with running("--forward", "-", "--believe", "body") as process:
        urls = addresses(process, stream="stderr")
        assert process.stdout is not None
        process.stdout.close()
        assert httpx.post(urls["KIE_CALLBACK_URL"], content=written(DONE[0])).status_code == 200
        assert process.stderr is not None
        err = process.stderr.read()
        assert process.wait(60) == 1
    assert "Cannot write to the standard output: Broken pipe" in err
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def test_a_closed_standard_output_is_named() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "serve", "--believe", "body"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == "the standard output is closed, and there would be the addresses\n"


@pytest.mark.parametrize(
    ("arguments", "env", "status", "says"),
    [
        (["serve"], {}, 2, "set KIE_API_KEY, USEAPI_TOKEN or CHAINHUB_API_KEY"),
        (["serve", "--port", "70000"], {}, 2, "from 0 to 65535, not '70000'"),
        (["serve", "--host", "256.0.0.1"], {}, 1, "Cannot listen on 256.0.0.1"),
        (["serve", "--forward", "/nowhere/x"], {}, 1, "Cannot write to '/nowhere/x': No such file"),
        (["serve", "--forward", ""], {}, 1, "Cannot write to ''"),
        (
            ["serve", "--believe", "body", "--url", "films.test"],
            {},
            2,
            "base_url must be an address",
        ),
        (
            ["serve", "--believe", "body"],
            {"LONGTAKE_CALLBACK_SECRET": "a long secret that has spaces"},
            2,
            "LONGTAKE_CALLBACK_SECRET (several are apart by spaces): a receiver's secret needs at least 16",
        ),
        (
            ["serve", "--believe", "body"],
            {"KLING_WEBHOOK_SECRET": "whsec_?"},
            2,
            "KLING_WEBHOOK_SECRET (several are apart by spaces): this is no Standard Webhooks secret",
        ),
        ([], {}, 2, "required: serve"),
    ],
)
def test_what_cannot_be_served_is_said(
    arguments: list[str], env: dict[str, str], status: int, says: str
) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [*COMMAND, *arguments],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == status, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_without_uvicorn_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nowhere(_name: str) -> None:
        return None

    monkeypatch.setattr(command, "find_spec", nowhere)
    assert command.main(["serve"]) == 1
    assert "pip install 'longtake[callbacks]'" in capsys.readouterr().err


def test_help_helps(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        command.main(["serve", "--help"])
    told = capsys.readouterr().out
    for word in ("LONGTAKE_CALLBACK_SECRET", "KIE_WEBHOOK_KEY", "--forward", "--believe", "Ctrl-C"):
        assert word in told
