"""The command line: `build`, `read` and `merged`."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.options import SpecsOption
from scripts.specs import files, jobs
from scripts.specs.errors import Note, SpecError, shown, together

if TYPE_CHECKING:
    from collections.abc import Generator

    from scripts.specs.jobs import Job

app = typer.Typer(
    help="""Turn vendor documentation pages into normalized OpenAPI 3.1 documents.

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


def _run_all(specs: Path, providers: list[str]) -> dict[str, Job]:
    done: dict[str, Job] = {}
    errors: list[SpecError] = []
    for name in providers:
        try:
            done[name] = jobs.run(specs, name)
        except SpecError as error:
            errors.append(error)
    if errors:
        raise together(errors)
    return done


def _store(job: Job, *, check: bool) -> None:
    if job.is_current:
        typer.echo(f"{shown(job.file)}: up to date ({job.summary})")
    elif check:
        message = f"{shown(job.file)} is not what its pages and supplement give: run `make specs`"
        typer.echo(message, err=True)
    else:
        files.write(job.file, job.built.text)
        typer.echo(f"wrote {shown(job.file)} ({job.summary})")
    if not check:
        job.record()


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
        said = {name: None if fresh else jobs.unchanged(specs, name) for name in chosen}
        done = _run_all(specs, [name for name in chosen if said[name] is None])
        for name in chosen:
            for line in said[name] or []:
                typer.echo(line, err=True)
            _show(done[name].built.notes if name in done else [], strict=strict)
        for job in done.values():
            _store(job, check=check)
        if check and not all(job.is_current for job in done.values()):
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
        from scripts.specs import build as building  # noqa: PLC0415 - see jobs.run

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
    """Print a provider's pages and written documents, merged: what a supplement's targets speak of."""
    with _reported():
        from scripts.specs.build import merged as merge_pages  # noqa: PLC0415 - see jobs.run
        from scripts.specs.yaml_write import dump  # noqa: PLC0415 - see jobs.run

        pages, written = files.pages(specs, provider), files.written(specs / provider)
        document, _ = merge_pages(pages, written)
        typer.echo(dump(document), nl=False)
