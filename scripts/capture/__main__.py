"""`python -m scripts.capture`: fetch the vendors' pages. The only command that talks to vendors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scripts.capture import sources
from scripts.capture.clock import SystemClock
from scripts.capture.manifest import Entry
from scripts.capture.robots import Robots
from scripts.capture.run import Folders, capture
from scripts.capture.web import Limits, Web
from scripts.options import SpecsOption
from scripts.specs.errors import SpecError
from scripts.specs.files import SPECS

_INTERRUPTED = 130


def main(
    providers: Annotated[
        list[str] | None, typer.Argument(metavar="[PROVIDER]...", help="Which; default: all.")
    ] = None,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="Where PROVIDER/PAGE and captured.json go. An earlier capture there is asked for "
            "changes only.",
        ),
    ],
    specs: SpecsOption = SPECS,
    delay: Annotated[
        float,
        typer.Option("--delay", min=0, help="Seconds between two requests to one host."),
    ] = Limits().pause_s,
) -> None:
    """Fetch the pages that specs/PROVIDER/provider.yaml lists, one request at a time.

    Nothing in specs/ is touched: `python -m scripts.capture.adopt` does that.

    Exit status: 0 when every page was captured, 1 when one is gone or could not be, 2 when the
    command or a file it reads is wrong.
    """
    try:
        chosen = _chosen(specs, providers or [])
        with Web(SystemClock(), Limits(pause_s=delay), say=_say_later) as web:
            found = capture(chosen, Folders(output, specs), web, Robots(web), _say)
    except SpecError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        typer.echo("Interrupted. What was captured so far is whole.", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if any(entry.outcome in {"gone", "failed"} for entry in found):
        raise typer.Exit(1)


def _chosen(specs: Path, names: list[str]) -> list[sources.Provider]:
    known = sources.known(specs)
    if not known:
        raise SpecError(f"expected a folder with PROVIDER/{sources.FILE_NAME} in it", file=specs)
    for name in names:
        if name not in known:
            raise SpecError(f"no provider {name}: expected one of {', '.join(known)}")
    # All are read before the first request: a mistake in the last costs no vendor anything.
    return [sources.load(specs, name) for name in dict.fromkeys(names or known)]


def _say(entry: Entry) -> None:
    reason = f" ({entry.reason})" if entry.reason else ""
    typer.echo(f"{entry.provider}/{entry.page}: {entry.outcome}{reason}")


def _say_later(line: str) -> None:
    typer.echo(line, err=True)


if __name__ == "__main__":
    try:
        typer.run(main)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
