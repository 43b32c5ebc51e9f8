"""captured.json: what a capture found, page by page.

It holds no times, so that a capture which finds nothing new leaves the same bytes.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal

from attrs import asdict, evolve, frozen

from scripts.specs.errors import SpecError
from scripts.specs.json_types import obj, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject

CaptureOutcome = Literal["new", "changed", "unchanged", "removed", "failed"]

FILE_NAME: Final = "captured.json"
_OUTCOMES: Final[dict[str, CaptureOutcome]] = {
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "removed": "removed",
    "failed": "failed",
}


@frozen
class ManifestEntry:
    """One page. What is kept of it in the folder is described by the last five but `reason`."""

    provider: str
    page: str
    url: str | None
    """The address that is listed; None where none is known."""
    outcome: CaptureOutcome
    """Beside the page in specs/: `new` where it has none. `removed` and `failed` brought no page."""
    status: int | None
    """The HTTP status that decided; 200 also where the server said that nothing changed."""
    etag: str | None
    last_modified: str | None
    sha256: str | None
    """Of the file in the folder; on `failed` an earlier capture's, where there is one."""
    reason: str
    """For a person: why there is no page, or where it moved to. Else empty."""

    def failed(self, reason: str, status: int | None) -> ManifestEntry:
        """Return the entry of a page that could not be captured."""
        return evolve(self, outcome="failed", reason=reason, status=status)

    def brought(self, outcome: CaptureOutcome, sha256: str | None) -> ManifestEntry:
        """Return the entry of a page that was captured."""
        return evolve(self, outcome=outcome, sha256=sha256)

    @property
    def key(self) -> tuple[str, str]:
        """The key by which entries are sorted."""
        return self.provider, self.page


def load(folder: Path) -> list[ManifestEntry]:
    """Return the entries of a folder's manifest; none where there is no manifest.

    Raises:
        SpecError: If it is not a manifest.
    """
    file = folder / FILE_NAME
    try:
        return _entries(json.loads(file.read_bytes()))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SpecError(f"cannot be read: {error.strerror}", file=file) from None
    except (ValueError, KeyError, TypeError):
        raise SpecError("expected a manifest as `make capture` writes it", file=file) from None


def dumped(entries: Iterable[ManifestEntry]) -> str:
    """Return the manifest's text."""
    pages = [asdict(entry) for entry in sorted(entries, key=lambda entry: entry.key)]
    return json.dumps({"pages": pages}, indent=2, ensure_ascii=False) + "\n"


def _entries(given: Json) -> list[ManifestEntry]:
    """Return the entries of a manifest.

    Raises:
        ValueError: A value is not one of those allowed.
        KeyError: A key is missing.
        TypeError: A value has another type.
    """
    if not isinstance(given, dict) or not isinstance(given["pages"], list):
        raise TypeError
    return [_entry(obj(item)) for item in given["pages"]]


def _entry(given: JsonObject) -> ManifestEntry:
    outcome, status = _OUTCOMES[text(given["outcome"])], given["status"]
    if status is not None and type(status) is not int:
        raise TypeError
    return ManifestEntry(
        provider=_name(given["provider"]),
        page=_name(given["page"]),
        url=_optional(given["url"]),
        outcome=outcome,
        status=status,
        etag=_optional(given["etag"]),
        last_modified=_optional(given["last_modified"]),
        sha256=_optional(given["sha256"]),
        reason=_optional(given["reason"]) or "",
    )


def _name(given: Json) -> str:
    """Return a text that becomes a part of a path."""
    if not isinstance(given, str) or PurePath(given).name != given or given.startswith("."):
        raise ValueError
    return given


def _optional(given: Json) -> str | None:
    if given is not None and not isinstance(given, str):
        raise TypeError
    return given
