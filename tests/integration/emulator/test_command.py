"""`python -m longtake.emulator`: its output, its refusals, and its end."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from longtake.emulator import DeliveryRecord, Emulator, Fault, extra
from longtake.emulator.__main__ import main
from longtake.emulator.ledger import describe_delivery, describe_request
from tests.helpers.callback_recorder import Recorder, body_with_callback, served
from tests.helpers.emulator_requests import KIE, extend, submit, wanted
from tests.helpers.task_kinds import EVERY_KIND, KINDS

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
COMMAND = [sys.executable, "-X", "dev", "-W", "error", "-m", "longtake.emulator"]
UNWRITABLE = "Cannot write to the standard output: "
SCRIPT = """\
[[fault]]
kind = "kie/veo"
on = "submit"
do = "refuse"
refusal = "rate_limit"
"""
TIME = re.compile(r"^\d\d:\d\d:\d\d ", re.M)


@contextmanager
def running(*arguments: str) -> Generator[subprocess.Popen[str]]:
    """Run the command in a process of its own, which is ended afterwards in every case."""
    process = subprocess.Popen(  # noqa: S603 - the command that is tested
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def advertised(process: subprocess.Popen[str]) -> dict[str, str]:
    """Return the NAME=value lines."""
    assert process.stdout is not None
    environment: dict[str, str] = {}
    while "KLING_KLING_LONG_SOURCE" not in environment:
        line = process.stdout.readline()
        assert line, "the command ended before it had printed everything"
        name, _, value = line.strip().partition("=")
        environment[name] = value
    return environment


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_its_addresses_and_stops_cleanly(number: signal.Signals) -> None:
    with running("--speed", "60") as process:
        environment = advertised(process)
        response = httpx.get(
            f"{environment['KIE_BASE_URL']}/api/v1/chat/credit",
            headers={"Authorization": f"Bearer {environment['KIE_API_KEY']}"},
            trust_env=False,
        )
        assert response.json()["code"] == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, "")
        assert TIME.sub("", err) == "kie GET /api/v1/chat/credit: 200\n"
        with pytest.raises(httpx.ConnectError):
            httpx.get(environment["LONGTAKE_EMULATOR_URL"], trust_env=False)


@pytest.mark.parametrize("options", [(), ("--strict",)])
def test_unknown_fields_are_refused_on_request(options: tuple[str, ...]) -> None:
    with running(*options) as process:
        environment = advertised(process)
        response = httpx.post(
            f"{environment['KLING_BASE_URL']}/v1/videos/video-extend",
            json={"video_id": environment["KLING_KLING_SOURCE"], "unheardOf": 1},
            headers={"Authorization": f"Bearer {environment['KLING_API_KEY']}"},
            trust_env=False,
        )
    assert response.status_code == (400 if options else 200)


def test_callbacks_are_signed_and_logged(tmp_path: Path) -> None:
    secret = "whsec_YSBrZXk="
    path = tmp_path / "faults.toml"
    path.write_text(
        '[[fault]]\nkind = "kie/veo"\non = "callback"\ndo = "signed"\nhow = "old"', "utf-8"
    )
    keys = ("--kie-webhook-key", "a key", "--kling-webhook-secret", secret)
    recorder = Recorder()
    with served(recorder) as hook, running(*keys, "--script", str(path)) as process:
        environment = advertised(process)
        with httpx.Client(base_url=environment["LONGTAKE_EMULATOR_URL"], trust_env=False) as client:
            for kind_key in ("kie/veo", "kling/kling"):
                source = environment[f"{kind_key.replace('/', '_').upper()}_SOURCE"]
                client.post(
                    EVERY_KIND[kind_key].submit_path,
                    json=body_with_callback(kind_key, source, hook),
                    headers=EVERY_KIND[kind_key].headers,
                )
            client.post("/_emulator/advance", json={"seconds": 3600})
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert Counter(
        next(name for name in call.headers if "sign" in name) for call in recorder.arrived
    ) == {
        "x-webhook-signature": 1,
        "webhook-signature": 2,
    }
    lines = [line for line in TIME.sub("", err).splitlines() if " callback to " in line]
    assert [re.sub(r"\(\w+ ", "(", line).replace(hook, "HOOK") for line in lines] == [
        "kling/kling callback to HOOK (processing): 200",
        "kling/kling callback to HOOK (succeeded): 200",
        "kie/veo callback to HOOK (succeeded): 200, fault: signed old",
    ]


def test_a_secret_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--kling-webhook-secret", "a secret"]) == 2
    assert (
        capsys.readouterr().err
        == "a secret of Standard Webhooks must be 'whsec_' followed by base64\n"
    )


def test_the_strings_of_a_callback_write_no_lines_of_their_own() -> None:
    record = DeliveryRecord(
        0.0, "kie/veo", "veo_1", "http://127.0.0.1/\n\x1b", "succeeded", 2, None, "gone\n", None
    )
    assert describe_delivery(record) == (
        "kie/veo callback to http://127.0.0.1/\\n\\x1b (veo_1 succeeded): gone\\n, attempt 2"
    )


def test_faults_come_from_a_file_and_from_the_control_api(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(SCRIPT, encoding="utf-8")
    with running("--script", str(path)) as process:
        environment = advertised(process)
        url = environment["LONGTAKE_EMULATOR_URL"]
        body = wanted("kie/veo", environment["KIE_VEO_SOURCE"])
        codes: list[int] = []
        with httpx.Client(base_url=url, trust_env=False) as client:
            for _ in range(2):
                for _ in range(2):
                    response = client.post(KINDS["kie/veo"].submit_path, json=body, headers=KIE)
                    codes.append(response.json()["code"])
                put_in = client.post(
                    "/_emulator/script",
                    content=SCRIPT,
                    headers={"Content-Type": "application/toml"},
                )
                assert put_in.status_code == 200
            client.post("/kei/api/v1/veo/extend", json=body)
        assert codes == [429, 200, 429, 200]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    lines = TIME.sub("", err).splitlines()
    assert lines[0] == "script: kie/veo: the next submit: refuse rate_limit"
    refused, made = lines[1:3]
    assert refused == "kie POST /api/v1/veo/extend: 200, code 429, fault: refuse rate_limit"
    assert re.fullmatch(r"kie POST /api/v1/veo/extend: 200, made \w+ for \d+ credits", made)
    assert lines[3] == refused
    assert lines[5:] == [
        "unknown POST /kei/api/v1/veo/extend: 404, no provider has this path; check the base URL"
    ]


@pytest.mark.anyio
async def test_a_request_is_described_with_its_result(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    lines: list[str] = []
    emulator.ledger.listen(lambda record: lines.append(describe_request(record, emulator.ledger)))
    emulator.kie.veo.next_submit(Fault.bad_gateway(accepted=True))
    await submit(client, "kie/veo", wanted("kie/veo", emulator.sources["kie/veo"].id))
    kling = await extend(client, emulator, "chainhub/kling")
    task_id = emulator.ledger.creates[0].task_id
    price = emulator.ledger.creates[0].credits
    await client.get(f"{KINDS['kie/veo'].read_path}?taskId={task_id}%0A", headers=KIE)
    await client.get("/media/%1B[2J%E2%82%AC/x.mp4")
    made = f"made {task_id} for {price:g} credits"
    assert lines == [
        f"kie POST /api/v1/veo/extend: 502, {made}, fault: bad_gateway",
        f"chainhub POST /kling/v1/videos/video-extend: 200, code 0, made {kling} for 1 credit",
        f"kie GET /api/v1/veo/record-info?taskId={task_id}%0A: 200, code 422",
        r"media GET /media/\x1b[2J\u20ac/x.mp4: 404",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (SCRIPT.replace("rate_limit", "rate_limits"), ":5: refusal must be "),
        ("[[fault]\n", ":1: not TOML"),
        (None, ": No such file or directory"),
    ],
    ids=["value", "syntax", "missing"],
)
def test_a_wrong_script_stops_it_before_it_listens(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    content: str | None,
    problem: str,
) -> None:
    path = tmp_path / "faults.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    # No process can listen there, so no attempt was made.
    assert main(["--host", "192.0.2.1", "--script", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"{path}{problem}")
    assert captured.err.count("\n") == 1


def test_missing_packages_are_named_in_one_sentence() -> None:
    # As if they were not installed, from the first import on.
    hidden = "".join(f"sys.modules[{module!r}] = None\n" for module in extra.PACKAGES)
    run = "runpy.run_module('longtake.emulator', run_name='__main__', alter_sys=True)"
    process = subprocess.run(  # noqa: S603 - the command that is tested
        [sys.executable, "-c", f"import runpy, sys\n{hidden}sys.argv = ['emulator']\n{run}"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr == (
        f"longtake.emulator needs {', '.join(extra.PACKAGES.values())}:"
        " pip install 'longtake[emulator]'\n"
    )


def test_the_help_documents_scripts_and_the_control_api(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    printed = capsys.readouterr().out
    for word in ("--media-port", "--script", "[[fault]]", '"error"', "/_emulator/script", "Ctrl-C"):
        assert word in printed


@pytest.mark.parametrize("option", ["--port", "--media-port"])
def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str], option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main([option, str(port)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert re.match(rf"Cannot listen on 127.0.0.1 port (0 and )?{port}: ", captured.err)


@pytest.mark.parametrize("host", ["", "\u00e4..b", "a" * 100, "192.0.2.1"])
def test_a_host_that_is_none_is_named(capsys: pytest.CaptureFixture[str], host: str) -> None:
    assert main(["--host", host]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"Cannot listen on {host} port 0: ")


def test_signals_are_left_as_they_were() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert main(["--host", "192.0.2.1"]) == 1
    assert before == (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM))


def test_the_command_ends_when_its_output_cannot_be_written() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.run(  # noqa: S603 - the command that is tested
        COMMAND,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert process.returncode == 1
    assert process.stderr.startswith(UNWRITABLE)
    assert process.stderr.count("\n") == 1


def test_the_command_continues_when_its_output_is_closed() -> None:
    with running() as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("LONGTAKE_EMULATOR_URL=http://127.0.0.1:")
        process.stdout.close()
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait(timeout=60)) == ("", 0)


def test_the_command_ends_when_it_has_no_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert main([]) == 1
    assert capsys.readouterr().err.startswith(UNWRITABLE)


def test_the_command_ends_silently_without_any_output(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)
    assert main([]) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--speed", "0"], "--speed: must be a number greater than 0, got '0'"),
        (["--speed", "nan"], "--speed: must be a number greater than 0, got 'nan'"),
        (["--speed", "inf"], "--speed: must be a number greater than 0, got 'inf'"),
        (["--speed", "fast"], "--speed: must be a number greater than 0, got 'fast'"),
        (["--port", "65536"], "--port: must be a number from 0 to 65535, got '65536'"),
        (["--port", "http"], "--port: must be a number from 0 to 65535, got 'http'"),
        (["--media-port", "-1"], "--media-port: "),
        (["--seed", "x"], "--seed: "),
        (["--script"], "--script: "),
        (["--unheard-of"], "--unheard-of"),
    ],
)
def test_senseless_options_are_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    printed = capsys.readouterr().err
    assert "usage: python -m longtake.emulator" in printed
    assert message in printed
