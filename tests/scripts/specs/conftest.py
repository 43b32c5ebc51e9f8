"""What a test has to tell the person who runs it: shown at the end, also when all is well."""

from __future__ import annotations

import pytest

TOLD = pytest.StashKey[dict[str, str]]()


@pytest.fixture(scope="session")
def told(pytestconfig: pytest.Config) -> dict[str, str]:
    """Reports by their titles, shown after the tests."""
    return pytestconfig.stash.setdefault(TOLD, {})


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    reports = config.stash.get(TOLD, None)
    for title, report in reports.items() if reports else ():
        terminalreporter.section(title)
        terminalreporter.write_line(report)
