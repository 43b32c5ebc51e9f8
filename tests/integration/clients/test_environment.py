"""Proxies and certificates that the environment names: they work, or an error of ours names the variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Final

import certifi
import httpx
import pytest

from longtake import AsyncKie, InvalidRequestError, Kie, ServiceUnavailableError
from longtake._shell.http import environment
from longtake._shell.http.body import describe_failure
from scripts.demo.videos import SHOTS
from tests.helpers.paths import ROOT
from tests.helpers.raw_server import StillClock, wire

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

VARIABLES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
FAULTS: Final = {
    "ALL_PROXY": ["socks5://proxy.example:1080", "socks://proxy.example:1080", "http://p:many"],
    "HTTPS_PROXY": ["ftp://proxy.example", "http://[::1"],
    "SSL_CERT_FILE": ["missing.pem", "not.pem", "."],
    "SSL_CERT_DIR": ["missing"],
    "SSLKEYLOGFILE": ["missing/keys.log"],
}
each_fault = pytest.mark.parametrize(
    ("variable", "value"), [(name, value) for name, values in FAULTS.items() for value in values]
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*VARIABLES, *(name.lower() for name in VARIABLES), *FAULTS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "not.pem").write_text("a certificate, almost")

    monkeypatch.setattr(environment, "_has_socks", lambda: False)


@pytest.fixture
def fault(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(variable, value)
    # Whatever an earlier test has loaded does not count.
    environment._certificates.cache_clear()  # pyright: ignore[reportPrivateUsage]
    return variable


@each_fault
def test_a_variable_that_cannot_be_used_is_named(fault: str) -> None:
    for kind in (Kie, AsyncKie):
        with pytest.raises(InvalidRequestError, match=f"^{fault} .* unset it"):
            kind("a-key")


@each_fault
def test_an_invalid_variable_does_not_matter_on_this_machine(
    fault: str, longtake_emulator: ServedEmulator
) -> None:
    del fault
    source = longtake_emulator.sources["kie/veo"].id
    with Kie(**longtake_emulator.options("kie")) as kie:
        task = kie.veo.extend(task_id=source, prompt="On")
        assert task.wait().download("film.mp4").stat().st_size


@each_fault
@pytest.mark.anyio
async def test_an_invalid_variable_does_not_matter_on_this_machine_async(
    fault: str, longtake_emulator: ServedEmulator
) -> None:
    del fault
    source = longtake_emulator.sources["kie/veo"].id
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        task = await kie.veo.extend(task_id=source, prompt="On")
        assert (await (await task.wait()).download("film.mp4")).stat().st_size


@each_fault
def test_an_invalid_variable_is_ignored_with_the_callers_transport(fault: str) -> None:
    del fault
    response = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": {"taskId": "1"}}))
    with Kie("a-key", transport=response) as kie:
        assert kie.veo.extend(task_id="veo_1", prompt="On").id == "1"


def test_ranges_and_addresses_are_exempt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "fe80::/10,[::1],::1,10.0.0.0/8")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example")
    Kie("a-key").close()
    found = environment.Environment()
    assert found.route(httpx.URL("http://[fe80::1]/")).proxy is None
    assert found.route(httpx.URL("http://10.1.2.3/")).proxy is None
    assert found.route(httpx.URL("http://192.0.2.1/")).proxy == "http://proxy.example"


def test_an_unused_proxy_variable_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://proxy.example")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    with Kie("a-key") as kie, pytest.raises(InvalidRequestError, match=r"^ALL_PROXY "):
        kie.client.get_httpx_client().get("http://files.example/", auth=None)


def test_certificates_that_can_be_read_are_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    Kie("a-key").close()
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", str(Path(certifi.where()).parent))
    Kie("a-key").close()


@pytest.mark.parametrize("greets", [True, False], ids=["with other words", "silence"])
def test_a_socks_proxy_is_used(greets: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_has_socks", lambda: True)
    with wire(lambda _: b"", reads_bodies=False, greets=greets) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        timeout = 60 if greets else 0.05
        options: dict[str, Any] = {"clock": StillClock(), "timeout": timeout, "attempts": 2}
        with (
            Kie("a-key", base_url="http://provider.test", **options) as kie,
            pytest.raises(ServiceUnavailableError, match="Nothing was sent"),
        ):
            kie.veo.extend(task_id="veo_1", prompt="On")
    # The short timeout may end an attempt before it reaches the proxy.
    assert proxy.connections == 2 or not greets


def test_a_certificate_that_is_not_trusted_names_the_variables() -> None:
    failure = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    said = describe_failure(failure)
    assert all(name in said for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"))
    assert "REQUESTS_CA_BUNDLE" not in describe_failure(httpx.ConnectError("refused"))


# Each run has several: a program takes seconds to start.
BROKEN: Final[dict[str, dict[str, str]]] = {
    "SOCKS, a scheme, no certificates": {
        "NO_PROXY": "fe80::/10",
        "ALL_PROXY": "socks5://127.0.0.1:9",
        "HTTPS_PROXY": "ftp://127.0.0.1:9",
        "SSL_CERT_FILE": "missing.pem",
    },
    "ports, certificates that are none": {
        "NO_PROXY": "[::1]",
        "ALL_PROXY": "http://127.0.0.1:port",
        "HTTP_PROXY": "http://127.0.0.1:99999",
        "SSL_CERT_FILE": "not.pem",
    },
}
each_broken = pytest.mark.parametrize("variables", BROKEN.values(), ids=BROKEN)
PLUGIN_TEST: Final = """
    from longtake import Kie

    def test_fixtures(longtake_emulator, longtake_kie, tmp_path):
        extend(longtake_kie, longtake_emulator, tmp_path / "v.mp4")

    def test_environment(longtake_emulator, longtake_environment, tmp_path):
        with Kie() as kie:
            extend(kie, longtake_emulator, tmp_path / "v.mp4")

    def extend(kie, emulator, file):
        task = kie.veo.extend(task_id=emulator.sources["kie/veo"].id, prompt="On")
        task.wait().download(file)
"""


def run_with(variables: dict[str, str], folder: Path, *command: str) -> str:
    """Run a module in a process with these variables, and return what it printed."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", *command],
        env={**os.environ, "PYTEST_ADDOPTS": "", "PYTHONPATH": str(ROOT), **variables},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@each_broken
def test_the_demo_needs_none_of_them(variables: dict[str, str], tmp_path: Path) -> None:
    """It stays on this machine."""
    shown = run_with(variables, tmp_path, "scripts.demo", "--speed", "1000")
    assert all(model in shown for model in SHOTS)


@each_broken
def test_the_pytest_plugin_needs_none_of_them(variables: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "test_film.py").write_text(dedent(PLUGIN_TEST))
    options = ("-p", "no:cacheprovider", "-p", "no:schemathesis", "-W", "error", "-q")
    assert "2 passed" in run_with(variables, tmp_path, "pytest", *options)
