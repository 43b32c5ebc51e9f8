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
from types import FrameType
from typing import TextIO, cast

from longtake.emulator.clock import ScaledClock
from longtake.emulator.emulator import Emulator
from longtake.emulator.ledger import RequestRecord
from longtake.emulator.server import serve

DESCRIPTION = """\
Run the emulated vendors kie.ai, useapi.net and chainhub.tech on this machine.

Prints NAME=value lines once it listens: base URLs, keys that work, and ids of videos to extend.
Requests are shown as they arrive, on the standard error. Ctrl-C stops it.
"""
EPILOG = """\
What happened so far is at LONGTAKE_EMULATOR_URL/_emulator/state, as JSON;
POST {"seconds": 60} to LONGTAKE_EMULATOR_URL/_emulator/advance moves the clock on.
"""

log = logging.getLogger("longtake.emulator")


def positive(text: str) -> float:
    """Read a number greater than 0."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be greater than 0")
    return value


def port_number(text: str) -> int:
    """Read a port."""
    value = int(text)
    if not 0 <= value <= 65535:  # noqa: PLR2004 - what a port is
        raise argparse.ArgumentTypeError("must be from 0 to 65535")
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
    return parser


def show(record: RequestRecord) -> None:
    """Log one request."""
    status = "connection cut" if record.status is None else str(record.status)
    code = "" if record.code in {None, record.status} else f" code {record.code}"
    made = "" if record.task_id is None else f", made {record.task_id}"
    log.info("%s %s %s: %s%s%s", record.provider, record.method, record.path, status, code, made)


def reason(error: Exception) -> str:
    """Return what went wrong, without the number that an `OSError` begins with."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


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
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    log.setLevel(logging.INFO)
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    emulator = Emulator(clock=ScaledClock(options.speed), seed=options.seed)
    emulator.ledger.listen(show)
    with ExitStack() as running:
        for number in (signal.SIGINT, signal.SIGTERM):
            running.callback(signal.signal, number, signal.signal(number, on_signal))
        try:
            server = running.enter_context(serve(emulator, host=options.host, port=options.port))
        except (OSError, ValueError) as error:
            where = f"{options.host} port {options.port}"
            sys.stderr.write(f"Cannot listen on {where}: {reason(error)}\n")
            return 1
        try:
            announce(server.environment)
        except OSError as error:
            sys.stderr.write(f"Cannot write to the standard output: {reason(error)}\n")
            return 1
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
