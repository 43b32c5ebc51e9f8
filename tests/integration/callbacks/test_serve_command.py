"""The command `python -m longtake.callbacks serve`, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from longtake import Kie
from longtake.callbacks import __main__ as command
from longtake.callbacks import parse
from tests.helpers.callback_bodies import DONE, Sample, written

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from longtake_pytest import ServedEmulator

COMMAND = [sys.executable, "-m", "longtake.callbacks"]


@contextmanager
def running(*arguments: str, env: dict[str, str] | None = None) -> Generator[subprocess.Popen[str]]:
    """Run the command."""
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
    """Return the addresses of the NAME=value lines."""
    found: dict[str, str] = {}
    lines = process.stdout if stream == "stdout" else process.stderr
    assert lines is not None
    while len(found) < 3:
        line = lines.readline()
        assert line, "the command ended before it served"
        name, equals, value = line.rstrip("\n").partition("=")
        if equals and name.endswith("_CALLBACK_URL"):
            found[name] = value
    return found


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Send Ctrl-C, and return the rest of the output."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=60)


def test_an_event_is_printed_and_forwarded_as_polled(
    longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    with Kie(**longtake_emulator.options("kie")) as kie:
        task = kie.veo.extend(task_id=source, prompt="On it goes")
        longtake_emulator.advance(900)
        video = task.wait()
        assert [each.extent for each in task.videos] == ["whole", "part"]
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
        "kind": "veo",
        "task_id": task.id,
        "token": task.token,
        "label": "",
        "state": "succeeded",
        "provider_state": "successFlag 1",
        "progress": 1.0,
        "videos": [
            {"url": each.url, "source": each.source, "duration_s": None, "extent": each.extent}
            for each in task.videos
        ],
        "failure": None,
        "polled": True,
    }


def test_the_same_secret_makes_the_same_addresses() -> None:
    env = {
        "LONGTAKE_CALLBACK_SECRET": "a_secret_that_is_long_enough",
        "KIE_WEBHOOK_KEY": "another_key a_key",
    }
    arguments = ["--forward", "-", "--trust", "body", "--url", "https://films.test/callbacks/"]
    found: list[dict[str, str]] = []
    for _ in range(2):
        with running(*arguments, env=env) as process:
            found.append(addresses(process, stream="stderr"))
            out, _ = ended(process)
            assert (process.returncode, out) == (0, "")
    assert found[0] == found[1]
    assert found[0]["KIE_CALLBACK_URL"].startswith("https://films.test/callbacks/kie/")


def test_an_unspecified_address_is_reported() -> None:
    for host, reported in (("0.0.0.0", True), ("127.0.0.1", False)):  # noqa: S104 - under test
        with running("--trust", "body", "--host", host) as process:
            assert f"http://{host}:" in addresses(process)["KIE_CALLBACK_URL"]
            _, err = ended(process)
            assert ("give a public one with --url" in err) == reported


def test_the_standard_output_has_only_forwarded_events() -> None:
    with running("--forward", "-", "--trust", "body") as process:
        urls = addresses(process, stream="stderr")
        for sample in DONE[:3]:
            assert httpx.post(urls["KIE_CALLBACK_URL"], content=written(sample)).status_code == 200
        out, _ = ended(process)
    events = [json.loads(line) for line in out.splitlines()]
    assert {event["task_id"] for event in events} == {sample.task_id for sample in DONE[:3]}
    assert not any(event["polled"] for event in events)


@pytest.mark.needs_system("/dev/full")
def test_an_event_that_cannot_be_forwarded_is_named_and_stops_the_command() -> None:
    """Once the command has ended, providers get no 200 and send their callbacks again."""
    with running("--forward", "/dev/full", "--trust", "body") as process:
        urls = addresses(process)
        assert httpx.post(urls["KIE_CALLBACK_URL"], content=written(DONE[0])).status_code == 200
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Cannot write to /dev/full: No space left" in err
    assert f"not written: an event of the task {parse('kie', {}, written(DONE[0])).token}" in err
    assert "Traceback" not in err


def test_a_closed_pipe_stops_the_command() -> None:
    with running("--forward", "-", "--trust", "body") as process:
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


def test_a_closed_standard_output_is_reported() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "serve", "--trust", "body"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr == "the standard output must be open: the addresses are printed there\n"


@pytest.mark.parametrize(
    ("arguments", "env", "status", "message"),
    [
        (["serve"], {}, 2, "set KIE_API_KEY, USEAPI_TOKEN, CHAINHUB_API_KEY or KLING_API_KEY"),
        (["serve", "--port", "70000"], {}, 2, "from 0 to 65535, got '70000'"),
        (["serve", "--host", "256.0.0.1"], {}, 1, "Cannot listen on 256.0.0.1"),
        (["serve", "--forward", "/nowhere/x"], {}, 1, "Cannot write to '/nowhere/x': No such file"),
        (["serve", "--forward", ""], {}, 1, "Cannot write to ''"),
        (
            ["serve", "--trust", "body", "--url", "films.test"],
            {},
            2,
            "base_url must be an address",
        ),
        (
            ["serve", "--trust", "body"],
            {"LONGTAKE_CALLBACK_SECRET": "a long secret that has spaces"},
            2,
            "LONGTAKE_CALLBACK_SECRET (separate several values by spaces): a receiver's secret must have",
        ),
        (
            ["serve", "--trust", "body"],
            {"KLING_WEBHOOK_SECRET": "whsec_?"},
            2,
            "KLING_WEBHOOK_SECRET (separate several values by spaces): the Standard Webhooks secret is",
        ),
        ([], {}, 2, "required: serve"),
    ],
)
def test_mistakes_are_named(
    arguments: list[str],
    env: dict[str, str],
    status: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    # The command sets this level, and caplog restores what it was.
    caplog.set_level("INFO", "longtake")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    returned: int | str | None
    try:
        returned = command.main(arguments)
    except SystemExit as ended_by_argparse:
        returned = ended_by_argparse.code
    error = capsys.readouterr().err
    assert returned == status, error
    assert message in error
    assert "Traceback" not in error


def test_without_uvicorn_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nowhere(_name: str) -> None:
        return None

    monkeypatch.setattr(command, "find_spec", nowhere)
    assert command.main(["serve"]) == 1
    assert "pip install 'longtake[callbacks]'" in capsys.readouterr().err


def test_help_names_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        command.main(["serve", "--help"])
    printed = capsys.readouterr().out
    for word in ("LONGTAKE_CALLBACK_SECRET", "KIE_WEBHOOK_KEY", "--forward", "--trust", "Ctrl-C"):
        assert word in printed
