"""`python -m longtake.emulator`: the emulated providers for programs in any language."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import sys
import threading
from contextlib import ExitStack
from math import inf, nan
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO, cast

# Its names that need the extra are imported at their first use, so that a sentence can name what is missing.
import longtake.emulator as emulators
from longtake.emulator import script
from longtake.emulator.account import HOSTS, add_key_options, webhook_keys_of
from longtake.emulator.extra import require_extra
from longtake.emulator.ledger import describe_delivery, describe_request

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

DESCRIPTION: Final = f"""\
Run the emulated providers {", ".join(HOSTS)} on this machine.

Prints NAME=value lines once it listens: base URLs, valid keys, and ids of videos to extend.
Logs requests to standard error as they arrive. Ctrl-C stops it.
"""
EPILOG: Final = """\
A script is TOML. With this one, the next task of each kind is created and charged, but the response is lost:

    [[fault]]
    kind = "*"
    on = "submit"
    do = "cut"
    accepted = true

With this one, the next task of each kind fails. The values of fail are "moderation" and "error":

    [[task]]
    kind = "*"
    fail = "moderation"

For the format, run python -m pydoc longtake.emulator.script.

The control API at LONGTAKE_EMULATOR_URL/_emulator lists its requests:

    curl "$LONGTAKE_EMULATOR_URL/_emulator/state"
    curl "$LONGTAKE_EMULATOR_URL/_emulator/advance" -d '{"seconds": 60}'
    curl "$LONGTAKE_EMULATOR_URL/_emulator/script" -H 'Content-Type: application/toml' \\
        --data-binary @faults.toml
"""

STOPPED: Final = 0
FAILED: Final = 1
# The exit status of argparse for a wrong option.
MISUSED: Final = 2

log = logging.getLogger("longtake.emulator")


def positive(text: str) -> float:
    """Parse a number greater than 0."""
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not 0 < value < inf:
        raise argparse.ArgumentTypeError(f"must be a number greater than 0, got {text!r}")
    return value


def port_number(text: str) -> int:
    """Parse a port."""
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 65535:  # noqa: PLR2004 - the highest port
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, got {text!r}")
    return value


def arguments() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m longtake.emulator",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=port_number, default=0, help="port to listen on; 0, the default: a free one"
    )
    parser.add_argument(
        "--media-port",
        type=port_number,
        default=0,
        metavar="PORT",
        help="port that serves the videos; 0, the default: a free one",
    )
    parser.add_argument(
        "--speed",
        type=positive,
        default=1.0,
        metavar="FACTOR",
        help="how many times faster than real time the clock runs; at 60, a minute takes a second."
        " Your program's own pauses stay as they are: let it poll more often (default: 1)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="the seed of ids and durations; the same seed gives the same values (default: 0)",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse unknown fields of a body and null for optional fields; the providers ignore both",
    )
    parser.add_argument(
        "--script",
        type=Path,
        metavar="FILE",
        help="the faults to inject, in TOML (see below)",
    )
    add_key_options(parser)
    return parser


def reason(error: Exception) -> str:
    """Return the message of an error, without the number at the beginning of an `OSError`."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def print_error(text: str) -> None:
    """Write a line to the standard error, if there is one."""
    stderr = cast("TextIO | None", sys.stderr)
    if stderr is not None:
        stderr.write(f"{text}\n")


def print_environment(environment: Mapping[str, str]) -> None:
    """Print NAME=value lines in one write: a reader may read only the first."""
    stdout = cast("TextIO | None", sys.stdout)
    if stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    try:
        stdout.write("".join(f"{name}={value}\n" for name, value in environment.items()))
        stdout.flush()
    except OSError:
        # The text is still in the buffer, and would be written again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        raise


def main(argv: list[str] | None = None) -> int:
    """Serve until a signal arrives; return the exit status."""
    options = arguments().parse_args(argv)
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    with ExitStack() as signals:
        # First of all: the imports take half a second, and can be stopped as well.
        for number in (signal.SIGINT, signal.SIGTERM):
            signals.callback(signal.signal, number, signal.signal(number, on_signal))
        try:
            require_extra()
        except ModuleNotFoundError as error:
            print_error(str(error))
            return FAILED
        return run(options, stop)


def run(options: argparse.Namespace, stop: threading.Event) -> int:
    """Serve until `stop` is set; return the exit status."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    log.setLevel(logging.INFO)
    clock = emulators.ScaledClock(options.speed)
    try:
        keys = webhook_keys_of(options)
    except ValueError as error:
        print_error(str(error))
        return MISUSED
    emulator = emulators.Emulator(
        clock=clock, seed=options.seed, webhook_keys=keys, strict=options.strict
    )
    emulator.ledger.listen(lambda record: log.info("%s", describe_request(record, emulator.ledger)))
    emulator.ledger.listen_to_deliveries(lambda record: log.info("%s", describe_delivery(record)))
    if options.script is not None:
        try:
            added = script.apply(emulator.task_kinds, script.load(options.script))
        except script.ScriptError as error:
            print_error(str(error))
            return MISUSED
        for description in added:
            log.info("script: %s", description)
    with ExitStack() as running:
        try:
            server = running.enter_context(
                emulators.serve(
                    emulator, host=options.host, port=options.port, media_port=options.media_port
                )
            )
        except (OSError, ValueError) as error:
            address = f"{options.host} port {options.port}"
            if options.media_port:
                address += f" and {options.media_port}"
            print_error(f"Cannot listen on {address}: {reason(error)}")
            return FAILED
        try:
            print_environment(server.environment)
        except OSError as error:
            print_error(f"Cannot write to the standard output: {reason(error)}")
            return FAILED
        stop.wait()
    return STOPPED


if __name__ == "__main__":
    sys.exit(main())
