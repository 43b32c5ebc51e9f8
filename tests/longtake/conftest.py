"""What the tests of longtake itself share; the emulated vendors come from longtake's pytest plugin."""

from __future__ import annotations

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def nothing_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys, addresses, the keyring and what was learned by whoever runs the tests must not matter."""
    for provider in ("KIE", "USEAPI", "CHAINHUB"):
        monkeypatch.delenv(f"{provider}_BASE_URL", raising=False)
        monkeypatch.delenv(f"{provider}_API_KEY", raising=False)
    for name in ("USEAPI_TOKEN", "KLING_ACCESS_KEY", "KLING_SECRET_KEY", "LONGTAKE_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LONGTAKE_CONFIG", "/nowhere/config.toml")
    monkeypatch.setenv("LONGTAKE_CACHE", "off")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
