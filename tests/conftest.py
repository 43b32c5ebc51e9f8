"""Fixtures for every test. The emulated providers as a server come from longtake's pytest plugin."""

from __future__ import annotations

import gc
import os
import signal
import ssl
from functools import cache
from typing import TYPE_CHECKING, Any

import certifi
import httpx
import pytest

from longtake._providers import PROVIDERS
from longtake.emulator import Emulator
from tests.helpers.emulator_requests import ORIGIN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.helpers.inner_pytest import KeptImports

pytest_plugins = [
    "pytester",
    "tests.helpers.inner_pytest",
    "tests.helpers.journals",
    "tests.helpers.needed_programs",
]

# Tests interrupt this process and others. A shell ignores Ctrl-C in what it runs in the background, and its
# children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Leave the modules and the list of tests, which live until the end, out of garbage collections.

    A full collection takes a tenth of the time then.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def shared_certificates() -> Iterator[None]:
    """Read the certificates of HTTP clients once. That takes longer than most tests, which use none."""
    really_create = ssl.create_default_context
    usual = {certifi.where(), os.environ.get("SSL_CERT_FILE")}

    @cache
    def created_once(file: str) -> ssl.SSLContext:
        return really_create(cafile=file)

    def create(*arguments: Any, **options: Any) -> ssl.SSLContext:
        is_usual = not arguments and options.keys() == {"cafile"} and options["cafile"] in usual
        if is_usual and "SSLKEYLOGFILE" not in os.environ:
            return created_once(options["cafile"])
        return really_create(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", create)
        yield


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio."""
    return "asyncio"


@pytest.fixture
def pytester(kept_imports: KeptImports, pytester: pytest.Pytester) -> pytest.Pytester:
    """Pytest's own fixture. `kept_imports` comes first, as pytester removes modules at its end, too."""
    del kept_imports
    return pytester


@pytest.fixture
def emulator() -> Emulator:
    """An emulator in this process, whose clock stands still."""
    return Emulator()


@pytest.fixture
async def client(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A plain HTTP client of `emulator`, without a socket and without credentials."""
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as opened:
        yield opened


@pytest.fixture(autouse=True)
def no_user_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide keys, addresses, the keyring, profiles and learned durations of the person who runs the tests."""
    for name in map(str.upper, PROVIDERS):
        monkeypatch.delenv(f"{name}_BASE_URL", raising=False)
        monkeypatch.delenv(f"{name}_API_KEY", raising=False)
    for name in (
        "USEAPI_TOKEN",
        "KLING_ACCESS_KEY",
        "KLING_SECRET_KEY",
        "LONGTAKE_JOURNAL",
        "LONGTAKE_PROFILE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LONGTAKE_CONFIG", "/nowhere/config.toml")
    monkeypatch.setenv("LONGTAKE_CACHE", "off")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
