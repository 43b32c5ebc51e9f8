"""`python -m scripts.capture.pull_request`: the pull request of the weekly comparison.

A provider's words reach the request only through files, and what is not written by this project
stands in it as code: it can neither mention anybody nor close an issue.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from attrs import frozen

from scripts.capture import manifest
from scripts.specs.errors import SpecError
from scripts.specs.files import write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scripts.capture.manifest import ManifestEntry

app = typer.Typer(add_completion=False)
BODY: Final = "body.md"
LABEL: Final = "label"
ATTENTION: Final = "attention"
# GitHub takes 65536 characters; what is cut is on the run's page.
_LONGEST_REPORT: Final = 45_000
_LONGEST_LOG: Final = 8_000
_LOG_LINES: Final = 60
_DIFFERS: Final = 1
_BREAKING: Final = 2
_ERROR: Final = 3
_LABELS: Final = {
    0: "pages: no difference",
    _DIFFERS: "pages: harmless or new",
    _BREAKING: "pages: breaking",
    _ERROR: "pages: not compared",
}


@frozen
class PullRequestInputs:
    """The output of the workflow's earlier steps."""

    entries: list[ManifestEntry]
    drift: str
    """The report as Markdown."""
    drift_status: int
    make: str
    """The output of `make` with the new pages."""
    make_status: int

    @property
    def compared(self) -> bool:
        """Whether there is a report. A tool that crashes may end with any status, but writes none."""
        return self.drift_status == 0 or (
            self.drift_status in (_DIFFERS, _BREAKING) and bool(self.drift.strip())
        )


def label(findings: PullRequestInputs) -> str:
    """Return one of four, by the worst difference. What is not known to be harmless is not called so."""
    return _LABELS[findings.drift_status if findings.compared else _ERROR]


def attention(entries: Iterable[ManifestEntry]) -> list[ManifestEntry]:
    """Pages that need attention: removed or failed, though their address is known."""
    return [
        item for item in entries if item.outcome in {"removed", "failed"} and item.url is not None
    ]


def body(findings: PullRequestInputs) -> str:
    """Return the request's text."""
    parts = [
        "The providers' pages, as they are published now, beside the ones in `specs/`.",
        *_drift(findings),
        "## Pages",
        _table(findings.entries),
        *_made(findings),
        "Written by the weekly workflow, which replaces this text and this branch each time.",
    ]
    return "\n\n".join(parts) + "\n"


def _drift(findings: PullRequestInputs) -> list[str]:
    report = findings.drift.strip()
    if not findings.compared:
        sentence = "The pages could not be compared: the status of drift is"
        return [f"## What changed\n\n{sentence} {findings.drift_status}.", *_fenced(report)]
    if len(report) > _LONGEST_REPORT:
        return [_cut(report), "The report is cut here; the run's page has the whole."]
    return [report] if report else []


def _cut(report: str) -> str:
    """Return the first part of a report, up to a whole line, with no code and no fold left open."""
    kept = report[:_LONGEST_REPORT].rpartition("\n")[0]
    fences = re.findall(r"^\s*(`{3,})", kept, re.MULTILINE)
    folds = kept.count("<details>") - kept.count("</details>")
    ends = [*(fences[-1:] if len(fences) % 2 else []), *["</details>"] * folds]
    return "\n".join([kept, *ends])


def _table(entries: Iterable[ManifestEntry]) -> str:
    rows = ["| Page | Outcome | |", "| --- | --- | --- |"]
    for entry in sorted(entries, key=lambda entry: entry.key):
        page = _code(f"{entry.provider}/{entry.page}")
        rows.append(f"| {page} | {entry.outcome} | {_code(entry.reason)} |")
    return "\n".join(rows)


def _made(findings: PullRequestInputs) -> list[str]:
    head = "## `make specs generate check test`"
    if findings.make_status == 0:
        return [f"{head}\n\nPassed with the new pages."]
    last = findings.make.splitlines()[-_LOG_LINES:]
    sentence = f"**Failed** with status {findings.make_status}. Its last lines:"
    return [f"{head}\n\n{sentence}", *_fenced("\n".join(last)[-_LONGEST_LOG:])]


def _code(text: str) -> str:
    """Return a code span in a table's cell, on one line."""
    if not text:
        return ""
    # A bar would end the cell even within code.
    plain = re.sub(r"[\s`|]+", " ", text).strip()
    return f"`{plain}`"


def _fenced(text: str) -> list[str]:
    """Return a code block that nothing in the text can end."""
    if not text.strip():
        return []
    longest = max((len(ticks) for ticks in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}text\n{text}\n{fence}"]


def _status(file: Path) -> int:
    """Return the exit status that a step wrote down."""
    text = _text(file).strip()
    if re.fullmatch(r"[0-9]{1,3}", text) is None:
        raise SpecError("expected an exit status", file=file)
    return int(text)


def _text(file: Path) -> str:
    try:
        # A tool's output may hold anything.
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise SpecError(f"cannot be read: {error.strerror}", file=file) from None


@app.command()
def main(
    captured: Annotated[Path, typer.Option(help="The folder of the capture.")],
    comparison: Annotated[
        Path,
        typer.Option(
            help="The folder with drift.md, drift.status, make.log and make.status, into which "
            f"{BODY}, {LABEL} and {ATTENTION} go."
        ),
    ],
) -> None:
    """Write the pull request's text, its label, and the pages that need attention."""
    try:
        findings = PullRequestInputs(
            entries=manifest.load(captured),
            drift=_text(comparison / "drift.md"),
            drift_status=_status(comparison / "drift.status"),
            make=_text(comparison / "make.log"),
            make_status=_status(comparison / "make.status"),
        )
        write(comparison / BODY, body(findings))
        write(comparison / LABEL, label(findings) + "\n")
        pages = [f"{entry.provider}/{entry.page}\n" for entry in attention(findings.entries)]
        write(comparison / ATTENTION, "".join(pages))
    except SpecError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    app()
