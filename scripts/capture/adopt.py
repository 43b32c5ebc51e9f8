"""`python -m scripts.capture.adopt`: captured pages that differ become the pages in specs/."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.capture import manifest, sources
from scripts.capture.run import Folders
from scripts.options import SpecsOption
from scripts.specs.errors import SpecError, shown
from scripts.specs.files import SPECS, is_current, write

if TYPE_CHECKING:
    from scripts.capture.manifest import ManifestEntry
app = typer.Typer(add_completion=False)


def adopt(folders: Folders) -> list[Path]:
    """Copy every page that was captured and differs; the files that were written.

    Nothing is written unless each of them is the page that was captured. A page that was removed or
    failed leaves the committed one alone: whether an operation is dropped is a person's decision.

    Raises:
        SpecError: If a page is not listed, is not what the manifest says, or cannot be written.
    """
    if not (folders.output / manifest.FILE_NAME).is_file():
        raise SpecError("expected the folder of a capture", file=folders.output)
    entries = [
        entry for entry in manifest.load(folders.output) if entry.outcome in {"new", "changed"}
    ]
    texts = {folders.committed(*entry.key): _text(entry, folders) for entry in entries}
    differing = {file: text for file, text in texts.items() if not is_current(file, text)}
    for file, text in differing.items():
        write(file, text)
    return list(differing)


def removed(folders: Folders) -> list[str]:
    """Return what a person has to decide about each page that the provider no longer publishes."""
    return [
        f"{shown(folders.committed(*entry.key))} is no longer on the provider's site: if its operations "
        "are, remove it, its entry in provider.yaml and its actions in supplement.yaml"
        for entry in manifest.load(folders.output)
        if entry.outcome == "removed" and folders.committed(*entry.key).exists()
    ]


def _text(entry: ManifestEntry, folders: Folders) -> str:
    listed = sources.load(folders.specs, entry.provider).pages
    names = [source.file for source in listed]
    if entry.page not in names and not sources.is_model_page(entry.page):
        raise SpecError(
            f"expected {entry.page} to be listed",
            file=folders.specs / entry.provider / "provider.yaml",
        )
    file = folders.captured(*entry.key)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SpecError(f"cannot be read: {error.strerror}", file=file) from None
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise SpecError("expected the page that was captured: capture it anew", file=file)
    return data.decode("utf-8")


@app.command()
def main(
    captured: Annotated[Path, typer.Argument(metavar="FOLDER", help="What a capture wrote.")],
    *,
    specs: SpecsOption = SPECS,
) -> None:
    """Copy the captured pages that are new or changed to specs/PROVIDER/pages."""
    try:
        folders = Folders(captured, specs)
        written = adopt(folders)
    except SpecError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    for file in written:
        typer.echo(f"wrote {shown(file)}")
    if not written:
        typer.echo("nothing to adopt")
    for line in removed(folders):
        typer.echo(line, err=True)


if __name__ == "__main__":
    app()
