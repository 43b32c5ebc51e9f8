"""`python -m scripts.capture`: fetch the providers' pages.

No other command sends requests to providers.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.capture import sources
from scripts.capture.clock import RealClock
from scripts.capture.models import ModelCapture
from scripts.capture.robots import Robots
from scripts.capture.run import Folders, capture
from scripts.capture.web import FetchLimits, Web
from scripts.options import SpecsOption
from scripts.specs.errors import SpecError
from scripts.specs.files import SPECS

if TYPE_CHECKING:
    from scripts.capture.manifest import ManifestEntry

_INTERRUPTED = 130
app = typer.Typer(add_completion=False)


@app.command()
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
    ] = FetchLimits().pause_s,
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--models",
            metavar="PATTERN",
            help="Capture no pages, but the schemas of the models whose ids fit, such as 'veo/*', "
            "from the provider's catalogue. Needs the provider's key in the environment.",
        ),
    ] = None,
) -> None:
    """Fetch the pages that specs/PROVIDER/provider.yaml lists, one request at a time.

    Nothing in specs/ is touched: `python -m scripts.capture.adopt` does that.

    Exit status: 0 when every page was captured, 1 when one was removed or could not be, 2 when the
    command or a file it reads is wrong.
    """
    try:
        chosen = _chosen(specs, providers or [])
        with Web(RealClock(), FetchLimits(pause_s=delay), report=_report_retry) as web:
            folders = Folders(output, specs)
            if models:
                found = _capture_models(chosen, models, folders, web)
            else:
                found = capture(chosen, folders, web, Robots(web), _report)
    except SpecError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        typer.echo("Interrupted. What was captured so far is whole.", err=True)
        raise typer.Exit(_INTERRUPTED) from None
    if any(entry.outcome in {"removed", "failed"} for entry in found):
        raise typer.Exit(1)


def _capture_models(
    chosen: list[sources.ProviderPages], patterns: list[str], folders: Folders, web: Web
) -> list[ManifestEntry]:
    """Capture schemas from the catalogues of the chosen providers that have one."""
    found: list[ManifestEntry] = []
    with_models = [(provider, provider.models) for provider in chosen if provider.models]
    if not with_models:
        raise SpecError("expected a provider with `models` in its provider.yaml")
    keys = {each.key_variable: os.environ.get(each.key_variable, "") for _, each in with_models}
    for variable, key in keys.items():
        if not key:
            raise SpecError(f"expected the key of the provider in {variable}")
    for provider, catalogue in with_models:
        key = keys[catalogue.key_variable]
        found += ModelCapture(provider, catalogue, key, folders, web).capture(patterns, _report)
    return found


def _chosen(specs: Path, names: list[str]) -> list[sources.ProviderPages]:
    known = sources.known(specs)
    if not known:
        raise SpecError(f"expected a folder with PROVIDER/{sources.FILE_NAME} in it", file=specs)
    for name in names:
        if name not in known:
            raise SpecError(f"no provider {name}: expected one of {', '.join(known)}")
    # All are read before the first request: a mistake in the last costs no provider anything.
    return [sources.load(specs, name) for name in dict.fromkeys(names or known)]


def _report(entry: ManifestEntry) -> None:
    reason = f" ({entry.reason})" if entry.reason else ""
    typer.echo(f"{entry.provider}/{entry.page}: {entry.outcome}{reason}")


def _report_retry(line: str) -> None:
    typer.echo(line, err=True)


if __name__ == "__main__":
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
