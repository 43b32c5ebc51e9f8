"""The settings of a test run's emulator, from the command line and the configuration file."""

from __future__ import annotations

from math import inf
from typing import Final, NamedTuple

import pytest

MANUAL: Final = "manual"
SPEED: Final = "longtake_emulator_speed"
SEED: Final = "longtake_emulator_seed"
STRICT: Final = "longtake_emulator_strict"


class Settings(NamedTuple):
    """The settings of the emulator.

    Attributes:
        speed: How many times faster than real time its clock runs; None for one that tests move.
        seed: The seed of its ids and durations.
        strict: Whether it refuses unknown fields of a body, and null for an optional one.
    """

    speed: float | None
    seed: int
    strict: bool = False


def add_options(parser: pytest.Parser) -> None:
    """Add the options to pytest's."""
    group = parser.getgroup("longtake", "emulated providers (longtake)")

    def add(name: str, metavar: str, default: str, text: str) -> None:
        group.addoption(_flag(name), dest=name, metavar=metavar, help=text)
        parser.addini(name, text, default=default)

    add(
        SPEED,
        "FACTOR",
        MANUAL,
        "how fast the clock of longtake_emulator runs: 1 is real time, 60 makes a minute a second,"
        " manual (the default) stands still until a test moves it",
    )
    add(
        SEED,
        "N",
        "0",
        "the seed of the ids and durations of longtake_emulator (default: 0)",
    )
    add(
        STRICT,
        "BOOL",
        "false",
        "true lets longtake_emulator refuse unknown fields of a body, and null for an optional one",
    )


def read(config: pytest.Config) -> Settings:
    """Return the settings; raise `pytest.UsageError` for a wrong value."""
    return Settings(
        speed=_speed(*_chosen(config, SPEED)),
        seed=_seed(*_chosen(config, SEED)),
        strict=_flag_value(*_chosen(config, STRICT)),
    )


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _chosen(config: pytest.Config, name: str) -> tuple[str, str]:
    """Return the value, and the name of the option or setting that it comes from."""
    given: str | None = config.getoption(name)
    if given is not None:
        return given, _flag(name)
    return str(config.getini(name)), name


def _speed(value: str, source: str) -> float | None:
    if value.strip() == MANUAL:
        return None
    try:
        speed = float(value)
    except ValueError:
        speed = 0.0
    if not 0 < speed < inf:
        raise pytest.UsageError(f"{source}: must be {MANUAL} or a number above 0, got {value!r}")
    return speed


def _seed(value: str, source: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise pytest.UsageError(f"{source}: must be a whole number, got {value!r}") from None


def _flag_value(value: str, source: str) -> bool:
    values = {"true": True, "false": False}
    if value.strip().lower() not in values:
        raise pytest.UsageError(f"{source}: must be true or false, got {value!r}")
    return values[value.strip().lower()]
