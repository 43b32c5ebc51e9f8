"""The command line: `build`, `read` and `merged`."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.options import SpecsOption
from scripts.specs import files, provider_run
from scripts.specs.errors import Note, SpecError, shown, together

if TYPE_CHECKING:
    from collections.abc import Generator

    from scripts.specs.provider_run import ProviderRun

app = typer.Typer(
    help="""Turn provider documentation pages into normalized OpenAPI 3.1 documents.

    Exit status: 0 done, 1 --check found a file that is not up to date, 2 a page, a supplement or
    the command itself is wrong.
    """,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

StrictOption = Annotated[
    bool, typer.Option("--strict", help="Fail when something on a page could not be carried over.")
]


@contextmanager
def _reported() -> Generator[None]:
    """Errors about pages and supplements are for people: one message, status 2, no traceback."""
    try:
        yield
    except SpecError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def _show(notes: list[Note], *, strict: bool) -> None:
    for note in notes:
        typer.echo(str(note), err=True)
    if strict and any(note.kind == "left out" for note in notes):
        raise SpecError("--strict: not everything on the pages was carried over (see above)")


def _run_all(specs: Path, providers: list[str]) -> dict[str, ProviderRun]:
    done: dict[str, ProviderRun] = {}
    errors: list[SpecError] = []
    for name in providers:
        try:
            done[name] = provider_run.run(specs, name)
        except SpecError as error:
            errors.append(error)
    if errors:
        raise together(errors)
    return done


def _store(run: ProviderRun, *, check: bool) -> None:
    if run.is_current:
        typer.echo(f"{shown(run.file)}: up to date ({run.summary})")
    elif check:
        message = f"{shown(run.file)} is not what its pages and supplement give: run `make specs`"
        typer.echo(message, err=True)
    else:
        files.write(run.file, run.built.text)
        typer.echo(f"wrote {shown(run.file)} ({run.summary})")
    if not check:
        run.record()


@app.command()
def build(
    providers: Annotated[
        list[str] | None, typer.Argument(metavar="[PROVIDER]...", help="Which; default: all.")
    ] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 naming each file that differs.")
    ] = False,
    strict: StrictOption = False,
    specs: SpecsOption = files.SPECS,
) -> None:
    """Write specs/PROVIDER/openapi.yaml from its pages, written documents and supplement.

    Nothing is written unless every provider's document is complete and valid. A provider whose
    inputs and document are as the last run left them is passed over.
    """
    with _reported():
        known = files.providers(specs)
        if not known:
            raise SpecError("expected a folder with PROVIDER/pages in it", file=specs)
        for name in providers or []:
            if name not in known:
                raise SpecError(f"no provider {name}: expected one of {', '.join(known)}")
        started = time.perf_counter()
        chosen = list(dict.fromkeys(providers or known))
        # Both options ask for a proof, which no record is.
        fresh = check or strict
        messages = {name: None if fresh else provider_run.unchanged(specs, name) for name in chosen}
        done = _run_all(specs, [name for name in chosen if messages[name] is None])
        for name in chosen:
            for line in messages[name] or []:
                typer.echo(line, err=True)
            _show(done[name].built.notes if name in done else [], strict=strict)
        for run in done.values():
            _store(run, check=check)
        if check and not all(run.is_current for run in done.values()):
            raise typer.Exit(1)
        if same := [name for name in chosen if name not in done]:
            took = time.perf_counter() - started
            typer.echo(f"nothing changed: {', '.join(same)} ({took:.2f} s)")


@app.command()
def read(
    pages: Annotated[list[Path], typer.Argument(metavar="PAGE...", help="Pages of any dialect.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write here, not to the terminal; .json gives JSON."),
    ] = None,
    strict: StrictOption = False,
) -> None:
    """Print the normalized OpenAPI that pages amount to, without any supplement."""
    with _reported():
        from scripts.specs import build as building  # noqa: PLC0415 - see provider_run.run

        built = building.read(pages)
        _show(built.notes, strict=strict)
        if output is None:
            typer.echo(built.text, nl=False)
            return
        as_json = output.suffix == ".json"
        text = (
            f"{json.dumps(built.document, indent=2, ensure_ascii=False)}\n"
            if as_json
            else built.text
        )
        files.write(output, text)
        typer.echo(f"wrote {shown(output)}", err=True)


@app.command()
def merged(
    provider: Annotated[str, typer.Argument(help="A folder below specs/.")],
    *,
    specs: SpecsOption = files.SPECS,
) -> None:
    """Print a provider's pages and written documents, merged: a supplement's targets name its parts."""
    with _reported():
        from scripts.specs.build import merged as merge_pages  # noqa: PLC0415 - see provider_run.run
        from scripts.specs.yaml.write import dump  # noqa: PLC0415 - see provider_run.run

        pages, written = files.pages(specs, provider), files.written(specs / provider)
        document, _ = merge_pages(pages, written)
        typer.echo(dump(document), nl=False)
