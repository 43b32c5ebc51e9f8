"""A program under test that makes its clients itself, led to the emulator."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from urllib.request import getproxies_environment

import pytest

from longtake import _extend
from longtake._providers import entry
from longtake._shell import client
from longtake._shell.client import SyncClient
from longtake_pytest.clock import ClientClock
from longtake_pytest.served import ServedEmulator


@contextmanager
def leading_to(emulator: ServedEmulator) -> Generator[dict[str, str]]:
    """Let clients that are made without key and address reach `emulator` while the context lasts."""
    names = emulator.environment()
    clock = ClientClock(emulator)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as clients:
        for name, value in names.items():
            patch.setenv(name, value)
        # They would sleep by the machine's clock, however fast the emulator's goes.
        patch.setattr(client, "SystemClock", lambda: clock)
        # One that was made before this test may lead to a vendor, and one of this test to nowhere.
        patch.setattr(_extend, "shared_client", _shared_by_one_test(clients))
        yield names


@contextmanager
def without_proxy(host: str) -> Generator[None]:
    """Let requests to `host` go there straight while the context lasts."""
    found = getproxies_environment()
    with pytest.MonkeyPatch.context() as patch:
        if found.keys() - {"no"}:
            exempt = ",".join(filter(None, (found.get("no"), host)))
            # Programs differ in which spelling they read.
            patch.setenv("no_proxy", exempt)
            patch.setenv("NO_PROXY", exempt)
        yield


def _shared_by_one_test(clients: ExitStack) -> Callable[[str], SyncClient[Any]]:
    @cache
    def shared_client(provider: str) -> SyncClient[Any]:
        return clients.enter_context(entry(provider).client())

    return shared_client
