"""A capture: each listed page once, in order, and after each page the manifest anew."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from scripts.capture import manifest
from scripts.capture.contents import UnexpectedPageError, text_of
from scripts.capture.manifest import ManifestEntry
from scripts.capture.sources import is_model_page
from scripts.capture.web import NOT_MODIFIED, WebError
from scripts.specs.errors import SpecError
from scripts.specs.files import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scripts.capture.manifest import CaptureOutcome
    from scripts.capture.robots import Robots
    from scripts.capture.sources import PageSource, ProviderPages
    from scripts.capture.web import PageResponse, Web

_OK: Final = 200
_REMOVED: Final = frozenset({404, 410})


@frozen
class Folders:
    """Where pages go, and what they are compared with."""

    output: Path
    specs: Path

    def captured(self, provider: str, page: str) -> Path:
        """Return where a captured page is kept."""
        return self.output / provider / page

    def committed(self, provider: str, page: str) -> Path:
        """Return the page that the specification is made of."""
        return self.specs / provider / "pages" / page


def capture(
    providers: list[ProviderPages],
    folders: Folders,
    web: Web,
    robots: Robots,
    report: Callable[[ManifestEntry], None],
) -> list[ManifestEntry]:
    """Request every page of these providers, one after the other, and report each outcome.

    Whenever it is interrupted, every file in the folder is whole, and the manifest is of this
    capture for the pages that were reached and of the one before for the others.

    Raises:
        SpecError: If the folder cannot be used.
    """
    make(folders.output)
    entries = {entry.key: entry for entry in manifest.load(folders.output)}
    for entry in _unlisted(entries, providers):
        _remove(folders.captured(*entry.key))
        del entries[entry.key]
    found: list[ManifestEntry] = []
    for provider in providers:
        make(folders.output / provider.name)
        for source in provider.pages:
            one = _Capturing(
                provider.name, source, folders, entries.get((provider.name, source.file))
            )
            entry = one.entry(web, robots)
            entries[entry.key] = entry
            write(folders.output / manifest.FILE_NAME, manifest.dumped(entries.values()))
            found.append(entry)
            report(entry)
    return found


def _unlisted(
    entries: dict[tuple[str, str], ManifestEntry], providers: list[ProviderPages]
) -> list[ManifestEntry]:
    """Return what an earlier capture brought of pages that these providers do not list any more."""
    listed = {(provider.name, source.file) for provider in providers for source in provider.pages}
    names = {provider.name for provider in providers}
    return [
        entry
        for key, entry in entries.items()
        if key[0] in names and key not in listed and not is_model_page(key[1])
    ]


@frozen
class _Capturing:
    """One page."""

    provider: str
    source: PageSource
    folders: Folders
    earlier: ManifestEntry | None

    @property
    def file(self) -> Path:
        return self.folders.captured(self.provider, self.source.file)

    def entry(self, web: Web, robots: Robots) -> ManifestEntry:
        """Request the page, keep it, and return its entry."""
        if (address := self.source.address) is None:
            return self._failed(f"not verified: {self.source.not_verified}")
        try:
            response = web.get(address, self._conditions(), robots.check)
            return self._received(response)
        except WebError as error:
            return self._failed(error.reason, error.status)
        except UnexpectedPageError as error:
            return self._failed(str(error), _OK)

    def _received(self, response: PageResponse) -> ManifestEntry:
        """Return the outcome of a response.

        Raises:
            UnexpectedPageError: The response is not the page.
        """
        if response.status in _REMOVED:
            _remove(self.file)
            return self._without("removed", f"HTTP status {response.status}", response.status)
        if response.status == NOT_MODIFIED and self._kept() is not None:
            return self._unmodified(response)
        if response.status != _OK:
            return self._failed(f"HTTP status {response.status}", response.status)
        return self._brought(text_of(self.source, response), response)

    def _kept(self) -> ManifestEntry | None:
        """Return the earlier capture of the same address, if its file is what it was."""
        earlier = self.earlier
        if earlier is None or earlier.url != self.source.address or earlier.sha256 is None:
            return None
        return earlier if sha256(content(self.file)) == earlier.sha256 else None

    def _conditions(self) -> dict[str, str]:
        if (kept := self._kept()) is None:
            return {}
        given = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
        return {name: value for name, value in given.items() if value}

    def _brought(self, text: str, response: PageResponse) -> ManifestEntry:
        data = text.encode()
        if content(self.file) != data:
            write(self.file, text)
        return evolve(
            self._without(self._outcome(data), self._moved(response), _OK),
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
            sha256=sha256(data),
        )

    def _unmodified(self, response: PageResponse) -> ManifestEntry:
        entry = self._without(self._outcome(content(self.file) or b""), self._moved(response), _OK)
        return self._as_earlier(entry)

    def _failed(self, reason: str, status: int | None = None) -> ManifestEntry:
        """Return a failed entry. An earlier capture stays, with its ETag, date and digest."""
        entry = self._without("failed", reason, status)
        return entry if self._kept() is None else self._as_earlier(entry)

    def _as_earlier(self, entry: ManifestEntry) -> ManifestEntry:
        earlier = self.earlier or entry
        return evolve(
            entry,
            etag=earlier.etag,
            last_modified=earlier.last_modified,
            sha256=earlier.sha256,
        )

    def _without(self, outcome: CaptureOutcome, reason: str, status: int | None) -> ManifestEntry:
        """Return an entry of which no file is known."""
        return ManifestEntry(
            provider=self.provider,
            page=self.source.file,
            url=self.source.address,
            outcome=outcome,
            status=status,
            etag=None,
            last_modified=None,
            sha256=None,
            reason=reason,
        )

    def _outcome(self, data: bytes) -> CaptureOutcome:
        committed = content(self.folders.committed(self.provider, self.source.file))
        if committed is None:
            return "new"
        return "unchanged" if committed == data else "changed"

    def _moved(self, response: PageResponse) -> str:
        return "" if response.url == self.source.address else f"moved to {response.url}"


def content(file: Path) -> bytes | None:
    """Return a file's content, or None where there is no such file."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SpecError(f"cannot be read: {error.strerror}", file=file) from None


def sha256(data: bytes | None) -> str | None:
    """Return the digest of a file's content, None for no file."""
    return None if data is None else hashlib.sha256(data).hexdigest()


def make(folder: Path) -> None:
    """Make a folder. Raises `SpecError` if it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SpecError(f"cannot be made: {error.strerror}", file=folder) from None


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise SpecError(f"cannot be removed: {error.strerror}", file=file) from None
