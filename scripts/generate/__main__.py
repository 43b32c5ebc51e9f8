"""`python -m scripts.generate`: write, or compare, the packages in `generated/`."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scripts import records
from scripts.generate.clients import GenerationError
from scripts.generate.folders import differences, replace_folder
from scripts.generate.packages import write_package
from scripts.generate.spec_views import SpecificationError
from scripts.generate.templates_patched import PatchError, write_templates
from scripts.specs.errors import SpecError, shown
from scripts.specs.yaml.read import read_yaml_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.json_types import JsonObject

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
GENERATED = ROOT / "generated"


def read_spec(path: Path) -> JsonObject:
    """Return the specification in a YAML file.

    Raises:
        SpecificationError: If there is no such file, or it is no YAML object.
    """
    try:
        return read_yaml_object(path.read_text(encoding="utf-8"), file=path)[0]
    except (OSError, UnicodeDecodeError) as error:
        raise SpecificationError(f"{path} cannot be read: {error}") from None
    except SpecError as error:
        raise SpecificationError(str(error)) from None


def is_current(provider: str) -> bool:
    """Return whether the package is as the last run left it, and so is all that it was made from."""
    record = records.read(_record(provider))
    package = GENERATED / f"longtake_{provider}"
    return (
        record is not None
        and record.output == records.digest([package])
        and record.inputs == _inputs(provider)
    )


def _generate(providers: list[str], *, check: bool) -> Iterator[list[str]]:
    """Generate the providers one after the other; gives the files that differ for each."""
    if not providers:
        return
    GENERATED.mkdir(exist_ok=True)
    # Inside generated/, so that putting a package in its place is one rename.
    with tempfile.TemporaryDirectory(prefix=".new-", dir=GENERATED) as folder:
        templates = Path(folder, "templates")
        write_templates(templates)
        for provider in providers:
            started = time.perf_counter()
            inputs = _inputs(provider)
            package = Path(folder, f"longtake_{provider}")
            write_package(read_spec(SPECS / provider / "openapi.yaml"), package, templates)
            files = sum(1 for path in package.rglob("*") if path.is_file())
            target = GENERATED / package.name
            changed = differences(package, target)
            if changed and not check:
                replace_folder(package, target)
            if not check:
                output = records.digest([target])
                records.write(_record(provider), records.BuildRecord(inputs, output, []))
            took = f"{time.perf_counter() - started:.1f} s"
            name = shown(target)
            if not changed:
                typer.echo(f"{name}: up to date ({files} files, {took})")
            elif check:
                typer.echo(f"{name}: {len(changed)} files differ ({files} files, {took})")
            else:
                typer.echo(f"wrote {name} ({len(changed)} of {files} files changed, {took})")
            yield changed


def _inputs(provider: str) -> str:
    code = [Path(__file__).parent, ROOT / "scripts" / "specs"]
    return records.inputs_digest([SPECS / provider / "openapi.yaml"], code)


def _record(provider: str) -> Path:
    return GENERATED / ".cache" / f"{provider}.json"


def _orphans(providers: list[str]) -> list[str]:
    """Return the packages of removed providers. They are deleted by hand: programs may import them."""
    packages = {f"longtake_{provider}" for provider in providers}
    found = sorted(path.name for path in GENERATED.glob("longtake_*"))
    return [
        f"{shown(GENERATED / name)} is of no provider: remove it by hand"
        for name in found
        if name not in packages
    ]


def main(
    providers: Annotated[
        list[str] | None, typer.Argument(metavar="[PROVIDER]...", help="Which; default: all.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if generated/ is not up to date.")
    ] = False,
) -> None:
    """Write generated/longtake_PROVIDER from specs/PROVIDER/openapi.yaml.

    A provider whose specification and package are as the last run left them is passed over. Exit
    status: 0 done, 1 something cannot be generated or, with --check, is not up to date.
    """
    known = sorted(path.parent.name for path in SPECS.glob("*/openapi.yaml"))
    chosen = providers or known
    for provider in chosen:
        if provider not in known:
            raise typer.BadParameter(f"{provider!r} is not one of {', '.join(known)}")
    stale: list[str] = []
    started = time.perf_counter()
    # --check is the proof, so it takes nothing from a record.
    same = [provider for provider in chosen if not check and is_current(provider)]
    try:
        for changed in _generate([name for name in chosen if name not in same], check=check):
            stale += changed
        for line in [] if providers else _orphans(known):
            stale.append(line)
            typer.echo(line, err=True)
    except (
        GenerationError,
        PatchError,
        SpecificationError,
        subprocess.CalledProcessError,
        OSError,
    ) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    if same:
        took = time.perf_counter() - started
        typer.echo(f"nothing changed: {', '.join(same)} ({took:.2f} s)")
    if check and stale:
        typer.echo(
            "\n".join([*stale, "generated/ is not up to date: run `make generate`"]), err=True
        )
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
