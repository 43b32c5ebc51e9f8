"""`python -m longtake.emulator`: the emulated vendors for programs in any language."""

import argparse
import errno
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from math import inf, nan
from pathlib import Path
from types import FrameType
from typing import TextIO, cast

# What needs the extra is imported by its first use: what is missing is to be said in a sentence.
import longtake.emulator as emulators
from longtake.emulator import needs, providers, script
from longtake.emulator.arrivals import arrival, delivery

DESCRIPTION = f"""\
Run the emulated providers {", ".join(providers.HOSTS)} on this machine.

Prints NAME=value lines once it listens: base URLs, keys that work, and ids of videos to extend.
Requests are shown as they arrive, on the standard error. Ctrl-C stops it.
"""
EPILOG = """\
a script is TOML; this one lets the next task of each kind be made and paid for, and its response get lost:

    [[fault]]
    family = "*"
    on = "submit"
    do = "cut"
    accepted = true

python -m pydoc longtake.emulator.script tells what else it can say.

while it runs, it is spoken to at LONGTAKE_EMULATOR_URL/_emulator, which lists what can be said:

    curl "$LONGTAKE_EMULATOR_URL/_emulator/state"
    curl "$LONGTAKE_EMULATOR_URL/_emulator/advance" -d '{"seconds": 60}'
    curl "$LONGTAKE_EMULATOR_URL/_emulator/script" -H 'Content-Type: application/toml' \\
        --data-binary @bad_day.toml
"""

STOPPED = 0
FAILED = 1
# As argparse has it for an option that is wrong.
MISUSED = 2

log = logging.getLogger("longtake.emulator")


def positive(text: str) -> float:
    """Read a number greater than 0."""
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not 0 < value < inf:
        raise argparse.ArgumentTypeError(f"must be a number greater than 0, not {text!r}")
    return value


def port_number(text: str) -> int:
    """Read a port."""
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 65535:  # noqa: PLR2004 - what a port is
        raise argparse.ArgumentTypeError(f"must be a number from 0 to 65535, not {text!r}")
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
        help="port of the host that has the videos; 0, the default: a free one",
    )
    parser.add_argument(
        "--speed",
        type=positive,
        default=1.0,
        metavar="FACTOR",
        help="how many times faster than real time tasks go on; 60 makes a minute a second"
        " (default: 1)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="N",
        help="where ids and waiting times come from; the same seed gives the same (default: 0)",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="refuse unknown fields of a body, and null for an optional one, which the vendors ignore",
    )
    parser.add_argument(
        "--script",
        type=Path,
        metavar="FILE",
        help="what is to go wrong, in TOML (see below)",
    )
    providers.add_key_options(parser)
    return parser


def reason(error: Exception) -> str:
    """Return what went wrong, without the number that an `OSError` begins with."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def complain(text: str) -> None:
    """Write a line to the standard error, if there is one."""
    stderr = cast("TextIO | None", sys.stderr)
    if stderr is not None:
        stderr.write(f"{text}\n")


def announce(environment: Mapping[str, str]) -> None:
    """Print NAME=value lines, in one piece: a reader may want no more than the first."""
    stdout = cast("TextIO | None", sys.stdout)
    if stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    try:
        stdout.write("".join(f"{name}={value}\n" for name, value in environment.items()))
        stdout.flush()
    except OSError:
        # What could not be written is still there, and would be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        raise


def main(argv: list[str] | None = None) -> int:
    """Serve until a signal comes; return the exit status."""
    options = arguments().parse_args(argv)
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    with ExitStack() as signals:
        # First of all: what comes next takes half a second, and may be stopped as well.
        for number in (signal.SIGINT, signal.SIGTERM):
            signals.callback(signal.signal, number, signal.signal(number, on_signal))
        try:
            needs.check()
        except ModuleNotFoundError as error:
            complain(str(error))
            return FAILED
        return run(options, stop)


def run(options: argparse.Namespace, stop: threading.Event) -> int:
    """Serve until `stop` is set; return the exit status."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    log.setLevel(logging.INFO)
    clock = emulators.ScaledClock(options.speed)
    try:
        keys = providers.keys_of(options)
    except ValueError as error:
        complain(str(error))
        return MISUSED
    emulator = emulators.Emulator(
        clock=clock, seed=options.seed, webhook_keys=keys, strict=options.strict
    )
    emulator.ledger.listen(lambda record: log.info("%s", arrival(record, emulator.ledger)))
    emulator.ledger.listen_to_deliveries(lambda record: log.info("%s", delivery(record)))
    if options.script is not None:
        try:
            put_in = script.apply(emulator.families, script.load(options.script))
        except script.ScriptError as error:
            complain(str(error))
            return MISUSED
        for told in put_in:
            log.info("script: %s", told)
    with ExitStack() as running:
        try:
            server = running.enter_context(
                emulators.serve(
                    emulator, host=options.host, port=options.port, media_port=options.media_port
                )
            )
        except (OSError, ValueError) as error:
            where = f"{options.host} port {options.port}"
            if options.media_port:
                where += f" and {options.media_port}"
            complain(f"Cannot listen on {where}: {reason(error)}")
            return FAILED
        try:
            announce(server.environment)
        except OSError as error:
            complain(f"Cannot write to the standard output: {reason(error)}")
            return FAILED
        stop.wait()
    return STOPPED


if __name__ == "__main__":
    sys.exit(main())
