"""How the emulator of a test run is to be, as the command line and the configuration file say."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final

import pytest

MANUAL: Final = "manual"
SPEED: Final = "longtake_emulator_speed"
SEED: Final = "longtake_emulator_seed"
STRICT: Final = "longtake_emulator_strict"


@dataclass(frozen=True)
class Settings:
    """The clock and the seed of the emulator, and whether it is strict."""

    speed: float | None
    """How many times faster than real time its clock runs; None for one that is moved by hand."""
    seed: int
    strict: bool = False
    """Whether it refuses unknown fields of a body, and null for an optional one."""


def add_options(parser: pytest.Parser) -> None:
    """Tell pytest which options there are."""
    group = parser.getgroup("longtake", "emulated vendors (longtake)")

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
        "where the ids and waiting times of longtake_emulator come from (default: 0)",
    )
    add(
        STRICT,
        "BOOL",
        "false",
        "true lets longtake_emulator refuse unknown fields of a body, and null for an optional one",
    )


def read(config: pytest.Config) -> Settings:
    """Return what the user has chosen; `pytest.UsageError` for what cannot be."""
    return Settings(
        speed=_speed(*_chosen(config, SPEED)),
        seed=_seed(*_chosen(config, SEED)),
        strict=_flag_value(*_chosen(config, STRICT)),
    )


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _chosen(config: pytest.Config, name: str) -> tuple[str, str]:
    """Return the value, and what to call the place where it was given."""
    given: str | None = config.getoption(name)
    if given is not None:
        return given, _flag(name)
    return str(config.getini(name)), name


def _speed(text: str, where: str) -> float | None:
    if text.strip() == MANUAL:
        return None
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed < inf:
        raise pytest.UsageError(f"{where}: {text!r} is neither {MANUAL} nor a number above 0")
    return speed


def _seed(text: str, where: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise pytest.UsageError(f"{where}: {text!r} is no whole number") from None


def _flag_value(text: str, where: str) -> bool:
    values = {"true": True, "false": False}
    if text.strip().lower() not in values:
        raise pytest.UsageError(f"{where}: must be true or false, got {text!r}")
    return values[text.strip().lower()]
