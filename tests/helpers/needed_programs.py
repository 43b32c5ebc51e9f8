"""Tests that need a program or a feature of the system: without it they are not collected.

`@pytest.mark.needs_program("make")` stands for a program on the PATH, and
`@pytest.mark.needs_system("fork")` for one of `FEATURES`. The terminal summary names what is missing.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOT_COLLECTED: Final = pytest.StashKey[Counter[str]]()
OUTPUT: Final = "not_collected"


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


FEATURES: Final[dict[str, Callable[[], bool]]] = {
    "/dev/full": Path("/dev/full").exists,
    "/proc": Path("/proc/self/fdinfo").exists,
    "fork": lambda: hasattr(os, "fork"),
    "IPv6": _has_ipv6,
    "named pipes": lambda: hasattr(os, "mkfifo"),
}


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    config.addinivalue_line(
        "markers", "needs_program(name): collected where the program is installed"
    )
    config.addinivalue_line(
        "markers", "needs_system(name): collected where the system has the feature"
    )
    config.stash[NOT_COLLECTED] = Counter()


# Last, so that tests which -k leaves out do not count.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests whose program or feature is missing, and count them."""
    deselected: list[pytest.Item] = []
    for item in items:
        missing = set(_missing(item))
        if missing:
            deselected.append(item)
            config.stash[NOT_COLLECTED].update(missing)
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in deselected]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the counts of a worker of pytest-xdist to the process that prints the summary."""
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        counts = session.config.stash[NOT_COLLECTED]
        output[OUTPUT] = dict(counts)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Receive the counts of a worker. Each worker collects all tests, so they are not added up."""
    sent: dict[str, Any] = getattr(node, "workeroutput", {})
    config: pytest.Config = node.config
    config.stash[NOT_COLLECTED] |= Counter(sent.get(OUTPUT, {}))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name the programs and features that were missing."""
    for name, count in sorted(config.stash[NOT_COLLECTED].items()):
        tests = "1 test needs" if count == 1 else f"{count} tests need"
        terminalreporter.write_line(f"not collected: {tests} {name}", yellow=True)


def find_program(name: str) -> str | None:
    """Return the path of a program on the PATH, or where Debian keeps those that it does not put there."""
    found = shutil.which(name)
    if found is None:
        elsewhere = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        found = str(elsewhere[-1]) if elsewhere else None
    return found


def _missing(item: pytest.Item) -> Iterator[str]:
    for marker in item.iter_markers("needs_program"):
        if find_program(marker.args[0]) is None:
            yield marker.args[0]
    for marker in item.iter_markers("needs_system"):
        name = marker.args[0]
        if name not in FEATURES:
            raise pytest.UsageError(
                f"{item.nodeid}: needs_system must name one of {', '.join(FEATURES)}, got {name!r}"
            )
        if not FEATURES[name]():
            yield name
