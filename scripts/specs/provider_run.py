"""One provider's run: what it was made from, what came out, how long it took."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from scripts import records
from scripts.specs import files
from scripts.specs.json_types import obj, operations

if TYPE_CHECKING:
    from scripts.specs.build import Built

_CODE = (Path(__file__).parent,)


@frozen
class ProviderRun:
    """A provider's document as it was built just now."""

    specs: Path
    provider: str
    inputs: str
    built: Built
    took_s: float

    @property
    def file(self) -> Path:
        """Where the document belongs."""
        return files.target(self.specs, self.provider)

    @property
    def is_current(self) -> bool:
        """Whether it stands there already, byte for byte."""
        return files.is_current(self.file, self.built.text)

    @property
    def summary(self) -> str:
        """How much was made of how much, and how long it took."""
        document = self.built.document
        schemas = obj(obj(document.get("components")).get("schemas"))
        ours = files.written(self.specs / self.provider)
        return (
            f"{_many(len(files.pages(self.specs, self.provider)), 'page')}, "
            + (f"{len(ours)} written, " if ours else "")
            + f"{_many(len(list(operations(document))), 'operation')}, "
            f"{_many(len(schemas), 'schema')}, {self.took_s:.1f} s"
        )

    def record(self) -> None:
        """Remember the run, once its document stands in its file."""
        messages = [str(note) for note in self.built.notes]
        output = records.digest([self.file])
        records.write(
            _record(self.specs, self.provider), records.BuildRecord(self.inputs, output, messages)
        )


def run(specs: Path, provider: str) -> ProviderRun:
    """Build a provider's document.

    Raises:
        SpecError: A page, written document or supplement is wrong, or the result breaks a rule.
    """
    # Before the build: what changes while it runs is built again next time.
    inputs = _inputs(specs, provider)
    # These imports take 0.9 s. A run that finds everything up to date takes 0.2 s without them.
    from scripts.specs.build import build  # noqa: PLC0415 - see above

    started = time.perf_counter()
    built = build(specs, provider)
    return ProviderRun(specs, provider, inputs, built, time.perf_counter() - started)


def unchanged(specs: Path, provider: str) -> list[str] | None:
    """Return what was said when the document was built from these very inputs, None where it was not."""
    record = records.read(_record(specs, provider))
    if record is None or record.output != records.digest([files.target(specs, provider)]):
        return None
    return record.messages if record.inputs == _inputs(specs, provider) else None


def _inputs(specs: Path, provider: str) -> str:
    folder = specs / provider
    names = ("pages", "written", "provider.yaml", "supplement.yaml")
    others = [
        other for file in files.written(folder) if (other := files.passed_on(file)) is not None
    ]
    return records.inputs_digest([*(folder / name for name in names), *others], _CODE)


def _record(specs: Path, provider: str) -> Path:
    return specs / ".cache" / f"{provider}.json"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
