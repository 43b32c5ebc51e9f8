"""The fixtures of the pytest plugin: emulated providers, reset before each test.

Every pytest of a supported version loads this module where longtake is installed. So it imports only pytest
and the standard library, and the rest in the fixtures that need it. That takes 3 ms instead of half a second,
and coverage measures longtake, which it cannot do for modules that are imported before it starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from longtake_pytest import settings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import pluggy

    from longtake import Chainhub, Kie, Kling, UseApi
    from longtake_pytest.served import ServedEmulator

SETTINGS: Final = pytest.StashKey[settings.Settings]()
RUNNING: Final = pytest.StashKey["ServedEmulator"]()
# A test uses the emulator through its fixtures, or by name, with `request`.
USED_THROUGH: Final = frozenset({"longtake_emulator", "request"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options to pytest's."""
    settings.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options, so that a wrong one is reported at once."""
    config.stash[SETTINGS] = settings.read(config)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Reset the emulator before any fixture of the test is set up."""
    emulator = _emulator_of(item)
    if emulator is not None:
        emulator.reset()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pluggy.Result[pytest.TestReport], None]:
    """Add the emulator's requests and callbacks to the report of a failure."""
    outcome = yield
    report = outcome.get_result()
    emulator = _emulator_of(item)
    if report.when == "call" and report.failed and emulator is not None:
        lines = emulator.traffic()
        if lines:
            report.sections.append(("Requests at longtake_emulator", "\n".join(lines)))


def _emulator_of(item: pytest.Item) -> ServedEmulator | None:
    """Return the emulator if it runs and the test may use it."""
    emulator = item.config.stash.get(RUNNING, None)
    if emulator is None or USED_THROUGH.isdisjoint(getattr(item, "fixturenames", ())):
        return None
    return emulator


@pytest.fixture(scope="session")
def longtake_emulator(request: pytest.FixtureRequest) -> Iterator[ServedEmulator]:
    """The emulated providers kie.ai, useapi.net, chainhub.tech and Kling, on a free loopback port.

    A `longtake_pytest.ServedEmulator`, which is a `longtake.emulator.Emulator`. One serves the whole
    session; it is reset before each test.
    """
    _check_extra()
    from longtake_pytest.served import served, without_proxy  # noqa: PLC0415

    stash = request.config.stash
    with without_proxy("127.0.0.1"), served(stash[SETTINGS]) as emulator:
        stash[RUNNING] = emulator
        yield emulator
        del stash[RUNNING]


@pytest.fixture
def longtake_kie(longtake_emulator: ServedEmulator) -> Iterator[Kie]:
    """A `longtake.Kie` on the emulator, whose waiting moves the emulator's clock."""
    from longtake import Kie  # noqa: PLC0415

    with Kie(**longtake_emulator.options("kie")) as client:
        yield client


@pytest.fixture
def longtake_useapi(longtake_emulator: ServedEmulator) -> Iterator[UseApi]:
    """A `longtake.UseApi` on the emulator, whose waiting moves the emulator's clock."""
    from longtake import UseApi  # noqa: PLC0415

    with UseApi(**longtake_emulator.options("useapi")) as client:
        yield client


@pytest.fixture
def longtake_chainhub(longtake_emulator: ServedEmulator) -> Iterator[Chainhub]:
    """A `longtake.Chainhub` on the emulator, whose waiting moves the emulator's clock."""
    from longtake import Chainhub  # noqa: PLC0415

    with Chainhub(**longtake_emulator.options("chainhub")) as client:
        yield client


@pytest.fixture
def longtake_kling(longtake_emulator: ServedEmulator) -> Iterator[Kling]:
    """A `longtake.Kling` on the emulator, whose waiting moves the emulator's clock."""
    from longtake import Kling  # noqa: PLC0415

    with Kling(**longtake_emulator.options("kling")) as client:
        yield client


@pytest.fixture
def longtake_environment(longtake_emulator: ServedEmulator) -> Iterator[dict[str, str]]:
    """The environment variables that lead longtake's clients to the emulator, set for the test.

    For programs that make their clients themselves, with `Kie()`. In the test's own process their waiting
    moves the emulator's clock, too; a program that is started as another process waits in real time (see
    `--longtake-emulator-speed`). The value has the variables that were set, `KIE_API_KEY` and
    `KIE_BASE_URL` and a video to extend for each task kind, `KIE_VEO_SOURCE`.
    """
    from longtake_pytest.served import environment_set  # noqa: PLC0415

    with environment_set(longtake_emulator) as names:
        yield names


def _check_extra() -> None:
    """Fail with one sentence, without a traceback, if the extra is not installed."""
    from longtake.emulator.extra import require_extra  # noqa: PLC0415

    try:
        require_extra()
    except ModuleNotFoundError as error:
        # Without its cause, which has the same message.
        raise pytest.fail.Exception(str(error), pytrace=False) from None
