"""The command line: `OLD NEW`, and `pages FOLDER`."""

from __future__ import annotations

import sys
import traceback
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from typer.core import TyperGroup

from scripts.drift import fresh_pages, sources
from scripts.drift.comparing import PythonComparison
from scripts.drift.comparing import compare as compare_documents
from scripts.drift.fresh_comparison import CommittedProvider, about_supplement, compare_provider
from scripts.drift.python.generated import generated_changes
from scripts.drift.rendering import as_json, as_markdown, as_terminal
from scripts.drift.report import Comparison, Report, summary
from scripts.options import SpecsOption
from scripts.specs import files
from scripts.specs.errors import SpecError, shown

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

FAILED: Final = 3
_USAGE: Final = 2
_DEFAULT: Final = "compare"
_COMMANDS: Final = {_DEFAULT, "pages", "--help"}

_HELP: Final = """
What changed in a provider's API, and what it means for the people who import the client.

\b
python -m scripts.drift OLD NEW
    two specifications, pages or folders of pages
python -m scripts.drift pages FOLDER
    fresh pages beside what is committed

`compare` need not be said. Write ./pages for a folder that is called like a command.

\b
Exit status:
    0    nothing changed
    1    what changed is harmless or new
    2    something breaks programs
    3    the command is wrong, or something cannot be read
    130  interrupted
"""


class Format(StrEnum):
    """How the report is written."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    JSON = "json"


class _Commands(TyperGroup):
    """Takes OLD NEW without the word `compare`, and keeps status 2 for what is breaking."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: object,
    ) -> object:
        """Run the command that the arguments name; `compare` if they name none."""
        given = list(sys.argv[1:] if args is None else args)
        if given and given[0] not in _COMMANDS:
            given.insert(0, _DEFAULT)
        try:
            return super().main(
                given, prog_name, complete_var, standalone_mode, windows_expand_args, **extra
            )
        except SystemExit as stop:
            # Typer ends a wrong call with 2; only a command's own status is an Exit.
            if stop.code == _USAGE and not isinstance(stop.__context__, typer.Exit):
                raise SystemExit(FAILED) from None
            raise
        except Exception:  # noqa: BLE001 - Python would end with 1, which says that nothing breaks
            traceback.print_exc()
            raise SystemExit(FAILED) from None


app = typer.Typer(
    cls=_Commands,
    help=_HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to write the report.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write the report to this file, not to the terminal."),
]
PythonOption = Annotated[
    bool,
    typer.Option(
        "--python/--no-python",
        help="Compare the generated Python too: without it, it is quicker and rates less surely.",
    ),
]


@contextmanager
def _reported() -> Generator[None]:
    """Errors are for people: one message, status 3, no traceback."""
    try:
        yield
    except SpecError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from None
    except OSError as error:
        typer.echo(f"{error.filename or 'a file'}: {error.strerror}", err=True)
        raise typer.Exit(FAILED) from None


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="The old specification, page or folder of pages.")],
    new: Annotated[Path, typer.Argument(help="The new specification, page or folder of pages.")],
    *,
    supplement: Annotated[
        Path | None,
        typer.Option("--supplement", help="Corrections to apply to pages, on both sides."),
    ] = None,
    format_: FormatOption = Format.TERMINAL,
    output: OutputOption = None,
    python: PythonOption = True,
) -> None:
    """Compare two things. Each is a specification, a page or a folder of pages.

    A specification is what `make specs` wrote. Everything else, a provider's own OpenAPI file
    included, is read as a page and normalized.
    """
    with _reported():
        before = sources.read(old, supplement)
        after = sources.read(new, supplement, before)
        changes = about_supplement(before, after)
        changes += compare_documents(*sources.normalized_pair(before, after), _python(python))
        _finish(Report([Comparison("", shown(old), shown(new), changes)]), format_, output)


@app.command()
def pages(
    folder: Annotated[Path, typer.Argument(help="FOLDER/PROVIDER/PAGE..., or FOLDER/PAGE...")],
    *,
    format_: FormatOption = Format.TERMINAL,
    output: OutputOption = None,
    python: PythonOption = True,
    specs: SpecsOption = files.SPECS,
) -> None:
    """Compare fresh pages with what is committed, for each provider.

    A fresh page stands for the committed one of its name. A committed page that the folder lacks
    stays, unless FOLDER/captured.json says that it was removed.
    """
    with _reported():
        found = fresh_pages.find(folder, specs)
        comparisons = [
            compare_provider(CommittedProvider(specs, name), fresh, _python(python))
            for name, fresh in found.items()
        ]
        _finish(Report(comparisons), format_, output)


def _python(wanted: bool) -> PythonComparison | None:
    return generated_changes if wanted else None


def _finish(report: Report, format_: Format, output: Path | None) -> None:
    """Write the report where it was asked for, and end with its status."""
    if output is not None:
        files.write(output, _text(report, format_))
        typer.echo(f"wrote {shown(output)}: {summary(report.changes)}")
    elif format_ is Format.TERMINAL:
        _print(report)
    else:
        typer.echo(_text(report, format_), nl=False)
    raise typer.Exit(report.status)


def _print(report: Report) -> None:
    console = Console(highlight=False)
    if console.is_terminal:
        as_terminal.show(report, console)
    else:
        typer.echo(as_terminal.render(report, width=console.width), nl=False)


def _text(report: Report, format_: Format) -> str:
    if format_ is Format.JSON:
        return as_json.render(report)
    if format_ is Format.MARKDOWN:
        return as_markdown.render(report)
    return as_terminal.render(report)
